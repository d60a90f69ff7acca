//! What an SFTP session needs to know when it starts.

use super::budget::ByteBudget;
use crate::log::MessageLog;
use crate::model::{Clock, SessionId};
use std::sync::Arc;

/// Surroundings of an SFTP session.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The session that log lines belong to.
    pub session: Option<SessionId>,
    /// Where requests and answers are logged.
    pub log: Arc<MessageLog>,
    /// Where latencies and rates are measured.
    pub clock: Arc<dyn Clock>,
    /// The memory that all transfers of the program share.
    pub budget: Arc<ByteBudget>,
}
