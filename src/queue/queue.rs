//! The queue: rows, their items, and the only way in which they change. Pure.

use super::item::{Existing, FolderPhase, Item, ItemState};
use super::picture::Picture;
use super::progress::Progress;
use super::room::Room;
use super::row::Row;
use super::view::Direction;
use crate::error::{Error, Place};
use crate::model::{BatchId, ByteSize, EntryKind, IdSource, Permissions, SessionId, Timestamp, TransferId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// An entry of a folder that is added to the queue.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// What it is.
    pub kind: EntryKind,
    /// Where it comes from.
    pub source: Place,
    /// Where it goes to.
    pub target: Place,
    /// Its size; `None` when not known.
    pub size: Option<ByteSize>,
    /// When it last changed.
    pub modified: Option<Timestamp>,
    /// Its permission bits.
    pub permissions: Option<Permissions>,
    /// What is known of the target.
    pub existing: Existing,
}

/// The transfer queue. Its owner calls every method with the clock's `elapsed` as `now` where time matters.
#[derive(Debug, Default)]
pub struct Queue {
    pub(super) items: HashMap<TransferId, Item>,
    pub(super) rows: BTreeMap<TransferId, Row>,
    /// Rows with items that are ready, by batch.
    ready: BTreeMap<BatchId, BTreeSet<TransferId>>,
    /// Items that wait for a retry, by time.
    retries: BTreeSet<(Duration, TransferId)>,
    /// The batch that got the last job.
    turn: Option<BatchId>,
    ids: IdSource<TransferId>,
    /// Held as a whole by the user.
    pub(super) held: bool,
    pub(super) picture: Picture,
}

impl Queue {
    /// An item; `None` when it is complete or was taken away.
    #[must_use]
    pub fn item(&self, id: TransferId) -> Option<&Item> {
        self.items.get(&id)
    }

    /// An item, to note things that no count depends on.
    pub fn item_mut(&mut self, id: TransferId) -> Option<&mut Item> {
        self.items.get_mut(&id)
    }

    /// The session of an item.
    #[must_use]
    pub fn session_of(&self, id: TransferId) -> Option<SessionId> {
        Some(self.rows.get(&self.items.get(&id)?.row)?.session)
    }

    /// The batch of an item.
    #[must_use]
    pub fn batch_of(&self, id: TransferId) -> Option<BatchId> {
        Some(self.rows.get(&self.items.get(&id)?.row)?.batch)
    }

    /// Which way an item goes.
    #[must_use]
    pub fn direction_of(&self, id: TransferId) -> Option<Direction> {
        Some(self.rows.get(&self.items.get(&id)?.row)?.direction)
    }

    /// Adds a row for something the user sent, of which only the places are known. It waits for [`Queue::surveyed`].
    pub fn add_row(
        &mut self,
        batch: BatchId,
        session: SessionId,
        direction: Direction,
        source: Place,
        target: Place,
    ) -> TransferId {
        let id = self.ids.next_id();
        self.rows.insert(id, Row::new(id, batch, session, direction));
        let new = NewItem {
            kind: EntryKind::Unknown,
            source,
            target,
            size: None,
            modified: None,
            permissions: None,
            existing: Existing::Unknown,
        };
        self.insert(id, id, None, 0, new);
        self.picture.rows_changed();
        id
    }

    fn insert(&mut self, id: TransferId, row_id: TransferId, parent: Option<TransferId>, depth: usize, new: NewItem) {
        let item = Item {
            id,
            row: row_id,
            parent,
            kind: new.kind,
            source: new.source,
            target: new.target,
            size: new.size,
            modified: new.modified,
            permissions: new.permissions,
            existing: new.existing,
            depth,
            state: ItemState::Waiting,
            phase: FolderPhase::Expand,
            made_by_us: false,
            open_children: 0,
            lost_children: 0,
            attempts: 0,
            error: None,
            decided: None,
            part: None,
            progress: Arc::new(Progress::default()),
            counted: 0,
            in_line: false,
        };
        self.items.insert(id, item);
        let (Some(row), Some(item)) = (self.rows.get_mut(&row_id), self.items.get_mut(&id)) else { return };
        row.items.insert(id);
        row.count(item);
        self.picture.touch(row_id);
    }

    /// Notes what the source of a row is; its jobs can start.
    pub fn surveyed(
        &mut self,
        id: TransferId,
        kind: EntryKind,
        size: Option<ByteSize>,
        modified: Option<Timestamp>,
        permissions: Option<Permissions>,
    ) {
        let Some(item) = self.items.get_mut(&id) else { return };
        let Some(row) = self.rows.get_mut(&item.row) else { return };
        row.discount(item);
        (item.kind, item.modified, item.permissions) = (kind, modified, permissions);
        // What a server tells as the size of a folder are not bytes to be moved.
        item.size = size.filter(|_| kind != EntryKind::Folder);
        row.count(item);
        row.surveyed = true;
        self.line_up(id);
    }

    /// Whether the source of a row was looked at.
    #[must_use]
    pub fn is_surveyed(&self, row: TransferId) -> bool {
        self.rows.get(&row).is_some_and(|row| row.surveyed)
    }

    /// Adds the content of a folder that a job has read; the folder then waits for it.
    pub fn add_children(&mut self, folder: TransferId, children: Vec<NewItem>) -> Vec<TransferId> {
        let Some((row, depth)) = self.items.get(&folder).map(|item| (item.row, item.depth)) else { return Vec::new() };
        let mut ids = Vec::with_capacity(children.len());
        for child in children {
            let id = self.ids.next_id();
            self.insert(id, row, Some(folder), depth + 1, child);
            if let Some(item) = self.items.get_mut(&folder) {
                item.open_children += 1;
            }
            self.line_up(id);
            ids.push(id);
        }
        ids
    }

    /// Moves a folder on to its next phase; it waits again.
    pub fn set_phase(&mut self, id: TransferId, phase: FolderPhase) {
        let Some(item) = self.items.get_mut(&id) else { return };
        if let Some(row) = self.rows.get_mut(&item.row) {
            row.discount(item);
            item.phase = phase;
            row.count(item);
        }
        self.change(id, ItemState::Waiting);
    }

    /// Puts a waiting item into the line for jobs. A folder waits for its content outside of it.
    fn line_up(&mut self, id: TransferId) {
        let Some(item) = self.items.get_mut(&id) else { return };
        if item.in_line || item.state != ItemState::Waiting {
            return;
        }
        let Some(row) = self.rows.get_mut(&item.row).filter(|row| row.surveyed) else { return };
        if item.is_folder() {
            match (item.phase, item.open_children) {
                (FolderPhase::Content, 0) => item.phase = FolderPhase::Finish,
                (FolderPhase::Content | FolderPhase::Finish, 1..) => return,
                _ => {}
            }
            row.ready_folders.push_back(id);
        } else {
            row.ready_files.push_back(id);
        }
        item.in_line = true;
        if !row.held {
            self.ready.entry(row.batch).or_default().insert(row.id);
        }
    }

    /// Changes the state of an item, when that is legal; keeps all sums. Returns whether it was.
    pub fn change(&mut self, id: TransferId, next: ItemState) -> bool {
        let Some(item) = self.items.get_mut(&id) else { return false };
        let Some(row) = self.rows.get_mut(&item.row) else { return false };
        let before = item.state;
        if before == next || !before.may_become(next) {
            return false;
        }
        row.discount(item);
        if before == ItemState::Running {
            row.running.remove(&id);
            let moved = item.progress.take_moved();
            row.moved_settled += moved;
            self.picture.moved(row.direction, moved);
            item.counted = match next {
                ItemState::Done => item.size.map_or_else(|| item.progress.position(), |size| size.0),
                _ => item.progress.position(),
            };
            row.bytes_settled = row.bytes_settled.saturating_add(item.counted);
        }
        if next == ItemState::Running {
            row.running.insert(id);
            row.bytes_settled = row.bytes_settled.saturating_sub(std::mem::take(&mut item.counted));
        }
        if let ItemState::RetryAt(at) = before {
            self.retries.remove(&(at, id));
        }
        if let ItemState::RetryAt(at) = next {
            self.retries.insert((at, id));
        }
        item.state = next;
        row.count(item);
        match next {
            ItemState::Failed | ItemState::Asking | ItemState::RetryAt(_) => {
                row.troubled.insert(id);
            }
            _ => {
                row.troubled.remove(&id);
            }
        }
        match (next, before) {
            (ItemState::Skipped, _) => {
                row.bytes_settled = row.bytes_settled.saturating_sub(std::mem::take(&mut item.counted));
            }
            (ItemState::Failed, _) if row.first_error.is_none() => row.first_error.clone_from(&item.error),
            _ => {}
        }
        if row.running.is_empty() {
            row.meter.reset();
        }
        let row_id = row.id;
        let (parent, was_final) = (item.parent, before.is_final());
        self.picture.touch(row_id);
        if next == ItemState::Waiting {
            self.line_up(id);
        }
        if let Some(parent) = parent {
            self.child_changed(parent, was_final, next);
        }
        if next == ItemState::Done && parent.is_some() {
            // Complete ones are counted and need no more memory.
            self.items.remove(&id);
            if let Some(row) = self.rows.get_mut(&row_id) {
                row.items.remove(&id);
            }
        }
        true
    }

    /// Keeps up how much of a folder's content is open.
    fn child_changed(&mut self, folder: TransferId, was_final: bool, now: ItemState) {
        let Some(item) = self.items.get_mut(&folder) else { return };
        match (was_final, now.is_final()) {
            (false, true) => {
                item.open_children = item.open_children.saturating_sub(1);
                item.lost_children += u64::from(now != ItemState::Done);
            }
            (true, false) => {
                item.open_children += 1;
                item.lost_children = item.lost_children.saturating_sub(1);
                // Tried again after the folder had ended: it ends anew.
                let state = item.state;
                if state.is_final() && state != ItemState::Done {
                    self.change(folder, ItemState::Waiting);
                }
            }
            _ => {}
        }
        self.line_up(folder);
    }

    /// Notes the error of an item, to be shown with its state.
    pub fn set_error(&mut self, id: TransferId, error: Option<Arc<Error>>) {
        if let Some(item) = self.items.get_mut(&id) {
            item.error = error;
            self.picture.touch(item.row);
        }
    }

    /// Gives an item another target, as the overwrite rule has it.
    pub fn set_target(&mut self, id: TransferId, target: Place) {
        if let Some(item) = self.items.get_mut(&id) {
            item.target = target;
            self.picture.touch(item.row);
        }
    }

    /// The sessions that have items ready.
    #[must_use]
    pub fn ready_sessions(&self) -> BTreeSet<SessionId> {
        if self.held {
            return BTreeSet::new();
        }
        let first = |rows: &BTreeSet<TransferId>| Some(self.rows.get(rows.first()?)?.session);
        self.ready.values().filter_map(first).collect()
    }

    /// The batches that have items ready, the one after the last served first.
    pub(super) fn batches_in_turn(&self) -> Vec<BatchId> {
        if self.held {
            return Vec::new();
        }
        let after = self.ready.keys().filter(|batch| Some(**batch) > self.turn);
        let before = self.ready.keys().filter(|batch| Some(**batch) <= self.turn);
        after.chain(before).copied().collect()
    }

    /// Takes one item of a batch that fits into the room of its session.
    pub(super) fn take_ready(&mut self, batch: BatchId, rooms: &mut BTreeMap<SessionId, Room>) -> Option<TransferId> {
        let rows: Vec<TransferId> = self.ready.get(&batch)?.iter().take(ROWS_LOOKED_AT).copied().collect();
        for row_id in rows {
            let Some(row) = self.rows.get_mut(&row_id) else {
                self.row_unready(batch, row_id);
                continue;
            };
            let room = rooms.get_mut(&row.session)?;
            let items = &mut self.items;
            let mut waits = |id: &TransferId| {
                let item = items.get_mut(id)?;
                let fit = item.state == ItemState::Waiting;
                item.in_line = fit;
                fit.then_some((item.is_folder(), item.size))
            };
            while row.ready_folders.front().is_some_and(|id| waits(id).is_none()) {
                row.ready_folders.pop_front();
            }
            while row.ready_files.front().is_some_and(|id| waits(id).is_none()) {
                row.ready_files.pop_front();
            }
            let mut taken = None;
            if room.folders > 0 && row.ready_files.len() < FILES_AHEAD && !row.ready_folders.is_empty() {
                room.folders -= 1;
                taken = row.ready_folders.pop_front();
            } else if let Some((_, size)) = row.ready_files.front().and_then(&mut waits)
                && room.take(size)
            {
                taken = row.ready_files.pop_front();
            }
            let empty = row.ready_files.is_empty() && row.ready_folders.is_empty();
            if empty {
                self.row_unready(batch, row_id);
            }
            if let Some(id) = taken {
                if let Some(item) = self.items.get_mut(&id) {
                    item.in_line = false;
                }
                self.turn = Some(batch);
                self.change(id, ItemState::Running);
                return Some(id);
            }
        }
        None
    }

    fn row_unready(&mut self, batch: BatchId, row: TransferId) {
        if let Some(rows) = self.ready.get_mut(&batch) {
            rows.remove(&row);
            if rows.is_empty() {
                self.ready.remove(&batch);
            }
        }
    }

    /// When the next retry is due.
    #[must_use]
    pub fn next_retry(&self) -> Option<Duration> {
        self.retries.first().map(|(at, _)| *at)
    }

    /// Lets the items wait for a job whose retry is due.
    pub fn wake_retries(&mut self, now: Duration) {
        while let Some((at, id)) = self.retries.first().copied().filter(|(at, _)| *at <= now) {
            if !self.change(id, ItemState::Waiting) {
                self.retries.remove(&(at, id));
            }
        }
    }

    /// Holds a row or lets it go on.
    pub(super) fn set_held(&mut self, row_id: TransferId, held: bool) {
        let Some(row) = self.rows.get_mut(&row_id) else { return };
        row.held = held;
        let batch = row.batch;
        let ready = !row.ready_files.is_empty() || !row.ready_folders.is_empty();
        if held {
            self.row_unready(batch, row_id);
        } else if ready {
            self.ready.entry(batch).or_default().insert(row_id);
        }
        self.picture.touch(row_id);
    }

    /// Takes a row away with all its items; nothing of it may run.
    pub(super) fn drop_row(&mut self, id: TransferId) {
        let Some(row) = self.rows.remove(&id) else { return };
        for item in &row.items {
            if let Some(Item { state: ItemState::RetryAt(at), .. }) = self.items.remove(item) {
                self.retries.remove(&(at, *item));
            }
        }
        self.row_unready(row.batch, id);
        self.picture.rows_changed();
    }
}

/// How many rows of a batch are looked at for one job: rows at the front may wait for room.
const ROWS_LOOKED_AT: usize = 16;
/// Files that may wait in a row before no more of its folders are read.
const FILES_AHEAD: usize = 50_000;
