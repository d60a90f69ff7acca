//! The fake as a `RemoteSession`.

use super::fake_fs::FakeFs;
use super::script::FakeOp;
use super::state::Shared;
use crate::error::{Error, ErrorKind, Result};
use crate::model::RemotePath;
use crate::remote::{RemoteFs, RemoteSession, SecurityInfo, SessionInfo};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::Notify;

/// One login to a `FakeServer`.
#[derive(Debug)]
pub struct FakeSession {
    shared: Arc<Shared>,
    began: u64,
    info: SessionInfo,
    closed: Notify,
}

impl FakeSession {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let info = SessionInfo {
            user: "ada".to_owned(),
            server_version: "SSH-2.0-Fake".to_owned(),
            security: SecurityInfo::default(),
            banner: String::new(),
        };
        Self { began: shared.cuts(), shared, info, closed: Notify::new() }
    }
}

#[async_trait]
impl RemoteSession for FakeSession {
    fn info(&self) -> &SessionInfo {
        &self.info
    }

    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>> {
        self.shared.call(self.began, FakeOp::OpenFiles, &RemotePath::root()).await?;
        Ok(Arc::new(FakeFs::new(Arc::clone(&self.shared))))
    }

    async fn ended(&self) -> Arc<Error> {
        tokio::select! {
            () = self.shared.until_cut(self.began) => {}
            () = self.closed.notified() => self.closed.notify_one(),
        }
        Arc::new(*Error::new(ErrorKind::ConnectionLost))
    }

    async fn close(&self) {
        self.closed.notify_one();
    }
}
