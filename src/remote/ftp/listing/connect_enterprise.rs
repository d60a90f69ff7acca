//! Lines of Connect:Enterprise: `-C--E-----FTP mailbox 7670 1294495 Jan 13 07:42 name`. Pure.

use super::row::Row;
use super::unix_date::{Trust, date_at};
use super::words::{Words, number};
use crate::model::EntryKind;

/// Flags and, behind them, the protocol that brought the file.
const FLAGS: usize = 10;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let (flags, protocol) = words.get(0)?.split_at_checked(FLAGS)?;
    let fits = flags.starts_with(b"-")
        && flags.iter().all(|flag| flag.is_ascii_uppercase() || *flag == b'-')
        && protocol.len() == 3
        && protocol.iter().all(u8::is_ascii_uppercase);
    if !fits {
        return None;
    }
    let (start, found) = (3..9)
        .filter(|start| words.get(start - 1).and_then(number).is_some())
        .find_map(|start| Some((start, date_at(words, start, Trust::Known)?)))?;
    let mut row = Row::new(words.name_after(found.last, 1)?, EntryKind::File);
    row.size = words.get(start - 1).and_then(number);
    row.modified = found.when;
    row.owner = words.span(1, start - 2);
    Some(row)
}
