//! What it takes to connect to an FTP server.

use super::ways::DataWays;
use crate::model::{Clock, Endpoint, FtpOptions, Protocol, ProxyAccess, SecretString, SessionId};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Which certificates are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateTrust {
    /// A file of certificates (PEM) whose authorities vouch for servers, besides the system's own.
    pub authorities: Option<PathBuf>,
    /// The file that remembers certificates which the user accepted for a server; `None`: none are remembered, so that
    /// "always" means "once".
    pub pins: Option<PathBuf>,
    /// Certificates of servers that are wholly new are remembered without a question.
    pub accept_new: bool,
    /// Our own certificate with its private key (PEM), for servers that ask for one.
    pub own: Option<PathBuf>,
}

/// How long each stage may take. Time in which a question waits for its answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FtpLimits {
    /// Lookup and TCP connection.
    pub connect: Duration,
    /// Greeting and TLS.
    pub handshake: Duration,
    /// Each answer during login.
    pub login: Duration,
    /// Each answer in a running session, and each pause in a stream of data.
    pub answer: Duration,
    /// Opening a connection for data, where `connect` is not shorter: firewalls that drop connections are common, and there is
    /// a next way.
    pub data: Duration,
    /// What the server says to a file that it has got wholly: it may still be writing to a slow disk. When it says nothing,
    /// the file is looked at instead.
    pub last_reply: Duration,
    /// The last words to a transfer whose outcome is known already; without them the connection is made anew.
    pub last_words: Duration,
    /// How long a connection may be quiet before it is asked whether it is there.
    pub quiet: Duration,
}

impl Default for FtpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            handshake: Duration::from_secs(20),
            login: Duration::from_mins(1),
            answer: Duration::from_secs(30),
            data: Duration::from_secs(15),
            last_reply: Duration::from_mins(1),
            last_words: Duration::from_secs(3),
            quiet: Duration::from_secs(30),
        }
    }
}

/// A wish to connect.
#[derive(Clone)]
pub struct FtpRequest {
    /// Server and user; without a user the login is anonymous.
    pub endpoint: Endpoint,
    /// A password to try before asking for one.
    pub password: Option<SecretString>,
    /// The account for servers that ask for one (ACCT) before any is asked for.
    pub account: Option<SecretString>,
    /// The proxy to go through, also with connections for data; `None`: straight.
    pub proxy: Option<ProxyAccess>,
    /// How the site differs from others.
    pub options: FtpOptions,
    /// Which certificates are trusted.
    pub trust: CertificateTrust,
    /// What worked with servers before, shared by all sessions of the program.
    pub ways: DataWays,
    /// How long each stage may take.
    pub limits: FtpLimits,
    /// The session that log lines belong to.
    pub session: SessionId,
    /// The clock of the program.
    pub clock: Arc<dyn Clock>,
}

impl FtpRequest {
    /// The user that logs in.
    #[must_use]
    pub fn user(&self) -> String {
        self.endpoint.user.clone().unwrap_or_else(|| "anonymous".to_owned())
    }

    /// Whether it is the login that everybody has.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.endpoint.user.as_deref().is_none_or(|user| matches!(user, "anonymous" | "ftp"))
    }

    /// Whether a login would send a password in clear without anybody having agreed to that.
    pub(super) fn would_betray(&self) -> bool {
        self.endpoint.protocol == Protocol::Ftp && !self.is_anonymous() && !self.options.plain
    }
}

impl std::fmt::Debug for FtpRequest {
    /// Leaves secrets out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FtpRequest")
            .field("endpoint", &self.endpoint)
            .field("options", &self.options)
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
