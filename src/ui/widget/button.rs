//! Buttons in the four looks of the window.

use crate::ui::theme::{body, measure, regular_icon, semibold, tokens};
use eframe::egui;
use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// The one thing that most people want: filled with the accent.
    Primary,
    /// An alternative: a raised box.
    Plain,
    /// Chrome: no box until the pointer is over it.
    Quiet,
    /// The thing that cannot be undone: filled with the error colour.
    Danger,
}

const PADDING: f32 = 13.0;
const ICON_GAP: f32 = 8.0;

/// A button with a text and perhaps an icon before it. `enabled` false: dimmed and without effect.
pub fn button(ui: &mut Ui, look: Look, icon: Option<&str>, text: &str, enabled: bool) -> Response {
    let t = tokens(ui);
    let font = if matches!(look, Look::Primary | Look::Danger) { semibold() } else { body() };
    let ink = match look {
        Look::Primary => t.on_accent,
        Look::Danger => t.on_error,
        Look::Plain | Look::Quiet => t.text,
    };
    let ink = if enabled { ink } else { ink.gamma_multiply(0.45) };
    let icon = icon.map(|icon| ui.painter().layout_no_wrap(icon.to_owned(), regular_icon(), ink));
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let icon_width = icon.as_ref().map_or(0.0, |icon| icon.size().x + ICON_GAP);
    let size = vec2(galley.size().x + icon_width + 2.0 * PADDING, measure::CONTROL);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
    paint_box(ui, rect, look, &response, enabled);
    let mut x = rect.left() + PADDING;
    if let Some(icon) = icon {
        ui.painter().galley(pos2(x, rect.center().y - icon.size().y / 2.0), icon.clone(), ink);
        x += icon_width;
    }
    ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, ink);
    response
}

/// A square button that shows only an icon; `name` is its tooltip and accessible name.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, enabled: bool) -> Response {
    let t = tokens(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    paint_box(ui, rect, Look::Quiet, &response, enabled);
    let ink = match (enabled, response.hovered()) {
        (false, _) => t.faint.gamma_multiply(0.6),
        (true, true) => t.text,
        (true, false) => t.dim,
    };
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon, regular_icon(), ink);
    response.on_hover_text(name)
}

fn paint_box(ui: &Ui, rect: Rect, look: Look, response: &Response, enabled: bool) {
    let t = tokens(ui);
    let over = enabled && (response.hovered() || response.is_pointer_button_down_on());
    let (fill, line) = match look {
        Look::Primary => (if over { t.accent_hover } else { t.accent }, Color32::TRANSPARENT),
        Look::Danger => (if over { t.error.gamma_multiply(0.88) } else { t.error }, Color32::TRANSPARENT),
        Look::Plain => (if over { t.raised_hover } else { t.raised }, t.line),
        Look::Quiet => (if over { t.raised_hover } else { Color32::TRANSPARENT }, Color32::TRANSPARENT),
    };
    let fill = if enabled || look == Look::Quiet { fill } else { fill.gamma_multiply(0.5) };
    let radius = CornerRadius::same(measure::RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.has_focus() {
        let ring = if look == Look::Danger { t.error } else { t.accent };
        let ring = Stroke::new(1.5, ring.gamma_multiply(0.75));
        let radius = CornerRadius::same(measure::RADIUS + 2);
        ui.painter().rect_stroke(rect.expand(1.5), radius, ring, StrokeKind::Outside);
    }
}
