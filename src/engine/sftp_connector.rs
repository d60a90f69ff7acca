//! Connects over SSH: the connector of the product.

use super::command::ConnectWish;
use super::connect::Connector;
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use crate::remote::sftp::{ByteBudget, ConnectRequest, KnownHostsFiles, UnknownHostKey, connect};
use crate::remote::{Prompter, RemoteSession};
use async_trait::async_trait;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Makes SSH sessions as `ssh` would: the user's agent, default keys and known hosts, and a file of known hosts of our own.
pub struct SftpConnector {
    /// Where known hosts are read and where accepted ones are kept.
    pub known_hosts: KnownHostsFiles,
    /// What happens when a server's key is not known.
    pub unknown_host_key: UnknownHostKey,
    clock: Arc<dyn Clock>,
    budget: Arc<ByteBudget>,
}

impl fmt::Debug for SftpConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpConnector").field("known_hosts", &self.known_hosts).finish_non_exhaustive()
    }
}

impl SftpConnector {
    /// A connector that reads OpenSSH's files of known hosts and `own`, and keeps accepted keys in `own`; `None`: keeps
    /// none.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, own: Option<PathBuf>) -> Self {
        let mut known_hosts = KnownHostsFiles::of_openssh();
        known_hosts.read.extend(own.clone());
        known_hosts.write = own;
        Self {
            known_hosts,
            unknown_host_key: UnknownHostKey::Ask,
            clock,
            budget: ByteBudget::new(ByteBudget::DEFAULT_TOTAL),
        }
    }
}

#[async_trait]
impl Connector for SftpConnector {
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
        request.known_hosts = self.known_hosts.clone();
        request.unknown_host_key = self.unknown_host_key;
        request.clock = Arc::clone(&self.clock);
        request.budget = Arc::clone(&self.budget);
        connect(request, prompter, log, cancel).await
    }
}
