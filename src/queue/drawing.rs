//! Making the picture of the queue: only rows that changed are drawn anew. Pure.

use super::meter::time_left;
use super::picture::{Picture, draw, moving};
use super::queue::Queue;
use super::view::{Direction, QueueTotals, QueueView, TransferState};
use crate::model::{ByteRate, ByteSize, TransferId};
use std::sync::Arc;
use std::time::Duration;

impl Queue {
    /// Whether something changed since the last picture, besides the progress of what runs.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.picture.rows_changed || !self.picture.touched.is_empty()
    }

    /// Draws the queue as it stands. Rows that stand still are shared with the picture before.
    pub fn view(&mut self, now: Duration) -> Arc<QueueView> {
        let mut picture = std::mem::take(&mut self.picture);
        if picture.rows_changed {
            picture.rows_changed = false;
            picture.drawn.retain(|row| self.rows.contains_key(&row.id));
            // Ids count up and rows are only added at the end, so what is drawn is a part of the rows in order.
            let known = picture.drawn.len();
            let last = picture.drawn.last().map(|row| row.id);
            let new: Vec<TransferId> = self.rows.keys().filter(|id| Some(**id) > last).copied().collect();
            for id in new {
                picture.touched.remove(&id);
                if let Some(row) = self.rows.get_mut(&id) {
                    picture.drawn.push(Arc::new(draw(row, &self.items, self.held, now)));
                }
            }
            if known != picture.places.len() || picture.drawn.len() != known {
                picture.places = picture.drawn.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
            }
            picture.version += 1;
        }
        for row in self.rows.values() {
            if !row.running.is_empty() || row.retrying() {
                picture.touched.insert(row.id);
            }
        }
        for id in std::mem::take(&mut picture.touched) {
            let (Some(row), Some(at)) = (self.rows.get_mut(&id), picture.places.get(&id)) else { continue };
            let drawn = draw(row, &self.items, self.held, now);
            if let Some(place) = picture.drawn.get_mut(*at).filter(|old| ***old != drawn) {
                *place = Arc::new(drawn);
                picture.version += 1;
            }
        }
        let totals = self.totals(&mut picture, now);
        let view = QueueView { version: picture.version, rows: picture.drawn.clone(), totals };
        self.picture = picture;
        Arc::new(view)
    }

    fn totals(&self, picture: &mut Picture, now: Duration) -> QueueTotals {
        let mut totals = QueueTotals { paused: self.held, ..QueueTotals::default() };
        let mut running = [None, None];
        for row in &picture.drawn {
            totals.active += usize::from(!row.state.is_final());
            totals.failed += usize::from(row.state == TransferState::Failed || row.files_failed > 0);
            if !row.state.is_final() {
                let left = row.bytes_total.map_or(ByteSize(0), |total| total.saturating_sub(row.bytes_done));
                totals.bytes_left = totals.bytes_left.saturating_add(left);
            }
            if row.state == TransferState::Running {
                let moved = self.rows.get(&row.id).map_or(0, |row| moving(row, &self.items));
                let sum = match row.direction {
                    Direction::Upload => &mut running[0],
                    Direction::Download => &mut running[1],
                };
                *sum = Some(sum.unwrap_or(0) + moved);
            }
        }
        totals.up = picture.up.rate(now, running[0]);
        totals.down = picture.down.rate(now, running[1]);
        let rate = ByteRate(totals.up.0.saturating_add(totals.down.0));
        totals.left = (totals.active > 0).then(|| time_left(totals.bytes_left, Some(rate))).flatten();
        totals
    }
}
