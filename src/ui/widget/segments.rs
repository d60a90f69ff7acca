//! A choice of few things that are all in sight, side by side in one box.

use crate::ui::theme::{body, measure, semibold, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

const WIDEST_PADDING: f32 = 15.0;
const LEAST_PADDING: f32 = 7.0;

/// Draws the choices; `name` is what they are about. Changes `value` and returns whether it did.
pub fn segments<T: Copy + PartialEq>(ui: &mut Ui, name: &str, choices: &[(T, String)], value: &mut T) -> bool {
    let t = tokens(ui);
    // As wide as the bold words, so that nothing moves when another one is chosen.
    let words: Vec<_> =
        choices.iter().map(|(_, words)| ui.painter().layout_no_wrap(words.clone(), semibold(), t.text)).collect();
    let text: f32 = words.iter().map(|galley| galley.size().x).sum();
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let count = choices.len().max(1) as f32;
    let padding = ((ui.available_width() - text) / (2.0 * count)).clamp(LEAST_PADDING, WIDEST_PADDING).floor();
    let width = text + 2.0 * padding * count;
    let (all, _) = ui.allocate_exact_size(vec2(width, measure::CONTROL), Sense::hover());
    let radius = CornerRadius::same(measure::RADIUS);
    ui.painter().rect(all, radius, t.field, Stroke::new(1.0, t.line), StrokeKind::Inside);
    let mut changed = false;
    let mut left = all.left();
    for (at, ((one, label), bold)) in choices.iter().zip(words).enumerate() {
        let right = left + bold.size().x + 2.0 * padding;
        let rect = Rect::from_min_max(pos2(left, all.top()), pos2(right, all.bottom()));
        let response = ui.interact(rect, ui.make_persistent_id(("segment", name, at)), Sense::click());
        let chosen = *one == *value;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, label));
        let corner = |on: bool| if on { measure::RADIUS - 1 } else { 0 };
        let (first, last) = (at == 0, at + 1 == choices.len());
        let radius = CornerRadius { nw: corner(first), sw: corner(first), ne: corner(last), se: corner(last) };
        let inner = Rect::from_min_max(
            pos2(left + if first { 1.0 } else { 0.0 }, all.top() + 1.0),
            pos2(right - if last { 1.0 } else { 0.0 }, all.bottom() - 1.0),
        );
        if chosen {
            ui.painter().rect_filled(inner, radius, t.accent_bg);
        } else if response.hovered() {
            ui.painter().rect_filled(inner, radius, t.row_hover);
        }
        let ink = if chosen || response.hovered() { t.text } else { t.dim };
        let galley = if chosen { bold } else { ui.painter().layout_no_wrap(label.clone(), body(), ink) };
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
        if !last && !chosen && choices.get(at + 1).is_some_and(|(next, _)| *next != *value) {
            ui.painter().vline(right, all.y_range().shrink(9.0), Stroke::new(1.0, t.line));
        }
        if response.has_focus() {
            let ring = Stroke::new(1.5, t.accent);
            ui.painter().rect_stroke(inner, radius, ring, StrokeKind::Inside);
        }
        if response.clicked() && !chosen {
            *value = *one;
            changed = true;
        }
        left = right;
    }
    changed
}
