//! Lines of `dir`: Windows (IIS), DOS, Windows CE. Pure.

use super::date::{self, Order, time_of_day};
use super::row::{Line, Row, When};
use super::words::{Words, grouped_number, number};
use crate::model::EntryKind;

/// The width of the column that holds `<DIR>` and the blanks before the name.
const TAG_WIDTH: usize = 15;

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Line<'a>> {
    entry(words).map(Line::from).or_else(|| is_frame(words).then_some(Line::Noise))
}

fn entry<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    let first = words.get(0)?;
    let order = if first.contains(&b'.') { Order::Dmy } else { Order::Mdy };
    let day = date::day(first, order)?;
    let (of_day, at) = clock(words)?;
    let word = words.get(at)?;
    let mut row = if let Some(kind) = tag(word) {
        Row::new(words.name_after(at, TAG_WIDTH.saturating_sub(word.len()))?, kind)
    } else {
        let mut row = Row::new(words.name_after(at, 1)?, EntryKind::File);
        row.size = Some(grouped_number(word)?);
        row
    };
    if row.kind == EntryKind::Link {
        split_link(&mut row);
    }
    row.modified = Some(When::Local { day, of_day: Some(of_day) });
    Some(row)
}

/// The time of day, its half perhaps a word of its own, and the word behind it.
fn clock(words: &Words<'_>) -> Option<(super::row::TimeOfDay, usize)> {
    let clock = words.get(1)?;
    if let Some(half @ (b"AM" | b"PM" | b"am" | b"pm")) = words.get(2) {
        let mut joined = [0_u8; 16];
        let joined = joined.get_mut(..clock.len() + half.len())?;
        let (front, back) = joined.split_at_mut(clock.len());
        front.copy_from_slice(clock);
        back.copy_from_slice(half);
        return Some((time_of_day(joined)?, 3));
    }
    Some((time_of_day(clock)?, 2))
}

fn tag(word: &[u8]) -> Option<EntryKind> {
    match word.to_ascii_uppercase().as_slice() {
        b"<DIR>" => Some(EntryKind::Folder),
        b"<JUNCTION>" | b"<SYMLINK>" | b"<SYMLINKD>" => Some(EntryKind::Link),
        _ => None,
    }
}

/// `name [target]`
fn split_link(row: &mut Row<'_>) {
    let std::borrow::Cow::Borrowed(text) = row.name else { return };
    let Some(inner) = text.strip_suffix(b"]") else { return };
    if let Some(cut) = inner.windows(2).position(|part| part == b" [").filter(|cut| *cut > 0) {
        row.name = inner.get(..cut).unwrap_or_default().into();
        row.link_target = inner.get(cut + 2..);
    }
}

/// The lines that `dir` puts around its entries.
fn is_frame(words: &Words<'_>) -> bool {
    let line = words.line().trim_ascii_start();
    let sums = words.get(0).and_then(number).is_some() && matches!(words.get(1), Some(b"File(s)" | b"Dir(s)"));
    sums || [&b"Volume in drive "[..], b"Volume Serial Number is ", b"Directory of "]
        .iter()
        .any(|text| line.starts_with(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (String, EntryKind, Option<u64>) {
        match parse(&Words::of(line.as_bytes())) {
            Some(Line::Row(row)) => (String::from_utf8(row.name.into_owned()).unwrap(), row.kind, row.size),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn names_keep_their_spaces() {
        for (line, name, kind, size) in [
            ("04-14-00  03:47PM                  589 readme.htm", "readme.htm", EntryKind::File, Some(589)),
            ("04-14-00  03:47PM                  589  leading", " leading", EntryKind::File, Some(589)),
            ("04-27-00  09:09PM       <DIR>           leading", " leading", EntryKind::Folder, None),
            ("04-27-2000  21:09       <DIR>          Program Files", "Program Files", EntryKind::Folder, None),
            ("14.04.2000  15:47             1.234.567 a b", "a b", EntryKind::File, Some(1_234_567)),
            ("04-14-00  03:47 PM  589 x", "x", EntryKind::File, Some(589)),
            ("2009-07-14  06:08    <JUNCTION>     Documents [C:\\Users]", "Documents", EntryKind::Link, None),
        ] {
            assert_eq!(read(line), (name.to_owned(), kind, size), "{line}");
        }
        let frame = |line: &str| parse(&Words::of(line.as_bytes())) == Some(Line::Noise);
        assert!(frame(" Volume in drive C has no label.") && frame("      12 File(s)     123,456 bytes"));
        assert!(!frame("12 files"));
    }
}
