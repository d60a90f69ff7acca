//! One file from the server: into a part file beside the target, checked, then given its name.

use super::browse::join;
use super::job::{Job, JobEnd, JobReport};
use super::target::{Goal, SourceFacts, part_place, seeks_leftovers, settle};
use super::verify::{compare_file, compare_pieces};
use super::write_behind::WriteBehind;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local::{self, PartFile, SourceFile};
use crate::log::StatusMessage;
use crate::model::{ByteSize, EntryKind, Permissions, RemotePath, Timestamp};
use crate::queue::{PartMemory, SMALL};
use crate::remote::{FollowLinks, RemoteReader};
use bytes::Bytes;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// How much before the end of a part file is compared with the source before going on behind it.
const TAIL: u64 = 64 << 10;
/// From this size on a file is forced to disk by itself; smaller ones by the batch, all at once.
const SYNC_FROM: u64 = 1 << 20;
/// From this size on the source is looked at again afterwards.
const CHECK_FROM: u64 = 1 << 20;

/// Downloads the job's file.
pub(super) async fn run(job: &Job) -> JobReport {
    let mut report = JobReport { end: JobEnd::Stopped, part: job.item.part.clone(), target: None };
    report.end = match download(job, &mut report).await {
        Ok(end) => end,
        Err(error) => error.into(),
    };
    if matches!(report.end, JobEnd::Done { .. }) {
        report.part = None;
    } else if job.control.discards()
        // With the rule to resume, the part may be a copy that stood there before.
        && !seeks_leftovers(job.rule)
        && let Some(PartMemory { place: Place::Local(path), .. }) = report.part.take()
    {
        // What cannot be removed is seen in the folder; the transfer was stopped all the same.
        let _removed = join(spawn_blocking(move || local::remove_file(&path)).await);
    }
    report
}

/// What the file has to become.
struct Finish {
    target: PathBuf,
    replace: bool,
    permissions: Permissions,
    modified: Option<Timestamp>,
    sync: bool,
}

async fn download(job: &Job, report: &mut JobReport) -> Result<JobEnd> {
    let (Place::Remote(source), Place::Local(_)) = (&job.item.source, &job.item.target) else {
        return Err(Error::new(ErrorKind::InvalidArgument));
    };
    let text = job.is_text();
    let facts = match source_facts(job, source).await? {
        // Lines end otherwise here: what arrives has another size.
        Ok(facts) => SourceFacts { size: facts.size.filter(|_| !text), ..facts },
        Err(end) => return Ok(end),
    };
    let goal = match settle(job, facts).await? {
        Ok(goal) => goal,
        Err(end) => return Ok(end),
    };
    let (Place::Local(target), Place::Local(part)) = (goal.place.clone(), part_place(&goal.place)?) else {
        return Err(Error::new(ErrorKind::InvalidArgument));
    };
    report.target = goal.renamed.then(|| goal.place.clone());
    let kept = goal.there.as_ref().and_then(|there| there.permissions);
    let durable = job.durable || job.remove_source;
    let finish = Finish {
        target,
        replace: goal.there.is_some(),
        permissions: kept.or(facts.permissions).map_or_else(|| local::default_mode(false), local::wanted_mode),
        modified: facts.modified,
        sync: durable && (job.remove_source || facts.size.is_none_or(|size| size.0 >= SYNC_FROM)),
    };
    let leftover = leftover(job, report, &goal, facts, &part).await?;
    let small = facts.size.is_some_and(|size| size <= SMALL) && leftover.is_none();
    let size = if small {
        small_file(job, source, facts, part, &finish).await?
    } else {
        large_file(job, report, source, facts, part, leftover, &finish).await?
    };
    if job.remove_source {
        job.files.remove_file(source).await.map_err(|e| e.at_remote(source))?;
    }
    Ok(JobEnd::Done { size: Some(ByteSize(size)), unsynced: durable && !finish.sync })
}

/// What the source is now: as the listing told, or looked at again where that may be old.
async fn source_facts(job: &Job, source: &RemotePath) -> Result<Result<SourceFacts, JobEnd>> {
    let item = &job.item;
    if item.kind == EntryKind::File && item.attempts == 0 && item.part.is_none() {
        let facts = SourceFacts { size: item.size, modified: item.modified, permissions: item.permissions };
        return Ok(Ok(facts));
    }
    let looked = job.files.stat(source, FollowLinks::Yes);
    let entry = job.unless_stopped(looked).await.map_err(|e| e.at_remote(source))?;
    Ok(match (item.kind, entry.kind) {
        (EntryKind::Link, EntryKind::Folder) => Err(JobEnd::Skipped),
        (EntryKind::Unknown, EntryKind::Folder) => Err(JobEnd::IsFolder(Box::new(entry))),
        (_, EntryKind::Folder) => return Err(Error::new(ErrorKind::IsAFolder).at_remote(source)),
        (_, EntryKind::Special) => return Err(Error::new(ErrorKind::SpecialFile).at_remote(source)),
        _ => Ok(SourceFacts { size: entry.size, modified: entry.modified, permissions: entry.permissions }),
    })
}

/// What an earlier try has left.
struct Leftover {
    /// The part file, or a shorter copy under the final name.
    path: PathBuf,
    /// How much of it counts, in bytes; more than 0.
    size: u64,
}

/// Finds out whether to go on behind an earlier try. `None`: anew.
async fn leftover(
    job: &Job,
    report: &mut JobReport,
    goal: &Goal,
    facts: SourceFacts,
    part: &Path,
) -> Result<Option<Leftover>> {
    let remembered = report.part.take().filter(|memory| memory.place == Place::Local(part.into()));
    if job.is_text() {
        return Ok(None);
    }
    if let Some(memory) = remembered
        && memory.source_size == facts.size
        && memory.source_modified == facts.modified
        && memory.confirmed > 0
    {
        let (path, confirmed) = (part.to_path_buf(), memory.confirmed);
        let there = join(spawn_blocking(move || local::stat_link(&path)).await);
        let whole = there.is_ok_and(|e| e.kind == EntryKind::File && e.size.is_some_and(|s| s.0 >= confirmed));
        report.part = Some(memory).filter(|_| whole);
        return Ok(whole.then(|| Leftover { path: part.to_path_buf(), size: confirmed }));
    }
    let Some(size) = facts.size.filter(|_| seeks_leftovers(job.rule)) else { return Ok(None) };
    let path = match (&goal.place, goal.resume) {
        (Place::Local(target), true) => target.clone(),
        _ => part.to_path_buf(),
    };
    let looked = path.clone();
    let there = join(spawn_blocking(move || Ok(local::stat_link(&looked).ok())).await)?;
    let there = there.filter(|entry| entry.kind == EntryKind::File).and_then(|entry| entry.size);
    Ok(there.filter(|there| there.0 > 0 && *there <= size).map(|there| Leftover { path, size: there.0 }))
}

/// A file that fits into memory: one request chain to the server, one blocking call here.
async fn small_file(job: &Job, source: &RemotePath, facts: SourceFacts, part: PathBuf, finish: &Finish) -> Result<u64> {
    job.item.progress.begin_at(0);
    let reading = async {
        let mut reader = job.files.open_read(source, 0, facts.size).await?;
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut length = 0u64;
        while let Some(chunk) = reader.next().await? {
            length += chunk.bytes.len() as u64;
            pieces.push(chunk.bytes);
        }
        Ok((pieces, length))
    };
    let (pieces, length) = job.unless_stopped(reading).await.map_err(|e| e.at_remote(source))?;
    check_size(source, facts, length)?;
    let pieces = compare_pieces(job, source, pieces).await?;
    let (target, replace, permissions, modified, sync) =
        (finish.target.clone(), finish.replace, finish.permissions, finish.modified, finish.sync);
    let writing = spawn_blocking(move || {
        let file = PartFile::open(&part, false)?;
        let written =
            file.write_at(&pieces, 0).and_then(|()| complete(&file, &target, replace, permissions, modified, sync));
        if written.is_err() {
            // Small enough to be fetched again.
            let _removed = local::remove_file(&part);
        }
        written
    });
    let attributes = join(writing.await)?;
    job.item.progress.advance(length);
    tell_attributes(job, attributes);
    Ok(length)
}

/// Sets attributes, forces to disk and gives the final name. Returns whether the attributes were taken.
fn complete(
    file: &PartFile,
    target: &Path,
    replace: bool,
    permissions: Permissions,
    modified: Option<Timestamp>,
    sync: bool,
) -> Result<bool> {
    let attributes = file.set_attributes(permissions, modified).is_ok();
    if sync {
        file.sync()?;
    }
    file.publish(target, replace)?;
    if sync && let Some(folder) = target.parent() {
        local::sync_folder(folder)?;
    }
    Ok(attributes)
}

fn tell_attributes(job: &Job, taken: bool) {
    if !taken {
        job.tell(StatusMessage::AttributesRefused { target: job.item.target.display() });
    }
}

fn check_size(source: &RemotePath, facts: SourceFacts, length: u64) -> Result<()> {
    match facts.size {
        Some(size) if size.0 > length => Err(Error::new(ErrorKind::EndedEarly).at_remote(source)),
        Some(size) if size.0 < length => Err(Error::new(ErrorKind::ChangedDuringTransfer).at_remote(source)),
        _ => Ok(()),
    }
}

async fn large_file(
    job: &Job,
    report: &mut JobReport,
    source: &RemotePath,
    facts: SourceFacts,
    part: PathBuf,
    leftover: Option<Leftover>,
    finish: &Finish,
) -> Result<u64> {
    let place = Place::Local(part.clone());
    let behind = match leftover {
        Some(leftover) => open_behind(job, source, facts, leftover, &part).await?,
        None => None,
    };
    let offset = behind.as_ref().map_or(0, |(_, offset)| *offset);
    let checked = part.clone();
    let opening = spawn_blocking(move || {
        let file = PartFile::open(&part, offset > 0)?;
        // Another program cut it after it was compared.
        if file.size()?.0 < offset {
            return Err(Error::new(ErrorKind::ChangedDuringTransfer).at(Place::Local(part)));
        }
        Ok(file)
    });
    let file = Arc::new(join(opening.await)?);
    let memory = |confirmed| PartMemory {
        place: place.clone(),
        confirmed,
        source_size: facts.size,
        source_modified: facts.modified,
    };
    report.part = Some(memory(offset));
    let mut reader = if let Some((reader, _)) = behind {
        reader
    } else {
        let opening = async {
            if job.is_text() {
                return job.files.open_read_text(source).await;
            }
            job.files.open_read(source, 0, facts.size).await
        };
        job.unless_stopped(opening).await.map_err(|e| e.at_remote(source))?
    };
    job.item.progress.begin_at(offset);
    let mut writer = WriteBehind::new(Arc::clone(&file), offset, job.durable);
    let copied = copy(job, &mut *reader, &mut writer).await;
    let written = writer.finish().await;
    report.part = Some(memory(writer.confirmed()));
    copied.map_err(|e| e.at_remote(source))?;
    written?;
    let length = writer.end();
    check_size(source, facts, length)?;
    if length >= CHECK_FROM {
        let closed = job.unless_stopped(reader.close()).await;
        closed.map_err(|e| e.at_remote(source))?;
        let now =
            job.unless_stopped(job.files.stat(source, FollowLinks::Yes)).await.map_err(|e| e.at_remote(source))?;
        if now.size.is_some() && facts.size.is_some() && now.size != facts.size || now.modified != facts.modified {
            return Err(Error::new(ErrorKind::ChangedDuringTransfer).at_remote(source));
        }
    }
    let (target, replace, permissions, modified, sync) =
        (finish.target.clone(), finish.replace, finish.permissions, finish.modified, finish.sync);
    let cutting = Arc::clone(&file);
    let cut = spawn_blocking(move || if cutting.size()?.0 > length { cutting.cut(length) } else { Ok(()) });
    join(cut.await)?;
    if let Err(error) = compare_file(job, source, checked.clone(), offset > 0).await {
        if error.kind == ErrorKind::ContentDiffers {
            // What is there is of no use for going on; what cannot be removed is seen in the folder.
            report.part = None;
            let _removed = spawn_blocking(move || std::fs::remove_file(checked)).await;
        }
        return Err(error);
    }
    let ending = spawn_blocking(move || complete(&file, &target, replace, permissions, modified, sync));
    tell_attributes(job, join(ending.await)?);
    Ok(length)
}

/// Opens the source so that it goes on behind what is there, after the last bytes of that were found to be the same on
/// both sides; then, and not before, a shorter copy under the final name becomes the part file, so that from then on the
/// name holds nothing that is not whole. `None`: they differ. With the rule to resume that is an error, and what is there
/// stays where it is.
async fn open_behind(
    job: &Job,
    source: &RemotePath,
    facts: SourceFacts,
    leftover: Leftover,
    part: &Path,
) -> Result<Option<(Box<dyn RemoteReader>, u64)>> {
    let Leftover { path, size: offset } = leftover;
    let tail = offset.min(TAIL);
    let at = offset - tail;
    let kept = path.clone();
    let reading = spawn_blocking(move || {
        let mut bytes = vec![0; usize::try_from(tail).unwrap_or(0)];
        let read = SourceFile::open(&kept)?.read_at(&mut bytes, at)?;
        bytes.truncate(read);
        Ok(bytes)
    });
    let ours = join(reading.await)?;
    let asked = facts.size.filter(|size| size.0 > at);
    let comparing = async {
        let mut reader = job.files.open_read(source, at, asked).await?;
        let same = begins_with(&mut *reader, &ours).await?;
        Ok((reader, same))
    };
    let (reader, same) = match job.unless_stopped(comparing).await {
        // The server sends files from their beginning only.
        Err(error) if at > 0 && error.kind == ErrorKind::Unsupported => return Ok(None),
        compared => compared.map_err(|e| e.at_remote(source))?,
    };
    let Some(rest) = same.filter(|_| ours.len() as u64 == tail) else {
        if seeks_leftovers(job.rule) {
            return Err(Error::new(ErrorKind::ResumeMismatch).at(job.item.target.clone()));
        }
        return Ok(None);
    };
    if path != part {
        let part = part.to_path_buf();
        let moving = spawn_blocking(move || {
            local::remove_file(&part)?;
            local::rename(&path, &part)
        });
        join(moving.await)?;
    }
    job.tell(StatusMessage::Resumed { name: job.item.source.display(), offset });
    Ok(Some((Box::new(Ahead { offset, first: Some(rest).filter(|r| !r.is_empty()), reader }), offset)))
}

/// Whether the next bytes are these: the bytes behind them that came along, or `None` when they differ.
pub(super) async fn begins_with(reader: &mut dyn RemoteReader, bytes: &[u8]) -> Result<Option<Bytes>> {
    let mut left = bytes;
    while !left.is_empty() {
        let Some(chunk) = reader.next().await? else { return Ok(None) };
        let common = chunk.bytes.len().min(left.len());
        let (expected, rest) = left.split_at(common);
        if !chunk.bytes.starts_with(expected) {
            return Ok(None);
        }
        left = rest;
        if left.is_empty() {
            return Ok(Some(chunk.bytes.slice(common..)));
        }
    }
    Ok(Some(Bytes::new()))
}

/// A reader that first hands out what came along while comparing.
struct Ahead {
    offset: u64,
    first: Option<Bytes>,
    reader: Box<dyn RemoteReader>,
}

#[async_trait::async_trait]
impl RemoteReader for Ahead {
    async fn next(&mut self) -> Result<Option<crate::remote::Chunk>> {
        match self.first.take() {
            Some(bytes) => Ok(Some(crate::remote::Chunk { offset: self.offset, bytes })),
            None => self.reader.next().await,
        }
    }

    async fn close(self: Box<Self>) -> Result<()> {
        self.reader.close().await
    }
}

async fn copy(job: &Job, reader: &mut dyn RemoteReader, writer: &mut WriteBehind) -> Result<()> {
    loop {
        let Some(chunk) = job.unless_stopped(reader.next()).await? else { return Ok(()) };
        if chunk.offset != writer.end() {
            return Err(Error::new(ErrorKind::Failure).with_detail("a piece arrived out of order"));
        }
        let length = chunk.bytes.len() as u64;
        writer.push(chunk.bytes).await?;
        job.item.progress.advance(length);
    }
}
