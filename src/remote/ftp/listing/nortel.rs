//! Lines of Nortel's `wfFtp`: `name 1014196 06/03/04 Thur. 10:20:03`. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let name = words.get(0).filter(|_| words.are_exactly(5))?;
    let size = number(words.get(1)?)?;
    let day = date::day(words.get(2)?, Order::Mdy)?;
    words.get(3).filter(|weekday| weekday.ends_with(b".") && weekday.iter().any(u8::is_ascii_alphabetic))?;
    let of_day = time_of_day(words.get(4)?)?;
    let mut row = Row::new(name, EntryKind::File);
    row.size = Some(size);
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    Some(row)
}
