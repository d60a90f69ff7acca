//! Lines of `VxWorks` (`2048 Feb-28-1998 05:23:30 name <DIR>`) with their heading. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Line, Row, When};
use super::words::{Words, is_blank, number};
use crate::model::EntryKind;

/// Blanks between the time and the name.
const GAP: usize = 3;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    let first = words.get(0)?;
    if words.are_exactly(4) && (first == b"size" || first.iter().all(|byte| *byte == b'-')) {
        let heading = [&b"size"[..], b"date", b"time", b"name"];
        let named = (0..4).all(|at| words.get(at) == heading.get(at).copied());
        let ruled = (0..4).all(|at| words.get(at).is_some_and(|word| word.iter().all(|byte| *byte == b'-')));
        return (named || ruled).then_some(Line::Noise);
    }
    let size = number(first)?;
    // The month stands first and by name: what tells this form from OS/2.
    let day = words.get(1).filter(|day| day.first().is_some_and(u8::is_ascii_alphabetic))?;
    let day = date::day(day, Order::Mdy)?;
    let of_day = time_of_day(words.get(2)?)?;
    let text = words.name_after(2, GAP)?;
    let mut row = match text.strip_suffix(b"<DIR>") {
        Some(name) => {
            let padding = name.iter().rev().take_while(|byte| is_blank(**byte)).count();
            Row::new(name.get(..name.len().checked_sub(padding)?)?, EntryKind::Folder)
        }
        None => Row::new(text, EntryKind::File),
    };
    row.size = Some(size);
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    Some(row.into())
}
