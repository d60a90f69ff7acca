//! What a reader asked for and what came: answers arrive in any order, pieces leave in the order of the file.

use super::budget::BytePermit;
use super::packet::FX_EOF;
use super::reply::Status;
use crate::error::{Error, ErrorKind, ServerText};
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Answers without content in a row before a server counts as broken.
const MAX_EMPTY_ANSWERS: u8 = 3;
/// The smallest request that short answers lead to.
const SMALLEST_CHUNK: u32 = 1024;

/// How a request ended.
#[derive(Debug)]
enum SlotEnd {
    /// All that was asked for is there.
    Complete,
    /// The file ends behind what is there; with the server's words.
    EndOfFile(Option<ServerText>),
    /// Less came than was asked for, and the handle is closed already.
    Short,
    /// The server refused.
    Failed(Box<Error>),
}

/// One request for a range of the file.
#[derive(Debug)]
struct Slot {
    offset: u64,
    length: u32,
    /// Bytes that arrived, and of these the bytes that were handed out.
    arrived: u32,
    taken: u32,
    pieces: VecDeque<Bytes>,
    end: Option<SlotEnd>,
    empty_answers: u8,
    /// What the first answer brought, when it was short.
    first_short: Option<u32>,
    _permit: Option<BytePermit>,
}

#[derive(Debug, Default)]
struct State {
    slots: VecDeque<Slot>,
    /// The number of the slot in front.
    first: u64,
    arrived: u64,
    chunk_cap: Option<u32>,
    cancelled: bool,
    lost: Option<Box<Error>>,
}

/// The requests of one reader, shared with the task that receives.
#[derive(Debug, Default)]
pub(super) struct ReadQueue {
    state: Mutex<State>,
    ready: Notify,
}

/// What the reader finds in front.
#[derive(Debug)]
pub(super) enum Front {
    /// Content, and where it belongs.
    Piece { offset: u64, bytes: Bytes },
    /// The file ends at this offset, the server says.
    EndOfFile { offset: u64, text: Option<ServerText> },
    /// The answer ended before what was asked for, and the handle is closed.
    Short,
    /// Nothing is under way.
    Idle,
    /// The next piece has not arrived.
    Wait,
}

impl ReadQueue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request; answers its number.
    pub(super) fn add(&self, offset: u64, length: u32, permit: Option<BytePermit>) -> u64 {
        let mut state = self.state();
        let number = state.first + state.slots.len() as u64;
        state.slots.push_back(Slot {
            offset,
            length,
            arrived: 0,
            taken: 0,
            pieces: VecDeque::new(),
            end: None,
            empty_answers: 0,
            first_short: None,
            _permit: permit,
        });
        number
    }

    /// Content for a request. Ignored when the reader is gone.
    pub(super) fn piece(&self, number: u64, bytes: Bytes) {
        let mut state = self.state();
        if state.cancelled {
            return;
        }
        let is_front = number == state.first;
        state.arrived += bytes.len() as u64;
        if let Some(slot) = state.slot(number) {
            slot.arrived = slot.arrived.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
            slot.pieces.push_back(bytes);
        }
        drop(state);
        if is_front {
            self.ready.notify_one();
        }
    }

    /// The answer to a request is complete; `came` bytes were in it. Answers the range to ask for again, when it was
    /// short: an end of file must be said by the server, not guessed.
    pub(super) fn answered(&self, number: u64, came: u32, may_ask_again: bool) -> Option<(u64, u32)> {
        let mut state = self.state();
        if state.cancelled {
            return None;
        }
        let mut cap = None;
        let mut again = None;
        if let Some(slot) = state.slot(number) {
            if came > 0 {
                // Content after a short answer: it was the server's limit, not the end of the file.
                cap = slot.first_short;
            }
            slot.empty_answers = if came == 0 { slot.empty_answers + 1 } else { 0 };
            if slot.arrived >= slot.length {
                slot.end = Some(SlotEnd::Complete);
            } else if slot.empty_answers >= MAX_EMPTY_ANSWERS {
                let detail = "the server answers to reads with no data and no end of file";
                slot.end = Some(SlotEnd::Failed(Error::new(ErrorKind::Failure).with_detail(detail)));
            } else if !may_ask_again {
                slot.end = Some(SlotEnd::Short);
            } else {
                if came > 0 && slot.first_short.is_none() {
                    slot.first_short = Some(came);
                }
                again = Some((slot.offset + u64::from(slot.arrived), slot.length - slot.arrived));
            }
        }
        if let Some(cap) = cap {
            let cap = cap.max(SMALLEST_CHUNK);
            state.chunk_cap = Some(state.chunk_cap.map_or(cap, |known| known.min(cap)));
        }
        drop(state);
        self.ready.notify_one();
        again
    }

    /// A status instead of content.
    pub(super) fn refused(&self, number: u64, status: Status) {
        let mut state = self.state();
        if let Some(slot) = state.slot(number) {
            slot.end = Some(if status.code == FX_EOF {
                SlotEnd::EndOfFile(status.text)
            } else {
                let request = format!("SSH_FXP_READ offset {}, length {}", slot.offset, slot.length);
                SlotEnd::Failed(status.into_error().during(request))
            });
        }
        drop(state);
        self.ready.notify_one();
    }

    /// The link is dead.
    pub(super) fn lost(&self, error: &Error) {
        self.state().lost.get_or_insert_with(|| Box::new(error.clone()));
        self.ready.notify_one();
    }

    /// The reader is gone: what still comes is thrown away, the memory is free at once.
    pub(super) fn cancel(&self) {
        let mut state = self.state();
        state.cancelled = true;
        state.slots.clear();
    }

    /// Bytes that arrived in all.
    pub(super) fn arrived(&self) -> u64 {
        self.state().arrived
    }

    /// The largest request that the server answers in full, once short answers told it.
    pub(super) fn chunk_cap(&self) -> Option<u32> {
        self.state().chunk_cap
    }

    /// Takes what is in front.
    ///
    /// # Errors
    /// What the server answered to the request in front; the fault of the link once everything before it is taken.
    pub(super) fn front(&self) -> Result<Front, Box<Error>> {
        let mut state = self.state();
        loop {
            let Some(slot) = state.slots.front_mut() else {
                return state.lost.clone().map_or(Ok(Front::Idle), Err);
            };
            if let Some(bytes) = slot.pieces.pop_front() {
                let offset = slot.offset + u64::from(slot.taken);
                slot.taken = slot.taken.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                return Ok(Front::Piece { offset, bytes });
            }
            let offset = slot.offset + u64::from(slot.taken);
            match slot.end.take() {
                Some(SlotEnd::Complete) => {
                    state.slots.pop_front();
                    state.first += 1;
                }
                Some(SlotEnd::EndOfFile(text)) => return Ok(Front::EndOfFile { offset, text }),
                Some(SlotEnd::Short) => return Ok(Front::Short),
                Some(SlotEnd::Failed(error)) => return Err(error),
                None => return state.lost.clone().map_or(Ok(Front::Wait), Err),
            }
        }
    }

    /// Waits until something changed in front.
    pub(super) async fn changed(&self) {
        self.ready.notified().await;
    }
}

impl State {
    fn slot(&mut self, number: u64) -> Option<&mut Slot> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.slots.get_mut(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn pieces_leave_in_order_and_short_answers_are_asked_again() {
        let queue = ReadQueue::default();
        let (a, b) = (queue.add(0, 4, None), queue.add(4, 4, None));
        queue.piece(b, bytes("efgh"));
        assert_eq!(queue.answered(b, 4, true), None);
        assert!(matches!(queue.front(), Ok(Front::Wait)));
        queue.piece(a, bytes("ab"));
        assert_eq!(queue.answered(a, 2, true), Some((2, 2)));
        queue.piece(a, bytes("cd"));
        assert_eq!(queue.answered(a, 2, true), None);
        assert_eq!(queue.chunk_cap(), Some(SMALLEST_CHUNK));
        let mut all = Vec::new();
        while let Ok(Front::Piece { offset, bytes }) = queue.front() {
            assert_eq!(offset, all.len() as u64);
            all.extend_from_slice(&bytes);
        }
        assert_eq!(all, b"abcdefgh");
        assert!(matches!(queue.front(), Ok(Front::Idle)));
    }

    #[test]
    fn answers_without_content_are_no_end_of_file() {
        let queue = ReadQueue::default();
        let a = queue.add(0, 4, None);
        assert_eq!(queue.answered(a, 0, true), Some((0, 4)));
        assert_eq!(queue.answered(a, 0, true), Some((0, 4)));
        assert_eq!(queue.answered(a, 0, true), None);
        assert_eq!(queue.front().unwrap_err().kind, ErrorKind::Failure);
    }
}
