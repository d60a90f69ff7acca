//! The connection for commands: suppaftp's, with limits of time, whole replies, and a log of every word.

use super::command::Command;
use super::control_stream::{ControlStream, Holding};
use super::pipelining::Pipelining;
use super::reply::{Reply, reply_end};
use super::request::FtpLimits;
use super::tls::{TlsContext, io_error};
use crate::error::{Error, ErrorKind, FtpFault, FtpSeries, Result, Stage};
use crate::log::{LogBody, MessageLog};
use crate::model::SessionId;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use suppaftp::tokio::ImplAsyncFtpStream;
use suppaftp::{Encoding, FtpError, ReplyTooLarge};
use tokio::net::{TcpSocket, TcpStream};

/// After so long without a word to a broken transfer the server is asked. No limit: what comes later is understood too.
const SILENCE: Duration = Duration::from_millis(50);
/// How many replies may come before the one to that question.
const MOST_LAST_WORDS: usize = 3;

/// How long the rest of a reply is waited for behind a line that might end it: some servers end replies of many lines with
/// another code than they began them with.
const REST_OF_REPLY: Duration = Duration::from_secs(1);
/// The longest reply that is put together, and the most pieces of it.
const MOST_BYTES: usize = 256 << 10;
const MOST_PIECES: usize = 1_000;

/// suppaftp's client over our stream.
pub(super) type Ftp = ImplAsyncFtpStream<ControlStream>;

/// Bytes as characters of the same number: names go out as they are.
#[derive(Debug)]
pub(super) struct OneByteEach;

impl Encoding for OneByteEach {
    fn decode(&self, bytes: &[u8]) -> String {
        bytes.iter().map(|b| char::from(*b)).collect()
    }

    fn encode(&self, text: &str) -> std::io::Result<Vec<u8>> {
        let byte = |c: char| u8::try_from(u32::from(c)).map_err(|_| std::io::ErrorKind::InvalidInput.into());
        text.chars().map(byte).collect()
    }
}

/// One control connection.
pub(super) struct Control {
    pub(super) ftp: Ftp,
    pub(super) tls: Option<Arc<TlsContext>>,
    /// The server, as this connection has it.
    pub(super) peer: SocketAddr,
    /// Our end of it.
    pub(super) local: SocketAddr,
    pub(super) limits: FtpLimits,
    pub(super) log: Arc<MessageLog>,
    pub(super) session: SessionId,
    /// Whether the server takes commands before it has answered the ones before.
    pub(super) pipelining: Arc<Pipelining>,
    /// Has several commands go out in one piece.
    pub(super) holding: Holding,
    /// Every command that was sent has had its replies. `false` while one is under way: who finds it so, after a wait that
    /// was given up, must not use the connection any more.
    pub(super) in_step: bool,
    /// The argument of the command that is answered next, which servers repeat in their replies.
    pub(super) argument: Vec<u8>,
    /// Somebody sent something by hand that may have changed how it works.
    touched: bool,
    /// Files are moved as text.
    text: bool,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("peer", &self.peer).field("in_step", &self.in_step).finish_non_exhaustive()
    }
}

impl Control {
    /// Takes over a connection whose greeting has been read.
    ///
    /// # Errors
    /// `ConnectionLost` when it is gone already.
    pub(super) async fn over(
        mut ftp: Ftp,
        tls: Option<Arc<TlsContext>>,
        limits: FtpLimits,
        log: Arc<MessageLog>,
        session: SessionId,
        pipelining: Arc<Pipelining>,
        holding: Holding,
    ) -> Result<Self> {
        ftp.set_encoding(OneByteEach).await;
        let (peer, local) = {
            let socket = ftp.get_ref().await;
            // Fails only on a connection that is gone already; the next read tells.
            let _kept_delay = socket.set_nodelay(true);
            keep_alive(&socket);
            (socket.peer_addr(), socket.local_addr())
        };
        let (peer, local) = (peer.map_err(|f| io_error(&f))?, local.map_err(|f| io_error(&f))?);
        Ok(Self {
            ftp,
            tls,
            peer,
            local,
            limits,
            log,
            session,
            pipelining,
            holding,
            in_step: true,
            argument: Vec::new(),
            touched: false,
            text: false,
        })
    }

    /// Whether every command that was sent has had its replies.
    pub(super) fn is_in_step(&self) -> bool {
        self.in_step
    }

    /// Whether it works as it did after the login.
    pub(super) fn is_as_made(&self) -> bool {
        self.in_step && !self.touched
    }

    /// Something is sent by hand that may change how it works.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Has files moved as text, or byte for byte as after the login.
    ///
    /// # Errors
    /// As [`Self::done`].
    pub(super) async fn set_text(&mut self, text: bool) -> Result<()> {
        if self.text != text {
            self.done(&Command::with("TYPE", if text { "A" } else { "I" })).await?;
            self.text = text;
        }
        Ok(())
    }

    /// Whether files are moved as text.
    pub(super) fn is_text(&self) -> bool {
        self.text
    }

    /// Whether the connection can carry the next command: nothing is under way on it, the server has not closed it or said
    /// anything unasked (a last word such as "421 Timeout": the next reply would be taken for another's), and data connections
    /// can resume its TLS session.
    pub(super) async fn is_ready(&mut self) -> bool {
        if !self.in_step || self.tls.as_ref().is_some_and(|tls| !tls.can_resume()) {
            return false;
        }
        // suppaftp may have read more than one reply, and TLS has records of its own, so it is looked at through both. What
        // has come of a reply is kept.
        let mut unasked = pin!(self.ftp.read_response_in(&[]));
        let waits = poll_fn(|context| Poll::Ready(unasked.as_mut().poll(context).is_ready()));
        !tokio::task::unconstrained(waits).await
    }

    /// A transfer has begun: it ends with one more reply, which [`Self::next_reply`] awaits.
    pub(super) fn out_of_step(&mut self) {
        self.in_step = false;
    }

    pub(super) fn push(&self, body: LogBody) {
        self.log.push(Some(self.session), body);
    }

    /// Sends a command and awaits its first reply, whatever it is.
    ///
    /// # Errors
    /// `NameRefused` where the command cannot be sent on one line; `TimedOut(Session)`, `ConnectionLost` (also for 421),
    /// `FtpProtocol`; each with the command.
    pub(super) async fn exchange(&mut self, command: &Command) -> Result<Reply> {
        let limit = self.limits.answer;
        self.exchange_within(command, limit).await
    }

    /// The same with another limit of time.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn exchange_within(&mut self, command: &Command, limit: Duration) -> Result<Reply> {
        let line = command.line()?;
        self.argument = command.argument().to_vec();
        self.push(LogBody::Command(command.shown()));
        let in_step_before = std::mem::replace(&mut self.in_step, false);
        let sending = self.ftp.custom_command(line, &[]);
        let answer = tokio::time::timeout(limit, sending).await;
        let read = self.read(answer).await;
        if read.is_ok() {
            self.in_step = in_step_before;
        }
        read.map_err(|error| error.during(command.shown()))
    }

    /// Sends a command that must be done.
    ///
    /// # Errors
    /// As [`Self::exchange`], and what the reply means.
    pub(super) async fn done(&mut self, command: &Command) -> Result<Reply> {
        self.exchange(command).await?.done().map_err(|error| error.during(command.shown()))
    }

    /// Awaits one more reply: the last one of a transfer.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn next_reply(&mut self, limit: Duration) -> Result<Reply> {
        self.in_step = false;
        let answer = tokio::time::timeout(limit, self.ftp.read_response_in(&[])).await;
        let read = self.read(answer).await;
        self.in_step = read.is_ok();
        read
    }

    /// What the server says to a transfer that broke off; its data connection is closed already. `None`: nothing, and the
    /// connection is in step all the same. pure-ftpd with TLS is silent about a download whose reader went away, so that
    /// another question must tell (measured on 1.0.50).
    ///
    /// # Errors
    /// As [`Self::exchange`]; the connection is out of step then.
    pub(super) async fn last_words(&mut self) -> Result<Option<Reply>> {
        match self.next_reply(SILENCE).await {
            Err(error) if matches!(error.kind, ErrorKind::TimedOut(_)) => {}
            said => return said.map(Some),
        }
        let mut said = None;
        let mut reply = self.exchange_within(&Command::bare("NOOP"), self.limits.last_words).await?;
        for _ in 0..MOST_LAST_WORDS {
            if reply.code == 200 {
                self.in_step = true;
                return Ok(said);
            }
            said = Some(reply);
            reply = self.next_reply(self.limits.last_words).await?;
        }
        self.in_step = false;
        Ok(said)
    }

    /// What suppaftp hands over: told to expect nothing, it gives every reply as an unexpected one, with all bytes.
    pub(super) async fn read<T>(
        &mut self,
        answer: std::result::Result<suppaftp::FtpResult<T>, tokio::time::error::Elapsed>,
    ) -> Result<Reply> {
        let mut raw = match answer {
            Err(_elapsed) => Err(Error::new(ErrorKind::TimedOut(Stage::Session))),
            Ok(Ok(_)) => Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnexpectedReply))),
            Ok(Err(fault)) => bytes_of(fault),
        }?;
        let completing = tokio::time::timeout(self.limits.answer, self.complete(&mut raw)).await;
        completing.unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut(Stage::Session))))?;
        let reply = Reply::read_echoing(&raw, &self.argument)?;
        self.push(LogBody::Response(reply.display()));
        if reply.code == 421 {
            self.in_step = false;
            return Err(reply.error());
        }
        Ok(reply)
    }

    /// A reply of many lines ends with the code that it began with (RFC 959, section 4.2), and suppaftp takes any code for
    /// its end. A line of text behind such a false end is lost, for suppaftp keeps no line without a code there.
    async fn complete(&mut self, raw: &mut Vec<u8>) -> Result<()> {
        for _ in 0..MOST_PIECES {
            if raw.len() > MOST_BYTES {
                break;
            }
            if reply_end(raw).is_some() || !raw.ends_with(b"\n") {
                return Ok(());
            }
            match tokio::time::timeout(REST_OF_REPLY, self.ftp.read_response_in(&[])).await {
                Err(_elapsed) => return Ok(()),
                Ok(Ok(_) | Err(FtpError::BadResponse)) => {}
                Ok(Err(fault)) => raw.extend(bytes_of(fault)?),
            }
        }
        Err(Error::new(ErrorKind::FtpProtocol(FtpFault::EndlessReply)))
    }

    /// Sends a command that is left out where the server does not know it. `None`: it does not.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(super) async fn try_done(&mut self, command: &Command) -> Result<Option<Reply>> {
        let reply = self.exchange(command).await?;
        Ok(reply.is_done().then_some(reply))
    }

    /// Tries names of one command in turn, for servers that know the old ones only (500 and 502).
    ///
    /// # Errors
    /// As [`Self::done`], of the last one.
    pub(super) async fn done_as(&mut self, commands: &[Command]) -> Result<Reply> {
        self.done_as_within(commands, self.limits.answer).await
    }

    /// The same with another limit of time.
    ///
    /// # Errors
    /// As [`Self::done_as`].
    pub(super) async fn done_as_within(&mut self, commands: &[Command], limit: Duration) -> Result<Reply> {
        let mut last = Error::new(ErrorKind::Unsupported);
        for command in commands {
            let reply = self.exchange_within(command, limit).await?;
            if !matches!(reply.code, 500 | 502) {
                return reply.done().map_err(|error| error.during(command.shown()));
            }
            last = reply.error().during(command.shown());
        }
        Err(last)
    }

    /// Says goodbye, within a moment.
    pub(super) async fn quit(&mut self) {
        if self.in_step {
            let _gone = self.exchange_within(&Command::bare("QUIT"), Duration::from_secs(2)).await;
        }
        self.in_step = false;
    }
}

/// Has the system ask now and then whether the other side is there: during a long transfer nothing else travels here. The option
/// is that of the connection, whichever handle sets it; where it cannot be set, the connection works without.
fn keep_alive(socket: &TcpStream) {
    #[cfg(unix)]
    let twin = std::os::fd::AsFd::as_fd(socket).try_clone_to_owned();
    #[cfg(windows)]
    let twin = std::os::windows::io::AsSocket::as_socket(socket).try_clone_to_owned();
    if let Ok(twin) = twin {
        let _set = TcpSocket::from_std_stream(twin.into()).set_keepalive(true);
    }
}

/// The reply in an error of suppaftp, or what went wrong instead.
fn bytes_of(fault: FtpError) -> Result<Vec<u8>> {
    match fault {
        FtpError::UnexpectedResponse(response) => Ok(response.body),
        FtpError::BadResponse => Err(Error::new(ErrorKind::FtpProtocol(FtpFault::UnreadableReply))),
        FtpError::ConnectionError(fault) => Err(match fault.get_ref() {
            Some(inner) if inner.is::<ReplyTooLarge>() => Error::new(ErrorKind::FtpProtocol(FtpFault::EndlessReply)),
            _ => io_error(&fault),
        }),
        FtpError::SecureError(words) => Err(Error::new(ErrorKind::TlsFailed(words))),
        other => Err(Error::new(ErrorKind::Failure).with_detail(other.to_string())),
    }
}

/// Whether a reply begins a transfer.
pub(super) fn begins(reply: &Reply) -> bool {
    reply.series() == Some(FtpSeries::Wait)
}
