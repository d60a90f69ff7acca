//! Counters that a running transfer moves and the picture of the queue samples: no message per chunk.

use std::sync::atomic::{AtomicU64, Ordering};

/// How far one transfer is. Written by its job, read by whoever draws.
#[derive(Debug, Default)]
pub struct Progress {
    position: AtomicU64,
    moved: AtomicU64,
}

impl Progress {
    /// Up to which byte of the file it is.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// A try begins at `position`.
    pub fn begin_at(&self, position: u64) {
        self.position.store(position, Ordering::Relaxed);
    }

    /// `bytes` more have moved.
    pub fn advance(&self, bytes: u64) {
        self.position.fetch_add(bytes, Ordering::Relaxed);
        self.moved.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that moved in all tries since the last job ended.
    #[must_use]
    pub fn moved(&self) -> u64 {
        self.moved.load(Ordering::Relaxed)
    }

    /// The bytes moved, counted from zero afterwards.
    pub(super) fn take_moved(&self) -> u64 {
        self.moved.swap(0, Ordering::Relaxed)
    }
}
