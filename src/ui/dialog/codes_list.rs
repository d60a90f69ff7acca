//! The found rows of the code book. Only those in sight are drawn.

use crate::i18n::fl;
use crate::text::{FoundCode, family_name};
use crate::ui::theme::{body, measure, mono, secondary, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{
    Align, CornerRadius, Frame, Id, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

const ROW: f32 = 44.0;
const NUMBER: f32 = 46.0;

/// What the list shows.
pub(super) struct List<'a> {
    pub id: Id,
    /// Whether it is drawn for the first time since the dialog was opened.
    pub first: bool,
    pub found: &'a [FoundCode<'a>],
    /// What was looked for.
    pub query: &'a str,
}

/// What was in sight in the last frame.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sight {
    chosen: Option<usize>,
    query: String,
    count: usize,
    offset: f32,
}

/// Draws it; returns the chosen row, which is another one after a click.
pub(super) fn list(ui: &mut Ui, what: &List<'_>, chosen: usize) -> usize {
    let t = tokens(ui);
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8).inner_margin(1);
    let mut clicked = chosen;
    frame.show(ui, |ui| {
        let height = ui.available_height();
        ui.set_min_size(vec2(ui.available_width(), height));
        if what.found.is_empty() {
            ui.vertical_centered(|ui| {
                ui.add_space((height / 2.0 - 10.0).max(8.0));
                ui.label(RichText::new(fl!("codes-nothing")).color(t.dim));
            });
            return;
        }
        let sight = if what.first {
            Sight::default()
        } else {
            ui.data(|data| data.get_temp::<Sight>(what.id)).unwrap_or_default()
        };
        let count = what.found.len();
        let same_rows = sight.query == what.query && sight.count == count;
        let mut area = ScrollArea::vertical();
        if !same_rows || sight.chosen != Some(chosen) {
            let before = (same_rows && sight.chosen.is_some()).then_some(sight.offset);
            area = area.vertical_scroll_offset(in_sight(chosen, count, height, before));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let shown = area
            .id_salt("codes")
            .auto_shrink(false)
            .animated(false)
            .scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded)
            .show_rows(ui, ROW, count, |ui, places| {
                for place in places {
                    let Some(code) = what.found.get(place) else { continue };
                    if row(ui, what.id.with(place), code, place == chosen) {
                        clicked = place;
                    }
                }
            });
        let now =
            Sight { chosen: Some(chosen), query: what.query.to_owned(), count, offset: shown.state.clamped_offset().y };
        ui.data_mut(|data| data.insert_temp(what.id, now));
    });
    clicked
}

/// Where to scroll so that a row is in sight: as little as it takes, or, where nothing was in sight, to the middle.
fn in_sight(row: usize, count: usize, height: f32, offset: Option<f32>) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
    let (top, all) = (row as f32 * ROW, count as f32 * ROW);
    let wanted = match offset {
        Some(offset) => offset.min(top).max(top + ROW - height),
        None => top - (height - ROW) / 2.0,
    };
    wanted.clamp(0.0, (all - height).max(0.0))
}

/// Draws a row; returns whether it was clicked.
fn row(ui: &mut Ui, id: Id, code: &FoundCode<'_>, chosen: bool) -> bool {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &code.words.title));
    let cell = rect.shrink2(vec2(4.0, 1.0));
    if chosen {
        ui.painter().rect_filled(cell, CornerRadius::same(6), t.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(cell, CornerRadius::same(6), t.row_hover);
    }
    if response.has_focus() {
        let line = Stroke::new(1.0, t.accent);
        ui.painter().rect_stroke(cell, CornerRadius::same(6), line, StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let left = rect.left() + 4.0;
    let text = left + NUMBER + 12.0;
    let right = rect.right() - measure::ROW_PADDING;
    let upper = |from: f32, until: f32| Rect::from_min_max(pos2(from, middle - 19.0), pos2(until, middle + 1.0));
    let lower = Rect::from_min_max(pos2(text, middle), pos2(right, middle + 18.0));
    if let Some(number) = code.number {
        let ink = if chosen { t.text } else { t.dim };
        paint_text(ui.painter(), upper(left, left + NUMBER), Align::Max, &number.to_string(), mono(), ink);
    }
    let name = code.row.map_or(code.words.title.as_str(), |row| row.name);
    paint_text(ui.painter(), upper(text, right), Align::Min, name, body(), t.text);
    let note = match code.row {
        Some(row) => format!("{} · {}", family_name(row.family), code.words.meaning),
        None => code.words.meaning.clone(),
    };
    paint_text(ui.painter(), lower, Align::Min, &note, secondary(), t.dim);
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_row_is_in_sight() {
        let near = |is: f32, wanted: f32| assert!((is - wanted).abs() < 0.01, "{is} for {wanted}");
        near(in_sight(0, 400, 440.0, Some(900.0)), 0.0);
        near(in_sight(5, 400, 440.0, Some(100.0)), 100.0);
        near(in_sight(20, 400, 440.0, Some(100.0)), 20.0 * ROW + ROW - 440.0);
        near(in_sight(200, 400, 440.0, None), 200.0 * ROW - 198.0);
        near(in_sight(399, 400, 440.0, None), 400.0 * ROW - 440.0);
        near(in_sight(0, 1, 440.0, None), 0.0);
    }
}
