//! Paints one row of a file table.

use super::columns::ColumnSpan;
use super::file_icon::file_icon;
use super::text::{line_of, paint_line, paint_text};
use crate::i18n::fl;
use crate::model::{Entry, EntryKind, Timestamp, escape_bytes};
use crate::settings::Column;
use crate::text;
use crate::ui::theme::{body, icon, mono, regular_icon, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, Color32, Rect, Response, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

/// How a row looks.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign")]
pub struct RowLook {
    /// Selected.
    pub selected: bool,
    /// Its pane has the focus.
    pub focused: bool,
    /// The keyboard stands on it.
    pub cursor: bool,
    /// The pointer is over it.
    pub hovered: bool,
    /// Something carried may be dropped on it.
    pub dropped_on: bool,
    /// Every second row.
    pub striped: bool,
    /// Its name is being edited.
    pub renaming: bool,
}

const ICON_ROOM: f32 = 26.0;
const CELL_GAP: f32 = 12.0;

/// Paints an entry in `place`. `name` is its name for eyes.
pub fn paint_entry(
    ui: &Ui,
    place: Rect,
    spans: &[ColumnSpan],
    entry: &Entry,
    name: &str,
    look: RowLook,
    now: Timestamp,
) {
    let t = tokens(ui);
    let painter = ui.painter();
    let fill = match look {
        RowLook { dropped_on: true, .. } => t.accent_bg,
        RowLook { selected: true, focused: true, .. } => t.selection,
        RowLook { selected: true, .. } => t.selection_idle,
        RowLook { hovered: true, .. } => t.row_hover,
        RowLook { striped: true, .. } => t.row,
        _ => Color32::TRANSPARENT,
    };
    painter.rect_filled(place, 0.0, fill);
    if look.dropped_on {
        painter.rect_stroke(place, 0.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    } else if look.cursor {
        painter.rect_stroke(place, 0.0, Stroke::new(1.0, t.accent.gamma_multiply(0.7)), StrokeKind::Inside);
    }
    for span in spans {
        let cell = span.cell(place);
        let dim = |text: &str| {
            let cell = Rect::from_min_max(cell.min + eframe::egui::vec2(CELL_GAP, 0.0), cell.max);
            paint_text(painter, cell, Align::Max, text, body(), t.dim);
        };
        match span.column {
            Column::Name => name_cell(ui, cell, entry, name, look.renaming),
            Column::Size if entry.leads_to_folder() => {}
            Column::Size => dim(&entry.size.map(text::size).unwrap_or_default()),
            Column::Modified => dim(&entry.modified.map(|time| text::when(time, now)).unwrap_or_default()),
            Column::Permissions => {
                let bits = entry.permissions.map(text::permissions).unwrap_or_default();
                paint_text(painter, cell, Align::Max, &bits, mono(), t.dim);
            }
            Column::Owner => {
                let number = || entry.owner.id.map(|id| id.to_string());
                dim(&entry.owner.name.clone().or_else(number).unwrap_or_default());
            }
        }
    }
}

fn name_cell(ui: &Ui, cell: Rect, entry: &Entry, name: &str, renaming: bool) {
    let t = tokens(ui);
    let ink = if entry.kind == EntryKind::Folder { t.accent } else { t.dim };
    paint_icon(ui, cell, file_icon(entry), ink);
    if renaming {
        return;
    }
    let room = Rect::from_min_max(pos2(cell.left() + ICON_ROOM, cell.top()), cell.max);
    let target = entry.link_target.as_ref().map(|target| format!(" \u{2192} {}", escape_bytes(target)));
    let parts = [(name, body(), t.text), (target.as_deref().unwrap_or_default(), body(), t.dim)];
    let galley = line_of(ui.painter(), &parts, room.width());
    paint_line(ui.painter(), room, Align::Min, galley);
}

fn paint_icon(ui: &Ui, cell: Rect, sign: &str, ink: Color32) {
    ui.painter().text(pos2(cell.left() + 8.5, cell.center().y), Align2::CENTER_CENTER, sign, regular_icon(), ink);
}

/// Paints a name that must not be used: it can only be looked at.
pub fn paint_refused(ui: &Ui, place: Rect, row: usize, spans: &[ColumnSpan], name: &[u8], response: &Response) {
    let t = tokens(ui);
    if row % 2 == 1 {
        ui.painter().rect_filled(place, 0.0, t.row);
    }
    let shown = escape_bytes(name);
    let label = fl!("unsafe-name", name = shown.as_str());
    response.widget_info(|| WidgetInfo::selected(Role::Row, false, false, &label));
    if let Some(span) = spans.first() {
        let cell = span.cell(place);
        paint_icon(ui, cell, icon::FILE_UNSAFE, t.warn);
        let room = Rect::from_min_max(pos2(cell.left() + ICON_ROOM, cell.top()), pos2(place.right(), cell.bottom()));
        paint_text(ui.painter(), room, Align::Min, &label, body(), t.faint);
    }
    response.clone().on_hover_text(fl!("unsafe-name-why"));
}
