//! The table of SFTP status codes, 0 to 31. Pure.
//!
//! Numbers and names: draft-ietf-secsh-filexfer-02 section 7 (version 3, codes 0 to 8), -04 section 8 (version 4, 9 to
//! 13), -05 section 9 (version 5, 14 to 17), -13 section 9.1 (version 6, 18 to 31). What OpenSSH means by a code is
//! `errno_to_portable()` in its sftp-server.c, measured on OpenSSH 9.2.

use super::code_class::CodeClass;
use super::kind::ErrorKind;

/// One status code of the SFTP protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SftpStatus {
    /// The number in the packet.
    pub code: u32,
    /// The name in the drafts.
    pub name: &'static str,
    /// The lowest protocol version in which a server may send it.
    pub version: u8,
    /// The document that defines it.
    pub defined_in: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// What the program makes of it.
    pub kind: ErrorKind,
}

const V3: &str = "draft-ietf-secsh-filexfer-02, section 7";
const V4: &str = "draft-ietf-secsh-filexfer-04, section 8";
const V5: &str = "draft-ietf-secsh-filexfer-05, section 9";
const V6: &str = "draft-ietf-secsh-filexfer-13, section 9.1";

const fn row(code: u32, name: &'static str, version: u8, class: CodeClass, kind: ErrorKind) -> SftpStatus {
    let defined_in = match version {
        3 => V3,
        4 => V4,
        5 => V5,
        _ => V6,
    };
    SftpStatus { code, name, version, defined_in, class, kind }
}

/// Every status code that a draft defines, in order of its number.
pub static SFTP_STATUSES: [SftpStatus; 32] = [
    row(0, "SSH_FX_OK", 3, CodeClass::Success, ErrorKind::Failure),
    row(1, "SSH_FX_EOF", 3, CodeClass::Progress, ErrorKind::EndedEarly),
    row(2, "SSH_FX_NO_SUCH_FILE", 3, CodeClass::Files, ErrorKind::NotFound),
    row(3, "SSH_FX_PERMISSION_DENIED", 3, CodeClass::Rights, ErrorKind::PermissionDenied),
    row(4, "SSH_FX_FAILURE", 3, CodeClass::System, ErrorKind::Failure),
    row(5, "SSH_FX_BAD_MESSAGE", 3, CodeClass::Protocol, ErrorKind::InvalidArgument),
    row(6, "SSH_FX_NO_CONNECTION", 3, CodeClass::Connection, ErrorKind::ConnectionLost),
    row(7, "SSH_FX_CONNECTION_LOST", 3, CodeClass::Connection, ErrorKind::ConnectionLost),
    row(8, "SSH_FX_OP_UNSUPPORTED", 3, CodeClass::Unsupported, ErrorKind::Unsupported),
    row(9, "SSH_FX_INVALID_HANDLE", 4, CodeClass::Protocol, ErrorKind::InvalidArgument),
    row(10, "SSH_FX_NO_SUCH_PATH", 4, CodeClass::Files, ErrorKind::NotFound),
    row(11, "SSH_FX_FILE_ALREADY_EXISTS", 4, CodeClass::Files, ErrorKind::AlreadyExists),
    row(12, "SSH_FX_WRITE_PROTECT", 4, CodeClass::Space, ErrorKind::ReadOnlyFileSystem),
    row(13, "SSH_FX_NO_MEDIA", 4, CodeClass::System, ErrorKind::Failure),
    row(14, "SSH_FX_NO_SPACE_ON_FILESYSTEM", 5, CodeClass::Space, ErrorKind::DiskFull),
    row(15, "SSH_FX_QUOTA_EXCEEDED", 5, CodeClass::Space, ErrorKind::QuotaExceeded),
    row(16, "SSH_FX_UNKNOWN_PRINCIPAL", 5, CodeClass::Rights, ErrorKind::InvalidArgument),
    row(17, "SSH_FX_LOCK_CONFLICT", 5, CodeClass::Busy, ErrorKind::Busy),
    row(18, "SSH_FX_DIR_NOT_EMPTY", 6, CodeClass::Files, ErrorKind::FolderNotEmpty),
    row(19, "SSH_FX_NOT_A_DIRECTORY", 6, CodeClass::Files, ErrorKind::NotAFolder),
    row(20, "SSH_FX_INVALID_FILENAME", 6, CodeClass::Files, ErrorKind::NameRefused),
    row(21, "SSH_FX_LINK_LOOP", 6, CodeClass::Files, ErrorKind::LinkLoop),
    row(22, "SSH_FX_CANNOT_DELETE", 6, CodeClass::Rights, ErrorKind::PermissionDenied),
    row(23, "SSH_FX_INVALID_PARAMETER", 6, CodeClass::Protocol, ErrorKind::InvalidArgument),
    row(24, "SSH_FX_FILE_IS_A_DIRECTORY", 6, CodeClass::Files, ErrorKind::IsAFolder),
    row(25, "SSH_FX_BYTE_RANGE_LOCK_CONFLICT", 6, CodeClass::Busy, ErrorKind::Busy),
    row(26, "SSH_FX_BYTE_RANGE_LOCK_REFUSED", 6, CodeClass::Busy, ErrorKind::Busy),
    row(27, "SSH_FX_DELETE_PENDING", 6, CodeClass::Busy, ErrorKind::Busy),
    row(28, "SSH_FX_FILE_CORRUPT", 6, CodeClass::System, ErrorKind::Failure),
    row(29, "SSH_FX_OWNER_INVALID", 6, CodeClass::Rights, ErrorKind::InvalidArgument),
    row(30, "SSH_FX_GROUP_INVALID", 6, CodeClass::Rights, ErrorKind::InvalidArgument),
    row(31, "SSH_FX_NO_MATCHING_BYTE_RANGE_LOCK", 6, CodeClass::Busy, ErrorKind::InvalidArgument),
];

/// The row of a code; `None` for numbers that no draft defines. Never panics, whatever the server sent.
#[must_use]
pub fn sftp_status(code: u32) -> Option<&'static SftpStatus> {
    SFTP_STATUSES.get(usize::try_from(code).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_unknown_codes_have_no_row() {
        for (at, status) in SFTP_STATUSES.iter().enumerate() {
            assert_eq!(usize::try_from(status.code), Ok(at));
        }
        assert_eq!(sftp_status(14).map(|s| s.name), Some("SSH_FX_NO_SPACE_ON_FILESYSTEM"));
        assert!(sftp_status(32).is_none() && sftp_status(999).is_none() && sftp_status(u32::MAX).is_none());
    }
}
