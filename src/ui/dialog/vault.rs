//! The question for the master password of the vault: to open it, or to make it.

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use super::secret::{secret_row, with_draft};
use crate::engine::VaultQuestion;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::KeyringFault;
use crate::ui::state::{Action, AnswerDraft, Dialog};
use crate::ui::theme::{icon, regular_icon, secondary, tokens};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, dialog: &Dialog, asked: &VaultQuestion, draft: &AnswerDraft) -> Vec<Action> {
    let t = tokens(ui);
    let mut edited = draft.clone();
    let (title, intro) = if asked.create {
        (fl!("vault-create-title"), fl!("vault-create-intro"))
    } else {
        (fl!("vault-open-title"), fl!("vault-open-intro"))
    };
    let differs = matches!(draft.secrets.as_slice(), [one, two] if one != two);
    let ready = draft.secrets.iter().all(|secret| !secret.is_empty()) && !differs;
    let (changed, ending) = modal(
        ui,
        front,
        &title,
        480.0,
        |ui, focus| {
            ui.add(Label::new(RichText::new(intro).color(t.dim)).wrap());
            ui.add(Label::new(RichText::new(why(&asked.why)).font(secondary()).color(t.dim)).wrap());
            let mut warn = |words: String| {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon::WARNING_CIRCLE).font(regular_icon()).color(t.error));
                    ui.add(Label::new(RichText::new(words).color(t.error)).wrap());
                });
            };
            if asked.refused_before {
                warn(fl!("vault-refused"));
            }
            let mut changed = false;
            let visible_before = edited.reveal;
            let names = [fl!("vault-master"), fl!("vault-master-again")];
            for (secret, name) in edited.secrets.iter_mut().zip(names) {
                ui.add(Label::new(RichText::new(&name).font(secondary()).color(t.text)));
                changed |= secret_row(ui, focus, secret, &name, &mut edited.reveal);
            }
            let typed_both = edited.secrets.iter().all(|secret| !secret.is_empty());
            if differs && typed_both {
                ui.add(Label::new(RichText::new(fl!("vault-differs")).font(secondary()).color(t.error)).wrap());
            }
            changed || edited.reveal != visible_before
        },
        |_| {
            let words = if asked.create { fl!("vault-create") } else { fl!("vault-open") };
            let without = if asked.create { fl!("vault-ask-each-time") } else { fl!("vault-without") };
            vec![Choice::primary(Simple::Accept, words).enabled(ready), Choice::plain(Simple::Cancel, without)]
        },
    );
    actions(changed.then(|| with_draft(dialog, edited)), ending)
}

/// Why the system's store is not used.
fn why(fault: &KeyringFault) -> String {
    let safe = |text: &String| escape_bytes(text.as_bytes());
    match fault {
        KeyringFault::Missing(words) if words.is_empty() => fl!("keyring-missing"),
        KeyringFault::Missing(words) => fl!("keyring-missing-why", why = safe(words)),
        KeyringFault::Locked(words) => fl!("keyring-locked", why = safe(words)),
        KeyringFault::TimedOut => fl!("keyring-timed-out"),
        KeyringFault::Refused(words) => fl!("keyring-refused", why = safe(words)),
    }
}
