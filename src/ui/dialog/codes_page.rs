//! The chosen row of the code book with all that is known of it.

use crate::i18n::fl;
use crate::text::{FoundCode, family_name};
use crate::ui::theme::{body, mono, secondary, semibold, title, tokens};
use eframe::egui::{Label, RichText, ScrollArea, Sense, Stroke, Ui, vec2};

const LABEL: f32 = 96.0;

/// Draws it.
pub(super) fn page(ui: &mut Ui, code: Option<&FoundCode<'_>>) {
    let t = tokens(ui);
    let Some(code) = code else {
        ui.add(Label::new(RichText::new(fl!("codes-nothing-words")).color(t.dim)).wrap());
        return;
    };
    let words = &code.words;
    ScrollArea::vertical().id_salt(("page", &words.title)).auto_shrink(false).show(ui, |ui| {
        // The scroll bar stands beside the text.
        ui.set_max_width(ui.available_width() - 10.0);
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        let above = match (code.row, code.number) {
            (Some(row), Some(number)) => {
                fl!("code-title-number", family = family_name(row.family), number = number.to_string())
            }
            (Some(row), None) => family_name(row.family),
            (None, _) => fl!("codes-not-in-book"),
        };
        ui.label(RichText::new(above).font(secondary()).color(t.dim));
        let name = code.row.map_or(words.title.as_str(), |row| row.name);
        ui.add(Label::new(RichText::new(name).font(title()).color(t.text)).wrap().selectable(true));
        ui.add_space(8.0);
        paragraph(ui, &fl!("code-label-meaning"), &words.meaning);
        ui.add_space(8.0);
        paragraph(ui, &fl!("code-label-action"), &words.action);
        ui.add_space(10.0);
        hairline(ui);
        ui.add_space(8.0);
        // Meaning and action stand above.
        for (label, value) in words.details().iter().skip(2) {
            let font =
                if *label == fl!("code-label-syntax") || *label == fl!("code-label-alias") { mono() } else { body() };
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2(LABEL, 18.0), |ui| {
                    ui.set_min_width(LABEL);
                    ui.label(RichText::new(label).font(secondary()).color(t.dim));
                });
                ui.add(Label::new(RichText::new(value).font(font).color(t.text)).wrap().selectable(true));
            });
        }
    });
}

fn paragraph(ui: &mut Ui, label: &str, words: &str) {
    let t = tokens(ui);
    ui.label(RichText::new(label).font(semibold()).color(t.text));
    ui.add(Label::new(RichText::new(words).font(body()).color(t.text)).wrap().selectable(true));
}

/// A line of one point between two parts.
fn hairline(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, t.line));
}
