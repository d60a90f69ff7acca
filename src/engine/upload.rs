//! One file to the server: into a part file beside the target, confirmed, then given its name.

use super::browse::join;
use super::download::begins_with;
use super::finish::{finish, finish_as};
use super::job::{Job, JobEnd, JobReport};
use super::publish::{publish, refusal, rename_to};
use super::read_ahead::ReadAhead;
use super::target::{Goal, SourceFacts, part_place, seeks_leftovers, settle};
use super::verify::compare_source;
use crate::error::{Error, ErrorKind, FtpFault, Place, Result, StatusCode};
use crate::local::{self, SourceFile};
use crate::log::StatusMessage;
use crate::model::{ByteSize, EntryKind, Permissions, RemotePath};
use crate::queue::{Existing, PartMemory, SMALL};
use crate::remote::{FollowLinks, OpenWrite, RemoteWriter, WriteBuffer};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// How much before the end of a part file is compared with the source before going on behind it.
const TAIL: u64 = 64 << 10;
/// How long the orderly end of a stopped transfer may take.
const ABANDON_LIMIT: Duration = Duration::from_secs(5);

/// Uploads the job's file.
pub(super) async fn run(job: &Job) -> JobReport {
    let mut report = JobReport { end: JobEnd::Stopped, part: job.item.part.clone(), target: None };
    report.end = match upload(job, &mut report).await {
        Ok(end) => end,
        Err(error) => error.into(),
    };
    if matches!(report.end, JobEnd::Done { .. }) {
        report.part = None;
    } else if job.in_place {
        // Never removed, for it bears the name of the target.
        if let Some(PartMemory { place, confirmed, source_size, .. }) = &report.part {
            let size = source_size.map_or(0, |size| size.0);
            job.tell(StatusMessage::LeftIncomplete { target: place.display(), there: *confirmed, size });
        }
    } else if job.control.discards()
        // With the rule to resume, the part may be a copy that stood there before.
        && !seeks_leftovers(job.rule)
        && let Some(PartMemory { place: Place::Remote(path), .. }) = report.part.take()
    {
        let removing = job.files.remove_file(&path);
        // What cannot be removed is seen in the folder; the transfer was stopped all the same.
        let _removed = tokio::time::timeout(ABANDON_LIMIT, removing).await;
    }
    report
}

/// The source as it was opened, with its content where it is small.
struct Source {
    file: Arc<SourceFile>,
    content: Option<Vec<u8>>,
}

/// Opens the source; reads it whole where it is small, and makes sure that it did not change meanwhile.
async fn open_source(path: std::path::PathBuf) -> Result<Source> {
    join(
        spawn_blocking(move || {
            let file = SourceFile::open(&path)?;
            let size = file.state().size;
            let mut content = None;
            if size <= SMALL {
                let mut bytes = vec![0; usize::try_from(size.0).unwrap_or(0)];
                let read = file.read_at(&mut bytes, 0)?;
                if read < bytes.len() {
                    return Err(Error::new(ErrorKind::ChangedDuringTransfer).at(file.place()));
                }
                file.verify_unchanged()?;
                content = Some(bytes);
            }
            Ok(Source { file: Arc::new(file), content })
        })
        .await,
    )
}

async fn upload(job: &Job, report: &mut JobReport) -> Result<JobEnd> {
    let (Place::Local(local_source), Place::Remote(_)) = (&job.item.source, &job.item.target) else {
        return Err(Error::new(ErrorKind::InvalidArgument));
    };
    let source = match open_source(local_source.clone()).await {
        Ok(source) => source,
        // A link inside of a tree that leads to a folder is left out, so that no loop and no foreign tree comes in.
        Err(error) if error.kind == ErrorKind::IsAFolder && job.item.kind == EntryKind::Link => {
            return Ok(JobEnd::Skipped);
        }
        Err(error) => return Err(error),
    };
    let state = source.file.state();
    let facts =
        SourceFacts { size: Some(state.size), modified: state.modified, permissions: source.file.permissions() };
    let goal = match settle(job, facts).await? {
        Ok(goal) => goal,
        Err(end) => return Ok(end),
    };
    let Place::Remote(target) = goal.place.clone() else { return Err(Error::new(ErrorKind::InvalidArgument)) };
    report.target = goal.renamed.then(|| goal.place.clone());
    let mode = goal.there.as_ref().and_then(|there| there.permissions);
    let mode = mode.or(facts.permissions.map(Permissions::without_special));
    let unnamed = write(job, report, &source, facts, &goal, &target, mode).await?;
    if let Some(part) = &unnamed {
        publish(&*job.files, part, &target, goal.there.is_some()).await?;
    }
    if job.remove_source {
        if !job.is_text() {
            verify_target(job, &target, state.size).await?;
        }
        let path = local_source.clone();
        join(spawn_blocking(move || local::remove_file(&path)).await)?;
    }
    Ok(JobEnd::Done { size: Some(state.size), unsynced: false })
}

/// Before a source is removed: the server must hold all of it under the final name.
async fn verify_target(job: &Job, target: &RemotePath, size: ByteSize) -> Result<()> {
    let there = job.files.stat(target, FollowLinks::Yes).await.map_err(|e| e.at_remote(target))?;
    match there.size {
        Some(there) if there != size => Err(Error::new(ErrorKind::EndedEarly).at_remote(target)),
        _ => Ok(()),
    }
}

/// Where the content was written.
enum Written {
    /// Into a part file that needs its final name.
    Part(RemotePath),
    /// Into the target itself, for want of another way.
    InPlace,
    /// Into the target itself, as the site wishes it; an earlier try may be gone on behind.
    AsWished,
}

/// Writes the content. Returns the part file where that needs its final name yet.
async fn write(
    job: &Job,
    report: &mut JobReport,
    source: &Source,
    facts: SourceFacts,
    goal: &Goal,
    target: &RemotePath,
    mode: Option<Permissions>,
) -> Result<Option<RemotePath>> {
    let part = if job.in_place { goal.place.clone() } else { part_place(&goal.place)? };
    let Place::Remote(part) = part else { return Err(Error::new(ErrorKind::InvalidArgument)) };
    let text = job.is_text();
    let through_link = goal.there.as_ref().is_some_and(|there| there.kind == EntryKind::Link);
    let mut offset = 0;
    if text {
        report.part = None;
    } else if !through_link {
        offset = begin(job, report, source, facts, goal, &part).await?;
    }
    let place = Place::Remote(part.clone());
    let memory = |confirmed| PartMemory {
        place: place.clone(),
        confirmed,
        source_size: facts.size,
        source_modified: facts.modified,
    };
    let (path, written) = if through_link {
        (target.clone(), Written::InPlace)
    } else if job.in_place {
        (part, Written::AsWished)
    } else {
        (part.clone(), Written::Part(part))
    };
    if offset == 0
        && let Some(size) = facts.size
    {
        job.unless_stopped(job.files.reserve(size)).await.map_err(|e| e.at_remote(&path))?;
    }
    let opened = match &written {
        Written::Part(part) => match open_part(job, part, offset, mode).await {
            // The server writes files from their beginning only.
            Err(error) if offset > 0 && refuses_resume(&error) => {
                offset = 0;
                open_part(job, part, 0, mode).await
            }
            opened => opened,
        },
        Written::AsWished => match open_wished(job, goal, target, offset, mode).await {
            Err(error) if offset > 0 && refuses_resume(&error) => {
                offset = 0;
                open_wished(job, goal, target, 0, mode).await
            }
            opened => opened,
        },
        Written::InPlace => open_in_place(job, target).await,
    };
    let (mut writer, path, written) = match opened {
        Ok(writer) => (writer, path, written),
        // The folder is closed but the file in it is not: it can only be written as it stands.
        Err(error) if closed_folder(&error) && goal.there.is_some() && matches!(written, Written::Part(_)) => {
            match open_in_place(job, target).await {
                Ok(writer) => (writer, target.clone(), Written::InPlace),
                Err(_also_closed) => return Err(error),
            }
        }
        Err(error) => return Err(error),
    };
    if matches!(written, Written::InPlace) {
        offset = 0;
        report.part = None;
        job.tell(StatusMessage::WrittenInPlace { target: target.display() });
    } else {
        report.part = Some(memory(offset)).filter(|_| !text);
    }
    job.item.progress.begin_at(offset);
    let copied = copy(job, source, &mut *writer, offset).await;
    if let Err(error) = copied {
        let confirmed = writer.confirmed();
        let confirmed = match tokio::time::timeout(ABANDON_LIMIT, writer.abandon()).await {
            Ok(confirmed) => confirmed,
            Err(_too_late) => confirmed,
        };
        if report.part.is_some() {
            report.part = Some(memory(confirmed));
        }
        return Err(error.at_remote(&path));
    }
    if offset == 0 && !text && goal.there.is_none() && writer.names_at_once() && matches!(written, Written::Part(_)) {
        let named = finish_as(job, writer, facts, mode, &path, target).await?;
        report.part = facts.size.map(|size| memory(size.0));
        return match named {
            Ok(()) => Ok(None),
            Err(error) => Err(refusal(&*job.files, error, &path, target).await),
        };
    }
    let finished = finish(job, writer, facts, mode, &path).await;
    let whole = match finished {
        Ok(()) if !text => compare_source(job, &path, &source.file, offset > 0).await,
        finished => finished,
    };
    if let Err(error) = whole {
        if matches!(error.kind, ErrorKind::ContentDiffers | ErrorKind::FtpProtocol(FtpFault::TextIgnored)) {
            // What is there is of no use for going on; what cannot be removed is seen in the folder.
            report.part = None;
            if matches!(written, Written::Part(_)) {
                let _removed = job.files.remove_file(&path).await;
            }
        }
        return Err(error);
    }
    if report.part.is_some() {
        report.part = facts.size.map(|size| memory(size.0));
    }
    Ok(if let Written::Part(part) = written { Some(part) } else { None })
}

/// Whether a server refused to write from a position on. It must not be for want of room or rights.
fn refuses_resume(error: &Error) -> bool {
    let kinds = matches!(error.kind, ErrorKind::Unsupported | ErrorKind::InvalidArgument | ErrorKind::Failure);
    kinds && matches!(error.code, Some(StatusCode::Ftp(_)))
}

fn closed_folder(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFileSystem)
}

/// Opens the part file: a new one that is no link, or an old one to go on behind `offset`.
async fn open_part(
    job: &Job,
    part: &RemotePath,
    offset: u64,
    mode: Option<Permissions>,
) -> Result<Box<dyn RemoteWriter>> {
    let how = OpenWrite { exclusive: offset == 0, truncate: false, offset, permissions: mode };
    let opened = if offset == 0 && folder_was_read(job) {
        job.unless_stopped(open_new(job, part, mode)).await
    } else {
        job.unless_stopped(open(job, part, how)).await
    };
    let Err(error) = opened else { return opened };
    let taken = matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure) && offset == 0;
    if !taken {
        return Err(error.at_remote(part));
    }
    // What an earlier run has left, or a link that was put there: removed itself, never written through.
    match job.unless_stopped(job.files.stat(part, FollowLinks::No)).await {
        Ok(there) if matches!(there.kind, EntryKind::File | EntryKind::Link) => {
            job.files.remove_file(part).await.map_err(|e| e.at_remote(part))?;
        }
        _ => return Err(error.at_remote(part)),
    }
    job.unless_stopped(open(job, part, how)).await.map_err(|e| e.at_remote(part))
}

/// Whether the folder of the target was made by us or read just before, and has neither the target nor its part file.
fn folder_was_read(job: &Job) -> bool {
    job.item.existing == Existing::Absent && job.item.attempts == 0 && job.item.part.is_none()
}

async fn open_new(job: &Job, path: &RemotePath, mode: Option<Permissions>) -> Result<Box<dyn RemoteWriter>> {
    if job.is_text() {
        return job.files.open_write_text(path, false).await;
    }
    job.files.open_new(path, mode).await
}

/// Opens a file to be written as text or byte for byte.
async fn open(job: &Job, path: &RemotePath, how: OpenWrite) -> Result<Box<dyn RemoteWriter>> {
    if job.is_text() {
        return job.files.open_write_text(path, how.exclusive).await;
    }
    job.files.open_write(path, how).await
}

/// Opens the target itself, as the site wishes it. `offset`: where to go on; 0: from the beginning.
async fn open_wished(
    job: &Job,
    goal: &Goal,
    target: &RemotePath,
    offset: u64,
    mode: Option<Permissions>,
) -> Result<Box<dyn RemoteWriter>> {
    let new = goal.there.is_none() && offset == 0;
    let how = OpenWrite { exclusive: new, truncate: offset == 0 && !new, offset, permissions: mode.filter(|_| new) };
    job.unless_stopped(open(job, target, how)).await.map_err(|e| e.at_remote(target))
}

async fn open_in_place(job: &Job, target: &RemotePath) -> Result<Box<dyn RemoteWriter>> {
    let how = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
    job.unless_stopped(open(job, target, how)).await.map_err(|e| e.at_remote(target))
}

/// Sends the source from `offset` on.
async fn copy(job: &Job, source: &Source, writer: &mut dyn RemoteWriter, offset: u64) -> Result<()> {
    let mut confirmed = offset;
    let mut count = |writer: &dyn RemoteWriter| {
        let now = writer.confirmed();
        job.item.progress.advance(now.saturating_sub(confirmed));
        confirmed = now.max(confirmed);
    };
    if let Some(content) = &source.content {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(content.len());
        let (header, most) = (writer.header_room(), writer.max_content().max(1));
        for piece in content.get(from..).unwrap_or_default().chunks(most) {
            job.unless_stopped(writer.write(WriteBuffer::from_content(header, piece))).await?;
            count(writer);
        }
        return Ok(());
    }
    let mut ahead = ReadAhead::new(Arc::clone(&source.file), writer.header_room(), offset);
    while let Some(buffers) = job.unless_stopped(ahead.next(writer.max_content())).await? {
        for buffer in buffers {
            job.unless_stopped(writer.write(buffer)).await?;
            if let Some(spare) = writer.spare() {
                ahead.reuse(spare);
            }
            count(writer);
        }
    }
    let file = Arc::clone(&source.file);
    join(spawn_blocking(move || file.verify_unchanged()).await)
}

/// Finds out whether to go on behind an earlier try, and from where.
async fn begin(
    job: &Job,
    report: &mut JobReport,
    source: &Source,
    facts: SourceFacts,
    goal: &Goal,
    part: &RemotePath,
) -> Result<u64> {
    let size = facts.size.map_or(0, |size| size.0);
    let remembered = report.part.take().filter(|memory| memory.place == Place::Remote(part.clone()));
    let asked = seeks_leftovers(job.rule);
    let (path, offset, by_rule) = if let Some(memory) = remembered
        && memory.source_size == facts.size
        && memory.source_modified == facts.modified
        && memory.confirmed > 0
    {
        let mut offset = memory.confirmed;
        if !job.files.capabilities().acknowledged_writes {
            // What was handed to the network may not have arrived.
            match job.unless_stopped(job.files.stat(part, FollowLinks::No)).await {
                Ok(there) if there.kind == EntryKind::File => offset = offset.min(there.size.map_or(0, |size| size.0)),
                Err(error) if error.ends_session() || error.is_cancelled() => return Err(error),
                _ => offset = 0,
            }
        }
        report.part = Some(memory);
        (part.clone(), offset, false)
    } else if goal.resume
        && let (Place::Remote(target), Some(there)) = (&goal.place, goal.there.as_ref().and_then(|t| t.size))
    {
        (target.clone(), there.0, true)
    } else if asked {
        match job.unless_stopped(job.files.stat(part, FollowLinks::No)).await {
            Ok(there) if there.kind == EntryKind::File => (part.clone(), there.size.map_or(0, |s| s.0), false),
            Err(error) if error.ends_session() || error.is_cancelled() => return Err(error),
            _ => return Ok(0),
        }
    } else {
        return Ok(0);
    };
    if offset == 0 || offset > size {
        return Ok(0);
    }
    if !same_tail(job, source, &path, offset).await? {
        if by_rule {
            return Err(Error::new(ErrorKind::ResumeMismatch).at_remote(&path));
        }
        report.part = None;
        return Ok(0);
    }
    if path != *part {
        // A shorter copy under the final name becomes the part file: from then on the name holds nothing that is not whole.
        match job.files.remove_file(part).await {
            Err(error) if error.kind != ErrorKind::NotFound => return Err(error.at_remote(part)),
            _ => {}
        }
        rename_to(&*job.files, &path, part).await?;
    }
    job.tell(StatusMessage::Resumed { name: job.item.source.display(), offset });
    Ok(offset)
}

/// Whether the last bytes before `offset` are the same in the source and in a file on the server.
async fn same_tail(job: &Job, source: &Source, path: &RemotePath, offset: u64) -> Result<bool> {
    let tail = offset.min(TAIL);
    let at = offset - tail;
    let file = Arc::clone(&source.file);
    let reading = spawn_blocking(move || {
        let mut bytes = vec![0; usize::try_from(tail).unwrap_or(0)];
        let read = file.read_at(&mut bytes, at)?;
        bytes.truncate(read);
        Ok(bytes)
    });
    let ours = join(reading.await)?;
    let comparing = async {
        let mut reader = job.files.open_read(path, at, Some(ByteSize(offset))).await?;
        begins_with(&mut *reader, &ours).await
    };
    match job.unless_stopped(comparing).await {
        Ok(same) => Ok(same.is_some() && ours.len() as u64 == tail),
        Err(error) if error.ends_session() || error.is_cancelled() => Err(error.at_remote(path)),
        // Gone, shorter, or closed to us: nothing to go on with.
        Err(_) => Ok(false),
    }
}
