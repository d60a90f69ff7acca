//! What the user does to the queue: pause, resume, cancel, retry, remove. Pure.

use super::item::ItemState;
use super::queue::Queue;
use crate::model::{BatchId, ByteSize, TransferId};

/// What became of the items of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Files complete.
    pub files: u64,
    /// Their bytes.
    pub bytes: ByteSize,
    /// Items that failed.
    pub failed: u64,
    /// Files left out.
    pub skipped: u64,
    /// Items stopped by the user.
    pub cancelled: u64,
}

impl Queue {
    /// Every row of a session.
    #[must_use]
    pub fn rows_of(&self, session: crate::model::SessionId) -> Vec<TransferId> {
        self.rows.values().filter(|row| row.session == session).map(|row| row.id).collect()
    }

    /// Whether one file is all that a session has to transfer.
    #[must_use]
    pub fn is_single(&self, session: crate::model::SessionId) -> bool {
        let mut rows = self.rows.values().filter(|row| row.session == session);
        let only = rows.next().filter(|_| rows.next().is_none());
        only.is_some_and(|row| row.surveyed && self.item(row.id).is_some_and(|item| !item.is_folder()))
    }

    /// The items of a row that have not come to an end and do not run.
    #[must_use]
    pub fn still_items(&self, row: TransferId) -> Vec<TransferId> {
        let still = |id: &TransferId| {
            self.item(*id).is_some_and(|item| item.state != ItemState::Running && !item.state.is_final())
        };
        self.below(row).into_iter().filter(still).collect()
    }

    /// What an id stands for and ended in this state.
    #[must_use]
    pub fn ended_below(&self, id: TransferId, state: ItemState) -> Vec<TransferId> {
        self.below(id).into_iter().filter(|id| self.item(*id).is_some_and(|item| item.state == state)).collect()
    }

    /// Whether the id is that of a row.
    fn is_row(&self, id: TransferId) -> bool {
        self.rows.contains_key(&id)
    }

    /// The items that an id stands for: all of a row, all below a folder, or the one.
    fn below(&self, id: TransferId) -> Vec<TransferId> {
        if let Some(row) = self.rows.get(&id) {
            return row.items.iter().copied().collect();
        }
        vec![id]
    }

    /// The running items that an id stands for.
    #[must_use]
    pub fn running_below(&self, id: TransferId) -> Vec<TransferId> {
        match self.rows.get(&id) {
            Some(row) => row.running.iter().copied().collect(),
            None => {
                self.item(id).filter(|item| item.state == ItemState::Running).map(|item| item.id).into_iter().collect()
            }
        }
    }

    /// Every running item.
    #[must_use]
    pub fn running(&self) -> Vec<TransferId> {
        self.rows.values().flat_map(|row| row.running.iter().copied()).collect()
    }

    /// Holds a row or a file of a folder row. What runs must be stopped by the caller.
    pub fn pause(&mut self, id: TransferId) {
        if self.is_row(id) {
            self.set_held(id, true);
        } else {
            self.change(id, ItemState::Paused);
        }
    }

    /// Lets it go on.
    pub fn resume(&mut self, id: TransferId) {
        if self.is_row(id) {
            self.set_held(id, false);
        } else if self.item(id).is_some_and(|item| item.state == ItemState::Paused) {
            self.change(id, ItemState::Waiting);
        }
    }

    /// Whether a row, or the row of a file, is held by the user.
    #[must_use]
    pub fn is_held(&self, id: TransferId) -> bool {
        let row = self.item(id).map_or(id, |item| item.row);
        self.held || self.rows.get(&row).is_some_and(|row| row.held)
    }

    /// Holds the whole queue, or lets it go on.
    pub fn hold_all(&mut self, held: bool) {
        self.held = held;
        let rows: Vec<TransferId> = self.rows.keys().copied().collect();
        if !held {
            for row in &rows {
                self.set_held(*row, false);
            }
        }
        for row in rows {
            self.picture.touch(row);
        }
    }

    /// Stops everything that an id stands for and does not run. Returns the stopped ones. What runs must be stopped by the
    /// caller and be changed to `Cancelled` when it has.
    pub fn cancel(&mut self, id: TransferId) -> Vec<TransferId> {
        if self.is_row(id) {
            self.set_held(id, false);
        }
        let mut stopped = Vec::new();
        // Ids count up: folders come before what is in them, and do not end by the end of their content.
        for item in self.below(id) {
            let state = self.item(item).map(|item| item.state);
            if state.is_some_and(|state| state != ItemState::Running && !state.is_final())
                && self.change(item, ItemState::Cancelled)
            {
                stopped.push(item);
            }
        }
        stopped
    }

    /// Tries one failed item again, and nothing else of its row: whether it waits now.
    pub fn retry_one(&mut self, id: TransferId) -> bool {
        let Some(item) = self.item_mut(id).filter(|item| item.state == ItemState::Failed) else { return false };
        (item.attempts, item.error) = (0, None);
        let row_id = item.row;
        let again = self.change(id, ItemState::Waiting);
        self.forget_first_error(row_id);
        again
    }

    /// Leaves a failed item out: whether it was one.
    pub fn skip_failed(&mut self, id: TransferId) -> bool {
        let Some(row) = self.item(id).filter(|item| item.state == ItemState::Failed).map(|item| item.row) else {
            return false;
        };
        self.set_error(id, None);
        let left_out = self.change(id, ItemState::Skipped);
        self.forget_first_error(row);
        left_out
    }

    /// A failure was decided about: the row tells another one that is still there, if any.
    fn forget_first_error(&mut self, row_id: TransferId) {
        let error = |id: &TransferId| {
            self.item(*id).filter(|item| item.state == ItemState::Failed).and_then(|item| item.error.clone())
        };
        let next = self.rows.get(&row_id).and_then(|row| row.troubled.iter().find_map(error));
        if let Some(row) = self.rows.get_mut(&row_id) {
            row.first_error = next;
        }
        self.picture.touch(row_id);
    }

    /// The rows of a batch.
    #[must_use]
    pub fn rows_of_batch(&self, batch: BatchId) -> Vec<TransferId> {
        self.rows.values().filter(|row| row.batch == batch).map(|row| row.id).collect()
    }

    /// Lets everything that an id stands for and that failed, was stopped or was left out wait for a job again. Returns
    /// how many items that are.
    pub fn retry(&mut self, id: TransferId) -> usize {
        let mut again = 0;
        // Content before its folders: these then wait for it.
        for item_id in self.below(id).into_iter().rev() {
            let Some(item) = self.item_mut(item_id) else { continue };
            let waits = matches!(item.state, ItemState::RetryAt(_));
            if !waits && !item.state.is_final() {
                continue;
            }
            item.attempts = 0;
            item.error = None;
            again += usize::from(self.change(item_id, ItemState::Waiting));
        }
        let row = self.item(id).map_or(id, |item| item.row);
        if let Some(row) = self.rows.get_mut(&row) {
            row.first_error = None;
        }
        self.picture.touch(row);
        again
    }

    /// Takes a row from the list as soon as nothing of it runs; at once when nothing does. Returns whether it is gone.
    pub fn remove(&mut self, id: TransferId) -> bool {
        let Some(row) = self.rows.get_mut(&id) else { return false };
        row.leaving = true;
        self.leave_when_still(id)
    }

    /// Takes a row away that was to leave and does not run any more.
    pub fn leave_when_still(&mut self, id: TransferId) -> bool {
        let gone = self.rows.get(&id).is_some_and(|row| row.leaving && row.running.is_empty());
        if gone {
            self.drop_row(id);
        }
        gone
    }

    /// The rows that are done, left out or stopped, and hold nothing that failed.
    #[must_use]
    pub fn finished_rows(&self) -> Vec<TransferId> {
        let settled =
            |row: &&super::row::Row| row.is_final() && row.files_in(ItemState::Failed) == 0 && row.troubled.is_empty();
        self.rows.values().filter(settled).map(|row| row.id).collect()
    }

    /// Whether every item of a row has come to an end; also for a row that is gone.
    #[must_use]
    pub fn row_is_final(&self, row: TransferId) -> bool {
        self.rows.get(&row).is_none_or(super::row::Row::is_final)
    }

    /// What became of the items of a row so far.
    #[must_use]
    pub fn row_counts(&self, row: TransferId) -> BatchCounts {
        let Some(row) = self.rows.get(&row) else { return BatchCounts::default() };
        let all = |state: ItemState| row.files_in(state) + row.folders.get(state.slot()).copied().unwrap_or(0);
        BatchCounts {
            files: row.files_in(ItemState::Done),
            bytes: ByteSize(row.bytes_settled),
            failed: all(ItemState::Failed),
            skipped: row.files_in(ItemState::Skipped),
            cancelled: all(ItemState::Cancelled),
        }
    }

    /// The batch and session of a row.
    #[must_use]
    pub fn row_of(&self, id: TransferId) -> Option<(TransferId, BatchId)> {
        let row = self.item(id).map_or(id, |item| item.row);
        Some((row, self.rows.get(&row)?.batch))
    }
}
