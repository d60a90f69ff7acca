//! What this program is.

use super::ending::{Simple, actions};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, mono, secondary, tokens};
use eframe::egui::{Label, RichText, Ui};

pub(super) fn show(ui: &Ui, front: Front) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("app-name"),
        460.0,
        |ui, _| {
            let version = fl!("about-version", version = env!("CARGO_PKG_VERSION"));
            ui.add(Label::new(RichText::new(version).font(mono()).color(t.dim)).selectable(true));
            ui.add(Label::new(RichText::new(fl!("about-words")).color(t.text)).wrap());
            ui.add_space(4.0);
            ui.add(Label::new(RichText::new(fl!("about-licence")).font(secondary()).color(t.dim)).wrap());
            ui.add(Label::new(RichText::new(fl!("about-fonts")).font(secondary()).color(t.dim)).wrap());
            ui.hyperlink_to(fl!("about-home"), env!("CARGO_PKG_REPOSITORY"));
        },
        |()| vec![Choice::primary(Simple::Cancel, fl!("dialog-close"))],
    );
    actions(None, ending)
}
