//! A clock that stands still while a person is asked, so that a checkup tells how long the server took.

use crate::model::{Clock, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The questions that are open, and the time that answers took.
#[derive(Debug, Default)]
struct Asked {
    open: usize,
    /// When the first of the open ones was asked.
    since: Duration,
    over: Duration,
}

/// The clock, shared by who asks and who measures.
#[derive(Clone, Debug)]
pub(super) struct ThinkingClock {
    clock: Arc<dyn Clock>,
    asked: Arc<Mutex<Asked>>,
}

/// A question while it is open.
#[derive(Debug)]
pub(super) struct Thinking(ThinkingClock);

impl ThinkingClock {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, asked: Arc::default() }
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands still until what is returned is dropped.
    pub(super) fn asking(&self) -> Thinking {
        let now = self.clock.elapsed();
        let mut asked = self.asked();
        if asked.open == 0 {
            asked.since = now;
        }
        asked.open += 1;
        drop(asked);
        Thinking(self.clone())
    }
}

impl Drop for Thinking {
    fn drop(&mut self) {
        let now = self.0.clock.elapsed();
        let mut asked = self.0.asked();
        asked.open = asked.open.saturating_sub(1);
        if asked.open == 0 {
            let thought = now.saturating_sub(asked.since);
            asked.over += thought;
        }
    }
}

impl Clock for ThinkingClock {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        let asked = self.asked();
        let now = if asked.open > 0 { asked.since } else { self.clock.elapsed() };
        now.saturating_sub(asked.over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ManualClock;

    #[test]
    fn it_stands_still_while_somebody_thinks() {
        let inner = Arc::new(ManualClock::new(Timestamp::from_secs(100)));
        let clock = ThinkingClock::new(Arc::clone(&inner) as Arc<dyn Clock>);
        inner.advance(Duration::from_secs(1));
        let first = clock.asking();
        inner.advance(Duration::from_secs(10));
        let second = clock.asking();
        inner.advance(Duration::from_secs(20));
        drop(first);
        assert_eq!(clock.elapsed(), Duration::from_secs(1));
        drop(second);
        inner.advance(Duration::from_secs(2));
        assert_eq!(clock.elapsed(), Duration::from_secs(3));
    }
}
