//! What is to be read from the text of some FTP replies: restart markers, minutes, protected replies. Pure.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Longest text of a protected reply that is looked at, in bytes; what is longer is not decoded.
pub const MAX_PROTECTED_REPLY: usize = 64 * 1024;

/// Base64 with or without its padding, for servers that leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The two places of a reply 110, in the words of each side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestartMarker {
    /// The mark in the data that the client sends or receives.
    pub ours: Vec<u8>,
    /// The place on the server that belongs to it.
    pub servers: Vec<u8>,
}

/// Reads `MARK yyyy = mmmm` (RFC 959, section 4.2) from the text of a reply 110; `None` where there is no such thing.
#[must_use]
pub fn restart_marker(text: &[u8]) -> Option<RestartMarker> {
    let words: Vec<&[u8]> = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    words.windows(4).find_map(|window| match window {
        [mark, ours, b"=", servers] if mark.eq_ignore_ascii_case(b"MARK") => {
            Some(RestartMarker { ours: ours.to_vec(), servers: servers.to_vec() })
        }
        _ => None,
    })
}

/// Reads the minutes from the text of a reply 120, `Service ready in nnn minutes`: the first number of up to four digits that
/// stands alone. `None` where there is none.
#[must_use]
pub fn ready_in_minutes(text: &[u8]) -> Option<u16> {
    let words = text.split(|byte| !byte.is_ascii_alphanumeric());
    words
        .filter(|word| (1..=4).contains(&word.len()) && word.iter().all(u8::is_ascii_digit))
        .find_map(|word| std::str::from_utf8(word).ok()?.parse().ok())
}

/// How a reply of the sixth series is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplyProtection {
    /// 631: it cannot be changed on the way.
    Integrity,
    /// 632: it can neither be changed nor read on the way.
    Both,
    /// 633: it cannot be read on the way.
    Confidentiality,
}

/// What is inside of a protected reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InnerReply {
    /// An ordinary reply.
    Open {
        /// Its code, 100 to 599.
        code: u16,
        /// Its text without the code; all lines of it.
        text: Vec<u8>,
    },
    /// Bytes that only the security mechanism of the session can open.
    Sealed {
        /// How many.
        length: usize,
    },
    /// No Base64.
    Junk,
    /// Longer than [`MAX_PROTECTED_REPLY`].
    TooLong,
}

/// A reply of the sixth series (RFC 2228, section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedReply {
    /// How it is protected.
    pub protection: ReplyProtection,
    /// What is inside.
    pub inner: InnerReply,
}

/// Looks into a protected reply. `text` is what stands behind the code; of a reply of several lines, all of them, with or
/// without the code in front of each. `None` for codes other than 631, 632 and 633.
#[must_use]
pub fn protected_reply(code: u16, text: &[u8]) -> Option<ProtectedReply> {
    let protection = match code {
        631 => ReplyProtection::Integrity,
        632 => ReplyProtection::Both,
        633 => ReplyProtection::Confidentiality,
        _ => return None,
    };
    Some(ProtectedReply { protection, inner: inner_reply(code, text) })
}

fn inner_reply(code: u16, text: &[u8]) -> InnerReply {
    if text.len() > MAX_PROTECTED_REPLY {
        return InnerReply::TooLong;
    }
    let code = code.to_string();
    let mut bytes = Vec::new();
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')).map(<[u8]>::trim_ascii) {
        let line = match line.strip_prefix(code.as_bytes()) {
            Some([b' ' | b'-', rest @ ..]) => rest.trim_ascii(),
            _ => line,
        };
        match BASE64.decode(line) {
            Ok(part) => bytes.extend(part),
            Err(_) => return InnerReply::Junk,
        }
    }
    match bytes.as_slice() {
        [] => InnerReply::Junk,
        [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..]
            if matches!(rest.first(), None | Some(b' ' | b'-' | b'\r' | b'\n')) =>
        {
            let digit = |byte: &u8| u16::from(byte - b'0');
            let rest = rest.strip_prefix(b"-").unwrap_or(rest);
            InnerReply::Open { code: digit(a) * 100 + digit(b) * 10 + digit(c), text: rest.trim_ascii().to_vec() }
        }
        sealed => InnerReply::Sealed { length: sealed.len() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(code: u16, text: &[u8]) -> InnerReply {
        protected_reply(code, text).unwrap().inner
    }

    #[test]
    fn markers_are_read_where_they_are() {
        let marker = restart_marker(b"MARK 4096 = 1f00").unwrap();
        assert_eq!((marker.ours.as_slice(), marker.servers.as_slice()), (&b"4096"[..], &b"1f00"[..]));
        assert!(restart_marker(b"Restart marker reply.  mark a = b, as you like").is_some());
        for junk in [&b""[..], b"MARK", b"MARK 1 =", b"MARK 1=2", b"MARK = = ", b"\xff\x00 MARK", b"BOOKMARK 1 = 2"] {
            assert_eq!(restart_marker(junk), None, "{junk:?}");
        }
    }

    #[test]
    fn minutes_are_the_first_number() {
        assert_eq!(ready_in_minutes(b"Service ready in 12 minutes."), Some(12));
        assert_eq!(ready_in_minutes(b"Service ready in 007 minutes, at 10:30"), Some(7));
        assert_eq!(ready_in_minutes(b"(5) minutes"), Some(5));
        for junk in [&b""[..], b"Service ready in nnn minutes", b"99999999999", b"srv01 is not ready", b"\xff"] {
            assert_eq!(ready_in_minutes(junk), None, "{junk:?}");
        }
    }

    #[test]
    fn protected_replies_are_opened() {
        let wanted = InnerReply::Open { code: 200, text: b"OK".to_vec() };
        assert_eq!(inner(631, b"MjAwIE9L"), wanted);
        assert_eq!(inner(632, b" MjAwIE9LDQo=\r\n"), wanted);
        assert_eq!(inner(633, b"MjAwIE9LDQo"), wanted);
        let lines = inner(631, b"631-MjAwLU9uZQ0K\r\n631 MjAwIFR3bw0K");
        assert_eq!(lines, InnerReply::Open { code: 200, text: b"One\r\n200 Two".to_vec() });
        assert_eq!(inner(633, b"MjAw"), InnerReply::Open { code: 200, text: Vec::new() });
        assert_eq!(protected_reply(200, b"MjAwIE9L"), None);
        assert_eq!(protected_reply(632, b"").unwrap().protection, ReplyProtection::Both);
    }

    #[test]
    fn sealed_and_broken_ones_are_told() {
        assert_eq!(inner(632, b"AAECAw=="), InnerReply::Sealed { length: 4 });
        // A reply inside that is protected itself, or no reply at all, stays closed.
        assert!(matches!(inner(631, b"NjMxIHg="), InnerReply::Sealed { .. }));
        for junk in [&b""[..], b"\r\n", b"not base64!", b"\xff\xfe", b"MjAwIE9L MjAw"] {
            assert_eq!(inner(631, junk), InnerReply::Junk, "{junk:?}");
        }
        assert_eq!(inner(631, &vec![b'A'; MAX_PROTECTED_REPLY + 1]), InnerReply::TooLong);
    }
}
