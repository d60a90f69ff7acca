//! Carries out what the user means with sites of other programs. Pure.

use super::action::{Effect, ImportAction};
use super::dialog::Dialog;
use super::import::ImportState;
use super::ui_state::UiState;

pub(super) fn import(state: &mut UiState, action: ImportAction) -> Vec<Effect> {
    match action {
        ImportAction::Open => {
            state.import = ImportState { looking: true, ..ImportState::default() };
            state.dialogs.push_front(Dialog::Import);
            return vec![Effect::LookForSites];
        }
        ImportAction::Found { found, known } => state.import.add(found, &known),
        ImportAction::Tick(place, on) => state.import.tick(place, on),
        ImportAction::TickAll(file, on) => state.import.tick_all(file, on),
        ImportAction::Take => {
            let chosen = state.import.chosen();
            return if chosen.is_empty() { Vec::new() } else { vec![Effect::TakeSites(chosen)] };
        }
        ImportAction::Taken { count, known } => {
            state.import.mark(&known);
            state.sites.stored_elsewhere(&known);
            state.import.ticked.clear();
            state.import.taken = Some(count);
        }
    }
    Vec::new()
}
