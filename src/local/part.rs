//! Part files: what a download is written to until it is complete, so that a final name never holds a part of a file.

use super::attributes::set_on;
use super::content::{read_exactly_at, write_all_at};
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::{ByteSize, EntryName, Permissions, Timestamp};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What part files end in.
const SUFFIX: &[u8] = b".filepart";
/// The longest name that common file systems hold, in bytes.
const NAME_MAX: usize = 255;

/// The name of the part file for `name`: `name.filepart`, or a short one made from a hash where that would be too long.
/// The same on both sides and in every run, so that a transfer can be resumed.
///
/// # Errors
/// Never for names of entries; the type keeps names from being made by hand.
pub fn part_name(name: &EntryName) -> Result<EntryName> {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend_from_slice(SUFFIX);
    if bytes.len() > NAME_MAX {
        let digest = Sha256::digest(name.as_bytes());
        bytes = b".catamaran-".to_vec();
        for byte in digest.iter().take(10) {
            bytes.extend_from_slice(format!("{byte:02x}").as_bytes());
        }
        bytes.extend_from_slice(SUFFIX);
    }
    EntryName::new(bytes).map_err(|_| Error::new(ErrorKind::NameRefused).with_detail(name.display()))
}

/// An open part file.
#[derive(Debug)]
pub struct PartFile {
    file: File,
    path: PathBuf,
}

impl PartFile {
    /// Makes a part file, or takes over an old one of that name: emptied, or as it is with `keep`. Never through a
    /// symbolic link of that name. Readable for nobody else until it is finished.
    ///
    /// # Errors
    /// `Busy` when another program works on it, `SpecialFile` when it is no regular file, `LinkLoop` when a link has
    /// that name; faults of the file system.
    pub fn open(path: &Path, keep: bool) -> Result<Self> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
            options.mode(0o600).custom_flags(flags.bits().cast_signed());
        }
        let file =
            options.open(path).map_err(|e| Error::local(&e, path).trying(Act::OpenWrite { exclusive: !keep }))?;
        let data = file.metadata().map_err(|e| Error::local(&e, path))?;
        if !data.is_file() {
            return Err(Error::new(ErrorKind::SpecialFile).at(Place::Local(path.into())));
        }
        // Another run of this program may be at work on the same file.
        #[cfg(unix)]
        if let Err(rustix::io::Errno::WOULDBLOCK) =
            rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive)
        {
            return Err(Error::new(ErrorKind::Busy).at(Place::Local(path.into())));
        }
        if !keep && data.len() > 0 {
            file.set_len(0).map_err(|e| Error::local(&e, path).trying(Act::Write))?;
        }
        Ok(Self { file, path: path.into() })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes it holds.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn size(&self) -> Result<ByteSize> {
        self.file.metadata().map(|data| ByteSize(data.len())).map_err(|e| Error::local(&e, &self.path))
    }

    /// Writes pieces from `offset` on.
    ///
    /// # Errors
    /// `DiskFull`, `QuotaExceeded` and other faults of the file system.
    pub fn write_at(&self, pieces: &[Bytes], offset: u64) -> Result<()> {
        write_all_at(&self.file, pieces, offset).map_err(|e| Error::local(&e, &self.path).trying(Act::Write))
    }

    /// Reads from `offset` on; fewer bytes only at the end.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        read_exactly_at(&self.file, buffer, offset).map_err(|e| Error::local(&e, &self.path).trying(Act::Read))
    }

    /// Cuts it to `size`: what stands behind is of an earlier try.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn cut(&self, size: u64) -> Result<()> {
        self.file.set_len(size).map_err(|e| Error::local(&e, &self.path).trying(Act::Write))
    }

    /// Forces its content to disk.
    ///
    /// # Errors
    /// Faults of the file system: data that could not be written shows here at the latest.
    pub fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(|e| Error::local(&e, &self.path).trying(Act::Write))
    }

    /// Forces what was written so far to disk.
    ///
    /// # Errors
    /// Faults of the file system.
    pub fn sync_data(&self) -> Result<()> {
        self.file.sync_data().map_err(|e| Error::local(&e, &self.path).trying(Act::Write))
    }

    /// Sets permission bits and time.
    ///
    /// # Errors
    /// Faults of the file system; the content is not touched.
    pub fn set_attributes(&self, permissions: Permissions, modified: Option<Timestamp>) -> Result<()> {
        set_on(&self.file, &self.path, Some(permissions), modified)
    }

    /// Gives it its final name: in place of a file that is there with `replace`, else only when the name is free.
    ///
    /// # Errors
    /// `AlreadyExists` when the name was taken meanwhile; the part file is kept.
    pub fn publish(&self, target: &Path, replace: bool) -> Result<()> {
        if !replace {
            return super::change::rename(&self.path, target);
        }
        fs::rename(&self.path, target).map_err(|e| Error::local(&e, target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_get_a_short_part_name() {
        let name = |text: &str| EntryName::new(text.as_bytes()).unwrap();
        assert_eq!(part_name(&name("a.txt")).unwrap(), name("a.txt.filepart"));
        let long = name(&"x".repeat(255));
        let part = part_name(&long).unwrap();
        assert!(part.as_bytes().len() < 60);
        assert_eq!(part, part_name(&long).unwrap());
        assert_ne!(part, part_name(&name(&"y".repeat(255))).unwrap());
    }

    #[test]
    fn a_part_becomes_the_file_and_never_replaces_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let (path, target) = (dir.path().join("f.filepart"), dir.path().join("f"));
        let part = PartFile::open(&path, false).unwrap();
        part.write_at(&[Bytes::from_static(b"new")], 0).unwrap();
        fs::write(&target, b"old").unwrap();
        assert_eq!(part.publish(&target, false).unwrap_err().kind, ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        // Its lock goes with it.
        drop(part);
        let part = PartFile::open(&path, true).unwrap();
        assert_eq!(part.size().unwrap(), ByteSize(3));
        part.set_attributes(Permissions::from_mode(0o640), Some(Timestamp::from_secs(1_000))).unwrap();
        part.publish(&target, true).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_with_the_name_of_the_part_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let precious = dir.path().join("precious");
        fs::write(&precious, b"keep").unwrap();
        std::os::unix::fs::symlink(&precious, dir.path().join("f.filepart")).unwrap();
        assert!(PartFile::open(&dir.path().join("f.filepart"), false).is_err());
        assert_eq!(fs::read(&precious).unwrap(), b"keep");
    }
}
