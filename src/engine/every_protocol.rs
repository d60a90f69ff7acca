//! Connects by the protocol that the address names: the connector of the product.

use super::command::{CheckupWish, ConnectWish};
use super::connect::Connector;
use super::ftp_connector::FtpConnector;
use super::sftp_connector::SftpConnector;
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::{Proxy, ProxyAccess, SessionId};
use crate::remote::{Prompter, RemoteSession, Watch};
use crate::trust::TrustFiles;
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// One connector for each protocol.
#[derive(Debug)]
pub struct EveryProtocol {
    /// For `sftp://`.
    pub sftp: SftpConnector,
    /// For `ftp://`, `ftpes://` and `ftps://`.
    pub ftp: FtpConnector,
    /// The proxy for wishes that name none.
    pub proxy: Option<Proxy>,
}

impl EveryProtocol {
    fn through_proxy(&self, wish: &ConnectWish) -> ConnectWish {
        let usual = || Some(Box::new(ProxyAccess { proxy: self.proxy.clone()?, password: None }));
        ConnectWish { proxy: wish.proxy.clone().or_else(usual), ..wish.clone() }
    }
}

#[async_trait]
impl Connector for EveryProtocol {
    async fn connect(
        &self,
        session: SessionId,
        wish: &ConnectWish,
        prompter: Arc<dyn Prompter>,
        log: Arc<MessageLog>,
        cancel: CancellationToken,
    ) -> Result<Arc<dyn RemoteSession>> {
        let wish = &self.through_proxy(wish);
        if wish.endpoint.protocol.is_ftp() {
            self.ftp.connect(session, wish, prompter, log, cancel).await
        } else {
            self.sftp.connect(session, wish, prompter, log, cancel).await
        }
    }

    fn trust_files(&self) -> TrustFiles {
        TrustFiles { pins: self.ftp.trust.pins.clone(), ..self.sftp.trust_files() }
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
        let wish = &CheckupWish { connect: self.through_proxy(&wish.connect), ..wish.clone() };
        if wish.connect.endpoint.protocol.is_ftp() {
            self.ftp.check(id, wish, prompter, log, watch, cancel).await;
        } else {
            self.sftp.check(id, wish, prompter, log, watch, cancel).await;
        }
    }
}
