//! What codes mean in plain words: SFTP statuses, SSH disconnect reasons, error numbers of the operating system.

use crate::error::StatusCode;
use crate::i18n::{fl, lookup};

/// The number with its name, as it stands in the family's documents: `4 SSH_FX_FAILURE`, `28 ENOSPC`; `999` with a note
/// that no document defines it.
#[must_use]
pub fn code_line(code: StatusCode) -> String {
    match code.name() {
        Some(name) => format!("{} {name}", code.number()),
        None => fl!("code-undefined", number = code.number().to_string()),
    }
}

/// What a code means, as part of a sentence; for unknown numbers that no table has them.
#[must_use]
pub fn code_meaning(code: StatusCode) -> String {
    lookup(&key(code)).unwrap_or_else(|| match code {
        StatusCode::Sftp(_) => fl!("sftp-status-unknown"),
        StatusCode::SshDisconnect(_) => fl!("ssh-disconnect-unknown"),
        StatusCode::Os(_) => fl!("os-unknown"),
    })
}

/// What a person can do about a code; `None` where there is nothing to say beyond the cause.
#[must_use]
pub fn code_advice(code: StatusCode) -> Option<String> {
    lookup(&format!("{}-action", key(code)))
}

fn key(code: StatusCode) -> String {
    match code {
        StatusCode::Sftp(number) => format!("sftp-status-{number}"),
        StatusCode::SshDisconnect(number) => format!("ssh-disconnect-{number}"),
        // Winsock has the names of errno with `WSA` in front.
        StatusCode::Os(_) => {
            let name = code.name().unwrap_or("unknown").to_ascii_lowercase();
            format!("os-{}", name.strip_prefix("wsa").unwrap_or(&name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{SFTP_STATUSES, disconnect_reason};

    #[test]
    fn every_sftp_status_has_a_meaning_and_an_action() {
        for status in &SFTP_STATUSES {
            let code = StatusCode::Sftp(status.code);
            assert!(lookup(&key(code)).is_some(), "sftp-status-{}", status.code);
            assert!(code_advice(code).is_some(), "sftp-status-{}-action", status.code);
        }
        assert_eq!(code_line(StatusCode::Sftp(14)), "14 SSH_FX_NO_SPACE_ON_FILESYSTEM");
        assert!(code_line(StatusCode::Sftp(999)).starts_with("999 "));
        assert_eq!(code_meaning(StatusCode::Sftp(999)), fl!("sftp-status-unknown"));
    }

    #[test]
    fn every_disconnect_reason_has_a_meaning() {
        for number in 1..=15 {
            assert!(disconnect_reason(number).is_some());
            assert!(lookup(&key(StatusCode::SshDisconnect(number))).is_some(), "ssh-disconnect-{number}");
        }
        assert_eq!(code_meaning(StatusCode::SshDisconnect(99)), fl!("ssh-disconnect-unknown"));
    }

    #[cfg(unix)]
    #[test]
    fn every_named_errno_has_a_meaning() {
        for number in 1..200 {
            let code = StatusCode::Os(number);
            if let Some(name) = code.name() {
                assert!(lookup(&key(code)).is_some(), "{name}");
            }
        }
    }
}
