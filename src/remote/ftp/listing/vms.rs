//! Lines of `OpenVMS`: `NAME.TYPE;1 2/8 7-JAN-2000 10:30 [OWNER] (RWED,RWED,RE,)` in any order behind the name. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Line, Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

/// Bytes of a block, in which sizes are told: exact sizes are smaller by up to one block.
const BLOCK: u64 = 512;

/// Whether a line holds only a name with its version, so that its columns are on the next line.
pub(super) fn is_name_alone(words: &Words<'_>) -> bool {
    words.are_exactly(1) && words.get(0).is_some_and(|name| versioned(name).is_some())
}

/// The name before the version, when there is one.
fn versioned(name: &[u8]) -> Option<&[u8]> {
    let semicolon = name.iter().rposition(|byte| *byte == b';').filter(|at| *at > 0)?;
    number(name.get(semicolon + 1..)?)?;
    name.get(..semicolon)
}

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    if is_frame(words) {
        return Some(Line::Noise);
    }
    let full = words.get(0)?;
    let bare = versioned(full)?;
    let mut row = match strip_folder(bare) {
        Some(folder) => Row::new(folder, EntryKind::Folder),
        // The version stays: without it the server means the newest, which may be another file.
        None => Row::new(full, EntryKind::File),
    };
    let (mut day, mut of_day) = (None, None);
    let mut at = 1;
    while let Some(word) = words.get(at) {
        at += 1;
        if word.starts_with(b"[") {
            let last =
                (at - 1..words.count()).find(|last| words.get(*last).is_some_and(|word| word.ends_with(b"]")))?;
            row.owner = words.span(at - 1, last).and_then(|owner| owner.get(1..owner.len().checked_sub(1)?));
            at = last + 1;
        } else if word.starts_with(b"(") {
            // Rights of system, owner, group and world have no form in twelve bits.
            let last =
                (at - 1..words.count()).find(|last| words.get(*last).is_some_and(|word| word.ends_with(b")")))?;
            at = last + 1;
        } else if let Some(found) = date::day(word, Order::Dmy).filter(|_| day.is_none()) {
            day = Some(found);
        } else if let Some(found) = time_of_day(word).filter(|_| of_day.is_none()) {
            of_day = Some(found);
        } else if let Some(size) = size(word).filter(|_| row.size.is_none()) {
            row.size = Some(size);
        } else if row.owner.is_none()
            && day.is_some()
            && word.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        {
            row.owner = Some(word);
        } else {
            return None;
        }
    }
    row.modified = day.map(|day| When::Local { day, of_day });
    // A name with a reason why nothing is told of it (`No privilege for attempted operation`) is no entry.
    (row.size.is_some() && day.is_some() && words.are_all()).then_some(row.into())
}

fn strip_folder(bare: &[u8]) -> Option<&[u8]> {
    let (name, extension) = bare.split_at_checked(bare.len().checked_sub(4)?)?;
    (extension.eq_ignore_ascii_case(b".DIR") && !name.is_empty()).then_some(name)
}

/// `155` and `2/8` (used and allocated blocks), `2KB`.
fn size(word: &[u8]) -> Option<u64> {
    for (unit, bytes) in [(&b"KB"[..], 1 << 10), (b"MB", 1 << 20), (b"GB", 1 << 30), (b"B", 1)] {
        if let Some(digits) = word.strip_suffix(unit) {
            return number(digits)?.checked_mul(bytes);
        }
    }
    let used = match word.iter().position(|byte| *byte == b'/') {
        Some(slash) => {
            number(word.get(slash + 1..)?)?;
            word.get(..slash)?
        }
        None => word,
    };
    number(used)?.checked_mul(BLOCK)
}

/// `Directory DISK:[FOLDER]` before and `Total of 3 files, 5 blocks.` behind the entries.
fn is_frame(words: &Words<'_>) -> bool {
    let before = words.get(0) == Some(b"Directory")
        && words.get(1).is_some_and(|place| place.contains(&b':') || place.contains(&b'['));
    let behind = matches!(words.get(0), Some(b"Total" | b"Grand"))
        && words.line().windows(4).any(|part| part == b"file")
        && (words.get(1) == Some(b"of") || words.get(1) == Some(b"total"));
    before || behind
}
