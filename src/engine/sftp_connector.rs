//! Connects over SSH: the connector of the product.

use super::command::{CheckupWish, ConnectWish};
use super::connect::Connector;
use super::ssh_way::SshWay;
use crate::error::{Error, ErrorKind, Result};
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use crate::remote::sftp::{
    ByteBudget, CommandConsent, ConnectRequest, KnownHostsFiles, TimeLimits, UnknownHostKey, check, connect,
};
use crate::remote::{CheckStep, Prompter, RemoteSession, StepResult, Watch};
use crate::ssh_config::{Hop, StartFile};
use crate::trust::TrustFiles;
use async_trait::async_trait;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Makes SSH sessions as `ssh` would: by the user's configuration, agent, keys and known hosts, and a file of known hosts
/// of our own.
pub struct SftpConnector {
    /// Files of known hosts in place of all others; `None`: those of OpenSSH, and our own.
    pub known_hosts: Option<KnownHostsFiles>,
    /// What happens when a server's key is not known; `None`: as the configuration says, else the user is asked.
    pub unknown_host_key: Option<UnknownHostKey>,
    /// Which files of SSH configuration hold.
    pub config: StartFile,
    /// Servers to go through, in place of those that the configuration names; empty: none.
    pub jump: Option<Vec<Hop>>,
    /// Which commands of the configuration may run.
    pub command_consent: CommandConsent,
    own: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    budget: Arc<ByteBudget>,
}

impl fmt::Debug for SftpConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpConnector").field("config", &self.config).field("jump", &self.jump).finish_non_exhaustive()
    }
}

impl SftpConnector {
    /// A connector that reads OpenSSH's configuration, its files of known hosts and `own`, and keeps accepted keys in
    /// `own`; `None`: keeps none.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, own: Option<PathBuf>) -> Self {
        Self {
            known_hosts: None,
            unknown_host_key: None,
            config: StartFile::Usual,
            jump: None,
            command_consent: CommandConsent::default(),
            own,
            clock,
            budget: ByteBudget::new(ByteBudget::DEFAULT_TOTAL),
        }
    }

    async fn request(&self, session: SessionId, wish: &ConnectWish, log: &Arc<MessageLog>) -> Result<ConnectRequest> {
        let way = SshWay {
            config: self.config.clone(),
            jump: self.jump.clone(),
            known_hosts: self.known_hosts.clone(),
            own: self.own.clone(),
            unknown_host_key: self.unknown_host_key,
            command_consent: self.command_consent.clone(),
            clock: Arc::clone(&self.clock),
            budget: Arc::clone(&self.budget),
            session,
            log: Arc::clone(log),
        };
        let wish = wish.clone();
        let made = tokio::task::spawn_blocking(move || way.request(&wish)).await;
        made.unwrap_or_else(|fault| Err(Error::new(ErrorKind::Failure).with_detail(fault.to_string())))
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
        connect(self.request(session, wish, &log).await?, prompter, log, cancel).await
    }

    fn trust_files(&self) -> TrustFiles {
        let own = self.own.clone();
        match &self.known_hosts {
            Some(files) => TrustFiles { own: files.write.clone(), openssh: files.read.clone(), pins: None },
            None => TrustFiles { own, openssh: KnownHostsFiles::of_openssh().read, pins: None },
        }
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
        let mut request = match self.request(id, &wish.connect, &log).await {
            Ok(request) => request,
            Err(error) => {
                let began = watch.begin(CheckStep::Dns);
                return watch.end(StepResult::failed(CheckStep::Dns, watch.since(began), Vec::new(), error));
            }
        };
        request.limits = match wish.limit {
            Some(limit) => TimeLimits { connect: limit, handshake: limit, login: limit, service: limit, quiet: limit },
            None => TimeLimits {
                connect: wish.step(),
                handshake: wish.step(),
                service: wish.step(),
                ..TimeLimits::default()
            },
        };
        check(request, prompter, log, watch, cancel).await;
    }
}
