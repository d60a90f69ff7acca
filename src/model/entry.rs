//! What a folder holds. Pure.

use super::name::EntryName;
use super::permissions::Permissions;
use super::quantity::ByteSize;
use super::timestamp::Timestamp;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A regular file.
    File,
    /// A symbolic link, whatever it points to.
    Link,
    /// A named pipe, socket, or device: never opened by a transfer.
    Special,
    /// The server did not say.
    Unknown,
}

impl EntryKind {
    /// The kind from the file-type bits of a Unix mode (`S_IFMT`); `Unknown` when there are none.
    #[must_use]
    pub fn from_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Folder,
            0o100_000 => Self::File,
            0o120_000 => Self::Link,
            0 => Self::Unknown,
            _ => Self::Special,
        }
    }
}

/// Who owns an entry: the number, and the name where it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The number on the server; `None` when not told.
    pub id: Option<u32>,
    /// The name, already safe to show; `None` when not told.
    pub name: Option<String>,
}

/// One entry of a folder, or what `stat` tells of one path. `None` means that the source did not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the folder.
    pub name: EntryName,
    /// What it is.
    pub kind: EntryKind,
    /// Its size in bytes.
    pub size: Option<ByteSize>,
    /// When its content last changed.
    pub modified: Option<Timestamp>,
    /// Its permission bits.
    pub permissions: Option<Permissions>,
    /// The user who owns it.
    pub owner: Owner,
    /// The group that owns it.
    pub group: Owner,
    /// Where a link points, as the bytes in the link; `None` when it is no link or was not read.
    pub link_target: Option<Vec<u8>>,
    /// For a link: what it leads to. `None` when it is no link, was not looked up, or leads nowhere.
    pub link_kind: Option<EntryKind>,
}

impl Entry {
    /// An entry of which nothing but name and kind is known.
    #[must_use]
    pub fn new(name: EntryName, kind: EntryKind) -> Self {
        Self {
            name,
            kind,
            size: None,
            modified: None,
            permissions: None,
            owner: Owner::default(),
            group: Owner::default(),
            link_target: None,
            link_kind: None,
        }
    }

    /// Whether it can be entered: a folder, or a link that leads to one.
    #[must_use]
    pub fn leads_to_folder(&self) -> bool {
        self.kind == EntryKind::Folder || self.link_kind == Some(EntryKind::Folder)
    }
}

/// The content of a folder as it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The entries, in the order of the source, without `.` and `..`.
    pub entries: Vec<Entry>,
    /// Names that were told but cannot be used, because they would name another place (`../evil`, `a/b`, NUL). They are
    /// shown as unsafe and never touched.
    pub refused: Vec<Vec<u8>>,
    /// Whether the listing was stopped at the cap on entries, so that more may exist.
    pub truncated: bool,
    /// Lines that were not understood, so that entries may be missing.
    pub unread: UnreadLines,
}

impl Listing {
    /// Whether these are all entries that the folder has, as far as the source told.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.truncated && self.unread.count == 0
    }
}

/// Lines of an FTP listing in no known form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnreadLines {
    /// How many there were.
    pub count: usize,
    /// The first of them, at most twenty, each cut behind 512 bytes.
    pub samples: Vec<Vec<u8>>,
}

impl UnreadLines {
    const SAMPLES: usize = 20;
    const LONGEST: usize = 512;

    /// Counts a line, and keeps it while there is room.
    pub fn add(&mut self, line: &[u8]) {
        self.count = self.count.saturating_add(1);
        if self.samples.len() < Self::SAMPLES {
            self.samples.push(line.iter().copied().take(Self::LONGEST).collect());
        }
    }
}
