//! The served folder: remote paths become local ones inside of it, and nothing leads out.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

/// Whether the last component of a path may be a link that is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// The link itself is meant.
    Itself,
    /// What the link leads to is meant.
    Followed,
}

/// A folder that looks like the root of a file system.
#[derive(Clone, Debug)]
pub(super) struct ServedFolder {
    root: PathBuf,
}

impl ServedFolder {
    /// Serves `root`, which must exist.
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.canonicalize()? })
    }

    /// The local path of a remote one. Paths are taken from the root on; `..` stops there.
    ///
    /// Fails with `PermissionDenied` where a link leads out of the folder.
    pub(super) fn local(&self, remote: &str, last: Last) -> io::Result<PathBuf> {
        let mut path = self.root.clone();
        let mut depth = 0_usize;
        for part in remote.split('/') {
            match part {
                "" | "." => {}
                ".." if depth == 0 => {}
                ".." => {
                    path.pop();
                    depth -= 1;
                }
                part if is_plain(part) => {
                    path.push(part);
                    depth += 1;
                }
                _ => return Err(io::ErrorKind::InvalidFilename.into()),
            }
        }
        let checked = if depth == 0 || last == Last::Followed { Some(path.as_path()) } else { path.parent() };
        match checked.map(Path::canonicalize) {
            Some(Ok(real)) if !real.starts_with(&self.root) => Err(io::ErrorKind::PermissionDenied.into()),
            // What does not exist leads nowhere, but its folder must not lead out either.
            Some(Err(_)) if depth > 0 => match path.parent().map(Path::canonicalize) {
                Some(Ok(real)) if !real.starts_with(&self.root) => Err(io::ErrorKind::PermissionDenied.into()),
                _ if leads_out(&path, &self.root) => Err(io::ErrorKind::PermissionDenied.into()),
                _ => Ok(path),
            },
            _ => Ok(path),
        }
    }

    /// The remote path of a local one; `None` outside of the folder or where a name is not UTF-8.
    pub(super) fn remote(&self, local: &Path) -> Option<String> {
        let inside = local.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        Some(format!("/{}", parts?.join("/")))
    }

    /// The absolute remote path that `realpath` answers: links resolved; the last component need not exist.
    pub(super) fn real_path(&self, remote: &str) -> io::Result<String> {
        let path = self.local(remote, Last::Followed)?;
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(_) => match (path.parent().map(Path::canonicalize).transpose()?, path.file_name()) {
                (Some(parent), Some(name)) => parent.join(name),
                _ => path,
            },
        };
        self.remote(&real).ok_or_else(|| io::ErrorKind::PermissionDenied.into())
    }

    /// What is written into a link for a remote target: absolute targets stay inside of the folder.
    pub(super) fn link_content(&self, target: &str) -> PathBuf {
        match target.strip_prefix('/') {
            Some(inside) => self.root.join(inside),
            None => PathBuf::from(target),
        }
    }

    /// The remote form of what stands in a link.
    pub(super) fn link_target(&self, content: &Path) -> Option<String> {
        if content.is_absolute() { self.remote(content) } else { content.to_str().map(str::to_owned) }
    }

    /// Refuses a change of what is in the folder that holds `path` when that folder is read-only. The bits are looked at
    /// here, because they stop nobody who runs the demo as root.
    pub(super) fn check_parent(&self, path: &Path) -> io::Result<()> {
        if path == self.root {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        match path.parent() {
            Some(parent) => check(&fs::metadata(parent)?, Access::Write),
            None => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

/// What somebody wants to do with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read its content.
    Read,
    /// Change its content.
    Write,
}

/// Refuses what the owner's permission bits refuse.
pub(super) fn check(metadata: &Metadata, access: Access) -> io::Result<()> {
    let allowed = match access {
        Access::Write => !metadata.permissions().readonly(),
        Access::Read => readable(metadata),
    };
    if allowed { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

#[cfg(unix)]
fn readable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o400 != 0
}

#[cfg(not(unix))]
fn readable(_: &Metadata) -> bool {
    true
}

/// Whether `part` is one name on this system: no drive, no separator of Windows, no NUL; and not what russh-sftp makes of
/// bytes that are not UTF-8, for two such names would become one.
fn is_plain(part: &str) -> bool {
    let mut components = Path::new(part).components();
    !part.contains(['\0', char::REPLACEMENT_CHARACTER])
        && matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
}

/// Whether a broken link at `path` points to a place outside of `root`: opening it for writing would make a file there.
fn leads_out(path: &Path, root: &Path) -> bool {
    let Ok(content) = fs::read_link(path) else { return false };
    let target = path.parent().unwrap_or(root).join(content);
    let mut depth = 0_usize;
    let Ok(inside) = target.strip_prefix(root) else { return true };
    for part in inside.components() {
        match part {
            Component::ParentDir if depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        let inside = tempfile::tempdir().unwrap();
        let folder = ServedFolder::new(inside.path()).unwrap();
        let root = inside.path().canonicalize().unwrap();
        assert_eq!(folder.local("/../../etc/passwd", Last::Followed).unwrap(), root.join("etc/passwd"));
        assert_eq!(folder.local("", Last::Followed).unwrap(), root);
        assert!(folder.local("/a\0b", Last::Followed).is_err());
        assert!(folder.local("/caf\u{fffd}", Last::Followed).is_err());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
            std::os::unix::fs::symlink(outside.path().join("new"), root.join("broken")).unwrap();
            for path in ["/out", "/out/x", "/broken"] {
                let kind = folder.local(path, Last::Followed).unwrap_err().kind();
                assert_eq!(kind, io::ErrorKind::PermissionDenied, "{path}");
            }
            assert!(folder.local("/out", Last::Itself).is_ok(), "the link itself can be removed");
        }
        drop(outside);
    }

    #[test]
    fn real_paths_resolve_what_exists() {
        let inside = tempfile::tempdir().unwrap();
        fs::create_dir(inside.path().join("docs")).unwrap();
        let folder = ServedFolder::new(inside.path()).unwrap();
        assert_eq!(folder.real_path(".").unwrap(), "/");
        assert_eq!(folder.real_path("docs/../docs/./").unwrap(), "/docs");
        assert_eq!(folder.real_path("docs/new").unwrap(), "/docs/new");
        assert_eq!(folder.real_path("missing/new").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
