//! Lines of OS/400 (IBM i): owner, size, day, time, type, name; members without size and time. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let owner = words.get(0)?;
    let mark = (1..=4).find(|at| words.get(*at).is_some_and(|word| word.starts_with(b"*")))?;
    let kind = match words.get(mark)? {
        b"*DIR" | b"*DDIR" | b"*LIB" | b"*FLR" => EntryKind::Folder,
        b"*FILE" | b"*STMF" | b"*DSTMF" | b"*MEM" | b"*DOC" => EntryKind::File,
        b"*SYMLNK" => EntryKind::Link,
        kind if kind.len() > 1 && kind.iter().skip(1).all(u8::is_ascii_alphanumeric) => EntryKind::Unknown,
        _ => return None,
    };
    let mut row = Row::new(words.trimmed_after(mark)?, kind);
    row.owner = Some(owner);
    match mark {
        4 => {
            row.size = Some(number(words.get(1)?)?);
            let day = words.get(2)?;
            let order = if day.contains(&b'.') { Order::Dmy } else { Order::Mdy };
            let day = date::day(day, order)?;
            row.modified = Some(When::Local { day, of_day: Some(time_of_day(words.get(3)?)?) });
        }
        1 => {}
        _ => return None,
    }
    Some(row)
}
