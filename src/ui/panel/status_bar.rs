//! The status bar: what is selected, how the session is secured, how fast it goes, and how much is left.

use crate::engine::SessionState;
use crate::i18n::fl;
use crate::model::ByteSize;
use crate::text::{SecurityGrade, duration, error_cause, rate, security_grade, security_summary, size};
use crate::ui::state::{Action, BottomTab, Dialog, DialogAction, UiState, ViewAction};
use crate::ui::theme::{icon, measure, secondary, small_icon, tokens};
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Color32, Label, Layout, Response, RichText, Sense, Ui, WidgetInfo, vec2};

/// Draws the status bar over the width of `ui`.
#[must_use]
pub fn status_bar(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    let size = vec2(ui.available_width(), measure::STATUS);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 18.0;
        ui.add_space(measure::ROW_PADDING);
        let width = ui.available_width();
        let selection = selection(state);
        if !selection.is_empty() {
            said(ui, &selection);
        }
        session(ui, state, &mut actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(measure::ROW_PADDING);
            totals(ui, state, width, &mut actions);
        });
    });
    actions
}

fn said(ui: &mut Ui, words: &str) -> Response {
    let t = tokens(ui);
    ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).truncate())
}

/// What is selected in the pane that has the focus, or nothing.
fn selection(state: &UiState) -> String {
    let sums = state.pane(state.here.focus).sums();
    if sums.entries == 0 {
        return String::new();
    }
    let mut words = fl!("status-selected", count = sums.entries);
    if sums.folders > 0 {
        words = format!("{words}, {}", fl!("status-folders", count = sums.folders));
    }
    if sums.bytes > ByteSize(0) {
        words = format!("{words} · {}", size(sums.bytes));
    }
    words
}

fn session(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let Some(session) = &state.here.session else {
        said(ui, &fl!("status-offline"));
        return;
    };
    match &session.state {
        SessionState::Connecting => {
            said(ui, &fl!("status-connecting", host = session.wish.endpoint.host_port()));
        }
        SessionState::Reconnecting { error } => {
            ui.label(
                RichText::new(fl!("status-reconnecting", reason = error_cause(error))).font(secondary()).color(t.warn),
            );
        }
        SessionState::Ended(Some(error)) => {
            ui.label(RichText::new(fl!("status-ended", reason = error_cause(error))).font(secondary()).color(t.error));
        }
        SessionState::Ended(None) => {
            said(ui, &fl!("status-offline"));
        }
        SessionState::Connected { info, .. } => {
            let summary = security_summary(&session.wish.endpoint, &info.security);
            if padlock(ui, &summary, security_grade(&info.security)).clicked() {
                actions.push(Action::Dialog(DialogAction::Open(Box::new(Dialog::Security))));
            }
        }
    }
}

/// A button that shows how the session is secured; with a colour where it is not secured well.
fn padlock(ui: &mut Ui, words: &str, grade: SecurityGrade) -> Response {
    let t = tokens(ui);
    let (sign, ink) = match grade {
        SecurityGrade::Good => (icon::LOCK, t.dim),
        SecurityGrade::Weak => (icon::SHIELD_WARNING, t.warn),
        SecurityGrade::Open => (icon::LOCK_OPEN, t.error),
    };
    let text = ui.painter().layout_no_wrap(words.to_owned(), secondary(), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 24.0, 22.0), Sense::click());
    let name = fl!("status-security-name", words = words);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let ink = if response.hovered() || response.has_focus() { t.text } else { ink };
    let at = egui::pos2(rect.left(), rect.center().y - text.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, text, ink);
    let at = egui::pos2(rect.right() - 8.0, rect.center().y);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, sign, small_icon(), ink);
    response
}

/// The number of open errors: a button that shows them.
fn badge(ui: &mut Ui, words: &str) -> Response {
    let t = tokens(ui);
    let text = ui.painter().layout_no_wrap(words.to_owned(), secondary(), t.error);
    let (rect, response) = ui.allocate_exact_size(vec2(text.size().x + 32.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let line = if response.has_focus() { t.accent } else { Color32::TRANSPARENT };
    let fill = if response.hovered() { t.error.gamma_multiply(0.22) } else { t.error_bg };
    let radius = egui::CornerRadius::same(10);
    ui.painter().rect(rect, radius, fill, egui::Stroke::new(1.0, line), egui::StrokeKind::Inside);
    let sign = egui::pos2(rect.left() + 14.0, rect.center().y);
    ui.painter().text(sign, egui::Align2::CENTER_CENTER, icon::WARNING_CIRCLE, small_icon(), t.error);
    ui.painter().galley(egui::pos2(rect.left() + 24.0, rect.center().y - text.size().y / 2.0), text, t.error);
    response.on_hover_text(fl!("status-errors-open"))
}

/// From the right edge to the left: time and bytes left, down, up.
fn totals(ui: &mut Ui, state: &UiState, width: f32, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let totals = &state.queue.totals;
    let errors = state.errors.book.open();
    if errors > 0 && badge(ui, &fl!("status-errors", count = errors)).clicked() {
        actions.push(Action::View(ViewAction::Tab(BottomTab::Errors)));
    }
    if totals.failed > 0 && errors == 0 {
        let words = fl!("status-failed", count = totals.failed);
        ui.label(RichText::new(words).font(secondary()).color(t.error));
    }
    if totals.active > 0 {
        let left = size(totals.bytes_left);
        said(
            ui,
            &match totals.left {
                Some(span) => fl!("status-left-eta", size = left, span = duration(span)),
                None => fl!("status-left", size = left),
            },
        );
        if totals.paused {
            ui.label(RichText::new(fl!("status-paused")).font(secondary()).color(t.warn));
        }
    }
    if totals.active > 0 && width > 620.0 {
        let speed = |ui: &mut Ui, sign: &str, value: crate::model::ByteRate, name: String| {
            let ink: Color32 = if value.0 > 0 { t.text } else { t.faint };
            let words = if value.0 > 0 { rate(value) } else { "0".to_owned() };
            ui.label(RichText::new(format!("{sign} {words}")).font(secondary()).color(ink)).on_hover_text(name);
        };
        speed(ui, "↓", totals.down, fl!("status-down"));
        speed(ui, "↑", totals.up, fl!("status-up"));
    }
}
