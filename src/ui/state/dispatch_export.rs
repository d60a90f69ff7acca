//! Carries out what the user means with sites that are to be written for somebody else. Pure.

use super::action::Effect;
use super::dialog::{Dialog, PathPurpose};
use super::export_sites::{ExportDraft, ExportStage};
use super::ui_state::UiState;
use crate::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The user wants it written: the file is asked for.
pub(super) fn accept(state: &mut UiState, draft: ExportDraft) -> Vec<Effect> {
    let (ready, done) = (draft.ready(), matches!(draft.stage, ExportStage::Done { .. }));
    if !done {
        state.dialogs.push_front(Dialog::Export(Box::new(draft)));
    }
    if ready && !done { vec![Effect::PickPath(PathPurpose::ExportSites)] } else { Vec::new() }
}

/// The file was chosen.
pub(super) fn picked(state: &mut UiState, file: PathBuf) -> Vec<Effect> {
    // Something else may have come up in front while the file was chosen.
    let found = state.dialogs.iter_mut().find_map(|dialog| match dialog {
        Dialog::Export(draft) => Some(draft),
        _ => None,
    });
    let Some(draft) = found else { return Vec::new() };
    draft.stage = ExportStage::Writing;
    vec![Effect::ExportSites(draft.clone(), file)]
}

/// The engine has answered, or the sites could not even be read.
pub(super) fn exported(state: &mut UiState, file: &Path, result: &Result<(usize, usize), Arc<Error>>) {
    let shown = crate::model::escape_bytes(file.as_os_str().as_encoded_bytes());
    for dialog in &mut state.dialogs {
        if let Dialog::Export(draft) = dialog {
            draft.stage = match result {
                Ok((sites, secrets)) => ExportStage::Done { file: shown.clone(), sites: *sites, secrets: *secrets },
                Err(error) => ExportStage::Failed(Arc::clone(error)),
            };
        }
    }
}
