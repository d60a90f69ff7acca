//! What an error that names its reason means, with the facts that were found; and refused arguments (SFTP code 5). Pure.

use super::attempt::Act;
use super::case::{Case, Conclusion, certain, likely};
use super::cause::Cause;
use super::kind::ErrorKind;
use super::place::Place;
use super::rules_failure::moved_into_itself;
use crate::model::EntryKind;

/// The longest name on nearly every file system, in bytes.
const USUAL_NAME_MAX: u64 = 255;
/// `PATH_MAX` of Linux.
const PATH_MAX: usize = 4096;

/// The cause that the kind names.
pub(super) fn conclude(case: Case<'_>) -> Option<Conclusion> {
    let space = case.space();
    certain(match &case.error.kind {
        ErrorKind::DiskFull => Cause::DiskFull {
            folder: case.writes_folder(),
            free: space.map(|space| space.available),
            needed: case.attempt.needed,
        },
        // The system has one number for a disk without space and one without room for files.
        ErrorKind::QuotaExceeded => case.quota(),
        ErrorKind::ReadOnlyFileSystem => Cause::ReadOnlyFileSystem { folder: case.writes_folder() },
        ErrorKind::AlreadyExists => {
            let (at, facts) = match (case.act(), &case.attempt.second) {
                (Act::Rename { .. }, Some(second)) => (second.clone(), &case.facts.second),
                _ => (case.attempt.place.clone(), &case.facts.target),
            };
            Cause::AlreadyExists { at: Some(at), kind: facts.itself.yes().map(|entry| entry.kind) }
        }
        ErrorKind::IsAFolder => Cause::IsAFolder { at: case.at() },
        ErrorKind::NotAFolder => return not_a_folder(case),
        ErrorKind::FolderNotEmpty => {
            Cause::FolderNotEmpty { at: case.at(), entries: case.facts.target.content.yes().copied() }
        }
        ErrorKind::LinkLoop => Cause::LinkLoop { at: case.at() },
        ErrorKind::NameTooLong => return name_too_long(case),
        ErrorKind::NameRefused => Cause::NameRefused { at: case.at() },
        ErrorKind::Busy => return busy(case),
        ErrorKind::SpecialFile => Cause::SpecialFile { at: case.at() },
        other => Cause::of(other, case.error.code),
    })
}

fn not_a_folder(case: Case<'_>) -> Option<Conclusion> {
    let steps = case.facts.target.steps.iter().chain(&case.facts.second.steps);
    for step in steps {
        if let Some(entry) = step.led_to.yes().filter(|entry| !entry.leads_to_folder()) {
            return certain(Cause::NotAFolder { at: Some(step.place.clone()), kind: Some(entry.kind) });
        }
    }
    certain(Cause::NotAFolder { at: case.at(), kind: case.kind() })
}

fn busy(case: Case<'_>) -> Option<Conclusion> {
    let facts = &case.facts.target;
    let folder = facts.itself.yes().is_some_and(|entry| entry.kind == EntryKind::Folder);
    if folder && Case::differ(facts.space.yes(), facts.own_space.yes()) {
        return certain(Cause::MountPoint { at: case.attempt.place.clone() });
    }
    certain(Cause::FileBusy { at: case.at() })
}

/// The longest component of the paths, and what is possible there.
fn longest(case: Case<'_>) -> (u64, Option<u64>) {
    let of = |place: &Place| {
        let mut names: Vec<usize> = place.ancestors().iter().filter_map(|p| Some(p.name_bytes()?.len())).collect();
        names.extend(place.name_bytes().map(|name| name.len()));
        names.into_iter().max().unwrap_or(0)
    };
    let second = case.attempt.second.as_ref().map_or(0, of);
    let length = of(&case.attempt.place).max(second);
    (u64::try_from(length).unwrap_or(u64::MAX), case.space().and_then(|space| space.name_max))
}

fn name_too_long(case: Case<'_>) -> Option<Conclusion> {
    let (length, limit) = longest(case);
    certain(Cause::NameTooLong { length: Some(length), limit })
}

/// An argument was refused: names that are too long, folders into themselves, characters that the disk does not take.
pub(super) fn invalid_argument(case: Case<'_>) -> Option<Conclusion> {
    let (length, limit) = longest(case);
    match limit {
        Some(limit) if length > limit => {
            return certain(Cause::NameTooLong { length: Some(length), limit: Some(limit) });
        }
        None if length > USUAL_NAME_MAX => {
            return likely(Cause::NameTooLong { length: Some(length), limit: Some(USUAL_NAME_MAX) }, Vec::new());
        }
        _ => {}
    }
    if let Some(found) = moved_into_itself(case) {
        return Some(found);
    }
    let place = case.makes_at();
    if place.display().len() > PATH_MAX {
        return likely(Cause::NameTooLong { length: None, limit: None }, Vec::new());
    }
    let name = place.name_bytes().unwrap_or_default();
    let odd = name.iter().any(|byte| *byte < 0x20 || b"\\:*?\"<>|".contains(byte))
        || matches!(name.last(), Some(b'.' | b' '))
        || std::str::from_utf8(&name).is_err();
    if odd && case.act().changes() {
        return likely(Cause::NameRefused { at: Some(place.clone()) }, Vec::new());
    }
    None
}
