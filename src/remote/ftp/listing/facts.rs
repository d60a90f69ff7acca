//! Facts of MLSD and MLST (RFC 3659, section 7): `type=file;size=1234;modify=20081105165215; name`. Pure.

use super::calendar;
use super::row::{Line, Row, When, Zone};
use super::words::{is_blank, number};
use crate::model::{Entry, EntryKind, EntryName, Permissions, Precision, Timestamp};

/// How sure a line must be made of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expecting {
    /// The answer to MLSD: facts may be unknown or missing.
    Facts,
    /// The answer to LIST: the first fact must be a known one.
    Anything,
}

/// What the facts before a name say.
struct Facts<'a> {
    row: Row<'a>,
    owner_number: Option<&'a [u8]>,
    group_number: Option<&'a [u8]>,
    /// The folder itself or the one above it.
    itself: bool,
    /// The first fact is one that this program knows.
    known: bool,
}

/// One line of an answer to MLSD.
pub(super) fn parse(line: &[u8], expecting: Expecting) -> Option<Line<'_>> {
    let (facts, name) = split(line, expecting)?;
    if expecting == Expecting::Anything && !facts.known {
        return None;
    }
    if facts.itself {
        return Some(Line::Noise);
    }
    Some(Line::Row(Row { name: name.into(), ..facts.into_row() }))
}

/// The entry that the line of facts in a reply to MLST tells of, under a `name` of the caller: the server repeats its own
/// path behind the facts. `None` when the line holds no facts.
#[must_use]
pub fn mlst_entry(line: &[u8], name: EntryName) -> Option<Entry> {
    // A blank stands before the facts, so that the line is none of the reply's own (RFC 3659, section 7.2).
    let facts = line.strip_prefix(b" ").unwrap_or(line);
    let (facts, _) = split(facts, Expecting::Anything).filter(|(facts, _)| facts.known)?;
    let itself = facts.itself;
    let mut row = facts.into_row();
    if itself {
        row.kind = EntryKind::Folder;
    }
    Some(row.into_entry(name, Zone { offset: 0, now: 0 }))
}

/// The time of a fact or of a reply to MDTM (RFC 3659, section 2.3): `YYYYMMDDHHMMSS` with or without a fraction, in UTC.
/// Servers that count years from 1900 and write 19103 for 2003 are understood; shorter forms are less precise.
#[must_use]
pub fn fact_time(text: &[u8]) -> Option<Timestamp> {
    let (digits, fraction) = match text.iter().position(|byte| *byte == b'.') {
        Some(dot) => (text.get(..dot)?, text.get(dot + 1..)?),
        None => (text, &b""[..]),
    };
    number(digits)?;
    let (year, rest) = match digits.len() {
        15 if digits.starts_with(b"191") => (1900 + part(digits, 2, 3)?, digits.get(5..)?),
        8 | 12 | 14 => (part(digits, 0, 4)?, digits.get(4..)?),
        _ => return None,
    };
    let or_zero = |at: usize| if rest.len() > at { part(rest, at, 2) } else { Some(0) };
    let (hour, minute, second) = (or_zero(4)?, or_zero(6)?, or_zero(8)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let day = calendar::days(year, part(rest, 0, 2)?, part(rest, 2, 2)?)?;
    let precision = match (rest.len(), fraction.is_empty()) {
        (4, _) => Precision::Day,
        (8, _) => Precision::Minute,
        (_, true) => Precision::Second,
        (_, false) => Precision::Millisecond,
    };
    let nanos = if precision == Precision::Millisecond { nanos(fraction)? } else { 0 };
    Some(Timestamp { secs: day * 86_400 + hour * 3600 + minute * 60 + second, nanos, precision })
}

fn part(digits: &[u8], at: usize, length: usize) -> Option<i64> {
    number(digits.get(at..at + length)?).and_then(|n| i64::try_from(n).ok())
}

/// A fraction of a second, cut behind the nanosecond.
fn nanos(fraction: &[u8]) -> Option<u32> {
    number(fraction.get(..9.min(fraction.len()))?)?;
    let digit = |at: usize| fraction.get(at).map_or(0, |byte| u32::from(byte - b'0'));
    Some((0..9).fold(0, |sum, at| sum * 10 + digit(at)))
}

/// The facts and the name behind their first blank. A target in a fact may hold blanks itself.
fn split(line: &[u8], expecting: Expecting) -> Option<(Facts<'_>, &[u8])> {
    let mut facts = Facts {
        row: Row::new(&b""[..], EntryKind::Unknown),
        owner_number: None,
        group_number: None,
        itself: false,
        known: false,
    };
    let (mut rest, mut first) = (line, true);
    loop {
        match rest.split_first() {
            Some((blank, name)) if is_blank(*blank) => {
                return (!first || expecting == Expecting::Facts).then_some((facts, name));
            }
            None => return None,
            Some(_) => {}
        }
        let equals =
            rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')))?;
        let (key, value) = rest.split_at_checked(equals).filter(|(key, _)| !key.is_empty())?;
        let value = value.strip_prefix(b"=")?;
        let end = value.iter().position(|byte| *byte == b';' || is_blank(*byte))?;
        let end = match value.get(..end)? {
            // `OS.unix=slink:` and a path; only a semicolon ends it.
            short if key.eq_ignore_ascii_case(b"type") && starts_with(short, b"OS.unix=slink:") => {
                value.iter().position(|byte| *byte == b';').unwrap_or(end)
            }
            _ => end,
        };
        let (value, behind) = value.split_at_checked(end)?;
        let known = facts.learn(key, value);
        facts.known |= known && first;
        first = false;
        rest = behind.strip_prefix(b";").unwrap_or(behind);
    }
}

fn starts_with(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

impl<'a> Facts<'a> {
    /// The row, with numbers beside names: `ProFTPD` 1.3.8 names the user of the session for every file, with the right
    /// number.
    fn into_row(self) -> Row<'a> {
        let Self { row, owner_number, group_number, .. } = self;
        let ids = [owner_number, group_number].map(|word| u32::try_from(number(word?)?).ok());
        Row { owner: row.owner.or(owner_number), group: row.group.or(group_number), ids, ..row }
    }

    /// Takes one fact; whether it is a known one.
    fn learn(&mut self, key: &[u8], value: &'a [u8]) -> bool {
        match key.to_ascii_lowercase().as_slice() {
            b"type" => self.learn_type(value),
            // `sizd` is the room that a folder takes (ProFTPD, FileZilla Server).
            b"size" | b"sizd" => self.row.size = number(value).or(self.row.size),
            b"modify" => self.row.modified = fact_time(value).map(When::Utc),
            b"unix.mode" => {
                let mode = std::str::from_utf8(value).ok().and_then(|digits| u32::from_str_radix(digits, 8).ok());
                self.row.permissions = mode.map(Permissions::from_mode);
            }
            b"unix.owner" | b"unix.uid" => self.owner_number = Some(value),
            b"unix.group" | b"unix.gid" => self.group_number = Some(value),
            b"unix.ownername" => self.row.owner = Some(value),
            b"unix.groupname" => self.row.group = Some(value),
            b"unique" => self.row.unique = Some(value).filter(|unique| !unique.is_empty()),
            b"perm" | b"create" | b"lang" | b"media-type" | b"charset" => {}
            _ => return false,
        }
        true
    }

    fn learn_type(&mut self, value: &'a [u8]) {
        self.row.kind = match value.to_ascii_lowercase().as_slice() {
            b"file" => EntryKind::File,
            b"dir" => EntryKind::Folder,
            b"cdir" | b"pdir" => {
                self.itself = true;
                EntryKind::Folder
            }
            b"os.unix=symlink" | b"os.unix=slink" => EntryKind::Link,
            slink if slink.starts_with(b"os.unix=slink:") => {
                self.row.link_target = value.get(b"os.unix=slink:".len()..).filter(|target| !target.is_empty());
                EntryKind::Link
            }
            other
                if [&b"chr"[..], b"blk", b"fifo", b"pipe", b"socket", b"sock", b"door"]
                    .iter()
                    .any(|kind| other.strip_prefix(b"os.unix=").is_some_and(|rest| rest.starts_with(kind))) =>
            {
                EntryKind::Special
            }
            _ => EntryKind::Unknown,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str) -> Row<'_> {
        match parse(line.as_bytes(), Expecting::Facts) {
            Some(Line::Row(row)) => row,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn names_are_all_behind_the_first_blank() {
        for (line, name) in [
            ("type=file; a; b = c", "a; b = c"),
            ("type=file;  two blanks", " two blanks"),
            ("type=file; trailing ", "trailing "),
            ("type=OS.unix=slink:/with blank;unique=1; link", "link"),
            ("type=file no semicolon", "no semicolon"),
            (" no facts", "no facts"),
            ("x.unknown=1; name", "name"),
        ] {
            assert_eq!(row(line).name, name.as_bytes(), "{line}");
        }
        assert_eq!(row("type=OS.unix=slink:/with blank;unique=1; link").link_target, Some(&b"/with blank"[..]));
        for line in ["", "type=file;name", "type", "=x; name", "-rw-r--r-- 1 a b 5 Jan 1 10:00 a=b"] {
            assert_eq!(parse(line.as_bytes(), Expecting::Facts), None, "{line}");
        }
        assert_eq!(parse(b"x=1; name", Expecting::Anything), None);
        assert_eq!(parse(b"type=cdir; /pub", Expecting::Facts), Some(Line::Noise));
        assert_eq!(row("type=OS.unix=chr-1/3; null").kind, EntryKind::Special);
    }

    #[test]
    fn times_are_read_in_every_length() {
        let at = |secs, nanos, precision| Some(Timestamp { secs, nanos, precision });
        for (text, expected) in [
            ("20030405060708", at(1_049_522_828, 0, Precision::Second)),
            ("20030405060708.123", at(1_049_522_828, 123_000_000, Precision::Millisecond)),
            ("20030405060708.123456789012", at(1_049_522_828, 123_456_789, Precision::Millisecond)),
            ("191030405060708", at(1_049_522_828, 0, Precision::Second)),
            ("200304050607", at(1_049_522_820, 0, Precision::Minute)),
            ("20030405", at(1_049_500_800, 0, Precision::Day)),
            ("19681105165215", at(-36_400_065, 0, Precision::Second)),
            ("20030230000000", None),
            ("20030405250708", None),
            ("20030405060708.x", None),
            ("2003", None),
            ("", None),
            ("-2003040506070", None),
        ] {
            assert_eq!(fact_time(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_reply_to_mlst_is_read_under_the_callers_name() {
        let name = || EntryName::new("x").unwrap();
        let entry = mlst_entry(b" type=file;size=12;UNIX.owner=5; /pub/other name", name()).unwrap();
        assert_eq!((entry.kind, entry.size.map(|s| s.0), entry.owner.id), (EntryKind::File, Some(12), Some(5)));
        assert_eq!(mlst_entry(b"type=cdir; /", name()).map(|e| e.kind), Some(EntryKind::Folder));
        for not in [&b"250 End"[..], b"", b" /pub/x", b"250-Listing x"] {
            assert_eq!(mlst_entry(not, name()), None);
        }
    }
}
