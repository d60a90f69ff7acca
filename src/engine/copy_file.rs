//! Copying one file on its own side, and comparing the copy: by the server itself where it can, else through this computer.

use super::browse::join;
use crate::error::{Error, ErrorKind, Result};
use crate::local::{self, ContentDigest};
use crate::model::{ByteSize, Permissions, RemotePath};
use crate::queue::Work;
use crate::remote::{FinishWrite, OpenWrite, RemoteFs, RemoteReader, WriteBuffer};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// A copy that the server made itself is compared byte by byte up to this size; of larger ones pieces are.
const WHOLE: u64 = 64 << 20;
/// How many pieces of a larger copy are compared: the first, the last, and others between them at even distances.
const PIECES: u64 = 64;
/// How large each of these is.
const PIECE: u64 = 64 << 10;

/// What a copy is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proof {
    /// The fingerprint of what was read.
    Digest(ContentDigest),
    /// The original: nothing of it came by.
    Original,
}

/// What copying needs besides the files.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    pub(super) cancel: CancellationToken,
    pub(super) work: Arc<Work>,
}

impl Pace {
    pub(super) fn check(&self) -> Result<()> {
        if self.cancel.is_cancelled() { Err(Error::new(ErrorKind::Cancelled)) } else { Ok(()) }
    }

    fn step(&self) -> impl FnMut(u64) -> bool + use<> {
        let this = self.clone();
        move |bytes| {
            this.work.advance(bytes);
            !this.cancel.is_cancelled()
        }
    }
}

/// Copies a file of this computer to a free name.
pub(super) async fn copy_here(from: PathBuf, to: PathBuf, pace: &Pace) -> Result<Proof> {
    let mut step = pace.step();
    join(spawn_blocking(move || local::copy_new(&from, &to, &mut step)).await).map(Proof::Digest)
}

/// Compares a copy on this computer.
pub(super) async fn compare_here(copy: PathBuf, proof: Proof, pace: &Pace) -> Result<bool> {
    let Proof::Digest(digest) = proof else { return Ok(false) };
    let mut step = pace.step();
    let read = join(spawn_blocking(move || local::content_digest(&copy, &mut step)).await)?;
    Ok(read == digest)
}

/// Copies a file of a server to a free name; readable for its owner alone until it is dressed.
pub(super) async fn copy_there(
    files: &dyn RemoteFs,
    from: &RemotePath,
    to: &RemotePath,
    size: ByteSize,
    pace: &Pace,
) -> Result<Proof> {
    let how =
        OpenWrite { exclusive: true, truncate: false, offset: 0, permissions: Some(Permissions::from_mode(0o600)) };
    let mut writer = files.open_write(to, how).await.map_err(|e| e.at_remote(to))?;
    if files.capabilities().server_copy && size.0 > 0 {
        writer.finish(FinishWrite::default()).await.map_err(|e| e.at_remote(to))?;
        let copying = files.copy_on_server(from, to, size);
        let copied = tokio::select! {
            biased;
            () = pace.cancel.cancelled() => return Err(Error::new(ErrorKind::Cancelled)),
            copied = copying => copied,
        };
        match copied {
            Err(error) if error.kind == ErrorKind::Unsupported => {
                let again = OpenWrite { exclusive: false, ..how };
                writer = files.open_write(to, again).await.map_err(|e| e.at_remote(to))?;
            }
            Err(error) => return Err(error.at_remote(to)),
            Ok(()) => {
                pace.work.advance(size.0);
                return Ok(Proof::Original);
            }
        }
    }
    let mut digest = Sha256::new();
    let mut reader = files.open_read(from, 0, Some(size)).await.map_err(|e| e.at_remote(from))?;
    loop {
        if let Err(stopped) = pace.check() {
            writer.abandon().await;
            return Err(stopped);
        }
        let Some(chunk) = reader.next().await.map_err(|e| e.at_remote(from))? else { break };
        digest.update(&chunk.bytes);
        for piece in chunk.bytes.chunks(writer.max_content().max(1)) {
            let buffer = WriteBuffer::from_content(writer.header_room(), piece);
            writer.write(buffer).await.map_err(|e| e.at_remote(to))?;
        }
        pace.work.advance(chunk.bytes.len() as u64);
    }
    let sync = files.capabilities().fsync;
    writer.finish(FinishWrite { sync, ..FinishWrite::default() }).await.map_err(|e| e.at_remote(to))?;
    Ok(Proof::Digest(digest.finalize().into()))
}

/// Compares a copy on a server: all of it with what was read, or with the original where the server copied.
pub(super) async fn compare_there(
    files: &dyn RemoteFs,
    from: &RemotePath,
    to: &RemotePath,
    size: ByteSize,
    proof: Proof,
    pace: &Pace,
) -> Result<bool> {
    let there = files.stat(to, crate::remote::FollowLinks::No).await.map_err(|e| e.at_remote(to))?;
    if there.size.is_some_and(|there| there != size) {
        return Ok(false);
    }
    match proof {
        Proof::Digest(expected) => {
            let mut digest = Sha256::new();
            let mut reader = files.open_read(to, 0, Some(size)).await.map_err(|e| e.at_remote(to))?;
            while let Some(chunk) = reader.next().await.map_err(|e| e.at_remote(to))? {
                pace.check()?;
                digest.update(&chunk.bytes);
                pace.work.advance(chunk.bytes.len() as u64);
            }
            let read: ContentDigest = digest.finalize().into();
            Ok(read == expected)
        }
        Proof::Original => {
            for (at, end) in compared(size.0) {
                pace.check()?;
                let mut one = files.open_read(from, at, Some(ByteSize(end))).await.map_err(|e| e.at_remote(from))?;
                let mut other = files.open_read(to, at, Some(ByteSize(end))).await.map_err(|e| e.at_remote(to))?;
                if !same(&mut *one, &mut *other, pace).await? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// Which parts of a file of this size are compared, each as its begin and its end.
fn compared(size: u64) -> Vec<(u64, u64)> {
    if size <= WHOLE {
        return vec![(0, size)];
    }
    let last = size - PIECE;
    (0..PIECES)
        .map(|n| n * (last / (PIECES - 1)))
        .map(|at| at.min(last))
        .chain([last])
        .map(|at| (at, at + PIECE))
        .collect()
}

/// Whether two readers bring the same bytes up to their ends.
async fn same(one: &mut dyn RemoteReader, other: &mut dyn RemoteReader, pace: &Pace) -> Result<bool> {
    let (mut left, mut right) = (Bytes::new(), Bytes::new());
    loop {
        pace.check()?;
        if left.is_empty() {
            left = one.next().await?.map(|chunk| chunk.bytes).unwrap_or_default();
        }
        if right.is_empty() {
            right = other.next().await?.map(|chunk| chunk.bytes).unwrap_or_default();
        }
        let common = left.len().min(right.len());
        if common == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left.split_to(common) != right.split_to(common) {
            return Ok(false);
        }
        pace.work.advance(common as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_copies_are_compared_in_pieces_from_begin_to_end() {
        assert_eq!(compared(5), [(0, 5)]);
        let size = 10 << 30;
        let pieces = compared(size);
        assert_eq!((pieces.first(), pieces.last()), (Some(&(0, PIECE)), Some(&(size - PIECE, size))));
        assert!(pieces.len() as u64 > PIECES && pieces.iter().all(|(at, end)| end - at == PIECE && *end <= size));
    }
}
