//! The codes that errors carry, kept as the number that came. Pure.

use super::channel_open::channel_open_reason;
use super::disconnect::disconnect_reason;
use super::errno::errno_name;
use super::ftp_reply::ftp_reply;
use super::proxy_reply::{http_proxy_status, socks_reply};
use super::sftp_status::sftp_status;
use super::tls_alert::tls_alert;
use super::winsock::winsock_error;

/// A code in the words of its own family; unknown numbers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusCode {
    /// `SSH_FX_*`, the status of an SFTP reply (draft-ietf-secsh-filexfer-02, section 7, and later drafts).
    Sftp(u32),
    /// The error number of this computer's operating system (errno on Unix, Win32 on Windows).
    Os(i32),
    /// The reason in `SSH_MSG_DISCONNECT` (RFC 4253, section 11.1).
    SshDisconnect(u32),
    /// The reason in `SSH_MSG_CHANNEL_OPEN_FAILURE` (RFC 4254, section 5.1).
    SshChannelOpen(u32),
    /// The code in front of an FTP reply (RFC 959, section 4.2), 100 to 699 where the server keeps to the rules.
    Ftp(u16),
    /// A Winsock number, wherever it comes from: a server's text, a log of another computer.
    Winsock(i32),
    /// The description of a TLS alert (RFC 8446, section 6).
    TlsAlert(u8),
    /// The reply of a SOCKS proxy: 1 to 8 of version 5 (RFC 1928, section 6), 91 to 93 of version 4.
    Socks(u8),
    /// The status of an HTTP proxy that made no tunnel (RFC 9110, section 15).
    HttpProxy(u16),
}

impl StatusCode {
    /// The family's name in machine-readable output: a stable interface.
    #[must_use]
    pub fn family(self) -> &'static str {
        match self {
            Self::Sftp(_) => "sftp",
            Self::Os(_) => "os",
            Self::SshDisconnect(_) => "ssh_disconnect",
            Self::SshChannelOpen(_) => "ssh_channel_open",
            Self::Ftp(_) => "ftp",
            Self::Winsock(_) => "winsock",
            Self::TlsAlert(_) => "tls_alert",
            Self::Socks(_) => "socks",
            Self::HttpProxy(_) => "http_proxy",
        }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Sftp(code) | Self::SshDisconnect(code) | Self::SshChannelOpen(code) => i64::from(code),
            Self::Os(code) | Self::Winsock(code) => i64::from(code),
            Self::Ftp(code) | Self::HttpProxy(code) => i64::from(code),
            Self::TlsAlert(code) | Self::Socks(code) => i64::from(code),
        }
    }

    /// The name in the family's own documents; `None` for a number that no table has.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Sftp(code) => sftp_status(code).map(|status| status.name),
            Self::Os(code) => errno_name(code),
            Self::SshDisconnect(code) => disconnect_reason(code).map(|reason| reason.name),
            Self::SshChannelOpen(code) => channel_open_reason(code).map(|reason| reason.name),
            Self::Ftp(code) => ftp_reply(code).map(|reply| reply.name),
            Self::Winsock(code) => winsock_error(code).map(|error| error.name),
            Self::Socks(code) => socks_reply(code).map(|reply| reply.name),
            Self::HttpProxy(code) => http_proxy_status(code).map(|reply| reply.name),
            Self::TlsAlert(code) => tls_alert(code).map(|alert| alert.name),
        }
    }
}
