//! Renames on a server: those that never replace, and giving an uploaded part file its final name, so that the name never
//! holds a part of a file and a crash at any moment leaves one complete file.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{EntryName, RemotePath};
use crate::remote::{FollowLinks, RemoteFs, RenameMode};

/// Renames and never replaces; where the server gives no reason, looks whether the new name was taken.
pub(super) async fn rename_to(files: &dyn RemoteFs, from: &RemotePath, to: &RemotePath) -> Result<()> {
    let Err(error) = files.rename(from, to, RenameMode::KeepExisting).await else { return Ok(()) };
    Err(refusal(files, error, from, to).await)
}

/// Why a name was not given, where the server gives no reason.
pub(super) async fn refusal(files: &dyn RemoteFs, error: Box<Error>, from: &RemotePath, to: &RemotePath) -> Box<Error> {
    if error.kind == ErrorKind::Failure && files.stat(to, FollowLinks::No).await.is_ok() {
        return Box::new(Error { kind: ErrorKind::AlreadyExists, ..*error.at_remote(to) });
    }
    error.at_remote(from)
}

/// Renames `part` to `target`; in place of the file that is there with `replace`.
pub(super) async fn publish(files: &dyn RemoteFs, part: &RemotePath, target: &RemotePath, replace: bool) -> Result<()> {
    if !replace {
        return rename_to(files, part, target).await;
    }
    if files.capabilities().atomic_replace {
        match files.rename(part, target, RenameMode::Replace).await {
            Err(error) if error.kind == ErrorKind::Unsupported => {}
            other => return other.map_err(|e| e.at_remote(target)),
        }
    }
    by_backup(files, part, target).await
}

/// Without a replacing rename: the old file steps aside under another name until the new one has taken its place.
async fn by_backup(files: &dyn RemoteFs, part: &RemotePath, target: &RemotePath) -> Result<()> {
    let backup = backup_name(target)?;
    match rename_to(files, target, &backup).await {
        Ok(()) => {}
        // Gone meanwhile: the name is free.
        Err(error) if error.kind == ErrorKind::NotFound => return rename_to(files, part, target).await,
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            // Left by an earlier run that broke off behind this point; the target is the newer of the two.
            files.remove_file(&backup).await.map_err(|e| e.at_remote(&backup))?;
            rename_to(files, target, &backup).await?;
        }
        Err(error) => return Err(error),
    }
    if let Err(error) = rename_to(files, part, target).await {
        // The old file takes its name again; if even that fails both are there, each complete, under other names.
        return match rename_to(files, &backup, target).await {
            Ok(()) => Err(error),
            Err(_) => Err(error.with_detail(backup.display())),
        };
    }
    files.remove_file(&backup).await.map_err(|e| e.at_remote(&backup))
}

fn backup_name(target: &RemotePath) -> Result<RemotePath> {
    let refused = || Error::new(ErrorKind::NameRefused).at_remote(target);
    let (name, folder) = (target.name().ok_or_else(refused)?, target.parent().ok_or_else(refused)?);
    let mut bytes = name.as_bytes().to_vec();
    bytes.truncate(255 - SUFFIX.len());
    bytes.extend_from_slice(SUFFIX);
    Ok(folder.join(&EntryName::new(bytes).map_err(|_| refused())?))
}

const SUFFIX: &[u8] = b".catamaran-old";
