//! Entries of menus: name on the left, keys on the right, a mark before switches that are on.

use super::command::UiCommand;
use crate::ui::state::{Action, UiState};
use crate::ui::theme::{body, icon, regular_icon, secondary, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, Color32, CornerRadius, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

const HEIGHT: f32 = 28.0;
const SIGN_ROOM: f32 = 28.0;

/// An entry for a command.
fn command_entry(ui: &mut Ui, command: UiCommand, state: &UiState, out: &mut Vec<Action>) {
    let keys = command.keys().first().map(|keys| ui.ctx().format_shortcut(keys)).unwrap_or_default();
    let sign = match command.is_on(state) {
        Some(true) => Some(icon::CHECK),
        Some(false) => None,
        None => command.icon(),
    };
    if plain_entry(ui, sign, &command.name(), &keys, command.is_enabled(state)) {
        out.push(command.action(state));
    }
}

/// Entries for commands.
pub fn menu_entries(ui: &mut Ui, commands: &[UiCommand], state: &UiState, out: &mut Vec<Action>) {
    for command in commands {
        command_entry(ui, *command, state, out);
    }
}

/// An entry with an icon and any text; returns whether it was chosen.
pub fn menu_item(ui: &mut Ui, sign: &str, name: &str, enabled: bool) -> bool {
    plain_entry(ui, Some(sign), name, "", enabled)
}

/// An entry with any text; returns whether it was chosen.
pub fn plain_entry(ui: &mut Ui, sign: Option<&str>, name: &str, keys: &str, enabled: bool) -> bool {
    let t = tokens(ui);
    let font = FontId::new(15.0, regular_icon().family);
    let text = ui.painter().layout_no_wrap(name.to_owned(), body(), Color32::PLACEHOLDER);
    let shown_keys = ui.painter().layout_no_wrap(keys.to_owned(), secondary(), Color32::PLACEHOLDER);
    let wanted = SIGN_ROOM + text.size().x + 32.0 + shown_keys.size().x + 10.0;
    let width = common_width(ui, wanted);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, enabled, name));
    let lit = enabled && (response.hovered() || response.has_focus());
    if lit {
        ui.painter().rect_filled(rect, CornerRadius::same(5), t.selection);
    }
    let ink = if enabled { t.text } else { t.faint };
    if let Some(sign) = sign {
        let at = pos2(rect.left() + 14.0, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, sign, font, if enabled { t.dim } else { t.faint });
    }
    let place = |left: f32, right: f32| Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let paint = |area: Rect, align, galley: std::sync::Arc<eframe::egui::Galley>, ink| {
        let x = if align == Align::Min { area.left() } else { area.right() - galley.size().x };
        ui.painter().galley(pos2(x, area.center().y - galley.size().y / 2.0), galley, ink);
    };
    paint(place(rect.left() + SIGN_ROOM, rect.right()), Align::Min, text, ink);
    paint(place(rect.left(), rect.right() - 10.0), Align::Max, shown_keys, if enabled { t.dim } else { t.faint });
    let chosen = enabled && response.clicked();
    if chosen {
        ui.close();
    }
    chosen
}

/// All entries of a menu are as wide as the widest one, which is known one frame later.
fn common_width(ui: &Ui, wanted: f32) -> f32 {
    let id = ui.scope_id().with("menu-width");
    let widest = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0);
    if wanted > widest {
        ui.data_mut(|data| data.insert_temp(id, wanted));
        ui.ctx().request_repaint();
    }
    wanted.max(widest).max(ui.min_rect().width())
}

/// A line between groups of entries.
pub fn menu_line(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.min_rect().width(), 9.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, eframe::egui::Stroke::new(1.0, t.line));
}
