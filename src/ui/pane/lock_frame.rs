//! What shows that a server is one to be careful with: a frame around its pane, and a sign that says what the lock does.

use crate::i18n::fl;
use crate::site::ProductionLock;
use crate::ui::state::{Action, ConnectionAction, SessionView, UiState};
use crate::ui::theme::{icon, regular_icon, secondary, tokens};
use crate::ui::widget::mark_ink;
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

/// The colour of the frame; `None`: the site has no lock.
fn frame_colour(ui: &Ui, session: &SessionView) -> Option<Color32> {
    let t = tokens(ui);
    let rules = &session.wish.rules;
    let colour = rules.colour.map_or(t.error, |colour| mark_ink(t, Some(colour)));
    (rules.lock != ProductionLock::Off).then_some(colour)
}

/// Draws the frame around the pane of a server whose site has a lock; above all that is in it.
pub(super) fn lock_frame(ui: &Ui, rect: Rect, state: &UiState) {
    if let Some(colour) = state.here.session.as_ref().and_then(|session| frame_colour(ui, session)) {
        ui.painter().rect_stroke(rect, CornerRadius::ZERO, Stroke::new(2.5, colour), StrokeKind::Inside);
    }
}

/// Draws the sign at the right end of `rect` and returns how much of it that takes.
pub(super) fn lock_sign(ui: &Ui, rect: Rect, state: &UiState, out: &mut Vec<Action>) -> f32 {
    let Some(session) = &state.here.session else { return 0.0 };
    let Some(colour) = frame_colour(ui, session) else { return 0.0 };
    let t = tokens(ui);
    let (sign, words, hint) = match session.lock {
        ProductionLock::Refuse => (icon::LOCK, fl!("lock-refuses"), fl!("lock-refuses-hint")),
        ProductionLock::Confirm => (icon::LOCK, fl!("lock-asks"), fl!("lock-asks-hint")),
        ProductionLock::Off => (icon::LOCK_OPEN, fl!("lock-open"), fl!("lock-open-hint")),
    };
    let wide = rect.width() > 520.0;
    let galley = ui.painter().layout_no_wrap(words.clone(), secondary(), t.text);
    let width = if wide { galley.size().x + 36.0 } else { 30.0 };
    let place = Rect::from_center_size(pos2(rect.right() - width / 2.0, rect.center().y + 1.0), vec2(width, 24.0));
    let response = ui.interact(place, Id::unique("production-lock"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let fill = colour.gamma_multiply(if response.hovered() { 0.32 } else { 0.18 });
    ui.painter().rect(place, CornerRadius::same(12), fill, Stroke::new(1.0, colour), StrokeKind::Inside);
    let font = FontId::new(14.0, regular_icon().family);
    ui.painter().text(pos2(place.left() + 15.0, place.center().y), Align2::CENTER_CENTER, sign, font, t.text);
    if wide {
        let at = pos2(place.left() + 27.0, place.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, t.text);
    }
    if response.clicked() {
        out.push(Action::Connection(ConnectionAction::TurnLock));
    }
    response.on_hover_text(hint);
    width + 6.0
}
