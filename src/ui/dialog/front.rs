//! The dialog in front: which file draws it.

use super::modal::Front;
use super::{
    about, bundle, certificate, change, close_tab, codes, connect, delete, doctor, error, export, host_key, import,
    install_key, limits, master, mend, new_folder, new_key, overwrite, path, permissions, proxy_command, quit,
    raw_command, replace, secret, secrets, security, shortcuts, sites, trust, unsaved_sites, vault,
};
use crate::engine::Question;
use crate::ui::state::{Action, Dialog, UiState};
use eframe::egui::{Id, Ui};
use std::mem::discriminant;

/// Draws the dialog in front over everything, if there is one.
#[must_use]
pub fn dialogs(ui: &Ui, state: &UiState) -> Vec<Action> {
    let last = Id::unique("dialog-in-front");
    let Some(dialog) = state.dialog() else {
        ui.data_mut(|data| data.remove::<Id>(last));
        return Vec::new();
    };
    let id = Id::unique(("dialog", discriminant(dialog), dialog.prompt().map(crate::model::PromptId::get)));
    let first = ui.data(|data| data.get_temp::<Id>(last)) != Some(id);
    ui.data_mut(|data| data.insert_temp(last, id));
    let front = Front { id, first };
    match dialog {
        Dialog::Connect => connect::show(ui, front, &state.connect, state.ready_session().is_some()),
        Dialog::NewFolder { parent, name, fault, .. } => new_folder::show(ui, front, dialog, parent, name, *fault),
        Dialog::Delete { names, folder, folders, permanently, .. } => {
            delete::show(ui, front, dialog, names, folder, *folders, *permanently)
        }
        Dialog::Permissions(draft) => permissions::show(ui, front, draft),
        Dialog::Error(report) => error::show(ui, front, report, state),
        Dialog::Fix(draft) => mend::show(ui, front, draft),
        Dialog::Question { prompt, question, draft } => match question {
            Question::HostKey(_, asked) => host_key::show(ui, front, *prompt, asked),
            Question::Certificate(_, asked) => certificate::show(ui, front, *prompt, asked),
            Question::ProxyCommand(_, asked) => proxy_command::show(ui, front, *prompt, asked),
            Question::Password(_, asked, keeping) => secret::password(ui, front, dialog, (asked, keeping), draft),
            Question::Passphrase(_, asked, keeping) => secret::passphrase(ui, front, dialog, (asked, keeping), draft),
            Question::Vault(_, asked) => vault::show(ui, front, dialog, asked, draft),
            Question::Interactive(_, asked) => secret::interactive(ui, front, dialog, asked, draft),
            Question::Change(_, asked) => change::ask(ui, front, *prompt, asked),
            Question::Overwrite(_, asked) => overwrite::show(ui, front, *prompt, dialog, asked, draft, state.now),
        },
        Dialog::Path { purpose, text } => path::show(ui, front, *purpose, text),
        Dialog::Codes(view) => codes::show(ui, front, view),
        Dialog::Doctor => doctor::show(ui, front, state),
        Dialog::Security => security::show(ui, front, state),
        Dialog::Import => import::show(ui, front, &state.import),
        Dialog::Export(draft) => export::show(ui, front, draft),
        Dialog::Sites => sites::show(ui, front, &state.sites),
        Dialog::UnsavedSites { .. } => unsaved_sites::show(ui, front),
        Dialog::Trust => trust::show(ui, front, &state.trust),
        Dialog::Secrets => secrets::show(ui, front, &state.secrets),
        Dialog::Master(draft) => master::show(ui, front, draft),
        Dialog::NotKept { name, fault } => secrets::not_kept(ui, front, name, fault),
        Dialog::ForgetSecrets(names) => secrets::forget(ui, front, names),
        Dialog::Forget(item) => trust::forget(ui, front, item),
        Dialog::Replace(draft) => replace::show(ui, front, draft),
        Dialog::Bundle(draft) => bundle::show(ui, front, draft),
        Dialog::NewKey(draft) => new_key::show(ui, front, draft, state.takes_keys()),
        Dialog::InstallKey(draft) => install_key::show(ui, front, draft, state),
        Dialog::About => about::show(ui, front),
        Dialog::Shortcuts => shortcuts::show(ui, front),
        Dialog::RawCommand { line, effect } => raw_command::show(ui, front, line, *effect),
        Dialog::Unlock(draft) => change::unlock(ui, front, draft),
        Dialog::CloseTab { title, active, .. } => close_tab::show(ui, front, title, *active),
        Dialog::Limits(draft) => limits::show(ui, front, draft),
        Dialog::Quit { active } => quit::show(ui, front, *active),
    }
}
