//! What is special about a site that a session is made for, whatever it speaks: how it logs in, how fast it may be, and
//! whether it may be changed. Holds no secret. Pure.

use crate::model::OverwriteRule;
use crate::site::{Colour, LoginKind, ProductionLock, SafeWrite};

/// The rules of a site for one session. The default is what holds for a server that is no site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRules {
    /// The name of the site, for titles; `None`: the server's own.
    pub name: Option<String>,
    /// The mark of the site; `None`: none.
    pub colour: Option<Colour>,
    /// Whether changes on the server are confirmed or refused.
    pub lock: ProductionLock,
    /// The only way to log in; `None`: every way that may work, one after the other.
    pub login: Option<LoginKind>,
    /// The command that starts SFTP on the server in place of the subsystem; `None`: the subsystem. Of no meaning for FTP.
    pub sftp_server: Option<String>,
    /// Servers to go through, each `[user@]host[:port]`, the first one first, in place of those that the SSH configuration
    /// names; empty: as that says. Of no meaning for FTP.
    pub jump_hosts: Vec<String>,
    /// The most connections, and channels of one connection, at a time, at least 1; `None`: as many as are useful.
    pub most_connections: Option<u16>,
    /// The most bytes a second to the server, at least 1; `None`: no limit.
    pub upload_limit: Option<u64>,
    /// The most bytes a second from the server, at least 1; `None`: no limit.
    pub download_limit: Option<u64>,
    /// After how many seconds of silence the server is asked for a sign of life; `None`: the usual, 0: never.
    pub keepalive_secs: Option<u32>,
    /// How many seconds to wait for a connection, at least 1; `None`: the usual.
    pub timeout_secs: Option<u32>,
    /// What to do with targets that exist, where a transfer asks; `None`: as set for all.
    pub overwrite: Option<OverwriteRule>,
    /// How uploaded files come to be under their name.
    pub safe_write: SafeWrite,
    /// What to add to times that the server tells, in minutes, -1560 to 1560.
    pub time_offset_minutes: i32,
    /// The charset of names on an SFTP server, as the WHATWG names it; `None`: bytes as they are, shown as UTF-8. For FTP
    /// see `FtpOptions::charset`.
    pub charset: Option<String>,
}
