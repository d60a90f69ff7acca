//! Carries out what the user means in dialogs. Pure.

use super::action::{DialogAction, Effect, TransferAction};
use super::begin_session::connect;
use super::dialog::{Dialog, LimitsDraft, PathPurpose, PermissionsDraft};
use super::dispatch_console;
use super::dispatch_errors;
use super::dispatch_export;
use super::dispatch_fix;
use super::dispatch_keys;
use super::dispatch_secrets;
use super::dispatch_site_store;
use super::dispatch_sites;
use super::dispatch_tab;
use super::dispatch_transfer::transfer;
use super::dispatch_trust;
use super::navigate::operate;
use super::side::Side;
use super::site_action::SitesAction;
use super::ui_state::UiState;
use crate::engine::{Answer, ChangeAnswer, Command, Location, Operation, OverwriteAnswer, Question};
use crate::model::{EntryName, OverwriteRule, PromptId, RemotePath, SecretString, at_home};
use crate::remote::{CertificateAnswer, HostKeyAnswer, ProxyCommandAnswer};
use std::path::PathBuf;

pub(super) fn dialog(state: &mut UiState, action: DialogAction) -> Vec<Effect> {
    match action {
        DialogAction::Open(dialog) => {
            let looks = matches!(*dialog, Dialog::Security);
            state.dialogs.push_front(*dialog);
            // Keys may have been exchanged anew, and connections for data made.
            let session = state.ready_session().filter(|_| looks);
            session.map(|id| Effect::Engine(Command::LookAtSecurity(id))).into_iter().collect()
        }
        DialogAction::Edit(dialog) => {
            if let Some(front) = state.dialogs.front_mut() {
                *front = *dialog;
            }
            Vec::new()
        }
        DialogAction::Accept => accept(state),
        DialogAction::Dismiss => match state.dialogs.pop_front() {
            Some(Dialog::Connect) => {
                // A secret that nobody will use is not kept.
                state.connect.password = SecretString::new(String::new());
                state.connect.ftp.account = SecretString::new(String::new());
                state.connect.expanded = false;
                state.connect.fault = None;
                state.connect.of = None;
                Vec::new()
            }
            Some(Dialog::Question { prompt, question, .. }) => vec![answer(prompt, giving_up(&question))],
            Some(Dialog::Sites) => dispatch_site_store::closed(state),
            // Nobody looks at what it would find.
            Some(Dialog::Doctor) => super::dispatch_doctor::stop(&state.doctor),
            _ => Vec::new(),
        },
        DialogAction::Answer(prompt, given) => {
            state.dialogs.retain(|dialog| dialog.prompt() != Some(prompt));
            vec![answer(prompt, given)]
        }
    }
}

fn answer(prompt: PromptId, answer: Answer) -> Effect {
    Effect::Engine(Command::Answer { prompt, answer })
}

/// The answer of somebody who closes the dialog.
fn giving_up(question: &Question) -> Answer {
    match question {
        Question::HostKey(..) => Answer::HostKey(HostKeyAnswer::Cancel),
        Question::Certificate(..) => Answer::Certificate(CertificateAnswer::Cancel),
        Question::ProxyCommand(..) => Answer::ProxyCommand(ProxyCommandAnswer::Cancel),
        Question::Password(..) | Question::Passphrase(..) | Question::Vault(..) => Answer::Secret(None),
        Question::Interactive(..) => Answer::Secrets(None),
        Question::Change(..) => Answer::Change(ChangeAnswer::No),
        Question::Overwrite(..) => Answer::Overwrite(OverwriteAnswer { rule: OverwriteRule::Skip, for_all: false }),
    }
}

fn accept(state: &mut UiState) -> Vec<Effect> {
    let Some(front) = state.dialogs.pop_front() else { return Vec::new() };
    match front {
        Dialog::Connect => {
            state.connect.expanded = true;
            if !state.connect.is_sound() {
                state.dialogs.push_front(Dialog::Connect);
                return Vec::new();
            }
            match state.connect.wish() {
                Ok(wish) => connect(state, wish),
                Err(fault) => {
                    state.connect.fault = Some(fault);
                    state.dialogs.push_front(Dialog::Connect);
                    Vec::new()
                }
            }
        }
        Dialog::NewFolder { side, parent, name, .. } => match EntryName::new(name.as_bytes()) {
            Ok(name) => operate(state, Operation::CreateFolder { parent, name: name.clone() }, Some((side, name))),
            Err(fault) => {
                state.dialogs.push_front(Dialog::NewFolder { side, parent, name, fault: Some(fault) });
                Vec::new()
            }
        },
        Dialog::Delete { names, folder, permanently, .. } => {
            let items: Vec<_> = names.iter().map(|name| super::pane::join(&folder, name)).collect();
            operate(state, Operation::Delete { items, permanently }, None)
        }
        Dialog::Permissions(draft) => set_permissions(state, draft),
        Dialog::Question { prompt, question, draft } => {
            let given = match &question {
                Question::HostKey(..) => Answer::HostKey(draft.host_key),
                Question::Certificate(..) => Answer::Certificate(CertificateAnswer::Always),
                Question::ProxyCommand(..) => Answer::ProxyCommand(ProxyCommandAnswer::Always),
                Question::Password(..) | Question::Passphrase(..) => match draft.secrets.into_iter().next() {
                    Some(secret) if draft.keep => Answer::Keep(secret),
                    secret => Answer::Secret(secret),
                },
                Question::Vault(..) => {
                    let typed_twice = draft.secrets.windows(2).all(|two| two.first() == two.last());
                    let first = draft.secrets.first().filter(|first| typed_twice && !first.is_empty()).cloned();
                    if first.is_none() {
                        // Nothing yet, or not the same twice: the dialog says so and stays.
                        state.dialogs.push_front(Dialog::Question { prompt, question, draft });
                        return Vec::new();
                    }
                    Answer::Secret(first)
                }
                Question::Interactive(..) => Answer::Secrets(Some(draft.secrets)),
                Question::Change(..) => Answer::Change(ChangeAnswer::Once),
                Question::Overwrite(..) => Answer::Overwrite(draft.overwrite),
            };
            vec![answer(prompt, given)]
        }
        Dialog::Path { purpose, text } => {
            let path = match purpose {
                PathPurpose::OtherRemoteFolder(_) => PathBuf::from(text.trim()),
                _ => at_home(&text, &state.home),
            };
            paths_picked(state, purpose, vec![path])
        }
        Dialog::Bundle(draft) => {
            // It stays until a file is chosen.
            state.dialogs.push_front(Dialog::Bundle(draft));
            vec![Effect::PickPath(PathPurpose::SaveBundle)]
        }
        Dialog::Forget(item) => dispatch_trust::forget(*item),
        Dialog::ForgetSecrets(names) => dispatch_secrets::forget(state, names),
        Dialog::Master(draft) => dispatch_secrets::master(state, draft),
        Dialog::Replace(draft) => dispatch_trust::replace(state, draft),
        Dialog::Export(draft) => dispatch_export::accept(state, *draft),
        Dialog::Limits(draft) => set_limits(state, &draft),
        Dialog::CloseTab { tab, .. } => dispatch_tab::close(state, tab),
        Dialog::Quit { .. } => vec![Effect::Quit],
        Dialog::UnsavedSites { quit } => dispatch_site_store::save_and_close(state, quit),
        Dialog::Sites => {
            state.dialogs.push_front(Dialog::Sites);
            dispatch_sites::sites(state, SitesAction::Save)
        }
        Dialog::RawCommand { line, .. } => dispatch_console::send_now(state, &line),
        Dialog::Fix(draft) => dispatch_fix::accept(state, draft),
        Dialog::Unlock(draft) => dispatch_fix::unlock(state, draft),
        Dialog::NewKey(draft) => dispatch_keys::accept_new(state, draft),
        Dialog::InstallKey(draft) => dispatch_keys::accept_install(state, draft),
        Dialog::Error(_)
        | Dialog::Codes(_)
        | Dialog::Doctor
        | Dialog::Security
        | Dialog::Trust
        | Dialog::Secrets
        | Dialog::NotKept { .. }
        | Dialog::Import
        | Dialog::About
        | Dialog::Shortcuts => Vec::new(),
    }
}

fn set_limits(state: &mut UiState, draft: &LimitsDraft) -> Vec<Effect> {
    let [Some(upload), Some(download)] = draft.limits() else {
        state.dialogs.push_front(Dialog::Limits(draft.clone()));
        return Vec::new();
    };
    (state.settings.upload_limit, state.settings.download_limit) = (upload, download);
    state.settings_changed = true;
    vec![Effect::Engine(Command::SetLimits { session: None, upload, download })]
}

fn set_permissions(state: &mut UiState, draft: PermissionsDraft) -> Vec<Effect> {
    if draft.set.mode() == 0 && draft.clear.mode() == 0 {
        return Vec::new();
    }
    let what = Operation::SetPermissions {
        items: draft.items,
        set: draft.set,
        clear: draft.clear,
        recursive: draft.recursive && draft.any_folder,
        folders_only_execute: draft.folders_only_execute,
    };
    operate(state, what, None)
}

/// The user chose paths.
pub(super) fn paths_picked(state: &mut UiState, purpose: PathPurpose, paths: Vec<PathBuf>) -> Vec<Effect> {
    let Some(first) = paths.first().cloned() else { return Vec::new() };
    match purpose {
        PathPurpose::KeyFile => {
            state.connect.key_file = first.display().to_string();
            state.connect.expanded = true;
            Vec::new()
        }
        PathPurpose::PublicKey => {
            if let Some(Dialog::InstallKey(draft)) = state.dialogs.front_mut() {
                draft.path = first.display().to_string();
            }
            Vec::new()
        }
        PathPurpose::UploadFiles | PathPurpose::UploadFolder => match state.pane(Side::Right).folder.clone() {
            Some(into) => transfer(state, TransferAction::Import { paths, into }),
            None => Vec::new(),
        },
        PathPurpose::SendTo => dispatch_fix::folder_picked(state, first),
        PathPurpose::OtherFolder(group) => {
            dispatch_errors::send_elsewhere(state, group, |_| Some(Location::Local(first.clone())))
        }
        PathPurpose::OtherRemoteFolder(group) => {
            let path = RemotePath::parse(first.as_os_str().as_encoded_bytes()).ok();
            dispatch_errors::send_elsewhere(state, group, |session| Some(Location::Remote(session, path.clone()?)))
        }
        PathPurpose::SiteKeyFile(id) => dispatch_sites::sites(state, SitesAction::KeyFile(id, first)),
        PathPurpose::SiteLocalFolder(id) => dispatch_sites::sites(state, SitesAction::LocalFolder(id, first)),
        PathPurpose::SaveErrors(form) => vec![Effect::SaveErrors(form, first)],
        PathPurpose::ImportSites => vec![Effect::ReadSites(first)],
        PathPurpose::ExportSites => dispatch_export::picked(state, first),
        PathPurpose::SaveBundle => {
            let at = state.dialogs.iter().position(|dialog| matches!(dialog, Dialog::Bundle(_)));
            match at.and_then(|at| state.dialogs.remove(at)) {
                Some(Dialog::Bundle(draft)) => vec![Effect::SaveBundle(draft.parts, first)],
                _ => Vec::new(),
            }
        }
        PathPurpose::DownloadTo => transfer(state, TransferAction::DownloadTo(first)),
    }
}
