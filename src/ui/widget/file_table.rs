//! The file table: rows drawn by hand, so that a hundred thousand of them cost what is on screen.

use super::columns::{ColumnSpan, columns};
use super::drag::{DragEntries, DropTarget, accepts, carried, release};
use super::file_row::{RowLook, paint_entry, paint_refused};
use super::rename_field::rename_field;
use super::table_head::table_head;
use crate::engine::Location;
use crate::model::{Entry, Timestamp};
use crate::settings::PaneSettings;
use crate::ui::state::{Action, PaneAction, PaneState, Pick, Row, RowId, Side, join};
use crate::ui::theme::measure;
use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::{ScrollBarVisibility, ScrollSource};
use eframe::egui::{
    Context, DragAndDrop, Event, Id, Modifiers, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
    pos2, vec2,
};
use std::sync::Arc;

/// A file table.
pub struct FileTable<'a> {
    /// Which pane it stands in.
    pub side: Side,
    /// What it shows.
    pub pane: &'a PaneState,
    /// Widths of its columns.
    pub settings: &'a PaneSettings,
    /// Whether its pane has the focus.
    pub focused: bool,
    /// The time of this frame.
    pub now: Timestamp,
}

/// What is kept of a table from one frame to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    offset: f32,
    serial: u64,
    page: usize,
}

fn kept_id(side: Side) -> Id {
    Id::unique(("file-table", side))
}

/// How many rows fit on the screen: the step of the page keys.
#[must_use]
pub fn page_rows(ctx: &Context, side: Side) -> usize {
    ctx.data(|data| data.get_temp::<Kept>(kept_id(side))).unwrap_or_default().page.max(1)
}

/// What context menus of entries hold is decided where menus are made.
pub type EntryMenu<'a> = &'a mut dyn FnMut(&mut Ui, &mut Vec<Action>);

impl FileTable<'_> {
    /// Draws head and rows into the room that is left. `menu` fills context menus. Returns the folder row under a drag.
    pub fn ui(&self, ui: &mut Ui, menu: EntryMenu<'_>, out: &mut Vec<Action>) -> Option<DropTarget> {
        let rect = ui.available_rect_before_wrap();
        let (head, body) = rect.split_top_bottom_at_y(rect.top() + measure::TABLE_HEAD);
        let spans = columns(rect.width(), self.settings);
        table_head(ui, head, (self.side, &spans), self.settings, self.pane.rows.sort(), out);

        let total = self.pane.rows.len();
        let mut kept = ui.data(|data| data.get_temp::<Kept>(kept_id(self.side))).unwrap_or_default();
        kept.page = rows_in(body.height()).saturating_sub(1).max(1);
        let mut area = ScrollArea::vertical()
            .id_salt(("rows", self.side))
            .auto_shrink(false)
            .animated(false)
            // A drag on a row carries the row.
            .scroll_source(ScrollSource {
                drag: eframe::egui::scroll_area::DragScroll::Never,
                ..ScrollSource::default()
            })
            .scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded);
        if kept.serial != self.pane.scroll.serial {
            kept.serial = self.pane.scroll.serial;
            kept.offset = offset_to_show(self.pane.scroll.row, kept.offset, body.height(), total);
            area = area.vertical_scroll_offset(kept.offset);
        }
        let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt(("body", self.side)));
        child.set_clip_rect(body.intersect(ui.clip_rect()));
        let mut over = None;
        let output = area.show_viewport(&mut child, |ui, viewport| {
            ui.set_height(height_of(total));
            ui.set_width(body.width());
            over = self.rows(ui, body, viewport, &spans, menu, out);
            self.autoscroll(ui, body);
        });
        kept.offset = output.state.clamped_offset().y;
        ui.data_mut(|data| data.insert_temp(kept_id(self.side), kept));
        over
    }

    fn rows(
        &self,
        ui: &mut Ui,
        body: Rect,
        viewport: Rect,
        spans: &[ColumnSpan],
        menu: EntryMenu<'_>,
        out: &mut Vec<Action>,
    ) -> Option<DropTarget> {
        self.background(ui, body, menu, out);
        let first = row_at(viewport.top());
        let last = (first + rows_in(body.height()) + 2).min(self.pane.rows.len());
        let mut over = None;
        for row in first..last {
            // Counted from the top of the screen: far down, sums of large numbers would tremble.
            let y = body.top() + below(row, first) - within_row(viewport.top());
            let place = Rect::from_min_size(pos2(body.left(), y), vec2(body.width(), measure::ROW));
            match self.pane.rows.at(row) {
                Some(Row::Entry(id, entry)) => {
                    over = self.entry(ui, row, place, (id, entry), spans, menu, out).or(over);
                }
                Some(Row::Refused(name)) => {
                    let response = ui.interact(place, self.row_id(ui, row), Sense::hover());
                    paint_refused(ui, place, row, spans, name, &response);
                }
                None => {}
            }
        }
        over
    }

    fn row_id(&self, ui: &Ui, row: usize) -> Id {
        ui.scope_id().with(("row", self.side, row))
    }

    /// The room behind and below the rows: clicks there select nothing.
    fn background(&self, ui: &Ui, body: Rect, menu: EntryMenu<'_>, out: &mut Vec<Action>) {
        let response = ui.interact(body, ui.scope_id().with(("background", self.side)), Sense::click());
        if response.clicked() || response.secondary_clicked() {
            out.push(Action::Pane(self.side, PaneAction::PickNone));
        }
        response.context_menu(|ui| menu(ui, out));
    }

    #[expect(clippy::too_many_arguments, reason = "one row needs its place, its entry and where actions go")]
    fn entry(
        &self,
        ui: &mut Ui,
        row: usize,
        place: Rect,
        (id, entry): (RowId, &Entry),
        spans: &[ColumnSpan],
        menu: EntryMenu<'_>,
        out: &mut Vec<Action>,
    ) -> Option<DropTarget> {
        let response = ui.interact(place, self.row_id(ui, row), Sense::click_and_drag());
        let selected = self.pane.is_selected(id);
        let name = entry.name.display();
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &name));
        let renaming = self.pane.rename.as_ref().filter(|rename| rename.name == entry.name);
        let over = self.drop_on(ui, &response, entry, out);
        let look = RowLook {
            selected,
            focused: self.focused,
            cursor: self.focused && self.pane.cursor == Some(id),
            hovered: response.hovered() && carried(ui.ctx()).is_none(),
            dropped_on: over.is_some(),
            striped: row % 2 == 1,
            renaming: renaming.is_some(),
        };
        paint_entry(ui, place, spans, entry, &name, look, self.now);
        if let (Some(rename), Some(span)) = (renaming, spans.first()) {
            rename_field(ui, place, span, (self.side, rename), out);
            return None;
        }
        self.input(ui, &response, (id, selected), out);
        response.context_menu(|ui| menu(ui, out));
        over
    }

    fn input(&self, ui: &Ui, response: &Response, (id, selected): (RowId, bool), out: &mut Vec<Action>) {
        let mut act = |action| out.push(Action::Pane(self.side, action));
        let modifiers = click_modifiers(ui);
        let pressed = response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_pressed());
        // A press on a selected row may begin a drag of all that is selected, so it changes nothing yet.
        if pressed && !selected && !modifiers.command && !modifiers.shift {
            act(PaneAction::Pick(id, Pick::Only));
        }
        if response.double_clicked() {
            act(PaneAction::Open(id));
        } else if response.clicked() {
            act(PaneAction::Pick(
                id,
                match (modifiers.command, modifiers.shift) {
                    (false, false) => Pick::Only,
                    (true, false) => Pick::Toggle,
                    (false, true) => Pick::Range,
                    (true, true) => Pick::AddRange,
                },
            ));
        }
        if response.secondary_clicked() {
            act(if selected { PaneAction::Focus } else { PaneAction::Pick(id, Pick::Only) });
        }
        if response.drag_started_by(eframe::egui::PointerButton::Primary)
            && let Some(folder) = self.pane.folder.clone()
        {
            let names = if selected {
                self.pane.chosen()
            } else {
                self.pane.rows.entry(id).map(|entry| entry.name.clone()).into_iter().collect()
            };
            if !selected {
                act(PaneAction::Pick(id, Pick::Only));
            }
            DragAndDrop::set_payload(ui.ctx(), DragEntries { from: self.side, folder, names: Arc::new(names) });
        }
    }

    fn drop_on(&self, ui: &Ui, response: &Response, entry: &Entry, out: &mut Vec<Action>) -> Option<DropTarget> {
        if !entry.leads_to_folder() || !response.contains_pointer() {
            return None;
        }
        let drag = carried(ui.ctx())?;
        let folder: Location = join(self.pane.folder.as_ref()?, &entry.name);
        if !accepts(&drag, &folder) {
            return None;
        }
        release(ui, &folder, out);
        Some(DropTarget { folder, name: entry.name.display() })
    }

    /// While something is carried near the upper or lower edge, the rows move on.
    fn autoscroll(&self, ui: &Ui, body: Rect) {
        const EDGE: f32 = 28.0;
        let Some(at) = ui.ctx().pointer_hover_pos().filter(|at| body.contains(*at)) else { return };
        if carried(ui.ctx()).is_none() || self.pane.rows.is_empty() {
            return;
        }
        let step = if at.y < body.top() + EDGE {
            body.top() + EDGE - at.y
        } else if at.y > body.bottom() - EDGE {
            body.bottom() - EDGE - at.y
        } else {
            return;
        };
        ui.scroll_with_delta(Vec2::new(0.0, step * 0.5));
        ui.ctx().request_repaint();
    }
}

/// The keys that were held when the button went down or up, also when they are released in the same frame.
fn click_modifiers(ui: &Ui) -> Modifiers {
    ui.input(|input| {
        let of_event = |event: &Event| match event {
            Event::PointerButton { modifiers, .. } => Some(*modifiers),
            _ => None,
        };
        input.events.iter().rev().find_map(of_event).unwrap_or(input.modifiers)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a million rows are 26 million points; half a row is exact enough")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * measure::ROW
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an offset is finite and not negative")]
fn row_at(y: f32) -> usize {
    (f64::from(y.max(0.0)) / f64::from(measure::ROW)).floor() as usize
}

fn rows_in(height: f32) -> usize {
    row_at(height)
}

fn below(row: usize, first: usize) -> f32 {
    height_of(row - first)
}

fn within_row(y: f32) -> f32 {
    y.max(0.0) % measure::ROW
}

/// The offset at which `row` is wholly in sight, changed as little as possible.
fn offset_to_show(row: usize, offset: f32, height: f32, total: usize) -> f32 {
    let top = height_of(row);
    let bottom = top + measure::ROW;
    let end = (height_of(total) - height).max(0.0);
    let offset = if top < offset {
        top
    } else if bottom > offset + height {
        bottom - height
    } else {
        offset
    };
    offset.clamp(0.0, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "sums of whole rows are exact")]
    fn rows_come_into_sight_with_the_least_movement() {
        let height = 10.0 * measure::ROW;
        assert_eq!(offset_to_show(3, 0.0, height, 100), 0.0);
        assert_eq!(offset_to_show(10, 0.0, height, 100), measure::ROW);
        assert_eq!(offset_to_show(2, 200.0, height, 100), 2.0 * measure::ROW);
        assert_eq!(offset_to_show(99, 0.0, height, 100), 90.0 * measure::ROW);
        assert_eq!(offset_to_show(0, 500.0, height, 3), 0.0);
    }
}
