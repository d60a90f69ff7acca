//! The program shall end: first what would be lost is asked about. Pure.

use super::action::Effect;
use super::dialog::Dialog;
use super::ui_state::UiState;

/// Ends the program, or asks first: about edits of sites that are not stored, then about transfers that run.
pub(super) fn quit(state: &mut UiState) -> Vec<Effect> {
    if !may_quit(state) {
        return Vec::new();
    }
    match state.queue.totals.active {
        0 => vec![Effect::Quit],
        active => {
            if !matches!(state.dialog(), Some(Dialog::Quit { .. })) {
                state.dialogs.push_front(Dialog::Quit { active });
            }
            Vec::new()
        }
    }
}

/// `false`: not yet, for something typed is not in the file; it is asked about, or waited for.
fn may_quit(state: &mut UiState) -> bool {
    if state.sites.has_changes() {
        state.dialogs.retain(|dialog| !matches!(dialog, Dialog::UnsavedSites { .. }));
        state.dialogs.push_front(Dialog::UnsavedSites { quit: true });
        return false;
    }
    state.quit_when_stored = !state.sites.saving.is_empty();
    !state.quit_when_stored
}
