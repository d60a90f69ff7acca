//! The rows of the manager of trust. Only those in sight are drawn.

use super::chooser::{Chooser, choose, ground};
use crate::i18n::fl;
use crate::text::trust_words;
use crate::trust::{Marker, TrustItem};
use crate::ui::state::TrustState;
use crate::ui::theme::{Tokens, body, icon, measure, regular_icon, secondary, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::{Align, Align2, Color32, Id, Rect, Ui, pos2};

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
    let trust = what.trust;
    let items = trust.store.as_ref().map(|store| store.items.as_slice()).unwrap_or_default();
    let rows = Chooser { id: what.id, first: what.first, query: &trust.query, count: trust.found.len() };
    let empty = || match &trust.store {
        None => fl!("trust-loading"),
        Some(store) if store.items.is_empty() => fl!("trust-empty"),
        Some(_) => fl!("trust-nothing"),
    };
    choose(ui, &rows, chosen, empty, |ui, id, place| {
        let item = trust.found.get(place).and_then(|at| items.get(*at));
        item.is_some_and(|item| row(ui, id, item, place == chosen))
    })
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

/// Draws a row; returns whether it was clicked.
fn row(ui: &mut Ui, id: Id, item: &TrustItem, chosen: bool) -> bool {
    let t = tokens(ui);
    let words = trust_words(item);
    let note = words.note();
    let (rect, clicked) = ground(ui, id, &format!("{}, {note}", words.title), chosen);
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
    clicked
}
