//! The field of the console: what is typed, the line of help above it, and the list of commands to choose from.

use crate::error::{FTP_COMMANDS, FtpCommand, ftp_command};
use crate::i18n::fl;
use crate::remote::{secret_in, verb_of};
use crate::text::command_help;
use crate::ui::state::{Action, ConsoleAction, Dialog, UiState};
use crate::ui::theme::{body, icon, measure, mono, secondary, small_icon, tokens};
use crate::ui::widget::{FieldKind, Look, button, caret_to_end, icon_button, paint_text, sized_field};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Area, CornerRadius, EventFilter, Frame, Id, Key, Layout, Margin, Modifiers, Order, Rect, Response,
    ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

/// How many commands the list shows at a time.
const SHOWN: usize = 9;
/// Width of the column with the form of a command.
const SYNTAX: f32 = 250.0;

/// Draws the line of help and the row with the field.
pub(super) fn input_row(ui: &mut Ui, state: &UiState, ftp: Option<bool>, help: f32, actions: &mut Vec<Action>) {
    let t = tokens(ui);
    let whole = vec2(ui.available_width(), help);
    let (place, _) = ui.allocate_exact_size(whole, Sense::hover());
    ui.painter().hline(place.x_range(), place.top(), Stroke::new(1.0, t.line));
    let (words, ink) = if help < measure::LOG_ROW { Default::default() } else { help_line(state, ftp) };
    let inner = place.shrink2(vec2(measure::ROW_PADDING, 0.0));
    paint_text(ui.painter(), inner, Align::Min, &words, secondary(), if ink { t.warn } else { t.dim });
    let row = vec2(ui.available_width(), ui.available_height().max(measure::CONTROL));
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP;
        ui.add_space(measure::ROW_PADDING);
        ui.label(eframe::egui::RichText::new(if ftp == Some(false) { "$" } else { ">" }).font(mono()).color(t.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(measure::ROW_PADDING);
            if state.here.console.waiting.is_some() {
                if button(ui, Look::Plain, Some(icon::STOP), &fl!("console-stop"), true).clicked() {
                    actions.push(Action::Console(ConsoleAction::Stop));
                }
            } else {
                let words = if ftp == Some(false) { fl!("console-run") } else { fl!("console-send") };
                let sends = ftp.is_some() && !state.here.console.text.trim().is_empty();
                if button(ui, Look::Primary, None, &words, sends).clicked() {
                    actions.push(Action::Console(ConsoleAction::Send));
                }
            }
            if ftp == Some(true) {
                let open = state.here.console.listing;
                if icon_button(ui, icon::BOOK, &fl!("console-commands"), true).clicked() {
                    actions.push(Action::Console(ConsoleAction::ListCommands(!open)));
                }
            }
            field(ui, state, ftp, actions);
        });
    });
}

/// What the word in front does; `true`: it is a warning.
fn help_line(state: &UiState, ftp: Option<bool>) -> (String, bool) {
    if state.here.console.waiting.is_some() {
        return (fl!("console-waiting"), false);
    }
    if ftp != Some(true) {
        return (String::new(), false);
    }
    if secret_in(&state.here.console.text).is_some() {
        return (fl!("console-hidden"), true);
    }
    match ftp_command(verb_of(&state.here.console.text)) {
        Some(command) => (format!("{} \u{2013} {}", command.syntax, command_help(command)), command.effect.derails()),
        None => (String::new(), false),
    }
}

/// The commands to choose from: those that begin as what is typed, or all of them.
fn candidates(state: &UiState, ftp: Option<bool>, focused: bool) -> Vec<&'static FtpCommand> {
    let typed = state.here.console.text.trim_start();
    let verb = verb_of(typed);
    if ftp != Some(true) || state.here.console.waiting.is_some() {
        return Vec::new();
    }
    if state.here.console.listing {
        return FTP_COMMANDS.iter().collect();
    }
    if !focused || verb.is_empty() || typed.contains(' ') || state.here.console.recalled.is_some() {
        return Vec::new();
    }
    let begins =
        |command: &&FtpCommand| command.name.get(..verb.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(verb));
    let found: Vec<_> = FTP_COMMANDS.iter().filter(begins).collect();
    // Nothing is left to choose.
    if matches!(found.as_slice(), [only] if only.name.eq_ignore_ascii_case(verb)) { Vec::new() } else { found }
}

fn field(ui: &mut Ui, state: &UiState, ftp: Option<bool>, actions: &mut Vec<Action>) {
    let name = fl!("console-field");
    let hint = match ftp {
        None => fl!("console-offline"),
        Some(true) => fl!("console-hint-ftp"),
        Some(false) => fl!("console-hint-shell"),
    };
    let hidden = ftp == Some(true) && secret_in(&state.here.console.text).is_some();
    let kind = if hidden { FieldKind::Secret } else { FieldKind::Mono };
    let kept = Id::unique("console-field");
    let had_focus = ui.data(|data| data.get_temp::<Id>(kept)).is_some_and(|id| ui.memory(|m| m.has_focus(id)));
    let choice = candidates(state, ftp, had_focus);
    let picked = state.here.console.picked.min(choice.len().saturating_sub(1));
    if had_focus {
        keys(ui, state, &choice, picked, actions);
    }
    let mut text = state.here.console.text.clone();
    let width = ui.available_width();
    let response =
        ui.add_enabled_ui(ftp.is_some(), |ui| sized_field(ui, &mut text, &name, &hint, kind, false, width)).inner;
    ui.data_mut(|data| data.insert_temp(kept, response.id));
    // Opened just now: the keyboard is there.
    let pass = ui.ctx().cumulative_pass_nr();
    let shown = Id::unique("console-shown");
    let before = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<u64>(shown), pass));
    // Asked whether to send it: the keyboard comes back.
    let asking = Id::unique("console-asking");
    let asks = matches!(state.dialog(), Some(Dialog::RawCommand { .. }));
    let asked = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<bool>(asking), asks));
    let listing = Id::unique("console-listing");
    let listed =
        ui.data_mut(|d| std::mem::replace(d.get_temp_mut_or_default::<bool>(listing), state.here.console.listing));
    let opened = before + 1 < pass || (state.here.console.listing && !listed);
    if (opened || asked) && ftp.is_some() && state.dialog().is_none() {
        response.request_focus();
    }
    let filled = Id::unique("console-filled");
    let before =
        ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<u64>(filled), state.here.console.filled));
    if before != state.here.console.filled {
        caret_to_end(ui, &response, &text);
    }
    if response.changed() {
        actions.push(Action::Console(ConsoleAction::Edit(text)));
    }
    if response.has_focus() {
        // Arrows go through history and list; Tab takes a command of the list where there is one.
        let filter = EventFilter {
            tab: !choice.is_empty(),
            vertical_arrows: true,
            horizontal_arrows: true,
            escape: state.here.console.listing,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        actions.push(Action::Console(ConsoleAction::Send));
        response.request_focus();
    }
    if !choice.is_empty() {
        let place = list(ui, &response, &choice, picked, actions);
        let beside = ui.input(|input| {
            let at = input.pointer.interact_pos().filter(|_| input.pointer.any_click());
            at.is_some_and(|at| !place.contains(at) && !response.rect.contains(at))
        });
        if beside && state.here.console.listing && listed {
            actions.push(Action::Console(ConsoleAction::ListCommands(false)));
        }
    }
}

/// The keys of the field besides Enter.
fn keys(ui: &Ui, state: &UiState, choice: &[&'static FtpCommand], picked: usize, actions: &mut Vec<Action>) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
    let mut act = |action| actions.push(Action::Console(action));
    let Some(command) = choice.get(picked) else {
        if up || down {
            act(ConsoleAction::Recall(up));
        }
        return;
    };
    if down {
        act(ConsoleAction::Pick((picked + 1).min(choice.len() - 1)));
    }
    if up && picked > 0 {
        act(ConsoleAction::Pick(picked - 1));
    } else if up && !state.here.console.listing {
        act(ConsoleAction::Recall(true));
    }
    if state.here.console.listing && pressed(Key::Escape) {
        act(ConsoleAction::ListCommands(false));
    }
    // In the list of all, Enter takes what the keyboard is on; beside it, what was typed is sent.
    if pressed(Key::Tab) || (state.here.console.listing && pressed(Key::Enter)) {
        act(ConsoleAction::Complete(command.name));
    }
}

/// The list of commands above the field; returns where it is.
fn list(ui: &Ui, field: &Response, choice: &[&'static FtpCommand], picked: usize, actions: &mut Vec<Action>) -> Rect {
    let t = tokens(ui);
    let row = measure::ROW;
    let rows = f32::from(u8::try_from(choice.len().min(SHOWN)).unwrap_or(u8::MAX));
    let room = (field.rect.top() - ui.ctx().content_rect().top() - 24.0).max(row);
    let height = (rows * row).min(room);
    let width = field.rect.width().clamp(240.0, 760.0);
    let area = Area::new(Id::unique("console-commands"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(pos2(field.rect.left(), field.rect.top() - 6.0))
        .constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        let frame = Frame::new()
            .fill(t.raised)
            .stroke(Stroke::new(1.0, t.line))
            .corner_radius(CornerRadius::same(measure::MENU_RADIUS))
            .inner_margin(Margin::same(5));
        frame.show(ui, |ui| {
            ui.set_width(width - 10.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            let before = ui.ctx().data(|data| data.get_temp::<usize>(Id::unique("console-picked")));
            ui.ctx().data_mut(|data| data.insert_temp(Id::unique("console-picked"), picked));
            let mut scroll =
                ScrollArea::vertical().id_salt("console-commands").max_height(height).min_scrolled_height(height);
            if before.is_some_and(|before| before != picked) {
                // The row that the keyboard is on stays in sight.
                let above = f32::from(u8::try_from(picked).unwrap_or(u8::MAX)) * row;
                let middle = above - (height - row) / 2.0;
                scroll = scroll.vertical_scroll_offset(middle.max(0.0));
            }
            scroll.show_rows(ui, row, choice.len(), |ui, places| {
                for place in places {
                    let Some(command) = choice.get(place) else { break };
                    if entry(ui, command, place == picked) {
                        actions.push(Action::Console(ConsoleAction::Complete(command.name)));
                        field.request_focus();
                    }
                }
            });
        });
    });
    shown.response.rect
}

fn entry(ui: &mut Ui, command: &FtpCommand, picked: bool) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), measure::ROW), Sense::click());
    let words = command_help(command);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, picked, format!("{}: {words}", command.syntax)));
    if picked || response.hovered() {
        let fill = if picked { t.selection } else { t.raised_hover };
        ui.painter().rect_filled(rect, CornerRadius::same(5), fill);
    }
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let split = inner.left() + SYNTAX.min(inner.width() * 0.45);
    let syntax = Rect::from_min_max(inner.min, pos2(split - measure::GAP, inner.bottom()));
    paint_text(ui.painter(), syntax, Align::Min, command.syntax, mono(), t.text);
    let mut behind = Rect::from_min_max(pos2(split, inner.top()), inner.max);
    if command.effect.derails() {
        let sign = Rect::from_min_max(pos2(behind.right() - 18.0, behind.top()), behind.max);
        paint_text(ui.painter(), sign, Align::Max, icon::WARNING, small_icon(), t.warn);
        behind.set_right(behind.right() - 22.0);
    }
    paint_text(ui.painter(), behind, Align::Min, &words, body(), t.dim);
    response.clicked()
}
