//! What lies behind a refusal that names no reason: vsftpd has one sentence for a name that is missing, one that is taken,
//! and one that is forbidden. The server is asked on the same connection what there is; only what is certain is told.

use super::channel::Held;
use super::command::Command;
use super::list::list;
use super::seen::{Seen, Was};
use super::site::Site;
use crate::error::{Act, Error, ErrorKind, Result, StatusCode};
use crate::model::{EntryKind, EntryName, RemotePath};
use std::sync::PoisonError;

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    /// Something; a folder that cannot be entered has its own word.
    Is(EntryKind),
    /// A folder that lets nobody in.
    Closed,
    /// Nothing, in a folder that could be looked through.
    Nothing,
    /// Nothing, and its folder is missing too.
    NoFolder,
    /// A folder above it lets nobody in.
    OutOfSight,
}

/// Replies that say that a file or name is not to be had; others are about the server or the command.
const NOT_TO_BE_HAD: [u16; 3] = [450, 550, 553];

/// The error with the kind that the server's answers prove, or as it was.
pub(super) async fn precise(held: &mut Held, mut error: Box<Error>, act: Act, path: &RemotePath) -> Box<Error> {
    let asked = matches!(error.code, Some(StatusCode::Ftp(code)) if NOT_TO_BE_HAD.contains(&code));
    if error.kind != ErrorKind::Failure || !asked {
        return error;
    }
    let Ok(there) = what_is_at(held, path).await else { return error };
    if let Some(kind) = kind_of(act, there) {
        error.kind = kind;
    }
    error
}

/// What a refusal means, from what is there. Pure. `None`: that does not tell.
fn kind_of(act: Act, there: There) -> Option<ErrorKind> {
    let makes = matches!(act, Act::CreateFolder | Act::CreateLink | Act::CreateHardLink | Act::OpenWrite { .. });
    match (act, there) {
        (_, There::OutOfSight) | (Act::List, There::Closed) => Some(ErrorKind::PermissionDenied),
        (_, There::NoFolder) => Some(ErrorKind::NotFound),
        (_, There::Nothing) => (!makes).then_some(ErrorKind::NotFound),
        (Act::List | Act::RemoveFolder, There::Is(EntryKind::File | EntryKind::Special)) => Some(ErrorKind::NotAFolder),
        (Act::CreateFolder | Act::OpenWrite { exclusive: true }, There::Is(_) | There::Closed) => {
            Some(ErrorKind::AlreadyExists)
        }
        (
            Act::OpenRead | Act::OpenWrite { .. } | Act::RemoveFile | Act::Read | Act::Write,
            There::Is(EntryKind::Folder) | There::Closed,
        ) => Some(ErrorKind::IsAFolder),
        _ => None,
    }
}

/// Looks for the deepest folder on the way that can be entered, and through that one.
async fn what_is_at(held: &mut Held, path: &RemotePath) -> Result<There> {
    match seen(held.site(), path) {
        Was::There(kind @ (EntryKind::File | EntryKind::Special)) => return Ok(There::Is(kind)),
        Was::Nothing => return Ok(There::Nothing),
        // Whether a folder lets anybody in, and where a link leads, is asked.
        Was::There(_) | Was::Unknown => {}
    }
    if enter(held, path).await? {
        return Ok(There::Is(EntryKind::Folder));
    }
    if held.site().facts().features.has("SIZE") {
        let command = Command::on("SIZE", &held.site().bytes(path));
        if held.control()?.exchange(&command).await?.code == 213 {
            return Ok(There::Is(EntryKind::File));
        }
    }
    let mut below = path.clone();
    let unknown = || Error::new(ErrorKind::Failure);
    loop {
        let folder = below.parent().ok_or_else(unknown)?;
        if !enter(held, &folder).await? {
            below = folder;
            continue;
        }
        let Some(name) = below.name() else { return Err(unknown()) };
        let kind = kind_in(held, &folder, name).await?;
        let itself = below == *path;
        return Ok(match kind {
            Some(EntryKind::Folder) if itself => There::Closed,
            Some(kind) if itself => There::Is(kind),
            Some(EntryKind::Folder) => There::OutOfSight,
            // A link on the way may lead anywhere.
            Some(EntryKind::Link | EntryKind::Unknown) => return Err(unknown()),
            None if itself => There::Nothing,
            Some(EntryKind::File | EntryKind::Special) | None => There::NoFolder,
        });
    }
}

/// What was at a path when its folder was listed a moment ago.
fn seen(site: &Site, path: &RemotePath) -> Was {
    let now = site.maker.request.clock.elapsed();
    let seen = site.seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.as_ref().map_or(Was::Unknown, |seen| seen.at(path, now))
}

async fn enter(held: &mut Held, folder: &RemotePath) -> Result<bool> {
    let command = Command::on("CWD", &held.site().bytes(folder));
    Ok(held.control()?.exchange(&command).await?.is_done())
}

/// What a name in a folder is; `None`: it is not in there.
async fn kind_in(held: &mut Held, folder: &RemotePath, name: EntryName) -> Result<Option<EntryKind>> {
    let listing = list(held, folder, &mut |_| {}).await?;
    let now = held.site().maker.request.clock.elapsed();
    *held.site().seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen::of(folder, &listing, now);
    let found = listing.entries.iter().find(|entry| entry.name == name).map(|entry| entry.kind);
    if found.is_none() && !(listing.is_complete() && listing.refused.is_empty()) {
        // It may be among those that could not be read.
        return Err(Error::new(ErrorKind::Failure));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_told() {
        for (act, there, kind) in [
            (Act::RemoveFile, There::Nothing, Some(ErrorKind::NotFound)),
            (Act::RemoveFile, There::Is(EntryKind::Folder), Some(ErrorKind::IsAFolder)),
            (Act::RemoveFile, There::Is(EntryKind::File), None),
            (Act::RemoveFolder, There::Is(EntryKind::Folder), None),
            (Act::RemoveFolder, There::Is(EntryKind::File), Some(ErrorKind::NotAFolder)),
            (Act::CreateFolder, There::Is(EntryKind::File), Some(ErrorKind::AlreadyExists)),
            (Act::CreateFolder, There::Nothing, None),
            (Act::CreateFolder, There::NoFolder, Some(ErrorKind::NotFound)),
            (Act::OpenWrite { exclusive: false }, There::Nothing, None),
            (Act::OpenWrite { exclusive: false }, There::Is(EntryKind::File), None),
            (Act::OpenWrite { exclusive: false }, There::OutOfSight, Some(ErrorKind::PermissionDenied)),
            (Act::List, There::Closed, Some(ErrorKind::PermissionDenied)),
            (Act::List, There::Is(EntryKind::File), Some(ErrorKind::NotAFolder)),
            (Act::List, There::Is(EntryKind::Link), None),
            (Act::OpenRead, There::Is(EntryKind::File), None),
            (Act::Rename { replace: false }, There::Nothing, Some(ErrorKind::NotFound)),
        ] {
            assert_eq!(kind_of(act, there), kind, "{act:?} {there:?}");
        }
    }
}
