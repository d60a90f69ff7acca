//! Lines of old `VShell` servers: size, `Apr 04, 2000 21:06`, name, with a slash behind folders. Pure.

use super::row::Row;
use super::unix_date::{Trust, date_at};
use super::words::{Words, number};
use crate::model::EntryKind;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let size = number(words.get(0)?)?;
    words.get(2).filter(|day| day.ends_with(b","))?;
    let found = date_at(words, 1, Trust::Known).filter(|found| found.last == 4)?;
    let name = words.name_after(found.last, 1)?;
    let kind = if name.ends_with(b"/") { EntryKind::Folder } else { EntryKind::File };
    let mut row = Row::new(name, kind);
    row.size = Some(size);
    row.modified = found.when;
    Some(row)
}
