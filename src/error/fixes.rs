//! What can be done about a cause. Pure.

use super::attempt::Act;
use super::case::Case;
use super::cause::{Cause, Class, Need};
use super::data_try::{DataMode, DataTrouble};
use super::diagnosis::Fix;
use super::kind::{ErrorKind, RetryClass};
use super::place::Place;
use crate::model::{EntryKind, Permissions};

/// The fixes for a cause, the most promising first.
pub(super) fn fixes(this: Case<'_>, cause: &Cause) -> Vec<Fix> {
    let transfers = matches!(this.act(), Act::OpenWrite { .. } | Act::Write | Act::OpenRead | Act::Read);
    let moves = matches!(this.act(), Act::Rename { .. });
    let makes = transfers || moves || matches!(this.act(), Act::CreateFolder | Act::CreateLink | Act::CreateHardLink);
    let elsewhere = if makes { vec![Fix::ChooseFolder] } else { Vec::new() };
    let mut fixes = match cause {
        Cause::DiskFull { folder, .. } | Cause::NoInodes { folder } | Cause::QuotaExceeded { folder, .. } => {
            let mut fixes = vec![Fix::Retry];
            fixes.extend(folder.clone().map(Fix::ShowFolder));
            fixes.extend(elsewhere);
            fixes
        }
        Cause::ReadOnlyFileSystem { .. } | Cause::DiskFault => [elsewhere, vec![Fix::Retry]].concat(),
        Cause::AlreadyExists { kind, .. } => {
            let replaceable = *kind != Some(EntryKind::Folder) && (transfers || moves);
            let mut fixes = if replaceable { vec![Fix::Overwrite] } else { Vec::new() };
            fixes.push(Fix::Rename);
            fixes
        }
        Cause::IsAFolder { .. } | Cause::NameTooLong { .. } | Cause::NameRefused { .. } => {
            [vec![Fix::Rename], elsewhere].concat()
        }
        Cause::NotAFolder { .. } | Cause::MovedIntoItself { .. } => elsewhere,
        Cause::FolderNotEmpty { at, .. } => match (at, this.act()) {
            (Some(at), Act::RemoveFolder) => vec![Fix::DeleteContent(at.clone()), Fix::ShowFolder(at.clone())],
            (Some(at), _) => vec![Fix::Rename, Fix::ShowFolder(at.clone())],
            (None, _) => Vec::new(),
        },
        Cause::OtherFileSystem => vec![Fix::CopyAndDelete, Fix::ChooseFolder],
        Cause::MissingFolder { .. } => {
            let folder = this.makes_at().parent().filter(|_| makes);
            let mut fixes: Vec<Fix> = folder.map(Fix::CreateFolder).into_iter().collect();
            fixes.extend(elsewhere);
            fixes
        }
        Cause::NotFound { at } => {
            at.as_ref().and_then(Place::parent).map(Fix::ShowFolder).into_iter().chain([Fix::Retry]).collect()
        }
        Cause::PermissionDenied(_) => [make_writable(this, cause), elsewhere, vec![Fix::EditConnection]].concat(),
        Cause::StickyFolder { .. } | Cause::ProtectedByPolicy { .. } => [elsewhere, vec![Fix::EditConnection]].concat(),
        Cause::LinkLoop { at } => at.as_ref().and_then(Place::parent).map(Fix::ShowFolder).into_iter().collect(),
        Cause::BrokenLink { at, .. } => at.parent().map(Fix::ShowFolder).into_iter().collect(),
        Cause::MountPoint { .. } | Cause::SpecialFile { .. } => Vec::new(),
        Cause::FileBusy { .. } | Cause::Unknown => vec![Fix::Retry],
        Cause::ServerLimit => vec![Fix::Retry, Fix::Reconnect],
        Cause::NoDataConnection { mode, trouble } => data_mode(*mode, *trouble),
        Cause::Told(kind) => return of_kind(kind),
    };
    fixes.push(Fix::Skip);
    fixes
}

/// The fixes for a cause that is about no path.
pub(super) fn fixes_alone(cause: &Cause) -> Vec<Fix> {
    match cause {
        Cause::Told(kind) => of_kind(kind),
        Cause::ServerLimit => vec![Fix::Retry, Fix::Reconnect],
        Cause::NoDataConnection { mode, trouble } => [data_mode(*mode, *trouble), vec![Fix::Skip]].concat(),
        _ => vec![Fix::Retry, Fix::Skip],
    }
}

/// The other mode comes first: it is what helps against firewalls and address translation. It does not where the server
/// wants TLS sessions resumed.
fn data_mode(mode: DataMode, trouble: DataTrouble) -> Vec<Fix> {
    match trouble {
        DataTrouble::SessionNotResumed => vec![Fix::Reconnect, Fix::Retry, Fix::EditConnection],
        _ => vec![Fix::SwitchDataMode(mode.other()), Fix::Retry, Fix::Reconnect],
    }
}

/// The missing bits, where the user owns the item and may set them.
fn make_writable(this: Case<'_>, cause: &Cause) -> Vec<Fix> {
    let Cause::PermissionDenied(Some(denial)) = cause else { return Vec::new() };
    let bit = match denial.need {
        Need::Read => 0o400,
        Need::Write => 0o200,
        Need::Enter => 0o100,
        Need::Ownership => return Vec::new(),
    };
    let owns = denial.class == Some(Class::Owner) || this.facts.user.owns(&denial.owner) == Some(true);
    match denial.permissions.filter(|_| owns) {
        Some(now) => {
            let permissions = Permissions::from_mode(now.mode() | bit);
            vec![Fix::MakeWritable { at: denial.at.clone(), permissions }]
        }
        None => Vec::new(),
    }
}

fn of_kind(kind: &ErrorKind) -> Vec<Fix> {
    match kind {
        ErrorKind::BadAddress(_)
        | ErrorKind::HostNotFound
        | ErrorKind::ConnectionRefused
        | ErrorKind::WrongProtocol(_)
        | ErrorKind::LoginRefused { .. }
        | ErrorKind::KeyUnusable(_)
        | ErrorKind::EncryptionRefused
        | ErrorKind::PlainTextRefused
        | ErrorKind::Proxy(_)
        | ErrorKind::CertificateFileUnusable
        | ErrorKind::NoCommonAlgorithm(_) => vec![Fix::EditConnection, Fix::Reconnect],
        ErrorKind::Unreachable | ErrorKind::ConnectionLost | ErrorKind::TimedOut(_) => {
            vec![Fix::Reconnect, Fix::EditConnection]
        }
        ErrorKind::ServiceRefused
        | ErrorKind::ServerLimit
        | ErrorKind::SshProtocol(_)
        | ErrorKind::MalformedPacket(_)
        | ErrorKind::FtpProtocol(_)
        | ErrorKind::TlsFailed(_)
        | ErrorKind::CertificateRejected(_)
        | ErrorKind::SshConfig(_)
        | ErrorKind::HostKeyUnknown
        | ErrorKind::HostKeyRejected
        | ErrorKind::KnownHostsUnusable => vec![Fix::Reconnect],
        // Going on would be the mistake that the attacker waits for.
        ErrorKind::HostKeyChanged(_)
        | ErrorKind::HostKeyRevoked(_)
        | ErrorKind::CertificateChanged(_)
        | ErrorKind::Cancelled => Vec::new(),
        ErrorKind::SiteLocked => vec![Fix::Unlock, Fix::Skip],
        ErrorKind::ResumeMismatch => vec![Fix::Overwrite, Fix::Rename, Fix::Skip],
        kind if kind.retry_class() == RetryClass::Retry => vec![Fix::Retry, Fix::Skip],
        _ => vec![Fix::Skip],
    }
}
