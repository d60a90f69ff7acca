//! What was done and what failed over the time of a run, in buckets that grow wider as it goes on. Pure.

use crate::model::Timestamp;
use std::time::Duration;

/// What fell into one span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Bytes moved.
    pub bytes: u64,
    /// Files transferred and entries changed.
    pub done: u32,
    /// Failures.
    pub failed: u32,
}

impl Bucket {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            done: self.done.saturating_add(other.done),
            failed: self.failed.saturating_add(other.failed),
        }
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A run in at most [`Timeline::MOST`] buckets of equal width: a day costs no more than a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    start: Timestamp,
    width: u64,
    buckets: Vec<Bucket>,
}

impl Timeline {
    /// How many buckets there are at most; then two become one.
    pub const MOST: usize = 512;

    /// An empty one that begins now.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self { start, width: 1, buckets: Vec::new() }
    }

    /// When it begins.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// How many seconds the buckets reach.
    #[must_use]
    pub fn secs(&self) -> u64 {
        self.width * self.buckets.len() as u64
    }

    /// Adds what happened `since` the start.
    pub fn add(&mut self, since: Duration, what: Bucket) {
        let mut at = since.as_secs() / self.width;
        while at >= Self::MOST as u64 {
            let joined = self.buckets.chunks(2).map(|pair| pair.iter().copied().fold(Bucket::default(), Bucket::and));
            self.buckets = joined.collect();
            self.width *= 2;
            at = since.as_secs() / self.width;
        }
        let at = usize::try_from(at).unwrap_or(0);
        if self.buckets.len() <= at {
            self.buckets.resize(at + 1, Bucket::default());
        }
        if let Some(bucket) = self.buckets.get_mut(at) {
            *bucket = bucket.and(what);
        }
    }

    /// The run in at most `most` bars of equal width, and that width in seconds: a power of two, so that bars move seldom.
    #[must_use]
    pub fn bars(&self, most: usize) -> (u64, Vec<Bucket>) {
        let mut width = self.width;
        while self.secs().div_ceil(width) > most.max(1) as u64 {
            width *= 2;
        }
        let each = usize::try_from(width / self.width).unwrap_or(1).max(1);
        let bars = self.buckets.chunks(each).map(|part| part.iter().copied().fold(Bucket::default(), Bucket::and));
        (width, bars.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_keeps_its_sums_in_few_buckets() {
        let mut line = Timeline::new(Timestamp::from_secs(1_000));
        for second in 0..100_000 {
            line.add(Duration::from_secs(second), Bucket { bytes: 2, done: 1, failed: u32::from(second == 70_000) });
        }
        let (width, bars) = line.bars(96);
        assert!(bars.len() <= 96 && bars.len() > 40, "{}", bars.len());
        let sum = bars.iter().copied().fold(Bucket::default(), Bucket::and);
        assert_eq!(sum, Bucket { bytes: 200_000, done: 100_000, failed: 1 });
        let red = bars.iter().position(|bar| bar.failed > 0).unwrap() as u64;
        assert!((red * width..(red + 1) * width).contains(&70_000));
    }

    #[test]
    fn a_short_run_has_a_bar_a_second() {
        let mut line = Timeline::new(Timestamp::from_secs(0));
        line.add(Duration::from_millis(3_900), Bucket { failed: 1, ..Bucket::default() });
        assert_eq!(
            line.bars(96),
            (
                1,
                vec![
                    Bucket::default(),
                    Bucket::default(),
                    Bucket::default(),
                    Bucket { failed: 1, ..Bucket::default() }
                ]
            )
        );
        assert_eq!(line.bars(0).1.len(), 1);
    }
}
