//! The picture of the queue that front ends draw: made by the engine a few times a second, never a message per change.

use crate::error::{Error, Place};
use crate::model::{BatchId, ByteRate, ByteSize, EntryKind, SessionId, TransferId};
use std::sync::Arc;
use std::time::Duration;

/// Which way a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From this computer to the server.
    Upload,
    /// From the server to this computer.
    Download,
}

/// How far a transfer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// Waits for its turn.
    Waiting,
    /// Failed in a way that passes by itself; will be tried again.
    RetryIn(Duration),
    /// Under way.
    Running,
    /// Waits for an answer of the user.
    Asking,
    /// Held by the user.
    Paused,
    /// Complete under its final name.
    Done,
    /// Left out by the user's rule: the target stays as it was.
    Skipped,
    /// Failed; the error says why.
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl TransferState {
    /// Whether nothing more will happen without the user.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::Failed | Self::Cancelled)
    }
}

/// One row of the queue: a file or folder that the user sent, a folder with the sum of what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// The transfer.
    pub id: TransferId,
    /// The gesture it came with.
    pub batch: BatchId,
    /// The session it runs on.
    pub session: SessionId,
    /// Which way.
    pub direction: Direction,
    /// What was sent: a file, a folder, or a link.
    pub kind: EntryKind,
    /// Its name, for eyes.
    pub name: String,
    /// Where it comes from.
    pub source: Place,
    /// Its full target path; the name may have changed by the overwrite rule.
    pub target: Place,
    /// How far it is; for a folder the most urgent state of what is in it.
    pub state: TransferState,
    /// Bytes moved.
    pub bytes_done: ByteSize,
    /// Bytes in all; `None` while a folder is still being read or the size is not known.
    pub bytes_total: Option<ByteSize>,
    /// Files complete; 0 or 1 for a file.
    pub files_done: u64,
    /// Files in all, as far as they are known; 1 for a file.
    pub files_total: u64,
    /// Files that failed.
    pub files_failed: u64,
    /// Files left out.
    pub files_skipped: u64,
    /// Speed over the last seconds; `None` when nothing moves.
    pub rate: Option<ByteRate>,
    /// Time left at this speed; `None` when it cannot be told.
    pub left: Option<Duration>,
    /// Why it failed or waits; for a folder the first failure.
    pub error: Option<Arc<Error>>,
    /// For a folder: files in it that failed or wait for an answer, at most `RowView::MAX_CHILDREN`.
    pub children: Vec<RowView>,
}

impl RowView {
    /// How many failed files of a folder are listed one by one.
    pub const MAX_CHILDREN: usize = 200;
}

/// The sums over the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueTotals {
    /// Rows that are not final.
    pub active: usize,
    /// Rows that failed, or hold failed files.
    pub failed: usize,
    /// Speed of all uploads.
    pub up: ByteRate,
    /// Speed of all downloads.
    pub down: ByteRate,
    /// Bytes still to move, as far as sizes are known.
    pub bytes_left: ByteSize,
    /// Time left at the present speed; `None` when it cannot be told.
    pub left: Option<Duration>,
    /// Whether the user holds the whole queue.
    pub paused: bool,
}

/// The queue as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueView {
    /// Counts up with every change.
    pub version: u64,
    /// The rows in the order of the queue; shared, so that a picture of many rows that stand still costs nothing.
    pub rows: Vec<Arc<RowView>>,
    /// The sums.
    pub totals: QueueTotals,
}
