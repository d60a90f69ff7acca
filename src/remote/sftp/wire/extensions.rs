//! The extensions of one server and its limits, and what follows for `Capabilities`. Pure.

use super::fields::Fields;
use super::packet::{MAX_CHUNK, SAFE_CHUNK};
use super::receiving::ServerVersion;
use crate::model::escape_bytes;
use crate::remote::Capabilities;

pub(super) const POSIX_RENAME: &str = "posix-rename@openssh.com";
pub(super) const STATVFS: &str = "statvfs@openssh.com";
pub(super) const HARDLINK: &str = "hardlink@openssh.com";
pub(super) const FSYNC: &str = "fsync@openssh.com";
pub(super) const LSETSTAT: &str = "lsetstat@openssh.com";
pub(super) const LIMITS: &str = "limits@openssh.com";
pub(super) const EXPAND_PATH: &str = "expand-path@openssh.com";
pub(super) const COPY_DATA: &str = "copy-data";
pub(super) const HOME_DIRECTORY: &str = "home-directory";
pub(super) const USERS_GROUPS: &str = "users-groups-by-id@openssh.com";

/// What the server announced (OpenSSH's PROTOCOL, section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    names: Vec<Vec<u8>>,
    max_read: Option<u64>,
    max_write: Option<u64>,
    max_handles: Option<u64>,
}

impl Extensions {
    pub(super) fn new(version: &ServerVersion) -> Self {
        Self { names: version.extensions.iter().map(|(name, _)| name.to_vec()).collect(), ..Self::default() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name.as_bytes())
    }

    /// The names for eyes.
    pub(super) fn describe(&self) -> String {
        self.shown_names().join(" ")
    }

    /// The same one by one.
    pub(super) fn shown_names(&self) -> Vec<String> {
        self.names.iter().map(|name| escape_bytes(name)).collect()
    }

    /// Takes the answer of `limits@openssh.com`: packet, read, write, handles; 0 means no limit told.
    pub(super) fn set_limits(&mut self, mut fields: Fields) {
        let mut next = || fields.u64().filter(|limit| *limit > 0);
        let _packet = next();
        (self.max_read, self.max_write, self.max_handles) = (next(), next(), next());
    }

    /// The largest read to ask for.
    pub(super) fn read_chunk(&self) -> u32 {
        chunk(self.max_read)
    }

    /// The largest write to send.
    pub(super) fn write_chunk(&self) -> u32 {
        chunk(self.max_write)
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        let whole = |limit: Option<u64>| limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
        Capabilities {
            owner_names: true,
            atomic_replace: self.has(POSIX_RENAME),
            space: self.has(STATVFS),
            fsync: self.has(FSYNC),
            hard_link: self.has(HARDLINK),
            set_link_attributes: self.has(LSETSTAT),
            server_copy: self.has(COPY_DATA),
            symlink: true,
            permissions: true,
            times: true,
            remove_tree: false,
            max_read: whole(self.max_read),
            max_write: whole(self.max_write),
            max_handles: self.max_handles,
            transfers_per_channel: None,
            acknowledged_writes: true,
        }
    }
}

fn chunk(limit: Option<u64>) -> u32 {
    let limit = limit.unwrap_or(u64::from(SAFE_CHUNK)).clamp(1024, u64::from(MAX_CHUNK));
    u32::try_from(limit).unwrap_or(SAFE_CHUNK)
}
