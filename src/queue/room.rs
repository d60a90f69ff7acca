//! How much may run on one session at the same time. Pure.

use crate::model::ByteSize;

/// What a file of more than [`SMALL`] bytes, or of unknown size, counts against the limit.
pub const BIG_WEIGHT: usize = 8;
/// Files up to this size count one against the limit: what they cost is round trips, and those run side by side.
pub const SMALL: ByteSize = ByteSize(256 << 10);
/// Folders of one session that are read at the same time.
const FOLDERS_AT_ONCE: usize = 4;

/// What may still be started on one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Weight of files.
    pub files: usize,
    /// Folders.
    pub folders: usize,
    /// What the smallest file counts: with one file at a time, small ones are not taken together either.
    pub least_weight: usize,
}

impl Room {
    /// The room of a session on which nothing runs, for `parallel` files at the same time.
    #[must_use]
    pub fn empty(parallel: usize) -> Self {
        let parallel = parallel.clamp(1, 256);
        Self {
            files: parallel * BIG_WEIGHT,
            folders: FOLDERS_AT_ONCE.min(parallel),
            least_weight: if parallel == 1 { BIG_WEIGHT } else { 1 },
        }
    }

    /// What a file of this size counts.
    #[must_use]
    pub fn weight(&self, size: Option<ByteSize>) -> usize {
        match size {
            Some(size) if size <= SMALL => self.least_weight,
            _ => BIG_WEIGHT,
        }
    }
}
