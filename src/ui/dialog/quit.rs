//! Is the program to end while transfers run?

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, tokens};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front, active: usize) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("quit-title", count = active),
        440.0,
        |ui, _| {
            ui.add(Label::new(RichText::new(fl!("quit-words")).color(t.text)).wrap());
        },
        |()| {
            vec![
                Choice::danger(Simple::Accept, fl!("quit-accept")).by_enter(false),
                Choice::plain(Simple::Cancel, fl!("quit-stay")).by_enter(true),
            ]
        },
    );
    actions(None, ending)
}
