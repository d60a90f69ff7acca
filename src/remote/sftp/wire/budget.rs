//! One budget of memory for the content of all transfers: bytes asked for or sent and not yet handed over or confirmed.
//!
//! Nobody ever waits for the budget while holding a part of it, so streams cannot block each other: a stream may always
//! have one request under way without a permit, and takes permits for further ones only where they are free.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a stream may try to take however many there are.
const SMALLEST_SHARE: usize = 4 << 20;

/// Bytes that all transfers together may hold.
#[derive(Debug)]
pub struct ByteBudget {
    total: usize,
    free: AtomicUsize,
    streams: AtomicUsize,
}

/// Bytes taken from a budget; given back when dropped.
#[derive(Debug)]
pub struct BytePermit {
    budget: Arc<ByteBudget>,
    bytes: usize,
}

/// The membership of one reader or writer, so that the budget is divided fairly; ends when dropped.
#[derive(Debug)]
pub struct StreamShare {
    budget: Arc<ByteBudget>,
}

impl ByteBudget {
    /// The budget of the program: 64 MiB.
    pub const DEFAULT_TOTAL: usize = 64 << 20;

    /// A budget of `total` bytes.
    #[must_use]
    pub fn new(total: usize) -> Arc<Self> {
        Arc::new(Self { total, free: AtomicUsize::new(total), streams: AtomicUsize::new(0) })
    }

    /// Takes `bytes`, when so many are free. Never waits.
    #[must_use]
    pub fn try_take(self: &Arc<Self>, bytes: usize) -> Option<BytePermit> {
        let taken = self.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, |free| free.checked_sub(bytes));
        taken.is_ok().then(|| BytePermit { budget: Arc::clone(self), bytes })
    }

    /// Registers one more stream.
    #[must_use]
    pub fn join(self: &Arc<Self>) -> StreamShare {
        self.streams.fetch_add(1, Ordering::AcqRel);
        StreamShare { budget: Arc::clone(self) }
    }

    /// Bytes in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Bytes that are not taken.
    #[must_use]
    pub fn free(&self) -> usize {
        self.free.load(Ordering::Acquire)
    }
}

impl StreamShare {
    /// How many bytes one stream may hold at most: its part of the budget, but not less than 4 MiB, because of many
    /// streams most are small files that hold little.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let part = self.budget.total / self.budget.streams.load(Ordering::Acquire).max(1);
        part.max(SMALLEST_SHARE.min(self.budget.total))
    }

    /// Takes `bytes` of the budget, when so many are free. Never waits.
    #[must_use]
    pub fn try_take(&self, bytes: usize) -> Option<BytePermit> {
        self.budget.try_take(bytes)
    }
}

impl Drop for BytePermit {
    fn drop(&mut self) {
        self.budget.free.fetch_add(self.bytes, Ordering::AcqRel);
    }
}

impl Drop for StreamShare {
    fn drop(&mut self) {
        self.budget.streams.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permits_come_back_and_shares_shrink() {
        let budget = ByteBudget::new(100);
        let first = budget.try_take(60);
        assert!(first.is_some() && budget.try_take(41).is_none() && budget.try_take(40).is_some());
        drop(first);
        assert_eq!(budget.free(), 100);
        let budget = ByteBudget::new(16 << 20);
        let one = budget.join();
        assert_eq!(one.bytes(), 16 << 20);
        let two = budget.join();
        assert_eq!((one.bytes(), two.bytes()), (8 << 20, 8 << 20));
        let more: Vec<_> = (0..100).map(|_| budget.join()).collect();
        assert_eq!(one.bytes(), 4 << 20);
        drop((two, more));
        assert_eq!(one.bytes(), 16 << 20);
    }
}
