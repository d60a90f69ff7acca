//! Shall an unknown server be trusted?

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::Answer;
use crate::i18n::fl;
use crate::model::{PromptId, escape_bytes};
use crate::remote::{HostKeyAnswer, HostKeyQuestion};
use crate::ui::state::{Action, DialogAction};
use crate::ui::theme::{Tokens, icon, measure, mono, regular_icon, secondary, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, Stroke, Ui, vec2};

pub(super) fn show(ui: &Ui, front: Front, prompt: PromptId, asked: &HostKeyQuestion) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let safe = |text: &str| escape_bytes(text.as_bytes());
    let ((), ending) = modal(
        ui,
        front,
        &fl!("host-key-title", host = safe(&asked.host)),
        560.0,
        |ui, _| {
            if asked.known_as.is_empty() {
                let intro = if asked.other_algorithms.is_empty() {
                    fl!("host-key-new")
                } else {
                    fl!("host-key-other", algorithms = safe(&asked.other_algorithms.join(", ")))
                };
                ui.add(Label::new(RichText::new(intro).color(t.text)).wrap());
            } else {
                let words = fl!("host-key-known-as", names = safe(&asked.known_as.join(", ")));
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon::SHIELD_CHECK).font(regular_icon()).color(t.ok));
                    ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
                });
            }
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
            frame.inner_margin(Margin::symmetric(15, 12)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
                for (label, value) in
                    [(fl!("host-key-type"), &asked.algorithm), (fl!("host-key-fingerprint"), &asked.fingerprint)]
                {
                    ui.horizontal_top(|ui| {
                        let label = Label::new(RichText::new(label).font(secondary()).color(t.dim));
                        ui.allocate_ui(vec2(76.0, 16.0), |ui| {
                            ui.set_min_width(76.0);
                            ui.add(label);
                        });
                        let value = RichText::new(safe(value)).font(mono()).color(t.text);
                        ui.add(Label::new(value).wrap().selectable(true));
                    });
                }
                ui.add_space(4.0);
                ui.vertical_centered(|ui| {
                    ui.spacing_mut().item_spacing.y = -1.0;
                    for line in asked.randomart.lines() {
                        ui.add(Label::new(RichText::new(safe(line)).font(mono()).color(t.dim)).extend());
                    }
                });
            });
            ui.add_space(measure::GAP / 2.0);
            ui.add(Label::new(RichText::new(fl!("host-key-advice")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            vec![
                Choice::primary(HostKeyAnswer::Always, fl!("host-key-always")),
                Choice::plain(HostKeyAnswer::Once, fl!("host-key-once")),
                Choice::plain(HostKeyAnswer::Cancel, fl!("dialog-cancel")),
            ]
        },
    );
    let answer = match ending {
        Some(Ending::Chosen(answer)) => answer,
        Some(Ending::Dismissed) => HostKeyAnswer::Cancel,
        None => return Vec::new(),
    };
    vec![Action::Dialog(DialogAction::Answer(prompt, Answer::HostKey(answer)))]
}
