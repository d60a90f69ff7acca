//! How WinSCP keeps passwords: hidden from eyes only, or encrypted with a master password. Pure.

use super::imported::ImportNote;
use crate::model::SecretString;

const FLAG: u8 = 0xFF;
/// What each byte is mixed with.
const MAGIC: u8 = 0x5C;
/// The version byte of passwords that a master password encrypts.
const MASTER: u8 = 0x01;
/// The version byte of lengths of two bytes.
const LONG: u8 = 0x02;

/// A hidden password; `key`: user and host in one, which stand before it.
///
/// # Errors
/// `MasterPassword`, `SecretUnreadable`.
pub(super) fn revealed(hidden: &str, key: &str) -> Result<SecretString, ImportNote> {
    let unreadable = || ImportNote::SecretUnreadable;
    let hex = hidden.trim().as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match *pair {
        [high, low] => Some((digit(high)? << 4 | digit(low)?) ^ MAGIC),
        _ => None,
    };
    let bytes: Vec<u8> = hex.chunks(2).map(pair).collect::<Option<_>>().ok_or_else(unreadable)?;
    let mut rest = bytes.iter().copied();
    let mut next = || rest.next().ok_or_else(unreadable);
    let first = next()?;
    let length = if first == FLAG {
        match next()? {
            MASTER => return Err(ImportNote::MasterPassword),
            LONG => usize::from(next()?) << 8 | usize::from(next()?),
            _ => usize::from(next()?),
        }
    } else {
        usize::from(first)
    };
    let skipped = usize::from(next()?);
    let content: Vec<u8> = rest.skip(skipped).take(length).collect();
    if content.len() != length {
        return Err(unreadable());
    }
    let secret = if first == FLAG { content.strip_prefix(key.as_bytes()).ok_or_else(unreadable)? } else { &content };
    let text = match std::str::from_utf8(secret) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(secret).0.into_owned(),
    };
    Ok(SecretString::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same the other way round, as WinSCP writes it (Security.cpp: two-byte lengths above 255).
    fn hidden(secret: &str, key: &str, filler: &[u8]) -> String {
        let content = [key.as_bytes(), secret.as_bytes()].concat();
        let mut bytes = vec![FLAG];
        match u8::try_from(content.len()) {
            Ok(length) => bytes.extend([0, length]),
            Err(_long) => {
                bytes.push(LONG);
                bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            }
        }
        bytes.push(u8::try_from(filler.len()).unwrap());
        bytes.extend(filler);
        bytes.extend(content);
        bytes.resize(bytes.len().max(50), 7);
        bytes.iter().map(|byte| format!("{:02X}", byte ^ MAGIC)).collect::<Vec<_>>().concat()
    }

    #[test]
    fn hidden_passwords_are_read_and_others_told() {
        let long = "x".repeat(300);
        for secret in ["s3cret", "Grüße", "", long.as_str()] {
            let hidden = hidden(secret, "adaexample.org", &[1, 2, 3]);
            assert!(hidden.starts_with("A35C") || secret.len() > 200, "{hidden}");
            assert_eq!(revealed(&hidden, "adaexample.org").map(|s| s.expose().to_owned()), Ok(secret.to_owned()));
            assert!(revealed(&hidden, "bobexample.org").is_err(), "of another server");
        }
        assert!(matches!(revealed("A35D00FF", "k"), Err(ImportNote::MasterPassword)));
        for broken in ["", "A", "A35C", "A35C5C", "zz", "A35CFF5C5C", "Ä"] {
            assert!(matches!(revealed(broken, "k"), Err(ImportNote::SecretUnreadable)), "{broken}");
        }
    }
}
