//! Times and permission bits of local files, and forcing them to disk.

use crate::error::{Act, Error, Result};
use crate::model::{Permissions, Timestamp};
use std::fs::File;
use std::path::Path;

/// Bits that a created file may not have, as this process was started (`umask`); 0o022 where the system does not tell.
#[cfg(unix)]
fn umask() -> u32 {
    use std::sync::OnceLock;
    static UMASK: OnceLock<u32> = OnceLock::new();
    // umask(2) can only be read by setting it, which would race with other threads; Linux also tells it in /proc.
    *UMASK.get_or_init(|| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("Umask:"));
        line.and_then(|octal| u32::from_str_radix(octal.trim(), 8).ok()).unwrap_or(0o022)
    })
}

#[cfg(not(unix))]
fn umask() -> u32 {
    0
}

/// The permission bits that a file or folder from a server gets here: never set-user-id, set-group-id or sticky, and
/// writable by everybody only where this user's `umask` allows it. Other bits as the server told them.
#[must_use]
pub fn wanted_mode(told: Permissions) -> Permissions {
    Permissions::from_mode(told.without_special().mode() & !(umask() & 0o002))
}

/// The permission bits of a new file or folder where the server told none.
#[must_use]
pub fn default_mode(folder: bool) -> Permissions {
    Permissions::from_mode(if folder { 0o777 } else { 0o666 } & !umask())
}

/// Sets permission bits and the time of the last change; `None` leaves one as it is.
///
/// # Errors
/// `PermissionDenied`, `Unsupported` and other faults of the file system.
pub fn set_attributes(path: &Path, permissions: Option<Permissions>, modified: Option<Timestamp>) -> Result<()> {
    if let Some(modified) = modified {
        let time = file_time(modified);
        filetime::set_file_mtime(path, time).map_err(|e| Error::local(&e, path).trying(Act::SetAttributes))?;
    }
    match permissions {
        Some(permissions) => super::permissions::set_mode(path, permissions),
        None => Ok(()),
    }
}

/// Sets them on an open file, which no renaming can put aside.
pub(super) fn set_on(
    file: &File,
    path: &Path,
    permissions: Option<Permissions>,
    modified: Option<Timestamp>,
) -> Result<()> {
    #[cfg(unix)]
    if let Some(permissions) = permissions {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(permissions.mode());
        file.set_permissions(mode).map_err(|e| Error::local(&e, path).trying(Act::SetAttributes))?;
    }
    #[cfg(not(unix))]
    let _windows_keeps_other_rights = permissions;
    if let Some(modified) = modified {
        filetime::set_file_handle_times(file, None, Some(file_time(modified)))
            .map_err(|e| Error::local(&e, path).trying(Act::SetAttributes))?;
    }
    Ok(())
}

fn file_time(time: Timestamp) -> filetime::FileTime {
    filetime::FileTime::from_unix_time(time.secs, time.nanos.min(999_999_999))
}

/// Forces a folder's entries to disk, so that a renamed file keeps its name over a power cut.
///
/// # Errors
/// Faults of the file system.
pub fn sync_folder(folder: &Path) -> Result<()> {
    // Windows has no such call; its file system keeps names in a journal.
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|e| Error::local(&e, folder))
}

/// Forces everything on the file system of `folder` to disk: one call for thousands of small files.
///
/// # Errors
/// Faults of the file system, such as data of some file that could not be written.
pub fn sync_file_system(folder: &Path) -> Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let open = File::open(folder).map_err(|e| Error::local(&e, folder))?;
        rustix::fs::syncfs(&open).map_err(|e| Error::local(&e.into(), folder))
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        #[cfg(unix)]
        rustix::fs::sync();
        sync_folder(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_bits_never_come_from_a_server() {
        assert_eq!(wanted_mode(Permissions::from_mode(0o6755)).octal(), "755");
        assert_eq!(wanted_mode(Permissions::from_mode(0o1777)).mode() & 0o7000, 0);
        assert_eq!(wanted_mode(Permissions::from_mode(0o640)).octal(), "640");
    }
}
