//! Shall a server whose certificate nobody vouches for be trusted?

use super::modal::{Choice, Ending, Front, modal};
use crate::engine::Answer;
use crate::i18n::fl;
use crate::model::{PromptId, Timestamp, escape_bytes};
use crate::remote::{CertificateAnswer, CertificateInfo, CertificateQuestion};
use crate::text::{certificate_fault, day};
use crate::ui::state::{Action, DialogAction};
use crate::ui::theme::{Tokens, icon, measure, mono, regular_icon, secondary, tokens};
use eframe::egui::{Frame, Label, Margin, RichText, ScrollArea, Stroke, Ui, vec2};

/// How much of the chain is seen at once.
const CHAIN_HEIGHT: f32 = 230.0;

pub(super) fn show(ui: &Ui, front: Front, prompt: PromptId, asked: &CertificateQuestion) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let ((), ending) = modal(
        ui,
        front,
        &fl!("trust-certificate-title", host = escape_bytes(asked.host.as_bytes())),
        600.0,
        |ui, _| {
            ui.add(Label::new(RichText::new(fl!("trust-certificate-intro")).color(t.text)).wrap());
            for fault in &asked.faults {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon::WARNING).font(regular_icon()).color(t.warn));
                    let words = format!("{}.", certificate_fault(*fault));
                    ui.add(Label::new(RichText::new(words).color(t.text)).wrap());
                });
            }
            let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
            frame.inner_margin(Margin::symmetric(15, 12)).show(ui, |ui| {
                ScrollArea::vertical().max_height(CHAIN_HEIGHT).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
                    for (at, info) in asked.chain.iter().enumerate() {
                        if at > 0 {
                            ui.add_space(measure::GAP / 2.0);
                            ui.label(RichText::new(fl!("trust-certificate-issued-by")).font(secondary()).color(t.dim));
                        }
                        one(ui, t, info);
                    }
                });
            });
            ui.add_space(measure::GAP / 2.0);
            ui.add(Label::new(RichText::new(fl!("trust-certificate-advice")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            vec![
                Choice::primary(CertificateAnswer::Always, fl!("host-key-always")),
                Choice::plain(CertificateAnswer::Once, fl!("host-key-once")),
                Choice::plain(CertificateAnswer::Cancel, fl!("dialog-cancel")),
            ]
        },
    );
    let answer = match ending {
        Some(Ending::Chosen(answer)) => answer,
        Some(Ending::Dismissed) => CertificateAnswer::Cancel,
        None => return Vec::new(),
    };
    vec![Action::Dialog(DialogAction::Answer(prompt, Answer::Certificate(answer)))]
}

fn one(ui: &mut Ui, t: &Tokens, info: &CertificateInfo) {
    let when = |time: Option<Timestamp>| time.map_or_else(|| fl!("trust-certificate-unknown"), day);
    let rows = [
        (fl!("trust-certificate-subject"), info.subject.clone()),
        (fl!("trust-certificate-names"), info.names.join(", ")),
        (fl!("trust-certificate-issuer"), info.issuer.clone()),
        (
            fl!("trust-certificate-valid"),
            fl!("trust-certificate-from-to", from = when(info.not_before), to = when(info.not_after)),
        ),
        (fl!("trust-certificate-fingerprint"), info.sha256.clone()),
    ];
    for (label, value) in rows {
        if value.is_empty() {
            continue;
        }
        ui.horizontal_top(|ui| {
            ui.allocate_ui(vec2(84.0, 16.0), |ui| {
                ui.set_min_width(84.0);
                ui.add(Label::new(RichText::new(label).font(secondary()).color(t.dim)));
            });
            ui.add(Label::new(RichText::new(value).font(mono()).color(t.text)).wrap().selectable(true));
        });
    }
}
