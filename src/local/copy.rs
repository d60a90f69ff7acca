//! Copying a file on this computer and reading it back, for moves across file systems.

use super::content::SourceFile;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::model::{HashAlgorithm, Hasher};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// The fingerprint of a file's content (SHA-256).
pub type ContentDigest = [u8; 32];

/// Copies a file to a name that is free, forced to disk, readable for its owner alone; tells the fingerprint of what was
/// read. `step` is told the bytes of each piece and says whether to go on.
///
/// # Errors
/// `AlreadyExists` when the name is taken, `ChangedDuringTransfer`, `Cancelled`; faults of the file system. A file that
/// was begun stays: the caller removes it.
pub fn copy_new(from: &Path, to: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<ContentDigest> {
    let source = SourceFile::open(from)?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let act = Act::OpenWrite { exclusive: true };
    let mut target = options.open(to).map_err(|e| Error::local(&e, to).trying(act))?;
    let digest = pieces(&source, step, &mut |piece| {
        target.write_all(piece).map_err(|e| Error::local(&e, to).trying(Act::Write))
    })?;
    target.sync_all().map_err(|e| Error::local(&e, to).trying(Act::Write))?;
    source.verify_unchanged()?;
    Ok(digest)
}

/// The fingerprint of a file's content.
///
/// # Errors
/// As [`copy_new`], without what concerns writing.
pub fn content_digest(path: &Path, step: &mut dyn FnMut(u64) -> bool) -> Result<ContentDigest> {
    pieces(&SourceFile::open(path)?, step, &mut |_| Ok(()))
}

/// The checksum of a file's content, made in any way. `step` as in [`copy_new`].
///
/// # Errors
/// As [`content_digest`].
pub fn checksum(source: &SourceFile, algorithm: HashAlgorithm, step: &mut dyn FnMut(u64) -> bool) -> Result<Vec<u8>> {
    let mut hasher = Hasher::new(algorithm);
    each_piece(source, step, &mut |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok(hasher.finish())
}

fn pieces(
    source: &SourceFile,
    step: &mut dyn FnMut(u64) -> bool,
    take: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<ContentDigest> {
    let mut digest = Sha256::new();
    each_piece(source, step, &mut |piece| {
        digest.update(piece);
        take(piece)
    })?;
    Ok(digest.finalize().into())
}

/// Reads a file from its beginning to its end.
fn each_piece(
    source: &SourceFile,
    step: &mut dyn FnMut(u64) -> bool,
    take: &mut dyn FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut buffer = vec![0; PIECE];
    let mut at = 0;
    loop {
        let read = source.read_at(&mut buffer, at)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        take(piece)?;
        at += read as u64;
        if !step(read as u64) {
            return Err(Error::new(ErrorKind::Cancelled));
        }
    }
    if at < source.state().size.0 {
        let Place::Local(path) = source.place() else { return Err(Error::new(ErrorKind::EndedEarly)) };
        return Err(Error::new(ErrorKind::EndedEarly).at(Place::Local(path)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_fingerprint_of_its_original_and_never_replaces() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("a"), dir.path().join("b"));
        std::fs::write(&from, vec![7; 2_500_000]).unwrap();
        let mut told = 0;
        let digest = copy_new(&from, &to, &mut |bytes| {
            told += bytes;
            true
        });
        let digest = digest.unwrap();
        assert_eq!(told, 2_500_000);
        assert_eq!(content_digest(&to, &mut |_| true).unwrap(), digest);
        assert_eq!(copy_new(&from, &to, &mut |_| true).unwrap_err().kind, ErrorKind::AlreadyExists);
        let stopped = copy_new(&from, &dir.path().join("c"), &mut |_| false).unwrap_err();
        assert_eq!(stopped.kind, ErrorKind::Cancelled);
    }
}
