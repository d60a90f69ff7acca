//! Why something failed: one closed list for every protocol and the local system. Pure.

use super::code::StatusCode;
use super::data_try::{DataMode, DataTrouble};
use super::kind::ErrorKind;
use super::place::Place;
use crate::model::{ByteSize, EntryKind, Owner, Permissions};

/// `SSH_DISCONNECT_TOO_MANY_CONNECTIONS` (RFC 4253, section 11.1).
const TOO_MANY_CONNECTIONS: u32 = 12;

/// What a user needs at a place and does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The read bit: reading a file, listing a folder.
    Read,
    /// The write bit: changing a file, or making and removing names in a folder.
    Write,
    /// The execute bit of a folder: reaching what is in it.
    Enter,
    /// To be the owner: setting permissions and times.
    Ownership,
}

/// For whom permission bits are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The owner.
    Owner,
    /// Members of the group.
    Group,
    /// Everybody else.
    Others,
}

/// Which right is missing, where, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The file or folder that has the right on it: the item itself, or a folder on the way to it.
    pub at: Place,
    /// The right.
    pub need: Need,
    /// As whom the user is looked at there; `None` when it is not known, or the same for more than one.
    pub class: Option<Class>,
    /// The permission bits there; `None` when not told.
    pub permissions: Option<Permissions>,
    /// Who owns it.
    pub owner: Owner,
    /// Which group owns it.
    pub group: Owner,
    /// The user as whom it was tried; `None` when not known.
    pub user: Option<String>,
}

/// Why something failed. Facts are `None` where nobody told them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No space is left.
    DiskFull {
        /// The folder whose disk it is.
        folder: Option<Place>,
        /// Bytes that this user may still fill.
        free: Option<ByteSize>,
        /// Bytes that were still to be written.
        needed: Option<ByteSize>,
    },
    /// The file system can hold no more files, whatever space it has.
    NoInodes {
        /// The folder whose file system it is.
        folder: Option<Place>,
    },
    /// The share of the disk that this user may fill, or the size limit of a file, is used up.
    QuotaExceeded {
        /// The folder whose disk it is.
        folder: Option<Place>,
        /// Bytes that are free on the disk as a whole.
        free: Option<ByteSize>,
    },
    /// The file system can only be read.
    ReadOnlyFileSystem {
        /// The folder whose file system it is.
        folder: Option<Place>,
    },
    /// The disk could not be read or written.
    DiskFault,
    /// The name is taken.
    AlreadyExists {
        /// What is in the way.
        at: Option<Place>,
        /// What it is.
        kind: Option<EntryKind>,
    },
    /// A file was needed, a folder is there.
    IsAFolder {
        /// The folder.
        at: Option<Place>,
    },
    /// A folder was needed, something else is there.
    NotAFolder {
        /// What is there; it may be a part of the path.
        at: Option<Place>,
        /// What it is.
        kind: Option<EntryKind>,
    },
    /// The folder holds entries.
    FolderNotEmpty {
        /// The folder.
        at: Option<Place>,
        /// How many entries were seen; hidden ones count.
        entries: Option<u64>,
    },
    /// Source and target lie on different file systems.
    OtherFileSystem,
    /// A folder on the way does not exist.
    MissingFolder {
        /// The first one that is missing, seen from the root.
        folder: Place,
    },
    /// The item itself does not exist; its folder does, as far as that was looked at.
    NotFound {
        /// The item.
        at: Option<Place>,
    },
    /// A right is missing; `None` when it is not known which.
    PermissionDenied(Option<Box<Denial>>),
    /// In a sticky folder only the owner may remove or rename a file.
    StickyFolder {
        /// The folder.
        folder: Place,
        /// Who owns the file.
        owner: Owner,
    },
    /// The permission bits would allow it, so something else forbids it: an immutable flag, an access control list, a
    /// security module, or a server that is set to reading only.
    ProtectedByPolicy {
        /// The item.
        at: Option<Place>,
    },
    /// Symbolic links lead in a circle.
    LinkLoop {
        /// The link.
        at: Option<Place>,
    },
    /// A symbolic link leads nowhere.
    BrokenLink {
        /// The link.
        at: Place,
        /// What it holds.
        target: Vec<u8>,
    },
    /// The name is longer than the file system holds.
    NameTooLong {
        /// Bytes of the name.
        length: Option<u64>,
        /// Bytes that are possible.
        limit: Option<u64>,
    },
    /// The name cannot be used there.
    NameRefused {
        /// The item.
        at: Option<Place>,
    },
    /// A folder would be moved into itself.
    MovedIntoItself {
        /// The folder.
        folder: Place,
    },
    /// A disk is mounted on the folder.
    MountPoint {
        /// The folder.
        at: Place,
    },
    /// A pipe, socket or device.
    SpecialFile {
        /// The item.
        at: Option<Place>,
    },
    /// In use: open, locked, or a program that runs.
    FileBusy {
        /// The item.
        at: Option<Place>,
    },
    /// A limit of the server is reached: connections, channels, open files.
    ServerLimit,
    /// The connection on which data travels could not be made, while the one for commands stands.
    NoDataConnection {
        /// Who opens connections for data in this session.
        mode: DataMode,
        /// What keeps them from being made.
        trouble: DataTrouble,
    },
    /// The error's own kind is the cause, and there is nothing to add to it.
    Told(ErrorKind),
    /// Nobody said why, and looking around did not tell.
    Unknown,
}

impl Cause {
    /// The cause that an error's kind and code name, without any facts.
    #[must_use]
    pub fn of(kind: &ErrorKind, code: Option<StatusCode>) -> Self {
        match kind {
            _ if code == Some(StatusCode::SshDisconnect(TOO_MANY_CONNECTIONS)) => Self::ServerLimit,
            ErrorKind::NotFound => Self::NotFound { at: None },
            ErrorKind::PermissionDenied => Self::PermissionDenied(None),
            ErrorKind::AlreadyExists => Self::AlreadyExists { at: None, kind: None },
            ErrorKind::IsAFolder => Self::IsAFolder { at: None },
            ErrorKind::NotAFolder => Self::NotAFolder { at: None, kind: None },
            ErrorKind::FolderNotEmpty => Self::FolderNotEmpty { at: None, entries: None },
            ErrorKind::DiskFull => Self::DiskFull { folder: None, free: None, needed: None },
            ErrorKind::QuotaExceeded => Self::QuotaExceeded { folder: None, free: None },
            ErrorKind::ReadOnlyFileSystem => Self::ReadOnlyFileSystem { folder: None },
            ErrorKind::OtherFileSystem => Self::OtherFileSystem,
            ErrorKind::LinkLoop => Self::LinkLoop { at: None },
            ErrorKind::NameTooLong => Self::NameTooLong { length: None, limit: None },
            ErrorKind::NameRefused => Self::NameRefused { at: None },
            ErrorKind::Busy => Self::FileBusy { at: None },
            ErrorKind::SpecialFile => Self::SpecialFile { at: None },
            ErrorKind::ServerLimit => Self::ServerLimit,
            ErrorKind::Failure => Self::Unknown,
            other => Self::Told(other.clone()),
        }
    }

    /// The cause as a word in machine-readable output: a stable interface. Causes that an error's kind can name have the
    /// same word as [`ErrorKind::cause_name`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::DiskFull { .. } => "disk_full",
            Self::NoInodes { .. } => "no_inodes",
            Self::QuotaExceeded { .. } => "quota_exceeded",
            Self::ReadOnlyFileSystem { .. } => "read_only_file_system",
            Self::DiskFault => "disk_fault",
            Self::AlreadyExists { .. } => "already_exists",
            Self::IsAFolder { .. } => "is_a_folder",
            Self::NotAFolder { .. } => "not_a_folder",
            Self::FolderNotEmpty { .. } => "folder_not_empty",
            Self::OtherFileSystem => "other_file_system",
            Self::MissingFolder { .. } => "missing_folder",
            Self::NotFound { .. } => "not_found",
            Self::PermissionDenied(_) => "permission_denied",
            Self::StickyFolder { .. } => "sticky_folder",
            Self::ProtectedByPolicy { .. } => "protected_by_policy",
            Self::LinkLoop { .. } => "link_loop",
            Self::BrokenLink { .. } => "broken_link",
            Self::NameTooLong { .. } => "name_too_long",
            Self::NameRefused { .. } => "name_refused",
            Self::MovedIntoItself { .. } => "moved_into_itself",
            Self::MountPoint { .. } => "mount_point",
            Self::SpecialFile { .. } => "special_file",
            Self::FileBusy { .. } => "file_busy",
            Self::ServerLimit => "server_limit",
            Self::NoDataConnection { .. } => "no_data_connection",
            Self::Told(kind) => kind.cause_name(),
            Self::Unknown => "unknown",
        }
    }

    /// The folder that it lies in, as far as it is one of a folder or its disk; for a missing right what has it.
    #[must_use]
    pub fn folder(&self) -> Option<&Place> {
        match self {
            Self::DiskFull { folder, .. }
            | Self::NoInodes { folder }
            | Self::QuotaExceeded { folder, .. }
            | Self::ReadOnlyFileSystem { folder } => folder.as_ref(),
            Self::MissingFolder { folder } | Self::StickyFolder { folder, .. } => Some(folder),
            Self::PermissionDenied(Some(denial)) => Some(&denial.at),
            _ => None,
        }
    }

    /// Whether it holds for every file of the same folder or disk, and not for one item alone: then like errors there
    /// have the same cause.
    #[must_use]
    pub fn is_of_the_folder(&self) -> bool {
        matches!(
            self,
            Self::DiskFull { .. }
                | Self::NoInodes { .. }
                | Self::QuotaExceeded { .. }
                | Self::ReadOnlyFileSystem { .. }
                | Self::OtherFileSystem
                | Self::MissingFolder { .. }
        )
    }
}
