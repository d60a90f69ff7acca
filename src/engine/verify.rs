//! Comparing a transferred file by a checksum that the server makes, where that is wished or the file was put together of pieces,
//! and the server can.

use super::browse::join;
use super::job::Job;
use crate::error::{Error, ErrorKind, Result};
use crate::local::{self, SourceFile};
use crate::log::StatusMessage;
use crate::model::{Checksum, Hasher, RemotePath};
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// The server's checksum; `None` where there is nothing to compare with.
async fn asked(job: &Job, path: &RemotePath, resumed: bool) -> Result<Option<Checksum>> {
    if job.is_text() {
        // Lines end otherwise there.
        return Ok(None);
    }
    job.unless_stopped(job.files.checksum(path, resumed)).await.map_err(|error| error.at_remote(path))
}

fn judge(job: &Job, path: &RemotePath, told: &Checksum, ours: &[u8]) -> Result<()> {
    if told.digest != ours {
        return Err(Error::new(ErrorKind::ContentDiffers).at_remote(path).with_detail(told.algorithm.name()));
    }
    job.tell(StatusMessage::Verified { name: path.display(), algorithm: told.algorithm.name() });
    Ok(())
}

/// Compares pieces that were just read from a file of the server.
///
/// # Errors
/// `ContentDiffers`, `Cancelled`, and what the server says.
pub(super) async fn compare_pieces(job: &Job, path: &RemotePath, pieces: Vec<Bytes>) -> Result<Vec<Bytes>> {
    let Some(told) = asked(job, path, false).await? else { return Ok(pieces) };
    let mut hasher = Hasher::new(told.algorithm);
    for piece in &pieces {
        hasher.update(piece);
    }
    judge(job, path, &told, &hasher.finish())?;
    Ok(pieces)
}

/// Compares a file of this computer with one of the server, which was `resumed` or sent in one go.
///
/// # Errors
/// As [`compare_pieces`], and faults of the file system.
pub(super) async fn compare_file(job: &Job, path: &RemotePath, here: PathBuf, resumed: bool) -> Result<()> {
    let Some(told) = asked(job, path, resumed).await? else { return Ok(()) };
    let file = join(spawn_blocking(move || SourceFile::open(&here)).await)?;
    compare(job, path, told, Arc::new(file)).await
}

/// Compares an uploaded file, `resumed` or sent in one go, with its source.
///
/// # Errors
/// As [`compare_file`].
pub(super) async fn compare_source(
    job: &Job,
    path: &RemotePath,
    source: &Arc<SourceFile>,
    resumed: bool,
) -> Result<()> {
    let Some(told) = asked(job, path, resumed).await? else { return Ok(()) };
    compare(job, path, told, Arc::clone(source)).await
}

async fn compare(job: &Job, path: &RemotePath, told: Checksum, file: Arc<SourceFile>) -> Result<()> {
    let cancel = job.control.cancel.clone();
    let algorithm = told.algorithm;
    let hashing = spawn_blocking(move || local::checksum(&file, algorithm, &mut |_| !cancel.is_cancelled()));
    let ours = join(hashing.await)?;
    judge(job, path, &told, &ours)
}
