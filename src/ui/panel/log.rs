//! The message log: what is said to servers and what they answer. Only the lines in sight are read and drawn.

use super::log_index::LogIndex;
use crate::error::Error;
use crate::i18n::fl;
use crate::log::{LogBody, LogEntry, LogLevel};
use crate::text::{clock_time, level_name, log_words};
use crate::ui::state::{Action, LogAction, UiState};
use crate::ui::theme::{Tokens, icon, measure, mono, secondary, tokens};
use crate::ui::widget::{UiCommand, icon_button, link, menu_entries, menu_item, menu_line, search_field};
use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align, Color32, CornerRadius, Event, Id, Layout, Popup, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};
use std::sync::{Arc, Mutex, PoisonError};

const TIME_WIDTH: f32 = 100.0;
const LEVEL_WIDTH: f32 = 78.0;

/// Draws the filters and the lines into what is left of `ui`.
#[must_use]
pub fn log(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    // What is shown follows from log and filters; it is kept between frames only to save the search.
    let kept = Id::unique("log-index");
    let index: Arc<Mutex<LogIndex>> =
        ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<LogIndex>>>(kept).clone());
    let mut index = index.lock().unwrap_or_else(PoisonError::into_inner);
    if index.update(&state.log, &state.log_panel.levels, &state.log_panel.filter) {
        ui.ctx().request_repaint();
    }
    filters(ui, state, &index, &mut actions);
    if index.len() == 0 {
        let words = if state.log.range().is_empty() { fl!("log-empty") } else { fl!("log-nothing-fits") };
        let t = tokens(ui);
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() / 2.0 - 12.0).max(8.0));
            ui.label(RichText::new(words).color(t.dim));
        });
        return actions;
    }
    lines(ui, state, &mut index, &mut actions);
    if index.selected.is_some() && !ui.ctx().egui_wants_keyboard_input() {
        let copy = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
        if copy {
            actions.push(Action::CopyText(as_text(&index.selected_lines(&state.log))));
        }
    }
    actions
}

fn filters(ui: &mut Ui, state: &UiState, index: &LogIndex, actions: &mut Vec<Action>) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 36.0), Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(measure::ROW_PADDING);
        ui.spacing_mut().item_spacing.x = 4.0;
        for level in LogLevel::ALL {
            let shown = state.log_panel.levels.contains(&level);
            if toggle(ui, level, shown) {
                actions.push(Action::Log(LogAction::ShowLevel(level, !shown)));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(measure::ROW_PADDING);
            let more = icon_button(ui, icon::MORE, &fl!("log-more"), true);
            Popup::menu(&more).show(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                menu_entries(ui, &[UiCommand::LogToFile, UiCommand::ShowLogFiles], state, actions);
            });
            if icon_button(ui, icon::CLEAN, &fl!("log-clear"), true).clicked() {
                actions.push(Action::Log(LogAction::Clear));
            }
            if icon_button(ui, icon::COPY, &fl!("log-copy-all"), index.len() > 0).clicked() {
                actions.push(Action::CopyText(as_text(&index.all_lines(&state.log))));
            }
            if ui.available_width() > 140.0 {
                let mut text = state.log_panel.filter.clone();
                let width = (ui.available_width() - 16.0).min(240.0);
                let hint = fl!("log-filter");
                if search_field(ui, &mut text, &hint, width).changed() {
                    actions.push(Action::Log(LogAction::Filter(text)));
                }
            }
        });
    });
}

fn toggle(ui: &mut Ui, level: LogLevel, shown: bool) -> bool {
    let t = tokens(ui);
    let name = level_name(level);
    let ink = if shown { colour(level, t) } else { t.faint };
    let galley = ui.painter().layout_no_wrap(name.clone(), secondary(), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 18.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, &name));
    let radius = CornerRadius::same(6);
    let fill = if shown { t.raised } else { Color32::TRANSPARENT };
    let line = match (response.has_focus(), shown || response.hovered()) {
        (true, _) => t.accent,
        (false, true) => t.line,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response.clicked()
}

fn lines(ui: &mut Ui, state: &UiState, index: &mut LogIndex, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = index.len();
    ScrollArea::vertical().id_salt("log").auto_shrink(false).stick_to_bottom(true).show_rows(
        ui,
        measure::LOG_ROW,
        count,
        |ui, places| {
            for (number, entry) in index.lines(&state.log, places) {
                line(ui, number, &entry, index, state, actions);
            }
        },
    );
}

fn line(ui: &mut Ui, number: u64, entry: &LogEntry, index: &mut LogIndex, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::LOG_ROW), Sense::hover());
    let response = ui.interact(rect, Id::unique(("log-line", number)), Sense::click());
    let selected = index.selected.as_ref().is_some_and(|range| range.contains(&number));
    if selected {
        ui.painter().rect_filled(rect, 0, t.selection);
    }
    let level = entry.body.level();
    let words = log_words(entry);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, &words));
    let left = rect.left() + measure::ROW_PADDING;
    let ink = colour(level, t);
    let painter = ui.painter().clone();
    let part = |at: f32, until: f32, text: String, ink: Color32| {
        let mut job = LayoutJob::single_section(text, TextFormat::simple(mono(), ink));
        job.wrap = TextWrapping::truncate_at_width((until - at).max(0.0));
        let galley = painter.layout_job(job);
        let cut = galley.elided;
        painter.galley(pos2(at, rect.center().y - galley.size().y / 2.0), galley, ink);
        cut
    };
    part(left, left + TIME_WIDTH, clock_time(entry.time), t.faint);
    part(left + TIME_WIDTH, left + TIME_WIDTH + LEVEL_WIDTH, level_name(level), t.dim);
    let start = left + TIME_WIDTH + LEVEL_WIDTH;
    let mut end = rect.right() - measure::ROW_PADDING;
    if let LogBody::Error(error) = &entry.body {
        // What is known of a failure stands on its card: one click away.
        let (followed, taken) = card_link(ui, rect, number);
        end -= taken;
        if followed || response.double_clicked() {
            actions.push(show_card(error, entry));
        }
    }
    let cut = part(start, end, words.clone(), ink);
    if response.clicked() {
        let extend = ui.input(|input| input.modifiers.shift);
        index.selected = Some(match (&index.selected, extend) {
            (Some(range), true) => range.start.min(number)..range.end.max(number + 1),
            _ => number..number + 1,
        });
    }
    if response.secondary_clicked() && !selected {
        index.selected = Some(number..number + 1);
    }
    response.context_menu(|ui| menu(ui, index, entry, state, actions));
    if cut {
        response.on_hover_text(words);
    }
}

fn show_card(error: &Arc<Error>, entry: &LogEntry) -> Action {
    Action::Log(LogAction::ShowCard { error: Arc::clone(error), at: entry.time })
}

/// The link at the right end of an error's line: whether it was followed, and how much room it takes.
fn card_link(ui: &mut Ui, rect: Rect, number: u64) -> (bool, f32) {
    let words = fl!("errors-card");
    let width = ui.painter().layout_no_wrap(words.clone(), secondary(), Color32::PLACEHOLDER).size().x;
    let place = Rect::from_min_max(pos2(rect.right() - measure::ROW_PADDING - width, rect.top()), rect.max);
    let layout = Layout::left_to_right(Align::Center);
    let mut at_end = ui.new_child(UiBuilder::new().max_rect(place).id_salt(("log-card", number)).layout(layout));
    (link(&mut at_end, &words).clicked(), width + 12.0)
}

fn menu(ui: &mut Ui, index: &LogIndex, entry: &LogEntry, state: &UiState, actions: &mut Vec<Action>) {
    if let LogBody::Error(error) = &entry.body {
        if menu_item(ui, icon::WARNING_CIRCLE, &fl!("errors-card"), true) {
            actions.push(show_card(error, entry));
        }
        menu_line(ui);
    }
    if menu_item(ui, icon::COPY, &fl!("log-copy"), true) {
        actions.push(Action::CopyText(as_text(&index.selected_lines(&state.log))));
    }
    if menu_item(ui, icon::FILES, &fl!("log-copy-all"), true) {
        actions.push(Action::CopyText(as_text(&index.all_lines(&state.log))));
    }
    menu_line(ui);
    if menu_item(ui, icon::CLEAN, &fl!("log-clear"), true) {
        actions.push(Action::Log(LogAction::Clear));
    }
}

fn colour(level: LogLevel, t: &Tokens) -> Color32 {
    match level {
        LogLevel::Status => t.text,
        LogLevel::Command => t.log_command,
        LogLevel::Response => t.log_response,
        LogLevel::Error => t.error,
        LogLevel::Debug => t.dim,
    }
}

/// Lines as text, one a line; errors with all that is known of them.
fn as_text(lines: &[(u64, Arc<LogEntry>)]) -> String {
    let mut text = String::new();
    for (_, entry) in lines {
        let words = match &entry.body {
            LogBody::Error(error) => crate::text::error_report(error).to_text().trim_end().replace('\n', "\n    "),
            _ => log_words(entry),
        };
        text.extend([&clock_time(entry.time), " ", &level_name(entry.body.level()), ": ", &words, "\n"]);
    }
    text
}
