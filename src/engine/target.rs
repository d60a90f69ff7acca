//! The target of a file: what is there, and what the overwrite rule makes of it.

use super::browse::join;
use super::event::FileFacts;
use super::job::{Exists, Job, JobEnd};
use super::overwrite::{MOST_NAMES, Plan, can_resume, decide, numbered};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::{ByteSize, Entry, EntryKind, EntryName, OverwriteRule, Permissions, Timestamp};
use crate::queue::Existing;
use crate::remote::{FollowLinks, RemoteFs};
use std::path::Path;
use tokio::task::spawn_blocking;

/// What is known of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SourceFacts {
    pub(super) size: Option<ByteSize>,
    pub(super) modified: Option<Timestamp>,
    pub(super) permissions: Option<Permissions>,
}

/// What a job writes to.
#[derive(Debug)]
pub(super) struct Goal {
    /// The final place.
    pub(super) place: Place,
    /// The name was changed by the rule.
    pub(super) renamed: bool,
    /// What is there now and will be replaced.
    pub(super) there: Option<Box<Entry>>,
    /// Go on behind what is there.
    pub(super) resume: bool,
}

/// Finds out where to write, or how the job ends without writing.
pub(super) async fn settle(job: &Job, source: SourceFacts) -> Result<Result<Goal, JobEnd>> {
    if job.in_place && job.item.part.as_ref().is_some_and(|part| part.place == job.item.target) {
        // What is there is our own, of an earlier try: no rule is asked about it.
        let there = job.unless_stopped(look(job, &job.item.target)).await?;
        return Ok(Ok(Goal { place: job.item.target.clone(), renamed: false, there, resume: false }));
    }
    let there = match &job.item.existing {
        Existing::Absent => None,
        Existing::Present(entry) => Some(entry.clone()),
        Existing::Unknown => job.unless_stopped(look(job, &job.item.target)).await?,
    };
    let place = job.item.target.clone();
    let Some(there) = there else { return Ok(Ok(Goal { place, renamed: false, there: None, resume: false })) };
    // The size of a text says nothing about where it goes on: all of it is written anew.
    let rule = if job.rule == OverwriteRule::Resume && job.is_text() { OverwriteRule::Overwrite } else { job.rule };
    let plan = decide(rule, source.size, source.modified, &there);
    Ok(match plan {
        Plan::Write { .. } => Ok(Goal { place, renamed: false, there: Some(there), resume: false }),
        Plan::Resume => Ok(Goal { place, renamed: false, there: Some(there), resume: true }),
        Plan::Rename => Ok(Goal { place: free_place(job).await?, renamed: true, there: None, resume: false }),
        Plan::Skip => Err(JobEnd::Skipped),
        Plan::Ask => Err(JobEnd::Exists(Box::new(Exists {
            source: FileFacts { place: job.item.source.clone(), size: source.size, modified: source.modified },
            target: FileFacts { place, size: there.size, modified: there.modified },
            can_resume: can_resume(source.size, &there) && !job.is_text(),
        }))),
        Plan::Refuse(kind) => Err(JobEnd::Failed(Error::new(kind).at(place))),
    })
}

/// What is at a place; for a link also what it leads to. `None`: nothing.
async fn look(job: &Job, place: &Place) -> Result<Option<Box<Entry>>> {
    let told = match place {
        Place::Local(path) => {
            let path = path.clone();
            join(spawn_blocking(move || local::stat_link(&path)).await)
        }
        Place::Remote(path) => match job.files.stat(path, FollowLinks::No).await {
            Ok(mut entry) if entry.kind == EntryKind::Link => {
                entry.link_kind = leads_to(&*job.files, path).await?;
                Ok(entry)
            }
            told => told.map_err(|e| e.at_remote(path)),
        },
    };
    match told {
        Ok(entry) => Ok(Some(Box::new(entry))),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn leads_to(files: &dyn RemoteFs, path: &crate::model::RemotePath) -> Result<Option<EntryKind>> {
    match files.stat(path, FollowLinks::Yes).await {
        Ok(entry) => Ok(Some(entry.kind)),
        Err(error) if error.ends_session() => Err(error),
        Err(_broken) => Ok(None),
    }
}

/// A place beside the target whose name is free: `name (2).ext` and on.
async fn free_place(job: &Job) -> Result<Place> {
    let target = &job.item.target;
    let refused = || Error::new(ErrorKind::AlreadyExists).at(target.clone());
    let name = name_of(target).ok_or_else(refused)?;
    for number in 2..MOST_NAMES {
        let candidate = beside(target, &numbered(&name, number).ok_or_else(refused)?)?;
        if job.unless_stopped(look(job, &candidate)).await?.is_none() {
            return Ok(candidate);
        }
    }
    Err(refused())
}

/// The name of a place.
pub(super) fn name_of(place: &Place) -> Option<EntryName> {
    match place {
        Place::Local(path) => local::entry_name(path.file_name()?),
        Place::Remote(path) => path.name(),
    }
}

/// The place of that name in the same folder.
pub(super) fn beside(place: &Place, name: &EntryName) -> Result<Place> {
    match place {
        Place::Local(path) => Ok(Place::Local(path.parent().unwrap_or(Path::new("/")).join(local::local_name(name)?))),
        Place::Remote(path) => {
            let folder = path.parent().ok_or_else(|| Error::new(ErrorKind::NameRefused).at_remote(path))?;
            Ok(Place::Remote(folder.join(name)))
        }
    }
}

/// The place of the part file of a target.
pub(super) fn part_place(target: &Place) -> Result<Place> {
    let name = name_of(target).ok_or_else(|| Error::new(ErrorKind::NameRefused).at(target.clone()))?;
    beside(target, &local::part_name(&name)?)
}

/// Whether the rule looks for what an earlier run has left.
pub(super) fn seeks_leftovers(rule: OverwriteRule) -> bool {
    rule == OverwriteRule::Resume
}
