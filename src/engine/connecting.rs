//! Making a connection, once for a wish and again and again after a break. Runs as a task of its own.

use super::command::ConnectWish;
use super::connect::Connector;
use super::site_fs::SiteFs;
use super::site_gate::SiteGate;
use crate::error::{Error, ErrorKind, ProxyTrouble, Result};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{RemotePath, SessionId};
use crate::remote::{Prompter, RemoteFs, RemoteSession};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A session that stands.
#[derive(Debug)]
pub(super) struct Connected {
    pub(super) remote: Arc<dyn RemoteSession>,
    /// The channel for listings and operations.
    pub(super) browse: SiteFs,
    /// The folder to show first.
    pub(super) folder: RemotePath,
}

/// What a connection is made with.
pub(super) struct Connecting {
    pub(super) session: SessionId,
    pub(super) wish: ConnectWish,
    pub(super) gate: Arc<SiteGate>,
    pub(super) connector: Arc<dyn Connector>,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) log: Arc<MessageLog>,
    pub(super) cancel: CancellationToken,
}

/// Pauses before the tries to connect again, in milliseconds: about three minutes in all.
const PAUSES_MS: [u64; 12] = [200, 1_000, 2_000, 4_000, 8_000, 15_000, 20_000, 30_000, 30_000, 30_000, 30_000, 30_000];

impl Connecting {
    /// Connects, logs in, opens the first channel and finds the first folder.
    pub(super) async fn once(&self) -> Result<Connected> {
        let cancelled = || Error::new(ErrorKind::Cancelled).on_host(self.wish.endpoint.host_port());
        let stopped = self.cancel.clone();
        let remote = tokio::select! {
            biased;
            () = stopped.cancelled() => return Err(cancelled()),
            remote = self.connector.connect(
                self.session, &self.wish, Arc::clone(&self.prompter), Arc::clone(&self.log), self.cancel.clone(),
            ) => remote.map_err(|e| e.on_host(self.wish.endpoint.host_port()))?,
        };
        let prepared = tokio::select! {
            biased;
            () = stopped.cancelled() => Err(cancelled()),
            prepared = self.prepare(&*remote) => prepared.map_err(|e| e.on_host(self.wish.endpoint.host_port())),
        };
        match prepared {
            Ok((browse, folder)) => Ok(Connected { remote, browse, folder }),
            Err(error) => {
                remote.close().await;
                Err(error)
            }
        }
    }

    async fn prepare(&self, remote: &dyn RemoteSession) -> Result<(SiteFs, RemotePath)> {
        let browse = SiteFs::new(remote.open_files().await?, Arc::clone(&self.gate));
        let folder = match &self.wish.start_folder {
            Some(typed) => match browse.real_path(typed).await {
                Err(error) if !error.ends_session() => {
                    // The wished folder is not there; the session is of use all the same.
                    self.log.push(Some(self.session), LogBody::Error(Arc::from(error)));
                    browse.home().await?
                }
                other => other?,
            },
            None => browse.home().await?,
        };
        Ok((browse, folder))
    }

    /// Connects again after a break, with growing pauses, until it works or cannot work.
    pub(super) async fn again(&self) -> Result<Connected> {
        let mut last = Error::new(ErrorKind::ConnectionLost);
        for pause in PAUSES_MS.map(Duration::from_millis) {
            let in_secs = pause.as_secs();
            self.log.push(Some(self.session), LogBody::Status(StatusMessage::ReconnectPlanned { in_secs }));
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(Error::new(ErrorKind::Cancelled)),
                () = tokio::time::sleep(pause) => {}
            }
            match self.once().await {
                Err(error) if may_pass(&error.kind) => last = error,
                decided => return decided,
            }
        }
        Err(last)
    }
}

/// Whether a failed try to connect may work a little later without the user.
fn may_pass(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::HostNotFound
            | ErrorKind::ConnectionRefused
            | ErrorKind::Unreachable
            | ErrorKind::TimedOut(_)
            | ErrorKind::ConnectionLost
            | ErrorKind::ServiceRefused
            | ErrorKind::ServerLimit
            | ErrorKind::SshProtocol(_)
            | ErrorKind::TlsFailed(_)
            | ErrorKind::TooManyOpenFiles
            | ErrorKind::Proxy(ProxyTrouble::TargetUnreachable | ProxyTrouble::Failed)
    )
}
