//! Sessions of the engine whose first channel is kept, so that the command line can look at single files on the same login.

use crate::engine::{CheckupWish, ConnectWish, Connector};
use crate::error::{Error, Result};
use crate::log::MessageLog;
use crate::model::{DataDirection, SecretString, SessionId};
use crate::remote::{HandAnswer, Prompter, RemoteFs, RemoteSession, SecurityInfo, SessionInfo, Watch};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio_util::sync::CancellationToken;

/// Makes sessions with another connector and keeps the first channel of each, so that single files can be asked about on
/// the same login. No channel is opened for it: some servers grant only one.
#[derive(Debug)]
pub(super) struct KeptSessions {
    inner: Arc<dyn Connector>,
    sessions: Mutex<HashMap<SessionId, Arc<KeptSession>>>,
}

impl KeptSessions {
    pub(super) fn new(inner: Arc<dyn Connector>) -> Self {
        Self { inner, sessions: Mutex::default() }
    }

    /// The channel of a session and the user it is logged in as; `None`: there is no such session, or it has no channel.
    pub(super) fn of(&self, session: SessionId) -> Option<(Arc<dyn RemoteFs>, String)> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = sessions.get(&session)?;
        Some((Arc::clone(kept.files.get()?), kept.inner.info().user.clone()))
    }
}

/// A session whose first channel is kept.
#[derive(Debug)]
struct KeptSession {
    inner: Arc<dyn RemoteSession>,
    files: OnceLock<Arc<dyn RemoteFs>>,
}

#[async_trait]
impl RemoteSession for KeptSession {
    fn info(&self) -> &SessionInfo {
        self.inner.info()
    }

    fn security(&self) -> SecurityInfo {
        self.inner.security()
    }

    fn switch_data_mode(&self, direction: &DataDirection) {
        self.inner.switch_data_mode(direction);
    }

    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>> {
        let files = self.inner.open_files().await?;
        let _first = self.files.get_or_init(|| Arc::clone(&files));
        Ok(files)
    }

    async fn by_hand(&self, line: &SecretString) -> Result<HandAnswer> {
        self.inner.by_hand(line).await
    }

    async fn ended(&self) -> Arc<Error> {
        self.inner.ended().await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

#[async_trait]
impl Connector for KeptSessions {
    async fn connect(
        &self,
        session: SessionId,
        wish: &ConnectWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        cancel: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>> {
        let inner = self.inner.connect(session, wish, prompter, log, cancel).await?;
        let made = Arc::new(KeptSession { inner, files: OnceLock::new() });
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(session, Arc::clone(&made));
        Ok(made)
    }

    async fn check(
        &self,
        id: SessionId,
        wish: &CheckupWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        watch: Watch,
        cancel: CancellationToken,
    ) {
        self.inner.check(id, wish, prompter, log, watch, cancel).await;
    }
}
