//! Files that outlive a crash and are shared by several windows: replaced as a whole, one writer at a time, and kept aside
//! when they cannot be understood. Blocks: not for the thread of a window.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Runs `work` while no other process does the same with this file. The lock is a file beside it with the ending `.lock`.
///
/// # Errors
/// When the lock cannot be made, and those of `work`.
pub fn locked<T>(file: &Path, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let lock = File::options().create(true).truncate(false).write(true).open(file.with_extension("lock"))?;
    lock.lock()?;
    let done = work();
    // Closing it would free it as well; there is nothing to do about a failure.
    let _freed = lock.unlock();
    done
}

/// Replaces a file as a whole: after a crash there is either the old content or the new one. Only its owner can read it.
///
/// # Errors
/// When the folder cannot be written; the old file is left as it was then.
pub fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    put(file, content, false, || Ok(true)).map(drop)
}

/// The same for a file whose rights are a matter of its owner: those that it has stay; one that is new can be read by its owner
/// only. `still` is asked at the last moment, when all is written; `false` leaves everything as it is. Returns whether it was
/// replaced.
///
/// # Errors
/// As [`replace`], and those of `still`.
pub fn replace_shared(file: &Path, content: &[u8], still: impl FnOnce() -> io::Result<bool>) -> io::Result<bool> {
    put(file, content, true, still)
}

/// Makes the folder of a file where it is missing, for its owner alone.
///
/// # Errors
/// The system's.
pub fn make_folder_of(file: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder_of(file))
}

fn put(file: &Path, content: &[u8], rights_stay: bool, still: impl FnOnce() -> io::Result<bool>) -> io::Result<bool> {
    let folder = folder_of(file);
    // Temporary files of this crate are made for this user alone.
    let mut part = tempfile::NamedTempFile::new_in(folder)?;
    part.write_all(content)?;
    if let (true, Ok(facts)) = (rights_stay, fs::metadata(file)) {
        part.as_file().set_permissions(facts.permissions())?;
    }
    part.as_file().sync_all()?;
    if !still()? {
        return Ok(false);
    }
    part.persist(file)?;
    // The new name is on disk only when its folder is. Folders cannot be opened for this everywhere.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(true)
}

/// Keeps a copy of a file that cannot be understood, under a name that is free: ending `broken`, `broken-2`...
///
/// # Errors
/// When the copy cannot be made.
pub fn set_aside(file: &Path) -> io::Result<PathBuf> {
    for number in 1..1000_u32 {
        let ending = if number == 1 { "broken".to_owned() } else { format!("broken-{number}") };
        let kept = file.with_extension(ending);
        if !kept.exists() {
            fs::copy(file, &kept)?;
            return Ok(kept);
        }
    }
    Err(io::Error::from(ErrorKind::AlreadyExists))
}

/// The folder that a file lies in.
#[must_use]
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}
