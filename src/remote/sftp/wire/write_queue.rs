//! What a writer sent and what the server confirmed, in any order.

use super::budget::BytePermit;
use super::reply::Status;
use crate::error::Error;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

#[derive(Debug)]
struct Slot {
    offset: u64,
    length: u32,
    confirmed: bool,
    permit: Option<BytePermit>,
}

#[derive(Debug)]
struct State {
    slots: VecDeque<Slot>,
    /// The number of the slot in front.
    first: u64,
    /// Bytes without an answer, and answers that are missing.
    under_way: usize,
    unanswered: usize,
    answered_bytes: u64,
    /// Every byte before this offset is confirmed.
    watermark: u64,
    error: Option<Box<Error>>,
}

/// The writes of one writer, shared with the task that receives.
#[derive(Debug)]
pub(super) struct WriteQueue {
    state: Mutex<State>,
    changed: Notify,
}

impl WriteQueue {
    pub(super) fn new(offset: u64) -> Self {
        let state = State {
            slots: VecDeque::new(),
            first: 0,
            under_way: 0,
            unanswered: 0,
            answered_bytes: 0,
            watermark: offset,
            error: None,
        };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a write; answers its number.
    pub(super) fn add(&self, offset: u64, length: u32, permit: Option<BytePermit>) -> u64 {
        let mut state = self.state();
        state.under_way += length as usize;
        state.unanswered += 1;
        let number = state.first + state.slots.len() as u64;
        state.slots.push_back(Slot { offset, length, confirmed: false, permit });
        number
    }

    /// The server's answer to a write.
    pub(super) fn answered(&self, number: u64, status: Status) {
        let mut state = self.state();
        let at = number.checked_sub(state.first).and_then(|at| usize::try_from(at).ok());
        let Some(slot) = at.and_then(|at| state.slots.get_mut(at)) else { return };
        slot.permit = None;
        slot.confirmed = status.is_ok();
        let (offset, length) = (slot.offset, slot.length);
        state.under_way = state.under_way.saturating_sub(length as usize);
        state.unanswered = state.unanswered.saturating_sub(1);
        state.answered_bytes += u64::from(length);
        if status.is_ok() {
            while state.slots.front().is_some_and(|slot| slot.confirmed) {
                if let Some(slot) = state.slots.pop_front() {
                    state.first += 1;
                    state.watermark = slot.offset + u64::from(slot.length);
                }
            }
        } else {
            let request = format!("SSH_FXP_WRITE offset {offset}, length {length}");
            state.error.get_or_insert_with(|| status.into_error().during(request));
        }
        drop(state);
        self.changed.notify_one();
    }

    /// The link is dead.
    pub(super) fn lost(&self, error: &Error) {
        let mut state = self.state();
        state.error.get_or_insert_with(|| Box::new(error.clone()));
        state.unanswered = 0;
        state.under_way = 0;
        for slot in &mut state.slots {
            slot.permit = None;
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Bytes that wait for their answer.
    ///
    /// # Errors
    /// The first error that the server answered to any write, or the fault of the link.
    pub(super) fn under_way(&self) -> Result<usize, Box<Error>> {
        let state = self.state();
        state.error.clone().map_or(Ok(state.under_way), Err)
    }

    /// How many writes wait for their answer.
    pub(super) fn unanswered(&self) -> usize {
        self.state().unanswered
    }

    /// Bytes that were answered, in all.
    pub(super) fn answered_bytes(&self) -> u64 {
        self.state().answered_bytes
    }

    /// Every byte before this offset is confirmed.
    pub(super) fn watermark(&self) -> u64 {
        self.state().watermark
    }

    /// Waits for the next answer.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn the_watermark_stops_at_the_first_gap() {
        let status = |code| Status { code, text: None };
        let queue = WriteQueue::new(100);
        let numbers: Vec<u64> = (0..4_u64).map(|n| queue.add(100 + n * 10, 10, None)).collect();
        queue.answered(numbers[1], status(0));
        assert_eq!((queue.watermark(), queue.unanswered()), (100, 3));
        queue.answered(numbers[0], status(0));
        assert_eq!(queue.watermark(), 120);
        queue.answered(numbers[2], status(14));
        queue.answered(numbers[3], status(0));
        assert_eq!((queue.watermark(), queue.unanswered()), (120, 0));
        assert_eq!(queue.under_way().unwrap_err().kind, ErrorKind::DiskFull);
    }
}
