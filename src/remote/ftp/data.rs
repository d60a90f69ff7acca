//! Connections for data: who opens them, to which address, and what is tried when that does not work.

use super::channel::Held;
use super::command::Command;
use super::control::{Control, begins};
use super::passive::{eprt_argument, epsv, pasv, port_argument};
use super::reply::Reply;
use super::site::Site;
use super::stream::TlsStream;
use super::tls::io_error;
use super::to_the_end::ToTheEnd;
use super::ways::DataMemory;
use crate::error::{
    DataFault, DataMode, DataTry, DataWay as Way, Error, ErrorKind, FtpFault, Result, Stage, StatusCode,
};
use crate::log::LogBody;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use suppaftp::tokio::AsyncDataStream as DataStream;
use tokio::net::{TcpListener, TcpStream};

/// Replies by which a server refuses a file, whatever the connection.
const NOT_TO_BE_HAD: [u16; 3] = [501, 550, 553];

/// A stream of data, in clear or over TLS.
pub(super) type Data = DataStream<TlsStream>;

/// A data connection that is ready to be used, or to be made by the server.
enum Ready {
    Open(TcpStream),
    Listening(TcpListener),
}

/// What a command that moves data has begun.
#[derive(Debug)]
pub(super) enum Begun {
    /// Data follows, and behind it one more reply.
    Data(Data),
    /// The server says that it is done already: there was nothing to move.
    Done(Reply),
}

/// Begins a command that moves data, from `offset` on. Until its last reply is read the connection is out of step.
///
/// # Errors
/// `NoDataConnection` where no way works; what the server says to the command; those of TLS; `TimedOut(Session)`.
pub(super) async fn begin(held: &mut Held, command: &Command, offset: u64) -> Result<Begun> {
    // What cannot be sent opens nothing.
    command.line()?;
    let site = Arc::clone(held.site());
    let memory = site.data.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // Behind a position that is refused a transfer must not begin, and what names no path is about the folder of this very
    // connection.
    if offset == 0 && command.argument().starts_with(b"/") {
        let text = held.control()?.is_text();
        match begin_to_the_end(held, command, &memory).await {
            Ok(Some(begun)) => return Ok(begun),
            Ok(None) => {}
            Err(error) if error.kind == ErrorKind::NoDataConnection && !held.control()?.is_in_step() => {
                // It waits for a connection that cannot be made.
                held.renew().await?;
                held.control()?.set_text(text).await?;
            }
            Err(error) => return Err(error),
        }
    }
    let control = held.control()?;
    let site = &*site;
    let mut first: Option<Box<Error>> = None;
    let mut tries: Vec<DataTry> = Vec::new();
    for way in &memory.ways {
        let opened = match open(site, control, *way, &memory).await {
            Ok(opened) => opened,
            Err(error) if is_of_the_way(&error) => {
                control.log.push(
                    Some(control.session),
                    LogBody::Debug(format!("{way:?}: {}", crate::model::escape_bytes(error.to_string().as_bytes()))),
                );
                tries.push(DataTry { way: *way, fault: fault(&error) });
                first.get_or_insert(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        match run(control, command, offset, (*way, opened)).await {
            Err(error) if error.kind == ErrorKind::NoDataConnection => {
                tries.push(DataTry { way: *way, fault: fault(&error) });
                if control.is_in_step() {
                    first.get_or_insert(error);
                    continue;
                }
                site.data.lock().unwrap_or_else(PoisonError::into_inner).failed_late(*way);
                return Err(none_worked(first.unwrap_or(error), tries, memory.wished, command));
            }
            begun => {
                if begun.is_ok() {
                    site.data.lock().unwrap_or_else(PoisonError::into_inner).worked(*way);
                }
                return begun;
            }
        }
    }
    Err(none_worked(first.unwrap_or_else(|| Error::new(ErrorKind::NoDataConnection)), tries, memory.wished, command))
}

/// Goes on with [`begin_at_once`] also when nobody waits for it any more. Given up between its two commands it would leave a
/// server that has begun and waits for a connection, in vsftpd a minute long with the file locked: the next upload of that
/// file would wait as long.
async fn begin_to_the_end(held: &mut Held, command: &Command, memory: &DataMemory) -> Result<Option<Begun>> {
    if memory.proven_passive().is_none() || held.control()?.pipelining.is_given_up() {
        return Ok(None);
    }
    let (site, command, memory) = (Arc::clone(held.site()), command.clone(), memory.clone());
    let mut control = held.lend()?;
    let beginning = ToTheEnd::new(async move {
        let begun = begin_at_once(&site, &mut control, &command, &memory).await;
        (control, begun)
    });
    let (control, begun) = beginning.await;
    held.give_back(control);
    begun
}

/// Asks for a port and begins in one go, where that way has worked before. `None`: nothing has begun, and the connection is in
/// step.
///
/// # Errors
/// What the server says to the command; `NoDataConnection`, with the connection out of step.
async fn begin_at_once(
    site: &Site,
    control: &mut Control,
    command: &Command,
    memory: &DataMemory,
) -> Result<Option<Begun>> {
    let Some(way) = memory.proven_passive() else { return Ok(None) };
    let ask = Command::bare(if way == Way::ExtendedPassive { "EPSV" } else { "PASV" });
    let commands = vec![ask.clone(), command.clone()];
    if !control.may_send_ahead(&commands).await {
        return Ok(None);
    }
    let mut ahead = control.send_ahead(commands).await?;
    let port = match control.answer_to(&mut ahead).await?.done() {
        Ok(reply) => port_of(site, control, way, &reply).map_err(|error| error.during(ask.shown())),
        Err(error) => Err(error.during(ask.shown())),
    };
    let opened = match port {
        Ok(port) => connect(site, way, control, port).await.map_err(|error| error.during(ask.shown())),
        Err(error) => Err(error),
    };
    let failed = match opened {
        Ok(stream) => {
            let reply = control.answer_to(&mut ahead).await?;
            let begun = take_up(control, command, (way, Ready::Open(stream)), reply).await;
            return match begun {
                Err(error) if error.kind == ErrorKind::NoDataConnection && control.is_in_step() => {
                    doubt(site);
                    Ok(None)
                }
                begun => begun.map(Some),
            };
        }
        Err(failed) => failed,
    };
    doubt(site);
    let tries = vec![DataTry { way, fault: fault(&failed) }];
    let failed = none_worked(failed, tries, memory.wished, command);
    // Without a connection the server has nothing to begin with, and says so, or waits for one.
    let limit = control.limits.last_words;
    let Ok(reply) = control.answer_within(&mut ahead, limit).await else { return Err(failed) };
    if begins(&reply) {
        control.out_of_step();
        return Err(failed);
    }
    // Where the file is not to be had it is so whatever the way; everything else is asked again by the ways in turn.
    if NOT_TO_BE_HAD.contains(&reply.code) { Err(reply.error().during(command.shown())) } else { Ok(None) }
}

/// The way that worked did not now: the next transfer asks first, and begins then.
fn doubt(site: &Site) {
    site.data.lock().unwrap_or_else(PoisonError::into_inner).doubt();
}

/// The error of the first way, with all that was tried, the ways of the wished mode first.
fn none_worked(mut error: Box<Error>, mut tries: Vec<DataTry>, wished: DataMode, command: &Command) -> Box<Error> {
    error.kind = ErrorKind::NoDataConnection;
    tries.sort_by_key(|tried| tried.way.mode() != wished);
    error.tries = tries;
    error.during(command.shown())
}

/// Why a way failed, by its error.
fn fault(error: &Error) -> DataFault {
    match (&error.kind, error.code) {
        (ErrorKind::FtpProtocol(FtpFault::BadDataAddress), _) => DataFault::NoAddress,
        (ErrorKind::NoDataConnection, Some(StatusCode::Ftp(code))) => DataFault::ServerFailed(code),
        (_, Some(StatusCode::Ftp(code))) => DataFault::CommandRefused(code),
        (ErrorKind::NoDataConnection, _) => error.tries.first().map_or(DataFault::NoPort, |tried| tried.fault),
        _ => DataFault::NotHere,
    }
}

/// Whether another way may work where this one failed, while the connection for commands stands.
fn is_of_the_way(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::NoDataConnection
            | ErrorKind::Unsupported
            | ErrorKind::InvalidArgument
            | ErrorKind::PermissionDenied
            | ErrorKind::Failure
            | ErrorKind::LoginRefused { .. }
            | ErrorKind::FtpProtocol(FtpFault::BadDataAddress | FtpFault::UnexpectedReply)
    )
}

async fn open(site: &Site, control: &mut Control, way: Way, memory: &DataMemory) -> Result<Ready> {
    match way {
        Way::ExtendedPassive => {
            let command = Command::bare("EPSV");
            let reply = control.done(&command).await?;
            let port = port_of(site, control, way, &reply).map_err(|error| error.during(command.shown()))?;
            let opened = connect(site, way, control, port).await;
            opened.map(Ready::Open).map_err(|error| error.during(command.shown()))
        }
        Way::Passive => {
            // Behind a proxy the family of the server is not known.
            if site.maker.tunnel.is_none() && control.peer.ip().to_canonical().is_ipv6() {
                return Err(Error::new(ErrorKind::Unsupported).during("PASV"));
            }
            let command = Command::bare("PASV");
            let reply = control.done(&command).await?;
            let port = port_of(site, control, way, &reply).map_err(|error| error.during(command.shown()))?;
            let opened = connect(site, way, control, port).await;
            opened.map(Ready::Open).map_err(|error| error.during(command.shown()))
        }
        Way::ExtendedActive | Way::Active => {
            let listener = listen(control.local, memory.ports()).await?;
            let port = listener.local_addr().map_err(|fault| no_data(&fault))?.port();
            let told = SocketAddr::new(memory.external.unwrap_or(control.local.ip()), port);
            let command = if way == Way::ExtendedActive {
                Command::with("EPRT", eprt_argument(told))
            } else {
                let Some(argument) = port_argument(told) else { return Err(Error::new(ErrorKind::Unsupported)) };
                Command::with("PORT", argument)
            };
            control.done(&command).await?;
            Ok(Ready::Listening(listener))
        }
    }
}

/// The port on which a server waits. Whatever host it names, data comes from the one that was dialled: nobody is sent elsewhere.
fn port_of(site: &Site, control: &Control, way: Way, reply: &Reply) -> Result<u16> {
    if way == Way::ExtendedPassive {
        return epsv(reply);
    }
    let address = pasv(reply)?;
    if site.maker.tunnel.is_none() && IpAddr::V4(address.host) != control.peer.ip().to_canonical() {
        control.log.push(
            Some(control.session),
            LogBody::Debug(format!("PASV names {}, {} is used", address.host, control.peer.ip())),
        );
    }
    Ok(address.port)
}

fn no_data(fault: &std::io::Error) -> Box<Error> {
    let mut error = Error::io(fault);
    error.kind = ErrorKind::NoDataConnection;
    error
}

/// To another port of the server itself: through the same proxy as the connection for commands, else in the same zone where
/// its address has one.
async fn connect(site: &Site, way: Way, control: &Control, port: u16) -> Result<TcpStream> {
    if let Some(tunnel) = &site.maker.tunnel {
        let opened = tunnel.connect(&site.maker.request.endpoint.host, port, control.limits.data, &site.cut).await;
        return opened.map_err(|mut error| {
            if !error.is_cancelled() {
                error.kind = ErrorKind::NoDataConnection;
                error.tries = vec![DataTry { way, fault: DataFault::Refused { port } }];
            }
            error
        });
    }
    let mut server = control.peer;
    server.set_port(port);
    let limit = control.limits.data.min(control.limits.connect);
    let (mut error, fault) = match tokio::time::timeout(limit, TcpStream::connect(server)).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(fault)) => match Error::io(&fault).kind {
            ErrorKind::Unreachable => (no_data(&fault), DataFault::Unreachable { port }),
            ErrorKind::TimedOut(_) => (no_data(&fault), DataFault::NoAnswer { port }),
            _ => (no_data(&fault), DataFault::Refused { port }),
        },
        Err(_elapsed) => {
            let error = Error::new(ErrorKind::NoDataConnection).with_detail(server.to_string());
            (error, DataFault::NoAnswer { port })
        }
    };
    error.tries = vec![DataTry { way, fault }];
    Err(error)
}

/// On the first port that is free, at the address from which the server was dialled.
async fn listen(mut here: SocketAddr, ports: impl Iterator<Item = u16>) -> Result<TcpListener> {
    let mut last = Error::new(ErrorKind::NoDataConnection);
    for port in ports {
        here.set_port(port);
        match TcpListener::bind(here).await {
            Ok(listener) => return Ok(listener),
            Err(fault) => last = no_data(&fault),
        }
    }
    Err(last)
}

async fn run(control: &mut Control, command: &Command, offset: u64, ready: (Way, Ready)) -> Result<Begun> {
    if offset > 0 {
        let rest = Command::with("REST", offset.to_string());
        let reply = control.exchange(&rest).await?;
        if reply.code != 350 {
            return Err(reply.error().during(rest.shown()));
        }
    }
    let reply = control.exchange(command).await?;
    take_up(control, command, ready, reply).await
}

/// Goes on from what the server says to a command that moves data.
async fn take_up(control: &mut Control, command: &Command, (way, ready): (Way, Ready), reply: Reply) -> Result<Begun> {
    if reply.is_done() {
        return Ok(Begun::Done(reply));
    }
    if !begins(&reply) {
        return Err(reply.error().during(command.shown()));
    }
    // One more reply is due from here on.
    control.out_of_step();
    let stream = match ready {
        Ready::Open(stream) => stream,
        Ready::Listening(listener) => {
            accept(control, way, &listener).await.map_err(|error| error.during(command.shown()))?
        }
    };
    // Fails only on a connection that is gone already; the next read tells.
    let _kept_delay = stream.set_nodelay(true);
    let Some(tls) = control.tls.clone() else { return Ok(Begun::Data(DataStream::Tcp(stream))) };
    let securing = tokio::time::timeout(control.limits.handshake, tls.secure_data(stream)).await;
    let secured = securing.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut(Stage::Session))));
    match secured {
        Ok(stream) => Ok(Begun::Data(DataStream::Ssl(Box::new(stream)))),
        Err(error) => Err(after_failed_tls(control, error).await.during(command.shown())),
    }
}

/// Servers tell why they end a data connection in their last reply: "session reuse required" and the like.
async fn after_failed_tls(control: &mut Control, error: Box<Error>) -> Box<Error> {
    if matches!(error.kind, ErrorKind::CertificateChanged(_)) {
        return error;
    }
    match control.last_words().await {
        Ok(Some(reply)) if reply.code >= 400 => {
            let mut told = reply.error();
            told.kind.clone_from(&error.kind);
            told.detail.clone_from(&error.detail);
            told
        }
        _ => error,
    }
}

/// The first connection from the server itself; others are turned away.
async fn accept(control: &Control, way: Way, listener: &TcpListener) -> Result<TcpStream> {
    let server = control.peer.ip().to_canonical();
    let accepting = async {
        loop {
            let (stream, from) = listener.accept().await.map_err(|fault| io_error(&fault))?;
            if from.ip().to_canonical() == server {
                return Ok(stream);
            }
        }
    };
    match tokio::time::timeout(control.limits.data.min(control.limits.connect), accepting).await {
        Ok(accepted) => accepted,
        Err(_elapsed) => {
            let port = listener.local_addr().map_or(0, |address| address.port());
            let mut error = Error::new(ErrorKind::NoDataConnection);
            error.tries = vec![DataTry { way, fault: DataFault::NotCalled { port } }];
            Err(error)
        }
    }
}
