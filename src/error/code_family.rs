//! The families of codes. Pure.

/// Who defines a code: the same number means something else in each family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeFamily {
    /// Status codes of SFTP.
    Sftp,
    /// Reply codes of FTP.
    Ftp,
    /// Commands of FTP; they have names in place of numbers.
    FtpCommand,
    /// Reasons in `SSH_MSG_DISCONNECT`.
    SshDisconnect,
    /// Reasons in `SSH_MSG_CHANNEL_OPEN_FAILURE`.
    SshChannelOpen,
    /// Alerts of TLS.
    TlsAlert,
    /// What can be wrong with a certificate; these have names in place of numbers.
    Certificate,
    /// `errno` of Linux and macOS.
    Errno,
    /// Errors of looking up host names (`getaddrinfo`).
    Dns,
    /// Errors of network calls on Windows.
    Winsock,
    /// Errors of other calls on Windows.
    Win32,
    /// Replies of SOCKS proxies, versions 5 (1 to 8) and 4 (91 to 93).
    Socks,
    /// Status codes of HTTP proxies.
    HttpProxy,
}

impl CodeFamily {
    /// All of them, in the order in which lists show them.
    pub const ALL: [Self; 13] = [
        Self::Sftp,
        Self::Ftp,
        Self::FtpCommand,
        Self::SshDisconnect,
        Self::SshChannelOpen,
        Self::TlsAlert,
        Self::Certificate,
        Self::Errno,
        Self::Dns,
        Self::Winsock,
        Self::Win32,
        Self::Socks,
        Self::HttpProxy,
    ];

    /// The family as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sftp => "sftp",
            Self::Ftp => "ftp",
            Self::FtpCommand => "ftp_command",
            Self::SshDisconnect => "ssh_disconnect",
            Self::SshChannelOpen => "ssh_channel_open",
            Self::TlsAlert => "tls_alert",
            Self::Certificate => "certificate",
            Self::Errno => "errno",
            Self::Dns => "dns",
            Self::Winsock => "winsock",
            Self::Win32 => "win32",
            Self::Socks => "socks",
            Self::HttpProxy => "http_proxy",
        }
    }

    /// The families that a word of a command line names: one, or two for `ssh` and `tls`; empty for other words. Small
    /// and capital letters, `-` and `_` are the same.
    #[must_use]
    pub fn named(word: &str) -> Vec<Self> {
        let word = word.to_ascii_lowercase().replace('-', "_");
        match word.as_str() {
            "ssh" => vec![Self::SshDisconnect, Self::SshChannelOpen],
            "ssh_channel" => vec![Self::SshChannelOpen],
            "tls" => vec![Self::TlsAlert, Self::Certificate],
            "proxy" => vec![Self::Socks, Self::HttpProxy],
            "http" => vec![Self::HttpProxy],
            "command" => vec![Self::FtpCommand],
            _ => Self::ALL.into_iter().filter(|family| family.name() == word).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_answers_to_its_name() {
        for family in CodeFamily::ALL {
            assert_eq!(CodeFamily::named(family.name()), [family]);
            assert_eq!(CodeFamily::named(&family.name().to_uppercase().replace('_', "-")), [family]);
        }
        assert_eq!(CodeFamily::named("ssh").len(), 2);
        assert!(CodeFamily::named("gopher").is_empty() && CodeFamily::named("").is_empty());
    }
}
