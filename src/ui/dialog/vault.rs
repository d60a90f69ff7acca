//! The question for the master password of the vault: to open it, or to make it.

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use super::secret::{secret_row, warning, with_draft};
use crate::engine::VaultQuestion;
use crate::i18n::fl;
use crate::text::keyring_fault;
use crate::ui::state::{Action, AnswerDraft, Dialog};
use crate::ui::theme::{secondary, tokens};
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
            ui.add(Label::new(RichText::new(keyring_fault(&asked.why)).font(secondary()).color(t.dim)).wrap());
            if asked.refused_before {
                warning(ui, fl!("vault-refused"));
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
