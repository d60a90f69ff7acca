//! One thing that failed, what was being done, and what became of it. Pure.

use crate::error::{Error, Place};
use crate::model::{ByteSize, SessionId, Timestamp, TransferId};
use std::sync::Arc;

/// What was being done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// Sending a file or folder to the server.
    Upload {
        /// Where it comes from.
        source: Place,
        /// Where it goes to.
        target: Place,
    },
    /// Fetching a file or folder from the server.
    Download {
        /// Where it comes from.
        source: Place,
        /// Where it goes to.
        target: Place,
    },
    /// Making a connection, or keeping it.
    Connect,
    /// Reading a folder.
    List,
    /// Something with files of one side; the error's act tells what.
    Operate,
    /// Work of the program that no gesture asked for.
    Other,
}

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When it failed.
    pub time: Timestamp,
    /// The session; `None` for this computer, and for failures of an earlier run.
    pub session: Option<SessionId>,
    /// The transfer; `None` for everything else, and for failures of an earlier run.
    pub transfer: Option<TransferId>,
    /// What was being done.
    pub tried: Tried,
    /// Bytes of the file; `None` when not known or not about one file.
    pub size: Option<ByteSize>,
    /// Why it failed.
    pub error: Arc<Error>,
}

impl Failure {
    /// The item that it was about: what a transfer was to write or could not read, else the error's own path.
    #[must_use]
    pub fn item(&self) -> Option<&Place> {
        match &self.tried {
            Tried::Upload { target, .. } => Some(target),
            Tried::Download { source, .. } => Some(source),
            _ => self.error.place.as_ref(),
        }
    }
}

/// What became of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing yet: somebody has to decide.
    Open,
    /// It is being tried again, or will be by itself.
    Again,
    /// Tried again with success.
    Done,
    /// Left out or cancelled by the user.
    Left,
}

/// What the engine writes down.
#[derive(Clone, Debug)]
pub enum Note {
    /// Something failed. `true`: it will be tried again by itself.
    Failed(Arc<Failure>, bool),
    /// What became of a transfer that had failed.
    Transfer(TransferId, Outcome),
    /// A session stands; what failed to connect before is settled.
    Connected(SessionId),
}
