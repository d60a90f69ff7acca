//! The rows of the queue as they were last drawn, and drawing one anew. Pure.

use super::item::{Item, ItemState};
use super::meter::{Meter, time_left};
use super::row::Row;
use super::view::{Direction, RowView, TransferState};
use crate::error::Place;
use crate::model::{ByteRate, ByteSize, EntryKind, TransferId};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The rows as they were last drawn, and what has changed since.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) version: u64,
    pub(super) drawn: Vec<Arc<RowView>>,
    pub(super) places: HashMap<TransferId, usize>,
    /// Rows to draw anew.
    pub(super) touched: BTreeSet<TransferId>,
    /// Rows were added or taken away.
    pub(super) rows_changed: bool,
    pub(super) up: Speed,
    pub(super) down: Speed,
}

/// The speed of one direction.
#[derive(Debug, Default)]
pub(super) struct Speed {
    meter: Meter,
    /// Bytes moved by jobs that have ended.
    settled: u64,
    busy: bool,
}

impl Picture {
    pub(super) fn touch(&mut self, row: TransferId) {
        self.touched.insert(row);
    }

    pub(super) fn rows_changed(&mut self) {
        self.rows_changed = true;
    }

    pub(super) fn moved(&mut self, direction: Direction, bytes: u64) {
        let speed = match direction {
            Direction::Upload => &mut self.up,
            Direction::Download => &mut self.down,
        };
        speed.settled += bytes;
    }
}

impl Speed {
    pub(super) fn rate(&mut self, now: Duration, running: Option<u64>) -> ByteRate {
        match running {
            Some(moved) => {
                self.meter.sample(now, self.settled + moved);
                self.busy = true;
            }
            None if self.busy => {
                self.meter.reset();
                self.busy = false;
            }
            None => {}
        }
        self.meter.rate().unwrap_or_default()
    }
}

/// Bytes that the running jobs of a row have moved.
pub(super) fn moving(row: &Row, items: &HashMap<TransferId, Item>) -> u64 {
    row.running.iter().filter_map(|id| items.get(id)).map(|item| item.progress.moved()).sum()
}

pub(super) fn draw(row: &mut Row, items: &HashMap<TransferId, Item>, queue_held: bool, now: Duration) -> RowView {
    let positions: u64 = row.running.iter().filter_map(|id| items.get(id)).map(|item| item.progress.position()).sum();
    if !row.running.is_empty() {
        let moved = row.moved_settled + moving(row, items);
        row.meter.sample(now, moved);
    }
    let next_retry = if row.retrying() { next_retry(row, items, now) } else { None };
    let state = row.state(queue_held, next_retry);
    let bytes_done = ByteSize(row.bytes_settled.saturating_add(positions));
    let total = ByteSize(u64::try_from(row.bytes_total).unwrap_or(u64::MAX));
    let bytes_total = (row.unknown == 0).then_some(total);
    let rate = row.meter.rate().filter(|_| state == TransferState::Running);
    let left = bytes_total.and_then(|total| time_left(total.saturating_sub(bytes_done), rate));
    let item = items.get(&row.id);
    let mut children = Vec::new();
    for id in row.troubled.iter().filter(|id| **id != row.id).take(RowView::MAX_CHILDREN) {
        children.extend(items.get(id).map(|item| draw_child(row, item, now)));
    }
    let unknown = || Place::Local(std::path::PathBuf::new());
    let source = item.map_or_else(unknown, |item| item.source.clone());
    RowView {
        id: row.id,
        batch: row.batch,
        session: row.session,
        direction: row.direction,
        kind: item.map_or(EntryKind::Unknown, |item| item.kind),
        name: name_of(&source),
        source,
        target: item.map_or_else(unknown, |item| item.target.clone()),
        state,
        bytes_done,
        bytes_total,
        files_done: row.files_in(ItemState::Done),
        files_total: row.file_total(),
        files_failed: row.files_in(ItemState::Failed),
        files_skipped: row.files_in(ItemState::Skipped),
        rate,
        left,
        error: item.and_then(|item| item.error.clone()).or_else(|| row.first_error.clone()),
        children,
    }
}

fn draw_child(row: &Row, item: &Item, now: Duration) -> RowView {
    let state = match item.state {
        ItemState::Waiting => TransferState::Waiting,
        ItemState::RetryAt(at) => TransferState::RetryIn(at.saturating_sub(now)),
        ItemState::Running => TransferState::Running,
        ItemState::Asking => TransferState::Asking,
        ItemState::Paused => TransferState::Paused,
        ItemState::Done => TransferState::Done,
        ItemState::Skipped => TransferState::Skipped,
        ItemState::Failed => TransferState::Failed,
        ItemState::Cancelled => TransferState::Cancelled,
    };
    RowView {
        id: item.id,
        batch: row.batch,
        session: row.session,
        direction: row.direction,
        kind: item.kind,
        name: name_of(&item.source),
        source: item.source.clone(),
        target: item.target.clone(),
        state,
        bytes_done: ByteSize(item.progress.position()),
        bytes_total: item.size,
        files_done: 0,
        files_total: 1,
        files_failed: u64::from(item.state == ItemState::Failed),
        files_skipped: 0,
        rate: None,
        left: None,
        error: item.error.clone(),
        children: Vec::new(),
    }
}

/// When the first retry of a row is due.
fn next_retry(row: &Row, items: &HashMap<TransferId, Item>, now: Duration) -> Option<Duration> {
    let due = |item: &Item| if let ItemState::RetryAt(at) = item.state { Some(at.saturating_sub(now)) } else { None };
    row.troubled.iter().filter_map(|id| items.get(id)).filter_map(due).min()
}

/// The last component of a place, for eyes.
fn name_of(place: &Place) -> String {
    match place {
        Place::Local(path) => match path.file_name() {
            Some(name) => crate::model::escape_bytes(name.as_encoded_bytes()),
            None => place.display(),
        },
        Place::Remote(path) => path.name().map_or_else(|| path.display(), |name| name.display()),
    }
}
