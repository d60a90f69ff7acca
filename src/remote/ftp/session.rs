//! A login to an FTP server: the connection for browsing, and further ones on demand.

use super::by_hand::by_hand;
use super::channel::{Channel, Role};
use super::control::Control;
use super::ftp_fs::FtpFs;
use super::keep_alive::keep_alive;
use super::site::Site;
use super::ways::{DataMemory, DataWays};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{DataDirection, SecretString};
use crate::remote::{HandAnswer, RemoteFs, RemoteSession, SecurityInfo, SessionInfo};
use async_trait::async_trait;
use std::sync::{Arc, PoisonError, Weak};
use tokio::sync::Mutex;

/// One session.
#[derive(Debug)]
pub(super) struct FtpSession {
    pub(super) site: Arc<Site>,
    pub(super) info: SessionInfo,
    /// TLS version and cipher suite of the first connection; empty without TLS.
    pub(super) agreed: (String, String),
    /// The connection of the login, until somebody wants it.
    pub(super) first: Mutex<Option<Control>>,
    pub(super) browsing: Mutex<Weak<Channel>>,
}

#[async_trait]
impl RemoteSession for FtpSession {
    fn info(&self) -> &SessionInfo {
        &self.info
    }

    fn security(&self) -> SecurityInfo {
        self.site.security(&self.agreed)
    }

    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>> {
        let place = self.site.place()?;
        let first = self.first.lock().await.take();
        let channel = if let Some(control) = first {
            let channel = Channel::new(Arc::clone(&self.site), Role::Browsing, control, place);
            *self.browsing.lock().await = Arc::downgrade(&channel);
            channel
        } else {
            let control = self.site.open_further().await?;
            Channel::new(Arc::clone(&self.site), Role::Transfers, control, place)
        };
        keep_alive(&channel);
        Ok(Arc::new(FtpFs::new(channel)))
    }

    fn switch_data_mode(&self, direction: &DataDirection) {
        let (tunnelled, clock) = (self.site.maker.tunnel.is_some(), Arc::clone(&self.site.maker.request.clock));
        *self.site.data.lock().unwrap_or_else(PoisonError::into_inner) =
            DataMemory::new(direction, &self.site.host, DataWays::default(), tunnelled, clock);
    }

    async fn by_hand(&self, line: &SecretString) -> Result<HandAnswer> {
        let browsing = self.browsing.lock().await.upgrade();
        let channel = browsing.ok_or_else(|| Error::new(ErrorKind::ConnectionLost).on_host(self.site.host.clone()))?;
        let sent = by_hand(&channel, line.expose()).await;
        sent.map_err(|error| error.on_host(self.site.host.clone()))
    }

    async fn ended(&self) -> Arc<Error> {
        self.site.ended().await
    }

    async fn close(&self) {
        if let Some(channel) = self.browsing.lock().await.upgrade() {
            channel.quit().await;
        }
        if let Some(mut control) = self.first.lock().await.take() {
            control.quit().await;
        }
        self.site.cut.cancel();
        self.site.end(&Error::new(ErrorKind::ConnectionLost));
    }
}
