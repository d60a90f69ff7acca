//! The reasons that an SSH server gives when it hangs up. Pure.

/// One reason code of `SSH_MSG_DISCONNECT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisconnectReason {
    /// The number in the message.
    pub code: u32,
    /// The name in RFC 4253, section 11.1.
    pub name: &'static str,
}

/// RFC 4253, section 11.1, in order from 1.
static REASONS: [&str; 15] = [
    "SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT",
    "SSH_DISCONNECT_PROTOCOL_ERROR",
    "SSH_DISCONNECT_KEY_EXCHANGE_FAILED",
    "SSH_DISCONNECT_RESERVED",
    "SSH_DISCONNECT_MAC_ERROR",
    "SSH_DISCONNECT_COMPRESSION_ERROR",
    "SSH_DISCONNECT_SERVICE_NOT_AVAILABLE",
    "SSH_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED",
    "SSH_DISCONNECT_HOST_KEY_NOT_VERIFIABLE",
    "SSH_DISCONNECT_CONNECTION_LOST",
    "SSH_DISCONNECT_BY_APPLICATION",
    "SSH_DISCONNECT_TOO_MANY_CONNECTIONS",
    "SSH_DISCONNECT_AUTH_CANCELLED_BY_USER",
    "SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE",
    "SSH_DISCONNECT_ILLEGAL_USER_NAME",
];

/// The row of a reason; `None` for numbers that the RFC does not define.
#[must_use]
pub fn disconnect_reason(code: u32) -> Option<DisconnectReason> {
    let name = REASONS.get(usize::try_from(code.checked_sub(1)?).ok()?)?;
    Some(DisconnectReason { code, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_count_from_one() {
        assert_eq!(disconnect_reason(2).map(|r| r.name), Some("SSH_DISCONNECT_PROTOCOL_ERROR"));
        assert_eq!(disconnect_reason(12).map(|r| r.name), Some("SSH_DISCONNECT_TOO_MANY_CONNECTIONS"));
        assert!(disconnect_reason(0).is_none() && disconnect_reason(16).is_none());
    }
}
