//! The head of a pane: whose files it shows, and how the connection stands.

use crate::engine::SessionState;
use crate::i18n::fl;
use crate::model::Protocol;
use crate::ui::state::{Action, ConnectionAction, PaneAction, Side, UiState, display, name_of};
use crate::ui::theme::{body, icon, regular_icon, semibold, tokens};
use crate::ui::widget::{icon_button, line, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, CornerRadius, FontId, Id, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// Draws the head in `rect`.
pub fn header(ui: &mut Ui, rect: Rect, side: Side, state: &UiState, out: &mut Vec<Action>) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0.0, t.bg);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
    let focused = state.here.focus == side;
    let connected = side == Side::Right && state.here.session.is_some();
    let name = title(side, state);
    let room = rect.width() - 8.0 - 58.0 - if connected { 48.0 } else { 16.0 };
    let font = if focused { semibold() } else { body() };
    let ink = if focused { t.text } else { t.dim };
    let galley = line(ui.painter(), &name, font, ink, room);
    let lock = matches!(&state.here.session, Some(session) if side == Side::Right && session.is_ready());
    let lead = if side == Side::Left { 40.0 } else { 28.0 };
    let width = lead + galley.size().x + if lock { 38.0 } else { 14.0 };
    let tab =
        Rect::from_min_max(pos2(rect.left() + 8.0, rect.top() + 4.0), pos2(rect.left() + 8.0 + width, rect.bottom()));
    let response = ui.interact(tab, Id::unique(("pane-head", side)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, focused, &name));
    if response.clicked() {
        out.push(Action::Pane(side, PaneAction::Focus));
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
    let middle = tab.center().y;
    match side {
        Side::Left => {
            ui.painter().text(
                pos2(tab.left() + 22.0, middle),
                Align2::CENTER_CENTER,
                icon::COMPUTER,
                regular_icon(),
                ink,
            );
        }
        Side::Right => {
            let dot = match state.here.session.as_ref().map(|session| &session.state) {
                Some(SessionState::Connected { .. }) => t.ok,
                Some(SessionState::Connecting | SessionState::Reconnecting { .. }) => t.warn,
                Some(SessionState::Ended(Some(_))) => t.error,
                Some(SessionState::Ended(None)) | None => t.faint,
            };
            ui.painter().circle_filled(pos2(tab.left() + 16.0, middle), 3.5, dot);
        }
    }
    let at = Rect::from_min_max(pos2(tab.left() + lead, tab.top()), tab.max);
    paint_line(ui.painter(), at, Align::Min, galley);
    if lock {
        let font = FontId::new(15.0, regular_icon().family);
        // A lock on a connection that everybody can read would be a lie.
        let in_clear = state.here.session.as_ref().is_some_and(|session| session.wish.endpoint.protocol == Protocol::Ftp);
        let (sign, ink) = if in_clear { (icon::SHIELD_WARNING, t.warn) } else { (icon::LOCK, ink) };
        ui.painter().text(pos2(tab.right() - 20.0, middle), Align2::CENTER_CENTER, sign, font, ink);
    }
    if connected {
        let place = Rect::from_center_size(pos2(rect.right() - 26.0, rect.center().y + 1.0), vec2(28.0, 28.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("disconnect"));
        let ended = matches!(state.here.session.as_ref().map(|s| &s.state), Some(SessionState::Ended(_)));
        let (sign, words, action) = if ended {
            (icon::CONNECT, fl!("command-reconnect"), ConnectionAction::Reconnect)
        } else {
            (icon::DISCONNECT, fl!("command-disconnect"), ConnectionAction::Disconnect)
        };
        if icon_button(&mut child, sign, &words, true).clicked() {
            out.push(Action::Connection(action));
        }
    }
}

fn title(side: Side, state: &UiState) -> String {
    match side {
        Side::Left => {
            let folder = state.pane(side).folder.as_ref();
            let name = folder.map(|folder| name_of(folder).map_or_else(|| display(folder), |name| name.display()));
            name.unwrap_or_else(|| fl!("pane-this-computer"))
        }
        Side::Right => match &state.here.session {
            Some(session) => {
                let endpoint = &session.wish.endpoint;
                match &endpoint.user {
                    Some(user) => format!("{user}@{}", endpoint.host_port()),
                    None => endpoint.host_port(),
                }
            }
            None => fl!("pane-no-server"),
        },
    }
}
