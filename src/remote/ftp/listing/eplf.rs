//! Easily Parsed LIST Format (D. J. Bernstein, 1996): `+i8388621.48594,m825718503,r,s280,up755` tab `name`. Pure.

use super::row::{Row, When};
use super::words::number;
use crate::model::{EntryKind, Permissions, Timestamp};

pub(super) fn parse(line: &[u8]) -> Option<Row<'_>> {
    let facts_and_name = line.strip_prefix(b"+")?;
    let tab = facts_and_name.iter().position(|byte| *byte == b'\t')?;
    let (facts, name) = facts_and_name.split_at_checked(tab)?;
    let mut row = Row::new(name.get(1..)?, EntryKind::Unknown);
    for fact in facts.split(|byte| *byte == b',') {
        match fact {
            b"/" => row.kind = EntryKind::Folder,
            b"r" => row.kind = EntryKind::File,
            [b's', size @ ..] => row.size = number(size),
            [b'm', time @ ..] => {
                let time = number(time).and_then(|time| i64::try_from(time).ok());
                row.modified = time.map(|time| When::Utc(Timestamp::from_secs(time)));
            }
            [b'u', b'p', mode @ ..] => {
                row.permissions = std::str::from_utf8(mode).ok().and_then(Permissions::parse_octal);
            }
            _ => {}
        }
    }
    Some(row)
}
