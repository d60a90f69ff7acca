//! The reasons that an SSH server gives when it hangs up. Pure.

use super::code_class::CodeClass;

/// One reason code of `SSH_MSG_DISCONNECT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisconnectReason {
    /// The number in the message.
    pub code: u32,
    /// The name in RFC 4253, section 11.1.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
}

const fn row(code: u32, name: &'static str, class: CodeClass) -> DisconnectReason {
    DisconnectReason { code, name, class }
}

/// Every reason of RFC 4253, section 11.1, in order from 1.
pub static DISCONNECT_REASONS: [DisconnectReason; 15] = [
    row(1, "SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT", CodeClass::Rights),
    row(2, "SSH_DISCONNECT_PROTOCOL_ERROR", CodeClass::Protocol),
    row(3, "SSH_DISCONNECT_KEY_EXCHANGE_FAILED", CodeClass::Security),
    row(4, "SSH_DISCONNECT_RESERVED", CodeClass::Protocol),
    row(5, "SSH_DISCONNECT_MAC_ERROR", CodeClass::Security),
    row(6, "SSH_DISCONNECT_COMPRESSION_ERROR", CodeClass::Protocol),
    row(7, "SSH_DISCONNECT_SERVICE_NOT_AVAILABLE", CodeClass::Unsupported),
    row(8, "SSH_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED", CodeClass::Unsupported),
    row(9, "SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE", CodeClass::Security),
    row(10, "SSH_DISCONNECT_CONNECTION_LOST", CodeClass::Connection),
    row(11, "SSH_DISCONNECT_BY_APPLICATION", CodeClass::Connection),
    row(12, "SSH_DISCONNECT_TOO_MANY_CONNECTIONS", CodeClass::Busy),
    row(13, "SSH_DISCONNECT_AUTH_CANCELLED_BY_USER", CodeClass::Login),
    row(14, "SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE", CodeClass::Login),
    row(15, "SSH_DISCONNECT_ILLEGAL_USER_NAME", CodeClass::Login),
];

/// The row of a reason; `None` for numbers that the RFC does not define.
#[must_use]
pub fn disconnect_reason(code: u32) -> Option<&'static DisconnectReason> {
    DISCONNECT_REASONS.iter().find(|reason| reason.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_count_from_one() {
        for (at, reason) in DISCONNECT_REASONS.iter().enumerate() {
            assert_eq!(usize::try_from(reason.code), Ok(at + 1));
        }
        assert_eq!(disconnect_reason(2).map(|r| r.name), Some("SSH_DISCONNECT_PROTOCOL_ERROR"));
        assert_eq!(disconnect_reason(12).map(|r| r.name), Some("SSH_DISCONNECT_TOO_MANY_CONNECTIONS"));
        assert!(disconnect_reason(0).is_none() && disconnect_reason(16).is_none());
    }
}
