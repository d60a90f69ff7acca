//! The head of a pane: whose files it shows, and how the connection stands.

use super::lock_frame::lock_sign;
use super::session_tabs::session_tabs;
use crate::engine::SessionState;
use crate::i18n::fl;
use crate::ui::state::{Action, ConnectionAction, PaneAction, Side, UiState, display, name_of};
use crate::ui::theme::{body, icon, regular_icon, semibold, tokens};
use crate::ui::widget::{icon_button, line, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, CornerRadius, Id, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// Draws the head in `rect`.
pub fn header(ui: &mut Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0.0, t.bg);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
    match side {
        Side::Left => local(ui, rect, state, out),
        Side::Right => server(ui, rect, state, out),
    }
}

/// The folder of this computer.
fn local(ui: &Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    let focused = state.here.focus == Side::Left;
    let folder = state.pane(Side::Left).folder.as_ref();
    let name = folder.map(|folder| name_of(folder).map_or_else(|| display(folder), |name| name.display()));
    let name = name.unwrap_or_else(|| fl!("pane-this-computer"));
    let font = if focused { semibold() } else { body() };
    let ink = if focused { t.text } else { t.dim };
    let galley = line(ui.painter(), &name, font, ink, rect.width() - 82.0);
    let width = 54.0 + galley.size().x;
    let tab =
        Rect::from_min_max(pos2(rect.left() + 8.0, rect.top() + 4.0), pos2(rect.left() + 8.0 + width, rect.bottom()));
    let response = ui.interact(tab, Id::unique(("pane-head", Side::Left)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, focused, &name));
    if response.clicked() {
        out.push(Action::Pane(Side::Left, PaneAction::Focus));
    }
    let radius = CornerRadius { nw: 8, ne: 8, sw: 0, se: 0 };
    ui.painter().rect(tab, radius, t.panel, Stroke::new(1.0, t.line), eframe::egui::StrokeKind::Inside);
    // The tab and what is below it are one.
    let seam =
        Rect::from_min_max(pos2(tab.left() + 1.0, tab.bottom() - 1.5), pos2(tab.right() - 1.0, tab.bottom() + 0.5));
    ui.painter().rect_filled(seam, 0.0, t.panel);
    if focused {
        let mark = Rect::from_min_max(tab.left_top() + vec2(10.0, 0.0), tab.right_top() + vec2(-10.0, 2.0));
        ui.painter().rect_filled(mark, 1.0, t.accent);
    }
    let at = pos2(tab.left() + 22.0, tab.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, icon::COMPUTER, regular_icon(), ink);
    let at = Rect::from_min_max(pos2(tab.left() + 40.0, tab.top()), tab.max);
    paint_line(ui.painter(), at, Align::Min, galley);
}

/// The sessions, and what can be done with the one in front.
fn server(ui: &mut Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) {
    let mut end = rect.right() - 10.0;
    if let Some(session) = &state.here.session {
        let place = Rect::from_center_size(pos2(rect.right() - 26.0, rect.center().y + 1.0), vec2(28.0, 28.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("disconnect"));
        let (sign, words, action) = if matches!(session.state, SessionState::Ended(_)) {
            (icon::CONNECT, fl!("command-reconnect"), ConnectionAction::Reconnect)
        } else {
            (icon::DISCONNECT, fl!("command-disconnect"), ConnectionAction::Disconnect)
        };
        if icon_button(&mut child, sign, &words, true).clicked() {
            out.push(Action::Connection(action));
        }
        end = place.left() - 4.0;
    }
    let before = Rect::from_min_max(rect.min, pos2(end, rect.bottom()));
    let taken = lock_sign(ui, before, state, out);
    let strip = Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), pos2(end - taken, rect.bottom()));
    session_tabs(ui, strip, state, out);
}
