//! What a site sets for everything that passes between the program and its server.

use super::brake::{Brake, Brakes};
use super::rules::SiteRules;
use super::site_lock::SiteLock;
use crate::error::Result;
use crate::model::{Clock, Timestamp};
use crate::remote::ftp::Charset;
use std::sync::Arc;

/// The limits of all sessions together.
#[derive(Clone, Debug)]
pub(super) struct CommonBrakes {
    pub(super) up: Arc<Brake>,
    pub(super) down: Arc<Brake>,
}

impl CommonBrakes {
    pub(super) fn new(clock: &Arc<dyn Clock>) -> Self {
        Self { up: Brake::new(Arc::clone(clock), None), down: Brake::new(Arc::clone(clock), None) }
    }
}

/// What one session's channels share.
#[derive(Debug)]
pub(super) struct SiteGate {
    pub(super) lock: SiteLock,
    pub(super) brakes: Brakes,
    /// What is added to times that the server tells, in seconds.
    offset_secs: i64,
    /// The charset of names; `None`: bytes as they are.
    pub(super) charset: Option<Charset>,
}

impl SiteGate {
    /// `ftp`: the server speaks FTP, which translates names itself.
    ///
    /// # Errors
    /// `InvalidArgument` for a charset that is not known.
    pub(super) fn new(
        rules: &SiteRules,
        ftp: bool,
        common: &CommonBrakes,
        clock: &Arc<dyn Clock>,
    ) -> Result<Arc<Self>> {
        let charset = rules.charset.as_deref().filter(|_| !ftp).map(Charset::named).transpose()?;
        let brake = |limit| Brake::new(Arc::clone(clock), limit);
        let brakes = Brakes {
            up: [brake(rules.upload_limit), Arc::clone(&common.up)],
            down: [brake(rules.download_limit), Arc::clone(&common.down)],
        };
        let offset_secs = i64::from(rules.time_offset_minutes) * 60;
        Ok(Arc::new(Self { lock: SiteLock::new(rules.lock), brakes, offset_secs, charset }))
    }

    /// Whether times and names go through as they are.
    pub(super) fn is_plain(&self) -> bool {
        self.offset_secs == 0 && self.charset.is_none()
    }

    /// A time as the server tells it, as it is meant.
    pub(super) fn time_in(&self, time: Timestamp) -> Timestamp {
        Timestamp { secs: time.secs.saturating_add(self.offset_secs), ..time }
    }

    /// A time as the server is to be told it.
    pub(super) fn time_out(&self, time: Timestamp) -> Timestamp {
        Timestamp { secs: time.secs.saturating_sub(self.offset_secs), ..time }
    }
}
