//! The rows of the tree of sites, painted.

use crate::i18n::fl;
use crate::model::{Protocol, escape_bytes};
use crate::ui::state::{SiteRow, SiteRowKind};
use crate::ui::theme::{Tokens, body, icon, regular_icon, secondary, small_icon, tokens};
use crate::ui::widget::{mark_ink, paint_text};
use eframe::egui::{Align, Align2, CornerRadius, Rect, Response, Stroke, StrokeKind, Ui, pos2};

/// How high a row is.
pub(super) const ROW: f32 = 32.0;
const STEP: f32 = 14.0;
const DEEPEST: usize = 8;

/// A protocol in one word.
pub(super) fn protocol_tag(protocol: Protocol) -> String {
    match protocol {
        Protocol::Sftp => fl!("site-tag-sftp"),
        Protocol::Ftpes => fl!("site-tag-ftpes"),
        Protocol::Ftps => fl!("site-tag-ftps"),
        Protocol::Ftp => fl!("site-tag-ftp"),
    }
}

/// The name of a row, for eyes.
pub(super) fn row_name(row: &SiteRow) -> String {
    match row.kind {
        SiteRowKind::Hosts { .. } => row.name.clone(),
        _ if row.name.trim().is_empty() => fl!("sites-nameless"),
        _ => escape_bytes(row.name.as_bytes()),
    }
}

/// What stands at the right end of a row.
pub(super) fn row_note(row: &SiteRow) -> String {
    match &row.kind {
        SiteRowKind::Site { protocol, .. } => protocol_tag(*protocol),
        SiteRowKind::Hosts { .. } => fl!("sites-live"),
        SiteRowKind::Host { via: Some(via) } => fl!("sites-via", host = escape_bytes(via.as_bytes())),
        SiteRowKind::Folder { .. } | SiteRowKind::Host { via: None } => String::new(),
    }
}

/// Where the name of a row begins.
pub(super) fn name_left(row: &SiteRow, rect: Rect) -> f32 {
    lead(row, rect) + if is_folder(row) { 26.0 } else { 13.0 }
}

fn is_folder(row: &SiteRow) -> bool {
    matches!(row.kind, SiteRowKind::Folder { .. } | SiteRowKind::Hosts { .. })
}

fn lead(row: &SiteRow, rect: Rect) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "at most eight")]
    let depth = row.depth.min(DEEPEST) as f32;
    let start = rect.left() + 15.0 + depth * STEP;
    if is_folder(row) { start + 15.0 } else { start }
}

/// Where the sign is that opens and closes a folder.
pub(super) fn caret(row: &SiteRow, rect: Rect) -> Rect {
    let middle = pos2(lead(row, rect) - 15.0, rect.center().y);
    Rect::from_center_size(middle, eframe::egui::vec2(20.0, ROW))
}

/// Paints a row in `rect`; `renamed`: its name is in a field.
pub(super) fn paint_row(
    ui: &Ui,
    rect: Rect,
    row: &SiteRow,
    chosen: bool,
    focused: bool,
    renamed: bool,
    response: &Response,
) {
    let t: &Tokens = tokens(ui);
    let cell = rect.shrink2(eframe::egui::vec2(0.0, 1.0));
    let radius = CornerRadius::same(6);
    if chosen {
        ui.painter().rect_filled(cell, radius, if focused { t.selection } else { t.selection_idle });
    } else if response.hovered() {
        ui.painter().rect_filled(cell, radius, t.row_hover);
    }
    if chosen && focused {
        ui.painter().rect_stroke(cell, radius, Stroke::new(1.0, t.accent.gamma_multiply(0.6)), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let lead = lead(row, rect);
    let sign =
        |at: f32, sign: &str, font, ink| ui.painter().text(pos2(at, middle), Align2::CENTER_CENTER, sign, font, ink);
    let folder = |open: bool, kind: &str| {
        let turned = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
        sign(lead - 15.0, turned, small_icon(), t.dim);
        sign(lead + 8.0, kind, regular_icon(), t.dim);
    };
    let mut edited = false;
    match &row.kind {
        SiteRowKind::Folder { open } => folder(*open, if *open { icon::FOLDER_OPEN } else { icon::FOLDER }),
        SiteRowKind::Hosts { open } => folder(*open, icon::TERMINAL),
        SiteRowKind::Site { colour, changed, .. } => {
            ui.painter().circle_filled(pos2(lead, middle), 3.5, mark_ink(t, *colour));
            edited = *changed;
        }
        SiteRowKind::Host { .. } => {
            ui.painter().circle_filled(pos2(lead, middle), 3.5, mark_ink(t, None));
        }
    }
    let note = row_note(row);
    let right = rect.right() - 9.0;
    let place = Rect::from_min_max(pos2((right - 110.0).max(rect.left()), rect.top()), pos2(right, rect.bottom()));
    let ink = if matches!(row.kind, SiteRowKind::Site { protocol: Protocol::Ftp, .. }) { t.warn } else { t.dim };
    let noted = paint_text(ui.painter(), place, Align::Max, &note, secondary(), ink);
    if renamed {
        return;
    }
    let left = name_left(row, rect);
    let end = if note.is_empty() { right } else { noted.left() - 8.0 } - if edited { 12.0 } else { 0.0 };
    let place = Rect::from_min_max(pos2(left, rect.top()), pos2(end.max(left), rect.bottom()));
    let name = paint_text(ui.painter(), place, Align::Min, &row_name(row), body(), t.text);
    if edited {
        ui.painter().circle_filled(pos2(name.right() + 8.0, middle), 2.5, t.accent);
    }
}
