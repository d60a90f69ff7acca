//! Names of files and folders as bytes, and how hostile or undecodable ones are shown. Pure.

use std::fmt;

/// The name of one file or folder: any bytes but those that would name another place.
///
/// Servers hold names in any encoding, so a name is bytes and is shown through [`EntryName::display`]. Names of local
/// files are held the same way: on Unix the bytes of the file name, on Windows its UTF-8 form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryName(Box<[u8]>);

/// Why bytes cannot be the name of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameFault {
    /// No bytes at all.
    Empty,
    /// `.` or `..`, which name another folder.
    DotOrDotDot,
    /// A `/`, which separates folders.
    Separator,
    /// A NUL byte, which ends a name in every system call.
    Nul,
}

impl EntryName {
    /// Takes `bytes` as a name.
    ///
    /// # Errors
    /// [`NameFault`] when the bytes would name another place than one entry of a folder.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, NameFault> {
        let bytes = bytes.into();
        match bytes.as_slice() {
            [] => Err(NameFault::Empty),
            b"." | b".." => Err(NameFault::DotOrDotDot),
            _ if bytes.contains(&b'/') => Err(NameFault::Separator),
            _ if bytes.contains(&0) => Err(NameFault::Nul),
            _ => Ok(Self(bytes.into_boxed_slice())),
        }
    }

    /// The bytes as the server or file system holds them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name as text, when it is UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The name for eyes: undecodable bytes, control and direction characters become visible escapes.
    #[must_use]
    pub fn display(&self) -> String {
        escape_bytes(&self.0)
    }

    /// The longest name that common file systems hold, in bytes.
    pub const MOST_BYTES: usize = 255;

    /// The name with a number before its extension: `name (2).ext`. Shortened where it would pass `most` bytes; `None`
    /// where nothing of it would be left.
    #[must_use]
    pub fn numbered(&self, number: u32, most: usize) -> Option<Self> {
        let bytes = self.as_bytes();
        // A dot at the very beginning hides a file and starts no extension.
        let dot = bytes.iter().rposition(|b| *b == b'.').filter(|at| *at > 0 && bytes.len() - at <= 16);
        let (stem, extension) = bytes.split_at(dot.unwrap_or(bytes.len()));
        let mark = format!(" ({number})");
        let room = most.checked_sub(extension.len() + mark.len()).filter(|room| *room > 0)?.min(stem.len());
        // Not in the middle of a character, where the name is UTF-8.
        let cut = (0..=room).rev().find(|at| stem.get(*at).is_none_or(|b| b & 0xC0 != 0x80)).unwrap_or(room);
        let mut new = stem.get(..cut)?.to_vec();
        new.extend_from_slice(mark.as_bytes());
        new.extend_from_slice(extension);
        Self::new(new).ok()
    }

    /// Whether the name begins with a dot, which hides it by custom.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.0.first() == Some(&b'.')
    }
}

impl fmt::Debug for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.display())
    }
}

/// Whether a character must not be drawn as it is: it is invisible, changes the direction of the text around it, or
/// drives a terminal (C0, C1, bidi controls, zero-width characters, line and paragraph separators, tags).
#[must_use]
pub fn is_hazardous_char(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Bytes as text for a person: UTF-8 as it is, undecodable bytes as `\xE9`, hazardous characters as `\u{202E}`,
/// tab and newline as `\t` and `\n`. A backslash stays as it is: the result is for reading, not for parsing.
#[must_use]
pub fn escape_bytes(bytes: &[u8]) -> String {
    use fmt::Write;
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => shown.push_str("\\n"),
                '\r' => shown.push_str("\\r"),
                '\t' => shown.push_str("\\t"),
                c if (c as u32) < 0x80 && c.is_control() => {
                    let _infallible = write!(shown, "\\x{:02X}", c as u32);
                }
                c if is_hazardous_char(c) => {
                    let _infallible = write!(shown, "\\u{{{:X}}}", c as u32);
                }
                c => shown.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _infallible = write!(shown, "\\x{byte:02X}");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_name_another_place_are_refused() {
        for (bytes, fault) in [
            (&b""[..], NameFault::Empty),
            (b".", NameFault::DotOrDotDot),
            (b"..", NameFault::DotOrDotDot),
            (b"../evil", NameFault::Separator),
            (b"/", NameFault::Separator),
            (b"a\0b", NameFault::Nul),
        ] {
            assert_eq!(EntryName::new(bytes), Err(fault), "{bytes:?}");
        }
    }

    #[test]
    fn hostile_names_are_shown_as_escapes() {
        for (bytes, shown) in [
            (&b"caf\xE9.txt"[..], "caf\\xE9.txt"),
            ("photo\u{202e}gnp.exe".as_bytes(), "photo\\u{202E}gnp.exe"),
            (b"a\x1b[31mb", "a\\x1B[31mb"),
            (b"line\nbreak", "line\\nbreak"),
            ("日本語のメモ.txt".as_bytes(), "日本語のメモ.txt"),
            ("zero\u{200b}width".as_bytes(), "zero\\u{200B}width"),
            ("c1\u{9b}31m".as_bytes(), "c1\\u{9B}31m"),
        ] {
            assert_eq!(EntryName::new(bytes).map(|n| n.display()), Ok(shown.to_owned()));
        }
    }
}
