//! What an error without a reason means (SFTP code 4, which OpenSSH sends for every error number but a few). Pure.
//!
//! The order of the rules is that of the checks in Linux: a name that is taken is told before a read-only file system, and
//! that before a full one (measured on OpenSSH 9.2 and Linux 6.1).

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::Cause;
use crate::model::{Entry, EntryKind};

pub(super) fn conclude(case: Case<'_>) -> Option<Conclusion> {
    match case.act() {
        Act::Write => write(case),
        Act::OpenWrite { exclusive } => open_for_writing(case, exclusive),
        Act::CreateFolder | Act::CreateLink => create(case),
        Act::CreateHardLink => hard_link(case),
        Act::RemoveFile => remove_file(case),
        Act::RemoveFolder => remove_folder(case),
        Act::Rename { replace } => rename(case, replace),
        Act::OpenRead | Act::Read => read(case),
        Act::SetAttributes => case.read_only(),
        Act::List | Act::Stat | Act::ReadLink | Act::Other => None,
    }
}

fn taken(case: Case<'_>, by: &Entry) -> Option<Conclusion> {
    certain(Cause::AlreadyExists { at: Some(case.makes_at().clone()), kind: Some(by.kind) })
}

fn write(case: Case<'_>) -> Option<Conclusion> {
    if let Some(found) = case.read_only().or_else(|| case.disk_full()) {
        return Some(found);
    }
    // There is room, it is not read-only, and the file could be opened.
    case.space()?;
    likely(case.quota(), vec![Cause::DiskFault])
}

fn open_for_writing(case: Case<'_>, exclusive: bool) -> Option<Conclusion> {
    let there = case.facts.target.itself.yes();
    if let Some(there) = there.filter(|_| exclusive) {
        return taken(case, there);
    }
    match case.kind() {
        Some(EntryKind::Folder) => return certain(Cause::IsAFolder { at: case.at() }),
        Some(EntryKind::Special) => return certain(Cause::SpecialFile { at: case.at() }),
        _ => {}
    }
    if let Some(found) = case.read_only() {
        return Some(found);
    }
    if there.is_some() {
        // ETXTBSY: a file that can be run, and is not refused by its rights.
        let runs = case.found()?.permissions.is_some_and(|bits| bits.mode() & 0o111 != 0);
        return if runs { likely(Cause::FileBusy { at: case.at() }, vec![Cause::DiskFault]) } else { None };
    }
    make_name(case)
}

/// A new name on a file system that is not read-only.
fn make_name(case: Case<'_>) -> Option<Conclusion> {
    if let Some(found) = case.no_inodes() {
        // A name that may be there already could be the reason as well.
        return if case.facts.shared_from.is_some() { likely(found.cause, Vec::new()) } else { Some(found) };
    }
    let found = case.disk_full()?;
    // A name alone takes a block at most, and often none.
    likely(found.cause, vec![case.quota()])
}

fn create(case: Case<'_>) -> Option<Conclusion> {
    if let Some(there) = case.facts.target.itself.yes() {
        return taken(case, there);
    }
    case.read_only().or_else(|| make_name(case))
}

fn hard_link(case: Case<'_>) -> Option<Conclusion> {
    if let Some(there) = case.facts.target.itself.yes() {
        return taken(case, there);
    }
    if let Some(found) = case.read_only() {
        return Some(found);
    }
    if Case::differ(case.facts.target.space.yes(), case.facts.second.space.yes()) {
        return certain(Cause::OtherFileSystem);
    }
    None
}

fn remove_file(case: Case<'_>) -> Option<Conclusion> {
    match case.facts.target.itself.yes().map(|entry| entry.kind) {
        Some(EntryKind::Folder) => certain(Cause::IsAFolder { at: case.at() }),
        _ => case.read_only(),
    }
}

fn remove_folder(case: Case<'_>) -> Option<Conclusion> {
    let facts = &case.facts.target;
    let folder = facts.itself.yes().is_none_or(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(facts.space.yes(), facts.own_space.yes()) {
        return certain(Cause::MountPoint { at: case.attempt.place.clone() });
    }
    if let Some(found) = case.read_only() {
        return Some(found);
    }
    match facts.content.yes() {
        Some(count) if *count > 0 => certain(Cause::FolderNotEmpty { at: case.at(), entries: Some(*count) }),
        _ => None,
    }
}

fn rename(case: Case<'_>, replace: bool) -> Option<Conclusion> {
    let (from, to) = (&case.facts.target, &case.facts.second);
    if let Some(found) = moved_into_itself(case) {
        return Some(found);
    }
    if let Some(there) = to.itself.yes() {
        if !replace {
            return taken(case, there);
        }
        if let Some(found) = case.read_only() {
            return Some(found);
        }
        let source = from.itself.yes().map(|entry| entry.kind);
        match (source, there.kind) {
            (Some(EntryKind::Folder), EntryKind::Folder) => {
                if let Some(count) = to.content.yes().filter(|count| **count > 0) {
                    let at = Some(case.makes_at().clone());
                    return certain(Cause::FolderNotEmpty { at, entries: Some(*count) });
                }
            }
            (Some(_), EntryKind::Folder) => return certain(Cause::IsAFolder { at: Some(case.makes_at().clone()) }),
            (Some(EntryKind::Folder), kind) => {
                return certain(Cause::NotAFolder { at: Some(case.makes_at().clone()), kind: Some(kind) });
            }
            _ => {}
        }
    }
    if let Some(found) = case.read_only() {
        return Some(found);
    }
    if Case::differ(from.space.yes(), to.space.yes()) {
        return certain(Cause::OtherFileSystem);
    }
    let folder = from.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(from.space.yes(), from.own_space.yes()) {
        return certain(Cause::MountPoint { at: case.attempt.place.clone() });
    }
    None
}

/// A folder that would go below itself.
pub(super) fn moved_into_itself(case: Case<'_>) -> Option<Conclusion> {
    let to = case.attempt.second.as_ref().filter(|_| matches!(case.act(), Act::Rename { .. }))?;
    let from = &case.attempt.place;
    if to != from && to.is_within(from) { certain(Cause::MovedIntoItself { folder: from.clone() }) } else { None }
}

fn read(case: Case<'_>) -> Option<Conclusion> {
    match case.kind() {
        // OpenSSH opens folders for reading and fails at the first read.
        Some(EntryKind::Folder) => certain(Cause::IsAFolder { at: case.at() }),
        Some(EntryKind::Special) => certain(Cause::SpecialFile { at: case.at() }),
        _ => None,
    }
}
