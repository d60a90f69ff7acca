//! Connections through one proxy: reach it, log in to it, have it connect to the server.

use super::{http, socks};
use crate::error::{Error, ErrorKind, ProxyTrouble, Result, Stage};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{Proxy, ProxyAccess, ProxyKind, SecretString, SessionId};
use crate::remote::{Dial, Pace, PasswordQuestion, Prompter, Whose};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// How often a password is asked for.
const TRIES: usize = 3;

/// Makes connections through a proxy, as many as a session needs; its password is asked for once.
pub struct Tunnel {
    access: ProxyAccess,
    prompter: Arc<dyn Prompter>,
    log: Arc<MessageLog>,
    session: SessionId,
    /// The password that it took.
    taken: Mutex<Option<SecretString>>,
}

impl std::fmt::Debug for Tunnel {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tunnel").field("proxy", &self.access.proxy).finish_non_exhaustive()
    }
}

impl Tunnel {
    /// A way through a proxy; nothing is connected yet.
    #[must_use]
    pub fn new(access: ProxyAccess, prompter: Arc<dyn Prompter>, log: Arc<MessageLog>, session: SessionId) -> Self {
        Self { access, prompter, log, session, taken: Mutex::default() }
    }

    /// A connection to a server, which the proxy makes. Each of the two ways may take `limit`.
    ///
    /// # Errors
    /// `Proxy` with code and words of the proxy; those of [`Dial`] on the way to the proxy; `TimedOut(Connect)`,
    /// `ConnectionLost`, `Cancelled`. The host of an error is the proxy's URL, or, where it is about the server, that one
    /// with the proxy behind it.
    pub async fn connect(
        &self,
        host: &str,
        port: u16,
        limit: Duration,
        cancel: &CancellationToken,
    ) -> Result<TcpStream> {
        let proxy = &self.access.proxy;
        let pace = Pace::new(cancel.clone());
        let mut refused: Option<Box<Error>> = None;
        for _ in 0..TRIES {
            let password = self.password(&pace, refused.is_some()).await?;
            if password.is_none()
                && let Some(error) = refused
            {
                return Err(error);
            }
            let dial = Dial { host: &proxy.host, port: proxy.port, limit, session: Some(self.session) };
            // The URL tells that it is the proxy that was not reached.
            let stream = dial.connect(&self.log, cancel).await;
            let stream = stream.map_err(|error| Box::new(Error { host: Some(proxy.shown()), ..*error }))?;
            match self.ask(stream, (host, port), password.as_ref(), limit, &pace).await {
                Ok(stream) => {
                    self.keep(password);
                    return Ok(stream);
                }
                Err(error) if error.kind == ErrorKind::Proxy(ProxyTrouble::LoginRefused) && self.wants_password() => {
                    refused = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(|| Error::new(ErrorKind::Proxy(ProxyTrouble::Failed)).on_host(proxy.shown())))
    }

    /// Has the proxy at the other end of `stream` connect to a server; tried once.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn over(
        &self,
        stream: TcpStream,
        target: (&str, u16),
        limit: Duration,
        cancel: &CancellationToken,
    ) -> Result<TcpStream> {
        let pace = Pace::new(cancel.clone());
        let password = self.password(&pace, false).await?;
        let stream = self.ask(stream, target, password.as_ref(), limit, &pace).await?;
        self.keep(password);
        Ok(stream)
    }

    /// The proxy itself.
    #[must_use]
    pub fn proxy(&self) -> &Proxy {
        &self.access.proxy
    }

    fn keep(&self, password: Option<SecretString>) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = password;
    }

    async fn ask(
        &self,
        stream: TcpStream,
        (host, port): (&str, u16),
        password: Option<&SecretString>,
        limit: Duration,
        pace: &Pace,
    ) -> Result<TcpStream> {
        let proxy = &self.access.proxy;
        let to = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
        let through = StatusMessage::Jumping { through: proxy.shown(), to: to.clone() };
        self.log.push(Some(self.session), LogBody::Status(through));
        let login = (proxy.user.as_deref(), password);
        let asked = match proxy.kind {
            ProxyKind::Http => pace.within(Stage::Connect, limit, http::ask(stream, (host, port), login)).await,
            kind => pace.within(Stage::Connect, limit, socks::ask(stream, kind, (host, port), login)).await,
        };
        asked.and_then(|asked| asked).map_err(|error| {
            let about_target = matches!(&error.kind, ErrorKind::Proxy(trouble) if trouble.is_about_target());
            let host = if about_target { format!("{to} ({})", proxy.shown()) } else { proxy.shown() };
            error.during(format!("CONNECT {to}")).on_host(host)
        })
    }

    fn wants_password(&self) -> bool {
        self.access.proxy.user.is_some() && self.access.proxy.kind.has_password()
    }

    /// The password to try; `None` where none is needed, or the user gave up.
    ///
    /// # Errors
    /// `Cancelled`; `Proxy(LoginNeeded)` when the user gave up at the first question.
    async fn password(&self, pace: &Pace, refused_before: bool) -> Result<Option<SecretString>> {
        let (Some(user), true) = (&self.access.proxy.user, self.wants_password()) else { return Ok(None) };
        let known = self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.or_else(|| self.access.password.clone()).filter(|_| !refused_before) {
            return Ok(Some(known));
        }
        let host = self.access.proxy.shown();
        let whose = Whose::Proxy { host: self.access.proxy.host.clone(), port: self.access.proxy.port };
        let question = PasswordQuestion { whose, host: host.clone(), user: user.clone(), refused_before };
        let answer = pace.asking(self.prompter.password(question)).await;
        match answer.ok_or_else(|| Error::new(ErrorKind::Cancelled))? {
            None if !refused_before => Err(Error::new(ErrorKind::Proxy(ProxyTrouble::LoginNeeded)).on_host(host)),
            answer => Ok(answer),
        }
    }
}
