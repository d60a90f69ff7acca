//! Changing permission bits as `chmod` does.

use crate::error::{Act, Error, Result};
use crate::model::Permissions;
use std::path::Path;

/// Bits to switch on and off; others stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModeChange {
    /// Bits to switch on.
    pub set: Permissions,
    /// Bits to switch off.
    pub clear: Permissions,
    /// Switch execute bits on only for folders and for files that have one already (`X` of chmod).
    pub folders_only_execute: bool,
}

/// The bits after a change.
#[must_use]
pub fn changed_mode(now: Permissions, is_folder: bool, change: ModeChange) -> Permissions {
    let mut set = change.set.mode();
    if change.folders_only_execute && !is_folder && now.mode() & 0o111 == 0 {
        set &= !0o111;
    }
    Permissions::from_mode((now.mode() & !change.clear.mode()) | set)
}

/// Sets the permission bits of a file or folder; a link is followed.
///
/// # Errors
/// `NotFound`, `PermissionDenied`, `ReadOnlyFileSystem`; `Unsupported` where the system has no such bits.
#[cfg(unix)]
pub fn set_mode(path: &Path, permissions: Permissions) -> Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(permissions.mode());
    std::fs::set_permissions(path, mode).map_err(|e| Error::local(&e, path).trying(Act::SetAttributes))
}

/// Sets the permission bits of a file or folder.
///
/// # Errors
/// `Unsupported`: this system has no such bits.
#[cfg(not(unix))]
pub fn set_mode(path: &Path, _permissions: Permissions) -> Result<()> {
    Err(Error::new(crate::error::ErrorKind::Unsupported).at(crate::error::Place::Local(path.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_change_as_chmod_has_it() {
        let bits = Permissions::from_mode;
        let change = |set, clear, x| ModeChange { set: bits(set), clear: bits(clear), folders_only_execute: x };
        for (now, folder, change, after) in [
            (0o644, false, change(0o111, 0, true), 0o644),
            (0o744, false, change(0o111, 0, true), 0o755),
            (0o644, true, change(0o111, 0, true), 0o755),
            (0o644, false, change(0o111, 0, false), 0o755),
            (0o666, false, change(0, 0o022, false), 0o644),
            (0o4755, false, change(0, 0o7000, false), 0o755),
        ] {
            assert_eq!(changed_mode(bits(now), folder, change), bits(after));
        }
    }
}
