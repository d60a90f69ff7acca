//! What servers answer: STATUS, HANDLE, NAME, ATTRS and VERSION packets as values. Pure.

use super::attrs::Attrs;
use super::fields::Fields;
use super::packet::{ATTRS, EXTENDED_REPLY, FX_OK, HANDLE, MAX_HANDLE, NAME, STATUS};
use crate::error::{Error, PacketFault, ServerText, sftp_status};
use bytes::Bytes;

/// A status as it came (section 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) code: u32,
    /// `None` when the server said nothing.
    pub(super) text: Option<ServerText>,
}

impl Status {
    pub(super) fn is_ok(&self) -> bool {
        self.code == FX_OK
    }

    pub(super) fn into_error(self) -> Box<Error> {
        Error::sftp(self.code, self.text)
    }

    /// For the message log: the name of the code, and the server's words where there are any beyond success.
    pub(super) fn describe(&self) -> String {
        let name = sftp_status(self.code).map_or("?", |status| status.name);
        match &self.text {
            Some(text) if !self.is_ok() && !text.message.is_empty() => {
                format!("{name} ({}): {}", self.code, text.display())
            }
            _ => format!("{name} ({})", self.code),
        }
    }
}

/// One name of a NAME packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameEntry {
    pub(super) name: Bytes,
    /// A line as `ls -l` writes it, where the server makes one.
    pub(super) longname: Bytes,
    pub(super) attrs: Attrs,
}

/// An answer, taken apart.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Status(Status),
    Handle(Bytes),
    Names(Vec<NameEntry>),
    Attrs(Attrs),
    Extended(Fields),
}

impl Answer {
    /// Takes an answer apart; `body` begins behind the request's number.
    ///
    /// # Errors
    /// `TooShort`, `BadNameCount`, `BadHandle`, and `UnexpectedType` for types that are no answer.
    pub(super) fn parse(packet_type: u8, body: Bytes) -> Result<Self, PacketFault> {
        let short = PacketFault::TooShort { packet_type: Some(packet_type) };
        let mut fields = Fields(body);
        match packet_type {
            STATUS => {
                let code = fields.u32().ok_or(short)?;
                Ok(Self::Status(Status { code, text: status_text(&mut fields) }))
            }
            HANDLE => {
                let handle = fields.string().ok_or(short)?;
                if handle.is_empty() || handle.len() > MAX_HANDLE {
                    return Err(PacketFault::BadHandle { length: handle.len() });
                }
                Ok(Self::Handle(handle))
            }
            NAME => names(&mut fields).map(Self::Names),
            ATTRS => Ok(Self::Attrs(Attrs::read(&mut fields).ok_or(short)?)),
            EXTENDED_REPLY => Ok(Self::Extended(fields)),
            _ => Err(PacketFault::UnexpectedType { packet_type }),
        }
    }
}

/// Message and language tag. Some servers leave out one or both, or cut them short; what is there is taken.
fn status_text(fields: &mut Fields) -> Option<ServerText> {
    let message = fields.string()?;
    let language = fields.string();
    if message.is_empty() && language.as_ref().is_none_or(Bytes::is_empty) {
        return None;
    }
    Some(ServerText { message: message.to_vec(), language: language.map(|tag| tag.to_vec()) })
}

/// A name needs at least two empty strings and empty attributes.
const SMALLEST_NAME: usize = 12;

fn names(fields: &mut Fields) -> Result<Vec<NameEntry>, PacketFault> {
    let short = PacketFault::TooShort { packet_type: Some(NAME) };
    let count = fields.u32().ok_or(short)?;
    if usize::try_from(count).unwrap_or(usize::MAX) > fields.left() / SMALLEST_NAME {
        return Err(PacketFault::BadNameCount { count });
    }
    let mut names = Vec::new();
    for _ in 0..count {
        let name = fields.string().ok_or(short)?;
        let longname = fields.string().ok_or(short)?;
        let attrs = Attrs::read(fields).ok_or(short)?;
        names.push(NameEntry { name, longname, attrs });
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(body: &'static [u8]) -> Result<Status, PacketFault> {
        match Answer::parse(STATUS, Bytes::from_static(body))? {
            Answer::Status(status) => Ok(status),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn missing_fields_of_a_status_are_tolerated() {
        let text = |message: &[u8], language: Option<&[u8]>| {
            Some(ServerText { message: message.to_vec(), language: language.map(<[u8]>::to_vec) })
        };
        for (body, code, expected) in [
            (&b"\0\0\0\x04"[..], 4, None),
            (b"\0\0\0\x04\0\0\0\x02no", 4, text(b"no", None)),
            (b"\0\0\x03\xe7\0\0\0\x02\xff\xfe\0\0\0\x02en", 999, text(b"\xff\xfe", Some(b"en"))),
            (b"\0\0\0\x04\0\0\0\x00\0\0\0\x00", 4, None),
            (b"\0\0\0\x04\0\0\0\x09cut", 4, None),
            (b"\0\0\0\x04\0\0\0\x02no\0\0\0\x09e", 4, text(b"no", None)),
        ] {
            assert_eq!(status(body), Ok(Status { code, text: expected }), "{body:?}");
        }
        assert_eq!(status(b"\0\0"), Err(PacketFault::TooShort { packet_type: Some(STATUS) }));
    }

    #[test]
    fn counts_and_handles_are_checked() {
        let parse = |packet_type, body: &'static [u8]| Answer::parse(packet_type, Bytes::from_static(body)).err();
        assert_eq!(parse(NAME, b"\xff\xff\xff\xff"), Some(PacketFault::BadNameCount { count: u32::MAX }));
        assert_eq!(parse(NAME, b"\0\0\0\x01\0\0\0\x01"), Some(PacketFault::BadNameCount { count: 1 }));
        assert_eq!(parse(NAME, &[0; 3]), Some(PacketFault::TooShort { packet_type: Some(NAME) }));
        assert_eq!(parse(HANDLE, b"\0\0\0\0"), Some(PacketFault::BadHandle { length: 0 }));
        assert_eq!(parse(HANDLE, b"\0\0\0\x02a"), Some(PacketFault::TooShort { packet_type: Some(HANDLE) }));
        assert_eq!(parse(77, b""), Some(PacketFault::UnexpectedType { packet_type: 77 }));
    }

    #[test]
    fn random_bodies_never_panic() {
        let mut seed = 7_u64;
        for _ in 0..100_000 {
            let mut body = Vec::new();
            for _ in 0..seed % 40 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let byte = u8::try_from(seed >> 56).unwrap_or(0);
                body.push(if byte > 100 { 0 } else { byte % 14 });
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let packet_type =
                [STATUS, HANDLE, NAME, ATTRS, EXTENDED_REPLY][usize::try_from(seed >> 33).unwrap_or(0) % 5];
            let _any = Answer::parse(packet_type, body.into());
        }
    }
}
