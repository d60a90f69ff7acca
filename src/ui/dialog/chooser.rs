//! A list in a dialog with one chosen row: keys move the choice, which stays in sight. Only rows in sight are drawn.

use crate::ui::theme::tokens;
use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{
    CornerRadius, Frame, Id, Key, Label, Modifiers, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};

/// The height of a row: two lines of text.
pub(super) const ROW: f32 = 44.0;

/// What a list shows.
pub(super) struct Chooser<'a> {
    pub id: Id,
    /// Whether it is drawn for the first time since the dialog was opened.
    pub first: bool,
    /// What was looked for.
    pub query: &'a str,
    /// How many rows there are.
    pub count: usize,
}

/// What was in sight in the last frame.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sight {
    chosen: Option<usize>,
    query: String,
    count: usize,
    offset: f32,
}

/// Where the keys lead from the chosen row of `count`.
pub(super) fn moved(ui: &mut Ui, chosen: usize, count: usize) -> usize {
    const PAGE: usize = 8;
    let last = count.saturating_sub(1);
    let pressed = |modifiers, key| ui.input_mut(|input| input.count_and_consume_key(modifiers, key));
    let up = pressed(Modifiers::NONE, Key::ArrowUp) + PAGE * pressed(Modifiers::NONE, Key::PageUp);
    let down = pressed(Modifiers::NONE, Key::ArrowDown) + PAGE * pressed(Modifiers::NONE, Key::PageDown);
    let first = pressed(Modifiers::COMMAND, Key::Home) > 0;
    let end = pressed(Modifiers::COMMAND, Key::End) > 0;
    match (first, end) {
        (true, _) => 0,
        (_, true) => last,
        _ => chosen.saturating_add(down).min(last).saturating_sub(up),
    }
}

/// Draws it in the room that is left; returns the chosen row, which is another one after a click. `empty` says why there are
/// none; `row` draws one and returns whether it was clicked.
pub(super) fn choose(
    ui: &mut Ui,
    what: &Chooser<'_>,
    chosen: usize,
    empty: impl FnOnce() -> String,
    mut row: impl FnMut(&mut Ui, Id, usize) -> bool,
) -> usize {
    let t = tokens(ui);
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8).inner_margin(1);
    let mut clicked = chosen;
    frame.show(ui, |ui| {
        let height = ui.available_height();
        ui.set_min_size(vec2(ui.available_width(), height));
        if what.count == 0 {
            ui.vertical_centered(|ui| {
                ui.add_space((height / 2.0 - 26.0).max(8.0));
                ui.set_max_width((ui.available_width() - 40.0).max(60.0));
                ui.add(Label::new(RichText::new(empty()).color(t.dim)).wrap());
            });
            return;
        }
        let seen = ui.data(|data| data.get_temp::<Sight>(what.id)).filter(|_| !what.first).unwrap_or_default();
        let same_rows = seen.query == what.query && seen.count == what.count;
        let mut area = ScrollArea::vertical();
        if !same_rows || seen.chosen != Some(chosen) {
            let before = (same_rows && seen.chosen.is_some()).then_some(seen.offset);
            area = area.vertical_scroll_offset(in_sight(chosen, what.count, height, before));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let shown = area
            .id_salt(what.id)
            .auto_shrink(false)
            .animated(false)
            .scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded)
            .show_rows(ui, ROW, what.count, |ui, places| {
                for place in places {
                    if row(ui, what.id.with(place), place) {
                        clicked = place;
                    }
                }
            });
        let offset = shown.state.clamped_offset().y;
        let now = Sight { chosen: Some(chosen), query: what.query.to_owned(), count: what.count, offset };
        ui.data_mut(|data| data.insert_temp(what.id, now));
    });
    clicked
}

/// Where to scroll so that a row is in sight: as little as it takes, or, where nothing was in sight, to the middle.
fn in_sight(row: usize, count: usize, height: f32, offset: Option<f32>) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    let (top, all) = (row as f32 * ROW, count as f32 * ROW);
    let wanted = match offset {
        Some(offset) => offset.min(top).max(top + ROW - height),
        None => top - (height - ROW) / 2.0,
    };
    wanted.clamp(0.0, (all - height).max(0.0))
}

/// The ground of a row, with its name for screen readers; where it is, and whether it was clicked.
pub(super) fn ground(ui: &mut Ui, id: Id, name: &str, chosen: bool) -> (Rect, bool) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, name));
    let cell = rect.shrink2(vec2(4.0, 1.0));
    if chosen {
        ui.painter().rect_filled(cell, CornerRadius::same(6), t.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(cell, CornerRadius::same(6), t.row_hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(cell, CornerRadius::same(6), Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
    (rect, response.clicked())
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
