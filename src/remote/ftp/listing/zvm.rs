//! Lines of z/VM: `NAME TYPE V 65 107 2 2005-10-04 15:28:42 OWNER`, where the file is called `NAME.TYPE`. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    if !(8..=9).contains(&words.count()) || !words.are_all() {
        return None;
    }
    let (name, extension) = (words.get(0)?, words.get(1)?);
    let dashes = (2..6).all(|at| words.get(at) == Some(b"-"));
    let mut row = if extension == b"DIR" && dashes {
        Row::new(name, EntryKind::Folder)
    } else {
        words.get(2).filter(|form| matches!(form, [b'V' | b'F']))?;
        // The longest record times the number of records; `Family::sizes_are_exact` says that it is not exact.
        let (record, records) = (number(words.get(3)?)?, number(words.get(4)?)?);
        number(words.get(5)?)?;
        let mut row = Row::new([name, b".", extension].concat(), EntryKind::File);
        row.size = record.checked_mul(records);
        row
    };
    let day = date::day(words.get(6)?, Order::Ymd)?;
    row.modified = Some(When::Local { day, of_day: Some(time_of_day(words.get(7)?)?) });
    row.owner = words.get(8);
    Some(row)
}
