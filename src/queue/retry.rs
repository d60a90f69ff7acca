//! What becomes of a transfer that failed. Pure.

use crate::error::{Error, ErrorKind, RetryClass};
use std::time::Duration;

/// Failures in a row, without progress between them, after which a transfer is given up.
pub const MOST_ATTEMPTS: u32 = 6;

/// The same for broken connections: every file that is under way meets each break, whoever's fault it is, so that only
/// one which breaks the connection again and again is given up.
pub const MOST_BREAKS: u32 = 50;

/// The same where no connection for data could be made: each try has gone every way already, so that only a way that
/// failed too late for another one is worth a further try.
pub const MOST_WITHOUT_DATA: u32 = 3;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Try again after a pause.
    RetryAfter(Duration),
    /// Try again as soon as the session stands.
    RetryWhenConnected,
    /// Nothing helps but the user.
    Fail,
}

/// The verdict on a failure, when `attempts` tries in a row (this one included) came to nothing.
#[must_use]
pub fn after_failure(error: &Error, attempts: u32) -> Verdict {
    let kind = &error.kind;
    let broken = matches!(kind, ErrorKind::ConnectionLost | ErrorKind::TimedOut(_) | ErrorKind::Unreachable);
    let most = match kind {
        _ if broken => MOST_BREAKS,
        ErrorKind::NoDataConnection => MOST_WITHOUT_DATA,
        _ => MOST_ATTEMPTS,
    };
    if error.retry_class() != RetryClass::Retry || attempts >= most {
        return Verdict::Fail;
    }
    match kind {
        _ if broken => Verdict::RetryWhenConnected,
        // 1, 2, 4, 8, 16 seconds.
        _ => Verdict::RetryAfter(Duration::from_secs(1 << attempts.saturating_sub(1).min(5))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_tried_again_with_growing_pauses() {
        let secs = Duration::from_secs;
        for (kind, attempts, verdict) in [
            (ErrorKind::Busy, 1, Verdict::RetryAfter(secs(1))),
            (ErrorKind::Busy, 4, Verdict::RetryAfter(secs(8))),
            (ErrorKind::Busy, MOST_ATTEMPTS, Verdict::Fail),
            (ErrorKind::NoDataConnection, 2, Verdict::RetryAfter(secs(2))),
            (ErrorKind::NoDataConnection, MOST_WITHOUT_DATA, Verdict::Fail),
            (ErrorKind::ConnectionLost, 1, Verdict::RetryWhenConnected),
            (ErrorKind::ConnectionLost, MOST_ATTEMPTS, Verdict::RetryWhenConnected),
            (ErrorKind::ConnectionLost, MOST_BREAKS, Verdict::Fail),
            (ErrorKind::ChangedDuringTransfer, 2, Verdict::RetryAfter(secs(2))),
            (ErrorKind::PermissionDenied, 1, Verdict::Fail),
            (ErrorKind::DiskFull, 1, Verdict::Fail),
            (ErrorKind::Cancelled, 1, Verdict::Fail),
        ] {
            assert_eq!(after_failure(&Error::new(kind.clone()), attempts), verdict, "{kind:?}");
        }
        assert_eq!(after_failure(&Error::ftp(451, None), 1), Verdict::RetryAfter(secs(1)));
        assert_eq!(after_failure(&Error::ftp(430, None), 1), Verdict::Fail);
        assert_eq!(after_failure(&Error::ftp(550, None), 1), Verdict::Fail);
    }
}
