//! Symbolic links that are made anew at the target.

use super::browse::join;
use super::job::{Job, JobEnd};
use super::target::{SourceFacts, settle};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::ByteSize;
use tokio::task::spawn_blocking;

/// Makes the job's link at the target.
pub(super) async fn run(job: &Job) -> JobEnd {
    make(job).await.unwrap_or_else(Into::into)
}

async fn make(job: &Job) -> Result<JobEnd> {
    let facts = SourceFacts { size: None, modified: job.item.modified, permissions: None };
    let goal = match settle(job, facts).await? {
        Ok(goal) => goal,
        Err(end) => return Ok(end),
    };
    match (&job.item.source, &goal.place) {
        (Place::Local(source), Place::Remote(target)) => {
            let path = source.clone();
            let entry = join(spawn_blocking(move || local::stat_link(&path)).await)?;
            let content = entry.link_target.ok_or_else(|| changed(job))?;
            if goal.there.is_some() {
                job.files.remove_file(target).await.map_err(|e| e.at_remote(target))?;
            }
            job.unless_stopped(job.files.create_symlink(target, &content)).await.map_err(|e| e.at_remote(target))?;
            if job.remove_source {
                let path = source.clone();
                join(spawn_blocking(move || local::remove_file(&path)).await)?;
            }
        }
        (Place::Remote(source), Place::Local(target)) => {
            let content = job.unless_stopped(job.files.read_link(source)).await.map_err(|e| e.at_remote(source))?;
            let (path, replace) = (target.clone(), goal.there.is_some());
            let making = spawn_blocking(move || {
                if replace {
                    local::remove_file(&path)?;
                }
                local::create_link(&path, &content)
            });
            join(making.await)?;
            if job.remove_source {
                job.files.remove_file(source).await.map_err(|e| e.at_remote(source))?;
            }
        }
        _ => return Err(Error::new(ErrorKind::InvalidArgument)),
    }
    Ok(JobEnd::Done { size: Some(ByteSize(0)), unsynced: false })
}

/// It was a link when the folder was read.
fn changed(job: &Job) -> Box<Error> {
    Error::new(ErrorKind::ChangedDuringTransfer).at(job.item.source.clone())
}
