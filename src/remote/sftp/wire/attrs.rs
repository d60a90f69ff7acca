//! File attributes (draft-ietf-secsh-filexfer-02, section 5). Pure.

use super::fields::{Fields, PacketWriter};
use crate::model::{EntryKind, Timestamp};

const SIZE: u32 = 0x0000_0001;
const UID_GID: u32 = 0x0000_0002;
const PERMISSIONS: u32 = 0x0000_0004;
const TIMES: u32 = 0x0000_0008;
const EXTENDED: u32 = 0x8000_0000;

/// Attributes as they stand in a packet; `None` where the flag is not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attrs {
    pub(super) size: Option<u64>,
    /// User and group.
    pub(super) owner: Option<(u32, u32)>,
    /// Mode with the bits for the kind of file.
    pub(super) mode: Option<u32>,
    /// Access and modification, seconds since 1970.
    pub(super) times: Option<(u32, u32)>,
}

impl Attrs {
    /// Reads attributes; extended pairs are skipped. `None` when the packet ends too early.
    pub(super) fn read(fields: &mut Fields) -> Option<Self> {
        let flags = fields.u32()?;
        let mut attrs = Self::default();
        if flags & SIZE != 0 {
            attrs.size = Some(fields.u64()?);
        }
        if flags & UID_GID != 0 {
            attrs.owner = Some((fields.u32()?, fields.u32()?));
        }
        if flags & PERMISSIONS != 0 {
            attrs.mode = Some(fields.u32()?);
        }
        if flags & TIMES != 0 {
            attrs.times = Some((fields.u32()?, fields.u32()?));
        }
        if flags & EXTENDED != 0 {
            for _ in 0..fields.u32()? {
                fields.string()?;
                fields.string()?;
            }
        }
        Some(attrs)
    }

    pub(super) fn write(&self, packet: &mut PacketWriter) {
        let bit = |set: bool, flag: u32| if set { flag } else { 0 };
        packet.u32(
            bit(self.size.is_some(), SIZE)
                | bit(self.owner.is_some(), UID_GID)
                | bit(self.mode.is_some(), PERMISSIONS)
                | bit(self.times.is_some(), TIMES),
        );
        if let Some(size) = self.size {
            packet.u64(size);
        }
        if let Some((user, group)) = self.owner {
            packet.u32(user);
            packet.u32(group);
        }
        if let Some(mode) = self.mode {
            packet.u32(mode);
        }
        if let Some((accessed, modified)) = self.times {
            packet.u32(accessed);
            packet.u32(modified);
        }
    }

    /// The kind that the mode tells; `Unknown` without one.
    pub(super) fn kind(&self) -> EntryKind {
        self.mode.map_or(EntryKind::Unknown, EntryKind::from_mode)
    }

    pub(super) fn modified(&self) -> Option<Timestamp> {
        self.times.map(|(_, modified)| Timestamp::from_secs(i64::from(modified)))
    }

    /// Both times set to one; times that the 32 bits of version 3 cannot hold become the nearest that they can.
    pub(super) fn both_times(time: Timestamp) -> Option<(u32, u32)> {
        let secs = u32::try_from(time.secs.clamp(0, i64::from(u32::MAX))).ok()?;
        Some((secs, secs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn attributes_read_back_and_extended_ones_are_skipped() {
        let attrs = Attrs { size: Some(5), owner: Some((1, 2)), mode: Some(0o100_644), times: Some((3, 4)) };
        let mut packet = PacketWriter::new(9, 1);
        attrs.write(&mut packet);
        assert_eq!(Attrs::read(&mut Fields(packet.finish().slice(9..))), Some(attrs));

        let extended = b"\x80\0\0\x04\0\0\x41\xed\0\0\0\x01\0\0\0\x01a\0\0\0\x02bc\xff";
        let mut fields = Fields(Bytes::from_static(extended));
        assert_eq!(Attrs::read(&mut fields).and_then(|a| a.mode), Some(0o040_755));
        assert_eq!(fields.left(), 1);
        assert_eq!(Attrs::read(&mut Fields(Bytes::from_static(b"\x80\0\0\0\xff\xff\xff\xff"))), None);
    }
}
