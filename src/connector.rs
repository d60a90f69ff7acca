//! The connector of the program: SSH sessions with the user's keys, agent and known hosts.

use crate::engine::{ConnectWish, Connector};
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use crate::remote::sftp::wire::ByteBudget;
use crate::remote::sftp::{ConnectRequest, KnownHostsFiles, UnknownHostKey, connect};
use crate::remote::{Prompter, RemoteSession};
use async_trait::async_trait;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Makes SSH sessions that share one memory budget.
#[derive(Debug)]
pub struct SshConnector {
    known_hosts: KnownHostsFiles,
    unknown_host_key: UnknownHostKey,
    clock: Arc<dyn Clock>,
    budget: Arc<ByteBudget>,
}

impl SshConnector {
    /// A connector that asks about unknown servers. OpenSSH's known hosts are read; what is accepted goes to our own file
    /// (`known_hosts` in the program's data folder).
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let mut known_hosts = KnownHostsFiles::of_openssh();
        if let Some(own) = own_known_hosts() {
            known_hosts.read.insert(0, own.clone());
            known_hosts.write = Some(own);
        }
        Self {
            known_hosts,
            unknown_host_key: UnknownHostKey::Ask,
            clock,
            budget: ByteBudget::new(ByteBudget::DEFAULT_TOTAL),
        }
    }

    /// The same connector with this file alone: read, and added to.
    #[must_use]
    pub fn with_known_hosts(mut self, file: PathBuf) -> Self {
        self.known_hosts = KnownHostsFiles { read: vec![file.clone()], write: Some(file) };
        self
    }

    /// The same connector that remembers the key of a server that is wholly new, instead of asking.
    #[must_use]
    pub fn accepting_new_keys(mut self) -> Self {
        self.unknown_host_key = UnknownHostKey::AcceptNew;
        self
    }
}

/// Where keys are remembered that the user accepted here; `None` where the system has no place for data of programs.
fn own_known_hosts() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "catamaran").map(|dirs| dirs.data_dir().join("known_hosts"))
}

#[async_trait]
impl Connector for SshConnector {
    async fn connect(
        &self,
        session: SessionId,
        wish: &ConnectWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        cancel: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>> {
        let mut request = ConnectRequest::new(wish.endpoint.clone(), session);
        request.password.clone_from(&wish.password);
        request.identity_files.clone_from(&wish.identities);
        request.known_hosts.clone_from(&self.known_hosts);
        request.unknown_host_key = self.unknown_host_key;
        request.clock = Arc::clone(&self.clock);
        request.budget = Arc::clone(&self.budget);
        connect(request, prompter, log, cancel).await
    }
}
