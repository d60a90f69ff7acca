//! Lines of HP `NonStop` (Tandem Guardian): `NAME 101 528 6-Apr-07 14:21:18 255,255 "oooo"`. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Line, Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    if words.get(0) == Some(b"File") && words.get(1) == Some(b"Code") && words.get(2) == Some(b"EOF") {
        return Some(Line::Noise);
    }
    let name = words.get(0)?;
    words.get(1).filter(|code| code.first().is_some_and(u8::is_ascii_digit))?;
    let size = number(words.get(2)?)?;
    let day = date::day(words.get(3)?, Order::Dmy)?;
    let of_day = time_of_day(words.get(4)?)?;
    words.last().filter(|rights| rights.len() == 6 && rights.starts_with(b"\"") && rights.ends_with(b"\""))?;
    let mut row = Row::new(name, EntryKind::File);
    row.size = Some(size);
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    row.owner = words.span(5, words.count().checked_sub(2)?);
    Some(row.into())
}
