//! Connects over SSH: the connector of the product.

use super::command::{CheckupWish, ConnectWish};
use super::connect::Connector;
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use crate::remote::sftp::{ByteBudget, ConnectRequest, KnownHostsFiles, TimeLimits, UnknownHostKey, check, connect};
use crate::remote::{Prompter, RemoteSession, Watch};
use async_trait::async_trait;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a step of a checkup may take; a login may take longer, for a server may wait for a tap on a telephone.
const STEP: Duration = Duration::from_secs(10);

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

    fn request(&self, session: SessionId, wish: &ConnectWish) -> ConnectRequest {
        let mut request = ConnectRequest::new(wish.endpoint.clone(), session);
        request.password.clone_from(&wish.password);
        request.identity_files.clone_from(&wish.identities);
        request.known_hosts = self.known_hosts.clone();
        request.unknown_host_key = self.unknown_host_key;
        request.clock = Arc::clone(&self.clock);
        request.budget = Arc::clone(&self.budget);
        request
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
        connect(self.request(session, wish), prompter, log, cancel).await
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
        let mut request = self.request(id, &wish.connect);
        request.limits = match wish.limit {
            Some(limit) => TimeLimits { connect: limit, handshake: limit, login: limit, service: limit, quiet: limit },
            None => TimeLimits { connect: STEP, handshake: STEP, service: STEP, ..TimeLimits::default() },
        };
        check(request, prompter, log, watch, cancel).await;
    }
}
