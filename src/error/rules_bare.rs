//! What an FTP server means that refuses without a reason: vsftpd says the same sentence for a file that is missing, a
//! right that is missing, and a name that is taken (measured on vsftpd 3.0.3). Pure.

use super::attempt::Act;
use super::case::{Case, Conclusion, likely};
use super::cause::Cause;
use super::code::StatusCode;
use super::diagnosis::Confidence;
use super::failure::Error;
use super::kind::ErrorKind;
use super::{rules_denied, rules_failure, rules_missing, rules_named};

/// Whether an error tells as little as that.
pub(super) fn is_bare(error: &Error) -> bool {
    error.kind == ErrorKind::Failure && matches!(error.code, Some(StatusCode::Ftp(_)))
}

pub(super) fn conclude(this: Case<'_>) -> Option<Conclusion> {
    let sure = |found: &Conclusion| found.confidence == Confidence::Certain;
    // What was seen to be missing could not be worked on, whatever else holds.
    if let Some(found) = rules_missing::conclude(this).filter(sure) {
        return Some(found);
    }
    let failed = rules_failure::conclude(this);
    if failed.as_ref().is_some_and(sure) {
        return failed;
    }
    // Nobody said that a right is missing; that the bits would refuse it makes it likely.
    let of_rights = |found: &Conclusion| matches!(found.cause, Cause::PermissionDenied(_) | Cause::StickyFolder { .. });
    let denied = rules_denied::conclude(this).filter(of_rights);
    let denied = denied.map(|found| Conclusion { confidence: Confidence::Likely, ..found });
    let link = rules_missing::conclude(this).filter(|found| matches!(found.cause, Cause::BrokenLink { .. }));
    link.or(denied).or_else(|| rules_named::unusual_length(this)).or(failed).or_else(|| write(this))
}

/// What servers call a local error in the middle of an upload: "Failure writing to local file" (vsftpd 3.0.3),
/// "Transfer aborted. Input/output error" (`ProFTPD` 1.3.8), "Error during write to file" (pure-ftpd 1.0.50), each of them
/// measured on a full disk.
fn write(this: Case<'_>) -> Option<Conclusion> {
    let local_error = this.act() == Act::Write && this.error.code == Some(StatusCode::Ftp(451));
    if !local_error || this.space().is_some() {
        return None;
    }
    let full = Cause::DiskFull { folder: this.writes_folder(), free: None, needed: this.attempt.needed };
    likely(full, vec![this.quota(), Cause::DiskFault])
}
