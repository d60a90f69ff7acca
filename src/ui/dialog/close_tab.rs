//! Is a tab to be closed whose transfers are not finished?

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, tokens};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, title: &str, active: usize) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("close-tab-title", title = title),
        440.0,
        |ui, _| {
            ui.add(Label::new(RichText::new(fl!("close-tab-words", count = active)).color(t.text)).wrap());
        },
        |()| vec![Choice::danger(Simple::Accept, fl!("close-tab-accept")).by_enter(false), cancel().by_enter(true)],
    );
    actions(None, ending)
}
