//! How much may run on one session at the same time. Pure.

use crate::model::ByteSize;

/// What a file of more than [`SMALL`] bytes, or of unknown size, counts against the limit.
pub const BIG_WEIGHT: usize = 8;
/// Files up to this size count one against the limit: what they cost is round trips, and those run side by side.
pub const SMALL: ByteSize = ByteSize(256 << 10);
/// Files up to this size may run on the connection for browsing, where transfers have few connections: whoever opens a folder
/// meanwhile waits for one of them at most.
const TINY: ByteSize = ByteSize(64 << 10);
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
    /// Weight of tiny files beyond `files`, within the limit.
    pub tiny: usize,
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
            tiny: 0,
        }
    }

    /// Takes the room of one more file of this size. Returns whether there was enough.
    pub(super) fn take(&mut self, size: Option<ByteSize>) -> bool {
        let weight = self.weight(size);
        if weight <= self.files {
            self.files -= weight;
            return true;
        }
        let fits = weight <= self.tiny && is_tiny(size);
        if fits {
            self.tiny -= weight;
        }
        fits
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

/// Whether a file of this size may run on the connection for browsing.
#[must_use]
pub fn is_tiny(size: Option<ByteSize>) -> bool {
    size.is_some_and(|size| size <= TINY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiny_files_have_room_of_their_own() {
        let mut room = Room { files: 4, folders: 0, least_weight: 4, tiny: 4 };
        assert!(room.take(Some(SMALL)) && !room.take(Some(SMALL)), "not tiny");
        assert!(room.take(Some(TINY)) && !room.take(Some(TINY)));
        assert_eq!((room.files, room.tiny), (0, 0));
        assert!(!is_tiny(None) && !is_tiny(Some(ByteSize(TINY.0 + 1))));
    }
}
