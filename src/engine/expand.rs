//! Folders on their way: made at the target and read, and ended when their content is there.

use super::browse::join;
use super::command::LinkPolicy;
use super::job::{Expanded, Job, JobEnd};
use super::survey::existing_in;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::{Entry, EntryKind, EntryName, Listing, Permissions, RemotePath};
use crate::queue::{Direction, Existing, NewItem};
use crate::remote::{AttributeChange, FollowLinks, RemoteFs};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;

/// Folders within folders beyond this are not entered (OpenSSH has the same limit): a server, or links, could make them
/// up without end.
const DEPTH_LIMIT: usize = 64;

/// Makes the folder at the target and reads the source.
pub(super) async fn open(job: &Job) -> JobEnd {
    let opened = match job.direction {
        Direction::Upload => open_upload(job).await,
        Direction::Download => open_download(job).await,
    };
    match opened {
        Ok(expanded) => JobEnd::Expanded(Box::new(expanded)),
        Err(error) => error.into(),
    }
}

fn places(job: &Job) -> Result<(PathBuf, RemotePath)> {
    match (&job.item.source, &job.item.target) {
        (Place::Local(local), Place::Remote(remote)) | (Place::Remote(remote), Place::Local(local)) => {
            Ok((local.clone(), remote.clone()))
        }
        _ => Err(Error::new(ErrorKind::InvalidArgument)),
    }
}

async fn open_upload(job: &Job) -> Result<Expanded> {
    let (source, target) = places(job)?;
    let cancel = job.control.cancel.clone();
    let folder = source.clone();
    let reading = spawn_blocking(move || {
        local::list(&folder, &mut |_| {
            if cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    let listing = job.unless_stopped(async { join(reading.await) }).await?;
    let made = job.unless_stopped(ensure_remote(&*job.files, &target, job.item.permissions)).await?;
    // What is there already is asked for once, not file by file.
    let there: Option<HashMap<EntryName, Entry>> = if made || listing.entries.is_empty() {
        None
    } else {
        let told = job.unless_stopped(job.files.list(&target, &mut |_| {})).await;
        match told {
            Ok(told) if told.is_complete() => Some(told.entries.into_iter().map(|e| (e.name.clone(), e)).collect()),
            Err(error) if error.is_cancelled() || error.ends_session() => return Err(error),
            _ => None,
        }
    };
    let existing = |name: &EntryName| match &there {
        None if made => Existing::Absent,
        None => Existing::Unknown,
        Some(there) => existing_in(there, name),
    };
    Ok(sorted(job, listing, made, |entry| {
        let name = local::local_name(&entry.name)?;
        Ok((Place::Local(source.join(name)), Place::Remote(target.join(&entry.name)), existing(&entry.name)))
    }))
}

async fn open_download(job: &Job) -> Result<Expanded> {
    let (target, source) = places(job)?;
    let listing = job.unless_stopped(job.files.list(&source, &mut |_| {})).await?;
    let folder = target.clone();
    let made = join(spawn_blocking(move || local::ensure_folder(&folder)).await)?;
    let existing = || if made { Existing::Absent } else { Existing::Unknown };
    Ok(sorted(job, listing, made, |entry| {
        let name = local::local_name(&entry.name)?;
        Ok((Place::Remote(source.join(&entry.name)), Place::Local(target.join(name)), existing()))
    }))
}

/// Makes sure that a folder is at `path`: `true` when it was made now. It is open to its owner until it is finished.
pub(super) async fn ensure_remote(
    files: &dyn RemoteFs,
    path: &RemotePath,
    wanted: Option<Permissions>,
) -> Result<bool> {
    let open = wanted.map(|p| Permissions::from_mode(p.without_special().mode() | 0o700));
    let Err(error) = files.create_folder(path, open).await else { return Ok(true) };
    if error.ends_session() {
        return Err(error);
    }
    match files.stat(path, FollowLinks::Yes).await {
        Ok(there) if there.kind == EntryKind::Folder => Ok(false),
        Ok(_) => Err(Error::new(ErrorKind::NotAFolder).at_remote(path)),
        Err(gone) if gone.ends_session() => Err(gone),
        Err(_) => Err(error.at_remote(path)),
    }
}

/// Sorts a listing into what is transferred and what is left out, with the reason.
fn sorted(
    job: &Job,
    listing: Listing,
    made_by_us: bool,
    place: impl Fn(&Entry) -> Result<(Place, Place, Existing)>,
) -> Expanded {
    let mut expanded = Expanded { made_by_us, ..Expanded::default() };
    expanded.children.reserve(listing.entries.len());
    for entry in listing.entries {
        let (source, target, existing) = match place(&entry) {
            Ok(places) => places,
            Err(error) => {
                let error = error.at(job.item.source.clone());
                expanded.left_out.push((unplaced(job, entry.kind), Some(error)));
                continue;
            }
        };
        let item = NewItem {
            kind: entry.kind,
            source,
            target,
            size: entry.size.filter(|_| entry.kind == EntryKind::File),
            modified: entry.modified,
            permissions: entry.permissions,
            existing,
        };
        let refused = |kind| Some(Error::new(kind).at(item.source.clone()));
        match entry.kind {
            EntryKind::Folder if job.item.depth + 1 > DEPTH_LIMIT => {
                let error = refused(ErrorKind::TooDeep);
                expanded.left_out.push((item, error));
            }
            EntryKind::Special => {
                let error = refused(ErrorKind::SpecialFile);
                expanded.left_out.push((item, error));
            }
            EntryKind::Link if job.links == LinkPolicy::Skip => expanded.left_out.push((item, None)),
            EntryKind::Folder | EntryKind::File | EntryKind::Link | EntryKind::Unknown => expanded.children.push(item),
        }
    }
    // Names that would lead out of the target: told, never touched.
    for name in listing.refused {
        let error = Error::new(ErrorKind::NameRefused)
            .at(job.item.source.clone())
            .with_detail(crate::model::escape_bytes(&name));
        expanded.left_out.push((unplaced(job, EntryKind::Unknown), Some(error)));
    }
    if listing.truncated {
        let error = Error::new(ErrorKind::TooDeep).at(job.item.source.clone()).with_detail("listing cut off");
        expanded.left_out.push((unplaced(job, EntryKind::Unknown), Some(error)));
    }
    if let Some(line) = listing.unread.samples.first() {
        let error =
            Error::new(ErrorKind::Failure).at(job.item.source.clone()).with_detail(crate::model::escape_bytes(line));
        expanded.left_out.push((unplaced(job, EntryKind::Unknown), Some(error)));
    }
    expanded
}

/// An entry that has no usable place of its own: it stands with its folder's.
fn unplaced(job: &Job, kind: EntryKind) -> NewItem {
    NewItem {
        kind: if kind == EntryKind::Folder { EntryKind::Unknown } else { kind },
        source: job.item.source.clone(),
        target: job.item.target.clone(),
        size: None,
        modified: None,
        permissions: None,
        existing: Existing::Unknown,
    }
}

/// Ends a folder whose content is there: its permissions and times are set, and its source is removed when moving.
pub(super) async fn finish(job: &Job) -> JobEnd {
    let finished = match job.direction {
        Direction::Upload => finish_upload(job).await,
        Direction::Download => finish_download(job).await,
    };
    match finished {
        Ok(()) => JobEnd::Done { size: None, unsynced: false },
        Err(error) => error.into(),
    }
}

async fn finish_upload(job: &Job) -> Result<()> {
    let (source, target) = places(job)?;
    if job.item.made_by_us {
        let can = job.files.capabilities();
        let change = AttributeChange {
            permissions: job.item.permissions.filter(|_| can.permissions).map(Permissions::without_special),
            modified: job.item.modified.filter(|_| can.times),
            ..AttributeChange::default()
        };
        if change != AttributeChange::default() {
            let set = job.files.set_attributes(&target, change, FollowLinks::Yes).await;
            passable(job, set)?;
        }
    }
    if job.remove_source && job.item.lost_children == 0 {
        join(spawn_blocking(move || not_empty_is_fine(local::remove_empty_folder(&source))).await)?;
    }
    Ok(())
}

async fn finish_download(job: &Job) -> Result<()> {
    let (target, source) = places(job)?;
    if job.item.made_by_us {
        let wanted = job.item.permissions.map_or_else(|| local::default_mode(true), local::wanted_mode);
        let modified = job.item.modified;
        let set = join(spawn_blocking(move || set_folder(&target, wanted, modified)).await);
        passable(job, set)?;
    }
    if job.remove_source && job.item.lost_children == 0 {
        let removed = job.files.remove_folder(&source).await.map_err(|e| e.at_remote(&source));
        not_empty_is_fine(removed)?;
    }
    Ok(())
}

fn set_folder(target: &Path, wanted: Permissions, modified: Option<crate::model::Timestamp>) -> Result<()> {
    if cfg!(windows) {
        return local::set_attributes(target, None, modified);
    }
    local::set_attributes(target, Some(wanted), modified)
}

/// Times and permissions that a file system refuses are told in the log; the content is what counts.
fn passable(job: &Job, set: Result<()>) -> Result<()> {
    match set {
        Err(error) if !error.ends_session() => {
            job.tell(crate::log::StatusMessage::AttributesRefused { target: job.item.target.display() });
            Ok(())
        }
        other => other,
    }
}

/// A source folder that holds something new, or what was left out, stays.
fn not_empty_is_fine(removed: Result<()>) -> Result<()> {
    match removed {
        Err(error) if matches!(error.kind, ErrorKind::FolderNotEmpty | ErrorKind::Failure) => Ok(()),
        other => other,
    }
}
