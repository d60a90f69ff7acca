//! Asks whether to store what was edited in the site manager.

use super::modal::{Choice, Ending, Front, modal};
use crate::i18n::fl;
use crate::ui::state::{Action, DialogAction, SitesAction};
use crate::ui::theme::{body, tokens};
use eframe::egui::{Label, RichText, Ui};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Save,
    Discard,
    Back,
}

pub(super) fn show(ui: &Ui, front: Front) -> Vec<Action> {
    let ((), ending) = modal(
        ui,
        front,
        &fl!("sites-unsaved-title"),
        440.0,
        |ui, _| {
            let t = tokens(ui);
            ui.add(Label::new(RichText::new(fl!("sites-unsaved-words")).font(body()).color(t.text)).wrap());
        },
        |()| {
            vec![
                Choice::primary(Choose::Save, fl!("sites-save")),
                Choice::plain(Choose::Back, fl!("dialog-cancel")),
                Choice::plain(Choose::Discard, fl!("sites-discard")).apart_from_the_rest(),
            ]
        },
    );
    match ending {
        Some(Ending::Chosen(Choose::Save)) => vec![Action::Dialog(DialogAction::Accept)],
        Some(Ending::Chosen(Choose::Discard)) => vec![Action::Sites(SitesAction::Discard)],
        Some(Ending::Chosen(Choose::Back) | Ending::Dismissed) => vec![Action::Dialog(DialogAction::Dismiss)],
        None => Vec::new(),
    }
}
