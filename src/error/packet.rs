//! What can be wrong with an SFTP packet, as a value. Pure.

/// Why bytes from the server are no SFTP packet that could be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PacketFault {
    /// Longer than any packet may be; `length` is what its first four bytes say.
    TooLong {
        /// The announced length in bytes.
        length: u32,
    },
    /// A length of zero, or shorter than its fields.
    TooShort {
        /// The packet's type, `None` when it has none.
        packet_type: Option<u8>,
    },
    /// A type that is no reply.
    UnexpectedType {
        /// The packet's type.
        packet_type: u8,
    },
    /// A reply to a request that is not under way.
    UnknownRequest {
        /// The request number in the reply.
        request: u32,
    },
    /// A reply of a type that this request cannot have.
    WrongReply {
        /// The packet's type.
        packet_type: u8,
    },
    /// More data than was asked for.
    TooMuchData {
        /// Bytes asked for.
        asked: u32,
        /// Bytes that came.
        came: u32,
    },
    /// A count of names that the packet cannot hold.
    BadNameCount {
        /// The announced count.
        count: u32,
    },
    /// A handle longer than the protocol allows (256 bytes) or empty.
    BadHandle {
        /// Its length in bytes.
        length: usize,
    },
    /// A version that cannot be spoken.
    BadVersion {
        /// The server's version.
        version: u32,
    },
}
