//! The support bundle: what is in it, before it is saved.

use super::ending::{Simple, actions, cancel};
use super::modal::{Choice, Front, modal};
use crate::i18n::fl;
use crate::model::ByteSize;
use crate::text::size;
use crate::ui::state::{Action, BundleDraft, Dialog};
use crate::ui::theme::{Tokens, body, mono, tokens};
use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Frame, Label, Layout, RichText, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// How many lines of a part can be looked at.
const MOST_LINES: usize = 2_000;

pub(super) fn show(ui: &Ui, front: Front, draft: &BundleDraft) -> Vec<Action> {
    let t: &Tokens = tokens(ui);
    let (chosen, ending) = modal(
        ui,
        front,
        &fl!("bundle-title"),
        640.0,
        |ui, _| {
            ui.add(Label::new(RichText::new(fl!("bundle-intro")).color(t.dim)).wrap());
            ui.add_space(4.0);
            let mut chosen = None;
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, part) in draft.parts.iter().enumerate() {
                let bytes = size(ByteSize(part.content.len() as u64));
                let name = fl!("bundle-part", name = part.name.as_str(), size = bytes);
                if row(ui, &part.what, &name, at == draft.shown) {
                    chosen = Some(at);
                }
            }
            ui.add_space(8.0);
            if let Some(part) = draft.parts.get(draft.shown) {
                preview(ui, &part.content);
            }
            chosen
        },
        |_| vec![Choice::primary(Simple::Accept, fl!("bundle-save")), cancel()],
    );
    let edited = chosen.map(|shown| Dialog::Bundle(BundleDraft { shown, ..draft.clone() }));
    actions(edited, ending)
}

fn row(ui: &mut Ui, what: &str, name: &str, shown: bool) -> bool {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, shown, what));
    if shown || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5, if shown { t.selection } else { t.row_hover });
    }
    let left = ui.painter().layout_no_wrap(what.to_owned(), body(), t.text);
    let right = ui.painter().layout_no_wrap(name.to_owned(), mono(), t.dim);
    let middle = |height: f32| rect.center().y - height / 2.0;
    ui.painter().galley(pos2(rect.left() + 8.0, middle(left.size().y)), left, t.text);
    ui.painter().galley(pos2(rect.right() - 8.0 - right.size().x, middle(right.size().y)), right, t.dim);
    response.clicked()
}

fn preview(ui: &mut Ui, content: &str) {
    let t = tokens(ui);
    Frame::new().fill(t.field).stroke((1.0, t.line)).corner_radius(8).inner_margin(8).show(ui, |ui| {
        let lines: Vec<&str> = content.lines().take(MOST_LINES).collect();
        let scroll = ScrollArea::both().id_salt("bundle-part").auto_shrink(false).max_height(170.0);
        scroll.show_rows(ui, 16.0, lines.len(), |ui, range| {
            for line in lines.get(range).unwrap_or_default() {
                let label = Label::new(RichText::new(*line).font(mono()).color(t.dim)).extend();
                let size = vec2(ui.available_width(), 16.0);
                ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| ui.add(label));
            }
        });
    });
}
