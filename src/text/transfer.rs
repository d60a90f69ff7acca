//! How a transfer stands, in words.

use super::diagnosis::error_cause;
use super::number::duration;
use crate::i18n::fl;
use crate::queue::{RowView, TransferState};

/// State or reason of a queue row in a few words: `waiting`, `retry in 6 s: The connection was lost`, `The disk is full`.
#[must_use]
pub fn transfer_words(row: &RowView) -> String {
    let reason = row.error.as_ref().map(|error| error_cause(error));
    match (&row.state, reason) {
        (TransferState::Waiting, _) => fl!("transfer-waiting"),
        (TransferState::RetryIn(span), Some(reason)) => {
            fl!("transfer-retry-because", span = duration(*span), reason = reason)
        }
        (TransferState::RetryIn(span), None) => fl!("transfer-retry", span = duration(*span)),
        (TransferState::Running, _) => fl!("transfer-running"),
        (TransferState::Asking, _) => fl!("transfer-asking"),
        (TransferState::Paused, _) => fl!("transfer-paused"),
        (TransferState::Done, _) if row.files_skipped > 0 => fl!("transfer-done-skipped", count = row.files_skipped),
        (TransferState::Done, _) => fl!("transfer-done"),
        (TransferState::Skipped, _) => fl!("transfer-skipped"),
        (TransferState::Failed, Some(reason)) if row.files_failed > 1 => {
            fl!("transfer-failed-many", count = row.files_failed, reason = reason)
        }
        (TransferState::Failed, Some(reason)) => reason,
        (TransferState::Failed, None) => fl!("transfer-failed"),
        (TransferState::Cancelled, _) => fl!("transfer-cancelled"),
    }
}
