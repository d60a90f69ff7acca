//! Absolute paths on a server, as bytes. Pure.

use super::name::{EntryName, NameFault, escape_bytes};
use std::fmt;

/// An absolute, normalised path on a server, as bytes: starts with `/`, no empty, `.` or `..` components, no NUL, no
/// `/` at the end but for the root itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemotePath(Box<[u8]>);

/// Why bytes are no absolute path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathFault {
    /// Does not begin with `/`.
    Relative,
    /// Holds a NUL byte.
    Nul,
}

impl RemotePath {
    /// The root folder, `/`.
    #[must_use]
    pub fn root() -> Self {
        Self(Box::from(&b"/"[..]))
    }

    /// Takes an absolute path and normalises it by its words alone: empty and `.` components go, `..` removes the
    /// component before it and stays at the root. (With a symbolic link before `..` the server may see another folder;
    /// use `RemoteFs::real_path` for paths that a person typed.)
    ///
    /// # Errors
    /// [`PathFault`] for a relative path or a NUL byte.
    pub fn parse(bytes: &[u8]) -> Result<Self, PathFault> {
        if bytes.first() != Some(&b'/') {
            return Err(PathFault::Relative);
        }
        Self::root().resolve(bytes)
    }

    /// Resolves typed text against this folder: absolute text replaces it, relative text goes below it, `..` goes up.
    ///
    /// # Errors
    /// [`PathFault::Nul`] for a NUL byte.
    pub fn resolve(&self, typed: &[u8]) -> Result<Self, PathFault> {
        if typed.contains(&0) {
            return Err(PathFault::Nul);
        }
        let base: &[u8] = if typed.first() == Some(&b'/') { b"" } else { &self.0 };
        let mut parts: Vec<&[u8]> = Vec::new();
        for part in base.split(|b| *b == b'/').chain(typed.split(|b| *b == b'/')) {
            match part {
                b"" | b"." => {}
                b".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let mut bytes = Vec::new();
        for part in parts {
            bytes.push(b'/');
            bytes.extend_from_slice(part);
        }
        if bytes.is_empty() {
            bytes.push(b'/');
        }
        Ok(Self(bytes.into_boxed_slice()))
    }

    /// The path of the entry `name` of this folder.
    #[must_use]
    pub fn join(&self, name: &EntryName) -> Self {
        let mut bytes = self.0.to_vec();
        if bytes != b"/" {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name.as_bytes());
        Self(bytes.into_boxed_slice())
    }

    /// The path of an entry whose name comes as raw bytes.
    ///
    /// # Errors
    /// [`NameFault`] when the bytes would name another place.
    pub fn join_bytes(&self, name: &[u8]) -> Result<Self, NameFault> {
        Ok(self.join(&EntryName::new(name)?))
    }

    /// The folder that holds this entry; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let at = self.0.iter().rposition(|b| *b == b'/')?;
        match self.0.get(..at)? {
            [] if self.0.len() == 1 => None,
            [] => Some(Self::root()),
            parent => Some(Self(Box::from(parent))),
        }
    }

    /// The last component; `None` for the root.
    #[must_use]
    pub fn name(&self) -> Option<EntryName> {
        EntryName::new(self.0.rsplit(|b| *b == b'/').next()?).ok()
    }

    /// The components from the root down, each a valid name.
    pub fn components(&self) -> impl Iterator<Item = EntryName> + '_ {
        self.0.split(|b| *b == b'/').filter_map(|part| EntryName::new(part).ok())
    }

    /// Whether `self` is `folder` itself or lies anywhere below it.
    #[must_use]
    pub fn is_within(&self, folder: &Self) -> bool {
        match self.0.strip_prefix(&*folder.0) {
            Some([] | [b'/', ..]) => true,
            Some(_) => &*folder.0 == b"/",
            None => false,
        }
    }

    /// Whether this is the root folder.
    #[must_use]
    pub fn is_root(&self) -> bool {
        &*self.0 == b"/"
    }

    /// The bytes to send to the server.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path for eyes, with escapes as in [`EntryName::display`].
    #[must_use]
    pub fn display(&self) -> String {
        escape_bytes(&self.0)
    }
}

impl fmt::Debug for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_by_their_words() {
        for (typed, path) in [
            ("/", "/"),
            ("//", "/"),
            ("/srv//www/", "/srv/www"),
            ("/srv/./www", "/srv/www"),
            ("/srv/../etc", "/etc"),
            ("/../../etc", "/etc"),
        ] {
            assert_eq!(RemotePath::parse(typed.as_bytes()).map(|p| p.display()), Ok(path.to_owned()), "{typed}");
        }
        assert_eq!(RemotePath::parse(b"srv"), Err(PathFault::Relative));
        assert_eq!(RemotePath::parse(b""), Err(PathFault::Relative));
        assert_eq!(RemotePath::parse(b"/a\0"), Err(PathFault::Nul));
    }

    #[test]
    fn parents_names_and_containment() {
        let www = RemotePath::parse(b"/srv/www").unwrap();
        let srv = RemotePath::parse(b"/srv").unwrap();
        assert_eq!(www.parent(), Some(srv.clone()));
        assert_eq!(srv.parent(), Some(RemotePath::root()));
        assert_eq!(RemotePath::root().parent(), None);
        assert_eq!(RemotePath::root().name(), None);
        assert_eq!(www.name().unwrap().as_bytes(), b"www");
        assert!(www.is_within(&srv) && www.is_within(&www) && www.is_within(&RemotePath::root()));
        assert!(!RemotePath::parse(b"/srvx").unwrap().is_within(&srv));
        assert_eq!(srv.resolve(b"../etc/x").unwrap().display(), "/etc/x");
        assert!(srv.join_bytes(b"a/b").is_err());
    }
}
