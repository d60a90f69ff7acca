//! Making a key pair.

use super::modal::{Choice, Ending, Focus, Front, modal};
use crate::engine::{MadeKey, NewKeyKind};
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::text::error_report;
use crate::ui::state::{Action, Dialog, DialogAction, NewKeyDraft};
use crate::ui::theme::{measure, mono, secondary, tokens};
use crate::ui::widget::{FieldKind, LABEL_WIDTH, Look, button, labelled, note, secret_field, text_field};
use eframe::egui::{Label, RichText, Spinner, Ui};
use zeroize::Zeroize;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choose {
    Accept,
    Copy,
    Close,
}

pub(super) fn show(ui: &Ui, front: Front, draft: &NewKeyDraft, connected: bool) -> Vec<Action> {
    let mut edited = draft.clone();
    let ((), ending) = modal(
        ui,
        front,
        &fl!("new-key-title"),
        560.0,
        |ui, focus| match &draft.made {
            Some(made) => result(ui, made),
            None => fields(ui, focus, &mut edited, draft),
        },
        |()| match &draft.made {
            Some(_) if connected => vec![
                Choice::primary(Choose::Accept, fl!("new-key-install")),
                Choice::plain(Choose::Copy, fl!("new-key-copy")),
                Choice::plain(Choose::Close, fl!("dialog-close")),
            ],
            Some(_) => vec![
                Choice::primary(Choose::Copy, fl!("new-key-copy")),
                Choice::plain(Choose::Close, fl!("dialog-close")),
            ],
            None => vec![
                Choice::primary(Choose::Accept, fl!("new-key-accept")).enabled(draft.is_ready()),
                Choice::plain(Choose::Close, fl!("dialog-cancel")),
            ],
        },
    );
    let mut actions = Vec::new();
    if edited != *draft {
        edited.error = None;
        actions.push(Action::Dialog(DialogAction::Edit(Box::new(Dialog::NewKey(edited)))));
    }
    match ending {
        Some(Ending::Chosen(Choose::Accept)) => actions.push(Action::Dialog(DialogAction::Accept)),
        Some(Ending::Chosen(Choose::Copy)) => {
            actions.extend(draft.made.as_ref().map(|made| Action::CopyText(made.line.clone())));
        }
        Some(Ending::Chosen(Choose::Close) | Ending::Dismissed) => {
            actions.push(Action::Dialog(DialogAction::Dismiss));
        }
        None => {}
    }
    actions
}

fn fields(ui: &mut Ui, focus: &mut Focus, edited: &mut NewKeyDraft, draft: &NewKeyDraft) {
    labelled(ui, &fl!("new-key-kind"), |ui| {
        for kind in NewKeyKind::ALL {
            let look = if draft.kind == kind { Look::Primary } else { Look::Plain };
            if button(ui, look, None, &kind_name(kind), true).clicked() && draft.kind != kind {
                edited.kind = kind;
                // The usual name goes with the kind; another one was typed and stays.
                let usual = |kind| if kind == NewKeyKind::Ed25519 { "~/.ssh/id_ed25519" } else { "~/.ssh/id_rsa" };
                if draft.path == usual(draft.kind) {
                    usual(kind).clone_into(&mut edited.path);
                }
            }
        }
    });
    note(ui, &fl!("new-key-kind-note"), false);
    labelled(ui, &fl!("new-key-file"), |ui| {
        focus.field(&text_field(ui, &mut edited.path, &fl!("new-key-file"), "", FieldKind::Plain, false));
    });
    note(ui, &fl!("new-key-file-note"), false);
    labelled(ui, &fl!("new-key-comment"), |ui| {
        let hint = fl!("new-key-comment-hint");
        text_field(ui, &mut edited.comment, &fl!("new-key-comment"), &hint, FieldKind::Plain, false);
    });
    let mut reveal = draft.reveal;
    for (name, secret) in
        [(fl!("new-key-passphrase"), &mut edited.passphrase), (fl!("new-key-again"), &mut edited.again)]
    {
        labelled(ui, &name, |ui| {
            let mut text = secret.expose().to_owned();
            if secret_field(ui, &mut text, &name, &mut reveal).changed() {
                *secret = SecretString::new(text.clone());
            }
            text.zeroize();
        });
    }
    edited.reveal = reveal;
    let differ = !draft.again.is_empty() && draft.again != draft.passphrase;
    note(ui, &if differ { fl!("new-key-differ") } else { fl!("new-key-passphrase-note") }, differ);
    if let Some(error) = &draft.error {
        let words = error_report(error);
        note(ui, &format!("{}: {}", words.cause, words.explanation), true);
    }
    if draft.running.is_some() {
        ui.horizontal(|ui| {
            ui.add_space(LABEL_WIDTH + measure::GAP + 4.0);
            ui.add(Spinner::new().size(14.0));
            ui.label(RichText::new(fl!("new-key-working")).font(secondary()).color(tokens(ui).dim));
        });
    }
}

fn kind_name(kind: NewKeyKind) -> String {
    match kind {
        NewKeyKind::Ed25519 => fl!("new-key-kind-ed25519"),
        NewKeyKind::Rsa3072 => fl!("new-key-kind-rsa-3072"),
        NewKeyKind::Rsa4096 => fl!("new-key-kind-rsa-4096"),
    }
}

fn result(ui: &mut Ui, made: &MadeKey) {
    let t = tokens(ui);
    let shown = |path: &std::path::Path| escape_bytes(path.as_os_str().as_encoded_bytes());
    let words = fl!("key-made", file = shown(&made.path), public = shown(&made.public_path));
    ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
    for line in [&made.fingerprint, &made.line] {
        ui.add(Label::new(RichText::new(line).font(mono()).color(t.dim)).wrap().selectable(true));
    }
    ui.add(Label::new(RichText::new(fl!("new-key-next")).font(secondary()).color(t.dim)).wrap());
}
