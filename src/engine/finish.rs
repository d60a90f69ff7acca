//! The end of an upload: everything confirmed, attributes set, the file closed.

use super::job::Job;
use super::target::SourceFacts;
use crate::error::{Act, Error, Result};
use crate::log::StatusMessage;
use crate::model::{Permissions, RemotePath};
use crate::remote::{FinishWrite, RemoteWriter};

/// From this size on the server is asked to force a file to disk.
const SYNC_FROM: u64 = 1 << 20;

/// Waits until everything is confirmed, sets attributes and closes.
pub(super) async fn finish(
    job: &Job,
    writer: Box<dyn RemoteWriter>,
    facts: SourceFacts,
    mode: Option<Permissions>,
    path: &RemotePath,
) -> Result<()> {
    let confirmed = writer.confirmed();
    let finished = job.unless_stopped(writer.finish(how(job, facts, mode))).await;
    advance(job, facts, confirmed);
    match finished {
        // Everything is written and confirmed before attributes are set, so the content stands.
        Err(error) if refused_attributes(&error) => {
            job.tell(StatusMessage::AttributesRefused { target: path.display() });
            Ok(())
        }
        other => other.map_err(|e| e.at_remote(path)),
    }
}

/// The same for a part file, and gives it its final name, which must be free. What came of that is the inner result.
pub(super) async fn finish_as(
    job: &Job,
    writer: Box<dyn RemoteWriter>,
    facts: SourceFacts,
    mode: Option<Permissions>,
    part: &RemotePath,
    target: &RemotePath,
) -> Result<Result<()>> {
    let confirmed = writer.confirmed();
    let finished = job.unless_stopped(writer.finish_as(how(job, facts, mode), target)).await;
    advance(job, facts, confirmed);
    let finished = finished.map_err(|error| error.at_remote(part))?;
    if finished.attributes.is_err() {
        job.tell(StatusMessage::AttributesRefused { target: target.display() });
    }
    Ok(finished.name)
}

fn how(job: &Job, facts: SourceFacts, mode: Option<Permissions>) -> FinishWrite {
    let can = job.files.capabilities();
    FinishWrite {
        sync: (job.durable || job.remove_source) && can.fsync && facts.size.is_some_and(|s| s.0 >= SYNC_FROM),
        permissions: mode.filter(|_| can.permissions),
        modified: facts.modified.filter(|_| can.times),
    }
}

/// Counts what was not confirmed before.
fn advance(job: &Job, facts: SourceFacts, confirmed: u64) {
    let size = facts.size.map_or(0, |size| size.0);
    job.item.progress.advance(size.saturating_sub(confirmed));
}

fn refused_attributes(error: &Error) -> bool {
    !error.ends_session()
        && (error.act == Some(Act::SetAttributes)
            || error.request.as_deref().is_some_and(|request| request.contains("SETSTAT")))
}
