//! Attributes between the file system and SFTP packets.

use filetime::FileTime;
use russh_sftp::protocol::FileAttributes;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The name that stands for every owner of the demo's files.
const OWNER: &str = "demo";

/// What a packet tells of an entry.
pub(super) fn from_metadata(metadata: &Metadata) -> FileAttributes {
    FileAttributes {
        size: Some(metadata.len()),
        uid: Some(owner(metadata).0),
        gid: Some(owner(metadata).1),
        user: Some(OWNER.to_owned()),
        group: Some(OWNER.to_owned()),
        permissions: Some(mode(metadata)),
        atime: Some(seconds(metadata.accessed())),
        mtime: Some(seconds(metadata.modified())),
    }
}

fn seconds(time: io::Result<std::time::SystemTime>) -> u32 {
    time.ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| u32::try_from(since.as_secs()).unwrap_or(u32::MAX))
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata)
}

/// Windows has no such bits: the read-only flag decides.
#[cfg(not(unix))]
fn mode(metadata: &Metadata) -> u32 {
    let kind = match metadata.file_type() {
        kind if kind.is_dir() => 0o040_111,
        kind if kind.is_symlink() => 0o120_111,
        _ => 0o100_000,
    };
    kind | if metadata.permissions().readonly() { 0o444 } else { 0o644 }
}

#[cfg(unix)]
fn owner(metadata: &Metadata) -> (u32, u32) {
    use std::os::unix::fs::MetadataExt;
    (metadata.uid(), metadata.gid())
}

#[cfg(not(unix))]
fn owner(_: &Metadata) -> (u32, u32) {
    (0, 0)
}

/// What attributes are set on.
pub(super) enum Subject<'a> {
    /// A path; links are followed.
    Path(&'a Path),
    /// An open file.
    File(&'a File),
}

impl Subject<'_> {
    fn metadata(&self) -> io::Result<Metadata> {
        match self {
            Self::Path(path) => fs::metadata(path),
            Self::File(file) => file.metadata(),
        }
    }

    /// Sets what the packet holds: size, permission bits, times. Owners can only stay as they are.
    pub(super) fn apply(&self, change: &FileAttributes) -> io::Result<()> {
        if let Some(size) = change.size {
            match self {
                Self::Path(path) => fs::OpenOptions::new().write(true).open(path)?.set_len(size)?,
                Self::File(file) => file.set_len(size)?,
            }
        }
        if let (Some(user), Some(group)) = (change.uid, change.gid)
            && owner(&self.metadata()?) != (user, group)
        {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        if let Some(mode) = change.permissions {
            self.set_mode(mode)?;
        }
        if let (Some(accessed), Some(modified)) = (change.atime, change.mtime) {
            let accessed = FileTime::from_unix_time(i64::from(accessed), 0);
            let modified = FileTime::from_unix_time(i64::from(modified), 0);
            match self {
                Self::Path(path) => filetime::set_file_times(path, accessed, modified)?,
                Self::File(file) => filetime::set_file_handle_times(file, Some(accessed), Some(modified))?,
            }
        }
        Ok(())
    }

    fn set_mode(&self, mode: u32) -> io::Result<()> {
        let permissions = permissions(mode, &self.metadata()?);
        match self {
            Self::Path(path) => fs::set_permissions(path, permissions),
            Self::File(file) => file.set_permissions(permissions),
        }
    }
}

#[cfg(unix)]
fn permissions(mode: u32, _: &Metadata) -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(mode & 0o7777)
}

#[cfg(not(unix))]
fn permissions(mode: u32, metadata: &Metadata) -> fs::Permissions {
    let mut permissions = metadata.permissions();
    permissions.set_readonly(mode & 0o200 == 0);
    permissions
}
