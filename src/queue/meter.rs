//! Speeds that people can read: smoothed over some seconds. Pure.

use crate::model::{ByteRate, ByteSize};
use std::time::Duration;

/// Over how long a speed is smoothed.
const SPAN: Duration = Duration::from_secs(3);
/// Samples closer together than this are not told apart.
const LEAST: Duration = Duration::from_millis(50);

/// Turns a growing count into a speed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Meter {
    first: Option<(Duration, u64)>,
    last: Option<(Duration, u64)>,
    smoothed: f64,
}

impl Meter {
    /// Starts anew, as after a pause.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Takes a sample: `moved` bytes in all at `now`.
    #[expect(clippy::cast_precision_loss, reason = "a measured rate is not exact")]
    pub(super) fn sample(&mut self, now: Duration, moved: u64) {
        let (Some((begun, from)), Some((then, before))) = (self.first, self.last) else {
            self.first = Some((now, moved));
            self.last = self.first;
            return;
        };
        let span = now.saturating_sub(then);
        if span < LEAST {
            return;
        }
        self.last = Some((now, moved));
        let age = now.saturating_sub(begun);
        if age <= SPAN {
            // At the beginning the mean is steadier than any smoothing.
            self.smoothed = moved.saturating_sub(from) as f64 / age.as_secs_f64();
        } else {
            let speed = moved.saturating_sub(before) as f64 / span.as_secs_f64();
            let weight = 1.0 - (-span.as_secs_f64() / SPAN.as_secs_f64()).exp();
            self.smoothed += (speed - self.smoothed) * weight;
        }
    }

    /// The speed; `None` before there are two samples.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a measured rate is not exact")]
    pub(super) fn rate(&self) -> Option<ByteRate> {
        (self.first != self.last).then_some(ByteRate(self.smoothed.max(0.0) as u64))
    }
}

/// Time left for `left` bytes; `None` at a standstill, and for times that mean nothing to people.
pub(super) fn time_left(left: ByteSize, rate: Option<ByteRate>) -> Option<Duration> {
    const MOST: Duration = Duration::from_hours(24 * 100);
    rate?.time_for(left).filter(|time| *time < MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_speed_is_told_and_a_change_is_smoothed() {
        let mut meter = Meter::default();
        assert_eq!(meter.rate(), None);
        for tick in 0..100u64 {
            meter.sample(Duration::from_millis(tick * 100), tick * 1000);
        }
        let steady = meter.rate().unwrap().0;
        assert!((9_900..=10_100).contains(&steady), "{steady}");
        meter.sample(Duration::from_millis(10_100), 99_000);
        let after = meter.rate().unwrap().0;
        assert!(after < steady && after > steady / 2, "one quiet moment is no standstill: {after}");
        assert_eq!(time_left(ByteSize(u64::MAX), meter.rate()), None);
        assert_eq!(time_left(ByteSize(5), Some(ByteRate(0))), None);
    }
}
