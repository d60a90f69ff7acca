//! How fast all transfers together may be.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::{Action, Dialog, LimitsDraft};
use crate::ui::theme::{Tokens, secondary, tokens};
use crate::ui::widget::{FieldKind, labelled, text_field};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, draft: &LimitsDraft) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let mut typed = draft.clone();
    let (changed, ending) = modal(
        ui,
        front,
        &fl!("limits-title"),
        440.0,
        |ui, focus| {
            ui.spacing_mut().item_spacing.y = 10.0;
            let hint = fl!("limits-none");
            let [up, down] = draft.faults();
            let upload = labelled(ui, &fl!("limits-upload"), |ui| {
                text_field(ui, &mut typed.upload, &fl!("limits-upload"), &hint, FieldKind::Plain, up)
            });
            focus.field(&upload);
            let download = labelled(ui, &fl!("limits-download"), |ui| {
                text_field(ui, &mut typed.download, &fl!("limits-download"), &hint, FieldKind::Plain, down)
            });
            focus.field(&download);
            let note = if up || down { fl!("cli-fault-limit") } else { fl!("limits-note") };
            let ink = if up || down { t.error } else { t.dim };
            ui.add(Label::new(RichText::new(note).font(secondary()).color(ink)).wrap());
            upload.changed() || download.changed()
        },
        |_| {
            let sound = !draft.faults().contains(&true);
            vec![Choice::primary(Simple::Accept, fl!("limits-accept")).enabled(sound), cancel()]
        },
    );
    actions(changed.then(|| Dialog::Limits(typed)), ending)
}
