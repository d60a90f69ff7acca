//! Operations on files of this computer, on a blocking thread.

use super::browse::join;
use super::tally::Tally;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local::{self, ModeChange};
use crate::model::{EntryKind, EntryName};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// Folders within folders beyond this are not entered.
const DEPTH_LIMIT: usize = 256;

pub(super) async fn create_folder(parent: PathBuf, name: EntryName) -> Result<()> {
    join(spawn_blocking(move || local::create_folder(&parent, &name).map(|_| ())).await)
}

pub(super) async fn rename(item: PathBuf, name: EntryName) -> Result<()> {
    join(
        spawn_blocking(move || {
            let Some(folder) = item.parent() else {
                return Err(Error::new(ErrorKind::InvalidArgument).at(Place::Local(item)));
            };
            let to = folder.join(local::local_name(&name)?);
            if to == item { Ok(()) } else { local::rename(&item, &to) }
        })
        .await,
    )
}

pub(super) async fn move_into(items: Vec<PathBuf>, folder: PathBuf, cancel: &CancellationToken, tally: &mut Tally) {
    for item in items {
        if cancel.is_cancelled() {
            tally.report.cancelled = true;
            return;
        }
        let folder = folder.clone();
        tally.count(join(spawn_blocking(move || local::move_into(&item, &folder)).await));
    }
}

/// Gives one entry another place.
pub(super) async fn move_to(from: PathBuf, to: PathBuf, replace: bool) -> Result<()> {
    let moving = move || if replace { local::replace(&from, &to) } else { local::rename(&from, &to) };
    join(spawn_blocking(moving).await)
}

pub(super) async fn delete(items: Vec<PathBuf>, permanently: bool, cancel: &CancellationToken, tally: &mut Tally) {
    for item in items {
        if cancel.is_cancelled() {
            tally.report.cancelled = true;
            return;
        }
        if !permanently {
            tally.count(join(spawn_blocking(move || local::to_trash(&item)).await));
            continue;
        }
        let stop = cancel.clone();
        let steps = spawn_blocking(move || {
            let mut tally = Tally::default();
            let whole = local::delete_for_good(&item, &mut |step| {
                tally.count(step);
                !stop.is_cancelled()
            });
            tally.report.cancelled = !whole;
            Ok(tally)
        });
        match join(steps.await) {
            Ok(steps) => {
                tally.report.done += steps.report.done;
                tally.report.cancelled |= steps.report.cancelled;
                tally.report.failed += steps.report.failed;
                tally.report.errors.extend(steps.report.errors);
            }
            Err(error) => tally.fail(error),
        }
    }
}

pub(super) async fn set_permissions(
    items: Vec<PathBuf>,
    change: ModeChange,
    recursive: bool,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    let stop = cancel.clone();
    let steps = spawn_blocking(move || {
        let mut tally = Tally::default();
        for item in items {
            set_one(&item, change, recursive, 0, &stop, &mut tally);
        }
        Ok(tally)
    });
    match join(steps.await) {
        Ok(steps) => *tally = steps,
        Err(error) => tally.fail(error),
    }
}

fn set_one(
    path: &Path,
    change: ModeChange,
    recursive: bool,
    depth: usize,
    stop: &CancellationToken,
    tally: &mut Tally,
) {
    if stop.is_cancelled() {
        tally.report.cancelled = true;
        return;
    }
    // Links inside of a tree stay as they are; one that the user named is followed, as chmod does.
    let entry = match if depth == 0 { local::stat(path) } else { local::stat_link(path) } {
        Ok(entry) => entry,
        Err(error) => return tally.fail(error),
    };
    if entry.kind == EntryKind::Link {
        return;
    }
    let folder = entry.kind == EntryKind::Folder;
    let set = |tally: &mut Tally| {
        let now = entry.permissions.unwrap_or_else(|| local::default_mode(folder));
        tally.count(local::set_mode(path, local::changed_mode(now, folder, change)));
    };
    // A folder that is about to be opened is opened first, one that is about to be closed is closed last.
    let opening = change.set.mode() & 0o500 == 0o500;
    if !folder || !recursive || opening {
        set(tally);
    }
    if folder && recursive {
        if depth >= DEPTH_LIMIT {
            return tally.fail(Error::new(ErrorKind::TooDeep).at(Place::Local(path.into())));
        }
        match local::list(path, &mut |_| ControlFlow::Continue(())) {
            Ok(listing) => {
                for entry in listing.entries {
                    match local::local_name(&entry.name) {
                        Ok(name) => set_one(&path.join(name), change, recursive, depth + 1, stop, tally),
                        Err(error) => tally.fail(error),
                    }
                }
            }
            Err(error) => tally.fail(error),
        }
        if !opening {
            set(tally);
        }
    }
}
