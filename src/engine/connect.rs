//! How the engine gets its sessions, so that tests can hand it fakes.

use super::command::{CheckupWish, ConnectWish};
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::SessionId;
use crate::remote::{Prompter, RemoteSession, Watch};
use crate::trust::TrustFiles;
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Makes sessions.
#[async_trait]
pub trait Connector: Send + Sync + std::fmt::Debug {
    /// Connects and logs in; asks through `prompter`; stops soon after `cancel`.
    ///
    /// # Errors
    /// Everything that `ErrorKind` lists for connections, trust and login; `Cancelled`.
    async fn connect(
        &self,
        session: SessionId,
        wish: &ConnectWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        cancel: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>>;

    /// The files that say which servers are trusted. Without an implementation there are none.
    fn trust_files(&self) -> TrustFiles {
        TrustFiles::default()
    }

    /// Checks a connection step by step and tells `watch` of each step that was done; asks through `prompter` for
    /// what a login needs; stops soon after `cancel`. No session stays behind. Without an implementation no step is done.
    async fn check(
        &self,
        id: SessionId,
        wish: &CheckupWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        watch: Watch,
        cancel: CancellationToken,
    ) {
        let _unused = (id, wish, prompter, log, watch, cancel);
    }
}
