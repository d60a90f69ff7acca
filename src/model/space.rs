//! Space on a file system, of a server or of this computer. Pure.

use super::quantity::ByteSize;

/// Space on the file system that holds a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes in all.
    pub total: ByteSize,
    /// Bytes that this user may still fill.
    pub available: ByteSize,
    /// Files that may still be made; `None` when not told or without limit.
    pub available_files: Option<u64>,
    /// Whether it is mounted read-only.
    pub read_only: bool,
    /// Longest file name in bytes; `None` when not told.
    pub name_max: Option<u64>,
    /// A number that tells file systems apart; `None` when not told.
    pub file_system_id: Option<u64>,
}
