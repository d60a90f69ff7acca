//! Members of z/OS libraries (partitioned data sets), with statistics, as load modules, or by name only. Pure.

use super::date::{self, Order, time_of_day};
use super::mvs::may_be_data_set;
use super::row::{Line, Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    if words.get(0) == Some(b"Name") && matches!(words.get(1), Some(b"VV.MM" | b"Size")) {
        return Some(Line::Noise);
    }
    with_statistics(words).or_else(|| load_module(words)).map(Line::from)
}

/// `NAME 01.01 2004/06/22 2004/06/22 16:32 128 128 0 USER`. The size is what the server calls so: a number of records.
fn with_statistics<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let name = words.get(0).filter(|name| may_be_data_set(name) && words.are_exactly(9))?;
    let version = words.get(1).filter(|version| version.len() == 5)?;
    number(version.get(..2)?)?;
    number(version.get(3..)?)?;
    date::day(words.get(2)?, Order::Ymd)?;
    let day = date::day(words.get(3)?, Order::Ymd)?;
    let of_day = time_of_day(words.get(4)?)?;
    let mut row = Row::new(name, EntryKind::File);
    row.size = Some(number(words.get(5)?)?);
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    row.owner = words.get(8);
    Some(row)
}

/// `NAME 00B308 000411 00 FO 31 ANY`: the size in bytes and the place in the library, both in base sixteen.
fn load_module<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let name = words.get(0).filter(|name| may_be_data_set(name) && words.count() >= 4 && words.are_all())?;
    let hexadecimal = |at: usize| {
        let word = words.get(at).filter(|word| (6..=8).contains(&word.len()))?;
        u64::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok()
    };
    let size = hexadecimal(1)?;
    hexadecimal(2)?;
    // The code of authorisation, and the mode of addresses at the end.
    let authorised = words.get(3).is_some_and(|code| code.len() == 2 && number(code).is_some());
    let mode = words.last().is_some_and(|mode| matches!(mode, b"ANY" | b"24" | b"31" | b"64"));
    if !(authorised && mode) {
        return None;
    }
    let mut row = Row::new(name, EntryKind::File);
    row.size = Some(size);
    Some(row)
}

/// A name alone, as libraries without statistics are listed: nothing else would tell it from a message.
pub(super) fn parse_known<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let name = words.get(0).filter(|name| words.are_exactly(1) && may_be_data_set(name))?;
    Some(Row::new(name, EntryKind::File))
}
