//! How many bytes a stream keeps under way: grows while the rate rises with it. Pure.

use std::time::Duration;

/// Bytes under way at the start, at the most.
pub(super) const START: usize = 2 << 20;
pub(super) const MAX: usize = 32 << 20;

/// The window of one stream. It doubles after each full window that came at least a tenth faster than the best before.
#[derive(Debug)]
pub(super) struct Window {
    bytes: usize,
    best_rate: f64,
    mark_bytes: u64,
    mark_time: Duration,
}

impl Window {
    pub(super) fn new(start: usize, now: Duration) -> Self {
        Self { bytes: start, best_rate: 0.0, mark_bytes: 0, mark_time: now }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The best rate so far in bytes per second; 0 before the first full window.
    pub(super) fn best_rate(&self) -> f64 {
        self.best_rate
    }

    /// Tells how many bytes were moved in all by `now`.
    #[expect(clippy::cast_precision_loss, reason = "a measured rate is not exact")]
    pub(super) fn moved(&mut self, total: u64, now: Duration) {
        let bytes = total.saturating_sub(self.mark_bytes);
        if bytes < self.bytes as u64 {
            return;
        }
        let secs = now.saturating_sub(self.mark_time).as_secs_f64().max(1e-6);
        let rate = bytes as f64 / secs;
        if rate > self.best_rate * 1.1 {
            self.best_rate = rate;
            self.bytes = (self.bytes * 2).min(MAX);
        }
        self.mark_bytes = total;
        self.mark_time = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_on_a_long_link_and_stays_on_a_full_one() {
        // A window a round trip of 100 ms: more window, more rate, up to the most.
        let mut long = Window::new(START, Duration::ZERO);
        let (mut total, mut now) = (0, Duration::ZERO);
        for _ in 0..20 {
            total += long.bytes() as u64;
            now += Duration::from_millis(100);
            long.moved(total, now);
        }
        assert_eq!(long.bytes(), MAX);
        // A link of 10 MiB/s: the second window is no faster than the first.
        let mut full = Window::new(START, Duration::ZERO);
        let (mut total, mut now) = (0, Duration::ZERO);
        for _ in 0..20 {
            total += 1 << 20;
            now += Duration::from_millis(100);
            full.moved(total, now);
        }
        assert_eq!(full.bytes(), 2 * START);
    }
}
