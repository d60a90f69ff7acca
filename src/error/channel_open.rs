//! The reasons that an SSH server gives when it opens no channel. Pure.

use super::code_class::CodeClass;

/// One reason code of `SSH_MSG_CHANNEL_OPEN_FAILURE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelOpenReason {
    /// The number in the message.
    pub code: u32,
    /// The name in RFC 4254, section 5.1.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
}

/// Every reason of RFC 4254, section 5.1, in order from 1.
pub static CHANNEL_OPEN_REASONS: [ChannelOpenReason; 4] = [
    ChannelOpenReason { code: 1, name: "SSH_OPEN_ADMINISTRATIVELY_PROHIBITED", class: CodeClass::Rights },
    ChannelOpenReason { code: 2, name: "SSH_OPEN_CONNECT_FAILED", class: CodeClass::Connection },
    ChannelOpenReason { code: 3, name: "SSH_OPEN_UNKNOWN_CHANNEL_TYPE", class: CodeClass::Unsupported },
    ChannelOpenReason { code: 4, name: "SSH_OPEN_RESOURCE_SHORTAGE", class: CodeClass::Busy },
];

/// The row of a reason; `None` for numbers that the RFC does not define.
#[must_use]
pub fn channel_open_reason(code: u32) -> Option<&'static ChannelOpenReason> {
    CHANNEL_OPEN_REASONS.iter().find(|reason| reason.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_count_from_one() {
        for (at, reason) in CHANNEL_OPEN_REASONS.iter().enumerate() {
            assert_eq!(usize::try_from(reason.code), Ok(at + 1));
        }
        assert!(channel_open_reason(0).is_none() && channel_open_reason(5).is_none());
    }
}
