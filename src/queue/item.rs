//! One file, link or folder on its way, and which changes of its state are legal. Pure.

use super::progress::Progress;
use crate::error::{Error, Place};
use crate::model::{ByteSize, Entry, EntryKind, OverwriteRule, Permissions, Timestamp, TransferId};
use std::sync::Arc;
use std::time::Duration;

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Waits for its turn; a folder also for what is in it.
    Waiting,
    /// Waits until the clock's `elapsed` reaches this.
    RetryAt(Duration),
    /// A job is at work on it.
    Running,
    /// Waits for an answer of the user.
    Asking,
    /// Held by the user.
    Paused,
    /// Complete.
    Done,
    /// Left out by rule.
    Skipped,
    /// Failed.
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl ItemState {
    /// Whether nothing more happens without the user.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::Failed | Self::Cancelled)
    }

    /// Whether this state may follow upon `self`.
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "one rule a line, from the top")]
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            // Only a job completes, asks or skips; only one that waits gets a job.
            (Self::Running, next) => next != Self::Running,
            (Self::Waiting, Self::Running) => true,
            (_, Self::Running | Self::Asking) => false,
            // A folder whose content is complete, and a link that needs no job, end without one.
            (Self::Waiting, Self::Done | Self::Skipped) => true,
            // Failed ones are left out by the user's decision.
            (Self::Asking | Self::Failed, Self::Skipped) => true,
            (_, Self::Done | Self::Skipped) => false,
            // Failed, cancelled and skipped ones are tried again by way of waiting; what is done stays done.
            (Self::Done, _) => false,
            (state, Self::Waiting) => state != Self::Waiting,
            (state, Self::Cancelled | Self::Failed) => !state.is_final() || state == Self::Failed,
            (state, Self::RetryAt(_) | Self::Paused) => !state.is_final(),
        }
    }

    /// The place of the state in tables of counts.
    pub(super) fn slot(self) -> usize {
        match self {
            Self::Waiting => 0,
            Self::RetryAt(_) => 1,
            Self::Running => 2,
            Self::Asking => 3,
            Self::Paused => 4,
            Self::Done => 5,
            Self::Skipped => 6,
            Self::Failed => 7,
            Self::Cancelled => 8,
        }
    }
}

/// What the work on a folder is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderPhase {
    /// To be made at the target, and to be read.
    Expand,
    /// Its content is on its way.
    Content,
    /// Its content has come to an end: times and permissions are to be set, the source to be removed when moving.
    Finish,
}

/// What is known of the target of an item before its job looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing.
    #[default]
    Unknown,
    /// Neither it nor its part file is there: its folder was made by us, or was read just before.
    Absent,
    /// It is there.
    Present(Box<Entry>),
}

/// What remains of a try that did not end: a part file that a later one can go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartMemory {
    /// The part file.
    pub place: Place,
    /// Up to where it is known to hold the source's bytes without gaps.
    pub confirmed: u64,
    /// The source's size when it was read.
    pub source_size: Option<ByteSize>,
    /// The source's time when it was read.
    pub source_modified: Option<Timestamp>,
}

/// One file, link or folder.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id.
    pub id: TransferId,
    /// The row that it belongs to; its own id when the user sent it.
    pub row: TransferId,
    /// The folder it is in; `None` for what the user sent.
    pub parent: Option<TransferId>,
    /// What it is; `Unknown` until the source was looked at.
    pub kind: EntryKind,
    /// Where it comes from.
    pub source: Place,
    /// Where it goes to.
    pub target: Place,
    /// Its size; `None` when not known.
    pub size: Option<ByteSize>,
    /// When the source last changed.
    pub modified: Option<Timestamp>,
    /// The source's permission bits.
    pub permissions: Option<Permissions>,
    /// What is known of the target.
    pub existing: Existing,
    /// How many folders of the same row it is in.
    pub depth: usize,
    /// How far it is.
    pub state: ItemState,
    /// For a folder: what is to be done.
    pub phase: FolderPhase,
    /// For a folder: whether it was made by us, so that its times and permissions are ours to set.
    pub made_by_us: bool,
    /// For a folder: how many entries in it have not come to an end.
    pub open_children: u64,
    /// For a folder: how many entries in it failed, were left out or stopped, so that a move must keep the source.
    pub lost_children: u64,
    /// Tries that failed one after the other without progress.
    pub attempts: u32,
    /// Why it failed or waits.
    pub error: Option<Arc<Error>>,
    /// The user's answer for this item alone.
    pub decided: Option<OverwriteRule>,
    /// What remains of an earlier try.
    pub part: Option<PartMemory>,
    /// How far its running job is.
    pub progress: Arc<Progress>,
    /// Bytes that this item adds to its row's done bytes while it does not run.
    pub(super) counted: u64,
    /// Whether it stands in a line of ready items.
    pub(super) in_line: bool,
}

impl Item {
    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }
}

#[cfg(test)]
mod tests {
    use super::ItemState as S;

    #[test]
    fn only_legal_changes_are_allowed() {
        let all = [
            S::Waiting,
            S::RetryAt(std::time::Duration::ZERO),
            S::Running,
            S::Asking,
            S::Paused,
            S::Done,
            S::Skipped,
            S::Failed,
            S::Cancelled,
        ];
        for from in all {
            assert_eq!(from.may_become(S::Running), from == S::Waiting, "{from:?}");
            assert_eq!(from.may_become(S::Asking), from == S::Running, "{from:?}");
            assert!(!S::Done.may_become(from), "done stays done");
            assert_eq!(from.may_become(S::Done), matches!(from, S::Running | S::Waiting), "{from:?}");
        }
        for retried in [S::Failed, S::Cancelled, S::Skipped, S::Paused, S::Asking] {
            assert!(retried.may_become(S::Waiting));
        }
        assert!(!S::Cancelled.may_become(S::Failed) && !S::Skipped.may_become(S::Cancelled));
    }
}
