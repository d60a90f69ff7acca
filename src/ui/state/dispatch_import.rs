//! Carries out what the user means with sites of other programs. Pure.

use super::action::{Effect, ImportAction};
use super::dialog::Dialog;
use super::import::ImportState;
use super::ui_state::UiState;
use crate::engine::{Command, SecretsCommand};
use crate::model::SecretString;

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
        ImportAction::Passwords(on) => state.import.passwords = on,
        ImportAction::Passphrase(typed) => state.import.passphrase = typed,
        ImportAction::Unseal(file) => {
            let found = state.import.found.get(file).filter(|found| found.wants_passphrase());
            let place = found.map(|found| found.place.clone());
            if let (Some(place), false, None) = (place, state.import.passphrase.is_empty(), state.import.opening) {
                state.import.opening = Some(file);
                return vec![Effect::UnsealSites(file, place, state.import.passphrase.clone())];
            }
        }
        ImportAction::Unsealed(file, found, known) => {
            if found.import.is_ok() {
                state.import.passphrase = SecretString::new(String::new());
            }
            state.import.replace(file, found, &known);
        }
        ImportAction::Take => {
            let chosen = state.import.chosen();
            let passwords = state.import.passwords && state.import.has_secrets();
            // A second click would take them over twice.
            if state.import.taking || chosen.is_empty() {
                return Vec::new();
            }
            state.import.taking = true;
            return vec![Effect::TakeSites(chosen, passwords)];
        }
        ImportAction::Taken { count, files, secrets, known } => {
            state.import.taking = false;
            if let Some(known) = known {
                state.import.mark(&known);
                state.sites.stored_elsewhere(&known);
            }
            state.import.done(&files);
            if !files.is_empty() {
                state.import.taken = Some(count);
                state.import.kept = None;
            }
            if !secrets.is_empty() {
                state.import.keeping = Some(secrets.len());
                return vec![Effect::Engine(Command::Secrets(SecretsCommand::Keep(secrets)))];
            }
        }
    }
    Vec::new()
}
