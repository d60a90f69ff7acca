//! The rows of the manager of trust. Only those in sight are drawn.

use crate::i18n::fl;
use crate::text::trust_words;
use crate::trust::{Marker, TrustItem};
use crate::ui::state::TrustState;
use crate::ui::theme::{Tokens, body, icon, measure, regular_icon, secondary, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{
    Align, Align2, Color32, CornerRadius, Frame, Id, Label, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

const ROW: f32 = 44.0;
const SIGN: f32 = 34.0;

/// What the list shows.
pub(super) struct List<'a> {
    pub id: Id,
    /// Whether it is drawn for the first time since the dialog was opened.
    pub first: bool,
    pub trust: &'a TrustState,
}

/// Draws it; returns the chosen row, which is another one after a click.
pub(super) fn list(ui: &mut Ui, what: &List<'_>, chosen: usize) -> usize {
    let t = tokens(ui);
    let trust = what.trust;
    let frame = Frame::new().fill(t.field).stroke(Stroke::new(1.0, t.line)).corner_radius(8).inner_margin(1);
    let mut clicked = chosen;
    frame.show(ui, |ui| {
        let height = ui.available_height();
        ui.set_min_size(vec2(ui.available_width(), height));
        let Some(store) = trust.store.as_ref().filter(|_| !trust.found.is_empty()) else {
            let words = match &trust.store {
                None => fl!("trust-loading"),
                Some(store) if store.items.is_empty() => fl!("trust-empty"),
                Some(_) => fl!("trust-nothing"),
            };
            ui.vertical_centered(|ui| {
                ui.add_space((height / 2.0 - 26.0).max(8.0));
                ui.set_max_width((ui.available_width() - 40.0).max(60.0));
                ui.add(Label::new(RichText::new(words).color(t.dim)).wrap());
            });
            return;
        };
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = trust.found.len();
        let mut area = ScrollArea::vertical().id_salt("trust").auto_shrink(false).animated(false);
        // A row that the keys went to is brought into sight.
        let (top, all) = (height_of(chosen), height_of(count));
        let before = ui.data(|data| data.get_temp::<(usize, f32)>(what.id)).filter(|_| !what.first);
        if before.is_some_and(|(row, _)| row != chosen) {
            let offset = before.map_or(0.0, |(_, offset)| offset).min(top).max(top + ROW - height);
            area = area.vertical_scroll_offset(offset.clamp(0.0, (all - height).max(0.0)));
        }
        let shown = area.scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded).show_rows(
            ui,
            ROW,
            count,
            |ui, places| {
                for place in places {
                    let Some(item) = trust.found.get(place).and_then(|at| store.items.get(*at)) else { continue };
                    if row(ui, what.id.with(place), item, place == chosen) {
                        clicked = place;
                    }
                }
            },
        );
        ui.data_mut(|data| data.insert_temp(what.id, (chosen, shown.state.clamped_offset().y)));
    });
    clicked
}

/// The icon of a kind, and its colour.
pub(super) fn sign(item: &TrustItem, t: &Tokens) -> (&'static str, Color32) {
    match item {
        TrustItem::Key(line) => match line.marker {
            Marker::Plain => (icon::KEY, t.dim),
            Marker::CertAuthority => (icon::SIGNATURE, t.accent),
            Marker::Revoked => (icon::SHIELD_WARNING, t.error),
        },
        TrustItem::Certificate { .. } => (icon::SHIELD_CHECK, t.dim),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn height_of(rows: usize) -> f32 {
    rows as f32 * ROW
}

/// Draws a row; returns whether it was clicked.
fn row(ui: &mut Ui, id: Id, item: &TrustItem, chosen: bool) -> bool {
    let t = tokens(ui);
    let words = trust_words(item);
    let note = words.note();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("{}, {note}", words.title);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
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
    let (sign, ink) = sign(item, t);
    let middle = rect.center().y;
    let at = pos2(rect.left() + 4.0 + SIGN / 2.0, middle);
    ui.painter().text(at, Align2::CENTER_CENTER, sign, regular_icon(), ink);
    let (left, right) = (rect.left() + 4.0 + SIGN, rect.right() - measure::ROW_PADDING);
    let upper = Rect::from_min_max(pos2(left, middle - 19.0), pos2(right, middle + 1.0));
    let lower = Rect::from_min_max(pos2(left, middle), pos2(right, middle + 18.0));
    let ink = if item.hosts().is_none() { t.dim } else { t.text };
    paint_text(ui.painter(), upper, Align::Min, &words.title, body(), ink);
    paint_text(ui.painter(), lower, Align::Min, &note, secondary(), t.dim);
    response.clicked()
}
