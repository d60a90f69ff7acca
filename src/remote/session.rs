//! A logged-in connection that opens channels to a server's files.

use super::by_hand::HandAnswer;
use super::fs::RemoteFs;
use super::security::SecurityInfo;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{DataDirection, SecretString};
use async_trait::async_trait;
use std::sync::Arc;

/// What is known of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionInfo {
    /// The user that is logged in.
    pub user: String,
    /// The server's identification (`SSH-2.0-OpenSSH_9.2`), with visible escapes.
    pub server_version: String,
    /// How it was secured when it began; [`RemoteSession::security`] knows what came later.
    pub security: SecurityInfo,
    /// Text that the server showed before login, with visible escapes; empty when there was none.
    pub banner: String,
}

/// One login to one server. Further channels need no further login.
#[async_trait]
pub trait RemoteSession: Send + Sync + std::fmt::Debug {
    /// What is known of it.
    fn info(&self) -> &SessionInfo;

    /// How it is secured now: after new exchanges of keys and further connections.
    fn security(&self) -> SecurityInfo {
        self.info().security.clone()
    }

    /// Opens one more channel to the files.
    ///
    /// # Errors
    /// `ServiceRefused` when the server allows no more channels; `WrongProtocol(LoginText)` when a login script prints
    /// into the stream; `ConnectionLost`, `TimedOut`.
    async fn open_files(&self) -> Result<Arc<dyn RemoteFs>>;

    /// Which side opens connections for data from now on; transfers that are under way stay as they are. Without meaning
    /// for protocols with one connection for all, such as SFTP.
    fn switch_data_mode(&self, _direction: &DataDirection) {}

    /// Sends a line that a person typed: one command of FTP on the connection for browsing, or a command for the shell of
    /// the user over SSH. A secret, for a password may stand in it. Dropping the returned future stops it; the connection is
    /// made anew where that leaves it out of step, and wherever the line may have changed how it works.
    ///
    /// # Errors
    /// `NameRefused` for a line break or NUL; `Unsupported` where the protocol knows no such thing; `ServiceRefused` where
    /// the server runs no commands for this user; `ConnectionLost`, `TimedOut`.
    async fn by_hand(&self, line: &SecretString) -> Result<HandAnswer> {
        let _unused = line;
        Err(Error::new(ErrorKind::Unsupported))
    }

    /// Waits until the connection ends and tells why.
    async fn ended(&self) -> Arc<Error>;

    /// Says goodbye and closes the connection.
    async fn close(&self);
}
