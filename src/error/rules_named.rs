//! What an error that names its reason means, with the facts that were found; and refused arguments (SFTP code 5). Pure.

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::Cause;
use super::kind::ErrorKind;
use super::place::Place;
use super::rules_failure::moved_into_itself;
use crate::model::{EntryKind, Space};

/// The longest name on nearly every file system, in bytes.
const USUAL_NAME_MAX: u64 = 255;
/// `PATH_MAX` of Linux.
const PATH_MAX: usize = 4096;

/// The cause that the kind names.
pub(super) fn conclude(this: Case<'_>) -> Option<Conclusion> {
    let space = this.space();
    certain(match &this.error.kind {
        ErrorKind::DiskFull => return disk_full(this, space),
        ErrorKind::QuotaExceeded => this.quota(),
        ErrorKind::ReadOnlyFileSystem => Cause::ReadOnlyFileSystem { folder: this.writes_folder() },
        ErrorKind::AlreadyExists => {
            let (at, facts) = match (this.act(), &this.attempt.second) {
                (Act::Rename { .. }, Some(second)) => (second.clone(), &this.facts.second),
                _ => (this.attempt.place.clone(), &this.facts.target),
            };
            Cause::AlreadyExists { at: Some(at), kind: facts.itself.yes().map(|entry| entry.kind) }
        }
        ErrorKind::IsAFolder => return is_a_folder(this),
        ErrorKind::NotAFolder => return not_a_folder(this),
        ErrorKind::FolderNotEmpty => {
            Cause::FolderNotEmpty { at: this.at(), entries: this.facts.target.content.yes().copied() }
        }
        ErrorKind::LinkLoop => Cause::LinkLoop { at: this.at() },
        ErrorKind::NameTooLong => return name_too_long(this),
        ErrorKind::NameRefused => Cause::NameRefused { at: this.at() },
        ErrorKind::Busy => return busy(this),
        ErrorKind::SpecialFile => Cause::SpecialFile { at: this.at() },
        other => Cause::of(other, this.error.code),
    })
}

/// Systems have one number for a disk without space and one without room for files (ENOSPC).
fn disk_full(this: Case<'_>, space: Option<&Space>) -> Option<Conclusion> {
    if let Some(found) = this.no_inodes() {
        return Some(found);
    }
    let free = space.map(|space| space.available);
    let cause = Cause::DiskFull { folder: this.writes_folder(), free, needed: this.attempt.needed };
    let makes_name = !matches!(this.act(), Act::Write | Act::Other);
    if makes_name && space.is_none_or(|space| space.available_files.is_none()) {
        return likely(cause, vec![Cause::NoInodes { folder: this.writes_folder() }]);
    }
    certain(cause)
}

/// `ProFTPD` moves to another disk by copying, and fails so with folders (measured on 1.3.8).
fn is_a_folder(this: Case<'_>) -> Option<Conclusion> {
    let moves_folder = matches!(this.act(), Act::Rename { .. }) && this.kind() == Some(EntryKind::Folder);
    if moves_folder && this.facts.second.itself.is_missing() {
        return likely(Cause::OtherFileSystem, Vec::new());
    }
    certain(Cause::IsAFolder { at: this.at() })
}

fn not_a_folder(this: Case<'_>) -> Option<Conclusion> {
    let steps = this.facts.target.steps.iter().chain(&this.facts.second.steps);
    for step in steps {
        if let Some(entry) = step.led_to.yes().filter(|entry| !entry.leads_to_folder()) {
            return certain(Cause::NotAFolder { at: Some(step.place.clone()), kind: Some(entry.kind) });
        }
    }
    certain(Cause::NotAFolder { at: this.at(), kind: this.kind() })
}

fn busy(this: Case<'_>) -> Option<Conclusion> {
    let facts = &this.facts.target;
    let folder = facts.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(facts.space.yes(), facts.own_space.yes()) {
        return certain(Cause::MountPoint { at: this.attempt.place.clone() });
    }
    let busy = Cause::FileBusy { at: this.at() };
    if folder && (facts.space.yes().is_none() || facts.own_space.yes().is_none()) {
        // A folder is hardly ever busy otherwise.
        return likely(Cause::MountPoint { at: this.attempt.place.clone() }, vec![busy]);
    }
    certain(busy)
}

/// The longest component of the paths, and what is possible there.
fn longest(this: Case<'_>) -> (u64, Option<u64>) {
    let of = |place: &Place| {
        let mut names: Vec<usize> = place.ancestors().iter().filter_map(|p| Some(p.name_bytes()?.len())).collect();
        names.extend(place.name_bytes().map(|name| name.len()));
        names.into_iter().max().unwrap_or(0)
    };
    let second = this.attempt.second.as_ref().map_or(0, of);
    let length = of(&this.attempt.place).max(second);
    (u64::try_from(length).unwrap_or(u64::MAX), this.space().and_then(|space| space.name_max))
}

fn name_too_long(this: Case<'_>) -> Option<Conclusion> {
    let (length, limit) = longest(this);
    certain(Cause::NameTooLong { length: Some(length), limit })
}

/// A new name that is longer than nearly every file system takes, where nothing else explains a refusal.
pub(super) fn unusual_length(this: Case<'_>) -> Option<Conclusion> {
    let (length, limit) = longest(this);
    let too_long = this.act().changes() && limit.is_none() && length > USUAL_NAME_MAX;
    let cause = Cause::NameTooLong { length: Some(length), limit: Some(USUAL_NAME_MAX) };
    if too_long { likely(cause, Vec::new()) } else { None }
}

/// An argument was refused: names that are too long, folders into themselves, characters that the disk does not take.
pub(super) fn invalid_argument(this: Case<'_>) -> Option<Conclusion> {
    let (length, limit) = longest(this);
    match limit {
        Some(limit) if length > limit => {
            return certain(Cause::NameTooLong { length: Some(length), limit: Some(limit) });
        }
        None if length > USUAL_NAME_MAX => {
            return likely(Cause::NameTooLong { length: Some(length), limit: Some(USUAL_NAME_MAX) }, Vec::new());
        }
        _ => {}
    }
    if let Some(found) = moved_into_itself(this) {
        return Some(found);
    }
    let place = this.makes_at();
    if place.display().len() > PATH_MAX {
        return likely(Cause::NameTooLong { length: None, limit: None }, Vec::new());
    }
    let name = place.name_bytes().unwrap_or_default();
    let odd = name.iter().any(|byte| *byte < 0x20 || b"\\:*?\"<>|".contains(byte))
        || matches!(name.last(), Some(b'.' | b' '))
        || std::str::from_utf8(&name).is_err();
    if odd && this.act().changes() {
        return likely(Cause::NameRefused { at: Some(place.clone()) }, Vec::new());
    }
    None
}
