//! The foot of a pane: how many entries, what is selected, how much space is free.

use crate::i18n::fl;
use crate::model::ByteSize;
use crate::text::size;
use crate::ui::state::{PaneState, Side, UiState};
use crate::ui::theme::{measure, secondary, tokens};
use crate::ui::widget::{line, paint_bar, paint_line};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Id, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Above this share a file system is nearly full.
const NEARLY_FULL: f32 = 0.9;
const BAR: f32 = 90.0;

/// Draws the foot in `rect`.
pub fn footer(ui: &Ui, rect: Rect, side: Side, state: &UiState) {
    let t = tokens(ui);
    let pane = state.pane(side);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, t.line));
    let inner = rect.shrink2(vec2(measure::ROW_PADDING, 0.0));
    let mut right = inner.right();
    if let Some(space) = pane.space.filter(|space| space.total > ByteSize(0)) {
        let used = space.total.saturating_sub(space.available).share_of(space.total).unwrap_or(0.0);
        let words = if space.read_only {
            fl!("space-read-only")
        } else if inner.width() > 420.0 && used > NEARLY_FULL {
            fl!("space-free-of", free = size(space.available), total = size(space.total))
        } else {
            fl!("space-free", free = size(space.available))
        };
        let fill = if used > NEARLY_FULL { t.warn } else { t.ok };
        let galley = line(ui.painter(), &words, secondary(), t.dim, inner.width() / 2.0);
        right = paint_line(ui.painter(), inner, Align::Max, galley).left() - 14.0;
        let bar = Rect::from_min_max(pos2(right - BAR, rect.top()), pos2(right, rect.bottom()));
        paint_bar(ui, ui.painter(), bar, Some(used), fill);
        let node = ui.interact(bar, Id::unique(("space", side)), Sense::hover());
        let told = fl!("space-free-of", free = size(space.available), total = size(space.total));
        node.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &told));
        node.on_hover_text(told);
        right -= BAR + 14.0;
    }
    let words = words(pane);
    let room = Rect::from_min_max(inner.min, pos2(right.max(inner.left()), inner.bottom()));
    let galley = line(ui.painter(), &words, secondary(), t.dim, room.width());
    paint_line(ui.painter(), room, Align::Min, galley);
}

fn words(pane: &PaneState) -> String {
    if pane.folder.is_none() || pane.error.is_some() {
        return String::new();
    }
    let sums = pane.sums();
    let mut words = if sums.entries == 0 {
        fl!("items", count = pane.rows.usable())
    } else if sums.bytes > ByteSize(0) {
        fl!("items-selected-size", count = sums.entries, total = pane.rows.usable(), size = size(sums.bytes))
    } else {
        fl!("items-selected", count = sums.entries, total = pane.rows.usable())
    };
    if pane.rows.hidden() > 0 {
        words = format!("{words}, {}", fl!("items-hidden", count = pane.rows.hidden()));
    }
    if pane.rows.truncated() {
        words = format!("{words}, {}", fl!("items-truncated"));
    }
    if pane.rows.unread() > 0 {
        words = format!("{words}, {}", fl!("items-unread", count = pane.rows.unread()));
    }
    if !pane.complete && pane.pending.is_some() {
        words = format!("{words} \u{2026}");
    }
    words
}
