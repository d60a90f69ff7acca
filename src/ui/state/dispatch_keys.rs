//! Making a key, and installing one on the server. Pure.

use super::action::Effect;
use super::dialog::Dialog;
use super::key_dialog::{InstallKeyDraft, NewKeyDraft};
use super::ui_state::UiState;
use crate::engine::{Command, MadeKey, NewKey};
use crate::error::Error;
use crate::model::{OperationId, SecretString, at_home};
use crate::remote::InstalledKey;
use std::sync::Arc;

/// Makes the key; once it is made, goes on to install it where a server is there, else closes.
pub(super) fn accept_new(state: &mut UiState, mut draft: NewKeyDraft) -> Vec<Effect> {
    if let Some(made) = &draft.made {
        if state.takes_keys() {
            let path = made.public_path.display().to_string();
            state.dialogs.push_front(Dialog::InstallKey(InstallKeyDraft { path, ..InstallKeyDraft::default() }));
        }
        return Vec::new();
    }
    if !draft.is_ready() {
        state.dialogs.push_front(Dialog::NewKey(draft));
        return Vec::new();
    }
    let operation = state.ids.operation.next_id();
    let wish = NewKey {
        kind: draft.kind,
        comment: draft.comment.clone(),
        passphrase: Some(draft.passphrase.clone()).filter(|passphrase| !passphrase.is_empty()),
        path: at_home(&draft.path, &state.home),
    };
    draft.running = Some(operation);
    draft.error = None;
    state.dialogs.push_front(Dialog::NewKey(draft));
    vec![Effect::Engine(Command::MakeKey { operation, wish })]
}

/// Installs the key; once it is installed, mends the permissions where that is needed, else closes.
pub(super) fn accept_install(state: &mut UiState, mut draft: InstallKeyDraft) -> Vec<Effect> {
    let mend = draft.installed.as_ref().is_some_and(|installed| !installed.loose.is_empty());
    if draft.installed.is_some() && !mend {
        return Vec::new();
    }
    let session = state.ready_session();
    let (Some(session), None, false) = (session, draft.running, draft.path.trim().is_empty()) else {
        state.dialogs.push_front(Dialog::InstallKey(draft));
        return Vec::new();
    };
    let operation = state.ids.operation.next_id();
    let key = at_home(&draft.path, &state.home);
    draft.running = Some(operation);
    draft.error = None;
    state.dialogs.push_front(Dialog::InstallKey(draft));
    vec![Effect::Engine(Command::InstallKey { operation, session, key, mend })]
}

/// Takes in what the engine tells; a dialog that was closed in between is not opened again.
pub(super) fn made(state: &mut UiState, operation: OperationId, result: &Result<MadeKey, Arc<Error>>) {
    for dialog in &mut state.dialogs {
        if let Dialog::NewKey(draft) = dialog
            && draft.running == Some(operation)
        {
            draft.running = None;
            match result {
                Ok(made) => {
                    draft.made = Some(made.clone());
                    // It is in the file now.
                    draft.passphrase = SecretString::new(String::new());
                    draft.again = SecretString::new(String::new());
                }
                Err(error) => draft.error = Some(Arc::clone(error)),
            }
        }
    }
}

/// The same for a key that was installed.
pub(super) fn installed(state: &mut UiState, operation: OperationId, result: &Result<InstalledKey, Arc<Error>>) {
    for dialog in &mut state.dialogs {
        if let Dialog::InstallKey(draft) = dialog
            && draft.running == Some(operation)
        {
            draft.running = None;
            match result {
                Ok(installed) => {
                    // Mending finds the key that the step before has added.
                    let added = installed.added || draft.installed.as_ref().is_some_and(|before| before.added);
                    draft.installed = Some(InstalledKey { added, ..installed.clone() });
                }
                // Somebody decided against the change: nothing failed.
                Err(error) => draft.error = Some(Arc::clone(error)).filter(|error| !error.is_cancelled()),
            }
        }
    }
}
