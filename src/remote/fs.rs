//! The trait that every protocol implements, with its errors and edge rules.

use super::capabilities::Capabilities;
use super::stream::{RemoteReader, RemoteWriter};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ByteSize, Checksum, Entry, Listing, Permissions, RemotePath, Space, Timestamp};
use async_trait::async_trait;

/// Whether an operation is about a link or about what it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FollowLinks {
    /// About what the link leads to.
    Yes,
    /// About the link itself.
    No,
}

/// What a rename does when the new name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RenameMode {
    /// Fails and changes nothing.
    KeepExisting,
    /// Replaces a file in one step; needs `Capabilities::atomic_replace`.
    Replace,
}

/// How a file is opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenWrite {
    /// Fail when the file exists.
    pub exclusive: bool,
    /// Empty the file first.
    pub truncate: bool,
    /// Where writing begins. Content before it stays.
    pub offset: u64,
    /// Permission bits of a file that is created now; `None`: the server's default.
    pub permissions: Option<Permissions>,
}

/// Attributes to set; `None` leaves one as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttributeChange {
    /// Permission bits.
    pub permissions: Option<Permissions>,
    /// The time of the last change of content (the time of last access is set to the same where the protocol needs both).
    pub modified: Option<Timestamp>,
    /// Cuts or extends a file to this size.
    pub size: Option<ByteSize>,
    /// The numbers of the owning user and group.
    pub owner: Option<(u32, u32)>,
}

/// Called with each page of entries while a listing arrives.
pub type ListProgress<'a> = &'a mut (dyn FnMut(&[Entry]) + Send);

/// One channel to the files of a server. Object-safe; every method may run while others do, and dropping a returned
/// future gives up waiting, not the request.
///
/// Common errors of every method, besides those that it names: `NotFound`, `PermissionDenied`, `Failure` (the server
/// gave no reason), `ConnectionLost`, `TimedOut`, `MalformedPacket`. Each carries the code, the server's words, the
/// request and the path.
#[async_trait]
pub trait RemoteFs: Send + Sync + std::fmt::Debug {
    /// What this server can do.
    fn capabilities(&self) -> &Capabilities;

    /// The folder in which the server starts this user.
    ///
    /// # Errors
    /// The common ones.
    async fn home(&self) -> Result<RemotePath>;

    /// The absolute path of what a person typed: relative to the start folder, `~` and `~/x` for the home folder, links
    /// and `..` resolved by the server. The path need not exist on every server.
    ///
    /// # Errors
    /// `NameRefused` for a NUL byte or an answer that is no absolute path.
    async fn real_path(&self, typed: &[u8]) -> Result<RemotePath>;

    /// The content of a folder, without `.` and `..`; links are not followed. `progress` sees each page as it arrives.
    /// Names that would name another place are in `Listing::refused`. At most a million entries; then `truncated`.
    ///
    /// # Errors
    /// `NotAFolder` where the server tells.
    async fn list(&self, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing>;

    /// What is at a path. `FollowLinks::Yes` on a broken link is `NotFound`. The entry of the root is named by an
    /// arbitrary valid name.
    ///
    /// # Errors
    /// The common ones.
    async fn stat(&self, path: &RemotePath, follow: FollowLinks) -> Result<Entry>;

    /// What a name is, no link followed, however dear the answer: for looking into errors. Over FTP a name that seems to be
    /// missing may be a link that leads nowhere, which only a listing shows.
    ///
    /// # Errors
    /// As [`Self::stat`].
    async fn stat_name(&self, path: &RemotePath) -> Result<Entry> {
        self.stat(path, FollowLinks::No).await
    }

    /// Where a link points, as the bytes in it.
    ///
    /// # Errors
    /// `Failure`, `InvalidArgument` or `NotFound` when it is no link.
    async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>>;

    /// Makes a folder in a folder that exists.
    ///
    /// # Errors
    /// `AlreadyExists` or `Failure` when the name is taken.
    async fn create_folder(&self, path: &RemotePath, permissions: Option<Permissions>) -> Result<()>;

    /// Removes a file, or a link itself; never a folder.
    ///
    /// # Errors
    /// `IsAFolder`, `Failure` or `PermissionDenied` for a folder.
    async fn remove_file(&self, path: &RemotePath) -> Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    /// `FolderNotEmpty` or `Failure` when it holds anything; `NotAFolder`, `NotFound` or `Failure` for a file.
    async fn remove_folder(&self, path: &RemotePath) -> Result<()>;

    /// Renames or moves within one file system.
    ///
    /// # Errors
    /// `AlreadyExists` or `Failure` with `KeepExisting` when the name is taken; `Unsupported` with `Replace` where the
    /// server cannot do it in one step; `OtherFileSystem` or `Failure` across file systems.
    async fn rename(&self, from: &RemotePath, to: &RemotePath, mode: RenameMode) -> Result<()>;

    /// Sets attributes.
    ///
    /// # Errors
    /// `Unsupported` for attributes of a link itself where the server cannot set them.
    async fn set_attributes(&self, path: &RemotePath, change: AttributeChange, follow: FollowLinks) -> Result<()>;

    /// Makes a symbolic link at `link` that holds `target`.
    ///
    /// # Errors
    /// `AlreadyExists` or `Failure` when the name is taken; `Unsupported`.
    async fn create_symlink(&self, link: &RemotePath, target: &[u8]) -> Result<()>;

    /// Makes a second name for a file.
    ///
    /// # Errors
    /// `Unsupported`; `AlreadyExists` or `Failure` when the name is taken.
    async fn create_hard_link(&self, existing: &RemotePath, link: &RemotePath) -> Result<()>;

    /// Space on the file system that holds `path`.
    ///
    /// # Errors
    /// `Unsupported` where the server does not tell.
    async fn space(&self, path: &RemotePath) -> Result<Space>;

    /// Copies `length` bytes between two files on the server, which both exist.
    ///
    /// # Errors
    /// `Unsupported` without `Capabilities::server_copy`.
    async fn copy_on_server(&self, from: &RemotePath, to: &RemotePath, length: ByteSize) -> Result<()>;

    /// Opens a file for reading from `offset` on. `size`, where it is known, lets the reader end without one more round
    /// trip, and is checked: a file that ends earlier is `EndedEarly`.
    ///
    /// # Errors
    /// `IsAFolder` or `Failure` for a folder, now or at the first read.
    async fn open_read(&self, path: &RemotePath, offset: u64, size: Option<ByteSize>) -> Result<Box<dyn RemoteReader>>;

    /// Opens a file for writing; makes it when it does not exist.
    ///
    /// # Errors
    /// `AlreadyExists` or `Failure` when `exclusive` and it exists.
    async fn open_write(&self, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>>;

    /// Whether a file of this name is transferred as text: with the ends of lines of each side. Its size then differs
    /// between the sides, and nothing of it can be resumed.
    fn is_text(&self, _name: &[u8]) -> bool {
        false
    }

    /// Opens a file for reading as text, from its beginning: what comes has the ends of lines of this computer.
    ///
    /// # Errors
    /// As [`Self::open_read`]; `Unsupported` where the protocol knows no text.
    async fn open_read_text(&self, path: &RemotePath) -> Result<Box<dyn RemoteReader>> {
        Err(Error::new(ErrorKind::Unsupported).at_remote(path))
    }

    /// Opens a file for writing as text, from its beginning: the server gives it its own ends of lines.
    ///
    /// # Errors
    /// As [`Self::open_write`]; `Unsupported` where the protocol knows no text. `FtpProtocol(TextIgnored)` at the end of
    /// the transfer, where the server kept the ends of lines that are only meant for the way.
    async fn open_write_text(&self, path: &RemotePath, exclusive: bool) -> Result<Box<dyn RemoteWriter>> {
        let _unused = exclusive;
        Err(Error::new(ErrorKind::Unsupported).at_remote(path))
    }

    /// Tells the server how large the next file will be, where it wants to know that beforehand.
    ///
    /// # Errors
    /// `DiskFull` and `QuotaExceeded` where there is no room for so much.
    async fn reserve(&self, size: ByteSize) -> Result<()> {
        let _unused = size;
        Ok(())
    }

    /// Removes a folder with all that is in it in one step.
    ///
    /// # Errors
    /// `Unsupported` without `Capabilities::remove_tree`.
    async fn remove_tree(&self, path: &RemotePath) -> Result<()> {
        Err(Error::new(ErrorKind::Unsupported).at_remote(path))
    }

    /// The checksum of a file's content that the server makes, where files are to be compared and it can; else `None`. May
    /// take as long as the server takes to read the file.
    ///
    /// # Errors
    /// The common ones.
    async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        let _unused = path;
        Ok(None)
    }
}
