//! The charset in which a server writes names, where that is not UTF-8. Pure.

use crate::error::{Error, ErrorKind, Result};
use encoding_rs::{Encoding, UTF_8};

/// Whether names can be in a charset of this name.
#[must_use]
pub fn knows_charset(name: &str) -> bool {
    Charset::named(name).is_ok()
}

/// How names of a server become names of the program and back. Names that a server writes in another charset become
/// UTF-8, so that they are read by people and by file systems; each one that would not come back the same is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// Names as the server has them.
    pub(super) const AS_IT_IS: Self = Self(UTF_8);

    /// A charset by one of its names (`iso-8859-1`, `windows-1251`, `shift_jis`...).
    ///
    /// # Errors
    /// `InvalidArgument` with the name where it is not known, or holds other things than ASCII in the first half.
    pub fn named(name: &str) -> Result<Self> {
        Encoding::for_label(name.trim().as_bytes())
            .filter(|encoding| encoding.is_ascii_compatible())
            .map(Self)
            .ok_or_else(|| Error::new(ErrorKind::InvalidArgument).with_detail(name))
    }

    /// The name as the program works with it; `None` where it cannot be told apart from another one.
    #[must_use]
    pub fn decode(self, name: &[u8]) -> Option<Vec<u8>> {
        if self.0 == UTF_8 || name.is_ascii() {
            return Some(name.to_vec());
        }
        let text = self.0.decode_without_bom_handling_and_without_replacement(name);
        if let Some(text) = text
            && self.0.encode(&text).0.as_ref() == name
        {
            return Some(text.into_owned().into_bytes());
        }
        // Not of this charset: kept as it is, unless it would be taken for a name that is.
        std::str::from_utf8(name).is_err().then(|| name.to_vec())
    }

    /// The bytes that the server has for a name.
    #[must_use]
    pub fn encode(self, name: &[u8]) -> Vec<u8> {
        let Some(text) = std::str::from_utf8(name).ok().filter(|_| self.0 != UTF_8) else { return name.to_vec() };
        let (bytes, _, lost) = self.0.encode(text);
        if lost { name.to_vec() } else { bytes.into_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_the_same() {
        let latin = Charset::named("ISO-8859-1").unwrap();
        let russian = Charset::named("windows-1251").unwrap();
        let japanese = Charset::named("Shift_JIS").unwrap();
        assert_eq!(latin.decode(b"/caf\xe9").as_deref(), Some("/caf\u{e9}".as_bytes()));
        assert_eq!(latin.encode("/caf\u{e9}".as_bytes()), b"/caf\xe9");
        for charset in [latin, russian, japanese, Charset::AS_IT_IS] {
            for byte in 0..=255_u8 {
                for name in [vec![byte], vec![b'a', byte, b'z'], vec![byte, 0x83, 0x5c]] {
                    if let Some(ours) = charset.decode(&name) {
                        assert_eq!(charset.encode(&ours), name, "{charset:?} {name:?}");
                    }
                }
            }
        }
        assert!(Charset::named("klingon").is_err() && Charset::named("utf-16").is_err());
    }
}
