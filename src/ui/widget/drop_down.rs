//! A choice of several things, one of which is in sight until it is clicked.

use super::text::paint_text;
use crate::ui::theme::{body, icon, measure, small_icon, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align, Align2, Color32, CornerRadius, Popup, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

const ENTRY: f32 = 28.0;
const DOT: f32 = 5.0;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct DropOption<T> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub words: String,
    /// A coloured dot before them; `None`: none.
    pub dot: Option<Color32>,
}

/// Draws the chosen one, `width` points wide; `name` is what the choice is about. `words`: whether the chosen one shows its
/// words, not only its dot. Changes `value` and returns whether it did.
pub fn drop_down<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    options: &[DropOption<T>],
    value: &mut T,
    width: f32,
    words: bool,
) -> bool {
    let t = tokens(ui);
    let chosen = options.iter().find(|option| option.value == *value);
    let (rect, response) = ui.allocate_exact_size(vec2(width, measure::CONTROL), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = chosen.map(|option| option.words.clone());
        info
    });
    let line = if response.has_focus() { t.accent } else { t.line };
    let fill = if response.hovered() { t.raised_hover } else { t.raised };
    let radius = CornerRadius::same(measure::RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    let mut left = rect.left() + 12.0;
    if let Some(dot) = chosen.and_then(|option| option.dot) {
        ui.painter().circle_filled(pos2(left + DOT, rect.center().y), DOT, dot);
        left += 2.0 * DOT + 8.0;
    }
    let right = rect.right() - 28.0;
    if let Some(option) = chosen.filter(|_| words) {
        let place = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        paint_text(ui.painter(), place, Align::Min, &option.words, body(), t.text);
    }
    let caret = pos2(rect.right() - 17.0, rect.center().y);
    ui.painter().text(caret, Align2::CENTER_CENTER, icon::CARET_DOWN, small_icon(), t.dim);
    let mut changed = false;
    Popup::menu(&response).gap(4.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let widest = options
            .iter()
            .map(|option| ui.painter().layout_no_wrap(option.words.clone(), body(), t.text).size().x)
            .fold(width - 12.0, |widest, words| widest.max(words + 64.0));
        for option in options {
            let (rect, response) = ui.allocate_exact_size(vec2(widest, ENTRY), Sense::click());
            let on = option.value == *value;
            response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, on, &option.words));
            if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(rect, CornerRadius::same(5), t.selection);
            }
            let mut left = rect.left() + 10.0;
            if let Some(dot) = option.dot {
                ui.painter().circle_filled(pos2(left + DOT, rect.center().y), DOT, dot);
                left += 2.0 * DOT + 10.0;
            }
            let place = Rect::from_min_max(pos2(left, rect.top()), pos2(rect.right() - 26.0, rect.bottom()));
            paint_text(ui.painter(), place, Align::Min, &option.words, body(), t.text);
            if on {
                let at = pos2(rect.right() - 14.0, rect.center().y);
                ui.painter().text(at, Align2::CENTER_CENTER, icon::CHECK, small_icon(), t.dim);
            }
            if response.clicked() {
                changed = !on;
                *value = option.value;
                ui.close();
            }
        }
    });
    changed
}
