//! Questions for secrets: a password, the passphrase of a key, and whatever the server itself asks.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::remote::{InteractiveQuestion, PassphraseQuestion, PasswordQuestion};
use crate::ui::state::{Action, AnswerDraft, Dialog};
use crate::ui::theme::{Tokens, icon, regular_icon, secondary, tokens};
use crate::ui::widget::{FieldKind, secret_field, switch, text_field};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui};
use zeroize::Zeroize;

const WIDTH: f32 = 460.0;

pub(super) fn password(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    asked: &PasswordQuestion,
    draft: &AnswerDraft,
) -> Vec<Action> {
    let who = fl!("password-of", user = safe(&asked.user), host = safe(&asked.host));
    let refused = asked.refused_before.then(|| fl!("password-refused"));
    one_secret(ui, front, dialog, draft, &fl!("password-title"), &who, refused, &fl!("password-name"))
}

pub(super) fn passphrase(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    asked: &PassphraseQuestion,
    draft: &AnswerDraft,
) -> Vec<Action> {
    let key = fl!("passphrase-of", key = safe(&asked.key));
    let refused = asked.refused_before.then(|| fl!("passphrase-refused"));
    one_secret(ui, front, dialog, draft, &fl!("passphrase-title"), &key, refused, &fl!("passphrase-name"))
}

#[expect(clippy::too_many_arguments, reason = "two dialogs that differ in their words only")]
fn one_secret(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    draft: &AnswerDraft,
    title: &str,
    about: &str,
    refused: Option<String>,
    name: &str,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut edited = draft.clone();
    if edited.secrets.is_empty() {
        edited.secrets.push(SecretString::new(String::new()));
    }
    let (changed, ending) = modal(
        ui,
        front,
        title,
        WIDTH,
        |ui, focus| {
            ui.add(Label::new(RichText::new(about).color(t.dim)).wrap());
            if let Some(words) = refused {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon::WARNING_CIRCLE).font(regular_icon()).color(t.error));
                    ui.add(Label::new(RichText::new(words).color(t.error)).wrap());
                });
            }
            let mut changed = false;
            let visible_before = edited.reveal;
            if let Some(secret) = edited.secrets.first_mut() {
                changed = secret_row(ui, focus, secret, name, &mut edited.reveal);
            }
            changed |= switch(ui, &mut edited.keep, &fl!("secret-keep"), true);
            ui.add(Label::new(RichText::new(fl!("secret-keep-note")).font(secondary()).color(t.dim)).wrap());
            changed || edited.reveal != visible_before
        },
        |_| vec![Choice::primary(Simple::Accept, fl!("dialog-log-in")), cancel()],
    );
    actions(changed.then(|| with_draft(dialog, edited)), ending)
}

pub(super) fn secret_row(
    ui: &mut Ui,
    focus: &mut super::modal::Focus,
    secret: &mut SecretString,
    name: &str,
    reveal: &mut bool,
) -> bool {
    let mut text = secret.expose().to_owned();
    let response = secret_field(ui, &mut text, name, reveal);
    focus.field(&response);
    let changed = response.changed();
    if changed {
        *secret = SecretString::new(text.clone());
    }
    text.zeroize();
    changed
}

pub(super) fn interactive(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    asked: &InteractiveQuestion,
    draft: &AnswerDraft,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut edited = draft.clone();
    edited.secrets.resize(asked.prompts.len(), SecretString::new(String::new()));
    let (changed, ending) = modal(
        ui,
        front,
        &fl!("interactive-title", host = safe(&asked.host)),
        WIDTH + 40.0,
        |ui, focus| {
            let who = fl!("interactive-intro", user = safe(&asked.user));
            ui.add(Label::new(RichText::new(who).color(t.dim)).wrap());
            let said = [&asked.name, &asked.instruction];
            if said.iter().any(|text| !text.is_empty()) {
                quoted(ui, said.into_iter().filter(|text| !text.is_empty()));
            }
            let mut changed = false;
            let visible_before = edited.reveal;
            for (prompt, secret) in asked.prompts.iter().zip(edited.secrets.iter_mut()) {
                ui.add_space(4.0);
                let words = safe(prompt.text.trim());
                let name = if words.is_empty() { fl!("interactive-answer") } else { words };
                ui.add(Label::new(RichText::new(&name).font(secondary()).color(t.text)).wrap());
                if prompt.echo {
                    let mut text = secret.expose().to_owned();
                    let response = text_field(ui, &mut text, &name, "", FieldKind::Plain, false);
                    focus.field(&response);
                    if response.changed() {
                        *secret = SecretString::new(text.clone());
                        changed = true;
                    }
                    text.zeroize();
                } else {
                    changed |= secret_row(ui, focus, secret, &name, &mut edited.reveal);
                }
            }
            changed || edited.reveal != visible_before
        },
        |_| vec![Choice::primary(Simple::Accept, fl!("dialog-log-in")), cancel()],
    );
    actions(changed.then(|| with_draft(dialog, edited)), ending)
}

/// The server's own words, set apart so that nobody takes them for words of this program.
fn quoted<'a>(ui: &mut Ui, lines: impl Iterator<Item = &'a String>) {
    let t: &Tokens = tokens(ui);
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(14, 10)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(RichText::new(fl!("interactive-server-says")).font(secondary()).color(t.dim)));
        for line in lines {
            ui.add(Label::new(RichText::new(safe(line)).color(t.text)).wrap().selectable(true));
        }
    });
}

pub(super) fn with_draft(dialog: &Dialog, draft: AnswerDraft) -> Dialog {
    match dialog.clone() {
        Dialog::Question { prompt, question, .. } => Dialog::Question { prompt, question, draft },
        other => other,
    }
}

fn safe(text: &str) -> String {
    escape_bytes(text.as_bytes())
}
