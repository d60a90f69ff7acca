//! Reading and writing the fields of a packet (RFC 4251, section 5): integers and strings. Pure.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// What is left of a packet. Every read answers `None` when the bytes do not suffice.
#[derive(Clone, Debug)]
pub(super) struct Fields(pub(super) Bytes);

impl Fields {
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.0.try_get_u32().ok()
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.0.try_get_u64().ok()
    }

    /// A string: a slice of the packet, not a copy.
    pub(super) fn string(&mut self) -> Option<Bytes> {
        let mut ahead = self.0.clone();
        let length = usize::try_from(ahead.try_get_u32().ok()?).ok()?;
        if ahead.len() < length {
            return None;
        }
        let string = ahead.split_to(length);
        self.0 = ahead;
        Some(string)
    }

    pub(super) fn left(&self) -> usize {
        self.0.len()
    }
}

/// A packet under construction: type and number first, its length in front when it is done.
#[derive(Debug)]
pub(super) struct PacketWriter(BytesMut);

impl PacketWriter {
    pub(super) fn new(packet_type: u8, number: u32) -> Self {
        let mut bytes = BytesMut::with_capacity(128);
        bytes.put_u32(0);
        bytes.put_u8(packet_type);
        bytes.put_u32(number);
        Self(bytes)
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.0.put_u32(value);
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.0.put_u64(value);
    }

    pub(super) fn string(&mut self, value: &[u8]) {
        self.0.put_u32(u32::try_from(value.len()).unwrap_or(u32::MAX));
        self.0.put_slice(value);
    }

    /// The finished packet, length field included.
    pub(super) fn finish(mut self) -> Bytes {
        let length = u32::try_from(self.0.len().saturating_sub(4)).unwrap_or(u32::MAX);
        if let Some(field) = self.0.get_mut(..4) {
            field.copy_from_slice(&length.to_be_bytes());
        }
        self.0.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_that_are_cut_short_are_none() {
        let mut fields = Fields(Bytes::from_static(b"\0\0\0\x02ab\0\0\0\x05xy"));
        assert_eq!(fields.string().as_deref(), Some(&b"ab"[..]));
        assert_eq!(fields.string(), None);
        assert_eq!(fields.left(), 6, "a refused field stays");
        assert_eq!(Fields(Bytes::from_static(b"\xff\xff\xff\xff")).string(), None);
    }

    #[test]
    fn the_length_stands_in_front() {
        let mut packet = PacketWriter::new(16, 7);
        packet.string(b".");
        assert_eq!(&packet.finish()[..], b"\0\0\0\x0a\x10\0\0\0\x07\0\0\0\x01.");
    }
}
