//! Content of local files by position, so that several reads and writes can be under way.

use super::list::modified;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::{ByteSize, Permissions, Timestamp};
use bytes::Bytes;
use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// Its size.
    pub size: ByteSize,
    /// When its content last changed; `None` where the file system keeps no times.
    pub modified: Option<Timestamp>,
    /// Its number on its file system, where there is one: another one is another file.
    pub file_number: Option<u64>,
}

impl SourceState {
    fn of(data: &Metadata) -> Self {
        #[cfg(unix)]
        let file_number = Some(std::os::unix::fs::MetadataExt::ino(data));
        #[cfg(not(unix))]
        let file_number = None;
        Self { size: ByteSize(data.len()), modified: modified(data), file_number }
    }
}

/// A local file that is being read for an upload.
#[derive(Debug)]
pub struct SourceFile {
    file: File,
    path: PathBuf,
    state: SourceState,
    permissions: Option<Permissions>,
}

impl SourceFile {
    /// Opens a file; a link is followed. Never waits for the other end of a pipe.
    ///
    /// # Errors
    /// `NotFound`, `PermissionDenied`; `IsAFolder` and `SpecialFile` for what is no regular file.
    pub fn open(path: &Path) -> Result<Self> {
        let mut options = File::options();
        options.read(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
            std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
        }
        let file = options.open(path).map_err(|e| Error::local(&e, path).trying(Act::OpenRead))?;
        let data = file.metadata().map_err(|e| Error::local(&e, path).trying(Act::Read))?;
        let kind = match (data.is_dir(), data.is_file()) {
            (true, _) => Some(ErrorKind::IsAFolder),
            (_, false) => Some(ErrorKind::SpecialFile),
            _ => None,
        };
        if let Some(kind) = kind {
            return Err(Error::new(kind).at(Place::Local(path.into())));
        }
        #[cfg(unix)]
        let permissions = Some(Permissions::from_mode(std::os::unix::fs::MetadataExt::mode(&data)));
        #[cfg(not(unix))]
        let permissions = None;
        Ok(Self { file, path: path.into(), state: SourceState::of(&data), permissions })
    }

    /// The state in which it was opened.
    #[must_use]
    pub fn state(&self) -> SourceState {
        self.state
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Local(self.path.clone())
    }

    /// Its permission bits when it was opened.
    #[must_use]
    pub fn permissions(&self) -> Option<Permissions> {
        self.permissions
    }

    /// Fills `buffer` from `offset` on; fewer bytes only at the end of the file.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        read_exactly_at(&self.file, buffer, offset).map_err(|e| Error::local(&e, &self.path).trying(Act::Read))
    }

    /// Compares the file with how it was opened: the open file, and what its name leads to now.
    ///
    /// # Errors
    /// `ChangedDuringTransfer` when size, time or identity differ; `NotFound` when the name is gone.
    pub fn verify_unchanged(&self) -> Result<()> {
        let open = self.file.metadata().map_err(|e| Error::local(&e, &self.path).trying(Act::Read))?;
        let named = std::fs::metadata(&self.path).map_err(|e| Error::local(&e, &self.path).trying(Act::Stat))?;
        if SourceState::of(&open) == self.state && SourceState::of(&named) == self.state {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::ChangedDuringTransfer).at(Place::Local(self.path.clone())))
        }
    }
}

/// Fills `buffer` from `offset` on; fewer bytes only at the end of the file.
///
/// # Errors
/// Faults of the file system.
pub fn read_exactly_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        let at = offset.saturating_add(filled as u64);
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(file, rest, at);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(file, rest, at);
        match read {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// How many pieces one system call takes; `IOV_MAX` is 1024 on Linux and macOS.
#[cfg(unix)]
const MOST_PIECES: usize = 512;

/// Writes pieces one behind the other from `offset` on, in as few system calls as the system allows.
///
/// # Errors
/// `StorageFull` and other faults of the file system; some of the pieces may have been written.
pub fn write_all_at(file: &File, pieces: &[Bytes], offset: u64) -> std::io::Result<()> {
    let mut at = offset;
    #[cfg(unix)]
    {
        let mut rest: &[Bytes] = pieces;
        let mut begun = 0;
        while let Some(first) = rest.first() {
            let head = first.get(begun..).unwrap_or_default();
            let tail = rest.iter().skip(1).take(MOST_PIECES).map(|piece| std::io::IoSlice::new(piece));
            let slices: Vec<_> = std::iter::once(std::io::IoSlice::new(head)).chain(tail).collect();
            let mut written = match rustix::io::pwritev(file, &slices, at) {
                Ok(0) if slices.iter().any(|s| !s.is_empty()) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(written) => written,
                Err(rustix::io::Errno::INTR) => continue,
                Err(e) => return Err(e.into()),
            };
            at = at.saturating_add(written as u64);
            while let Some(first) = rest.first() {
                let left = first.len() - begun;
                if written < left {
                    begun += written;
                    break;
                }
                written -= left;
                begun = 0;
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        Ok(())
    }
    #[cfg(windows)]
    {
        for piece in pieces {
            let mut rest: &[u8] = piece;
            while !rest.is_empty() {
                match std::os::windows::fs::FileExt::seek_write(file, rest, at)? {
                    0 => return Err(std::io::ErrorKind::WriteZero.into()),
                    written => {
                        at = at.saturating_add(written as u64);
                        rest = rest.get(written..).unwrap_or_default();
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_written_one_behind_the_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let file = File::create(&path).unwrap();
        let pieces: Vec<Bytes> = (0..1300u32).map(|n| Bytes::from(n.to_le_bytes().to_vec())).collect();
        write_all_at(&file, &pieces, 3).unwrap();
        let read = std::fs::read(&path).unwrap();
        assert_eq!(read.len(), 3 + 1300 * 4);
        assert_eq!(read[3..], pieces.concat()[..]);
    }

    #[test]
    fn changes_of_the_source_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, b"12345").unwrap();
        let source = SourceFile::open(&path).unwrap();
        source.verify_unchanged().unwrap();
        let mut buffer = [0; 8];
        assert_eq!(source.read_at(&mut buffer, 2).unwrap(), 3);
        std::fs::write(&path, b"123456").unwrap();
        assert_eq!(source.verify_unchanged().unwrap_err().kind, ErrorKind::ChangedDuringTransfer);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(source.verify_unchanged().unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(SourceFile::open(dir.path()).unwrap_err().kind, ErrorKind::IsAFolder);
    }
}
