//! The journal itself: notes in a bounded ring, and the timeline, written from any thread and read by cursor.

use super::failure::{Failure, Note, Outcome};
use super::timeline::{Bucket, Timeline};
use crate::model::{Clock, Redactor, SessionId, Timestamp, TransferId};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What was read from the journal.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// The notes, in order.
    pub notes: Vec<Note>,
    /// Where to read on.
    pub next: u64,
    /// Whether there are more.
    pub more: bool,
}

/// What the engine writes down about failures and about work that is done.
#[derive(Debug)]
pub struct Journal {
    clock: Arc<dyn Clock>,
    began: Duration,
    redactor: Arc<Redactor>,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    notes: VecDeque<Note>,
    first: u64,
    /// Transfers that failed and are not settled: only of these the end is worth a note.
    troubled: HashSet<TransferId>,
    sessions: HashSet<SessionId>,
    timeline: Timeline,
}

impl Journal {
    /// How many notes are kept for readers that are late.
    pub const CAP: usize = 200_000;

    /// An empty journal that begins now.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let (began, start) = (clock.elapsed(), clock.now());
        let kept = Kept {
            notes: VecDeque::new(),
            first: 0,
            troubled: HashSet::new(),
            sessions: HashSet::new(),
            timeline: Timeline::new(start),
        };
        Self { clock, began, redactor: Arc::default(), kept: Mutex::new(kept) }
    }

    /// The same with what takes secrets out of every failure before it is kept.
    #[must_use]
    pub fn with_redactor(mut self, redactor: Arc<Redactor>) -> Self {
        self.redactor = redactor;
        self
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time that a failure has which is noted now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn since(&self) -> Duration {
        self.clock.elapsed().saturating_sub(self.began)
    }

    /// Something failed; `again`: it will be tried again by itself.
    pub fn failed(&self, failure: Failure, again: bool) {
        let since = self.since();
        let failure = Failure { error: failure.error.redacted(&self.redactor), ..failure };
        let mut kept = self.kept();
        match (failure.transfer, failure.session) {
            (Some(transfer), _) => drop(kept.troubled.insert(transfer)),
            (None, Some(session)) => drop(kept.sessions.insert(session)),
            (None, None) => {}
        }
        kept.timeline.add(since, Bucket { failed: 1, ..Bucket::default() });
        kept.push(Note::Failed(Arc::new(failure), again));
    }

    /// A transfer that had failed is tried again, is done, or was left out; nothing is noted of one that never failed.
    pub fn transfer(&self, transfer: TransferId, outcome: Outcome) {
        let mut kept = self.kept();
        let known = match outcome {
            Outcome::Open | Outcome::Again => kept.troubled.contains(&transfer),
            Outcome::Done | Outcome::Left => kept.troubled.remove(&transfer),
        };
        if known {
            kept.push(Note::Transfer(transfer, outcome));
        }
    }

    /// A session stands.
    pub fn connected(&self, session: SessionId) {
        let mut kept = self.kept();
        if kept.sessions.remove(&session) {
            kept.push(Note::Connected(session));
        }
    }

    /// So many files were transferred or entries changed.
    pub fn done(&self, count: u32) {
        let since = self.since();
        self.kept().timeline.add(since, Bucket { done: count, ..Bucket::default() });
    }

    /// So many bytes moved since this was last told.
    pub fn moved(&self, bytes: u64) {
        let since = self.since();
        self.kept().timeline.add(since, Bucket { bytes, ..Bucket::default() });
    }

    /// The notes from number `from` on, at most `most`.
    #[must_use]
    pub fn read(&self, from: u64, most: usize) -> Notes {
        let kept = self.kept();
        let end = kept.first + kept.notes.len() as u64;
        let from = from.clamp(kept.first, end);
        let skip = usize::try_from(from - kept.first).unwrap_or(usize::MAX);
        let notes: Vec<Note> = kept.notes.iter().skip(skip).take(most).cloned().collect();
        let next = from + notes.len() as u64;
        Notes { notes, next, more: next < end }
    }

    /// What was done and what failed since the start.
    #[must_use]
    pub fn timeline(&self) -> Timeline {
        self.kept().timeline.clone()
    }
}

impl Kept {
    fn push(&mut self, note: Note) {
        if self.notes.len() >= Journal::CAP {
            self.notes.pop_front();
            self.first += 1;
        }
        self.notes.push_back(note);
    }
}

#[cfg(test)]
mod tests {
    use super::super::failure::Tried;
    use super::*;
    use crate::error::{Error, ErrorKind};
    use crate::model::ManualClock;

    #[test]
    fn only_the_end_of_what_had_failed_is_noted() {
        let clock = Arc::new(ManualClock::new(Timestamp::from_secs(100)));
        let journal = Journal::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let (failed, fine) = (TransferId::from(1), TransferId::from(2));
        journal.transfer(fine, Outcome::Done);
        clock.advance(Duration::from_secs(5));
        let failure = Failure {
            time: journal.now(),
            session: None,
            transfer: Some(failed),
            tried: Tried::Other,
            size: None,
            error: Error::new(ErrorKind::DiskFull).into(),
        };
        journal.failed(failure, false);
        journal.transfer(failed, Outcome::Again);
        journal.transfer(failed, Outcome::Done);
        journal.transfer(failed, Outcome::Done);
        let read = journal.read(0, 10);
        assert_eq!((read.notes.len(), read.next, read.more), (3, 3, false));
        assert_eq!(journal.read(0, 2).notes.len(), 2);
        assert!(journal.read(99, 2).notes.is_empty());
        assert_eq!(journal.timeline().bars(96).1.get(5).map(|bar| bar.failed), Some(1));
    }
}
