//! Installing the public half of a key on the server of the session.

use super::modal::{Choice, Ending, Front, modal};
use crate::i18n::fl;
use crate::remote::InstalledKey;
use crate::text::error_report;
use crate::ui::state::{Action, Dialog, DialogAction, InstallKeyDraft, PathPurpose, UiState};
use crate::ui::theme::{secondary, tokens};
use crate::ui::widget::{FieldKind, Look, button, labelled, sized_field};
use eframe::egui::{Label, RichText, Spinner, Ui};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choose {
    Accept,
    Close,
}

pub(super) fn show(ui: &Ui, front: Front, draft: &InstallKeyDraft, state: &UiState) -> Vec<Action> {
    let mut edited = draft.clone();
    let mut actions = Vec::new();
    let host = state.here.session.as_ref().map(|session| session.wish.endpoint.to_string()).unwrap_or_default();
    let ready = state.takes_keys() && draft.running.is_none() && !draft.path.trim().is_empty();
    let ((), ending) = modal(
        ui,
        front,
        &fl!("install-key-title"),
        560.0,
        |ui, focus| {
            let t = tokens(ui);
            ui.add(Label::new(RichText::new(fl!("install-key-intro", host = host)).color(t.dim)).wrap());
            if let Some(installed) = &draft.installed {
                result(ui, installed);
            } else {
                labelled(ui, &fl!("install-key-file"), |ui| {
                    let width = (ui.available_width() - 96.0).max(80.0);
                    let name = fl!("install-key-file");
                    let field = sized_field(ui, &mut edited.path, &name, "", FieldKind::Plain, false, width);
                    focus.field(&field);
                    if button(ui, Look::Plain, None, &fl!("dialog-browse"), true).clicked() {
                        actions.push(Action::PickPath(PathPurpose::PublicKey));
                    }
                });
                ui.add(Label::new(RichText::new(fl!("install-key-note")).font(secondary()).color(t.dim)).wrap());
            }
            if let Some(error) = &draft.error {
                let words = error_report(error);
                let text = format!("{}: {}", words.cause, words.explanation);
                ui.add(Label::new(RichText::new(text).font(secondary()).color(t.error)).wrap());
                if let Some(advice) = words.advice {
                    ui.add(Label::new(RichText::new(advice).font(secondary()).color(t.text)).wrap());
                }
            }
            if draft.running.is_some() {
                ui.horizontal(|ui| {
                    ui.add(Spinner::new().size(14.0));
                    ui.label(RichText::new(fl!("install-key-working")).font(secondary()).color(t.dim));
                });
            }
        },
        |()| match &draft.installed {
            Some(installed) if !installed.loose.is_empty() => vec![
                Choice::primary(Choose::Accept, fl!("install-key-mend")).enabled(ready),
                Choice::plain(Choose::Close, fl!("install-key-leave")),
            ],
            Some(_) => vec![Choice::primary(Choose::Close, fl!("dialog-close"))],
            None => vec![
                Choice::primary(Choose::Accept, fl!("install-key-accept")).enabled(ready),
                Choice::plain(Choose::Close, fl!("dialog-cancel")),
            ],
        },
    );
    if edited != *draft {
        edited.error = None;
        actions.insert(0, Action::Dialog(DialogAction::Edit(Box::new(Dialog::InstallKey(edited)))));
    }
    match ending {
        Some(Ending::Chosen(Choose::Accept)) => actions.push(Action::Dialog(DialogAction::Accept)),
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => {
            actions.push(Action::Dialog(DialogAction::Dismiss));
        }
        None => {}
    }
    actions
}

fn result(ui: &mut Ui, installed: &InstalledKey) {
    let t = tokens(ui);
    let file = installed.file.display();
    let words = if installed.added { fl!("key-added", file = file) } else { fl!("key-was-there", file = file) };
    ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
    let octal = |mode: u32| format!("{:03o}", mode & 0o7777);
    for place in &installed.mended {
        let words = fl!("key-mended", path = place.path.display(), mode = octal(place.wanted.mode()));
        ui.add(Label::new(RichText::new(words).color(t.dim)).wrap());
    }
    for place in &installed.loose {
        let (now, wanted) = (octal(place.now.mode()), octal(place.wanted.mode()));
        let words = fl!("key-loose", path = place.path.display(), now = now, wanted = wanted);
        ui.add(Label::new(RichText::new(words).color(t.warn)).wrap());
    }
    if !installed.loose.is_empty() {
        ui.add(Label::new(RichText::new(fl!("install-key-loose")).font(secondary()).color(t.dim)).wrap());
    }
}
