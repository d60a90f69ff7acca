//! The errors panel: failures in groups by cause, place and server, with what can be done about all of a group at once.
//! Only what is in sight is drawn.

use super::error_file_row::file_row;
use super::error_filters::{chips, filter_menu};
use super::error_group_row::group_row;
use super::error_index::{ErrorIndex, Place};
use super::timeline::timeline;
use crate::i18n::fl;
use crate::ui::state::{Action, ErrorsAction, ExportForm, PathPurpose, UiState};
use crate::ui::theme::{body, icon, measure, secondary, tokens};
use crate::ui::widget::{icon_button, menu_item, menu_line, search_field};
use eframe::egui::{Event, Id, Popup, Rect, RichText, ScrollArea, Ui, pos2, vec2};
use std::sync::{Arc, Mutex, PoisonError};

/// How many files of a group are copied at most.
const MOST_COPIED: usize = 10_000;

/// What stands in the tab strip while the panel is open, from the right edge to the left.
pub(super) fn error_buttons(ui: &mut Ui, state: &UiState, actions: &mut Vec<Action>) {
    let any = !state.errors.book.is_empty();
    if icon_button(ui, icon::CLEAN, &fl!("errors-clear"), any).clicked() {
        actions.push(Action::Errors(ErrorsAction::Clear));
    }
    let export = icon_button(ui, icon::EXPORT, &fl!("errors-export"), true);
    Popup::menu(&export).show(|ui| export_menu(ui, any, actions));
    let filter = icon_button(ui, icon::FILTER, &fl!("errors-filter"), any);
    Popup::menu(&filter).show(|ui| filter_menu(ui, state, actions));
    let room = ui.available_width() - 12.0;
    if room > 110.0 {
        let mut text = state.errors.filter.text.clone();
        if search_field(ui, &mut text, &fl!("errors-search"), room.min(240.0)).changed() {
            let filter = crate::journal::ErrorFilter { text, ..state.errors.filter.clone() };
            actions.push(Action::Errors(ErrorsAction::Filter(filter)));
        }
    }
}

fn export_menu(ui: &mut Ui, any: bool, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let forms = [
        (ExportForm::Markdown, fl!("errors-export-markdown")),
        (ExportForm::Json, fl!("errors-export-json")),
        (ExportForm::Csv, fl!("errors-export-csv")),
    ];
    for (form, words) in forms {
        if menu_item(ui, icon::FILE_TEXT, &words, any) {
            actions.push(Action::PickPath(PathPurpose::SaveErrors(form)));
        }
    }
    menu_line(ui);
    if menu_item(ui, icon::SUPPORT, &fl!("errors-bundle"), true) {
        actions.push(Action::Errors(ErrorsAction::Bundle));
    }
}

/// Draws timeline and groups into what is left of `ui`.
#[must_use]
pub(super) fn errors(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    // What is shown follows from book and filter; it is kept between frames only to save the search.
    let kept = Id::unique("error-index");
    let index: Arc<Mutex<ErrorIndex>> =
        ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<ErrorIndex>>>(kept).clone());
    let mut index = index.lock().unwrap_or_else(PoisonError::into_inner);
    let panel = &state.errors;
    if index.update(&panel.book, &panel.filter) {
        ui.ctx().request_repaint();
    }
    timeline(ui, state, &mut actions);
    chips(ui, state, &mut actions);
    if index.order.is_empty() {
        empty(ui, panel.filter.is_empty());
        return actions;
    }
    let heights = (measure::ERROR_GROUP, measure::ERROR_FILE);
    ui.spacing_mut().item_spacing = vec2(measure::GAP, 0.0);
    ScrollArea::vertical().id_salt("errors").auto_shrink(false).show_viewport(ui, |ui, view| {
        ui.set_height(index.height(&panel.book, &panel.expanded, heights));
        let area = ui.max_rect();
        for (y, place) in index.rows(&panel.book, &panel.expanded, heights, (view.top(), view.bottom())) {
            let top = area.top() + y;
            let rect = |height| Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + height));
            match place {
                Place::Group(id) => {
                    let Some(group) = panel.book.group(id) else { continue };
                    let copy = || {
                        let entries = index.files(group).filter_map(|id| panel.book.entry(id));
                        crate::text::group_text(group, entries, state.now, MOST_COPIED)
                    };
                    group_row(ui, rect(heights.0), group, state, copy, &mut actions);
                }
                Place::File(group, id) => {
                    file_row(ui, rect(heights.1), panel.book.group(group), id, state, &mut actions);
                }
            }
        }
    });
    if let Some(entry) = panel.selected.and_then(|id| panel.book.entry(id))
        && !ui.ctx().egui_wants_keyboard_input()
        && ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)))
    {
        actions.push(Action::CopyText(crate::text::error_report(&entry.failure.error).to_text()));
    }
    actions
}

fn empty(ui: &mut Ui, none_at_all: bool) {
    let t = tokens(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 24.0).max(8.0));
        let words = if none_at_all { fl!("errors-empty") } else { fl!("errors-nothing-fits") };
        ui.label(RichText::new(words).font(body()).color(t.dim));
        if none_at_all {
            ui.label(RichText::new(fl!("errors-empty-hint")).font(secondary()).color(t.faint));
        }
    });
}
