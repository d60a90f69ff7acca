//! A logged-in SSH connection that opens SFTP channels.

use super::channel::{ChannelReceiver, ChannelSender};
use super::exec;
use super::failure::library_error;
use super::observed::{Ear, Observed};
use super::quirks::most_channels;
use super::wire::{SftpFs, StartOptions};
use crate::error::{Error, ErrorKind, Result, ServerText, Stage};
use crate::model::SecretString;
use crate::remote::{HandAnswer, Pace, RemoteFs, RemoteSession, SecurityInfo, SessionInfo};
use async_trait::async_trait;
use russh::Disconnect;
use russh::client::Handle;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

/// How long the goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// One login to one server.
pub(super) struct SshSession {
    pub(super) handle: Handle<Ear>,
    pub(super) observed: Arc<Observed>,
    pub(super) info: SessionInfo,
    /// `host:port`, for errors.
    pub(super) host: String,
    pub(super) pace: Pace,
    /// How long a channel and its service may take to start.
    pub(super) service_limit: Duration,
    pub(super) start: StartOptions,
    /// The command that starts SFTP in place of the subsystem.
    pub(super) sftp_server: Option<String>,
    /// The session with another server that carries this one.
    pub(super) via: Option<Box<SshSession>>,
    /// Ends the connection at once.
    pub(super) cut: CancellationToken,
    /// How many channels were granted; held while one is opened, so that a refusal can be told whose it is.
    pub(super) channels: Mutex<usize>,
    /// The server runs commands for this user; empty while that is not known.
    pub(super) shell: OnceCell<()>,
}

impl SshSession {
    async fn open_channel(&self) -> Result<(ChannelSender, ChannelReceiver)> {
        let mut channels = self.channels.lock().await;
        if most_channels(&self.info.server_version).is_some_and(|most| *channels >= most) {
            return Err(Error::new(ErrorKind::ServiceRefused).during("subsystem sftp"));
        }
        self.observed.facts().refusal = None;
        let channel = match self.handle.channel_open_session().await {
            Ok(channel) => channel,
            Err(fault) => return Err(self.explain(library_error(fault))),
        };
        let (read_half, write_half) = channel.split();
        let sender = ChannelSender::new(write_half, Arc::clone(&self.observed));
        let mut receiver = ChannelReceiver::new(read_half, Arc::clone(&self.observed));
        sender
            .request_service(self.sftp_server.as_deref())
            .await
            .map_err(|fault| self.explain(library_error(fault)))?;
        match receiver.granted().await {
            Some(true) => {
                *channels += 1;
                Ok((sender, receiver))
            }
            granted => {
                if let (None, Some(ended)) = (granted, self.observed.ending()) {
                    return Err(Box::new((*ended).clone()));
                }
                let end = super::wire::TransportReceiver::end(&receiver);
                let asked = self.sftp_server.as_ref().map(|command| format!("exec {command}"));
                let asked = asked.unwrap_or_else(|| "subsystem sftp".to_owned());
                let mut error = Error::new(ErrorKind::ServiceRefused).during(asked);
                if !end.stderr.is_empty() {
                    error.server_text = Some(ServerText { message: end.stderr, language: None });
                }
                Err(error)
            }
        }
    }

    /// Opens a channel and starts SFTP on it.
    pub(super) async fn open_sftp(&self) -> Result<Arc<SftpFs>> {
        let opening = async {
            let (sender, receiver) = self.open_channel().await?;
            SftpFs::start(Box::new(sender), Box::new(receiver), self.start.clone()).await
        };
        let opened = self.pace.within(Stage::Service, self.service_limit, opening).await;
        opened.and_then(|opened| opened).map_err(|error| error.on_host(self.host.clone()))
    }

    /// A channel for one command of the shell.
    async fn shell_channel(&self) -> Result<russh::Channel<russh::client::Msg>> {
        // Held so that a refusal is not taken for that of another channel.
        let channels = self.channels.lock().await;
        if most_channels(&self.info.server_version).is_some_and(|most| *channels >= most) {
            return Err(Error::new(ErrorKind::ServiceRefused).during("exec"));
        }
        self.observed.facts().refusal = None;
        self.handle.channel_open_session().await.map_err(|fault| self.explain(library_error(fault)).during("exec"))
    }

    /// Why the session ended, where a channel went away with it.
    fn explain_silence(&self, error: Box<Error>) -> Box<Error> {
        match self.observed.ending() {
            Some(ended) if error.kind == ErrorKind::ConnectionLost => Box::new((*ended).clone()),
            _ => error,
        }
    }

    /// Adds what the server said, and why the session ended where that is the reason.
    fn explain(&self, mut error: Box<Error>) -> Box<Error> {
        if let Some(ended) = self.observed.ending() {
            return Box::new((*ended).clone());
        }
        if error.kind == ErrorKind::ServiceRefused {
            let refusal = self.observed.facts().refusal.take();
            error.server_text = refusal.map(|words| ServerText { message: words.into_bytes(), language: None });
        }
        error
    }
}

impl std::fmt::Debug for SshSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SshSession").field("host", &self.host).field("info", &self.info).finish_non_exhaustive()
    }
}

#[async_trait]
impl RemoteSession for SshSession {
    fn info(&self) -> &SessionInfo {
        &self.info
    }

    fn security(&self) -> SecurityInfo {
        SecurityInfo::Ssh(self.observed.facts().security.clone())
    }

    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>> {
        Ok(self.open_sftp().await?)
    }

    async fn by_hand(&self, line: &SecretString) -> Result<HandAnswer> {
        if line.expose().contains('\0') {
            return Err(Error::new(ErrorKind::NameRefused).during("exec"));
        }
        let running = async {
            self.shell.get_or_try_init(|| async { exec::probe(self.shell_channel().await?).await }).await?;
            exec::run(self.shell_channel().await?, line.expose()).await
        };
        let ran = running.await.map_err(|error| self.explain_silence(error).on_host(self.host.clone()));
        ran.map(HandAnswer::Shell)
    }

    async fn ended(&self) -> Arc<Error> {
        self.observed.ended().await
    }

    async fn close(&self) {
        let goodbye = async {
            let _gone = self.handle.disconnect(Disconnect::ByApplication, "", "").await;
            self.observed.ended().await;
        };
        let _gave_up = tokio::time::timeout(GOODBYE, goodbye).await;
        self.cut.cancel();
        if let Some(via) = &self.via {
            via.close().await;
        }
    }
}
