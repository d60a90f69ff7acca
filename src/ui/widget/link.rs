//! A quiet link: secondary text that leads somewhere, underlined when the pointer or the keyboard is on it.

use crate::ui::theme::{secondary, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{CursorIcon, Response, Sense, Stroke, Ui, WidgetInfo};

/// Draws it; the response tells whether it was followed.
pub fn link(ui: &mut Ui, text: &str) -> Response {
    let t = tokens(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), secondary(), t.accent);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
    ui.painter().galley(rect.min, galley, t.accent);
    if response.hovered() || response.has_focus() {
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.accent));
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
