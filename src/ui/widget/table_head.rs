//! The head of a file table: names of the columns, sort order, handles to make columns wider.

use super::columns::ColumnSpan;
use super::text::{line, paint_line};
use crate::i18n::fl;
use crate::settings::{Column, PaneSettings, SortOrder};
use crate::ui::state::{Action, PaneAction, Side};
use crate::ui::theme::{icon, regular_icon, secondary, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, CursorIcon, FontId, Id, Rangef, Rect, Sense, Stroke, Ui, WidgetInfo, pos2};

const HANDLE: f32 = 5.0;

/// The name of a column.
#[must_use]
pub fn column_name(column: Column) -> String {
    match column {
        Column::Name => fl!("column-name"),
        Column::Size => fl!("column-size"),
        Column::Modified => fl!("column-modified"),
        Column::Permissions => fl!("column-permissions"),
        Column::Owner => fl!("column-owner"),
    }
}

/// Draws the head in `rect`.
pub fn table_head(
    ui: &Ui,
    rect: Rect,
    (side, spans): (Side, &[ColumnSpan]),
    settings: &PaneSettings,
    sort: SortOrder,
    out: &mut Vec<Action>,
) {
    let t = tokens(ui);
    let id = Id::unique(("table-head", side));
    for span in spans {
        let cell = span.cell(rect);
        let response = ui.interact(cell, id.with(span.column), Sense::click());
        let name = column_name(span.column);
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &name));
        let sorted = sort.column == span.column;
        let ink = if response.hovered() || sorted { t.text } else { t.dim };
        let ink = if sorted && !response.hovered() { t.dim } else { ink };
        let arrow = if sort.ascending { icon::CARET_UP } else { icon::CARET_DOWN };
        let small = FontId::new(11.0, regular_icon().family);
        let room = (cell.width() - 24.0).max(0.0);
        let galley = line(ui.painter(), &name, secondary(), ink, room);
        if span.column == Column::Name {
            let at = paint_line(ui.painter(), cell, Align::Min, galley);
            if sorted {
                let arrow = line(ui.painter(), arrow, small, ink, 20.0);
                paint_line(
                    ui.painter(),
                    Rect::from_x_y_ranges(at.right() + 6.0..=cell.right(), rect.y_range()),
                    Align::Min,
                    arrow,
                );
            }
        } else {
            let at = paint_line(ui.painter(), cell, Align::Max, galley);
            if sorted {
                let arrow = line(ui.painter(), arrow, small, ink, 20.0);
                paint_line(
                    ui.painter(),
                    Rect::from_x_y_ranges(cell.left()..=at.left() - 6.0, rect.y_range()),
                    Align::Max,
                    arrow,
                );
            }
        }
        if response.clicked() {
            out.push(Action::Pane(side, PaneAction::SortBy(span.column)));
        }
    }
    for span in spans.iter().filter(|span| span.column != Column::Name) {
        let x = rect.left() + span.x.min;
        let grip = Rect::from_x_y_ranges(Rangef::new(x - HANDLE, x + HANDLE), rect.y_range());
        let response = ui.interact(grip, id.with(("resize", span.column)), Sense::click_and_drag());
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeColumn);
            let line = Stroke::new(1.0, if response.dragged() { t.accent } else { t.faint });
            ui.painter().line_segment([pos2(x, rect.top() + 6.0), pos2(x, rect.bottom() - 6.0)], line);
        }
        if response.dragged() && response.drag_delta().x != 0.0 {
            let width = (settings.width(span.column) - response.drag_delta().x).max(span.column.min_width());
            out.push(Action::Pane(side, PaneAction::Resize(span.column, width)));
        }
        if response.double_clicked() {
            out.push(Action::Pane(side, PaneAction::Resize(span.column, span.column.default_width())));
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, t.line));
}
