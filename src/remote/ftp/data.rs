//! Connections for data: who opens them, to which address, and what is tried when that does not work.

use super::command::Command;
use super::control::{Control, begins};
use super::passive::{eprt_argument, epsv, pasv, port_argument};
use super::reply::Reply;
use super::site::Site;
use super::stream::TlsStream;
use super::tls::io_error;
use super::ways::DataMemory;
use crate::error::{
    DataFault, DataMode, DataTry, DataWay as Way, Error, ErrorKind, FtpFault, Result, Stage, StatusCode,
};
use crate::log::LogBody;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::PoisonError;
use suppaftp::tokio::AsyncDataStream as DataStream;
use tokio::net::{TcpListener, TcpStream};

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
pub(super) async fn begin(site: &Site, control: &mut Control, command: &Command, offset: u64) -> Result<Begun> {
    // What cannot be sent opens nothing.
    command.line()?;
    let memory = site.data.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut first: Option<Box<Error>> = None;
    let mut tries: Vec<DataTry> = Vec::new();
    for way in &memory.ways {
        let opened = match open(control, *way, &memory).await {
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
            | ErrorKind::FtpProtocol(FtpFault::BadDataAddress)
    )
}

async fn open(control: &mut Control, way: Way, memory: &DataMemory) -> Result<Ready> {
    match way {
        Way::ExtendedPassive => {
            let command = Command::bare("EPSV");
            let port = epsv(&control.done(&command).await?).map_err(|error| error.during(command.shown()))?;
            connect(way, port, control).await.map_err(|error| error.during(command.shown()))
        }
        Way::Passive => {
            if control.peer.ip().to_canonical().is_ipv6() {
                return Err(Error::new(ErrorKind::Unsupported).during("PASV"));
            }
            let command = Command::bare("PASV");
            let address = pasv(&control.done(&command).await?).map_err(|error| error.during(command.shown()))?;
            // Whatever host the server names, data comes from the one that was dialled: nobody is sent elsewhere.
            if IpAddr::V4(address.host) != control.peer.ip().to_canonical() {
                control.log.push(
                    Some(control.session),
                    LogBody::Debug(format!("PASV names {}, {} is used", address.host, control.peer.ip())),
                );
            }
            connect(way, address.port, control).await.map_err(|error| error.during(command.shown()))
        }
        Way::ExtendedActive | Way::Active => {
            let listener = listen(control.local.ip(), memory.ports.clone()).await?;
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

fn no_data(fault: &std::io::Error) -> Box<Error> {
    let mut error = Error::io(fault);
    error.kind = ErrorKind::NoDataConnection;
    error
}

async fn connect(way: Way, port: u16, control: &Control) -> Result<Ready> {
    let (host, limit) = (control.peer.ip(), control.limits.data.min(control.limits.connect));
    let (mut error, fault) = match tokio::time::timeout(limit, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => return Ok(Ready::Open(stream)),
        Ok(Err(fault)) => match Error::io(&fault).kind {
            ErrorKind::Unreachable => (no_data(&fault), DataFault::Unreachable { port }),
            ErrorKind::TimedOut(_) => (no_data(&fault), DataFault::NoAnswer { port }),
            _ => (no_data(&fault), DataFault::Refused { port }),
        },
        Err(_elapsed) => {
            let error = Error::new(ErrorKind::NoDataConnection).with_detail(format!("{host}:{port}"));
            (error, DataFault::NoAnswer { port })
        }
    };
    error.tries = vec![DataTry { way, fault }];
    Err(error)
}

async fn listen(host: IpAddr, ports: Option<RangeInclusive<u16>>) -> Result<TcpListener> {
    let mut last = Error::new(ErrorKind::NoDataConnection);
    for port in ports.unwrap_or(0..=0) {
        match TcpListener::bind((host, port)).await {
            Ok(listener) => return Ok(listener),
            Err(fault) => last = no_data(&fault),
        }
    }
    Err(last)
}

async fn run(control: &mut Control, command: &Command, offset: u64, (way, ready): (Way, Ready)) -> Result<Begun> {
    if offset > 0 {
        let rest = Command::with("REST", offset.to_string());
        let reply = control.exchange(&rest).await?;
        if reply.code != 350 {
            return Err(reply.error().during(rest.shown()));
        }
    }
    let reply = control.exchange(command).await?;
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
