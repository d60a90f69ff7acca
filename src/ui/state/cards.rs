//! The card of a failure that is met again: in a line of the log, in the errors panel, or before its row was seen. Pure.

use super::dialog::{Attempt, Dialog, ErrorReport, Retry};
use super::ui_state::UiState;
use crate::error::Error;
use crate::journal::{EntryId, Outcome, Tried};
use crate::model::Timestamp;
use std::sync::Arc;

impl UiState {
    /// Shows an error card behind the dialogs that are open, and remembers it.
    pub(super) fn tell(&mut self, report: ErrorReport) {
        self.told.add(&report);
        self.dialogs.push_back(Dialog::Error(report));
    }
}

/// What was being done, as far as it is known by now: a transfer may fail before its row is seen for the first time.
#[must_use]
pub fn attempt(report: &ErrorReport, state: &UiState) -> Attempt {
    if report.attempt != Attempt::Transfer(None) {
        return report.attempt.clone();
    }
    let noted = state.errors.book.find(&report.error).and_then(|entry| state.errors.book.entry(entry));
    noted.map_or(Attempt::Transfer(None), |entry| Attempt::Noted(Box::new(entry.failure.tried.clone())))
}

/// The card of an error that stands in the log.
pub(super) fn card_of_error(state: &UiState, error: &Arc<Error>, at: Timestamp) -> ErrorReport {
    if let Some(report) = state.told.of(error) {
        return report.clone();
    }
    let noted = state.errors.book.find(error).and_then(|entry| card_of_entry(state, entry));
    noted.unwrap_or_else(|| {
        let tried = if error.act.is_some() { Tried::Operate } else { Tried::Other };
        let attempt = Attempt::Noted(Box::new(tried));
        ErrorReport { attempt, error: Arc::clone(error), others: 0, retry: None, at: Some(at) }
    })
}

/// The card of a failure in the errors panel, as it was when it failed.
pub(super) fn card_of_entry(state: &UiState, id: EntryId) -> Option<ErrorReport> {
    let entry = state.errors.book.entry(id)?;
    let failure = &*entry.failure;
    if let Some(report) = state.told.of(&failure.error).filter(|_| failure.transfer.is_none()) {
        return Some(report.clone());
    }
    let others = entry.group.and_then(|group| state.errors.book.group(group)).map_or(0, |group| group.len() - 1);
    Some(ErrorReport {
        attempt: Attempt::Noted(Box::new(failure.tried.clone())),
        error: failure.error.clone(),
        others: u64::try_from(others).unwrap_or(0),
        retry: failure.transfer.filter(|_| entry.outcome == Outcome::Open).map(Retry::Transfer),
        at: Some(failure.time),
    })
}
