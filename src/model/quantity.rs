//! Sizes and speeds, so that bytes, files and seconds are not mixed up. Pure.

use std::time::Duration;

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(pub u64);

impl ByteSize {
    /// The sum, or the largest size when it would not fit (sizes come from servers).
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or zero.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self` as a share of `total`, 0 to 1; `None` when `total` is zero.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a share for a progress bar needs no exact bytes"
    )]
    pub fn share_of(self, total: Self) -> Option<f32> {
        (total.0 > 0).then(|| (self.0 as f64 / total.0 as f64).min(1.0) as f32)
    }
}

/// Bytes per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteRate(pub u64);

impl ByteRate {
    /// The rate of `moved` bytes over `span`; `None` for an empty span.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a measured rate is not exact"
    )]
    pub fn over(moved: ByteSize, span: Duration) -> Option<Self> {
        let secs = span.as_secs_f64();
        (secs > 0.0).then(|| Self((moved.0 as f64 / secs) as u64))
    }

    /// How long `left` bytes take at this rate; `None` at a standstill.
    #[must_use]
    pub fn time_for(self, left: ByteSize) -> Option<Duration> {
        left.0.checked_div(self.0).map(Duration::from_secs)
    }
}
