//! What carries a session: a TCP connection, or a channel of a session with another server (`ssh -J`).

use super::failure::library_error;
use super::session::SshSession;
use crate::error::{Error, ErrorKind, Result, ServerText, Stage, StatusCode};
use russh::ChannelOpenFailure;
use tokio::io::{AsyncRead, AsyncWrite};

/// A stream in both directions.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for S {}

/// What carries a session.
pub(super) type Transport = Box<dyn Duplex>;

/// The reason "connect failed" of a refused channel (RFC 4254, section 5.1).
const CONNECT_FAILED: u32 = 2;

impl SshSession {
    /// Has the server connect to another one (RFC 4254, section 7.2); `shown` names that one in errors.
    ///
    /// # Errors
    /// `ConnectionRefused` or `Unreachable` for the other server, with this server's words; `ServiceRefused` when this
    /// server forwards no connections; `TimedOut`, `Cancelled`, and why this session ended.
    pub(super) async fn connect_to(&self, host: &str, port: u16, shown: &str) -> Result<Transport> {
        let opening = self.handle.channel_open_direct_tcpip(host, port.into(), "127.0.0.1", 0);
        match self.pace.within(Stage::Connect, self.service_limit, opening).await {
            Ok(Ok(channel)) => Ok(Box::new(channel.into_stream())),
            Ok(Err(russh::Error::ChannelOpenFailure(reason))) => Err(self
                .not_connected(&reason)
                .during(format!("SSH_MSG_CHANNEL_OPEN direct-tcpip {shown}"))
                .on_host(if reason.code() == CONNECT_FAILED { shown } else { &self.host })),
            Ok(Err(fault)) => {
                let ended = self.observed.ending().map(|ended| Box::new((*ended).clone()));
                Err(ended.unwrap_or_else(|| library_error(fault)).on_host(self.host.clone()))
            }
            Err(error) => Err(error.on_host(shown)),
        }
    }

    /// The server's words come from itself, but what it says of the other server is the reason.
    fn not_connected(&self, reason: &ChannelOpenFailure) -> Box<Error> {
        let words = self.observed.facts().refusal.take().unwrap_or_else(|| reason.description().to_owned());
        let kind = match reason.code() {
            CONNECT_FAILED if words.to_ascii_lowercase().contains("refused") => ErrorKind::ConnectionRefused,
            CONNECT_FAILED => ErrorKind::Unreachable,
            _ => ErrorKind::ServiceRefused,
        };
        let mut error = Error::new(kind);
        error.code = Some(StatusCode::SshChannelOpen(reason.code()));
        error.server_text = Some(ServerText { message: words.into_bytes(), language: None });
        error.with_detail(self.host.clone())
    }
}
