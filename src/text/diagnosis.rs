//! What was found out about an error, in words: the cause with its facts, how sure it is, what it rests on, what can be done.

use super::cause::{cause, explanation, place_at};
use super::data_try::{trouble_advice, trouble_cause, trouble_words, try_words};
use super::number::size;
use crate::error::{Cause, Class, Confidence, Denial, Diagnosis, Error, Evidence, Finding, Need, Place, StatusCode};
use crate::i18n::{fl, lookup};
use crate::model::{EntryKind, Owner, escape_bytes};

/// The cause in a few words and without a full stop, for a table cell: `The disk is full`.
#[must_use]
pub fn cause_words(of: &Cause) -> String {
    match of {
        Cause::Told(kind) => cause(kind),
        Cause::NoDataConnection { trouble, .. } => trouble_cause(*trouble),
        of => lookup(&format!("cause-{}", of.name().replace('_', "-"))).unwrap_or_else(|| fl!("cause-unknown")),
    }
}

/// The cause of an error in a few words: what was found out, or what its kind says.
#[must_use]
pub fn error_cause(error: &Error) -> String {
    match &error.diagnosis {
        Some(diagnosis) if diagnosis.confidence == Confidence::Likely => {
            fl!("cause-is-likely", cause = cause_words(&diagnosis.cause))
        }
        Some(diagnosis) => cause_words(&diagnosis.cause),
        None => cause(&error.kind),
    }
}

/// Text of a server for eyes.
fn safe(text: &String) -> String {
    escape_bytes(text.as_bytes())
}

/// How sure a cause is, in a word.
#[must_use]
pub fn confidence_words(confidence: Confidence) -> String {
    match confidence {
        Confidence::Certain => fl!("confidence-certain"),
        Confidence::Likely => fl!("confidence-likely"),
        Confidence::Unknown => fl!("confidence-unknown"),
    }
}

/// What a person can do about a cause; `None` where there is nothing to say beyond the fixes.
pub(super) fn cause_advice(of: &Cause) -> Option<String> {
    match of {
        Cause::Told(kind) => super::cause::advice(kind),
        Cause::NoDataConnection { trouble, .. } => Some(trouble_advice(*trouble)),
        of => lookup(&format!("fix-{}", of.name().replace('_', "-"))),
    }
}

/// The cause as a sentence with its facts, and what else it could be on a line of its own.
pub(super) fn explained(error: &Error, diagnosis: &Diagnosis) -> String {
    let mut words = sentence(error, &diagnosis.cause);
    if !diagnosis.alternatives.is_empty() {
        let list = diagnosis.alternatives.iter().map(cause_words).collect::<Vec<_>>().join("; ");
        words.push('\n');
        words.push_str(&match diagnosis.confidence {
            Confidence::Unknown => fl!("alternatives-unknown", list = list),
            _ => fl!("alternatives-likely", list = list),
        });
    }
    words
}

fn sentence(error: &Error, of: &Cause) -> String {
    let own = error.place.as_ref();
    let at = |place: &Option<Place>| place_at(error, place.as_ref().or(own));
    let there = |place: &Place| place_at(error, Some(place));
    match of {
        Cause::DiskFull { folder, free: Some(free), needed: Some(needed) } => {
            fl!("why-disk-full-needed", place = at(folder), free = size(*free), needed = size(*needed))
        }
        Cause::DiskFull { folder, free: Some(free), needed: None } => {
            fl!("why-disk-full-free", place = at(folder), free = size(*free))
        }
        Cause::DiskFull { folder, free: None, .. } => fl!("why-disk-full", place = at(folder)),
        Cause::NoInodes { folder } => fl!("why-no-inodes", place = at(folder)),
        Cause::QuotaExceeded { folder, free: Some(free) } => {
            fl!("why-quota-exceeded-free", place = at(folder), free = size(*free))
        }
        Cause::QuotaExceeded { folder, free: None } => fl!("why-quota-exceeded", place = at(folder)),
        Cause::ReadOnlyFileSystem { folder } => fl!("why-read-only-file-system", place = at(folder)),
        Cause::DiskFault => fl!("why-disk-fault", place = at(&None)),
        Cause::AlreadyExists { at: place, kind } => match kind {
            Some(EntryKind::Folder) => fl!("why-already-exists-folder", place = at(place)),
            Some(EntryKind::File) => fl!("why-already-exists-file", place = at(place)),
            Some(EntryKind::Link) => fl!("why-already-exists-link", place = at(place)),
            _ => fl!("why-already-exists", place = at(place)),
        },
        Cause::IsAFolder { at: place } => fl!("why-is-a-folder", place = at(place)),
        Cause::NotAFolder { at: place, .. } if place.is_some() && place.as_ref() != own => {
            fl!("why-not-a-folder-part", place = at(place))
        }
        Cause::NotAFolder { at: place, .. } => fl!("why-not-a-folder", place = at(place)),
        Cause::FolderNotEmpty { at: place, entries: Some(count) } => {
            fl!("why-folder-not-empty-count", place = at(place), count = (*count))
        }
        Cause::FolderNotEmpty { at: place, entries: None } => fl!("why-folder-not-empty", place = at(place)),
        Cause::OtherFileSystem => match &error.second {
            Some(second) => fl!("why-other-file-system-to", place = at(&None), to = there(second)),
            None => fl!("why-other-file-system", place = at(&None)),
        },
        Cause::MissingFolder { folder } => fl!("why-missing-folder", place = there(folder)),
        Cause::NotFound { at: place } => fl!("why-not-found-itself", place = at(place)),
        Cause::PermissionDenied(Some(denial)) => denied(error, denial),
        Cause::PermissionDenied(None) => fl!("why-permission-denied", place = at(&None)),
        Cause::StickyFolder { folder, owner } => {
            fl!("why-sticky-folder", place = there(folder), owner = owner_words(owner))
        }
        Cause::ProtectedByPolicy { at: place } => fl!("why-protected-by-policy", place = at(place)),
        Cause::LinkLoop { at: place } => fl!("why-link-loop", place = at(place)),
        Cause::BrokenLink { at: place, target } => {
            fl!("why-broken-link", place = there(place), target = escape_bytes(target))
        }
        Cause::NameTooLong { length: Some(length), limit: Some(limit) } => {
            fl!("why-name-too-long-by", place = at(&None), length = (*length), limit = (*limit))
        }
        Cause::NameTooLong { .. } => fl!("why-name-too-long", place = at(&None)),
        Cause::NameRefused { at: place } => fl!("why-name-refused", place = at(place)),
        Cause::MovedIntoItself { folder } => fl!("why-moved-into-itself", place = there(folder)),
        Cause::MountPoint { at: place } => fl!("why-mount-point", place = there(place)),
        Cause::SpecialFile { at: place } => fl!("why-special-file", place = at(place)),
        Cause::FileBusy { at: place } => fl!("why-file-busy", place = at(place)),
        Cause::ServerLimit => fl!("why-server-limit", place = at(&None)),
        Cause::NoDataConnection { trouble, .. } => trouble_words(*trouble, &place_at(error, None)),
        Cause::Told(_) | Cause::Unknown => explanation(error),
    }
}

fn denied(error: &Error, denial: &Denial) -> String {
    let itself = error.place.as_ref() == Some(&denial.at);
    let what = match denial.need {
        Need::Read => fl!("denied-read"),
        Need::Write if itself => fl!("denied-write"),
        Need::Write => fl!("denied-write-folder"),
        Need::Enter => fl!("denied-enter"),
        Need::Ownership => fl!("denied-ownership"),
    };
    let mut words = fl!("why-denied", what = what, place = place_at(error, Some(&denial.at)));
    if let Some(permissions) = denial.permissions {
        words.push(' ');
        words.push_str(&fl!(
            "denied-rights",
            rights = permissions.to_string(),
            owner = owner_words(&denial.owner),
            group = owner_words(&denial.group)
        ));
    }
    let user = denial.user.as_ref().map(safe);
    let who = match (user, denial.class) {
        (Some(user), Some(Class::Owner)) => fl!("denied-as-owner", user = user),
        (Some(user), Some(Class::Group)) => fl!("denied-as-group", user = user),
        (Some(user), Some(Class::Others)) => fl!("denied-as-others", user = user),
        (Some(user), None) => fl!("denied-as", user = user),
        (None, _) => return words,
    };
    words.push(' ');
    words.push_str(&who);
    words
}

/// Name, or number where that is all; a word where nothing is known.
fn owner_words(owner: &Owner) -> String {
    match owner {
        Owner { name: Some(name), .. } => safe(name),
        Owner { id: Some(id), .. } => id.to_string(),
        Owner { .. } => fl!("owner-unknown"),
    }
}

/// One question that was asked after the error and its answer: the place, and what was found there.
#[must_use]
pub fn evidence_words(evidence: &Evidence) -> String {
    let what = finding_words(&evidence.finding);
    match &evidence.about {
        Some(place) => fl!("evidence", place = place.display(), what = what),
        None => what,
    }
}

fn finding_words(finding: &Finding) -> String {
    match finding {
        Finding::Entry { kind, permissions, owner, group, link_target } => {
            let mut words = kind_words(*kind);
            if let Some(target) = link_target {
                words = fl!("evidence-link", target = escape_bytes(target));
            }
            if let Some(permissions) = permissions {
                words.push_str(", ");
                words.push_str(&fl!(
                    "evidence-rights",
                    rights = permissions.to_string(),
                    owner = owner_words(owner),
                    group = owner_words(group)
                ));
            }
            words
        }
        Finding::LeadsTo(kind) => fl!("evidence-leads-to", kind = kind_words(*kind)),
        Finding::Space(space) => {
            let mut words = fl!("evidence-space", free = size(space.available), total = size(space.total));
            if let Some(files) = space.available_files {
                words.push_str(", ");
                words.push_str(&fl!("evidence-files", count = files));
            }
            if space.read_only {
                words.push_str(", ");
                words.push_str(&fl!("evidence-read-only"));
            }
            words
        }
        Finding::Holds(count) => fl!("evidence-holds", count = (*count)),
        Finding::Failed(kind) => fl!("evidence-failed", cause = cause(kind)),
        Finding::Silent => fl!("evidence-silent"),
        Finding::Data(tried) => try_words(*tried),
        Finding::SameAs => fl!("evidence-same-as"),
        Finding::User { name, id: Some(id), sure: true } => {
            fl!("evidence-user", user = safe(name), id = id.to_string())
        }
        Finding::User { name, .. } => fl!("evidence-user-only", user = safe(name)),
    }
}

fn kind_words(kind: EntryKind) -> String {
    match kind {
        EntryKind::Folder => fl!("evidence-folder"),
        EntryKind::File => fl!("evidence-file"),
        EntryKind::Link => fl!("evidence-a-link"),
        EntryKind::Special => fl!("evidence-special"),
        EntryKind::Unknown => fl!("evidence-unknown"),
    }
}

/// Whether an error's code alone would say more than the usual reasons of the operation do.
pub(super) fn code_says_more(error: &Error) -> Option<StatusCode> {
    let silent = error
        .diagnosis
        .as_ref()
        .is_none_or(|diagnosis| diagnosis.confidence == Confidence::Unknown && diagnosis.alternatives.is_empty());
    error.code.filter(|_| silent && error.kind == crate::error::ErrorKind::Failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{DataMode, DataTrouble, ErrorKind};
    use crate::model::{ByteSize, Permissions, RemotePath, Space};
    use std::sync::Arc;

    fn place(path: &str) -> Place {
        Place::Remote(RemotePath::parse(path.as_bytes()).unwrap())
    }

    fn denial(need: Need, class: Option<Class>) -> Cause {
        Cause::PermissionDenied(Some(Box::new(Denial {
            at: place("/srv/closed"),
            need,
            class,
            permissions: Some(Permissions::from_mode(0o700)),
            owner: Owner { id: Some(0), name: Some("root".into()) },
            group: Owner { id: Some(0), name: None },
            user: Some("ada".into()),
        })))
    }

    fn every_cause() -> Vec<Cause> {
        let at = || Some(place("/srv/x"));
        vec![
            Cause::DiskFull { folder: at(), free: Some(ByteSize(15_000)), needed: Some(ByteSize(3_200_000)) },
            Cause::DiskFull { folder: at(), free: Some(ByteSize(0)), needed: None },
            Cause::DiskFull { folder: None, free: None, needed: None },
            Cause::NoInodes { folder: at() },
            Cause::QuotaExceeded { folder: at(), free: Some(ByteSize(9)) },
            Cause::QuotaExceeded { folder: None, free: None },
            Cause::ReadOnlyFileSystem { folder: at() },
            Cause::DiskFault,
            Cause::AlreadyExists { at: at(), kind: Some(EntryKind::Folder) },
            Cause::AlreadyExists { at: at(), kind: Some(EntryKind::File) },
            Cause::AlreadyExists { at: at(), kind: Some(EntryKind::Link) },
            Cause::AlreadyExists { at: None, kind: None },
            Cause::IsAFolder { at: at() },
            Cause::NotAFolder { at: at(), kind: Some(EntryKind::File) },
            Cause::NotAFolder { at: None, kind: None },
            Cause::FolderNotEmpty { at: at(), entries: Some(1) },
            Cause::FolderNotEmpty { at: at(), entries: None },
            Cause::OtherFileSystem,
            Cause::MissingFolder { folder: place("/srv/none") },
            Cause::NotFound { at: at() },
            denial(Need::Read, Some(Class::Others)),
            denial(Need::Write, Some(Class::Group)),
            denial(Need::Enter, Some(Class::Owner)),
            denial(Need::Ownership, None),
            Cause::PermissionDenied(None),
            Cause::StickyFolder { folder: place("/tmp"), owner: Owner::default() },
            Cause::ProtectedByPolicy { at: at() },
            Cause::LinkLoop { at: at() },
            Cause::BrokenLink { at: place("/srv/l"), target: b"gone\x1b".to_vec() },
            Cause::NameTooLong { length: Some(300), limit: Some(255) },
            Cause::NameTooLong { length: None, limit: None },
            Cause::NameRefused { at: at() },
            Cause::MovedIntoItself { folder: place("/srv") },
            Cause::MountPoint { at: place("/mnt") },
            Cause::SpecialFile { at: at() },
            Cause::FileBusy { at: at() },
            Cause::ServerLimit,
            Cause::Told(ErrorKind::ConnectionLost),
            Cause::Unknown,
        ]
        .into_iter()
        .chain(DataTrouble::ALL.map(|trouble| Cause::NoDataConnection { mode: DataMode::Passive, trouble }))
        .collect()
    }

    fn error_of(cause: Cause, alternatives: Vec<Cause>, confidence: Confidence) -> Box<Error> {
        let diagnosis = Diagnosis { cause, confidence, alternatives, evidence: Vec::new(), fixes: Vec::new() };
        Error::sftp(4, None).at(place("/srv/x")).on_host("web-01").explained(Arc::new(diagnosis))
    }

    #[test]
    fn every_cause_has_words_a_sentence_and_advice() {
        for of in every_cause() {
            let key = format!("cause-{}", of.name().replace('_', "-"));
            assert!(lookup(&key).is_some(), "{key}");
            assert!(cause_advice(&of).is_some(), "{of:?}");
            let error = error_of(of.clone(), Vec::new(), Confidence::Certain);
            let words = sentence(&error, &of);
            assert!(words.len() > 20 && words.contains("web-01") && !words.contains('\x1b'), "{words}");
        }
    }

    fn told(error: &Error) -> (String, String) {
        (error_cause(error), explained(error, error.diagnosis.as_ref().unwrap()))
    }

    #[test]
    fn a_full_disk_is_told_in_numbers() {
        let full = every_cause().remove(0);
        let (cause, explanation) = told(&error_of(full, Vec::new(), Confidence::Certain));
        assert_eq!(cause, "The disk is full");
        assert_eq!(explanation, "15.0 KB are free, and 3.20 MB are needed: /srv/x on web-01");
    }

    #[test]
    fn a_closed_folder_is_told_with_its_rights() {
        let closed = denial(Need::Enter, Some(Class::Others));
        let error = error_of(closed.clone(), Vec::new(), Confidence::Certain);
        assert_eq!(
            sentence(&error, &closed),
            "You may not enter this folder: /srv/closed on web-01. Permissions rwx------, owner root, group 0. You are \
             ada, neither the owner nor in the group."
        );
    }

    #[test]
    fn what_is_not_certain_says_what_else_it_could_be() {
        let busy = Cause::FileBusy { at: None };
        let (cause, explanation) = told(&error_of(busy, vec![Cause::DiskFault], Confidence::Likely));
        assert_eq!(cause, "In use (likely)");
        assert!(explanation.contains("The disk could not be read or written"), "{explanation}");
        let alternatives = vec![Cause::ServerLimit, Cause::DiskFault];
        let (_, explanation) = told(&error_of(Cause::Unknown, alternatives, Confidence::Unknown));
        assert!(explanation.contains("A limit of the server is reached; The disk"), "{explanation}");
    }

    #[test]
    fn answers_have_words() {
        let space = Space {
            total: ByteSize(1_000_000),
            available: ByteSize(15_000),
            available_files: Some(1),
            read_only: true,
            name_max: None,
            file_system_id: None,
        };
        let line = evidence_words(&Evidence { about: Some(place("/srv")), finding: Finding::Space(space) });
        assert_eq!(line, "/srv: 15.0 KB of 1.00 MB free, room for one more file, read-only");
        let none = Evidence { about: Some(place("/srv/x")), finding: Finding::Failed(ErrorKind::NotFound) };
        assert_eq!(evidence_words(&none), "/srv/x: asked, and the answer was: Not found");
    }
}
