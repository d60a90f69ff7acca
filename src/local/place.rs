//! Well-known places of this computer and the space on its disks.

use crate::error::{Error, Result};
use crate::model::{ByteSize, Space};
use std::path::{Component, Path, PathBuf};

/// The home folder of this user; the root where there is none.
#[must_use]
pub fn home() -> PathBuf {
    std::env::home_dir().filter(|home| home.is_absolute()).unwrap_or_else(|| PathBuf::from("/"))
}

/// The absolute path of what a person typed: relative to `base`, `~` and `~/x` for the home folder; `.` and `..` are
/// resolved by their words. The path need not exist.
#[must_use]
pub fn absolute(base: &Path, typed: &str) -> PathBuf {
    let typed = Path::new(typed);
    let joined = match typed.strip_prefix("~") {
        Ok(rest) => home().join(rest),
        Err(_) => base.join(typed),
    };
    let mut path = PathBuf::new();
    for part in joined.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// The space at a path.
///
/// # Errors
/// `NotFound`, `PermissionDenied`; `Unsupported` where the system is not asked yet.
#[cfg(unix)]
pub fn space(path: &Path) -> Result<Space> {
    let told = rustix::fs::statvfs(path).map_err(|e| Error::local(&e.into(), path))?;
    let bytes = |blocks: u64| ByteSize(blocks.saturating_mul(told.f_frsize));
    Ok(Space {
        total: bytes(told.f_blocks),
        available: bytes(told.f_bavail),
        available_files: (told.f_files > 0).then_some(told.f_favail),
        read_only: told.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
        name_max: (told.f_namemax > 0).then_some(told.f_namemax),
        file_system_id: Some(told.f_fsid),
    })
}

/// The space at a path.
///
/// # Errors
/// `Unsupported` on this system.
#[cfg(not(unix))]
pub fn space(path: &Path) -> Result<Space> {
    Err(Error::new(crate::error::ErrorKind::Unsupported).at(crate::error::Place::Local(path.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn typed_paths_become_absolute() {
        let base = Path::new("/srv/www");
        assert_eq!(absolute(base, "img/../css"), Path::new("/srv/www/css"));
        assert_eq!(absolute(base, "/etc"), Path::new("/etc"));
        assert_eq!(absolute(base, "../../../.."), Path::new("/"));
        assert_eq!(absolute(base, "~/x"), home().join("x"));
        assert_eq!(absolute(base, "~"), home());
        assert_eq!(absolute(base, "~other"), Path::new("/srv/www/~other"));
    }

    #[cfg(unix)]
    #[test]
    fn space_is_told() {
        let space = space(&std::env::temp_dir()).unwrap();
        assert!(space.total >= space.available && space.total.0 > 0);
    }
}
