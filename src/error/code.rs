//! The codes that errors carry, kept as the number that came. Pure.

use super::disconnect::disconnect_reason;
use super::errno::errno_name;
use super::sftp_status::sftp_status;

/// A code in the words of its own family; unknown numbers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusCode {
    /// `SSH_FX_*`, the status of an SFTP reply (draft-ietf-secsh-filexfer-02, section 7, and later drafts).
    Sftp(u32),
    /// The error number of this computer's operating system (errno on Unix, Win32 on Windows).
    Os(i32),
    /// The reason in `SSH_MSG_DISCONNECT` (RFC 4253, section 11.1).
    SshDisconnect(u32),
}

impl StatusCode {
    /// The family's name in machine-readable output: a stable interface.
    #[must_use]
    pub fn family(self) -> &'static str {
        match self {
            Self::Sftp(_) => "sftp",
            Self::Os(_) => "os",
            Self::SshDisconnect(_) => "ssh_disconnect",
        }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Sftp(code) | Self::SshDisconnect(code) => i64::from(code),
            Self::Os(code) => i64::from(code),
        }
    }

    /// The name in the family's own documents; `None` for a number that no table has.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Sftp(code) => sftp_status(code).map(|status| status.name),
            Self::Os(code) => errno_name(code),
            Self::SshDisconnect(code) => disconnect_reason(code).map(|reason| reason.name),
        }
    }
}
