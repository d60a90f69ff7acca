//! Lines of OS-9: owner, day, time as digits, attributes, sector, size, name. Pure.

use super::date::{self, Order};
use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let owner = words.get(0)?;
    let dot = owner.iter().position(|byte| *byte == b'.')?;
    number(owner.get(..dot)?)?;
    number(owner.get(dot + 1..)?)?;
    let day = date::day(words.get(1)?, Order::Ymd)?;
    number(words.get(2)?).filter(|clock| *clock < 2400)?;
    let attributes = words.get(3).filter(|word| word.len() == 8)?;
    if !attributes.iter().all(|letter| b"dsewrpl-".contains(letter)) {
        return None;
    }
    // The sector is a number in base sixteen.
    words.get(4).filter(|sector| sector.iter().all(u8::is_ascii_hexdigit))?;
    let kind = if attributes.starts_with(b"d") { EntryKind::Folder } else { EntryKind::File };
    let mut row = Row::new(words.name_after(5, 1)?, kind);
    row.size = Some(number(words.get(5)?)?);
    row.modified = Some(When::Local { day, of_day: None });
    row.owner = Some(owner);
    Some(row)
}
