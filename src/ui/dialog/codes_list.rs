//! The found rows of the code book. Only those in sight are drawn.

use super::chooser::{Chooser, choose, ground};
use crate::i18n::fl;
use crate::text::{FoundCode, family_name};
use crate::ui::theme::{body, measure, mono, secondary, tokens};
use crate::ui::widget::paint_text;
use eframe::egui::{Align, Id, Rect, Ui, pos2};

const NUMBER: f32 = 46.0;

/// What the list shows.
pub(super) struct List<'a> {
    pub id: Id,
    /// Whether it is drawn for the first time since the dialog was opened.
    pub first: bool,
    pub found: &'a [FoundCode<'a>],
    /// What was looked for.
    pub query: &'a str,
}

/// Draws it; returns the chosen row, which is another one after a click.
pub(super) fn list(ui: &mut Ui, what: &List<'_>, chosen: usize) -> usize {
    let rows = Chooser { id: what.id, first: what.first, query: what.query, count: what.found.len() };
    let empty = || fl!("codes-nothing");
    choose(ui, &rows, chosen, empty, |ui, id, place| {
        what.found.get(place).is_some_and(|code| row(ui, id, code, place == chosen))
    })
}

/// Draws a row; returns whether it was clicked.
fn row(ui: &mut Ui, id: Id, code: &FoundCode<'_>, chosen: bool) -> bool {
    let t = tokens(ui);
    let (rect, clicked) = ground(ui, id, &code.words.title, chosen);
    let middle = rect.center().y;
    let left = rect.left() + 4.0;
    let text = left + NUMBER + 12.0;
    let right = rect.right() - measure::ROW_PADDING;
    let upper = |from: f32, until: f32| Rect::from_min_max(pos2(from, middle - 19.0), pos2(until, middle + 1.0));
    let lower = Rect::from_min_max(pos2(text, middle), pos2(right, middle + 18.0));
    if let Some(number) = code.number {
        let ink = if chosen { t.text } else { t.dim };
        paint_text(ui.painter(), upper(left, left + NUMBER), Align::Max, &number.to_string(), mono(), ink);
    }
    let name = code.row.map_or(code.words.title.as_str(), |row| row.name);
    paint_text(ui.painter(), upper(text, right), Align::Min, name, body(), t.text);
    let note = match code.row {
        Some(row) => format!("{} · {}", family_name(row.family), code.words.meaning),
        None => code.words.meaning.clone(),
    };
    paint_text(ui.painter(), lower, Align::Min, &note, secondary(), t.dim);
    clicked
}
