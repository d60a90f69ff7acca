//! The one place that reads the real clocks, and a clock for tests.

use super::timestamp::{Precision, Timestamp};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where times come from, so that decisions can be tested at any hour.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Wall-clock time, for showing and storing; may jump.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment, for measuring; never goes back.
    fn elapsed(&self) -> Duration;
}

/// The clocks of this computer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose `elapsed` counts from now.
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp {
            secs: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanos: since.subsec_nanos(),
            precision: Precision::Nanosecond,
        }
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock {
    start: Timestamp,
    passed: Mutex<Duration>,
}

impl ManualClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self { start, passed: Mutex::new(Duration::ZERO) }
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let mut passed = self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *passed = passed.saturating_add(by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let passed = self.elapsed();
        let nanos = u64::from(self.start.nanos) + u64::from(passed.subsec_nanos());
        let whole = passed.as_secs() + nanos / 1_000_000_000;
        Timestamp {
            secs: self.start.secs.saturating_add(i64::try_from(whole).unwrap_or(i64::MAX)),
            nanos: u32::try_from(nanos % 1_000_000_000).unwrap_or(0),
            precision: self.start.precision,
        }
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
