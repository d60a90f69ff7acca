//! From a wish to a connection for commands: TCP, greeting, TLS. Nothing but AUTH goes out in clear where TLS is wished.

use super::command::Command;
use super::control::Control;
use super::control_stream::{ControlStream, Holding, Wire};
use super::first_words::FirstWords;
use super::gate::CertificateGate;
use super::hand_over::hand_over;
use super::pipelining::Pipelining;
use super::reply::Reply;
use super::request::FtpRequest;
use super::stages::{Passed, Stages};
use super::stream::TlsStream;
use super::tls::{TlsBase, TlsContext, Versions};
use crate::error::{Error, ErrorKind, FtpFault, Result, ServerText, SpokenProtocol, Stage, StatusCode};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::Protocol;
use crate::remote::proxy::Tunnel;
use crate::remote::{Dial, Pace, Prompter, recognise};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_util::either::Either;
use tokio_util::sync::CancellationToken;

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
    /// What the user accepted on this session.
    pub(super) accepted: Arc<Mutex<Option<String>>>,
    /// Somebody was asked about the certificate, and let it through.
    pub(super) asked: Arc<AtomicBool>,
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
        let stream = self.dial(cancel).await?;
        self.secure(stream, pace).await
    }

    /// Reads the greeting and secures a connection that stands as the wish says.
    ///
    /// # Errors
    /// As [`Self::establish`], but for those of `Dial`.
    pub(super) async fn secure(&self, stream: TcpStream, pace: &Pace) -> Result<Established> {
        let endpoint = &self.request.endpoint;
        // Fails only on a connection that is gone already; the next read tells.
        let _kept_delay = stream.set_nodelay(true);
        let limit = self.request.limits.handshake;
        let Some(tls) = &self.tls else {
            return match endpoint.protocol {
                Protocol::Ftp => pace.within(Stage::Handshake, limit, self.plain(stream)).await?,
                _ => Err(Error::new(ErrorKind::Unsupported)),
            };
        };
        let context = tls.context(&endpoint.host, self.gate(pace), self.versions())?;
        let made = match endpoint.protocol {
            Protocol::Ftpes => {
                let securing = self.explicit(stream, Arc::clone(&context));
                pace.within(Stage::Handshake, limit, securing).await?
            }
            Protocol::Ftps => {
                let securing = self.implicit(stream, Arc::clone(&context));
                pace.within(Stage::Handshake, limit, securing).await?
            }
            _ => Err(Error::new(ErrorKind::Unsupported)),
        };
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
            asked: Arc::clone(&self.asked),
            stages: self.stages.clone(),
        }
    }

    fn push(&self, body: LogBody) {
        self.log.push(Some(self.request.session), body);
    }

    /// The greeting, which nothing follows unasked.
    async fn greeting<S: AsyncRead + AsyncWrite + Unpin>(&self, words: &mut FirstWords<S>) -> Result<Reply> {
        loop {
            let said = words.reply().await?;
            if let Some(spoken) = recognise(&said).filter(|spoken| *spoken != SpokenProtocol::Ftp) {
                return Err(wrong_protocol(spoken, &said));
            }
            if said.starts_with(b"SSH-") {
                return Err(wrong_protocol(SpokenProtocol::Ssh, &said));
            }
            let reply = Reply::read(&said)?;
            self.push(LogBody::Response(reply.display()));
            match reply.code {
                // "Ready in some minutes" (RFC 959).
                120 => {}
                220 => {
                    if words.more_waits().await {
                        return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnaskedReply)));
                    }
                    self.stages.pass(|| Passed::Greeted(reply.clone()));
                    return Ok(reply);
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
        let mut words = FirstWords::over(stream);
        let greeting = self.greeting(&mut words).await?;
        let control = self.control(Either::Left(words.into_stream()), None).await?;
        Ok(Established { control, greeting, agreed: Default::default() })
    }

    /// TLS after AUTH, where nothing stands behind the agreement: it would have come from who listens in.
    async fn explicit(&self, stream: TcpStream, context: Arc<TlsContext>) -> Result<Established> {
        const AUTH: &str = "AUTH TLS";
        let mut words = FirstWords::over(stream);
        let greeting = self.greeting(&mut words).await?;
        self.push(LogBody::Command(AUTH.into()));
        let agreeing = async {
            words.say(AUTH).await?;
            let reply = Reply::read(&words.reply().await?)?;
            self.push(LogBody::Response(reply.display()));
            if reply.code != 234 {
                return Err(encryption_refused(&reply));
            }
            if words.more_waits().await {
                return Err(Error::new(ErrorKind::FtpProtocol(FtpFault::BytesBeforeTls)));
            }
            Ok(())
        };
        agreeing.await.map_err(|error| error.during(AUTH))?;
        let stream = context.secure_control(words.into_stream()).await?;
        self.secured(stream, context, greeting).await
    }

    /// TLS from the first byte on.
    async fn implicit(&self, stream: TcpStream, context: Arc<TlsContext>) -> Result<Established> {
        let mut words = FirstWords::over(context.secure_control(stream).await?);
        let greeting = self.greeting(&mut words).await?;
        self.secured(words.into_stream(), context, greeting).await
    }

    /// From here on suppaftp carries the commands; the connections for data are to be secured, too.
    async fn secured(&self, stream: TlsStream, context: Arc<TlsContext>, greeting: Reply) -> Result<Established> {
        let agreed = stream.agreed();
        self.push(LogBody::Status(StatusMessage::Secured {
            key_exchange: agreed.0.clone(),
            cipher: agreed.1.clone(),
            host_key: "X.509".into(),
            fingerprint: format!("SHA256:{}", context.fingerprint()),
        }));
        let mut control = self.control(Either::Right(Box::new(stream)), Some(context)).await?;
        for command in [Command::with("PBSZ", "0"), Command::with("PROT", "P")] {
            let reply = control.exchange(&command).await?;
            if !reply.is_done() {
                return Err(encryption_refused(&reply).during(command.shown()));
            }
        }
        Ok(Established { control, greeting, agreed })
    }

    async fn control(&self, wire: Wire, tls: Option<Arc<TlsContext>>) -> Result<Control> {
        let holding = Holding::default();
        let ftp = hand_over(ControlStream::over(wire, holding.clone())).await?;
        let (log, pipelining) = (Arc::clone(&self.log), Arc::clone(&self.pipelining));
        Control::over(ftp, tls, self.request.limits, log, self.request.session, pipelining, holding).await
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

/// A refusal in the place of a greeting. 421 is meant for now, whatever the words (RFC 959: "service not available").
fn turned_away(reply: &Reply) -> Box<Error> {
    let mut error = reply.error();
    if reply.code >= 400 && !matches!(error.kind, ErrorKind::ServerLimit | ErrorKind::ConnectionLost) {
        error.kind = ErrorKind::ServiceRefused;
    }
    error
}

fn encryption_refused(reply: &Reply) -> Box<Error> {
    let mut error = reply.error();
    // 421 refuses the connection, for now, and not TLS.
    if reply.code != 421 {
        error.kind = ErrorKind::EncryptionRefused;
    }
    error
}
