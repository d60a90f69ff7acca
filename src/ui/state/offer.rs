//! One thing that an error card offers. Pure.

use crate::error::Fix;

/// One thing that an error card offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// A fix.
    Fix(Fix),
    /// Try everything again that failed for the same cause.
    RetryAlike,
    /// Leave out everything that fails for the same cause, now and later.
    SkipAlike,
    /// Stop the whole batch.
    Abort,
    /// Show the known key or certificate beside the one that the server shows, to replace it.
    CompareTrust,
}

impl Offer {
    /// Whether nothing is lost by it, so that it may be the first choice and taken by Enter.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        !matches!(
            self,
            Self::Fix(Fix::Overwrite | Fix::DeleteContent(_)) | Self::SkipAlike | Self::Abort | Self::CompareTrust
        )
    }

    /// Whether it cannot be undone.
    #[must_use]
    pub fn destroys(&self) -> bool {
        matches!(self, Self::Fix(Fix::DeleteContent(_)))
    }

    /// Whether it may be done for everything that failed for the same cause in one go.
    #[must_use]
    pub fn fits_all(&self) -> bool {
        matches!(
            self,
            Self::Fix(
                Fix::CreateFolder(_)
                    | Fix::Overwrite
                    | Fix::MakeWritable { .. }
                    | Fix::ChooseFolder
                    | Fix::SwitchDataMode(_)
                    | Fix::Skip
                    | Fix::Retry
                    | Fix::Unlock
            )
        )
    }
}
