//! What makes failures alike: the same cause, at the same place, on the same server. Pure.

use super::failure::Failure;
use super::id::{EntryId, GroupId};
use crate::error::{Cause, Error, ErrorKind, Finding, Place, StatusCode};
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
    /// The folder where the cause lies; `None` for causes that lie in the connection or in a disk of known number.
    pub place: Option<Place>,
    /// The number of the file system that is full or cannot be written to, by `statvfs`: all of its folders are alike.
    /// `None` for other causes, and where the number is not known.
    pub disk: Option<u64>,
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
        let disk = disk_of(error);
        Self {
            cause: error.cause_name(),
            code: error.code,
            place: if disk.is_some() { None } else { place_of(failure) },
            disk,
            host: error.host.clone(),
            earlier,
        }
    }
}

/// The file system in which the cause lies, by the number that it told.
fn disk_of(error: &Error) -> Option<u64> {
    let diagnosis = error.diagnosis.as_ref()?;
    let of_disk = matches!(
        diagnosis.cause,
        Cause::DiskFull { .. }
            | Cause::NoInodes { .. }
            | Cause::QuotaExceeded { .. }
            | Cause::ReadOnlyFileSystem { .. }
    );
    let told = diagnosis.evidence.iter().find_map(|evidence| match &evidence.finding {
        Finding::Space(space) => space.file_system_id,
        _ => None,
    });
    // Servers that have no number tell 0.
    told.filter(|id| of_disk && *id != 0)
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
    /// The folder or disk where the cause lies, which holds all of their places; `None` for causes that lie in the
    /// connection.
    pub place: Option<Place>,
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
            place: place_of(failure),
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

    /// Takes in where another failure lies: the place holds both then.
    pub(super) fn widen(&mut self, failure: &Failure) {
        let (Some(known), Some(new)) = (&self.place, place_of(failure)) else { return };
        if !new.is_within(known) {
            let holds_both = known.ancestors().into_iter().rev().find(|folder| new.is_within(folder));
            self.place = holds_both.or_else(|| self.place.take());
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
