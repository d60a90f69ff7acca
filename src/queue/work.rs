//! Operations that take long: how far they are, sampled like transfers.

use crate::model::{ByteSize, OperationId};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What a long operation is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkPhase {
    /// Looking at what there is.
    Reading,
    /// Copying content.
    Copying,
    /// Comparing the copy with the original.
    Comparing,
    /// Removing the original.
    Removing,
}

/// How far a long operation is. Written by its task, read by whoever draws. Sums begin anew with each phase.
#[derive(Debug, Default)]
pub struct Work {
    phase: AtomicU8,
    files: AtomicU64,
    files_total: AtomicU64,
    bytes: AtomicU64,
    bytes_total: AtomicU64,
}

impl Work {
    /// The next phase begins, with so much to do.
    pub fn begin(&self, phase: WorkPhase, files_total: u64, bytes_total: u64) {
        let number = match phase {
            WorkPhase::Reading => 0,
            WorkPhase::Copying => 1,
            WorkPhase::Comparing => 2,
            WorkPhase::Removing => 3,
        };
        self.files.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        self.files_total.store(files_total, Ordering::Relaxed);
        self.bytes_total.store(bytes_total, Ordering::Relaxed);
        self.phase.store(number, Ordering::Relaxed);
    }

    /// So many bytes more are done.
    pub fn advance(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// One file, link or folder more is done.
    pub fn advance_file(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }

    /// How far it is now.
    #[must_use]
    pub fn view(&self, operation: OperationId) -> WorkView {
        let phase = match self.phase.load(Ordering::Relaxed) {
            0 => WorkPhase::Reading,
            1 => WorkPhase::Copying,
            2 => WorkPhase::Comparing,
            _ => WorkPhase::Removing,
        };
        WorkView {
            operation,
            phase,
            files_done: self.files.load(Ordering::Relaxed),
            files_total: self.files_total.load(Ordering::Relaxed),
            bytes_done: ByteSize(self.bytes.load(Ordering::Relaxed)),
            bytes_total: ByteSize(self.bytes_total.load(Ordering::Relaxed)),
        }
    }
}

/// How far a long operation is, for drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkView {
    /// The operation; `Command::CancelOperation` stops it.
    pub operation: OperationId,
    /// What it is at.
    pub phase: WorkPhase,
    /// Entries done in this phase.
    pub files_done: u64,
    /// Entries of this phase.
    pub files_total: u64,
    /// Bytes done in this phase.
    pub bytes_done: ByteSize,
    /// Bytes of this phase; 0 where it moves none.
    pub bytes_total: ByteSize,
}
