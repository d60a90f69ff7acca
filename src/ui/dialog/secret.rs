//! Questions for secrets: a password, the passphrase of a key, and whatever the server itself asks.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::engine::Keeping;
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::remote::{InteractiveQuestion, PassphraseQuestion, PasswordQuestion, Whose};
use crate::site::Home;
use crate::text::{secret_home, secret_place};
use crate::ui::state::{Action, AnswerDraft, Dialog};
use crate::ui::theme::{Tokens, icon, regular_icon, secondary, tokens};
use crate::ui::widget::{FieldKind, secret_field, switch, text_field};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui};
use zeroize::Zeroize;

const WIDTH: f32 = 460.0;

/// What a question for one secret says.
struct Asks {
    title: String,
    about: String,
    refused: Option<String>,
    name: String,
}

pub(super) fn password(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    (asked, keeping): (&PasswordQuestion, &Keeping),
    draft: &AnswerDraft,
) -> Vec<Action> {
    let (user, host) = (safe(&asked.user), safe(&asked.host));
    let (title, about, name) = match asked.whose {
        Whose::Server(_) => (fl!("password-title"), fl!("password-of", user = user, host = host), fl!("password-name")),
        Whose::Account(_) => (fl!("account-title"), fl!("account-of", user = user, host = host), fl!("account-name")),
        Whose::Proxy { .. } => {
            (fl!("proxy-password-title"), fl!("proxy-password-of", user = user, host = host), fl!("password-name"))
        }
    };
    let refused = asked.refused_before.then(|| match asked.whose {
        Whose::Account(_) => fl!("account-refused"),
        Whose::Server(_) | Whose::Proxy { .. } => fl!("password-refused"),
    });
    one_secret(ui, front, dialog, (&Asks { title, about, refused, name }, keeping), draft)
}

pub(super) fn passphrase(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    (asked, keeping): (&PassphraseQuestion, &Keeping),
    draft: &AnswerDraft,
) -> Vec<Action> {
    let asks = Asks {
        title: fl!("passphrase-title"),
        about: fl!("passphrase-of", key = safe(&asked.key)),
        refused: asked.refused_before.then(|| fl!("passphrase-refused")),
        name: fl!("passphrase-name"),
    };
    one_secret(ui, front, dialog, (&asks, keeping), draft)
}

fn one_secret(
    ui: &Ui,
    front: Front,
    dialog: &Dialog,
    (asks, keeping): (&Asks, &Keeping),
    draft: &AnswerDraft,
) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut edited = draft.clone();
    if edited.secrets.is_empty() {
        edited.secrets.push(SecretString::new(String::new()));
    }
    let (changed, ending) = modal(
        ui,
        front,
        &asks.title,
        WIDTH,
        |ui, focus| {
            ui.add(Label::new(RichText::new(&asks.about).color(t.dim)).wrap());
            let gone = keeping.refused.map(|place| fl!("secret-refused-kept", place = secret_place(place)));
            for words in asks.refused.iter().cloned().chain(gone) {
                warning(ui, words);
            }
            let mut changed = false;
            let visible_before = edited.reveal;
            if let Some(secret) = edited.secrets.first_mut() {
                changed = secret_row(ui, focus, secret, &asks.name, &mut edited.reveal);
            }
            if matches!(keeping.home, Home::Keyring | Home::Vault { .. }) {
                let words = if keeping.refused.is_some() { fl!("secret-keep-new") } else { fl!("secret-keep") };
                changed |= switch(ui, &mut edited.keep, &words, true);
            }
            let home = secret_home(&keeping.home);
            ui.add(Label::new(RichText::new(home).font(secondary()).color(t.dim)).wrap());
            changed || edited.reveal != visible_before
        },
        |_| vec![Choice::primary(Simple::Accept, fl!("dialog-log-in")), cancel()],
    );
    actions(changed.then(|| with_draft(dialog, edited)), ending)
}

/// Something that went wrong, with its sign.
pub(super) fn warning(ui: &mut Ui, words: String) {
    let t: &Tokens = tokens(ui);
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon::WARNING_CIRCLE).font(regular_icon()).color(t.error));
        ui.add(Label::new(RichText::new(words).color(t.error)).wrap());
    });
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
