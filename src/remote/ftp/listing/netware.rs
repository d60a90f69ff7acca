//! Lines of Novell `NetWare`: `d [R----F--] owner 512 Jan 16 18:53 name`. Pure.

use super::row::Row;
use super::unix_date::{Trust, date_at};
use super::words::{Words, number};
use crate::model::EntryKind;

/// Blanks between the time and the name.
const GAP: usize = 4;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let first = words.get(0)?;
    let (kind, letter_apart) = match first {
        b"d" => (EntryKind::Folder, true),
        b"-" => (EntryKind::File, true),
        [b'd', b'[', ..] => (EntryKind::Folder, false),
        [b'-', b'[', ..] => (EntryKind::File, false),
        _ => return None,
    };
    let rights = if letter_apart { words.get(1)? } else { first.get(1..)? };
    let rights = rights.strip_prefix(b"[")?.strip_suffix(b"]")?;
    if !rights.iter().all(|right| right.is_ascii_uppercase() || matches!(right, b'-' | b' ')) {
        return None;
    }
    let owner = if letter_apart { 2 } else { 1 };
    let (start, found) = (owner + 1..owner + 8)
        .filter(|start| words.get(start - 1).and_then(number).is_some())
        .find_map(|start| Some((start, date_at(words, start, Trust::Known)?)))?;
    let mut row = Row::new(words.name_after(found.last, GAP)?, kind);
    row.size = words.get(start - 1).and_then(number);
    row.modified = found.when;
    row.owner = start.checked_sub(2).filter(|last| *last >= owner).and_then(|last| words.span(owner, last));
    Some(row)
}
