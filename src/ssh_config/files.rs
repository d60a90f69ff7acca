//! Reading files of configuration: the only door to the disk.

use std::ffi::OsString;
use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its content, cut behind the asked number of bytes.
    pub bytes: Vec<u8>,
    /// Whether somebody else than its user or root may change it.
    pub foreign: bool,
}

/// Where files come from.
pub trait ConfigFiles: Debug + Send + Sync {
    /// Reads at most `most` bytes of a regular file; links are followed.
    ///
    /// # Errors
    /// The system's; `InvalidInput` for pipes and devices, which could hold the reader for ever.
    fn read(&self, path: &Path, most: u64) -> io::Result<ConfigFile>;

    /// The names in a folder, in any order.
    ///
    /// # Errors
    /// The system's.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
}

/// The files of this computer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemFiles;

impl ConfigFiles for SystemFiles {
    fn read(&self, path: &Path, most: u64) -> io::Result<ConfigFile> {
        if path == Path::new("/dev/null") {
            return Ok(ConfigFile::default());
        }
        // Opening a pipe would wait for its writer.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let file = File::open(path)?;
        let foreign = is_foreign(&file.metadata()?);
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(ConfigFile { bytes, foreign })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
    }
}

#[cfg(unix)]
fn is_foreign(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = metadata.uid();
    let ours = owner == 0 || owner == rustix::process::getuid().as_raw();
    !ours || metadata.mode() & 0o022 != 0
}

#[cfg(not(unix))]
fn is_foreign(_: &fs::Metadata) -> bool {
    false
}
