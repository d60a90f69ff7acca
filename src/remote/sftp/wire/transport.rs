//! The byte stream under an SFTP session, as the wire layer sees it: an SSH channel, a pipe, or a test.

use crate::error::{Error, Result};
use async_trait::async_trait;
use bytes::Bytes;

/// The sending half. Used by one task only, one `send` after the other.
#[async_trait]
pub trait TransportSender: Send + Sync + 'static {
    /// Sends all of `bytes` in order; waits while the peer's window is full. May be called with any length from 1 to
    /// some 300 KB; the transport splits it into its own packets.
    ///
    /// # Errors
    /// `ConnectionLost` or a more exact kind when nothing can be sent any more.
    async fn send(&self, bytes: Bytes) -> Result<()>;

    /// Tells the peer that nothing more will come and lets the channel go. Never fails: there is nothing left to do.
    async fn close(&self);
}

/// Why a stream ended, as far as the transport knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransportEnd {
    /// The fault that ended it; `None` for an orderly end of the stream.
    pub cause: Option<Box<Error>>,
    /// What the peer wrote to its error output, raw; the transport keeps at most the first 4 KiB.
    pub stderr: Vec<u8>,
    /// The exit status of the peer's program; `None` when it was not told.
    pub exit_status: Option<u32>,
}

/// The receiving half. Used by one task only, which drains it always and never pauses.
#[async_trait]
pub trait TransportReceiver: Send + 'static {
    /// The next bytes as they arrived, never empty; `None` at the end. Must be safe to cancel: dropping the future loses
    /// no bytes.
    async fn receive(&mut self) -> Option<Bytes>;

    /// Why it ended; asked after `receive` gave `None`, and earlier for what has come on the error output so far.
    fn end(&self) -> TransportEnd;
}
