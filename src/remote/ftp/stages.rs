//! What the making of a connection tells of its stages, for who watches it.

use super::features::Features;
use super::reply::Reply;
use super::verifier::Seen;
use std::fmt;
use std::sync::Arc;

/// A stage that was passed.
#[derive(Clone, Debug)]
pub(super) enum Passed {
    /// The server greeted.
    Greeted(Reply),
    /// TLS stands; nobody has judged the certificate yet. TLS version and cipher.
    Shaken {
        /// TLS version and cipher.
        agreed: (String, String),
        /// The certificates, and what is wrong with them.
        seen: Seen,
    },
    /// The certificate was let through.
    Trusted,
    /// The login is over.
    LoggedIn,
    /// The server said what it can do.
    Featured(Features),
    /// What every connection needs is set; SYST comes next.
    Set,
    /// The server named its system; empty when it does not.
    SystemTold(String),
}

/// Who is told; by default nobody.
#[derive(Clone, Default)]
pub(super) struct Stages(Option<Arc<dyn Fn(Passed) + Send + Sync>>);

impl Stages {
    /// Tells `watcher`, which returns at once.
    pub(super) fn told_to(watcher: Arc<dyn Fn(Passed) + Send + Sync>) -> Self {
        Self(Some(watcher))
    }

    /// A stage was passed.
    pub(super) fn pass(&self, stage: impl FnOnce() -> Passed) {
        if let Some(watcher) = &self.0 {
            watcher(stage());
        }
    }
}

impl fmt::Debug for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stages").field("watched", &self.0.is_some()).finish()
    }
}
