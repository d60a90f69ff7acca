//! Connecting, with or without somebody to be asked.

use super::{Scripted, Silent, Sshd};
use catamaran::error::Error;
use catamaran::log::MessageLog;
use catamaran::model::SystemClock;
use catamaran::remote::sftp::{ConnectRequest, connect};
use catamaran::remote::{Prompter, RemoteSession};
use std::fs;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// An empty message log.
pub fn log() -> Arc<MessageLog> {
    Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000))
}

/// Connects with nobody there to be asked.
pub async fn dial(request: ConnectRequest) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    connect(request, Arc::new(Silent), log(), CancellationToken::new()).await
}

/// Connects with answers from a script.
pub async fn dial_with(
    request: ConnectRequest,
    prompter: &Arc<Scripted>,
) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    connect(request, Arc::clone(prompter) as Arc<dyn Prompter>, log(), CancellationToken::new()).await
}

/// The line that knows a host key of a server.
pub fn known_line(sshd: &Sshd, kind: &str) -> String {
    format!("[127.0.0.1]:{} {}", sshd.port, fs::read_to_string(sshd.host_public_key(kind)).unwrap())
}

/// The public key line of a key that no server has as its own.
pub fn strange_key(kind: &str) -> String {
    fs::read_to_string(Sshd::user_key(kind).with_extension("pub")).unwrap()
}
