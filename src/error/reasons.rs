//! The usual reasons of each operation, the likeliest first, for errors that tell nothing. Pure.

use super::attempt::Act;
use super::case::Case;
use super::cause::Cause;
use super::kind::ErrorKind;
use crate::model::EntryKind;

/// A disk with more than this is not full for one small write.
const PLENTY: u64 = 64 << 20;

/// The usual reasons, without those that the answers rule out.
pub(super) fn usual(this: Case<'_>) -> Vec<Cause> {
    let folder = this.writes_folder();
    let full = || Cause::DiskFull { folder: folder.clone(), free: None, needed: None };
    let read_only = || Cause::ReadOnlyFileSystem { folder: folder.clone() };
    let taken = || Cause::AlreadyExists { at: Some(this.makes_at().clone()), kind: None };
    let is_folder = || Cause::IsAFolder { at: this.at() };
    let busy = || Cause::FileBusy { at: this.at() };
    let mut all = match this.act() {
        Act::Write => vec![full(), this.quota(), Cause::DiskFault],
        Act::OpenWrite { exclusive: true } => {
            vec![taken(), full(), this.quota(), read_only(), Cause::ServerLimit]
        }
        Act::OpenWrite { exclusive: false } => {
            vec![is_folder(), read_only(), full(), this.quota(), busy(), Cause::ServerLimit]
        }
        Act::CreateFolder | Act::CreateLink => vec![taken(), read_only(), full(), this.quota()],
        Act::CreateHardLink => vec![taken(), Cause::OtherFileSystem, read_only(), this.quota()],
        Act::RemoveFile => vec![is_folder(), read_only(), busy(), Cause::DiskFault],
        Act::RemoveFolder => vec![
            Cause::FolderNotEmpty { at: this.at(), entries: None },
            read_only(),
            Cause::MountPoint { at: this.attempt.place.clone() },
            busy(),
        ],
        Act::Rename { .. } => vec![taken(), Cause::OtherFileSystem, read_only(), busy(), this.quota()],
        Act::OpenRead | Act::Read => {
            vec![is_folder(), Cause::SpecialFile { at: this.at() }, Cause::DiskFault, Cause::ServerLimit]
        }
        Act::List => vec![Cause::ServerLimit, Cause::DiskFault],
        Act::SetAttributes => {
            vec![read_only(), Cause::ProtectedByPolicy { at: this.at() }, Cause::Told(ErrorKind::Unsupported)]
        }
        Act::Stat | Act::ReadLink | Act::Other => vec![Cause::DiskFault, Cause::ServerLimit],
    };
    all.retain(|cause| !ruled_out(this, cause));
    all
}

fn ruled_out(this: Case<'_>, cause: &Cause) -> bool {
    let space = this.space();
    let there = this.kind();
    match cause {
        Cause::DiskFull { .. } => space.is_some_and(|space| space.available.0 > PLENTY),
        Cause::ReadOnlyFileSystem { .. } => space.is_some_and(|space| !space.read_only),
        Cause::IsAFolder { .. } => {
            this.facts.target.itself.is_missing() || there.is_some_and(|kind| kind != EntryKind::Folder)
        }
        Cause::SpecialFile { .. } => there.is_some_and(|kind| kind != EntryKind::Special),
        Cause::FileBusy { .. } => this.facts.target.itself.is_missing(),
        Cause::AlreadyExists { .. } => match this.act() {
            Act::Rename { .. } => this.facts.second.itself.is_missing(),
            _ => this.facts.target.itself.is_missing(),
        },
        Cause::FolderNotEmpty { .. } => this.facts.target.content.yes() == Some(&0),
        _ => false,
    }
}
