//! Lines of OS/2 servers: size, attributes, day, time, name. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

/// The most words between size and day: `DIR` and attributes.
const MARKS: usize = 3;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let size = number(words.get(0)?)?;
    let at = (1..=1 + MARKS).find(|at| words.get(*at).is_some_and(|word| word.contains(&b'-')))?;
    // VxWorks names the month.
    let day = words.get(at).filter(|day| day.first().is_some_and(u8::is_ascii_digit))?;
    let day = date::day(day, Order::Mdy)?;
    let of_day = time_of_day(words.get(at + 1)?)?;
    let mut kind = EntryKind::File;
    for mark in (1..at).filter_map(|place| words.get(place)) {
        match mark {
            b"DIR" => kind = EntryKind::Folder,
            letters if letters.iter().all(|letter| b"AHRS".contains(letter)) => {}
            _ => return None,
        }
    }
    let mut row = Row::new(words.name_after(at + 1, 2)?, kind);
    row.size = Some(size);
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    Some(row)
}
