//! Sites written to a file for somebody else: readable, or sealed with a passphrase, then with passwords where they are
//! wanted.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use super::secret::{secret_row, warning};
use crate::i18n::fl;
use crate::text::error_report;
use crate::ui::state::{Action, Dialog, ExportDraft, ExportStage};
use crate::ui::theme::{Tokens, icon, regular_icon, secondary, tokens};
use crate::ui::widget::switch;
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, draft: &ExportDraft) -> Vec<Action> {
    let mut edited = draft.clone();
    let done = matches!(draft.stage, ExportStage::Done { .. });
    let ((), ending) = modal(
        ui,
        front,
        &fl!("share-title"),
        500.0,
        |ui, focus| {
            let t: &Tokens = tokens(ui);
            if let ExportStage::Done { file, sites, secrets } = &draft.stage {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon::DONE).font(regular_icon()).color(t.ok));
                    let (sites, file): (usize, String) = (*sites, file.clone());
                    let words = fl!("share-done", sites = sites, file = file);
                    ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
                });
                if draft.sealed && draft.passwords {
                    let count: usize = *secrets;
                    let words = fl!("share-done-secrets", count = count);
                    ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
                }
                return;
            }
            let what = match &draft.ids {
                None => fl!("share-all"),
                Some(ids) => fl!("share-chosen", count = ids.len()),
            };
            ui.add(Label::new(RichText::new(what).color(t.dim)).wrap());
            if let ExportStage::Failed(error) = &draft.stage {
                warning(ui, error_report(error).line());
            }
            switch(ui, &mut edited.sealed, &fl!("share-seal"), true);
            if !edited.sealed {
                let words = fl!("share-plain-note");
                ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
                return;
            }
            let names = [fl!("share-passphrase"), fl!("share-passphrase-again")];
            for (secret, name) in edited.passphrase.iter_mut().zip(names) {
                ui.add(Label::new(RichText::new(&name).font(secondary()).color(t.text)));
                secret_row(ui, focus, secret, &name, &mut edited.reveal);
            }
            let [typed, again] = &edited.passphrase;
            if !typed.is_empty() && !again.is_empty() && typed != again {
                ui.add(Label::new(RichText::new(fl!("vault-differs")).font(secondary()).color(t.error)).wrap());
            }
            switch(ui, &mut edited.passwords, &fl!("share-passwords"), true);
            let note = if edited.passwords { fl!("share-passwords-note") } else { fl!("share-sealed-note") };
            ui.add(Label::new(RichText::new(note).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            if done {
                return vec![Choice::primary(Simple::Cancel, fl!("dialog-close"))];
            }
            vec![Choice::primary(Simple::Accept, fl!("share-choose-file")).enabled(draft.ready()), cancel()]
        },
    );
    let changed = edited != *draft;
    actions(changed.then(|| Dialog::Export(Box::new(edited))), ending)
}
