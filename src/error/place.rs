//! Where something happened: a path on this computer or on the server. Pure.

use crate::model::{RemotePath, escape_bytes};
use std::path::PathBuf;

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// On this computer.
    Local(PathBuf),
    /// On the server.
    Remote(RemotePath),
}

impl Place {
    /// The path for eyes, with visible escapes.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Local(path) => escape_bytes(path.as_os_str().as_encoded_bytes()),
            Self::Remote(path) => path.display(),
        }
    }

    /// The folder that holds it; `None` for a root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self {
            Self::Local(path) => path.parent().map(|parent| Self::Local(parent.into())),
            Self::Remote(path) => path.parent().map(Self::Remote),
        }
    }

    /// All folders above it, the root first, its own folder last; empty for a root.
    #[must_use]
    pub fn ancestors(&self) -> Vec<Self> {
        let mut above = Vec::new();
        let mut next = self.parent();
        while let Some(folder) = next {
            next = folder.parent();
            above.push(folder);
        }
        above.reverse();
        above
    }

    /// The bytes of its last component; `None` for a root.
    #[must_use]
    pub fn name_bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Local(path) => path.file_name().map(|name| name.as_encoded_bytes().to_vec()),
            Self::Remote(path) => path.name().map(|name| name.as_bytes().to_vec()),
        }
    }

    /// Whether it is `folder` or lies below it, by its words.
    #[must_use]
    pub fn is_within(&self, folder: &Self) -> bool {
        match (self, folder) {
            (Self::Local(path), Self::Local(folder)) => path.starts_with(folder),
            (Self::Remote(path), Self::Remote(folder)) => path.is_within(folder),
            _ => false,
        }
    }

    /// Whether it is on this computer.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }
}
