//! Deleting local files: into the trash, or for good.

use crate::error::{Act, Error, ErrorKind, Place, Result};
use std::fs;
use std::path::Path;

/// Moves an entry to the trash of this computer; a link itself, not what it leads to.
///
/// # Errors
/// `NotFound`, `PermissionDenied`; `NoTrash` where there is none or it cannot take this entry: then nothing was deleted.
pub fn to_trash(path: &Path) -> Result<()> {
    fs::symlink_metadata(path).map_err(|e| Error::local(&e, path))?;
    trash::delete(path).map_err(|e| {
        let error = match &e {
            #[cfg(all(unix, not(target_os = "macos")))]
            trash::Error::FileSystem { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
                if may_remove(path) {
                    Error::new(ErrorKind::NoTrash)
                } else {
                    Error::io(source)
                }
            }
            _ => Error::new(ErrorKind::NoTrash),
        };
        error.at(Place::Local(path.into())).with_detail(e.to_string())
    })
}

/// Whether entries of the folder may be removed by this user, so that only the trash itself is in the way.
#[cfg(all(unix, not(target_os = "macos")))]
fn may_remove(path: &Path) -> bool {
    use rustix::fs::{Access, access};
    path.parent().is_some_and(|folder| access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok())
}

/// Deletes one entry and all that is in it; links are removed, not followed. `step` is told each removal or failure and
/// says whether to go on.
pub fn delete_for_good(path: &Path, step: &mut dyn FnMut(Result<()>) -> bool) -> bool {
    let kind = match fs::symlink_metadata(path) {
        Ok(data) => data.file_type(),
        Err(e) => return step(Err(Error::local(&e, path))),
    };
    if !kind.is_dir() {
        return step(remove(path));
    }
    match fs::read_dir(path) {
        Ok(items) => {
            for item in items {
                let going_on = match item {
                    Ok(item) => delete_for_good(&item.path(), step),
                    Err(e) => step(Err(Error::local(&e, path).trying(Act::List))),
                };
                if !going_on {
                    return false;
                }
            }
        }
        Err(e) => return step(Err(Error::local(&e, path).trying(Act::List))),
    }
    step(fs::remove_dir(path).map_err(|e| Error::local(&e, path).trying(Act::RemoveFolder)))
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|e| Error::local(&e, path).trying(Act::RemoveFile))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn deleting_stops_at_links() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("precious"), b"x").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let tree = dir.path().join("tree");
        fs::create_dir_all(tree.join("sub")).unwrap();
        std::os::unix::fs::symlink(outside.path(), tree.join("sub/link")).unwrap();
        let mut removed = 0;
        assert!(delete_for_good(&tree, &mut |done| {
            done.unwrap();
            removed += 1;
            true
        }));
        assert_eq!(removed, 3);
        assert!(!tree.exists() && outside.path().join("precious").exists());
        assert_eq!(to_trash(&tree).unwrap_err().kind, ErrorKind::NotFound);
    }
}
