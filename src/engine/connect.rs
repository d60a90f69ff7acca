//! How the engine gets its sessions, so that tests can hand it fakes.

use super::command::ConnectWish;
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::SessionId;
use crate::remote::{Prompter, RemoteSession};
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
}
