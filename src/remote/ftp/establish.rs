//! From a wish to a connection for commands: TCP, greeting, TLS. Nothing but AUTH goes out in clear where TLS is wished.

use super::command::Command;
use super::connector::{Connector, Outcome};
use super::control::{Control, Ftp, reply_of};
use super::first_words::FirstWords;
use super::gate::CertificateGate;
use super::pipelining::Pipelining;
use super::reply::Reply;
use super::request::FtpRequest;
use super::stages::{Passed, Stages};
use super::tls::{TlsBase, TlsContext, Versions};
use crate::error::{Error, ErrorKind, FtpFault, Result, ServerText, SpokenProtocol, Stage, StatusCode};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::Protocol;
use crate::remote::proxy::Tunnel;
use crate::remote::{Dial, Pace, Prompter, recognise};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Poll;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// The types of the records of TLS (RFC 8446, section 5.1); a reply begins with a digit.
const TLS_RECORDS: RangeInclusive<u8> = 20..=23;

/// How often a connection is made anew because the agreement to TLS was read before it was looked at, which is rare.
const MOST_UNSEEN: usize = 5;

/// What all control connections of one session are made with.
#[derive(Debug)]
pub(super) struct Maker {
    pub(super) request: FtpRequest,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) log: Arc<MessageLog>,
    /// The way through a proxy; `None` where there is none.
    pub(super) tunnel: Option<Tunnel>,
    /// `None` without TLS.
    pub(super) tls: Option<TlsBase>,
    /// The server gives no tickets of TLS 1.3 with uploads, so that version 1.2 serves better.
    pub(super) only_tls12: AtomicBool,
    /// Where the server of implicit TLS answers.
    pub(super) address: OnceLock<SocketAddr>,
    /// What the user accepted on this session.
    pub(super) accepted: Arc<Mutex<Option<String>>>,
    /// Whether the server takes commands before it has answered the ones before.
    pub(super) pipelining: Arc<Pipelining>,
    /// Who is told of the stages.
    pub(super) stages: Stages,
}

/// A connection that is ready for the login.
#[derive(Debug)]
pub(super) struct Established {
    pub(super) control: Control,
    /// The server's greeting.
    pub(super) greeting: Reply,
    /// TLS version and cipher; empty without TLS.
    pub(super) agreed: (String, String),
}

impl Maker {
    /// Connects, reads the greeting and secures the connection as the wish says.
    ///
    /// # Errors
    /// Those of `Dial`; `WrongProtocol`, `ServerLimit`, `ServiceRefused`, `FtpProtocol`, `EncryptionRefused`, `TlsFailed`,
    /// `CertificateRejected`, `CertificateChanged`, `TimedOut(Handshake)`, `ConnectionLost`, `Cancelled`.
    pub(super) async fn establish(&self, pace: &Pace, cancel: &CancellationToken) -> Result<Established> {
        if let Some(address) = self.address.get().filter(|_| self.tunnel.is_none()) {
            return self.secure_at(*address, None, pace).await;
        }
        let stream = self.dial(cancel).await?;
        self.secure(stream, pace).await
    }

    /// Reads the greeting and secures a connection that stands as the wish says.
    ///
    /// # Errors
    /// As [`Self::establish`], but for those of `Dial`.
    pub(super) async fn secure(&self, stream: TcpStream, pace: &Pace) -> Result<Established> {
        let endpoint = &self.request.endpoint;
        let limit = self.request.limits.handshake;
        match (endpoint.protocol, &self.tls) {
            (Protocol::Ftps, Some(_)) => {
                // suppaftp insists on making this connection itself, so the one that was dialled only told the address that
                // answers. It does so once, for servers count connections.
                let address = stream.peer_addr().map_err(|fault| super::tls::io_error(&fault))?;
                let instead = Some(stream).filter(|_| self.tunnel.is_some());
                self.secure_at(*self.address.get_or_init(|| address), instead, pace).await
            }
            (Protocol::Ftpes, Some(tls)) => {
                let context = tls.context(&endpoint.host, self.gate(pace), self.versions())?;
                let mut stream = stream;
                for again in 0..MOST_UNSEEN {
                    let securing = self.explicit(stream, Arc::clone(&context), again > 0);
                    let made = pace.within(Stage::Handshake, limit, securing).await?;
                    match made.map_err(|error| context.own.judged(error))? {
                        Some(established) => return Ok(established),
                        None => stream = self.dial(&pace.token()).await?,
                    }
                }
                Err(Error::new(ErrorKind::ConnectionLost).during("AUTH TLS"))
            }
            (Protocol::Ftp, None) => pace.within(Stage::Handshake, limit, self.plain(stream)).await?,
            _ => Err(Error::new(ErrorKind::Unsupported)),
        }
    }

    /// Connects with implicit TLS to an address that is known.
    async fn secure_at(&self, address: SocketAddr, instead: Option<TcpStream>, pace: &Pace) -> Result<Established> {
        let Some(tls) = &self.tls else { return Err(Error::new(ErrorKind::Unsupported)) };
        let context = tls.context(&self.request.endpoint.host, self.gate(pace), self.versions())?;
        let securing = self.implicit(address, instead, Arc::clone(&context));
        let made = pace.within(Stage::Handshake, self.request.limits.handshake, securing).await?;
        made.map_err(|error| context.own.judged(error))
    }

    fn versions(&self) -> Versions {
        if self.only_tls12.load(Ordering::Relaxed) { Versions::OnlyTls12 } else { Versions::All }
    }

    async fn dial(&self, cancel: &CancellationToken) -> Result<TcpStream> {
        let endpoint = &self.request.endpoint;
        if let Some(tunnel) = &self.tunnel {
            return tunnel.connect(&endpoint.host, endpoint.port, self.request.limits.connect, cancel).await;
        }
        let dial = Dial {
            host: &endpoint.host,
            port: endpoint.port,
            limit: self.request.limits.connect,
            session: Some(self.request.session),
        };
        dial.connect(&self.log, cancel).await
    }

    fn gate(&self, pace: &Pace) -> CertificateGate {
        let endpoint = &self.request.endpoint;
        CertificateGate {
            host: format!("{}:{}", endpoint.host, endpoint.port),
            trust: self.request.trust.clone(),
            prompter: Arc::clone(&self.prompter),
            pace: pace.clone(),
            log: Arc::clone(&self.log),
            session: self.request.session,
            accepted: Arc::clone(&self.accepted),
            stages: self.stages.clone(),
        }
    }

    fn push(&self, body: LogBody) {
        self.log.push(Some(self.request.session), body);
    }

    async fn control(&self, ftp: Ftp, tls: Option<Arc<TlsContext>>) -> Result<Control> {
        let (log, pipelining) = (Arc::clone(&self.log), Arc::clone(&self.pipelining));
        Control::over(ftp, tls, self.request.limits, log, self.request.session, pipelining).await
    }

    /// The greeting, looked at before suppaftp reads it.
    async fn greeting(&self, mut stream: TcpStream, words: &FirstWords, again: bool) -> Result<(TcpStream, Reply)> {
        loop {
            let waiting = words.reply().await?;
            if let Some(spoken) = recognise(&waiting.bytes).filter(|spoken| *spoken != SpokenProtocol::Ftp) {
                return Err(wrong_protocol(spoken, &waiting.bytes));
            }
            if waiting.bytes.starts_with(b"SSH-") {
                return Err(wrong_protocol(SpokenProtocol::Ssh, &waiting.bytes));
            }
            let reply = Reply::read(&waiting.bytes)?;
            self.push(LogBody::Response(reply.display()));
            // Behind "ready in some minutes" the greeting itself may wait already.
            if waiting.more && reply.code != 120 {
                return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnaskedReply)));
            }
            match reply.code {
                220 => {
                    if !again {
                        self.stages.pass(|| Passed::Greeted(reply.clone()));
                    }
                    return Ok((stream, reply));
                }
                // "Ready in some minutes" (RFC 959): suppaftp would give up, so it is read here.
                120 => {
                    let mut read = waiting.bytes;
                    stream.read_exact(&mut read).await.map_err(|fault| super::tls::io_error(&fault))?;
                }
                230..=239 => {
                    let mut error = Error::new(ErrorKind::FtpProtocol(FtpFault::LoginBeforeTls));
                    error.code = Some(StatusCode::Ftp(reply.code));
                    error.server_text = reply.error().server_text;
                    return Err(error);
                }
                _ => return Err(turned_away(&reply)),
            }
        }
    }

    async fn plain(&self, stream: TcpStream) -> Result<Established> {
        let (stream, words) = FirstWords::of(stream)?;
        let (stream, greeting) = self.greeting(stream, &words, false).await?;
        let ftp = Ftp::connect_with_stream(stream).await.map_err(connecting_error)?;
        drop(words);
        let control = self.control(ftp, None).await?;
        Ok(Established { control, greeting, agreed: Default::default() })
    }

    /// TLS after AUTH. `None`: the agreement was read before it could be looked at, so that nobody knows what stood behind it;
    /// the connection is closed then, with nothing but AUTH sent.
    async fn explicit(&self, stream: TcpStream, context: Arc<TlsContext>, again: bool) -> Result<Option<Established>> {
        let (stream, words) = FirstWords::of(stream)?;
        let (stream, greeting) = self.greeting(stream, &words, again).await?;
        let ftp = Ftp::connect_with_stream(stream).await.map_err(connecting_error)?;
        if words.something_waits() {
            return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnaskedReply)));
        }
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let connector =
            Connector { context: Arc::clone(&context), outcome: Arc::clone(&outcome), instead: Mutex::default() };
        self.push(LogBody::Command("AUTH TLS".into()));
        let mut securing = pin!(ftp.into_secure(connector, &self.request.endpoint.host));
        // It sends AUTH and waits. The answer is looked at before it goes on.
        let mut early = poll_fn(|context| Poll::Ready(securing.as_mut().poll(context))).await;
        if early.is_pending() {
            let waiting = words.reply().await.map_err(|error| error.during("AUTH TLS"))?;
            // On a fast way the agreement comes before it is looked at: suppaftp has read it then, and thrown away what may
            // stand behind it, and some record of TLS waits.
            if waiting.bytes.first().is_some_and(|first| TLS_RECORDS.contains(first)) {
                self.push(LogBody::Debug("the answer to AUTH was not seen: once more".into()));
                return Ok(None);
            }
            let reply = Reply::read(&waiting.bytes).map_err(|error| error.during("AUTH TLS"))?;
            self.push(LogBody::Response(reply.display()));
            if reply.code != 234 {
                return Err(encryption_refused(&reply, "AUTH TLS"));
            }
            if waiting.more {
                return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::BytesBeforeTls)).during("AUTH TLS"));
            }
        }
        drop(words);
        let secured = match std::mem::replace(&mut early, Poll::Pending) {
            Poll::Ready(secured) => secured,
            Poll::Pending => securing.await,
        };
        let told = std::mem::take(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner));
        let ftp = match secured {
            Ok(ftp) => ftp,
            Err(fault) => {
                if let Some(error) = told.error {
                    return Err(error);
                }
                // The handshake stood, so it was one of the two commands behind it.
                return Err(match reply_of(fault) {
                    Ok(reply) => encryption_refused(&reply, "PBSZ 0, PROT P"),
                    Err(error) => error,
                });
            }
        };
        // suppaftp sends these two itself, and goes on with 200 only.
        for command in ["PBSZ 0", "PROT P"] {
            self.push(LogBody::Command(command.into()));
            self.push(LogBody::Response("200".into()));
        }
        self.secured(ftp, context, greeting, told.agreed).await.map(Some)
    }

    /// TLS from the first byte on. What suppaftp connects to behind a proxy is the proxy, which is told nothing; the tunnel
    /// `instead` of it is used.
    async fn implicit(
        &self,
        address: SocketAddr,
        instead: Option<TcpStream>,
        context: Arc<TlsContext>,
    ) -> Result<Established> {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        let instead = Mutex::new(instead);
        let connector = Connector { context: Arc::clone(&context), outcome: Arc::clone(&outcome), instead };
        let made = Ftp::connect_secure_implicit(address, connector, &self.request.endpoint.host).await;
        let told = std::mem::take(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner));
        let ftp = match (made, told.error) {
            (Ok(ftp), _) => ftp,
            (Err(_), Some(error)) => return Err(error),
            (Err(fault), None) => return Err(connecting_error(fault)),
        };
        let words = ftp.get_welcome_msg().unwrap_or_default().to_owned();
        let greeting = Reply::read(words.as_bytes())?;
        self.push(LogBody::Response(greeting.display()));
        self.stages.pass(|| Passed::Greeted(greeting.clone()));
        let mut established = self.secured(ftp, context, greeting, told.agreed).await?;
        for command in [Command::with("PBSZ", "0"), Command::with("PROT", "P")] {
            let reply = established.control.exchange(&command).await?;
            if !reply.is_done() {
                return Err(encryption_refused(&reply, &command.shown()));
            }
        }
        Ok(established)
    }

    async fn secured(
        &self,
        ftp: Ftp,
        context: Arc<TlsContext>,
        greeting: Reply,
        agreed: (String, String),
    ) -> Result<Established> {
        self.push(LogBody::Status(StatusMessage::Secured {
            key_exchange: agreed.0.clone(),
            cipher: agreed.1.clone(),
            host_key: "X.509".into(),
            fingerprint: format!("SHA256:{}", context.fingerprint()),
        }));
        let control = self.control(ftp, Some(context)).await?;
        Ok(Established { control, greeting, agreed })
    }
}

fn wrong_protocol(spoken: SpokenProtocol, bytes: &[u8]) -> Box<Error> {
    let mut error = Error::new(ErrorKind::WrongProtocol(spoken));
    if spoken != SpokenProtocol::Tls {
        let line = bytes.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
        error.server_text = Some(ServerText { message: line.to_vec(), language: None });
    }
    error
}

fn connecting_error(fault: suppaftp::FtpError) -> Box<Error> {
    match reply_of(fault) {
        Ok(reply) => turned_away(&reply),
        Err(error) => error,
    }
}

/// A refusal in the place of a greeting. 421 is meant for now, whatever the words (RFC 959: "service not available").
fn turned_away(reply: &Reply) -> Box<Error> {
    let mut error = reply.error();
    if reply.code >= 400 && !matches!(error.kind, ErrorKind::ServerLimit | ErrorKind::ConnectionLost) {
        error.kind = ErrorKind::ServiceRefused;
    }
    error
}

fn encryption_refused(reply: &Reply, command: &str) -> Box<Error> {
    let mut error = reply.error().during(command);
    // 421 refuses the connection, for now, and not TLS.
    if reply.code != 421 {
        error.kind = ErrorKind::EncryptionRefused;
    }
    error
}
