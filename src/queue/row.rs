//! A row of the queue: what the user sent, with counts kept up as its items change. Pure.

use super::item::{FolderPhase, Item, ItemState};
use super::meter::Meter;
use super::view::{Direction, TransferState};
use crate::error::Error;
use crate::model::{BatchId, EntryKind, SessionId, TransferId};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// How many items there are in each state.
pub(super) type Counts = [u64; 9];

/// What the user sent, and the sums over it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: TransferId,
    pub(super) batch: BatchId,
    pub(super) session: SessionId,
    pub(super) direction: Direction,
    /// Held by the user.
    pub(super) held: bool,
    /// Taken from the list as soon as nothing runs.
    pub(super) leaving: bool,
    /// Whether its source was looked at, so that jobs can start.
    pub(super) surveyed: bool,
    pub(super) files: Counts,
    pub(super) folders: Counts,
    /// Open items of which it is not known how many bytes they hold: folders that are not read yet, files of unknown size.
    pub(super) unknown: u64,
    /// Bytes of all files but skipped ones. Sizes come from servers: the sum must not run over.
    pub(super) bytes_total: u128,
    /// Bytes of items that do not run.
    pub(super) bytes_settled: u64,
    /// Bytes moved by jobs that have ended.
    pub(super) moved_settled: u64,
    /// Items at work.
    pub(super) running: BTreeSet<TransferId>,
    /// Items that failed, or wait for an answer or a retry.
    pub(super) troubled: BTreeSet<TransferId>,
    /// Every item but complete ones.
    pub(super) items: BTreeSet<TransferId>,
    pub(super) ready_folders: VecDeque<TransferId>,
    pub(super) ready_files: VecDeque<TransferId>,
    pub(super) first_error: Option<Arc<Error>>,
    /// When the next retry is due.
    pub(super) meter: Meter,
}

impl Row {
    pub(super) fn new(id: TransferId, batch: BatchId, session: SessionId, direction: Direction) -> Self {
        Self {
            id,
            batch,
            session,
            direction,
            held: false,
            leaving: false,
            surveyed: false,
            files: [0; 9],
            folders: [0; 9],
            unknown: 0,
            bytes_total: 0,
            bytes_settled: 0,
            moved_settled: 0,
            running: BTreeSet::new(),
            troubled: BTreeSet::new(),
            items: BTreeSet::new(),
            ready_folders: VecDeque::new(),
            ready_files: VecDeque::new(),
            first_error: None,
            meter: Meter::default(),
        }
    }

    fn counts_of(&mut self, folder: bool) -> &mut Counts {
        if folder { &mut self.folders } else { &mut self.files }
    }

    /// Counts an item as it stands.
    pub(super) fn count(&mut self, item: &Item) {
        if let Some(slot) = self.counts_of(item.is_folder()).get_mut(item.state.slot()) {
            *slot += 1;
        }
        self.unknown += u64::from(is_unknown(item));
        self.bytes_total += u128::from(bytes(item));
    }

    /// Takes an item out of the sums again, before it changes.
    pub(super) fn discount(&mut self, item: &Item) {
        if let Some(slot) = self.counts_of(item.is_folder()).get_mut(item.state.slot()) {
            *slot = slot.saturating_sub(1);
        }
        self.unknown = self.unknown.saturating_sub(u64::from(is_unknown(item)));
        self.bytes_total = self.bytes_total.saturating_sub(u128::from(bytes(item)));
    }

    /// Files in all.
    pub(super) fn file_total(&self) -> u64 {
        self.files.iter().sum()
    }

    /// Items in a state, folders included.
    fn all(&self, state: ItemState) -> u64 {
        let count = |counts: &Counts| counts.get(state.slot()).copied().unwrap_or(0);
        count(&self.files) + count(&self.folders)
    }

    /// Files in a state.
    pub(super) fn files_in(&self, state: ItemState) -> u64 {
        self.files.get(state.slot()).copied().unwrap_or(0)
    }

    /// Whether every item has come to an end.
    pub(super) fn is_final(&self) -> bool {
        let open = [
            ItemState::Waiting,
            ItemState::RetryAt(Duration::ZERO),
            ItemState::Running,
            ItemState::Asking,
            ItemState::Paused,
        ];
        open.into_iter().all(|state| self.all(state) == 0)
    }

    /// Items that wait for a retry.
    pub(super) fn retrying(&self) -> bool {
        self.all(ItemState::RetryAt(Duration::ZERO)) > 0
    }

    /// The state to show: the most urgent one of what is in it.
    pub(super) fn state(&self, queue_held: bool, next_retry: Option<Duration>) -> TransferState {
        if self.is_final() {
            return if self.all(ItemState::Failed) > 0 {
                TransferState::Failed
            } else if self.all(ItemState::Cancelled) > 0 {
                TransferState::Cancelled
            } else if self.files_in(ItemState::Skipped) > 0 && self.files_in(ItemState::Done) == 0 {
                TransferState::Skipped
            } else {
                TransferState::Done
            };
        }
        if self.all(ItemState::Asking) > 0 {
            TransferState::Asking
        } else if self.all(ItemState::Running) > 0 {
            TransferState::Running
        } else if self.held || queue_held {
            TransferState::Paused
        } else if let Some(due) = next_retry.filter(|_| self.ready_files.is_empty() && self.ready_folders.is_empty()) {
            TransferState::RetryIn(due)
        } else if self.all(ItemState::Paused) > 0 && self.all(ItemState::Waiting) == self.waiting_folders() {
            TransferState::Paused
        } else {
            TransferState::Waiting
        }
    }

    fn waiting_folders(&self) -> u64 {
        self.folders.get(ItemState::Waiting.slot()).copied().unwrap_or(0)
    }
}

/// Whether an item may add bytes that nobody knows of yet.
fn is_unknown(item: &Item) -> bool {
    let unread = if item.is_folder() {
        item.phase == FolderPhase::Expand
    } else {
        item.size.is_none() && item.kind != EntryKind::Link
    };
    unread && !item.state.is_final()
}

/// What an item adds to the bytes of its row.
fn bytes(item: &Item) -> u64 {
    match item.size {
        Some(size) if !item.is_folder() && item.state != ItemState::Skipped => size.0,
        _ => 0,
    }
}
