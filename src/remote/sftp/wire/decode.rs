//! The streaming decoder: cuts the stream into packets. The content of DATA is handed on in slices of what arrived, other
//! packets are assembled. Pure.

use super::packet::{DATA, MAX_PACKET};
use crate::error::PacketFault;
use bytes::{Buf, Bytes, BytesMut};

/// What the decoder found next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A DATA packet begins, with this many bytes of content.
    DataStart { request: u32, length: u32 },
    /// Content of the current DATA packet; never empty.
    DataPiece(Bytes),
    /// The current DATA packet is complete.
    DataEnd,
    /// Any other packet: its type, and what follows the type.
    Packet { packet_type: u8, body: Bytes },
}

#[derive(Debug)]
enum State {
    /// Collecting the length and what else stands in front of the content: 5 bytes, 13 for DATA.
    Header,
    /// Collecting a packet that did not arrive in one piece.
    Body { packet_type: u8, need: usize },
    /// Inside a DATA packet: content left, then bytes behind the content that version 3 does not know.
    Content { left: usize, behind: usize },
}

const SHORT_HEADER: usize = 5;
const DATA_HEADER: usize = 13;

/// Feed with `push`, then take items with `next` until it gives `None`.
#[derive(Debug)]
pub(super) struct Decoder {
    input: Bytes,
    state: State,
    /// The beginning of the current packet; kept for showing when it turns out to be wrong.
    header: BytesMut,
    body: BytesMut,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { input: Bytes::new(), state: State::Header, header: BytesMut::new(), body: BytesMut::new() }
    }

    /// Adds what arrived. Everything from the push before must have been taken.
    pub(super) fn push(&mut self, bytes: Bytes) {
        debug_assert!(self.input.is_empty(), "items of the last push were not taken");
        self.input = bytes;
    }

    /// The first bytes of the packet at hand, for the message when it is wrong.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// The next item; `None` when more bytes are needed.
    ///
    /// # Errors
    /// `TooLong`, `TooShort`. After an error the stream cannot be read any further.
    pub(super) fn next(&mut self) -> Result<Option<Item>, PacketFault> {
        match self.state {
            State::Header => self.start(),
            State::Body { packet_type, need } => {
                let take = (need - self.body.len()).min(self.input.len());
                self.body.extend_from_slice(&self.input.split_to(take));
                if self.body.len() < need {
                    return Ok(None);
                }
                self.state = State::Header;
                Ok(Some(Item::Packet { packet_type, body: self.body.split().freeze() }))
            }
            State::Content { left: 0, behind } => {
                let skip = behind.min(self.input.len());
                self.input.advance(skip);
                if skip < behind {
                    self.state = State::Content { left: 0, behind: behind - skip };
                    return Ok(None);
                }
                self.state = State::Header;
                Ok(Some(Item::DataEnd))
            }
            State::Content { left, behind } => {
                let take = left.min(self.input.len());
                if take == 0 {
                    return Ok(None);
                }
                self.state = State::Content { left: left - take, behind };
                Ok(Some(Item::DataPiece(self.input.split_to(take))))
            }
        }
    }

    /// Collects header bytes up to `size`; `false` when more must arrive.
    fn collect(&mut self, size: usize) -> bool {
        let take = size.saturating_sub(self.header.len()).min(self.input.len());
        self.header.extend_from_slice(&self.input.split_to(take));
        self.header.len() >= size
    }

    fn start(&mut self) -> Result<Option<Item>, PacketFault> {
        // The header of the packet before stays until the first byte of the next, so that its reader can show it.
        let complete = self.header.len() >= SHORT_HEADER;
        if complete && !(self.header.get(4) == Some(&DATA) && self.header.len() < DATA_HEADER) {
            if self.input.is_empty() {
                return Ok(None);
            }
            self.header.clear();
        }
        if !self.collect(4) {
            return Ok(None);
        }
        let Some(length) = self.header_u32(0) else { return Ok(None) };
        if length > MAX_PACKET {
            return Err(PacketFault::TooLong { length });
        }
        if length == 0 {
            return Err(PacketFault::TooShort { packet_type: None });
        }
        if !self.collect(SHORT_HEADER) {
            return Ok(None);
        }
        let Some(packet_type) = self.header.get(4).copied() else { return Ok(None) };
        let length = length as usize;
        if packet_type == DATA {
            return self.start_data(length);
        }
        let need = length - 1;
        if self.input.len() >= need {
            return Ok(Some(Item::Packet { packet_type, body: self.input.split_to(need) }));
        }
        self.body.clear();
        self.body.reserve(need);
        self.state = State::Body { packet_type, need };
        self.next()
    }

    fn start_data(&mut self, length: usize) -> Result<Option<Item>, PacketFault> {
        let short = PacketFault::TooShort { packet_type: Some(DATA) };
        let Some(room) = length.checked_sub(DATA_HEADER - 4) else { return Err(short) };
        if !self.collect(DATA_HEADER) {
            return Ok(None);
        }
        let (Some(request), Some(content)) = (self.header_u32(5), self.header_u32(9)) else { return Ok(None) };
        let left = content as usize;
        let Some(behind) = room.checked_sub(left) else { return Err(short) };
        self.state = State::Content { left, behind };
        Ok(Some(Item::DataStart { request, length: content }))
    }

    fn header_u32(&self, at: usize) -> Option<u32> {
        self.header.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(pieces: &[&[u8]]) -> Result<Vec<Item>, PacketFault> {
        let mut decoder = Decoder::new();
        let mut items = Vec::new();
        for piece in pieces {
            decoder.push(Bytes::copy_from_slice(piece));
            while let Some(item) = decoder.next()? {
                match (items.last_mut(), item) {
                    (Some(Item::DataPiece(before)), Item::DataPiece(more)) => {
                        *before = [&before[..], &more[..]].concat().into();
                    }
                    (_, item) => items.push(item),
                }
            }
        }
        Ok(items)
    }

    const STREAM: &[u8] = b"\0\0\0\x05\x66\0\0\0\x01\0\0\0\x0c\x67\0\0\0\x02\0\0\0\x03abc\0\0\0\x01\x65\
        \0\0\0\x0a\x67\0\0\0\x03\0\0\0\0\x01\0\0\0\x02\x68x";

    #[test]
    fn any_cut_of_the_stream_gives_the_same_items() {
        let packet = |packet_type, body: &'static [u8]| Item::Packet { packet_type, body: Bytes::from_static(body) };
        let expected = vec![
            packet(0x66, b"\0\0\0\x01"),
            Item::DataStart { request: 2, length: 3 },
            Item::DataPiece(Bytes::from_static(b"abc")),
            Item::DataEnd,
            packet(0x65, b""),
            Item::DataStart { request: 3, length: 0 },
            Item::DataEnd,
            packet(0x68, b"x"),
        ];
        assert_eq!(items(&[STREAM]), Ok(expected.clone()));
        for size in 1..STREAM.len() {
            assert_eq!(items(&STREAM.chunks(size).collect::<Vec<_>>()), Ok(expected.clone()), "pieces of {size}");
        }
    }

    #[test]
    fn wrong_lengths_are_told() {
        for (bytes, fault) in [
            (&b"Welcome!"[..], PacketFault::TooLong { length: u32::from_be_bytes(*b"Welc") }),
            (b"\0\0\0\0", PacketFault::TooShort { packet_type: None }),
            (b"\0\0\0\x08\x67\0\0\0\x01\0\0\0", PacketFault::TooShort { packet_type: Some(DATA) }),
            (b"\0\0\0\x0a\x67\0\0\0\x01\0\0\0\x02ab", PacketFault::TooShort { packet_type: Some(DATA) }),
        ] {
            assert_eq!(items(&[bytes]), Err(fault), "{bytes:?}");
        }
    }

    #[test]
    fn random_and_mutated_bytes_never_panic() {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed >> 16).unwrap_or(0)
        };
        for round in 0..200_000 {
            let mut bytes = STREAM.to_vec();
            if round % 4 == 0 {
                bytes = (0..random() % 64).map(|_| u8::try_from(random() & 0xff).unwrap_or(0)).collect();
            }
            for _ in 0..random() % 4 {
                if let Some(at) = random().checked_rem(bytes.len()) {
                    bytes[at] = u8::try_from(random() & 0xff).unwrap_or(0);
                }
            }
            let size = random() % 20 + 1;
            let _any = items(&bytes.chunks(size).collect::<Vec<_>>());
        }
    }
}
