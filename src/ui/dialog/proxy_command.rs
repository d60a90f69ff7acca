//! Shall a command of the SSH configuration be run on the way to a server?

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::Answer;
use crate::i18n::fl;
use crate::model::{PromptId, escape_bytes};
use crate::remote::{ProxyCommandAnswer, ProxyCommandQuestion};
use crate::ui::state::{Action, DialogAction};
use crate::ui::theme::{Tokens, mono, secondary, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, ScrollArea, Stroke, Ui};

/// How much of a long command is seen at once.
const HEIGHT: f32 = 160.0;

pub(super) fn show(ui: &Ui, front: Front, prompt: PromptId, asked: &ProxyCommandQuestion) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("proxy-command-title"),
        560.0,
        |ui, _| {
            let intro = fl!("proxy-command-intro", host = escape_bytes(asked.host.as_bytes()));
            ui.add(Label::new(RichText::new(intro).color(t.text)).wrap());
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
            frame.inner_margin(Margin::symmetric(15, 12)).show(ui, |ui| {
                ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    let command = escape_bytes(asked.command.as_bytes());
                    ui.add(Label::new(RichText::new(command).font(mono()).color(t.text)).wrap().selectable(true));
                });
            });
            ui.add(Label::new(RichText::new(fl!("proxy-command-note")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            // Enter says no: what runs here has all rights of the user.
            vec![
                Choice::plain(ProxyCommandAnswer::Cancel, fl!("dialog-cancel")).by_enter(true),
                Choice::plain(ProxyCommandAnswer::Once, fl!("proxy-command-once")),
                Choice::plain(ProxyCommandAnswer::Always, fl!("proxy-command-always")),
            ]
        },
    );
    let answer = match ending {
        Some(Ending::Chosen(answer)) => answer,
        Some(Ending::Dismissed) => ProxyCommandAnswer::Cancel,
        None => return Vec::new(),
    };
    vec![Action::Dialog(DialogAction::Answer(prompt, Answer::ProxyCommand(answer)))]
}
