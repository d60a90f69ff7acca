//! What makes failures alike: the same cause, at the same place, on the same server. Pure.

use super::failure::Failure;
use super::id::{EntryId, GroupId};
use crate::error::{Cause, Error, ErrorKind, Place, StatusCode};
use crate::model::{ByteSize, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// What all failures of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupKey {
    /// The cause, as in machine-readable output.
    pub cause: &'static str,
    /// The code; `None` when the faults have none.
    pub code: Option<StatusCode>,
    /// The folder or disk where the cause lies; `None` for causes that lie in the connection.
    pub place: Option<Place>,
    /// The server, as `host:port`; `None` for this computer.
    pub host: Option<String>,
    /// Whether they happened in an earlier run of the program.
    pub earlier: bool,
}

impl GroupKey {
    /// The key of a failure.
    #[must_use]
    pub fn of(failure: &Failure, earlier: bool) -> Self {
        let error = &*failure.error;
        Self {
            cause: error.cause_name(),
            code: error.code,
            place: place_of(failure),
            host: error.host.clone(),
            earlier,
        }
    }
}

/// The folder or disk where the cause of a failure lies.
fn place_of(failure: &Failure) -> Option<Place> {
    let error = &*failure.error;
    if is_of_connection(error) {
        return None;
    }
    let parent = || error.place.as_ref().map(|place| place.parent().unwrap_or_else(|| place.clone()));
    let cause = error.diagnosis.as_ref().map(|diagnosis| &diagnosis.cause);
    let told = match cause {
        Some(
            Cause::DiskFull { folder, .. }
            | Cause::NoInodes { folder }
            | Cause::QuotaExceeded { folder, .. }
            | Cause::ReadOnlyFileSystem { folder },
        ) => folder.clone(),
        Some(Cause::MissingFolder { folder } | Cause::StickyFolder { folder, .. }) => Some(folder.clone()),
        Some(Cause::PermissionDenied(Some(denial))) if error.place.as_ref() != Some(&denial.at) => {
            Some(denial.at.clone())
        }
        _ => None,
    };
    told.or_else(parent)
}

/// Whether an error is about the connection, whatever file was under way.
fn is_of_connection(error: &Error) -> bool {
    error.ends_session()
        || matches!(
            error.kind,
            ErrorKind::BadAddress(_)
                | ErrorKind::HostNotFound
                | ErrorKind::ConnectionRefused
                | ErrorKind::WrongProtocol(_)
                | ErrorKind::NoCommonAlgorithm(_)
                | ErrorKind::ServiceRefused
                | ErrorKind::NoDataConnection
                | ErrorKind::ServerLimit
                | ErrorKind::SshConfig(_)
                | ErrorKind::HostKeyUnknown
                | ErrorKind::HostKeyRejected
                | ErrorKind::HostKeyChanged(_)
                | ErrorKind::HostKeyRevoked(_)
                | ErrorKind::LoginRefused { .. }
        )
}

/// Like failures.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// What its failures have in common.
    pub key: GroupKey,
    /// The first failure.
    pub first: Timestamp,
    /// The latest failure.
    pub last: Timestamp,
    /// The latest failure itself, for words that hold for all.
    pub example: Arc<Failure>,
    /// Its failures, in order.
    pub entries: VecDeque<EntryId>,
    /// Failures of which somebody has to decide.
    pub open: usize,
    /// Failures that are being tried again.
    pub again: usize,
    /// Failures that were tried again with success.
    pub done: usize,
    /// Failures that were left out.
    pub left: usize,
    /// Transfers among them.
    pub transfers: usize,
    /// Bytes of the files that are not settled.
    pub bytes: ByteSize,
}

impl Group {
    pub(super) fn new(id: GroupId, key: GroupKey, failure: &Arc<Failure>) -> Self {
        Self {
            id,
            key,
            first: failure.time,
            last: failure.time,
            example: Arc::clone(failure),
            entries: VecDeque::new(),
            open: 0,
            again: 0,
            done: 0,
            left: 0,
            transfers: 0,
            bytes: ByteSize(0),
        }
    }

    /// How many failures it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.open + self.again + self.done + self.left
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether nothing of it needs anybody any more.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.open == 0 && self.again == 0
    }
}
