//! One job of the queue, whatever its item is. Runs as a task of its own.

use super::command::LinkPolicy;
use super::explainer::Explainer;
use super::job::{Job, JobEnd, JobReport};
use super::{download, expand, link_job, upload};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{ByteSize, EntryKind};
use crate::queue::{Direction, FolderPhase, PartMemory};
use crate::remote::RemoteFs;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Does the job.
pub(super) async fn run(job: &Job) -> JobReport {
    if job.check_stop().is_err() {
        return JobReport { end: JobEnd::Stopped, part: job.item.part.clone(), target: None };
    }
    match (job.item.kind, job.item.phase) {
        (EntryKind::Folder, FolderPhase::Expand) => expand::open(job).await.into(),
        (EntryKind::Folder, FolderPhase::Content | FolderPhase::Finish) => expand::finish(job).await.into(),
        (EntryKind::Link, _) if job.links == LinkPolicy::Keep => link_job::run(job).await.into(),
        (EntryKind::Special, _) => {
            JobEnd::Failed(Error::new(ErrorKind::SpecialFile).at(job.item.source.clone())).into()
        }
        _ => match job.direction {
            Direction::Upload => upload::run(job).await,
            Direction::Download => download::run(job).await,
        },
    }
}

/// The report with what is behind a failure, before it is told; the wish to stop ends the looking.
pub(super) async fn explain(job: &Job, report: JobReport, explainer: &Explainer) -> JobReport {
    let JobReport { end: JobEnd::Failed(error), part, target } = report else { return report };
    let there = part.as_ref().map_or(0, |part| part.confirmed);
    let needed = job.item.size.map(|size| size.saturating_sub(ByteSize(there)));
    let known = error.clone();
    let error = tokio::select! {
        biased;
        () = job.control.cancel.cancelled() => known,
        error = explainer.explain(error, needed) => error,
    };
    JobReport { end: JobEnd::Failed(error), part, target }
}

/// Removes the part file of a transfer that the user stopped while it did not run.
pub(super) async fn discard(files: Option<Arc<dyn RemoteFs>>, part: PartMemory) {
    match (part.place, files) {
        (Place::Local(path), _) => {
            // What cannot be removed is seen in the folder.
            let _removed = spawn_blocking(move || crate::local::remove_file(&path)).await;
        }
        (Place::Remote(path), Some(files)) => {
            let _removed = files.remove_file(&path).await;
        }
        (Place::Remote(_), None) => {}
    }
}
