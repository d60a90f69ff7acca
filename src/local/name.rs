//! Names between servers and this computer's file system. Pure.

use crate::error::{Error, ErrorKind, Result};
use crate::model::EntryName;
use std::ffi::{OsStr, OsString};

/// The name of a local file as a value; `None` for `.`, `..` and nothing.
#[must_use]
pub fn entry_name(name: &OsStr) -> Option<EntryName> {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(name).to_vec();
    #[cfg(not(unix))]
    let bytes = unescape(name.to_str()?).into_bytes();
    EntryName::new(bytes).ok()
}

/// The name under which an entry of that name is kept on this computer. On Unix its bytes as they are; on Windows its
/// text, with what Windows cannot hold escaped as `%XX` so that it can be read back.
///
/// # Errors
/// `NameRefused` on Windows for names that are not UTF-8.
pub fn local_name(name: &EntryName) -> Result<OsString> {
    #[cfg(unix)]
    {
        Ok(std::os::unix::ffi::OsStringExt::from_vec(name.as_bytes().to_vec()))
    }
    #[cfg(not(unix))]
    {
        match name.as_str() {
            Some(text) => Ok(OsString::from(escape(text))),
            None => Err(Error::new(ErrorKind::NameRefused).with_detail(name.display())),
        }
    }
}

/// The error for a name that came from a server and would name another place, or cannot be kept here.
#[must_use]
pub(super) fn refused(name: &OsStr) -> Box<Error> {
    Error::new(ErrorKind::NameRefused).with_detail(crate::model::escape_bytes(name.as_encoded_bytes()))
}

/// Names that Windows keeps for devices, whatever their extension.
#[cfg(any(windows, test))]
const DEVICES: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2",
    "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// Whether a character ends a name or means something else on Windows.
#[cfg(any(windows, test))]
fn is_reserved(c: char) -> bool {
    c.is_ascii_control() || "<>:\"/\\|?*".contains(c)
}

/// A name that Windows can hold, from any text; [`unescape`] reads it back.
#[cfg(any(windows, test))]
fn escape(text: &str) -> String {
    use std::fmt::Write;
    let stem = text.split('.').next().unwrap_or(text).trim_end();
    let device = DEVICES.iter().any(|d| d.eq_ignore_ascii_case(stem));
    let last = text.chars().count().saturating_sub(1);
    let chars: Vec<char> = text.chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let trailing = at == last && matches!(c, '.' | ' ');
        // A `%` before two hexadecimal digits would be read back as an escape.
        let ambiguous = *c == '%'
            && chars.get(at + 1).is_some_and(char::is_ascii_hexdigit)
            && chars.get(at + 2).is_some_and(char::is_ascii_hexdigit);
        if is_reserved(*c) || trailing || ambiguous || (device && at == 0) {
            let _infallible = write!(escaped, "%{:02X}", u32::from(*c));
        } else {
            escaped.push(*c);
        }
    }
    escaped
}

/// The text that [`escape`] was given.
#[cfg(any(windows, test))]
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at..).unwrap_or_default();
        let byte = after.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        if let Some(byte) = byte {
            plain.push(char::from(byte));
            rest = after.get(3..).unwrap_or_default();
        } else {
            plain.push('%');
            rest = after.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_names_are_escaped_so_that_they_read_back() {
        for (name, kept) in [
            ("plain.txt", "plain.txt"),
            ("a:b", "a%3Ab"),
            ("NUL", "%4EUL"),
            ("com1.txt", "%63om1.txt"),
            ("console.txt", "console.txt"),
            ("dot.", "dot%2E"),
            ("blank ", "blank%20"),
            ("100%41", "100%2541"),
            ("50 %", "50 %"),
            ("back\\slash", "back%5Cslash"),
            ("日本.txt", "日本.txt"),
        ] {
            assert_eq!(escape(name), kept);
            assert_eq!(unescape(kept), name);
        }
    }

    #[cfg(unix)]
    #[test]
    fn unix_names_keep_their_bytes() {
        let name = EntryName::new(&b"caf\xE9\n"[..]).unwrap();
        assert_eq!(entry_name(&local_name(&name).unwrap()), Some(name));
    }
}
