//! The label at the pointer that says what a drag would do, and the sign over a pane while files hover from outside.

use super::state::{Carry, UiState};
use super::theme::{body, icon, regular_icon, semibold, tokens};
use super::widget::{DropTarget, carried, carry_of};
use crate::i18n::fl;
use eframe::egui::{Align2, CornerRadius, CursorIcon, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Draws the label while entries are carried.
pub fn drag_label(ui: &Ui, target: Option<&DropTarget>) {
    let (Some(drag), Some(at)) = (carried(ui.ctx()), ui.ctx().pointer_latest_pos()) else { return };
    let t = tokens(ui);
    let count = drag.names.len();
    let (words, sign, ground, ink) = if let Some(target) = target {
        let name = target.name.as_str();
        let carry = carry_of(ui, &drag, &target.folder);
        let one = drag.names.first().filter(|_| count == 1).map(crate::model::EntryName::display);
        let words = match (carry, one) {
            (Carry::Copy, Some(what)) => fl!("drag-copy-one", what = what, name = name),
            (Carry::Copy, None) => fl!("drag-copy", count = count, name = name),
            (Carry::Move, Some(what)) => fl!("drag-move-one", what = what, name = name),
            (Carry::Move, None) => fl!("drag-move", count = count, name = name),
        };
        (words, if carry == Carry::Copy { icon::COPY } else { icon::MOVE }, t.accent, t.on_accent)
    } else {
        ui.ctx().set_cursor_icon(CursorIcon::NotAllowed);
        (fl!("items", count = count), icon::FILES, t.raised_hover, t.dim)
    };
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("drag-label")));
    let font = eframe::egui::FontId::new(12.5, semibold().family);
    let galley = super::widget::line(&painter, &words, font, ink, 360.0);
    let size = vec2(galley.size().x + 46.0, 28.0);
    let screen = ui.ctx().content_rect();
    let mut rect = Rect::from_min_size(pos2(at.x + 14.0, at.y - 4.0), size);
    if rect.right() > screen.right() - 4.0 {
        rect = rect.translate(vec2(screen.right() - 4.0 - rect.right(), 0.0));
    }
    if rect.bottom() > screen.bottom() - 4.0 {
        rect = rect.translate(vec2(0.0, at.y - 12.0 - rect.bottom()));
    }
    let shadow = eframe::egui::Shadow { offset: [0, 4], blur: 12, spread: 0, color: t.shadow };
    painter.add(shadow.as_shape(rect, CornerRadius::same(8)));
    painter.rect_filled(rect, CornerRadius::same(8), ground);
    painter.text(pos2(rect.left() + 19.0, rect.center().y), Align2::CENTER_CENTER, sign, regular_icon(), ink);
    painter.galley(pos2(rect.left() + 33.0, rect.center().y - galley.size().y / 2.0), galley, ink);
}

/// Draws the sign over the rows of a pane while files hover over the window from outside.
pub fn hover_sign(ui: &Ui, rect: Rect, state: &UiState) {
    let count = ui.input(|input| input.raw.hovered_files.len());
    if count == 0 {
        return;
    }
    let t = tokens(ui);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("hover-sign")));
    let ready = state.ready_session().is_some();
    let (words, ink) =
        if ready { (fl!("drop-upload", count = count), t.accent) } else { (fl!("drop-offline"), t.warn) };
    painter.rect_filled(rect.shrink(6.0), CornerRadius::same(8), t.accent_bg.gamma_multiply(0.92));
    painter.rect_stroke(rect.shrink(6.0), CornerRadius::same(8), Stroke::new(2.0, ink), StrokeKind::Inside);
    let font = eframe::egui::FontId::new(32.0, regular_icon().family);
    painter.text(rect.center() - vec2(0.0, 16.0), Align2::CENTER_CENTER, icon::UPLOAD, font, ink);
    painter.text(rect.center() + vec2(0.0, 18.0), Align2::CENTER_CENTER, words, body(), t.text);
}
