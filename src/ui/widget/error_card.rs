//! The error card: what failed, why, what the server said, and everything that helps to find out more.

use super::link::link;
use crate::error::{Confidence, Error, ErrorKind, StatusCode};
use crate::i18n::fl;
use crate::text::ErrorWords;
use crate::ui::theme::{body, fill_icon, icon, mono, secondary, semibold, small_icon, tokens};
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, Frame, Id, Label, Margin, RichText, Sense, Stroke, Ui, WidgetInfo, vec2};

/// What a card says besides the error's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardFacts {
    /// Time of day, and whatever else tells when and in which session it happened; empty: not known.
    pub time: String,
    /// How many more failed in the same gesture.
    pub others: u64,
}

/// Draws the card without its headline and buttons: the cause in a box, and the details below, which can be folded. Returns
/// the code when the user asks what it is.
pub fn error_card(ui: &mut Ui, id: Id, error: &Error, words: &ErrorWords, facts: &CardFacts) -> Option<StatusCode> {
    cause_box(ui, error, words, facts.others);
    ui.add_space(8.0);
    // With little room what can be done comes first.
    let roomy = ui.ctx().content_rect().height() >= 560.0;
    let open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(roomy);
    if fold_button(ui, open) {
        ui.data_mut(|data| data.insert_temp(id, !open));
    }
    if open && details_box(ui, words, facts) {
        return error.code;
    }
    None
}

/// The sign of a cause.
#[must_use]
pub fn cause_icon(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::DiskFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFileSystem => icon::SERVER,
        ErrorKind::PermissionDenied => icon::LOCK,
        ErrorKind::LoginRefused { .. } | ErrorKind::KeyUnusable(_) => icon::KEY,
        ErrorKind::HostKeyChanged(_)
        | ErrorKind::HostKeyRevoked(_)
        | ErrorKind::HostKeyUnknown
        | ErrorKind::HostKeyRejected
        | ErrorKind::KnownHostsUnusable => icon::SHIELD_WARNING,
        ErrorKind::ConnectionLost
        | ErrorKind::ConnectionRefused
        | ErrorKind::Unreachable
        | ErrorKind::HostNotFound
        | ErrorKind::TimedOut(_) => icon::PLUG,
        _ => icon::ERROR,
    }
}

fn cause_box(ui: &mut Ui, error: &Error, words: &ErrorWords, others: u64) {
    let t = tokens(ui);
    Frame::new().fill(t.error_bg).corner_radius(8).inner_margin(Margin::symmetric(15, 13)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            ui.add(Label::new(RichText::new(cause_icon(&error.kind)).font(fill_icon()).color(t.error)));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 5.0;
                let mut lines = words.explanation.lines();
                let mut job = LayoutJob::default();
                job.append(&fl!("card-cause", cause = words.cause.as_str()), 0.0, format(semibold(), t.text));
                job.append(lines.next().unwrap_or_default(), 4.0, format(body(), t.text));
                job.wrap.max_width = ui.available_width();
                ui.add(Label::new(job).wrap().selectable(true));
                // What else it could be stands below, one by one.
                let told = usize::from(!words.alternatives.is_empty());
                let rest: Vec<&str> = lines.collect();
                for line in rest.iter().take(rest.len().saturating_sub(told)) {
                    ui.add(Label::new(RichText::new(*line).font(mono()).color(t.text)).wrap().selectable(true));
                }
                let dim = |ui: &mut Ui, words: String| {
                    ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
                };
                if let Some(sure) = sureness(error, words) {
                    dim(ui, sure);
                }
                for (at, cause) in words.alternatives.iter().enumerate() {
                    dim(ui, fl!("card-alternative", number = (at + 1), cause = cause.as_str()));
                }
                if let Some(advice) = &words.advice {
                    dim(ui, advice.clone());
                }
                if others > 0 {
                    let more = fl!("card-others", count = others);
                    ui.add(Label::new(RichText::new(more).font(secondary()).color(t.dim)).wrap());
                }
            });
        });
    });
}

/// How sure the cause is, in a calm sentence; `None` where it was not looked into.
fn sureness(error: &Error, words: &ErrorWords) -> Option<String> {
    let diagnosis = error.diagnosis.as_ref()?;
    Some(match diagnosis.confidence {
        Confidence::Certain if diagnosis.evidence.is_empty() => fl!("card-sure-told"),
        Confidence::Certain => fl!("card-sure-certain"),
        Confidence::Likely if words.alternatives.is_empty() => fl!("card-sure-likely"),
        Confidence::Likely => format!("{} {}", fl!("card-sure-likely"), fl!("card-alternatives")),
        Confidence::Unknown if words.alternatives.is_empty() => fl!("card-sure-nothing"),
        Confidence::Unknown => fl!("card-sure-unknown"),
    })
}

fn fold_button(ui: &mut Ui, open: bool) -> bool {
    let t = tokens(ui);
    let (sign, name) =
        if open { (icon::CARET_DOWN, fl!("card-hide-details")) } else { (icon::CARET_RIGHT, fl!("card-show-details")) };
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let sign = ui.label(RichText::new(sign).font(small_icon()).color(t.dim));
            sign | ui.label(RichText::new(fl!("card-details")).font(secondary()).color(t.dim))
        })
        .inner;
    let response = ui.interact(response.rect.expand(3.0), ui.scope_id().with("fold"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.has_focus() {
        ui.painter().rect_stroke(response.rect, 4, Stroke::new(1.0, t.accent), egui::StrokeKind::Outside);
    }
    response.clicked()
}

/// Returns whether the user asks what the code is.
fn details_box(ui: &mut Ui, words: &ErrorWords, facts: &CardFacts) -> bool {
    let t = tokens(ui);
    let mut asked = false;
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8);
    frame.inner_margin(Margin::symmetric(15, 11)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(14.0, 6.0);
        let mut rows = words.details();
        if !facts.time.is_empty() {
            rows.push((fl!("detail-time"), facts.time.clone(), None));
        }
        let widest = rows.iter().map(|(label, ..)| label.chars().count()).max().unwrap_or(0);
        let code = fl!("detail-code");
        let leading = [code.clone(), fl!("detail-server")];
        for (label, value, note) in &rows {
            ui.horizontal_top(|ui| {
                let padded = format!("{label:<widest$}");
                ui.add(Label::new(RichText::new(padded).font(mono()).color(t.dim)));
                // Code and the server's words lead; the rest is for those who look closer.
                let ink = if leading.contains(label) { t.text } else { t.dim };
                let mut job = LayoutJob::default();
                job.append(value, 0.0, format(mono(), ink));
                if let Some(note) = note {
                    job.append(note, 14.0, format(mono(), t.dim));
                }
                job.wrap.max_width = ui.available_width();
                job.wrap.break_anywhere = value.len() > 40 && !value.contains(' ');
                if *label != code {
                    ui.add(Label::new(job).wrap().selectable(true));
                    return;
                }
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.add(Label::new(job).wrap().selectable(true));
                    asked |= link(ui, &fl!("card-what-code")).clicked();
                });
            });
        }
    });
    asked
}

fn format(font: egui::FontId, color: Color32) -> TextFormat {
    TextFormat::simple(font, color)
}
