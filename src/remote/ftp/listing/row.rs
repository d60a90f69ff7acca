//! What one line of a listing tells, and how it becomes an entry. Pure.

use super::calendar::{self, Date};
use super::words::number;
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Owner, Permissions, Precision, Timestamp, escape_bytes};
use std::borrow::Cow;

/// How the moments of lines are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zone {
    /// Seconds that the server's listing clock is ahead of UTC.
    pub(super) offset: i64,
    /// The current time in the listing's own zone, in seconds since 1970.
    pub(super) now: i64,
}

/// Seconds into a day with their precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeOfDay {
    /// 0 to 86,400.
    pub(super) secs: i64,
    pub(super) nanos: u32,
    pub(super) precision: Precision,
}

/// A moment as a line tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Exact, whatever the server's zone.
    Utc(Timestamp),
    /// On the server's clock; a day alone has no `of_day`.
    Local { day: Date, of_day: Option<TimeOfDay> },
    /// In a zone that the line names, in seconds ahead of UTC.
    Zoned { day: Date, of_day: TimeOfDay, ahead: i64 },
}

impl When {
    /// The point in time; `None` when there is no such day. A day alone stays that day, whatever the zone.
    pub(super) fn timestamp(self, zone: Zone) -> Option<Timestamp> {
        let (day, of_day, ahead) = match self {
            Self::Utc(timestamp) => return Some(timestamp),
            Self::Local { day, of_day: None } => {
                let secs = calendar::seconds(day, 0, zone.now)?;
                return Some(Timestamp { secs, nanos: 0, precision: Precision::Day });
            }
            Self::Local { day, of_day: Some(of_day) } => (day, of_day, zone.offset),
            Self::Zoned { day, of_day, ahead } => (day, of_day, ahead),
        };
        let secs = calendar::seconds(day, of_day.secs, zone.now)?;
        Some(Timestamp { secs: secs - ahead, nanos: of_day.nanos, precision: of_day.precision })
    }
}

/// One entry as a line tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) name: Cow<'a, [u8]>,
    pub(super) kind: EntryKind,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<When>,
    pub(super) permissions: Option<Permissions>,
    pub(super) owner: Option<&'a [u8]>,
    pub(super) group: Option<&'a [u8]>,
    /// Numbers of owner and group that are told beside their names.
    pub(super) ids: [Option<u32>; 2],
    pub(super) link_target: Option<&'a [u8]>,
    /// The fact `unique`: equal for a link and what it leads to.
    pub(super) unique: Option<&'a [u8]>,
}

impl<'a> Row<'a> {
    /// A row of which nothing but name and kind is known.
    pub(super) fn new(name: impl Into<Cow<'a, [u8]>>, kind: EntryKind) -> Self {
        Self {
            name: name.into(),
            kind,
            size: None,
            modified: None,
            permissions: None,
            owner: None,
            ids: [None, None],
            group: None,
            link_target: None,
            unique: None,
        }
    }

    /// The entry with the name that was found usable.
    pub(super) fn into_entry(self, name: EntryName, zone: Zone) -> Entry {
        let mut entry = Entry::new(name, self.kind);
        entry.size = self.size.map(ByteSize);
        entry.modified = self.modified.and_then(|when| when.timestamp(zone));
        entry.permissions = self.permissions;
        let [of_owner, of_group] = self.ids;
        entry.owner = numbered(owner(self.owner), of_owner);
        entry.group = numbered(owner(self.group), of_group);
        entry.link_target = self.link_target.map(<[u8]>::to_vec);
        entry
    }
}

/// An owner with a number that stands beside the word.
fn numbered(owner: Owner, id: Option<u32>) -> Owner {
    Owner { id: id.or(owner.id), ..owner }
}

/// A word for an owner: a number, or a name.
fn owner(word: Option<&[u8]>) -> Owner {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Owner::default() };
    // With zeros in front it is a name of digits (z/VM).
    let plain = |word: &&[u8]| word.len() == 1 || !word.starts_with(b"0");
    match Some(word).filter(plain).and_then(number).and_then(|id| u32::try_from(id).ok()) {
        Some(id) => Owner { id: Some(id), name: None },
        None => Owner { id: None, name: Some(escape_bytes(word)) },
    }
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// An entry.
    Row(Row<'a>),
    /// A heading, a sum, or the folder itself: no entry, and nothing is missing.
    Noise,
}

impl<'a> From<Row<'a>> for Line<'a> {
    fn from(row: Row<'a>) -> Self {
        Self::Row(row)
    }
}
