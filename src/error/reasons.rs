//! The usual reasons of each operation, the likeliest first, for errors that tell nothing. Pure.

use super::attempt::Act;
use super::case::Case;
use super::cause::Cause;
use super::kind::ErrorKind;
use crate::model::EntryKind;

/// A disk with more than this is not full for one small write.
const PLENTY: u64 = 64 << 20;

/// The usual reasons, without those that the answers rule out.
pub(super) fn usual(case: Case<'_>) -> Vec<Cause> {
    let folder = case.writes_folder();
    let full = || Cause::DiskFull { folder: folder.clone(), free: None, needed: None };
    let read_only = || Cause::ReadOnlyFileSystem { folder: folder.clone() };
    let taken = || Cause::AlreadyExists { at: Some(case.makes_at().clone()), kind: None };
    let is_folder = || Cause::IsAFolder { at: case.at() };
    let busy = || Cause::FileBusy { at: case.at() };
    let mut all = match case.act() {
        Act::Write => vec![full(), case.quota(), Cause::DiskFault],
        Act::OpenWrite { exclusive: true } => {
            vec![taken(), full(), case.quota(), read_only(), Cause::ServerLimit]
        }
        Act::OpenWrite { exclusive: false } => {
            vec![is_folder(), read_only(), full(), case.quota(), busy(), Cause::ServerLimit]
        }
        Act::CreateFolder | Act::CreateLink => vec![taken(), read_only(), full(), case.quota()],
        Act::CreateHardLink => vec![taken(), Cause::OtherFileSystem, read_only(), case.quota()],
        Act::RemoveFile => vec![is_folder(), read_only(), busy(), Cause::DiskFault],
        Act::RemoveFolder => vec![
            Cause::FolderNotEmpty { at: case.at(), entries: None },
            read_only(),
            Cause::MountPoint { at: case.attempt.place.clone() },
            busy(),
        ],
        Act::Rename { .. } => vec![taken(), Cause::OtherFileSystem, read_only(), busy(), case.quota()],
        Act::OpenRead | Act::Read => {
            vec![is_folder(), Cause::SpecialFile { at: case.at() }, Cause::DiskFault, Cause::ServerLimit]
        }
        Act::List => vec![Cause::ServerLimit, Cause::DiskFault],
        Act::SetAttributes => {
            vec![read_only(), Cause::ProtectedByPolicy { at: case.at() }, Cause::Told(ErrorKind::Unsupported)]
        }
        Act::Stat | Act::ReadLink | Act::Other => vec![Cause::DiskFault, Cause::ServerLimit],
    };
    all.retain(|cause| !ruled_out(case, cause));
    all
}

fn ruled_out(case: Case<'_>, cause: &Cause) -> bool {
    let space = case.space();
    let there = case.kind();
    match cause {
        Cause::DiskFull { .. } => space.is_some_and(|space| space.available.0 > PLENTY),
        Cause::ReadOnlyFileSystem { .. } => space.is_some_and(|space| !space.read_only),
        Cause::IsAFolder { .. } => {
            case.facts.target.itself.is_missing() || there.is_some_and(|kind| kind != EntryKind::Folder)
        }
        Cause::SpecialFile { .. } => there.is_some_and(|kind| kind != EntryKind::Special),
        Cause::FileBusy { .. } => case.facts.target.itself.is_missing(),
        Cause::AlreadyExists { .. } => match case.act() {
            Act::Rename { .. } => case.facts.second.itself.is_missing(),
            _ => case.facts.target.itself.is_missing(),
        },
        Cause::FolderNotEmpty { .. } => case.facts.target.content.yes() == Some(&0),
        _ => false,
    }
}
