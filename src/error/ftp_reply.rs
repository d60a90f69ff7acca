//! The table of FTP reply codes. Pure.
//!
//! RFC 959 gives replies no names; those here are ours, in the style of other tables. What servers mean by a code was measured
//! on vsftpd 3.0.3, pure-ftpd 1.0.50 and `ProFTPD` 1.3.8.

use super::code_class::CodeClass;
use super::kind::ErrorKind;

/// One reply code of FTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FtpReply {
    /// The number in front of the reply.
    pub code: u16,
    /// A short name for it.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// What the program makes of it; `None` for replies that are no failure.
    pub kind: Option<ErrorKind>,
    /// The document that defines it.
    pub source: &'static str,
}

const RFC959: &str = "RFC 959, section 4.2";
const SECURITY: &str = "RFC 2228, section 5";
const REST: &str = "RFC 1123, section 4.1.3.4";
const IN_USE: &str = "in use by servers, in no RFC";

/// A reply that is no failure.
const fn good(code: u16, name: &'static str, class: CodeClass, source: &'static str) -> FtpReply {
    FtpReply { code, name, class, kind: None, source }
}

/// A reply that is a failure.
const fn bad(code: u16, name: &'static str, class: CodeClass, kind: ErrorKind, source: &'static str) -> FtpReply {
    FtpReply { code, name, class, kind: Some(kind), source }
}

/// A reply that refuses the login.
const fn login(code: u16, name: &'static str, source: &'static str) -> FtpReply {
    bad(code, name, CodeClass::Login, ErrorKind::LoginRefused { tried: Vec::new(), accepted: Vec::new() }, source)
}

/// Every reply code that a document defines or that servers are known to send, and the headings of series that are no codes
/// themselves (100, 300, 400, 600), in order of its number.
pub static FTP_REPLIES: [FtpReply; 68] = [
    good(100, "PRELIMINARY_SERIES", CodeClass::Progress, RFC959),
    good(110, "RESTART_MARKER", CodeClass::Transfer, RFC959),
    good(120, "READY_IN_MINUTES", CodeClass::Busy, RFC959),
    good(125, "TRANSFER_STARTING", CodeClass::Progress, RFC959),
    good(150, "OPENING_DATA_CONNECTION", CodeClass::Progress, RFC959),
    good(200, "COMMAND_OK", CodeClass::Success, RFC959),
    good(202, "COMMAND_SUPERFLUOUS", CodeClass::Success, RFC959),
    good(211, "SYSTEM_STATUS", CodeClass::Information, RFC959),
    good(212, "FOLDER_STATUS", CodeClass::Information, RFC959),
    good(213, "FILE_STATUS", CodeClass::Information, RFC959),
    good(214, "HELP_TEXT", CodeClass::Information, RFC959),
    good(215, "SYSTEM_TYPE", CodeClass::Information, RFC959),
    good(220, "SERVICE_READY", CodeClass::Success, RFC959),
    good(221, "GOODBYE", CodeClass::Success, RFC959),
    good(225, "DATA_CONNECTION_OPEN", CodeClass::Success, RFC959),
    good(226, "TRANSFER_COMPLETE", CodeClass::Success, RFC959),
    good(227, "PASSIVE_MODE", CodeClass::Success, RFC959),
    good(228, "LONG_PASSIVE_MODE", CodeClass::Success, "RFC 1639, section 5"),
    good(229, "EXTENDED_PASSIVE_MODE", CodeClass::Success, "RFC 2428, section 3"),
    good(230, "LOGGED_IN", CodeClass::Success, RFC959),
    good(231, "LOGGED_OUT", CodeClass::Success, IN_USE),
    good(232, "LOGGED_IN_BY_SECURITY_DATA", CodeClass::Success, SECURITY),
    good(234, "SECURITY_ACCEPTED", CodeClass::Security, SECURITY),
    good(235, "SECURITY_COMPLETE", CodeClass::Security, SECURITY),
    good(250, "FILE_ACTION_OK", CodeClass::Success, RFC959),
    good(257, "PATH_NAME", CodeClass::Success, RFC959),
    good(300, "INTERMEDIATE_SERIES", CodeClass::MoreNeeded, RFC959),
    good(331, "PASSWORD_NEEDED", CodeClass::MoreNeeded, RFC959),
    good(332, "ACCOUNT_NEEDED", CodeClass::MoreNeeded, RFC959),
    good(334, "SECURITY_DATA_NEEDED", CodeClass::Security, SECURITY),
    good(335, "MORE_SECURITY_DATA_NEEDED", CodeClass::Security, SECURITY),
    good(336, "CHALLENGE", CodeClass::MoreNeeded, SECURITY),
    good(350, "PENDING", CodeClass::MoreNeeded, RFC959),
    bad(400, "TRANSIENT_SERIES", CodeClass::Busy, ErrorKind::Failure, RFC959),
    bad(421, "SERVICE_CLOSING", CodeClass::Connection, ErrorKind::ConnectionLost, RFC959),
    bad(425, "NO_DATA_CONNECTION", CodeClass::Transfer, ErrorKind::Failure, RFC959),
    bad(426, "TRANSFER_ABORTED", CodeClass::Transfer, ErrorKind::EndedEarly, RFC959),
    login(430, "BAD_USER_OR_PASSWORD", IN_USE),
    bad(431, "SECURITY_RESOURCE_MISSING", CodeClass::Security, ErrorKind::Failure, SECURITY),
    bad(434, "HOST_UNAVAILABLE", CodeClass::Connection, ErrorKind::HostNotFound, IN_USE),
    bad(450, "FILE_BUSY", CodeClass::Busy, ErrorKind::Busy, RFC959),
    bad(451, "SERVER_ERROR", CodeClass::System, ErrorKind::Failure, RFC959),
    bad(452, "NO_SPACE", CodeClass::Space, ErrorKind::DiskFull, RFC959),
    bad(500, "NOT_UNDERSTOOD", CodeClass::Unsupported, ErrorKind::Unsupported, RFC959),
    bad(501, "BAD_ARGUMENT", CodeClass::Protocol, ErrorKind::InvalidArgument, RFC959),
    bad(502, "NOT_IMPLEMENTED", CodeClass::Unsupported, ErrorKind::Unsupported, RFC959),
    bad(503, "WRONG_ORDER", CodeClass::Protocol, ErrorKind::Failure, RFC959),
    bad(504, "NOT_FOR_THIS_ARGUMENT", CodeClass::Unsupported, ErrorKind::Unsupported, RFC959),
    bad(
        521,
        "DATA_PROTECTION_REFUSED",
        CodeClass::Security,
        ErrorKind::Unsupported,
        "RFC 1639, section 5; RFC 4217, section 10",
    ),
    bad(
        522,
        "DATA_PROTOCOL_REFUSED",
        CodeClass::Security,
        ErrorKind::Unsupported,
        "RFC 2428, section 2; RFC 4217, section 10",
    ),
    login(530, "NOT_LOGGED_IN", RFC959),
    bad(532, "ACCOUNT_NEEDED_TO_STORE", CodeClass::Login, ErrorKind::PermissionDenied, RFC959),
    bad(533, "COMMAND_PROTECTION_DENIED", CodeClass::Security, ErrorKind::PermissionDenied, SECURITY),
    bad(534, "SECURITY_POLICY", CodeClass::Security, ErrorKind::PermissionDenied, SECURITY),
    bad(535, "SECURITY_CHECK_FAILED", CodeClass::Security, ErrorKind::Failure, SECURITY),
    bad(536, "PROTECTION_LEVEL_UNSUPPORTED", CodeClass::Security, ErrorKind::Unsupported, SECURITY),
    bad(537, "COMMAND_PROTECTION_UNSUPPORTED", CodeClass::Security, ErrorKind::Unsupported, SECURITY),
    bad(550, "FILE_UNAVAILABLE", CodeClass::Files, ErrorKind::Failure, RFC959),
    bad(551, "PAGE_TYPE_UNKNOWN", CodeClass::Transfer, ErrorKind::Unsupported, RFC959),
    bad(552, "QUOTA_EXCEEDED", CodeClass::Space, ErrorKind::QuotaExceeded, RFC959),
    bad(553, "NAME_NOT_ALLOWED", CodeClass::Files, ErrorKind::Failure, RFC959),
    bad(554, "BAD_RESTART_POINT", CodeClass::Transfer, ErrorKind::InvalidArgument, REST),
    bad(555, "RESTART_NOT_FOR_THIS_TYPE", CodeClass::Transfer, ErrorKind::Unsupported, REST),
    bad(556, "NOT_TAKEN", CodeClass::Unsupported, ErrorKind::Failure, IN_USE),
    good(600, "PROTECTED_SERIES", CodeClass::Security, SECURITY),
    good(631, "INTEGRITY_PROTECTED", CodeClass::Security, SECURITY),
    good(632, "INTEGRITY_AND_CONFIDENTIALITY_PROTECTED", CodeClass::Security, SECURITY),
    good(633, "CONFIDENTIALITY_PROTECTED", CodeClass::Security, SECURITY),
];

/// The row of a code; `None` for codes that are not in the table: their digits still say something, see
/// [`FtpSeries`](super::FtpSeries) and [`FtpSubject`](super::FtpSubject).
#[must_use]
pub fn ftp_reply(code: u16) -> Option<&'static FtpReply> {
    FTP_REPLIES.iter().find(|reply| reply.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_reference_is_there_once_and_in_order() {
        assert!(FTP_REPLIES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let reference = [
            110, 120, 125, 150, 200, 202, 211, 212, 213, 214, 215, 220, 221, 225, 226, 227, 228, 229, 230, 231, 232,
            250, 257, 331, 332, 350, 421, 425, 426, 430, 434, 450, 451, 452, 500, 501, 502, 503, 504, 530, 532, 550,
            551, 552, 553, 631, 632, 633, 100, 600, 234, 235, 334, 335, 336, 431, 521, 522, 533, 534, 535, 536, 537,
            554, 555, 556,
        ];
        for code in reference {
            assert!(ftp_reply(code).is_some(), "{code}");
        }
        assert!(ftp_reply(0).is_none() && ftp_reply(999).is_none() && ftp_reply(u16::MAX).is_none());
    }

    #[test]
    fn failures_are_those_with_a_four_or_five_in_front() {
        for reply in &FTP_REPLIES {
            assert_eq!(reply.kind.is_some(), matches!(reply.code / 100, 4 | 5), "{}", reply.code);
        }
    }
}
