//! How a site logs in.

use serde::{Deserialize, Serialize};

/// The way to log in that a site is set to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginKind {
    /// The password is asked at each connection and never kept.
    #[default]
    Ask,
    /// A password, kept where secrets are kept.
    Password,
    /// A private key file; its passphrase is kept where secrets are kept. SFTP only.
    Key,
    /// Keys of the agent that is running. SFTP only.
    Agent,
    /// The server's own questions (RFC 4256), such as one-time codes. SFTP only.
    Interactive,
    /// The anonymous login (RFC 1635). FTP only.
    Anonymous,
    /// A password and an account, `ACCT` (RFC 959, section 4.1.1). FTP only.
    Account,
}

impl LoginKind {
    /// Those that make sense for SFTP, in the order in which they are offered.
    pub const SFTP: [Self; 5] = [Self::Password, Self::Key, Self::Agent, Self::Interactive, Self::Ask];
    /// Those that make sense for FTP.
    pub const FTP: [Self; 4] = [Self::Password, Self::Anonymous, Self::Account, Self::Ask];

    /// Whether a password of such a site may be kept.
    #[must_use]
    pub fn keeps_password(self) -> bool {
        matches!(self, Self::Password | Self::Account)
    }
}
