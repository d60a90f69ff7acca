//! Lines of z/OS (MVS) data sets. Pure.

use super::date::{self, Order};
use super::row::{Line, Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

/// Data sets by their columns: volume, unit, day of last use, extents, used tracks, record form, record length, block
/// size, organisation, name. What they hold in bytes is not told, so there is no size.
pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    if words.get(0) == Some(b"Volume") && words.get(1) == Some(b"Unit") {
        return Some(Line::Noise);
    }
    with_columns(words).or_else(|| without_columns(words)).map(Line::from)
}

fn with_columns<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    // Nine where extents and used tracks have grown together.
    let count = words.count();
    if !words.are_all() || !(9..=10).contains(&count) {
        return None;
    }
    let kind = match words.get(count - 2)? {
        b"PO" | b"PO-E" | b"PO-U" => EntryKind::Folder,
        b"PS" | b"PS-E" | b"PS-U" | b"PS-L" | b"DA" | b"DA-U" | b"IS" | b"IS-U" | b"VS" | b"GD" => EntryKind::File,
        _ => return None,
    };
    let referred = words.get(2)?;
    let day = date::day(referred, Order::Ymd);
    if day.is_none() && referred != b"**NONE**" {
        return None;
    }
    // Extents, and record and block length; used tracks may be `????` or `++++` where they have no room.
    for at in [3, count - 4, count - 3] {
        number(words.get(at)?)?;
    }
    let mut row = Row::new(words.last()?, kind);
    row.modified = day.map(|day| When::Local { day, of_day: None });
    Some(row)
}

fn without_columns<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let is = |at: usize, word: &[u8]| words.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let kind = match words.count() {
        2 if is(0, b"Migrated") || is(0, b"MIGRAT") || is(0, b"ARCIVE") => EntryKind::File,
        3 if is(0, b"Pseudo") && is(1, b"Directory") => EntryKind::Folder,
        4 if is(2, b"VSAM") => EntryKind::File,
        6 if is(0, b"ARCIVE") && is(1, b"Not") && is(2, b"Direct") => EntryKind::File,
        _ => return None,
    };
    let name = words.last().filter(|name| may_be_data_set(name))?;
    Some(Row::new(name, kind))
}

/// A data set on tape (`V43525 Tape NAME`) and one that is not mounted: told from ordinary words only on z/OS.
pub(super) fn parse_known<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let tape = words.are_exactly(3) && words.get(1) == Some(b"Tape");
    let unmounted = words.are_exactly(4) && words.get(1) == Some(b"Not") && words.get(2) == Some(b"Mounted");
    let name = words.last().filter(|name| (tape || unmounted) && may_be_data_set(name))?;
    Some(Row::new(name, EntryKind::File))
}

/// Letters, digits, national characters, hyphen, full stop; quoted when it is a full name.
pub(super) fn may_be_data_set(name: &[u8]) -> bool {
    let bare = name.strip_prefix(b"'").and_then(|name| name.strip_suffix(b"'")).unwrap_or(name);
    !bare.is_empty() && bare.iter().all(|byte| byte.is_ascii_alphanumeric() || b"$#@-._".contains(byte))
}
