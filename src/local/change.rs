//! Changes to local folders: making, renaming, removing. Nothing here follows a link that is to be removed or replaced.

use super::name::local_name;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::EntryName;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes a folder in a folder that exists.
///
/// # Errors
/// `AlreadyExists`, `NotFound`, `PermissionDenied`, `NameRefused`.
pub fn create_folder(parent: &Path, name: &EntryName) -> Result<PathBuf> {
    let path = parent.join(local_name(name)?);
    fs::create_dir(&path).map_err(|e| Error::local(&e, &path).trying(Act::CreateFolder))?;
    Ok(path)
}

/// Makes sure that a real folder is at `path`: `true` when it was made now. A link there is refused, even one that leads
/// to a folder: what a server sends stays inside of the target.
///
/// # Errors
/// `NotAFolder` when something else is there; faults of the file system.
pub fn ensure_folder(path: &Path) -> Result<bool> {
    match fs::create_dir(path) {
        Ok(()) => Ok(true),
        Err(e) => match fs::symlink_metadata(path) {
            Ok(there) if there.is_dir() => Ok(false),
            Ok(_) => Err(Error::new(ErrorKind::NotAFolder).at(Place::Local(path.into()))),
            Err(_) => Err(Error::local(&e, path).trying(Act::CreateFolder)),
        },
    }
}

/// Makes a folder and those above it that are missing; one that is there, also behind a link, is no fault.
///
/// # Errors
/// `NotAFolder` or `AlreadyExists` when something else has a name on the way, `PermissionDenied`.
pub fn create_folders(path: &Path) -> Result<()> {
    let mut missing: Vec<&Path> = Vec::new();
    for folder in path.ancestors() {
        match fs::metadata(folder) {
            Ok(there) if there.is_dir() => break,
            Ok(_) => {
                return Err(Error::new(ErrorKind::NotAFolder)
                    .at(Place::Local(folder.into()))
                    .trying(Act::CreateFolder));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => missing.push(folder),
            Err(e) => return Err(Error::local(&e, folder).trying(Act::CreateFolder)),
        }
    }
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Err(e) if !(e.kind() == std::io::ErrorKind::AlreadyExists && folder.is_dir()) => {
                return Err(Error::local(&e, folder).trying(Act::CreateFolder));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Renames within one file system; a file or link that has the new name is replaced, a folder never.
///
/// # Errors
/// `IsAFolder` when the new name is a folder's; as [`rename`] else.
pub fn replace(from: &Path, to: &Path) -> Result<()> {
    let act = Act::Rename { replace: true };
    if fs::symlink_metadata(to).is_ok_and(|there| there.is_dir()) {
        return Err(Error::new(ErrorKind::IsAFolder).at(Place::Local(to.into())).trying(act));
    }
    let failed = |e: &std::io::Error| Error::local(e, from).trying(act).and_place(Place::Local(to.into()));
    fs::rename(from, to).map_err(|e| failed(&e))
}

/// Makes a symbolic link that holds `target`.
///
/// # Errors
/// `AlreadyExists`; `Unsupported` where the system makes no links.
pub fn create_link(path: &Path, target: &[u8]) -> Result<()> {
    #[cfg(unix)]
    {
        let target: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(target);
        std::os::unix::fs::symlink(target, path).map_err(|e| Error::local(&e, path).trying(Act::CreateLink))
    }
    #[cfg(not(unix))]
    {
        let _not_made = target;
        Err(Error::new(ErrorKind::Unsupported).at(Place::Local(path.into())))
    }
}

/// Renames within one file system and never replaces anything.
///
/// # Errors
/// `AlreadyExists` when the new name is taken, `OtherFileSystem`, `NotFound`, `PermissionDenied`.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    let act = Act::Rename { replace: false };
    let failed = |e: &std::io::Error| Error::local(e, from).trying(act).and_place(Place::Local(to.into()));
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(()),
            // Some file systems (and old kernels) do not know the flag.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {}
            Err(rustix::io::Errno::EXIST) => {
                return Err(Error::local(&rustix::io::Errno::EXIST.into(), to).trying(act));
            }
            Err(e) => return Err(failed(&e.into())),
        }
    }
    if same_entry(from, to) {
        // Another spelling of the same name, on a file system that does not tell them apart.
        return fs::rename(from, to).map_err(|e| failed(&e));
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(Error::new(ErrorKind::AlreadyExists).at(Place::Local(to.into())).trying(act));
    }
    fs::rename(from, to).map_err(|e| failed(&e))
}

#[cfg(unix)]
fn same_entry(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::symlink_metadata(one), fs::symlink_metadata(other)) {
        (Ok(one), Ok(other)) => one.dev() == other.dev() && one.ino() == other.ino() && one.nlink() == 1,
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_entry(_one: &Path, _other: &Path) -> bool {
    false
}

/// Moves an entry into another folder under its name; never replaces anything.
///
/// # Errors
/// As [`rename`]; `InvalidArgument` for a folder that would go into itself.
pub fn move_into(item: &Path, folder: &Path) -> Result<()> {
    let Some(name) = item.file_name() else {
        return Err(Error::new(ErrorKind::InvalidArgument).at(Place::Local(item.into())));
    };
    if folder.starts_with(item) {
        let into = Place::Local(folder.join(name));
        let refused = Error::new(ErrorKind::InvalidArgument).at(Place::Local(item.into())).and_place(into);
        return Err(refused.trying(Act::Rename { replace: false }));
    }
    if item.parent() == Some(folder) {
        return Ok(());
    }
    rename(item, &folder.join(name))
}

/// Removes a file or a link itself; one that is gone already is no fault.
///
/// # Errors
/// `PermissionDenied`, `IsAFolder` and other faults of the file system.
pub fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(|e| Error::local(&e, path).trying(Act::RemoveFile)),
    }
}

/// Removes an empty folder.
///
/// # Errors
/// `FolderNotEmpty`, `NotAFolder`, `PermissionDenied`.
pub fn remove_empty_folder(path: &Path) -> Result<()> {
    fs::remove_dir(path).map_err(|e| Error::local(&e, path).trying(Act::RemoveFolder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renaming_never_replaces() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, b"a").unwrap();
        fs::write(&b, b"b").unwrap();
        assert_eq!(rename(&a, &b).unwrap_err().kind, ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&b).unwrap(), b"b");
        rename(&a, &dir.path().join("c")).unwrap();
        assert_eq!(rename(&a, &b).unwrap_err().kind, ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_folder_to_fill() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), dir.path().join("x")).unwrap();
        assert_eq!(ensure_folder(&dir.path().join("x")).unwrap_err().kind, ErrorKind::NotAFolder);
        assert!(ensure_folder(&dir.path().join("y")).unwrap());
        assert!(!ensure_folder(&dir.path().join("y")).unwrap());
    }

    #[test]
    fn a_folder_does_not_go_into_itself() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        assert_eq!(move_into(&dir.path().join("a"), &inner).unwrap_err().kind, ErrorKind::InvalidArgument);
        move_into(&inner, dir.path()).unwrap();
        assert!(dir.path().join("b").exists());
    }
}
