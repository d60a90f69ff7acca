//! One file of a group in the errors panel.

use super::error_group_row::INDENT;
use crate::i18n::fl;
use crate::journal::{EntryId, Group, Outcome};
use crate::text::{entry_name, error_report, outcome_words, size, time_of_day};
use crate::ui::state::{Action, ErrorsAction, UiState};
use crate::ui::theme::{body, icon, measure, mono, secondary, tokens};
use crate::ui::widget::{line, menu_item, menu_line, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

/// Draws the file in `rect`.
pub(super) fn file_row(
    ui: &mut Ui,
    rect: Rect,
    group: Option<&Group>,
    id: EntryId,
    state: &UiState,
    actions: &mut Vec<Action>,
) {
    let t = tokens(ui);
    let Some(entry) = state.errors.book.entry(id) else { return };
    let failure = &*entry.failure;
    let selected = state.errors.selected == Some(id);
    let response = ui.interact(rect, Id::unique(("error-file", id.0)), Sense::click());
    let name = entry_name(failure, group);
    let outcome = outcome_words(entry);
    let label = if outcome.is_empty() { name.clone() } else { format!("{name}, {outcome}") };
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &label));
    if selected {
        ui.painter().rect_filled(rect, 0, t.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, t.row_hover);
    } else {
        ui.painter().rect_filled(rect, 0, t.row);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 0, Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
    let right = rect.right() - 16.0;
    let cell = |from: f32, to: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(to.max(from), rect.bottom()));
    let wide = rect.width() >= 620.0;
    let state_width = if wide { 150.0 } else { 110.0 };
    let ink = match entry.outcome {
        Outcome::Open => t.dim,
        Outcome::Again => t.warn,
        Outcome::Done => t.ok,
        Outcome::Left => t.faint,
    };
    let part = |cell: Rect, align: Align, text: &str, font, ink| {
        let galley = line(ui.painter(), text, font, ink, cell.width());
        paint_line(ui.painter(), cell, align, galley)
    };
    let mut until = right - state_width;
    part(cell(until, right), Align::Max, &outcome, secondary(), ink);
    if wide {
        let bytes = failure.size.map(size).unwrap_or_default();
        part(cell(until - 84.0, until - 8.0), Align::Max, &bytes, secondary(), t.dim);
        until -= 92.0;
    }
    part(cell(until - 66.0, until), Align::Max, &time_of_day(failure.time), mono(), t.faint);
    part(cell(rect.left() + INDENT, until - 66.0 - measure::GAP), Align::Min, &name, body(), t.text);

    let say = |action| Action::Errors(action);
    if response.double_clicked() {
        actions.push(say(ErrorsAction::ShowCard(id)));
    } else if response.clicked() || response.secondary_clicked() {
        actions.push(say(ErrorsAction::Pick(id)));
    }
    response.context_menu(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let live = failure.transfer.is_some() && entry.outcome == Outcome::Open;
        let mut item = |ui: &mut Ui, sign: &str, words: String, enabled: bool, action: ErrorsAction| {
            if menu_item(ui, sign, &words, enabled) {
                actions.push(say(action));
            }
        };
        item(ui, icon::RETRY, fl!("errors-retry"), live, ErrorsAction::Retry(id));
        item(ui, icon::SKIP, fl!("errors-skip"), live, ErrorsAction::Skip(id));
        item(ui, icon::WARNING_CIRCLE, fl!("errors-card"), true, ErrorsAction::ShowCard(id));
        menu_line(ui);
        item(ui, icon::CLOSE, fl!("errors-dismiss"), true, ErrorsAction::Dismiss(id));
        if menu_item(ui, icon::COPY, &fl!("errors-copy"), true) {
            actions.push(Action::CopyText(error_report(&failure.error).to_text()));
        }
    });
}
