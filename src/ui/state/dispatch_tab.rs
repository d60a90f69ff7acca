//! Carries out what the user means with the tabs. Pure.

use super::action::{Effect, TabAction};
use super::dialog::Dialog;
use super::navigate::{go_to, open_tab, unfinished};
use super::side::Side;
use super::tabs::{Tab, TabId};
use super::ui_state::UiState;
use crate::engine::{Command, SessionState};

pub(super) fn tab(state: &mut UiState, action: &TabAction) -> Vec<Effect> {
    match action {
        TabAction::New => {
            let effects = open_tab(state);
            state.focus_address += 1;
            effects
        }
        TabAction::Show(id) => {
            state.show_tab(*id);
            Vec::new()
        }
        TabAction::Beside(forward) => {
            let id = state.tab_beside(*forward);
            state.show_tab(id);
            Vec::new()
        }
        TabAction::Move(id, to) => {
            state.move_tab(*id, *to);
            Vec::new()
        }
        TabAction::Close(id) => {
            let id = *id;
            let session = state.all_tabs().find(|tab| tab.id == id).and_then(|tab| tab.session.as_ref());
            let active = session.map_or(0, |session| unfinished(state, session.id));
            if active > 0 {
                let title = session.map(super::session::SessionView::title).unwrap_or_default();
                state.dialogs.push_front(Dialog::CloseTab { tab: id, title, active });
                return Vec::new();
            }
            close(state, id)
        }
    }
}

/// Closes a tab with all that goes on in it.
pub(super) fn close(state: &mut UiState, id: TabId) -> Vec<Effect> {
    let Some(Tab { panes, session, console, .. }) = state.remove_tab(id) else { return Vec::new() };
    let mut effects: Vec<Effect> = Vec::new();
    let pending = panes.iter().filter_map(|pane| pane.pending.as_ref());
    effects.extend(pending.map(|pending| Effect::Engine(Command::CancelList(pending.request))));
    effects.extend(console.waiting.map(|(request, _)| Effect::Engine(Command::CancelByHand(request))));
    if let Some(session) = session.filter(|session| !matches!(session.state, SessionState::Ended(_))) {
        effects.push(Effect::Engine(Command::Disconnect(session.id)));
    }
    // An empty tab that took the place of the last one shows a folder, too.
    if state.pane(Side::Left).folder.is_none() && state.pane(Side::Left).pending.is_none() {
        let folder = panes.first().and_then(|left| left.folder.clone());
        if let Some(folder) = folder.or_else(|| state.pane(Side::Left).home.clone()) {
            effects.extend(go_to(state, Side::Left, folder, None));
        }
    }
    effects
}
