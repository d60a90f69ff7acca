//! Exit codes: a stable interface, described in README.md. Pure.

use crate::error::{Error, ErrorKind, Place, StatusCode};

/// How the program ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Exit {
    /// All was done.
    #[default]
    Ok,
    /// The server refused something, or it failed there.
    Remote,
    /// The command line is wrong.
    Usage,
    /// The connection could not be made, or broke.
    Connection,
    /// The server's key is not trusted.
    Trust,
    /// The login was refused.
    Login,
    /// Something failed on this computer.
    Local,
    /// The user stopped it.
    Cancelled,
}

impl Exit {
    /// The number that the system sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Remote => 1,
            Self::Usage => 2,
            Self::Connection => 3,
            Self::Trust => 4,
            Self::Login => 5,
            Self::Local => 6,
            // As shells report a program that Ctrl-C has ended.
            Self::Cancelled => 130,
        }
    }

    /// How a program ends that stops at this error.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        match &error.kind {
            ErrorKind::BadAddress(_) | ErrorKind::PlainTextRefused => Self::Usage,
            ErrorKind::HostNotFound
            | ErrorKind::ConnectionRefused
            | ErrorKind::Unreachable
            | ErrorKind::TimedOut(_)
            | ErrorKind::ConnectionLost
            | ErrorKind::WrongProtocol(_)
            | ErrorKind::NoCommonAlgorithm(_)
            | ErrorKind::SshProtocol(_)
            | ErrorKind::FtpProtocol(_)
            | ErrorKind::NoDataConnection
            | ErrorKind::EncryptionRefused
            | ErrorKind::TlsFailed(_)
            | ErrorKind::SshConfig(_)
            | ErrorKind::Proxy(_)
            | ErrorKind::ServiceRefused
            | ErrorKind::ServerLimit
            | ErrorKind::MalformedPacket(_) => Self::Connection,
            ErrorKind::CertificateRejected(_)
            | ErrorKind::CertificateChanged(_)
            | ErrorKind::CertificateFileUnusable
            | ErrorKind::UserCertificateMissing
            | ErrorKind::UserCertificateRefused
            | ErrorKind::HostKeyUnknown
            | ErrorKind::HostKeyRejected
            | ErrorKind::HostKeyChanged(_)
            | ErrorKind::HostKeyRevoked(_)
            | ErrorKind::KnownHostsUnusable => Self::Trust,
            ErrorKind::LoginRefused { .. } | ErrorKind::KeyUnusable(_) => Self::Login,
            ErrorKind::Cancelled => Self::Cancelled,
            _ => match (&error.place, error.code) {
                (Some(Place::Local(_)), _) | (None, Some(StatusCode::Os(_))) => Self::Local,
                _ => Self::Remote,
            },
        }
    }

    /// The end after two things: the first fault stands, but a stop by the user wins.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        match (self, later) {
            (_, Self::Cancelled) | (Self::Ok, _) => later,
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_exit_has_its_own_number() {
        let all = [
            Exit::Ok,
            Exit::Remote,
            Exit::Usage,
            Exit::Connection,
            Exit::Trust,
            Exit::Login,
            Exit::Local,
            Exit::Cancelled,
        ];
        let mut codes: Vec<u8> = all.iter().map(|exit| exit.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
    }

    #[test]
    fn the_side_of_a_fault_decides_between_remote_and_local() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        assert_eq!(Exit::of(&Error::local(&missing, "/x")), Exit::Local);
        assert_eq!(Exit::of(&Error::sftp(2, None)), Exit::Remote);
        assert_eq!(Exit::of(&Error::new(ErrorKind::HostNotFound)), Exit::Connection);
        assert_eq!(Exit::Local.and(Exit::Remote), Exit::Local);
        assert_eq!(Exit::Local.and(Exit::Cancelled), Exit::Cancelled);
    }
}
