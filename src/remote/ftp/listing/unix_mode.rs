//! The first column of `ls -l`: kind, permissions, and the mark of an access control list. Pure.

use crate::model::{EntryKind, Permissions};

/// Kind and permissions from a word such as `drwxr-sr-t` or `-rw-r--r--+`; `None` when it is something else. A missing
/// last letter counts as no permission (measured on embedded servers: `drw-r--rw`).
pub(super) fn mode(word: &[u8]) -> Option<(EntryKind, Permissions)> {
    let (kind, letters) = word.split_first()?;
    let kind = match kind {
        b'-' | b'C' | b'm' | b'M' => EntryKind::File,
        b'd' => EntryKind::Folder,
        b'l' => EntryKind::Link,
        b'b' | b'c' | b'p' | b's' | b'D' | b'n' | b'P' | b'w' => EntryKind::Special,
        b'?' => EntryKind::Unknown,
        _ => return None,
    };
    // Access control list, SELinux context, extended attributes, access flags.
    let marked = letters.split_last().filter(|(mark, _)| b"+.@*".contains(mark));
    let letters = marked.map_or(letters, |(_, bits)| bits);
    if !(8..=9).contains(&letters.len()) {
        return None;
    }
    let mut bits = 0_u32;
    for (place, letter) in letters.iter().enumerate() {
        let shift = 8 - place;
        let special = 0o1000 << (2 - place / 3);
        bits |= match (place % 3, letter) {
            (_, b'-' | b'?') => 0,
            (0, b'r') | (1, b'w') | (2, b'x') => 1 << shift,
            (2, b's') if place < 8 => special | 1 << shift,
            (2, b'S' | b'l' | b'L') if place < 8 => special,
            (2, b't') if place == 8 => special | 1 << shift,
            (2, b'T') if place == 8 => special,
            _ => return None,
        };
    }
    Some((kind, Permissions::from_mode(bits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_they_are_written() {
        for bits in 0..0o10000 {
            let text = format!("-{}", Permissions::from_mode(bits));
            assert_eq!(mode(text.as_bytes()), Some((EntryKind::File, Permissions::from_mode(bits))), "{text}");
        }
        for (word, kind, bits) in [
            ("drwxr-xr-x+", EntryKind::Folder, 0o755),
            ("-rw-r--r--.", EntryKind::File, 0o644),
            ("lrwxrwxrwx@", EntryKind::Link, 0o777),
            ("srwx------", EntryKind::Special, 0o700),
            ("Drw-r--r--", EntryKind::Special, 0o644),
            ("drw-r--rw", EntryKind::Folder, 0o646),
            ("-rw-r-lr--", EntryKind::File, 0o2644),
        ] {
            assert_eq!(mode(word.as_bytes()), Some((kind, Permissions::from_mode(bits))), "{word}");
        }
        for not in [
            "",
            "d",
            "total",
            "-rw-r--r--++",
            "rw-r--r--",
            "-xwr--r--r",
            "-rw-r--r-s",
            "d[R----F--]",
            "----------------",
        ] {
            assert_eq!(mode(not.as_bytes()), None, "{not}");
        }
    }
}
