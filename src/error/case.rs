//! One error under examination: what the rules look at, and what a rule concludes. Pure.

use super::attempt::{Act, Attempt};
use super::cause::{Cause, Class, Denial, Need};
use super::diagnosis::Confidence;
use super::facts::{Facts, Verdict};
use super::failure::Error;
use super::place::Place;
use crate::model::{Entry, EntryKind, Space};

/// What the rules look at.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) error: &'a Error,
    pub(super) attempt: &'a Attempt,
    pub(super) facts: &'a Facts,
}

/// What a rule concludes.
#[derive(Debug)]
pub(super) struct Conclusion {
    pub(super) cause: Cause,
    pub(super) confidence: Confidence,
    pub(super) alternatives: Vec<Cause>,
}

#[expect(clippy::unnecessary_wraps, reason = "rules end with it")]
pub(super) fn certain(cause: Cause) -> Option<Conclusion> {
    Some(Conclusion { cause, confidence: Confidence::Certain, alternatives: Vec::new() })
}

#[expect(clippy::unnecessary_wraps, reason = "rules end with it")]
pub(super) fn likely(cause: Cause, alternatives: Vec<Cause>) -> Option<Conclusion> {
    Some(Conclusion { cause, confidence: Confidence::Likely, alternatives })
}

/// Less free space than this refuses writes that are larger than what is left: file systems keep some for themselves
/// (measured: ext4 told 15 KB while it refused 32 KB).
const NEARLY_NOTHING: u64 = 64 << 10;
/// With less free space than this, a disk that cannot hold what is needed is the certain reason. With more, something
/// else (a quota) may have refused long before the disk would.
const LITTLE: u64 = 1 << 20;

impl Case<'_> {
    pub(super) fn act(&self) -> Act {
        self.attempt.act
    }

    #[expect(clippy::unnecessary_wraps, reason = "causes may have no place")]
    pub(super) fn at(&self) -> Option<Place> {
        Some(self.attempt.place.clone())
    }

    pub(super) fn folder(&self) -> Option<Place> {
        self.attempt.place.parent()
    }

    /// Where something new is made or written: the second path of a rename, else the path itself.
    pub(super) fn makes_at(&self) -> &Place {
        match (self.act(), &self.attempt.second) {
            (Act::Rename { .. }, Some(second)) => second,
            _ => &self.attempt.place,
        }
    }

    /// The file system that would be written to.
    pub(super) fn space(&self) -> Option<&Space> {
        let facts = match self.act() {
            Act::Rename { .. } if self.attempt.second.is_some() => &self.facts.second,
            _ => &self.facts.target,
        };
        facts.space.yes()
    }

    /// What is at the path, as the operation sees it.
    pub(super) fn found(&self) -> Option<&Entry> {
        self.facts.target.found(self.act().follows_link())
    }

    pub(super) fn kind(&self) -> Option<EntryKind> {
        self.found().map(|entry| entry.kind)
    }

    pub(super) fn writes_folder(&self) -> Option<Place> {
        self.makes_at().parent()
    }

    /// Whether the disk has too little space for what was to be written.
    pub(super) fn disk_full(&self) -> Option<Conclusion> {
        let free = self.space()?.available;
        let needed = self.attempt.needed;
        let cause = Cause::DiskFull { folder: self.writes_folder(), free: Some(free), needed };
        let too_little = needed.is_some_and(|needed| free < needed);
        if free.0 == 0 || (too_little && free.0 < LITTLE) {
            certain(cause)
        } else if too_little || free.0 < NEARLY_NOTHING {
            likely(cause, vec![self.quota()])
        } else {
            None
        }
    }

    pub(super) fn quota(&self) -> Cause {
        Cause::QuotaExceeded { folder: self.writes_folder(), free: self.space().map(|space| space.available) }
    }

    pub(super) fn read_only(&self) -> Option<Conclusion> {
        let is = |space: Option<&Space>| space.is_some_and(|space| space.read_only);
        if is(self.space()) {
            return certain(Cause::ReadOnlyFileSystem { folder: self.writes_folder() });
        }
        // A move also takes the old name away.
        if matches!(self.act(), Act::Rename { .. }) && is(self.facts.target.space.yes()) {
            return certain(Cause::ReadOnlyFileSystem { folder: self.folder() });
        }
        None
    }

    pub(super) fn no_inodes(&self) -> Option<Conclusion> {
        let none = self.space()?.available_files == Some(0);
        if none { certain(Cause::NoInodes { folder: self.writes_folder() }) } else { None }
    }

    /// What the missing right on `entry` makes of a refusal; `None` when the user has it.
    pub(super) fn denial(&self, at: &Place, entry: &Entry, need: Need) -> Option<Conclusion> {
        let user = &self.facts.user;
        let (verdict, sure) = user.sure_access(entry, need);
        let class = match verdict {
            Verdict::Allowed => return None,
            Verdict::Denied(class) => class,
            Verdict::Open => None,
        };
        let cause = self.denied(at, Some(entry), need, class);
        if sure && verdict != Verdict::Open {
            certain(cause)
        } else {
            likely(cause, vec![Cause::ProtectedByPolicy { at: Some(at.clone()) }])
        }
    }

    pub(super) fn denied(&self, at: &Place, entry: Option<&Entry>, need: Need, class: Option<Class>) -> Cause {
        Cause::PermissionDenied(Some(Box::new(Denial {
            at: at.clone(),
            need,
            class,
            permissions: entry.and_then(|entry| entry.permissions),
            owner: entry.map(|entry| entry.owner.clone()).unwrap_or_default(),
            group: entry.map(|entry| entry.group.clone()).unwrap_or_default(),
            user: self.facts.user.name.clone(),
        })))
    }

    /// Whether two paths lie on file systems that tell different numbers.
    pub(super) fn differ(one: Option<&Space>, other: Option<&Space>) -> bool {
        let id = |space: Option<&Space>| space.and_then(|space| space.file_system_id);
        matches!((id(one), id(other)), (Some(one), Some(other)) if one != other)
    }
}
