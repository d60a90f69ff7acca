//! Carries out what the user means with what says which servers are trusted. Pure.

use super::action::Effect;
use super::begin_session::connect_as;
use super::dialog::{Attempt, Dialog, ErrorReport};
use super::trust::{ReplaceDraft, TrustAction, TrustConflict};
use super::ui_state::UiState;
use crate::engine::{Command, TrustCommand};
use crate::error::{Error, Place};
use crate::trust::{TrustItem, TrustStore};
use std::sync::Arc;

fn send(command: TrustCommand) -> Vec<Effect> {
    vec![Effect::Engine(Command::Trust(command))]
}

pub(super) fn trust(state: &mut UiState, action: TrustAction) -> Vec<Effect> {
    match action {
        TrustAction::Open => {
            state.trust.store = None;
            state.trust.look_for(String::new());
            state.dialogs.push_front(Dialog::Trust);
            send(TrustCommand::Read)
        }
        TrustAction::Search(text) => {
            state.trust.look_for(text);
            Vec::new()
        }
        TrustAction::Choose(row) => {
            state.trust.chosen = row;
            Vec::new()
        }
        TrustAction::Forget => {
            if let Some(item) = state.trust.item().cloned() {
                state.dialogs.push_front(Dialog::Forget(Box::new(item)));
            }
            Vec::new()
        }
    }
}

/// The user agreed to remove something.
pub(super) fn forget(item: TrustItem) -> Vec<Effect> {
    send(TrustCommand::Remove(item))
}

/// The user has compared both and agreed to the new one.
pub(super) fn replace(state: &mut UiState, draft: ReplaceDraft) -> Vec<Effect> {
    state.trust.then = Some((draft.wish, draft.site));
    send(match draft.conflict {
        TrustConflict::Key(conflict) => TrustCommand::ReplaceKey(conflict),
        TrustConflict::Certificate(conflict) => TrustCommand::ReplaceCertificate(conflict),
    })
}

/// The engine has answered.
pub(super) fn answered(state: &mut UiState, store: Arc<TrustStore>, error: Option<Arc<Error>>) -> Vec<Effect> {
    state.trust.take(store);
    let then = state.trust.then.take();
    match (error, then) {
        (None, Some((wish, site))) => connect_as(state, *wish, None, site),
        (None, None) => Vec::new(),
        (Some(error), _) => {
            let name = error.place.as_ref().map(Place::display).unwrap_or_default();
            let report =
                ErrorReport { attempt: Attempt::Save { name }, error, others: 0, retry: None, at: Some(state.now) };
            state.dialogs.push_front(Dialog::Error(report));
            Vec::new()
        }
    }
}
