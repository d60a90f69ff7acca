//! A bounded ring of log entries: writers push from any thread, front ends read by cursor without copying it whole.

use super::entry::{LogBody, LogEntry};
use crate::model::{Clock, Redactor, SessionId};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The message log. Entries are numbered from 0 as they come; the oldest are dropped at the cap, the numbers go on.
#[derive(Debug)]
pub struct MessageLog {
    clock: Arc<dyn Clock>,
    cap: usize,
    kept: Mutex<Kept>,
    redactor: Arc<Redactor>,
    /// Tells readers that wait.
    news: Condvar,
    waiting: AtomicUsize,
}

#[derive(Debug, Default)]
struct Kept {
    entries: VecDeque<Arc<LogEntry>>,
    first: u64,
}

impl MessageLog {
    /// How many entries are kept where nothing else is asked for.
    pub const DEFAULT_CAP: usize = 100_000;

    /// An empty log that keeps the last `cap` entries (at least one).
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, cap: usize) -> Self {
        Self {
            clock,
            cap: cap.max(1),
            kept: Mutex::default(),
            redactor: Arc::default(),
            news: Condvar::new(),
            waiting: AtomicUsize::new(0),
        }
    }

    /// What takes secrets out of every line before it is kept.
    #[must_use]
    pub fn redactor(&self) -> &Arc<Redactor> {
        &self.redactor
    }

    /// Blocks this thread until there are lines from number `from` on, or `wake` was called; does not block when `over`.
    pub fn wait_unless(&self, from: u64, over: impl Fn() -> bool) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let kept = self.kept();
        // Looked at under the lock that `wake` takes, so that no wake is missed.
        if kept.first + kept.entries.len() as u64 <= from && !over() {
            drop(self.news.wait(kept).unwrap_or_else(PoisonError::into_inner));
        }
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    /// Lets readers go on that wait.
    pub fn wake(&self) {
        let _kept = self.kept();
        self.news.notify_all();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line without its secrets, dropping the oldest one at the cap.
    pub fn push(&self, session: Option<SessionId>, body: LogBody) {
        let body = body.redacted(&self.redactor);
        let entry = Arc::new(LogEntry { time: self.clock.now(), session, body });
        let mut kept = self.kept();
        if kept.entries.len() >= self.cap {
            kept.entries.pop_front();
            kept.first += 1;
        }
        kept.entries.push_back(entry);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.news.notify_all();
        }
    }

    /// The numbers of the entries that are kept, first to one past the last.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        let kept = self.kept();
        kept.first..kept.first + kept.entries.len() as u64
    }

    /// The entries of `range` that are still kept, each with its number.
    #[must_use]
    pub fn read(&self, range: Range<u64>) -> Vec<(u64, Arc<LogEntry>)> {
        let kept = self.kept();
        let end = kept.first + kept.entries.len() as u64;
        (range.start.max(kept.first)..range.end.min(end))
            .filter_map(|number| {
                let at = usize::try_from(number - kept.first).ok()?;
                Some((number, Arc::clone(kept.entries.get(at)?)))
            })
            .collect()
    }

    /// Forgets every entry; the numbers go on.
    pub fn clear(&self) {
        let mut kept = self.kept();
        kept.first += kept.entries.len() as u64;
        kept.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ManualClock, Timestamp};

    #[test]
    fn the_oldest_lines_are_dropped_and_numbers_go_on() {
        let log = MessageLog::new(Arc::new(ManualClock::new(Timestamp::from_secs(0))), 3);
        for n in 0..5 {
            log.push(None, LogBody::Debug(n.to_string()));
        }
        assert_eq!(log.range(), 2..5);
        let read = log.read(0..4);
        assert_eq!(read.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [2, 3]);
        log.clear();
        assert_eq!(log.range(), 5..5);
    }
}
