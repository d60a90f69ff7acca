//! Looking at what the user sent, before its jobs start: what it is, how large, how old. Runs as a task of its own.

use super::browse::join;
use super::crew::Crew;
use crate::error::{Place, Result};
use crate::local;
use crate::model::{Entry, EntryKind, EntryName, RemotePath, TransferId};
use crate::queue::Existing;
use crate::remote::{FollowLinks, RemoteFs};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How many sources are looked at in one go; the first jobs start after that many.
pub(super) const AT_ONCE: usize = 256;
/// Requests under way at the same time.
const REQUESTS: usize = 64;

/// From so many files of one folder on, a server that does one thing at a time tells the folder and not each file.
const MANY: usize = 8;

/// What is to be looked at.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) id: TransferId,
    pub(super) source: Place,
    pub(super) target: Place,
}

/// One source that was looked at.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) id: TransferId,
    /// What it is.
    pub(super) told: Result<Entry>,
    /// What is known of its target.
    pub(super) existing: Existing,
}

/// Sources of one session that were looked at.
pub(super) type Survey = Vec<Looked>;

/// Looks at sources; links that the user named are followed.
pub(super) async fn survey(files: Option<Arc<dyn RemoteFs>>, wanted: Vec<Wanted>) -> Survey {
    let mut local_ones: Vec<(Wanted, PathBuf)> = Vec::new();
    let mut crew = Crew::new(REQUESTS);
    let mut found = Survey::new();
    let folders = Folders::read(files.as_deref(), &wanted).await;
    for one in wanted {
        match (one.source.clone(), &files) {
            (Place::Local(path), _) => local_ones.push((one, path)),
            (Place::Remote(path), Some(files)) => {
                if let Some(entry) = folders.plain(&path) {
                    found.push(Looked { id: one.id, told: Ok(entry), existing: Existing::Unknown });
                    continue;
                }
                let files = Arc::clone(files);
                let look = async move {
                    let told = files.stat(&path, FollowLinks::Yes).await.map_err(|e| e.at_remote(&path));
                    Looked { id: one.id, told, existing: Existing::Unknown }
                };
                found.extend(crew.add(look).await);
            }
            (Place::Remote(_), None) => {}
        }
    }
    while let Some(looked) = crew.next().await {
        found.push(looked);
    }
    let looking = tokio::task::spawn_blocking(move || {
        let look = |(one, path): (Wanted, PathBuf)| {
            let existing =
                if let Place::Remote(target) = &one.target { folders.existing(target) } else { Existing::Unknown };
            Looked { id: one.id, told: local::stat(&path), existing }
        };
        Ok(local_ones.into_iter().map(look).collect::<Survey>())
    });
    if let Ok(looked) = join(looking.await) {
        found.extend(looked);
    }
    found
}

/// Folders of a server that hold many of the sources or targets, each read once.
#[derive(Debug, Default)]
struct Folders(HashMap<RemotePath, HashMap<EntryName, Entry>>);

impl Folders {
    async fn read(files: Option<&dyn RemoteFs>, wanted: &[Wanted]) -> Self {
        let mut this = Self::default();
        let Some(files) = files.filter(|files| files.capabilities().transfers_per_channel == Some(1)) else {
            return this;
        };
        let mut counts: HashMap<RemotePath, usize> = HashMap::new();
        for place in wanted.iter().flat_map(|one| [&one.source, &one.target]) {
            if let Place::Remote(path) = place
                && let Some(folder) = path.parent()
            {
                *counts.entry(folder).or_default() += 1;
            }
        }
        for folder in counts.into_iter().filter(|(_, count)| *count >= MANY).map(|(folder, _)| folder) {
            // What cannot be listed is asked about file by file, which tells why.
            if let Ok(listing) = files.list(&folder, &mut |_| {}).await
                && listing.is_complete()
            {
                this.0.insert(folder, listing.entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect());
            }
        }
        this
    }

    fn of(&self, path: &RemotePath) -> Option<(&HashMap<EntryName, Entry>, EntryName)> {
        Some((self.0.get(&path.parent()?)?, path.name()?))
    }

    /// The entry of a file or folder; `None` for what must be asked about, as links must.
    fn plain(&self, path: &RemotePath) -> Option<Entry> {
        let (entries, name) = self.of(path)?;
        entries.get(&name).filter(|entry| matches!(entry.kind, EntryKind::File | EntryKind::Folder)).cloned()
    }

    fn existing(&self, target: &RemotePath) -> Existing {
        self.of(target).map_or(Existing::Unknown, |(entries, name)| existing_in(entries, &name))
    }
}

/// What a listing says of a target.
pub(super) fn existing_in(listing: &HashMap<EntryName, Entry>, name: &EntryName) -> Existing {
    match listing.get(name) {
        // What an earlier run has left is looked at.
        None if local::part_name(name).is_ok_and(|part| !listing.contains_key(&part)) => Existing::Absent,
        Some(entry) if entry.kind == EntryKind::File => Existing::Present(Box::new(entry.clone())),
        // Links are looked at one by one: where they lead decides.
        _ => Existing::Unknown,
    }
}
