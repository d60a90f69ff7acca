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

    /// A rate as people type it: a number with `k`, `M` or `G` (times 1000) behind it, or `KiB`, `MiB`, `GiB` (times 1024),
    /// with or without `B` and `/s`. `None`: that is none, or it is less than a byte a second.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace(',', ".");
        let text = text.strip_suffix("/s").unwrap_or(&text).trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end)?;
        let factor = match unit.trim().trim_end_matches('b') {
            "" => 1.0,
            "k" => 1e3,
            "m" => 1e6,
            "g" => 1e9,
            "ki" => 1024.0,
            "mi" => 1_048_576.0,
            "gi" => 1_073_741_824.0,
            _ => return None,
        };
        let rate = number.parse::<f64>().ok()? * factor;
        (1.0..1e15).contains(&rate).then_some(Self(rate as u64))
    }

    /// The rate as people type it, exactly: [`Self::parse`] reads the same from it.
    #[must_use]
    pub fn typed(self) -> String {
        const UNITS: [(&str, u64); 3] = [(" GB", 1_000_000_000), (" MB", 1_000_000), (" KB", 1_000)];
        let unit = UNITS.into_iter().find(|(_, factor)| self.0 >= *factor && self.0.is_multiple_of(*factor));
        unit.map_or_else(|| self.0.to_string(), |(name, factor)| format!("{}{name}", self.0 / factor))
    }

    /// How long `left` bytes take at this rate; `None` at a standstill.
    #[must_use]
    pub fn time_for(self, left: ByteSize) -> Option<Duration> {
        left.0.checked_div(self.0).map(Duration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_as_people_type_them() {
        for (text, rate) in [
            ("500k", Some(500_000)),
            ("500 KB/s", Some(500_000)),
            (" 1.5M ", Some(1_500_000)),
            ("2 MiB/s", Some(2 << 20)),
            ("1g", Some(1_000_000_000)),
            ("800", Some(800)),
            ("800 B/s", Some(800)),
            ("0", None),
            ("-5k", None),
            ("", None),
            ("k", None),
            ("5x", None),
            ("1e9", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(ByteRate::parse(text), rate.map(ByteRate), "{text}");
        }
    }
}
