//! Writes what the user wants in files: errors, the support bundle. Beside the window's thread.

use super::state::{Action, Attempt, BundleDraft, Dialog, DialogAction, ErrorReport, ExportForm, UiState};
use crate::durable::replace;
use crate::engine::SessionState;
use crate::error::{Error, Place, Result};
use crate::export::{Part, Surroundings, everything, parts, to_csv, to_json, to_markdown, zip};
use crate::model::{Timestamp, escape_bytes};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Writes all errors to a file; `tell` is called from another thread when that fails.
pub(super) fn save_errors(
    state: &UiState,
    form: ExportForm,
    file: PathBuf,
    tell: impl FnOnce(Action) + Send + 'static,
) {
    let (book, now) = (state.errors.book.clone(), state.now);
    std::thread::spawn(move || {
        let chosen = everything(&book);
        let text = match form {
            ExportForm::Markdown => to_markdown(&chosen, now),
            ExportForm::Json => to_json(&chosen, now),
            ExportForm::Csv => to_csv(&chosen),
        };
        if let Err(error) = write(&file, text.as_bytes()) {
            tell(failed(&file, error, now));
        }
    });
}

/// Makes the parts of the support bundle; `tell` gets the dialog that shows them and is called from another thread.
pub(super) fn make_bundle(state: &UiState, tell: impl FnOnce(Action) + Send + 'static) {
    let (book, now, log) = (state.errors.book.clone(), state.now, Arc::clone(&state.log));
    let settings = state.settings.clone();
    let session = state.here.session.as_ref().and_then(|session| match &session.state {
        SessionState::Connected { info, capabilities, .. } => {
            Some((session.wish.endpoint.to_string(), Arc::clone(info), Arc::clone(capabilities)))
        }
        _ => None,
    });
    std::thread::spawn(move || {
        let session = session.as_ref().map(|(address, info, can)| (address.as_str(), &**info, &**can));
        let parts = parts(Surroundings { book: &book, log: &log, settings: &settings, session, now });
        let draft = BundleDraft { parts: Arc::new(parts), shown: 0 };
        tell(Action::Dialog(DialogAction::Open(Box::new(Dialog::Bundle(draft)))));
    });
}

/// Writes the support bundle; `tell` is called from another thread when that fails.
pub(super) fn save_bundle(
    state: &UiState,
    parts: Arc<Vec<Part>>,
    file: PathBuf,
    tell: impl FnOnce(Action) + Send + 'static,
) {
    let now = state.now;
    std::thread::spawn(move || {
        let written = zip(&parts).and_then(|archive| write(&file, &archive));
        if let Err(error) = written {
            tell(failed(&file, error, now));
        }
    });
}

/// Writes a file whole: an older one stays until the new one is complete.
fn write(file: &Path, content: &[u8]) -> Result<()> {
    replace(file, content).map_err(|error| Error::local(&error, file))
}

/// The card of a file that could not be written.
pub(super) fn failed(file: &Path, error: Box<Error>, now: Timestamp) -> Action {
    let name = escape_bytes(file.as_os_str().as_encoded_bytes());
    let error = error.at(Place::Local(file.to_owned())).into();
    let report = ErrorReport { attempt: Attempt::Save { name }, error, others: 0, retry: None, at: Some(now) };
    Action::Dialog(DialogAction::Open(Box::new(Dialog::Error(report))))
}
