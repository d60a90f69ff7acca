//! The master password of the vault: given to open it, or changed.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use super::secret::{secret_row, warning};
use crate::i18n::fl;
use crate::text::secret_fault;
use crate::ui::state::{Action, Dialog, MasterDraft, MasterPurpose};
use crate::ui::theme::{secondary, tokens};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, draft: &MasterDraft) -> Vec<Action> {
    let t = tokens(ui);
    let mut edited = draft.clone();
    let (title, intro, accept) = match draft.purpose {
        MasterPurpose::Open => (fl!("vault-open-title"), fl!("vault-look-intro"), fl!("vault-open")),
        MasterPurpose::Change => (fl!("vault-change-title"), fl!("vault-change-intro"), fl!("vault-change")),
    };
    let (changed, ending) = modal(
        ui,
        front,
        &title,
        480.0,
        |ui, focus| {
            ui.add(Label::new(RichText::new(intro).color(t.dim)).wrap());
            if let Some(fault) = &draft.fault {
                warning(ui, secret_fault(fault));
            }
            let mut changed = false;
            let visible_before = edited.reveal;
            let names = match draft.purpose {
                MasterPurpose::Open => vec![fl!("vault-master")],
                MasterPurpose::Change => {
                    vec![fl!("vault-master-now"), fl!("vault-master-new"), fl!("vault-master-again")]
                }
            };
            for (secret, name) in edited.secrets.iter_mut().zip(names) {
                ui.add(Label::new(RichText::new(&name).font(secondary()).color(t.text)));
                changed |= secret_row(ui, focus, secret, &name, &mut edited.reveal);
            }
            let typed_all = edited.secrets.iter().all(|secret| !secret.is_empty());
            if typed_all && !edited.same_twice() {
                ui.add(Label::new(RichText::new(fl!("vault-differs")).font(secondary()).color(t.error)).wrap());
            }
            if draft.busy {
                ui.add(Label::new(RichText::new(fl!("vault-busy")).font(secondary()).color(t.dim)));
            }
            changed || edited.reveal != visible_before
        },
        |_| vec![Choice::primary(Simple::Accept, accept).enabled(draft.ready()), cancel()],
    );
    actions(changed.then(|| Dialog::Master(edited)), ending)
}
