//! One site of another program: a box to tick, its name, its address, whether it is there already, and what could not be taken.

use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::import::Imported;
use crate::text::import_note;
use crate::ui::theme::{body, icon, mono, secondary, small_icon, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Align2, CornerRadius, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

const LINE: f32 = 26.0;
const NOTE: f32 = 18.0;
const BOX: f32 = 16.0;

/// How high the row of a site is.
pub(super) fn height_of(site: &Imported) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of notes")]
    let notes = site.notes.len() as f32;
    LINE + NOTE * notes + if site.notes.is_empty() { 0.0 } else { 4.0 }
}

/// Draws a row; returns whether it was clicked.
pub(super) fn row(ui: &mut Ui, id: Id, rect: Rect, imported: &Imported, on: bool, known: bool) -> bool {
    let t = tokens(ui);
    let response = ui.interact(rect, id, Sense::click());
    let safe = |text: &str| escape_bytes(text.as_bytes());
    let mut path: Vec<String> = imported.folders.iter().map(|folder| safe(folder)).collect();
    path.push(safe(&imported.name));
    let name = path.join(" / ");
    let address = imported.site.endpoint().map(|endpoint| endpoint.to_string()).unwrap_or_default();
    let mut said = vec![name.clone(), address.clone()];
    said.extend(known.then(|| fl!("import-known")));
    said.extend(imported.notes.iter().map(import_note));
    let label = said.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(4.0, 0.0)), CornerRadius::same(6), t.row_hover);
    }
    let middle = rect.top() + LINE / 2.0;
    let square = Rect::from_center_size(pos2(rect.left() + 36.0, middle), vec2(BOX, BOX));
    let (fill, line) = if on { (t.accent, t.accent) } else { (t.field, t.faint) };
    ui.painter().rect(square, CornerRadius::same(4), fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if on {
        ui.painter().text(square.center(), Align2::CENTER_CENTER, icon::CHECK, small_icon(), t.on_accent);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, t.accent.gamma_multiply(0.75));
        ui.painter().rect_stroke(square.expand(1.5), CornerRadius::same(6), ring, StrokeKind::Outside);
    }
    let (left, right) = (square.right() + 10.0, rect.right() - 12.0);
    let mark = if known { 104.0 } else { 0.0 };
    let split = left + (right - left - mark) * 0.46;
    let line = |from: f32, until: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(until, rect.top() + LINE));
    paint_text(ui.painter(), line(left, split - 12.0), Align::Min, &name, body(), t.text);
    paint_text(ui.painter(), line(split, right - mark), Align::Min, &address, mono(), t.dim);
    if known {
        paint_text(
            ui.painter(),
            line(right - mark + 8.0, right),
            Align::Max,
            &fl!("import-known"),
            secondary(),
            t.warn,
        );
    }
    for (at, note) in imported.notes.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of notes")]
        let top = rect.top() + LINE + NOTE * at as f32;
        let place = Rect::from_min_max(pos2(left, top), pos2(right, top + NOTE));
        paint_text(ui.painter(), place, Align::Min, &import_note(note), secondary(), t.dim);
    }
    response.clicked()
}
