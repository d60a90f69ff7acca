//! Unix lines in numbers only: mode in octal, user, group, size, seconds since 1970, name. Pure.

use super::row::{Row, When};
use super::words::{Words, number};
use crate::model::{EntryKind, Permissions, Timestamp};

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let mode = words.get(0).filter(|mode| (5..=7).contains(&mode.len()))?;
    let mode = std::str::from_utf8(mode).ok().and_then(|mode| u32::from_str_radix(mode, 8).ok())?;
    let (owner, group) = (words.get(1)?, words.get(2)?);
    let size = number(words.get(3)?)?;
    let time = number(words.get(4)?).and_then(|time| i64::try_from(time).ok())?;
    number(owner)?;
    number(group)?;
    let kind = EntryKind::from_mode(mode);
    if kind == EntryKind::Unknown {
        return None;
    }
    let mut row = Row::new(words.trimmed_after(4)?, kind);
    row.size = Some(size);
    row.modified = Some(When::Utc(Timestamp::from_secs(time)));
    row.permissions = Some(Permissions::from_mode(mode));
    (row.owner, row.group) = (Some(owner), Some(group));
    Some(row)
}
