//! What one gesture sent: its rules, its open questions, and what became of it.

use super::command::LinkPolicy;
use super::event::{BatchSummary, OverwriteQuestion};
use super::operation::Location;
use crate::error::Error;
use crate::model::{OverwriteRule, PromptId, SessionId, TransferId};
use crate::queue::{BatchCounts, Direction};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// One batch.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a batch")]
pub(super) struct Batch {
    pub(super) session: SessionId,
    pub(super) direction: Direction,
    /// The rule of the wish, or what the user answered for all.
    pub(super) rule: OverwriteRule,
    pub(super) links: LinkPolicy,
    pub(super) remove_source: bool,
    /// A person agreed to what it changes on the server.
    pub(super) consented: bool,
    /// The folder that everything goes to.
    pub(super) target: Location,
    /// The folders that sources are moved out of; empty for copies.
    pub(super) emptied: Vec<Location>,
    pub(super) started: Duration,
    pub(super) rows: Vec<TransferId>,
    /// Rows that have not come to an end.
    pub(super) open: BTreeSet<TransferId>,
    /// What became of rows that were taken from the list.
    removed: BatchCounts,
    /// Causes that an event has told.
    told_causes: Vec<&'static str>,
    /// Failures like these are left out, by the user's decision.
    pub(super) skipping: Vec<Arc<Error>>,
    /// Folders that things were sent to instead of the target.
    pub(super) elsewhere: Vec<Location>,
    /// Questions to be put, one after the other.
    pub(super) asking: VecDeque<OverwriteQuestion>,
    /// The question that is put.
    pub(super) prompt: Option<(PromptId, TransferId)>,
    /// Something was written that is not known to be on disk.
    pub(super) unsynced: bool,
    pub(super) syncing: bool,
    /// Its end was told.
    ended: bool,
}

/// What a batch starts with.
#[derive(Debug)]
pub(super) struct BatchRules {
    pub(super) rule: OverwriteRule,
    pub(super) links: LinkPolicy,
    pub(super) remove_source: bool,
    pub(super) consented: bool,
}

impl Batch {
    pub(super) fn new(
        session: SessionId,
        direction: Direction,
        rules: &BatchRules,
        target: Location,
        started: Duration,
    ) -> Self {
        Self {
            session,
            direction,
            rule: rules.rule,
            links: rules.links,
            remove_source: rules.remove_source,
            consented: rules.consented,
            target,
            emptied: Vec::new(),
            started,
            rows: Vec::new(),
            open: BTreeSet::new(),
            removed: BatchCounts::default(),
            told_causes: Vec::new(),
            skipping: Vec::new(),
            elsewhere: Vec::new(),
            asking: VecDeque::new(),
            prompt: None,
            unsynced: false,
            syncing: false,
            ended: false,
        }
    }

    /// Whether it changes something on the server.
    pub(super) fn changes_server(&self) -> bool {
        self.direction == Direction::Upload || self.remove_source
    }

    /// Whether its end is to be told.
    pub(super) fn is_done(&self) -> bool {
        self.open.is_empty() && !self.syncing && !self.ended
    }

    /// Its end is told.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// Something of a row is open; when the batch had ended, its time counts from `now` on.
    pub(super) fn reopen(&mut self, row: TransferId, now: Duration) {
        if std::mem::take(&mut self.ended) {
            self.started = now;
        }
        self.open.insert(row);
    }

    /// Whether an error is the first one of its cause in the batch.
    pub(super) fn is_new(&mut self, error: &Error) -> bool {
        let cause = error.cause_name();
        let new = !self.told_causes.contains(&cause);
        if new {
            self.told_causes.push(cause);
        }
        new
    }

    /// The user decided about a cause: when it comes again, that is news.
    pub(super) fn decided_about(&mut self, error: &Error) {
        let cause = error.cause_name();
        self.told_causes.retain(|told| *told != cause);
    }

    /// Whether the user wants such failures left out.
    pub(super) fn skips(&self, error: &Error) -> bool {
        self.skipping.iter().any(|skipped| skipped.is_like(error))
    }

    /// Counts a row that leaves the list.
    pub(super) fn row_removed(&mut self, row: TransferId, counts: BatchCounts) {
        self.rows.retain(|kept| *kept != row);
        self.open.remove(&row);
        self.removed = sum(self.removed, counts);
    }

    /// What became of the batch, from what became of its rows.
    pub(super) fn summary(&self, rows: impl Iterator<Item = BatchCounts>, now: Duration) -> BatchSummary {
        let all = rows.fold(self.removed, sum);
        BatchSummary {
            files: all.files,
            bytes: all.bytes,
            failed: all.failed,
            skipped: all.skipped,
            cancelled: all.cancelled,
            took: now.saturating_sub(self.started),
        }
    }
}

fn sum(one: BatchCounts, other: BatchCounts) -> BatchCounts {
    BatchCounts {
        files: one.files + other.files,
        bytes: one.bytes.saturating_add(other.bytes),
        failed: one.failed + other.failed,
        skipped: one.skipped + other.skipped,
        cancelled: one.cancelled + other.cancelled,
    }
}
