//! What an engine is started with.

use super::connect::Connector;
use crate::log::MessageLog;
use crate::model::Clock;
use crate::site::SecretKeeper;
use std::fmt;
use std::sync::Arc;

/// What an engine is started with.
#[derive(Clone)]
pub struct EngineOptions {
    /// Where times come from.
    pub clock: Arc<dyn Clock>,
    /// The message log that sessions and transfers write to.
    pub log: Arc<MessageLog>,
    /// Makes sessions.
    pub connector: Arc<dyn Connector>,
    /// Called from any thread when there is an event or a new picture of the queue; at most every 100 ms while files
    /// move, never while nothing happens. Must return at once.
    pub wake: Arc<dyn Fn() + Send + Sync>,
    /// How many files are transferred at the same time, 1 to 256. Small ones count less.
    pub parallel: usize,
    /// Whether somebody looks at folders while files move: the channel for that is then kept free of large files. Else one
    /// file alone goes over it, which saves making another one.
    pub browsed: bool,
    /// Force files to disk before they are called done, here and on servers that can: a power cut then loses nothing, and
    /// a transfer takes as long as the disk does.
    pub durable: bool,
    /// Where passwords and passphrases are kept that the user wants kept; `None`: nowhere.
    pub secrets: Option<Arc<SecretKeeper>>,
}

impl EngineOptions {
    /// How many files are transferred at the same time where nothing else is asked for.
    pub const DEFAULT_PARALLEL: usize = 8;
}

impl fmt::Debug for EngineOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineOptions").field("parallel", &self.parallel).finish_non_exhaustive()
    }
}
