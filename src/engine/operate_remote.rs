//! Operations on files of a server, with several requests under way.

use super::crew::Crew;
use super::publish::{publish, rename_to};
use super::tally::Tally;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::local::{ModeChange, changed_mode};
use crate::model::{Entry, EntryKind, EntryName, Permissions, RemotePath};
use crate::remote::{AttributeChange, FollowLinks, RemoteFs};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How many requests of one operation are under way at the same time.
const AT_ONCE: usize = 32;
/// Folders within folders beyond this are not entered: a server could make them up without end.
const DEPTH_LIMIT: usize = 64;

pub(super) async fn rename(files: &dyn RemoteFs, item: &RemotePath, name: &EntryName) -> Result<()> {
    let Some(folder) = item.parent() else {
        return Err(Error::new(ErrorKind::InvalidArgument).at_remote(item));
    };
    let to = folder.join(name);
    if to == *item {
        return Ok(());
    }
    rename_to(files, item, &to).await
}

/// Gives an entry another place; in place of a file or link that is there with `replace`.
pub(super) async fn move_to(files: &dyn RemoteFs, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
    if !replace {
        return rename_to(files, from, to).await;
    }
    match files.stat(to, FollowLinks::No).await {
        Ok(there) if there.kind == EntryKind::Folder => {
            Err(Error::new(ErrorKind::IsAFolder).at_remote(to).trying(Act::Rename { replace: true }))
        }
        Err(error) if error.kind == ErrorKind::NotFound => rename_to(files, from, to).await,
        Err(error) => Err(error.at_remote(to)),
        Ok(_) => publish(files, from, to, true).await,
    }
}

pub(super) async fn move_into(
    files: &Arc<dyn RemoteFs>,
    items: Vec<RemotePath>,
    folder: &RemotePath,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    for item in items {
        if cancel.is_cancelled() {
            tally.report.cancelled = true;
            return;
        }
        let moved = match item.name() {
            Some(name) if !folder.is_within(&item) => {
                if item.parent().as_ref() == Some(folder) {
                    Ok(())
                } else {
                    rename_to(&**files, &item, &folder.join(&name)).await
                }
            }
            Some(name) => {
                let into = Place::Remote(folder.join(&name));
                let refused = Error::new(ErrorKind::InvalidArgument).at_remote(&item).and_place(into);
                Err(refused.trying(Act::Rename { replace: false }))
            }
            None => Err(Error::new(ErrorKind::InvalidArgument).at_remote(&item)),
        };
        tally.count(moved);
    }
}

/// What is done to entries of a tree that are no folders.
#[derive(Clone, Copy)]
enum LeafWork {
    Remove,
    SetPermissions(ModeChange),
}

/// Walks trees from the top: does the work on each entry that is no folder, and collects the folders, parents first.
/// Links are never followed.
struct Walk<'a> {
    files: &'a Arc<dyn RemoteFs>,
    cancel: &'a CancellationToken,
    work: LeafWork,
    folders: Vec<(RemotePath, Entry)>,
    leaves: Vec<(RemotePath, Entry)>,
}

impl Walk<'_> {
    /// Lists `top` and everything below it, several folders at a time, and works on what comes.
    async fn run(&mut self, top: Vec<(RemotePath, Entry)>, tally: &mut Tally) {
        let mut level: Vec<(RemotePath, Entry)> = Vec::new();
        for (path, entry) in top {
            if entry.kind == EntryKind::Folder { level.push((path, entry)) } else { self.leaves.push((path, entry)) }
        }
        for _depth in 0..DEPTH_LIMIT {
            let mut next = Vec::new();
            let mut crew = Crew::new(AT_ONCE / 4);
            let paths: Vec<RemotePath> = level.iter().map(|(path, _)| path.clone()).collect();
            self.folders.append(&mut level);
            for path in paths {
                if self.cancel.is_cancelled() {
                    break;
                }
                let files = Arc::clone(self.files);
                let list = async move {
                    let listed = files.list(&path, &mut |_| {}).await;
                    (path, listed)
                };
                if let Some((folder, listed)) = crew.add(list).await {
                    self.sort(&folder, listed, &mut next, tally);
                    self.flush(tally).await;
                }
            }
            while let Some((folder, listed)) = crew.next().await {
                self.sort(&folder, listed, &mut next, tally);
            }
            self.flush(tally).await;
            if next.is_empty() || self.cancel.is_cancelled() {
                tally.report.cancelled |= self.cancel.is_cancelled();
                return;
            }
            level = next;
        }
        for (path, _) in level {
            tally.fail(Error::new(ErrorKind::TooDeep).at_remote(&path));
        }
    }

    /// Works on the leaves that have come.
    async fn flush(&mut self, tally: &mut Tally) {
        let leaves = std::mem::take(&mut self.leaves);
        match self.work {
            LeafWork::Remove => remove_all(self.files, leaves, self.cancel, tally).await,
            LeafWork::SetPermissions(change) => set_all(self.files, leaves, change, self.cancel, tally).await,
        }
    }

    fn sort(
        &mut self,
        folder: &RemotePath,
        listed: Result<crate::model::Listing>,
        next: &mut Vec<(RemotePath, Entry)>,
        tally: &mut Tally,
    ) {
        match listed {
            Ok(listing) => {
                for entry in listing.entries {
                    let path = folder.join(&entry.name);
                    if entry.kind == EntryKind::Folder {
                        next.push((path, entry));
                    } else {
                        self.leaves.push((path, entry));
                    }
                }
                for name in listing.refused {
                    let shown = crate::model::escape_bytes(&name);
                    tally.fail(Error::new(ErrorKind::NameRefused).at_remote(folder).with_detail(shown));
                }
            }
            Err(error) => tally.fail(error.at_remote(folder)),
        }
    }
}

/// The entries that the user named; those that are not there are counted as failed.
async fn named(
    files: &Arc<dyn RemoteFs>,
    items: Vec<RemotePath>,
    follow: FollowLinks,
    tally: &mut Tally,
) -> Vec<(RemotePath, Entry)> {
    let mut crew = Crew::new(AT_ONCE);
    let mut found = Vec::new();
    let mut take = |told: (RemotePath, Result<Entry>), tally: &mut Tally| match told {
        (path, Ok(entry)) => found.push((path, entry)),
        (path, Err(error)) => tally.fail(error.at_remote(&path)),
    };
    for path in items {
        let files = Arc::clone(files);
        let stat = async move {
            let told = files.stat(&path, follow).await;
            (path, told)
        };
        if let Some(told) = crew.add(stat).await {
            take(told, tally);
        }
    }
    while let Some(told) = crew.next().await {
        take(told, tally);
    }
    found
}

/// Removes folders in one step each, where the server can; what it leaves is returned.
async fn remove_trees(
    files: &Arc<dyn RemoteFs>,
    top: Vec<(RemotePath, Entry)>,
    cancel: &CancellationToken,
    tally: &mut Tally,
) -> Vec<(RemotePath, Entry)> {
    let mut left = Vec::new();
    for (path, entry) in top {
        if entry.kind != EntryKind::Folder || cancel.is_cancelled() {
            left.push((path, entry));
            continue;
        }
        match files.remove_tree(&path).await {
            Ok(()) => tally.count(Ok(())),
            Err(error) if error.ends_session() => tally.fail(error.at_remote(&path)),
            // Whatever stands in the way: going through it one by one tells what it is.
            Err(_refused) => left.push((path, entry)),
        }
    }
    left
}

/// Removes entries and all that is in them; links themselves, never what they lead to.
pub(super) async fn delete(
    files: &Arc<dyn RemoteFs>,
    items: Vec<RemotePath>,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    let mut top =
        named(files, items.into_iter().filter(|path| !path.is_root()).collect(), FollowLinks::No, tally).await;
    if files.capabilities().remove_tree {
        top = remove_trees(files, top, cancel, tally).await;
    }
    let mut walk = Walk { files, cancel, work: LeafWork::Remove, folders: Vec::new(), leaves: Vec::new() };
    walk.run(top, tally).await;
    if cancel.is_cancelled() {
        tally.report.cancelled = true;
        return;
    }
    // Children stand behind their parents: backwards, and a depth at a time, every folder is empty when its turn comes.
    let mut folders = walk.folders;
    while let Some(depth) = folders.last().map(|(path, _)| path.components().count()) {
        let mut crew = Crew::new(AT_ONCE);
        while let Some((path, _)) = folders.pop_if(|(path, _)| path.components().count() == depth) {
            if cancel.is_cancelled() {
                tally.report.cancelled = true;
                break;
            }
            let files = Arc::clone(files);
            let remove = async move { files.remove_folder(&path).await.map_err(|e| e.at_remote(&path)) };
            if let Some(step) = crew.add(remove).await {
                tally.count(step);
            }
        }
        while let Some(step) = crew.next().await {
            tally.count(step);
        }
        if cancel.is_cancelled() {
            return;
        }
    }
}

async fn remove_all(
    files: &Arc<dyn RemoteFs>,
    leaves: Vec<(RemotePath, Entry)>,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    let mut crew = Crew::new(AT_ONCE);
    for (path, _) in leaves {
        if cancel.is_cancelled() {
            break;
        }
        let files = Arc::clone(files);
        let remove = async move { files.remove_file(&path).await.map_err(|e| e.at_remote(&path)) };
        if let Some(step) = crew.add(remove).await {
            tally.count(step);
        }
    }
    while let Some(step) = crew.next().await {
        tally.count(step);
    }
}

/// Changes permission bits of entries, with `recursive` of all that is in them; links inside of trees stay as they are.
pub(super) async fn set_permissions(
    files: &Arc<dyn RemoteFs>,
    items: Vec<RemotePath>,
    change: ModeChange,
    recursive: bool,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    let top = named(files, items, FollowLinks::Yes, tally).await;
    if !recursive {
        return set_all(files, top, change, cancel, tally).await;
    }
    // A folder that is about to be opened is opened before it is listed, one that is about to be closed afterwards.
    let mut walk =
        Walk { files, cancel, work: LeafWork::SetPermissions(change), folders: Vec::new(), leaves: Vec::new() };
    if change.set.mode() & 0o500 == 0o500 {
        let folders = top.iter().filter(|(_, entry)| entry.kind == EntryKind::Folder).cloned().collect();
        set_all(files, folders, change, cancel, &mut Tally::default()).await;
    }
    walk.run(top, tally).await;
    let mut folders = walk.folders;
    folders.reverse();
    while let Some(depth) = folders.first().map(|(path, _)| path.components().count()) {
        let deeper = folders.iter().take_while(|(path, _)| path.components().count() == depth).count();
        let rest = folders.split_off(deeper);
        set_all(files, folders, change, cancel, tally).await;
        folders = rest;
    }
}

async fn set_all(
    files: &Arc<dyn RemoteFs>,
    entries: Vec<(RemotePath, Entry)>,
    change: ModeChange,
    cancel: &CancellationToken,
    tally: &mut Tally,
) {
    let mut crew = Crew::new(AT_ONCE);
    for (path, entry) in entries {
        if cancel.is_cancelled() {
            tally.report.cancelled = true;
            break;
        }
        if entry.kind == EntryKind::Link {
            continue;
        }
        let files = Arc::clone(files);
        if let Some(step) = crew.add(async move { set_one(&*files, &path, entry, change).await }).await {
            tally.count(step);
        }
    }
    while let Some(step) = crew.next().await {
        tally.count(step);
    }
}

async fn set_one(files: &dyn RemoteFs, path: &RemotePath, entry: Entry, change: ModeChange) -> Result<()> {
    let now: Option<Permissions> = match entry.permissions {
        Some(now) => Some(now),
        None => files.stat(path, FollowLinks::Yes).await?.permissions,
    };
    // A change of every bit needs no knowledge of what there is.
    let exact = change.set.mode() | change.clear.mode() == 0o7777;
    let Some(now) = now.or(exact.then_some(Permissions::from_mode(0))) else {
        return Err(Error::new(ErrorKind::Unsupported).at(Place::Remote(path.clone())));
    };
    let permissions = Some(changed_mode(now, entry.kind == EntryKind::Folder, change));
    let wanted = AttributeChange { permissions, ..AttributeChange::default() };
    files.set_attributes(path, wanted, FollowLinks::Yes).await.map_err(|e| e.at_remote(path))
}
