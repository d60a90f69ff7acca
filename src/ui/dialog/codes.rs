//! The code book: every code and command, to be searched and read.

use super::chooser::moved;
use super::codes_list::{List, list};
use super::codes_page::page;
use super::modal::{Choice, Ending, Front, modal};
use crate::error::{CodeBook, CodeFamily};
use crate::i18n::fl;
use crate::text::{CodeIndex, family_name};
use crate::ui::state::{Action, CodesView, Dialog, DialogAction};
use crate::ui::theme::{icon, measure};
use crate::ui::widget::{FieldKind, Look, button, menu_line, plain_entry, sized_field};
use eframe::egui::{Align, Event, Id, Layout, Popup, Rect, Sense, TextEdit, Ui, UiBuilder, pos2, vec2};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choose {
    Close,
    Copy,
}

const WIDTH: f32 = 940.0;
/// Room that heading, buttons and the edge of the window need.
const AROUND: f32 = 180.0;
const TALLEST: f32 = 520.0;

pub(super) fn show(ui: &Ui, front: Front, view: &CodesView) -> Vec<Action> {
    let index = index(ui);
    let mut edited = view.clone();
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(120.0, TALLEST);
    let (copied, ending) = modal(
        ui,
        front,
        &fl!("codes-title"),
        WIDTH,
        |ui, focus| {
            let count = index.look_up(edited.family, &edited.text).len();
            edited.chosen = moved(ui, edited.chosen.min(count.saturating_sub(1)), count);
            let top = ui.cursor().top();
            search(ui, &index, &mut edited, focus);
            ui.add_space(4.0);
            let found = index.look_up(edited.family, &edited.text);
            edited.chosen = edited.chosen.min(found.len().saturating_sub(1));
            let room = vec2(ui.available_width(), height - (ui.cursor().top() - top));
            let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
            let split = rect.left() + (rect.width() * 0.44).clamp(240.0, 400.0);
            let mut left = part(ui, Rect::from_min_max(rect.min, pos2(split, rect.bottom())), "list");
            let what = List { id: front.id.with("rows"), first: front.first, found: &found, query: &edited.text };
            edited.chosen = list(&mut left, &what, edited.chosen);
            let mut right = part(ui, Rect::from_min_max(pos2(split + 20.0, rect.top()), rect.max), "page");
            let chosen = found.get(edited.chosen);
            page(&mut right, chosen);
            chosen.map(|code| code.words.to_text())
        },
        |copied| {
            vec![
                Choice::plain(Choose::Close, fl!("dialog-close")),
                Choice::apart(Choose::Copy, fl!("codes-copy"), icon::COPY).enabled(copied.is_some()),
            ]
        },
    );
    let mut actions = Vec::new();
    if edited != *view {
        actions.push(Action::Dialog(DialogAction::Edit(Box::new(Dialog::Codes(edited)))));
    }
    let by_key = copy_pressed(ui);
    match (ending, copied) {
        (Some(Ending::Chosen(Choose::Copy)), Some(text)) => actions.push(Action::CopyText(text)),
        (None, Some(text)) if by_key => actions.push(Action::CopyText(text)),
        (Some(Ending::Chosen(Choose::Close) | Ending::Dismissed), _) => {
            actions.push(Action::Dialog(DialogAction::Dismiss));
        }
        _ => {}
    }
    actions
}

/// The words of the book in one language, made once.
fn index(ui: &Ui) -> Arc<CodeIndex> {
    let kept = Id::unique("code-index");
    if let Some(index) = ui.data(|data| data.get_temp::<Arc<CodeIndex>>(kept)) {
        return index;
    }
    let index = Arc::new(CodeIndex::default());
    ui.data_mut(|data| data.insert_temp(kept, Arc::clone(&index)));
    index
}

pub(super) fn part(ui: &mut Ui, rect: Rect, name: &str) -> Ui {
    ui.new_child(UiBuilder::new().max_rect(rect).id_salt(name).layout(Layout::top_down(Align::Min)))
}

fn search(ui: &mut Ui, index: &CodeIndex, view: &mut CodesView, focus: &mut super::modal::Focus) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), measure::CONTROL),
        Layout::right_to_left(Align::Center),
        |ui| {
            let chosen = family(ui, index, view);
            let width = ui.available_width();
            let hint = fl!("codes-search-hint");
            let field = sized_field(ui, &mut view.text, &fl!("codes-search"), &hint, FieldKind::Plain, false, width);
            focus.field(&field);
            if field.changed() || chosen {
                view.chosen = 0;
            }
        },
    );
}

/// The button that opens the list of families; returns whether another one was chosen.
fn family(ui: &mut Ui, index: &CodeIndex, view: &mut CodesView) -> bool {
    let name = view.family.map_or_else(|| fl!("codes-all-families"), family_name);
    let response = button(ui, Look::Plain, Some(icon::FILTER), &name, true);
    let mut chosen = None;
    Popup::menu(&response).gap(4.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut entry = |ui: &mut Ui, family: Option<CodeFamily>, name: &str| {
            let count = CodeBook::get().rows().iter().filter(|row| family.is_none_or(|family| row.family == family));
            let found =
                if view.text.trim().is_empty() { count.count() } else { index.search(family, &view.text).len() };
            let sign = (view.family == family).then_some(icon::CHECK);
            if plain_entry(ui, sign, name, &found.to_string(), true) {
                chosen = Some(family);
            }
        };
        entry(ui, None, &fl!("codes-all-families"));
        menu_line(ui);
        for family in CodeFamily::ALL {
            entry(ui, Some(family), &family_name(family));
        }
    });
    match chosen {
        Some(family) => {
            view.family = family;
            true
        }
        None => false,
    }
}

/// Whether the keys for copying were pressed where no text is marked that they would copy.
fn copy_pressed(ui: &Ui) -> bool {
    let pressed = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)));
    let marked = || {
        let focused = ui.memory(eframe::egui::Memory::focused);
        let state = focused.and_then(|id| TextEdit::load_state(ui.ctx(), id));
        state.and_then(|state| state.cursor.char_range()).is_some_and(|range| !range.is_empty())
    };
    pressed && !marked()
}
