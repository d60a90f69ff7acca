//! What a server can do beyond the common ground. Pure.

/// Options of one server; what is `false` answers with `ErrorKind::Unsupported`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent option of a server")]
pub struct Capabilities {
    /// Rename can replace an existing file in one step (`posix-rename@openssh.com`).
    pub atomic_replace: bool,
    /// Free space can be asked for (`statvfs@openssh.com`).
    pub space: bool,
    /// Written data can be forced to disk (`fsync@openssh.com`).
    pub fsync: bool,
    /// Hard links can be made (`hardlink@openssh.com`).
    pub hard_link: bool,
    /// Attributes of a link itself can be set (`lsetstat@openssh.com`).
    pub set_link_attributes: bool,
    /// Files can be copied on the server (`copy-data`).
    pub server_copy: bool,
    /// Symbolic links can be made and read.
    pub symlink: bool,
    /// Permission bits can be set.
    pub permissions: bool,
    /// Times can be set.
    pub times: bool,
    /// A folder can be removed with all that is in it in one step (RMDA).
    pub remove_tree: bool,
    /// The names of owners are those of the server's users; FTP servers may show any name.
    pub owner_names: bool,
    /// Most bytes of one read; `None` when not told.
    pub max_read: Option<u32>,
    /// Most bytes of one write; `None` when not told.
    pub max_write: Option<u32>,
    /// Most files open at once; `None` when not told.
    pub max_handles: Option<u64>,
    /// How many transfers one channel carries at the same time; `None`: as many as there are.
    pub transfers_per_channel: Option<usize>,
    /// What a writer calls confirmed is confirmed by the server; else it was handed to the network only.
    pub acknowledged_writes: bool,
}
