//! Which failures are looked for. Pure.

use super::book::Entry;
use super::group::Group;
use crate::error::StatusCode;
use crate::model::Timestamp;

/// What failures must have to be shown; empty: all are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorFilter {
    /// Words that path, cause, code, host or the server's text contain, in any case.
    pub text: String,
    /// The cause, as in machine-readable output.
    pub cause: Option<&'static str>,
    /// The code.
    pub code: Option<StatusCode>,
    /// The server; `Some(None)`: this computer.
    pub host: Option<Option<String>>,
    /// From this time to before that one, in seconds since 1970.
    pub time: Option<(i64, i64)>,
}

impl ErrorFilter {
    /// Whether everything is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a group can hold something that fits.
    #[must_use]
    pub fn fits_group(&self, group: &Group) -> bool {
        self.cause.is_none_or(|cause| cause == group.key.cause)
            && self.code.is_none_or(|code| Some(code) == group.key.code)
            && self.host.as_ref().is_none_or(|host| *host == group.key.host)
            && self.time.is_none_or(|(from, until)| group.last.secs >= from && group.first.secs < until)
    }

    /// Whether the time of a failure fits.
    #[must_use]
    pub fn fits_time(&self, time: Timestamp) -> bool {
        self.time.is_none_or(|(from, until)| (from..until).contains(&time.secs))
    }

    /// Whether a failure of a group that fits does fit; `words` makes the text that is searched.
    #[must_use]
    pub fn fits(&self, entry: &Entry, wanted: &str, words: impl FnOnce() -> String) -> bool {
        self.fits_time(entry.failure.time) && (wanted.is_empty() || words().to_lowercase().contains(wanted))
    }
}
