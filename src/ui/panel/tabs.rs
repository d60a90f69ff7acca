//! The bottom panel: its tabs with their buttons, and the one that is open.

use super::console::{console, console_buttons};
use super::errors::{error_buttons, errors};
use super::log::log;
use super::transfers::transfers;
use crate::engine::QueueCommand;
use crate::i18n::fl;
use crate::queue::{RowView, TransferState};
use crate::ui::state::{Action, BottomTab, QueueAction, UiState, ViewAction};
use crate::ui::theme::{body, icon, measure, secondary, semibold, tokens};
use crate::ui::widget::icon_button;
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Color32, CornerRadius, Layout, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Draws tabs and content into what is left of `ui`.
#[must_use]
pub fn bottom_panel(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    ui.spacing_mut().item_spacing.y = 0.0;
    let strip = vec2(ui.available_width(), measure::TAB_STRIP);
    let drawn = ui.allocate_ui_with_layout(strip, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(strip);
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(10.0);
        let totals = &state.queue.totals;
        let rows = state.queue.rows.len();
        let badge = match (totals.failed, totals.active) {
            (0, 0) => Badge::Count(rows),
            (0, active) => Badge::Count(active),
            (failed, _) => Badge::Failed(failed),
        };
        if tab(ui, &fl!("tab-transfers"), badge, state.tab == BottomTab::Transfers) {
            actions.push(Action::View(ViewAction::Tab(BottomTab::Transfers)));
        }
        let open = state.errors.book.open();
        let pill = if open > 0 { Badge::Failed(open) } else { Badge::Count(state.errors.book.len()) };
        if tab(ui, &fl!("tab-errors"), pill, state.tab == BottomTab::Errors) {
            actions.push(Action::View(ViewAction::Tab(BottomTab::Errors)));
        }
        if tab(ui, &fl!("tab-log"), Badge::Count(0), state.tab == BottomTab::Log) {
            actions.push(Action::View(ViewAction::Tab(BottomTab::Log)));
        }
        if tab(ui, &fl!("tab-console"), Badge::Count(0), state.tab == BottomTab::Console) {
            actions.push(Action::View(ViewAction::Tab(BottomTab::Console)));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(measure::ROW_PADDING);
            match state.tab {
                BottomTab::Transfers => buttons(ui, state, &mut actions),
                BottomTab::Errors => error_buttons(ui, state, &mut actions),
                BottomTab::Log => {}
                BottomTab::Console => console_buttons(ui, state, &mut actions),
            }
        });
    });
    let line = drawn.response.rect;
    ui.painter().hline(line.x_range(), line.bottom(), Stroke::new(1.0, tokens(ui).line));
    ui.add_space(1.0);
    actions.extend(match state.tab {
        BottomTab::Transfers => transfers(ui, state),
        BottomTab::Errors => errors(ui, state),
        BottomTab::Log => log(ui, state),
        BottomTab::Console => console(ui, state),
    });
    actions
}

/// From the right edge to the left.
fn buttons(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let command = |command| Action::Queue(QueueAction::Command(command));
    let finished = state.queue.rows.iter().any(|row| row.state.is_final());
    if icon_button(ui, icon::CLEAN, &fl!("queue-clear"), finished).clicked() {
        actions.push(command(QueueCommand::ClearFinished));
    }
    let fits = |row: &&Arc<RowView>| row.files_failed > 0 || row.state == TransferState::Failed;
    let failed: Vec<_> = state.queue.rows.iter().filter(fits).map(|row| row.id).collect();
    if !failed.is_empty() && icon_button(ui, icon::RETRY, &fl!("queue-retry-failed"), true).clicked() {
        actions.push(command(QueueCommand::Retry(failed)));
    }
    if state.queue.totals.paused {
        if icon_button(ui, icon::PLAY, &fl!("queue-resume-all"), true).clicked() {
            actions.push(command(QueueCommand::ResumeAll));
        }
    } else if icon_button(ui, icon::PAUSE, &fl!("queue-pause-all"), state.queue.totals.active > 0).clicked() {
        actions.push(command(QueueCommand::PauseAll));
    }
}

#[derive(Clone, Copy, Debug)]
enum Badge {
    Count(usize),
    Failed(usize),
}

fn tab(ui: &mut Ui, name: &str, badge: Badge, open: bool) -> bool {
    let t = tokens(ui);
    let (count, pill, on_pill) = match badge {
        Badge::Count(count) => (count, t.line, t.dim),
        Badge::Failed(count) => (count, t.error, t.on_error),
    };
    let ink = if open { t.text } else { t.dim };
    let font = if open { semibold() } else { body() };
    let text = ui.painter().layout_no_wrap(name.to_owned(), font, ink);
    let number = (count > 0).then(|| ui.painter().layout_no_wrap(count.to_string(), secondary(), on_pill));
    let pill_width = number.as_ref().map_or(0.0, |number| (number.size().x + 10.0).max(18.0));
    let gap = if count > 0 { 8.0 } else { 0.0 };
    let size = vec2(text.size().x + gap + pill_width + 22.0, 30.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, open, name));
    let radius = CornerRadius::same(measure::RADIUS);
    let fill = match (open, response.hovered()) {
        (true, _) => t.bg,
        (false, true) => t.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    let line = if response.has_focus() { t.accent } else { Color32::TRANSPARENT };
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), egui::StrokeKind::Inside);
    let at = pos2(rect.left() + 11.0, rect.center().y - text.size().y / 2.0);
    let after = at.x + text.size().x + gap;
    ui.painter().galley(at, text, ink);
    if let Some(number) = number {
        let pill_rect = Rect::from_min_size(pos2(after, rect.center().y - 9.0), vec2(pill_width, 18.0));
        ui.painter().rect_filled(pill_rect, CornerRadius::same(9), pill);
        ui.painter().galley(pill_rect.center() - number.size() / 2.0, number, on_pill);
    }
    response.clicked()
}
