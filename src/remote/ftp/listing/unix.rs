//! Lines of `ls -l`, as nearly every server writes them, z/OS Unix and Windows servers in Unix style included. Pure.

use super::row::Row;
use super::unix_date::{Found, Trust, date_at};
use super::unix_mode::mode;
use super::words::{Words, grouped_number, number};
use crate::model::EntryKind;

/// Where the date of a line with links, owner, group and size begins, counted from the mode.
const USUAL: usize = 5;
/// The furthest that a date may stand behind the mode: owners with blanks in their names.
const FURTHEST: usize = 12;

/// The columns before the date.
struct Columns {
    size: Option<u64>,
    owners: Option<(usize, usize)>,
    /// Where in the last word the size begins, when it is glued to the group.
    glued: Option<usize>,
}

pub(super) fn parse<'a>(words: &Words<'a>) -> Option<Row<'a>> {
    // The inode and the blocks may stand before the mode.
    let at = (0..3).find(|at| words.get(*at).and_then(number).is_none())?;
    let (kind, permissions) = mode(words.get(at)?)?;
    let (name, columns, date) = dated(words, at, kind).or_else(|| dateless(words, at))?;
    let mut row = Row::new(name, kind);
    row.size = columns.size;
    row.permissions = Some(permissions);
    row.modified = date.and_then(|found| found.when);
    (row.owner, row.group) = owners(words, &columns);
    if kind == EntryKind::Link {
        let (name, target) = split_link(name, columns.size);
        row.name = name.into();
        row.link_target = target;
    }
    Some(row)
}

type Read<'a> = (&'a [u8], Columns, Option<Found>);

/// The line by its date: at the usual column, else the first that has a size before it, else guessed.
fn dated<'a>(words: &Words<'a>, at: usize, kind: EntryKind) -> Option<Read<'a>> {
    let read = |start: usize, trust: Trust, glued: bool| {
        let found = date_at(words, start, trust)?;
        let columns = columns(words, at + 1, start, kind, glued)?;
        let name = if found.padded { words.trimmed_after(found.last) } else { words.name_after(found.last, 1) };
        Some((name?, columns, Some(found)))
    };
    let places = || std::iter::once(at + USUAL).chain(at + 2..=at + FURTHEST);
    places()
        .find_map(|start| read(start, Trust::Known, false))
        .or_else(|| places().find_map(|start| read(start, Trust::Known, true)))
        .or_else(|| places().find_map(|start| read(start, Trust::Guess, false)))
}

/// Links, owners and size between the mode and the date.
fn columns(words: &Words<'_>, first: usize, date: usize, kind: EntryKind, glued: bool) -> Option<Columns> {
    let last = date.checked_sub(1).filter(|last| *last >= first)?;
    let word = words.get(last)?;
    let mut columns = Columns { size: None, owners: None, glued: None };
    let mut end = last;
    if glued {
        let digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let cut = word.len().checked_sub(digits).filter(|cut| *cut > 0 && digits > 0)?;
        columns.size = number(word.get(cut..)?);
        columns.glued = Some(cut);
        end += 1;
    } else if let Some(start) = device(words, last).filter(|_| kind == EntryKind::Special) {
        end = start;
    } else {
        columns.size = Some(number(word).or_else(|| grouped_number(word)).or_else(|| rounded(word))?);
    }
    let links = usize::from(words.get(first).and_then(number).is_some());
    if end > first + links {
        columns.owners = Some((first + links, end - 1));
    }
    Some(columns)
}

/// Where major and minor number of a device (`8, 0` or `8,0`) begin, when they end at `last`.
fn device(words: &Words<'_>, last: usize) -> Option<usize> {
    let word = words.get(last)?;
    if let Some(comma) = word.iter().position(|byte| *byte == b',') {
        number(word.get(..comma)?)?;
        number(word.get(comma + 1..)?)?;
        return Some(last);
    }
    number(word)?;
    let before = words.get(last.checked_sub(1)?)?;
    number(before.strip_suffix(b",")?)?;
    Some(last - 1)
}

/// A size that the server rounded, as `33.5k`.
fn rounded(word: &[u8]) -> Option<u64> {
    let (unit, digits) = word.split_last()?;
    let unit: u64 = match unit.to_ascii_uppercase() {
        b'B' => 1,
        b'K' => 1 << 10,
        b'M' => 1 << 20,
        b'G' => 1 << 30,
        b'T' => 1 << 40,
        _ => return None,
    };
    let (whole, tenth) = match digits {
        [whole @ .., b'.' | b',', tenth] => (whole, u64::from(tenth.checked_sub(b'0').filter(|tenth| *tenth < 10)?)),
        whole => (whole, 0),
    };
    number(whole)?.checked_mul(unit)?.checked_add(unit * tenth / 10)
}

fn owners<'a>(words: &Words<'a>, columns: &Columns) -> (Option<&'a [u8]>, Option<&'a [u8]>) {
    let Some((first, last)) = columns.owners else { return (None, None) };
    let cut = |word: &'a [u8]| columns.glued.map_or(Some(word), |cut| word.get(..cut));
    let end = words.get(last).and_then(cut);
    if first == last { (end, None) } else { (words.span(first, last - 1), end) }
}

/// Name and target of a link. The size of a link is the length of its target, which tells where to cut when the arrow
/// stands more than once.
fn split_link(text: &[u8], size: Option<u64>) -> (&[u8], Option<&[u8]>) {
    const ARROW: &[u8] = b" -> ";
    let length = size.and_then(|size| usize::try_from(size).ok());
    if let Some(cut) = length.and_then(|length| text.len().checked_sub(length)) {
        let (head, target) = text.split_at(cut);
        if let Some(name) = head.strip_suffix(ARROW).filter(|name| !name.is_empty()) {
            return (name, Some(target));
        }
    }
    match text.windows(ARROW.len()).position(|part| part == ARROW) {
        Some(cut) if cut > 0 => (text.get(..cut).unwrap_or_default(), text.get(cut + ARROW.len()..)),
        _ => (text, None),
    }
}

/// `drwxr-xr-x 3 owner group 512 name`: nothing where a date would be. Anything like a date behind the size means that
/// the line is another one.
fn dateless<'a>(words: &Words<'a>, at: usize) -> Option<Read<'a>> {
    let size = number(words.get(at + 4)?)?;
    number(words.get(at + 1)?)?;
    if number(words.get(at + 2)?).is_some() != number(words.get(at + 3)?).is_some() {
        return None;
    }
    let dated = (at + 5..at + 9)
        .filter_map(|place| words.get(place))
        .any(|word| super::date::time_of_day(word).is_some() || super::date::full_year(word).is_some());
    let columns = Columns { size: Some(size), owners: Some((at + 2, at + 3)), glued: None };
    (!dated).then_some((words.name_after(at + 4, 1)?, columns, None))
}

#[cfg(test)]
mod tests {
    use super::super::row::Zone;
    use super::*;
    use crate::model::{Permissions, Precision};

    fn row(line: &str) -> Row<'_> {
        parse(&Words::of(line.as_bytes())).unwrap_or_else(|| panic!("not understood: {line}"))
    }

    fn read(line: &str) -> (String, Option<u64>) {
        let row = row(line);
        (String::from_utf8(row.name.into_owned()).unwrap(), row.size)
    }

    #[test]
    fn names_keep_their_spaces_and_dates() {
        for (line, name, size) in [
            ("-rw-r--r-- 1 root root 5 Jan 29 03:26  two before", " two before", Some(5)),
            ("-rw-r--r-- 1 root root 5 Jan 29 03:26 behind  ", "behind  ", Some(5)),
            ("-rw-r--r-- 1 root root 5 Apr  8  1994 12:30 minutes", "12:30 minutes", Some(5)),
            ("-rw-r--r-- 1 root root 5 Jan 29 03:26 1994 report", "1994 report", Some(5)),
            ("-rw-r--r-- 1 root root 5 Jan 29 03:26 9 Jan 29 03:26 x", "9 Jan 29 03:26 x", Some(5)),
            ("-rw-r--r-- 1 0 0 12 Apr  8  1994 x", "x", Some(12)),
            ("-rw-r--r-- 1 3 29 2003 3 29 03:26 x", "x", Some(2003)),
            ("-rw-r--r-- 1 0 0 2003 3월 20 08:52 x", "x", Some(2003)),
            ("  1234   4 -rw-r--r-- 1 root root 531 Jan 29 03:26 with inode", "with inode", Some(531)),
            ("-rw-r--r-- 1 root root 1,234,567 Jan 29 03:26 x", "x", Some(1_234_567)),
            ("-rw-r--r-- 1 root root 5 Foo 29 03:26 month unknown", "month unknown", Some(5)),
            ("-rw-r--r-- 1 root root 5 ѯѯѯ 29 2003 month unknown", "month unknown", Some(5)),
            ("crw-rw-rw- 1 root root 1,   3 Jan  1 10:00 null", "null", None),
            ("brw-rw---- 1 root disk 8,0 Jan  1 10:00 sda", "sda", None),
            ("srwxr-xr-x 1 root root 0 Jan  1 10:00 socket", "socket", Some(0)),
        ] {
            assert_eq!(read(line), (name.to_owned(), size), "{line}");
        }
    }

    #[test]
    fn links_are_cut_where_their_size_says() {
        let row = row("lrwxrwxrwx 1 root root 6 Jan  1 10:00 a -> b -> c -> d");
        assert_eq!((&*row.name, row.link_target), (&b"a -> b"[..], Some(&b"c -> d"[..])));
        let row = self::row("lrwxrwxrwx 1 root root 99 Jan  1 10:00 a -> b -> c");
        assert_eq!((&*row.name, row.link_target), (&b"a"[..], Some(&b"b -> c"[..])));
        let row = self::row("lrwxrwxrwx 1 root root 1 Jan  1 10:00 no target");
        assert_eq!((&*row.name, row.link_target), (&b"no target"[..], None));
    }

    #[test]
    fn full_iso_times_know_their_zone() {
        let row = row("-rw-r--r-- 1 root root 5 2005-06-07 21:22:33.123456789 +0200 x");
        let zone = Zone { offset: 3600, now: 1_800_000_000 };
        let time = row.modified.and_then(|when| when.timestamp(zone)).unwrap();
        assert_eq!((time.secs, time.nanos, time.precision), (1_118_172_153, 123_456_789, Precision::Nanosecond));
        assert_eq!((&*row.name, row.permissions), (&b"x"[..], Some(Permissions::from_mode(0o644))));
    }

    #[test]
    fn lines_that_are_no_entries_are_not_entries() {
        for line in [
            "",
            "total 12",
            "-rw-r--r--",
            "-rw-r--r-- 1 root",
            "drwxr-xr-x 3 a b 512 Foo 12:30 x",
            "-rw-r--r-- 1 root root x Jan 1 10:00 y",
        ] {
            assert_eq!(parse(&Words::of(line.as_bytes())), None, "{line}");
        }
    }
}
