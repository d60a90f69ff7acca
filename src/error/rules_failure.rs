//! What an error without a reason means (SFTP code 4, which OpenSSH sends for every error number but a few). Pure.
//!
//! The order of the rules is that of the checks in Linux: a name that is taken is told before a read-only file system, and
//! that before a full one (measured on OpenSSH 9.2 and Linux 6.1).

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::Cause;
use crate::model::{Entry, EntryKind};

pub(super) fn conclude(this: Case<'_>) -> Option<Conclusion> {
    match this.act() {
        Act::Write => write(this),
        Act::OpenWrite { exclusive } => open_for_writing(this, exclusive),
        Act::CreateFolder | Act::CreateLink => create(this),
        Act::CreateHardLink => hard_link(this),
        Act::RemoveFile => remove_file(this),
        Act::RemoveFolder => remove_folder(this),
        Act::Rename { replace } => rename(this, replace),
        Act::OpenRead | Act::Read => read(this),
        Act::SetAttributes => this.read_only(),
        Act::List | Act::Stat | Act::ReadLink | Act::Other => None,
    }
}

fn taken(this: Case<'_>, by: &Entry) -> Option<Conclusion> {
    certain(Cause::AlreadyExists { at: Some(this.makes_at().clone()), kind: Some(by.kind) })
}

fn write(this: Case<'_>) -> Option<Conclusion> {
    if let Some(found) = this.read_only().or_else(|| this.disk_full()) {
        return Some(found);
    }
    // There is room, it is not read-only, and the file could be opened.
    this.space()?;
    likely(this.quota(), vec![Cause::DiskFault])
}

fn open_for_writing(this: Case<'_>, exclusive: bool) -> Option<Conclusion> {
    let there = this.facts.target.itself.yes();
    if let Some(there) = there.filter(|_| exclusive) {
        return taken(this, there);
    }
    match this.kind() {
        Some(EntryKind::Folder) => return certain(Cause::IsAFolder { at: this.at() }),
        Some(EntryKind::Special) => return certain(Cause::SpecialFile { at: this.at() }),
        _ => {}
    }
    if let Some(found) = this.read_only() {
        return Some(found);
    }
    if there.is_some() {
        // ETXTBSY: a file that can be run, and is not refused by its rights.
        let runs = this.found()?.permissions.is_some_and(|bits| bits.mode() & 0o111 != 0);
        return if runs { likely(Cause::FileBusy { at: this.at() }, vec![Cause::DiskFault]) } else { None };
    }
    make_name(this)
}

/// A new name on a file system that is not read-only.
fn make_name(this: Case<'_>) -> Option<Conclusion> {
    if let Some(found) = this.no_inodes() {
        // A name that may be there already could be the reason as well.
        return if this.facts.shared_from.is_some() { likely(found.cause, Vec::new()) } else { Some(found) };
    }
    let found = this.disk_full()?;
    // A name alone takes a block at most, and often none.
    likely(found.cause, vec![this.quota()])
}

fn create(this: Case<'_>) -> Option<Conclusion> {
    if let Some(there) = this.facts.target.itself.yes() {
        return taken(this, there);
    }
    this.read_only().or_else(|| make_name(this))
}

fn hard_link(this: Case<'_>) -> Option<Conclusion> {
    if let Some(there) = this.facts.target.itself.yes() {
        return taken(this, there);
    }
    if let Some(found) = this.read_only() {
        return Some(found);
    }
    if Case::differ(this.facts.target.space.yes(), this.facts.second.space.yes()) {
        return certain(Cause::OtherFileSystem);
    }
    None
}

fn remove_file(this: Case<'_>) -> Option<Conclusion> {
    match this.facts.target.itself.yes().map(|entry| entry.kind) {
        Some(EntryKind::Folder) => certain(Cause::IsAFolder { at: this.at() }),
        _ => this.read_only(),
    }
}

fn remove_folder(this: Case<'_>) -> Option<Conclusion> {
    let facts = &this.facts.target;
    let folder = facts.itself.yes().is_none_or(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(facts.space.yes(), facts.own_space.yes()) {
        return certain(Cause::MountPoint { at: this.attempt.place.clone() });
    }
    if let Some(found) = this.read_only() {
        return Some(found);
    }
    match facts.content.yes() {
        Some(count) if *count > 0 => certain(Cause::FolderNotEmpty { at: this.at(), entries: Some(*count) }),
        _ => None,
    }
}

fn rename(this: Case<'_>, replace: bool) -> Option<Conclusion> {
    let (from, to) = (&this.facts.target, &this.facts.second);
    if let Some(found) = moved_into_itself(this) {
        return Some(found);
    }
    if let Some(there) = to.itself.yes() {
        if !replace {
            return taken(this, there);
        }
        if let Some(found) = this.read_only() {
            return Some(found);
        }
        let source = from.itself.yes().map(|entry| entry.kind);
        match (source, there.kind) {
            (Some(EntryKind::Folder), EntryKind::Folder) => {
                if let Some(count) = to.content.yes().filter(|count| **count > 0) {
                    let at = Some(this.makes_at().clone());
                    return certain(Cause::FolderNotEmpty { at, entries: Some(*count) });
                }
            }
            (Some(_), EntryKind::Folder) => return certain(Cause::IsAFolder { at: Some(this.makes_at().clone()) }),
            (Some(EntryKind::Folder), kind) => {
                return certain(Cause::NotAFolder { at: Some(this.makes_at().clone()), kind: Some(kind) });
            }
            _ => {}
        }
    }
    if let Some(found) = this.read_only() {
        return Some(found);
    }
    if Case::differ(from.space.yes(), to.space.yes()) {
        return certain(Cause::OtherFileSystem);
    }
    let folder = from.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(from.space.yes(), from.own_space.yes()) {
        return certain(Cause::MountPoint { at: this.attempt.place.clone() });
    }
    None
}

/// A folder that would go below itself.
pub(super) fn moved_into_itself(this: Case<'_>) -> Option<Conclusion> {
    let to = this.attempt.second.as_ref().filter(|_| matches!(this.act(), Act::Rename { .. }))?;
    let from = &this.attempt.place;
    if to != from && to.is_within(from) { certain(Cause::MovedIntoItself { folder: from.clone() }) } else { None }
}

fn read(this: Case<'_>) -> Option<Conclusion> {
    match this.kind() {
        // OpenSSH opens folders for reading and fails at the first read.
        Some(EntryKind::Folder) => certain(Cause::IsAFolder { at: this.at() }),
        Some(EntryKind::Special) => certain(Cause::SpecialFile { at: this.at() }),
        _ => None,
    }
}
