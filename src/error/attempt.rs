//! What was tried when an error came, as far as it helps to find the cause. Pure.

use super::place::Place;
use crate::model::ByteSize;

/// The operation, in terms that all protocols and the local system share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Reading a folder.
    List,
    /// Asking what is at a path.
    Stat,
    /// Asking where a link points.
    ReadLink,
    /// Opening a file for reading.
    OpenRead,
    /// Reading an open file.
    Read,
    /// Opening a file for writing, or making it.
    OpenWrite {
        /// It must not exist yet.
        exclusive: bool,
    },
    /// Writing to an open file, forcing it to disk, closing it.
    Write,
    /// Setting permissions, times, owner or size.
    SetAttributes,
    /// Making a folder.
    CreateFolder,
    /// Removing a file or link.
    RemoveFile,
    /// Removing an empty folder.
    RemoveFolder,
    /// Renaming or moving; the new path is the second place.
    Rename {
        /// An existing file is replaced.
        replace: bool,
    },
    /// Making a symbolic link.
    CreateLink,
    /// Making a second name for a file, which is the second place.
    CreateHardLink,
    /// Anything else, or not known.
    Other,
}

impl Act {
    /// Whether it needs something at the path, rather than making it.
    #[must_use]
    pub fn needs_target(self) -> bool {
        !matches!(
            self,
            Self::OpenWrite { .. } | Self::CreateFolder | Self::CreateLink | Self::CreateHardLink | Self::Other
        )
    }

    /// Whether it changes something on the disk.
    #[must_use]
    pub fn changes(self) -> bool {
        !matches!(self, Self::List | Self::Stat | Self::ReadLink | Self::OpenRead | Self::Read | Self::Other)
    }

    /// Whether it follows a link at the end of the path.
    #[must_use]
    pub fn follows_link(self) -> bool {
        matches!(
            self,
            Self::List
                | Self::Stat
                | Self::OpenRead
                | Self::Read
                | Self::OpenWrite { exclusive: false }
                | Self::Write
                | Self::SetAttributes
        )
    }
}

/// What was tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The operation.
    pub act: Act,
    /// The path it was about; for renames the old one.
    pub place: Place,
    /// The other path of operations that have two: the new name, or the file that gets a second name.
    pub second: Option<Place>,
    /// How many bytes were still to be written; `None` where that is not known or nothing was written.
    pub needed: Option<ByteSize>,
}

impl Attempt {
    /// An operation on one path.
    #[must_use]
    pub fn new(act: Act, place: Place) -> Self {
        Self { act, place, second: None, needed: None }
    }

    /// An operation on two paths.
    #[must_use]
    pub fn between(act: Act, place: Place, second: Place) -> Self {
        Self { act, place, second: Some(second), needed: None }
    }

    /// The same with the number of bytes that were still to be written.
    #[must_use]
    pub fn needing(mut self, bytes: ByteSize) -> Self {
        self.needed = Some(bytes);
        self
    }
}
