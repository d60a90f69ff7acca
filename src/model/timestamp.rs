//! Points in time with the precision their source has. Pure.

use std::time::Duration;

/// How exact a time is: two times are compared at the coarser of their precisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Local file systems.
    Nanosecond,
    /// MLSD with fractions.
    Millisecond,
    /// SFTP version 3 (draft-ietf-secsh-filexfer-02, section 5), MLSD.
    Second,
    /// FAT file systems.
    TwoSeconds,
    /// `ls -l` style listings of the last half year.
    Minute,
    /// `ls -l` style listings of older files.
    Day,
}

impl Precision {
    /// The span in which two different times of this precision may look equal.
    #[must_use]
    pub fn span(self) -> Duration {
        match self {
            Self::Nanosecond => Duration::from_nanos(1),
            Self::Millisecond => Duration::from_millis(1),
            Self::Second => Duration::from_secs(1),
            Self::TwoSeconds => Duration::from_secs(2),
            Self::Minute => Duration::from_mins(1),
            Self::Day => Duration::from_hours(24),
        }
    }
}

/// A point in time: seconds since 1970-01-01 UTC (negative before), nanoseconds within the second, and precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
    pub secs: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
    /// How exact the source is.
    pub precision: Precision,
}

impl Timestamp {
    /// A time in whole seconds, as SFTP version 3 gives it.
    #[must_use]
    pub fn from_secs(secs: i64) -> Self {
        Self { secs, nanos: 0, precision: Precision::Second }
    }

    /// Whether `self` is later than `other` beyond what the coarser precision of the two can tell.
    #[must_use]
    pub fn is_newer_than(self, other: Self) -> bool {
        let span = i128::try_from(self.precision.max(other.precision).span().as_nanos()).unwrap_or(i128::MAX);
        self.as_nanos() / span > other.as_nanos() / span
    }

    /// Time from `earlier` to `self`; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        u64::try_from(self.as_nanos() - earlier.as_nanos()).map_or(Duration::ZERO, Duration::from_nanos)
    }

    fn as_nanos(self) -> i128 {
        i128::from(self.secs) * 1_000_000_000 + i128::from(self.nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_is_told_at_the_coarser_precision() {
        let local = Timestamp { secs: 100, nanos: 900_000_000, precision: Precision::Nanosecond };
        let remote = Timestamp::from_secs(100);
        assert!(!local.is_newer_than(remote), "the same second seen with two precisions");
        assert!(Timestamp::from_secs(101).is_newer_than(remote));
        assert!(!remote.is_newer_than(local));
    }
}
