//! How a server can break the FTP protocol, as a value. Pure.

/// What is wrong with what an FTP server sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FtpFault {
    /// Something that is no reply: without three digits in front, or with digits that no reply has.
    UnreadableReply,
    /// A reply that does not end within the limit.
    EndlessReply,
    /// A reply with control characters, which belong to terminals and not into replies.
    ControlInReply,
    /// A reply that nothing asked for.
    UnaskedReply,
    /// More bytes behind the agreement to TLS, before TLS began: somebody put them there.
    BytesBeforeTls,
    /// A login that succeeded before anybody logged in.
    LoginBeforeTls,
    /// A reply that this command cannot have.
    UnexpectedReply,
    /// An address for data that cannot be read, or port 0.
    BadDataAddress,
    /// A line of a listing longer than the limit.
    EndlessLine,
    /// A file that was sent as text, and stored with the ends of lines that are only meant for the way.
    TextIgnored,
}

impl FtpFault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::UnreadableReply,
        Self::EndlessReply,
        Self::ControlInReply,
        Self::UnaskedReply,
        Self::BytesBeforeTls,
        Self::LoginBeforeTls,
        Self::UnexpectedReply,
        Self::BadDataAddress,
        Self::EndlessLine,
        Self::TextIgnored,
    ];
}
