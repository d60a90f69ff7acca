//! Carries out what the user means with kept secrets. Pure.

use super::action::Effect;
use super::dialog::Dialog;
use super::import::KeptOfImport;
use super::secrets::{MasterDraft, MasterPurpose, SecretsAction};
use super::ui_state::UiState;
use crate::engine::{Command, SecretsCommand, SecretsReport};
use crate::error::SecretFault;
use crate::site::SecretName;

fn send(state: &mut UiState, command: SecretsCommand) -> Vec<Effect> {
    state.secrets.busy = true;
    vec![Effect::Engine(Command::Secrets(command))]
}

pub(super) fn secrets(state: &mut UiState, action: SecretsAction) -> Vec<Effect> {
    match action {
        SecretsAction::Open => {
            state.secrets.report = None;
            state.secrets.chosen = 0;
            state.dialogs.push_front(Dialog::Secrets);
            send(state, SecretsCommand::Look)
        }
        SecretsAction::Choose(row) => {
            state.secrets.chosen = row;
            Vec::new()
        }
        SecretsAction::Forget => {
            let chosen = state.secrets.rows().get(state.secrets.chosen).map(|(_, name)| (*name).clone());
            ask_to_forget(state, chosen.into_iter().collect())
        }
        SecretsAction::ForgetAll => {
            let all = state.secrets.rows().into_iter().map(|(_, name)| name.clone()).collect();
            ask_to_forget(state, all)
        }
        SecretsAction::Master(purpose) => {
            state.dialogs.push_front(Dialog::Master(MasterDraft::new(purpose)));
            Vec::new()
        }
    }
}

fn ask_to_forget(state: &mut UiState, mut names: Vec<SecretName>) -> Vec<Effect> {
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        state.dialogs.push_front(Dialog::ForgetSecrets(names));
    }
    Vec::new()
}

/// The user agreed to forget.
pub(super) fn forget(state: &mut UiState, names: Vec<SecretName>) -> Vec<Effect> {
    send(state, SecretsCommand::Forget(names))
}

/// The master password was typed; the dialog stays until the engine has answered.
pub(super) fn master(state: &mut UiState, draft: MasterDraft) -> Vec<Effect> {
    let command = match (draft.purpose, draft.secrets.as_slice()) {
        (MasterPurpose::Open, [master]) if draft.ready() => SecretsCommand::OpenVault(master.clone()),
        (MasterPurpose::Change, [old, new, _]) if draft.ready() => {
            SecretsCommand::ChangeMaster { old: old.clone(), new: new.clone() }
        }
        _ => {
            state.dialogs.push_front(Dialog::Master(draft));
            return Vec::new();
        }
    };
    state.dialogs.push_front(Dialog::Master(MasterDraft { busy: true, fault: None, ..draft }));
    send(state, command)
}

/// The engine has answered.
pub(super) fn answered(state: &mut UiState, report: SecretsReport) {
    state.secrets.busy = false;
    if report.about_master {
        let fault = report.failed.first().map(|(_, fault)| fault.clone());
        state.dialogs.retain_mut(|dialog| match dialog {
            Dialog::Master(draft) if draft.busy => {
                draft.busy = false;
                draft.fault.clone_from(&fault);
                fault.is_some()
            }
            _ => true,
        });
    }
    // What an import wanted kept is answered by the first report that kept or refused something.
    if state.import.keeping.is_some() && !report.about_master && report.done + report.failed.len() > 0 {
        state.import.keeping = None;
        let fault = report.failed.first().map(|(_, fault)| fault.clone());
        state.import.kept = Some(KeptOfImport { kept: report.done, fault });
    }
    state.secrets.report = Some(report);
    let rows = state.secrets.rows().len();
    state.secrets.chosen = state.secrets.chosen.min(rows.saturating_sub(1));
}

/// A secret that the user wanted kept is not.
pub(super) fn not_kept(state: &mut UiState, name: SecretName, fault: SecretFault) {
    state.dialogs.push_back(Dialog::NotKept { name, fault });
}
