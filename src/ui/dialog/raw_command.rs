//! Is a command to be sent by hand that can derail the session?

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::error::FtpEffect;
use crate::i18n::fl;
use crate::model::{SecretString, escape_bytes};
use crate::remote::{verb_of, without_secret};
use crate::text::effect_words;
use crate::ui::state::Action;
use crate::ui::theme::{Tokens, mono, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui};

pub(super) fn show(ui: &Ui, front: Front, line: &SecretString, effect: FtpEffect) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let command = verb_of(line.expose()).to_ascii_uppercase();
    let ((), ending) = modal(
        ui,
        front,
        &fl!("raw-command-title", command = command.as_str()),
        480.0,
        |ui, _| {
            ui.spacing_mut().item_spacing.y = 12.0;
            let shown = escape_bytes(without_secret(line.expose()).as_bytes());
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(7);
            frame.inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.add(Label::new(RichText::new(shown).font(mono()).color(t.text)).wrap());
            });
            let words = fl!("raw-command-words", command = command.as_str(), effect = effect_words(effect));
            ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
            ui.add(Label::new(RichText::new(fl!("raw-command-after")).color(t.dim)).wrap());
        },
        |()| vec![Choice::danger(Simple::Accept, fl!("raw-command-accept")).by_enter(false), cancel().by_enter(true)],
    );
    actions(None, ending)
}
