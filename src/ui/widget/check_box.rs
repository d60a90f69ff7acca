//! Check boxes with three states, plain to see in both themes.

use crate::ui::theme::{Tokens, body, icon, measure, small_icon, tokens};
use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{
    Align2, Color32, CornerRadius, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

/// What a check box shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// Not chosen.
    Off,
    /// Chosen.
    On,
    /// Some are and some are not.
    Mixed,
}

impl From<bool> for Check {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

const BOX: f32 = 16.0;

/// A check box; `name` is its accessible name, `label` (may be empty) stands behind it. The caller changes the value when
/// the response was clicked.
pub fn check_box(ui: &mut Ui, value: Check, name: &str, label: &str, enabled: bool) -> Response {
    let t: &Tokens = tokens(ui);
    let ink = if enabled { t.text } else { t.faint };
    let room = (ui.available_width() - BOX - measure::GAP).max(40.0);
    let galley = (!label.is_empty()).then(|| ui.painter().layout(label.to_owned(), body(), ink, room));
    let text = galley.as_ref().map_or(vec2(0.0, 0.0), |galley| galley.size() + vec2(measure::GAP, 0.0));
    let size = vec2(BOX + text.x, text.y.max(22.0));
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::CheckBox, enabled, name);
        info.selected = (value != Check::Mixed).then_some(value == Check::On);
        info
    });
    if value == Check::Mixed {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_toggled(Toggled::Mixed));
    }
    let square = Rect::from_min_size(pos2(rect.left(), rect.center().y - BOX / 2.0), vec2(BOX, BOX));
    let (fill, line) = match (value, response.hovered()) {
        (Check::Off, false) => (t.field, t.faint),
        (Check::Off, true) => (t.field, t.dim),
        (_, false) => (t.accent, t.accent),
        (_, true) => (t.accent_hover, t.accent_hover),
    };
    let fade = |color: Color32| if enabled { color } else { color.gamma_multiply(0.4) };
    let radius = CornerRadius::same(4);
    ui.painter().rect(square, radius, fade(fill), Stroke::new(1.0, fade(line)), StrokeKind::Inside);
    match value {
        Check::Off => {}
        Check::On => {
            ui.painter().text(square.center(), Align2::CENTER_CENTER, icon::CHECK, small_icon(), fade(t.on_accent));
        }
        Check::Mixed => {
            ui.painter().hline(
                square.left() + 4.0..=square.right() - 4.0,
                square.center().y,
                Stroke::new(1.5, fade(t.on_accent)),
            );
        }
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, t.accent.gamma_multiply(0.75));
        ui.painter().rect_stroke(square.expand(1.5), CornerRadius::same(6), ring, StrokeKind::Outside);
    }
    if let Some(galley) = galley {
        let at = pos2(square.right() + measure::GAP, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ink);
    }
    response
}

/// A check box for a plain yes or no that changes `on` itself. Returns whether it did.
pub fn switch(ui: &mut Ui, on: &mut bool, label: &str, enabled: bool) -> bool {
    let response = check_box(ui, Check::from(*on), label, label, enabled);
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        // As in a text field, Enter is for the dialog; the space bar turns it.
        response.surrender_focus();
        return false;
    }
    let clicked = response.clicked();
    if clicked {
        *on = !*on;
    }
    clicked
}
