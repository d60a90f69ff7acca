//! The steps of a checkup: one row each, the error card under the red one, details where they are asked for.

use crate::error::StatusCode;
use crate::i18n::fl;
use crate::model::Protocol;
use crate::remote::{CheckState, CheckStep, StepResult};
use crate::text::{error_report, note_words, result_details, result_line, state_name, step_name, took_words};
use crate::ui::state::{Action, DoctorAction, DoctorState, ViewAction};
use crate::ui::theme::{Tokens, body, fill_icon, icon, regular_icon, secondary, tokens};
use crate::ui::widget::{CardFacts, error_card, paint_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Color32, CornerRadius, Frame, Id, Label, Margin, Rect, RichText, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

const ROW: f32 = 34.0;
const NAME: f32 = 168.0;
const TIME: f32 = 64.0;

/// Draws results, the step that is under way, and those that are ahead.
pub(super) fn steps(ui: &mut Ui, id: Id, doctor: &DoctorState, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let protocol = doctor.run.as_ref().map_or(Protocol::Sftp, |run| run.wish.endpoint.protocol);
    let Some(run) = &doctor.run else {
        for step in CheckStep::of(protocol) {
            plain(ui, *step, false);
        }
        return;
    };
    let reason = run.checkup.reason().filter(|result| result.state == CheckState::Failed);
    for (place, result) in run.checkup.results.iter().enumerate() {
        let first_red = reason.is_some_and(|reason| std::ptr::eq(reason, result));
        let open = doctor.open == Some(place);
        if row(ui, id.with(place), result, open) {
            actions.push(Action::Doctor(DoctorAction::Show(place)));
        }
        if first_red || open {
            let asked = details(ui, id.with((place, "details")), result, first_red, open);
            actions.extend(asked.map(|code| Action::View(ViewAction::OpenCodes(Some(code)))));
        }
    }
    if run.ended {
        return;
    }
    if let Some(step) = run.checkup.running {
        plain(ui, step, true);
    }
    for step in run.checkup.ahead(protocol) {
        plain(ui, step, false);
    }
}

/// The sign and the colour of a state.
pub(super) fn sign(state: CheckState, t: &Tokens) -> (&'static str, Color32) {
    match state {
        CheckState::Ok => (icon::DONE, t.ok),
        CheckState::Warning => (icon::WARNING, t.warn),
        CheckState::Failed => (icon::FAILED, t.error),
        CheckState::Skipped => (icon::CIRCLE, t.faint),
    }
}

/// A step without a result.
fn plain(ui: &mut Ui, step: CheckStep, running: bool) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let name = step_name(step);
    let (sign, colour, ink) = if running { (icon::SPINNER, t.accent, t.text) } else { (icon::CIRCLE, t.faint, t.dim) };
    let words = if running { fl!("doctor-row-running", step = name.as_str()) } else { name.clone() };
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
    let at = pos2(rect.left() + 12.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, sign, regular_icon(), colour);
    let place = Rect::from_min_max(pos2(rect.left() + 32.0, rect.top()), rect.max);
    paint_text(ui.painter(), place, Align::Min, &name, body(), ink);
    line_below(ui, rect);
}

/// A step with its result; returns whether it was clicked.
fn row(ui: &mut Ui, id: Id, result: &StepResult, open: bool) -> bool {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let foldable = !result.facts.is_empty() || result.note.is_some() || result.error.is_some();
    let response = ui.interact(rect, id, if foldable { Sense::click() } else { Sense::hover() });
    let (name, line, took) = (step_name(result.step), result_line(result), took_words(result));
    let words = [name.as_str(), &state_name(result.state), &line, &took].join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, open, words.trim_end_matches([',', ' '])));
    if foldable && response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(6), t.row_hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, CornerRadius::same(6), Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
    let (sign, colour) = sign(result.state, t);
    let at = pos2(rect.left() + 12.0, rect.center().y);
    let font = if result.state == CheckState::Skipped { regular_icon() } else { fill_icon() };
    ui.painter().text(at, Align2::CENTER_CENTER, sign, font, colour);
    let skipped = result.state == CheckState::Skipped;
    let column = |left: f32, right: f32| Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let (left, right) = (rect.left() + 32.0, rect.right() - 8.0);
    let ink = if skipped { t.dim } else { t.text };
    paint_text(ui.painter(), column(left, left + NAME - 12.0), Align::Min, &name, body(), ink);
    let ink = match result.state {
        CheckState::Failed => t.error,
        CheckState::Warning => t.warn,
        CheckState::Ok => t.dim,
        CheckState::Skipped => t.faint,
    };
    paint_text(ui.painter(), column(left + NAME, right - TIME), Align::Min, &line, secondary(), ink);
    paint_text(ui.painter(), column(right - TIME, right), Align::Max, &took, secondary(), t.faint);
    line_below(ui, rect);
    response.clicked()
}

fn line_below(ui: &Ui, rect: Rect) {
    let t = tokens(ui);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line.gamma_multiply(0.6)));
}

/// All that is known of a result; returns the code when the user asks what it is.
fn details(ui: &mut Ui, id: Id, result: &StepResult, card: bool, open: bool) -> Option<StatusCode> {
    let t = tokens(ui);
    let mut asked = None;
    ui.add_space(6.0);
    Frame::new().inner_margin(Margin { left: 32, right: 8, top: 0, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if open {
            if let Some(note) = result.note {
                ui.add(Label::new(RichText::new(note_words(note)).font(secondary()).color(t.text)).wrap());
            }
            for (label, value) in result_details(result) {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(vec2(112.0, 18.0), |ui| {
                        ui.set_min_width(112.0);
                        ui.label(RichText::new(label).font(secondary()).color(t.dim));
                    });
                    let value = RichText::new(value).font(secondary()).color(t.text);
                    ui.add(Label::new(value).wrap().selectable(true));
                });
            }
        }
        if let Some(error) = result.error.as_deref().filter(|_| card || open) {
            if open && !result.facts.is_empty() {
                ui.add_space(4.0);
            }
            let facts = CardFacts::default();
            asked = error_card(ui, id, error, &error_report(error), &facts);
        }
    });
    asked
}
