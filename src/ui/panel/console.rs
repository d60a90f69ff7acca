//! The console: what was sent by hand and what came back. Only the lines in sight are drawn.

use super::console_input::input_row;
use crate::error::StatusCode;
use crate::i18n::fl;
use crate::text::clock_time;
use crate::ui::state::{Action, ConsoleAction, ConsoleKind, ConsoleLine, UiState, ViewAction, console_speaks_ftp};
use crate::ui::theme::{Tokens, icon, measure, mono, secondary, tokens};
use crate::ui::widget::{icon_button, menu_item};
use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Color32, CursorIcon, Label, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

const TIME_WIDTH: f32 = 100.0;
/// Height of the row with the field, and of the line of help above it.
const INPUT: f32 = 44.0;
const HELP: f32 = 22.0;
/// Below this height of the panel there is no line of help, and below the next one of the lines no words in their place.
const LOW: f32 = 120.0;
const EMPTY: f32 = 56.0;

/// From the right edge of the tab strip to the left.
pub(super) fn console_buttons(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let any = !state.here.console.lines.is_empty();
    if icon_button(ui, icon::CLEAN, &fl!("console-clear"), any).clicked() {
        actions.push(Action::Console(ConsoleAction::Clear));
    }
    if icon_button(ui, icon::COPY, &fl!("console-copy"), any).clicked() {
        actions.push(Action::CopyText(state.here.console.as_text()));
    }
}

/// Draws lines and field into what is left of `ui`.
#[must_use]
pub(super) fn console(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    let ftp = console_speaks_ftp(state);
    // In a low panel the field is worth more than its help.
    let help = if ui.available_height() < LOW { 1.0 } else { HELP };
    let height = (ui.available_height() - INPUT - help).max(0.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut above = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("console-lines"));
    above.set_clip_rect(rect.intersect(ui.clip_rect()));
    if !state.here.console.lines.is_empty() {
        lines(&mut above, state, &mut actions);
    } else if height >= EMPTY {
        let words = match ftp {
            None => fl!("console-offline"),
            Some(true) => fl!("console-empty-ftp"),
            Some(false) => fl!("console-empty-shell"),
        };
        empty(&mut above, &words);
    }
    input_row(ui, state, ftp, help, &mut actions);
    actions
}

fn empty(ui: &mut Ui, words: &str) {
    let t = tokens(ui);
    ui.vertical_centered(|ui| {
        ui.set_max_width(620.0_f32.min(ui.available_width() - 32.0));
        ui.add_space((ui.available_height() / 2.0 - 24.0).max(8.0));
        ui.add(Label::new(RichText::new(words).font(secondary()).color(t.dim)).wrap());
    });
}

fn lines(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = &state.here.console.lines;
    ScrollArea::vertical().id_salt("console").auto_shrink(false).stick_to_bottom(true).show_rows(
        ui,
        measure::LOG_ROW,
        lines.len(),
        |ui, places| {
            for line in lines.range(places.start.min(lines.len())..places.end.min(lines.len())) {
                draw(ui, line, state, actions);
            }
        },
    );
}

fn draw(ui: &mut Ui, line: &ConsoleLine, state: &UiState, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let size = vec2(ui.available_width(), measure::LOG_ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let words = line.words();
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
    let left = rect.left() + measure::ROW_PADDING;
    let paint = |at: f32, until: f32, text: String, ink: Color32| {
        let mut job = LayoutJob::single_section(text, TextFormat::simple(mono(), ink));
        job.wrap = TextWrapping::truncate_at_width((until - at).max(0.0));
        let galley = ui.painter().layout_job(job);
        let (cut, width) = (galley.elided, galley.size().x);
        ui.painter().galley(pos2(at, rect.center().y - galley.size().y / 2.0), galley, ink);
        (cut, width)
    };
    if line.kind == ConsoleKind::Sent {
        paint(left, left + TIME_WIDTH, clock_time(line.at), t.faint);
    }
    let start = left + TIME_WIDTH;
    let (cut, width) = paint(start, rect.right() - measure::ROW_PADDING, words.clone(), colour(line.kind, t));
    if let ConsoleKind::Meaning(code) = line.kind {
        // A meaning leads to the page of its code.
        let code = StatusCode::Ftp(code);
        if response.hovered() {
            let under = rect.bottom() - 3.0;
            ui.painter().hline(start..=start + width, under, Stroke::new(1.0, t.accent));
        }
        if response.clicked() {
            actions.push(Action::View(ViewAction::OpenCodes(Some(code))));
        }
    }
    response.context_menu(|ui| {
        if let ConsoleKind::Meaning(code) = line.kind
            && menu_item(ui, icon::BOOK, &fl!("console-book"), true)
        {
            actions.push(Action::View(ViewAction::OpenCodes(Some(StatusCode::Ftp(code)))));
        }
        if menu_item(ui, icon::COPY, &fl!("console-copy-line"), true) {
            actions.push(Action::CopyText(line.words()));
        }
        if menu_item(ui, icon::FILES, &fl!("console-copy"), true) {
            actions.push(Action::CopyText(state.here.console.as_text()));
        }
    });
    let response = match line.kind {
        ConsoleKind::Meaning(_) => response.on_hover_cursor(CursorIcon::PointingHand),
        _ => response,
    };
    if cut {
        response.on_hover_text(words);
    } else if matches!(line.kind, ConsoleKind::Meaning(_)) {
        response.on_hover_text(fl!("console-book"));
    }
}

fn colour(kind: ConsoleKind, t: &Tokens) -> Color32 {
    match kind {
        ConsoleKind::Sent => t.log_command,
        ConsoleKind::Reply => t.log_response,
        ConsoleKind::Meaning(code) if (400..600).contains(&code) => t.error,
        ConsoleKind::Meaning(_) => t.accent,
        ConsoleKind::Output => t.text,
        ConsoleKind::ErrorOutput => t.warn,
        ConsoleKind::Note => t.dim,
        ConsoleKind::Fault => t.error,
    }
}
