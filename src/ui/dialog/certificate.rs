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
            let intro = if asked.is_only_unknown() {
                fl!("trust-certificate-intro")
            } else {
                fl!("trust-certificate-intro-wrong")
            };
            ui.add(Label::new(RichText::new(intro).color(t.text)).wrap());
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
                    let mut above: Option<&CertificateInfo> = None;
                    for (at, info) in asked.chain.iter().enumerate() {
                        if let Some(above) = above {
                            ui.add_space(measure::GAP / 2.0);
                            ui.label(
                                RichText::new(role(info, above, at, asked.chain.len())).font(secondary()).color(t.dim),
                            );
                        }
                        one(ui, t, info);
                        above = Some(info);
                    }
                    // Servers leave out the authority at the end, which whoever trusts it has.
                    if let Some(last) = above.filter(|last| last.issuer != last.subject) {
                        ui.add_space(measure::GAP / 2.0);
                        let words = fl!("trust-certificate-not-sent", issuer = last.issuer.clone());
                        ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
                    }
                });
            });
            ui.add_space(measure::GAP / 2.0);
            ui.add(Label::new(RichText::new(fl!("trust-certificate-advice")).font(secondary()).color(t.dim)).wrap());
        },
        |()| {
            let (always, once) = (fl!("host-key-always"), fl!("host-key-once"));
            let cancel = Choice::plain(CertificateAnswer::Cancel, fl!("dialog-cancel"));
            if asked.is_only_unknown() {
                let always = Choice::primary(CertificateAnswer::Always, always);
                vec![always, Choice::plain(CertificateAnswer::Once, once), cancel]
            } else {
                let once = Choice::primary(CertificateAnswer::Once, once);
                vec![once, Choice::plain(CertificateAnswer::Always, always), cancel]
            }
        },
    );
    let answer = match ending {
        Some(Ending::Chosen(answer)) => answer,
        Some(Ending::Dismissed) => CertificateAnswer::Cancel,
        None => return Vec::new(),
    };
    vec![Action::Dialog(DialogAction::Answer(prompt, Answer::Certificate(answer)))]
}

/// What a certificate of the chain is to the one above it.
fn role(info: &CertificateInfo, above: &CertificateInfo, at: usize, all: usize) -> String {
    let (at, all) = (at + 1, all);
    if info.subject == above.issuer {
        fl!("trust-certificate-issuer-of", at = at, all = all)
    } else {
        fl!("trust-certificate-sent-along", at = at, all = all)
    }
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
