//! Connects over FTP.

use super::command::{CheckupWish, ConnectWish};
use super::connect::Connector;
use super::site_login::over_ftp;
use crate::error::Result;
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use crate::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpRequest, check, connect};
use crate::remote::{Prompter, RemoteSession, Watch};
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Makes FTP sessions, with TLS or without.
#[derive(Debug)]
pub struct FtpConnector {
    /// Which certificates are trusted, and where accepted ones are kept.
    pub trust: CertificateTrust,
    /// How long each stage may take.
    pub limits: FtpLimits,
    /// What worked with servers before, and where that is kept.
    pub ways: DataWays,
    clock: Arc<dyn Clock>,
}

impl FtpConnector {
    /// A connector that trusts the system's authorities, and asks about everything else.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, trust: CertificateTrust) -> Self {
        Self { trust, limits: FtpLimits::default(), ways: DataWays::default(), clock }
    }

    fn request(&self, session: SessionId, wish: &ConnectWish) -> FtpRequest {
        let own = wish.ftp.client_certificate.clone().or_else(|| self.trust.own.clone());
        let mut request = FtpRequest {
            endpoint: wish.endpoint.clone(),
            password: wish.password.clone(),
            account: wish.account.clone(),
            proxy: wish.proxy.as_deref().cloned(),
            options: (*wish.ftp).clone(),
            trust: CertificateTrust { own, ..self.trust.clone() },
            ways: self.ways.clone(),
            limits: self.limits,
            session,
            clock: Arc::clone(&self.clock),
        };
        over_ftp(&mut request, &wish.rules);
        request
    }
}

#[async_trait]
impl Connector for FtpConnector {
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
        // A checkup looks for itself, and teaches nobody.
        request.ways = DataWays::default();
        let step = wish.step();
        request.limits = FtpLimits { connect: step, handshake: step, answer: step, ..request.limits };
        if let Some(login) = wish.limit {
            request.limits.login = login;
        }
        check(request, prompter, log, watch, cancel).await;
    }
}
