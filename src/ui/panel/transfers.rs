//! The transfer queue: one row a file or folder, only those in sight are drawn.

use super::transfer_row::{RowPlace, row};
use super::work_row::work_row;
use crate::engine::QueueCommand;
use crate::i18n::fl;
use crate::model::TransferId;
use crate::queue::{QueueView, RowView, TransferState};
use crate::ui::state::{Action, Pick, QueueAction, QueuePanelState, UiState};
use crate::ui::theme::{body, icon, measure, secondary, tokens};
use crate::ui::widget::{menu_item, menu_line};
use eframe::egui::{Response, RichText, ScrollArea, Ui};
use std::collections::BTreeSet;

/// Draws the queue into what is left of `ui`.
#[must_use]
pub fn transfers(ui: &mut Ui, state: &UiState) -> Vec<Action> {
    let mut actions = Vec::new();
    let queue = &state.queue;
    ui.spacing_mut().item_spacing.y = 0.0;
    for work in state.works.iter() {
        work_row(ui, *work, state, &mut actions);
    }
    if queue.rows.is_empty() {
        if state.works.is_empty() {
            empty(ui);
        }
        return actions;
    }
    let places = places(queue, &state.queue_panel);
    ScrollArea::vertical().id_salt("transfers").auto_shrink(false).show_rows(
        ui,
        measure::QUEUE_ROW,
        places.len(),
        |ui, range| {
            for place in places.get(range).unwrap_or_default() {
                let Some(view) = place.find(queue) else { continue };
                let selected = state.queue_panel.selected.contains(&view.id);
                let drawn = row(ui, view, *place, selected);
                if drawn.fold {
                    let open = !state.queue_panel.expanded.contains(&view.id);
                    actions.push(Action::Queue(QueueAction::Expand(view.id, open)));
                }
                if drawn.show_error {
                    actions.push(Action::Queue(QueueAction::ShowError(view.id)));
                }
                of_pointer(ui, &drawn.response, view, selected, &mut actions);
                drawn.response.context_menu(|ui| menu(ui, view, state, &mut actions));
            }
        },
    );
    actions
}

/// The rows on screen: folders that are open are followed by their failed and asking files.
fn places(queue: &QueueView, panel: &QueuePanelState) -> Vec<RowPlace> {
    let mut places = Vec::with_capacity(queue.rows.len());
    for (at, row) in queue.rows.iter().enumerate() {
        let open = !row.children.is_empty() && panel.expanded.contains(&row.id);
        places.push(RowPlace { row: at, child: None, open });
        if open {
            places.extend((0..row.children.len()).map(|child| RowPlace { row: at, child: Some(child), open: false }));
        }
    }
    places
}

fn of_pointer(ui: &Ui, response: &Response, view: &RowView, selected: bool, actions: &mut Vec<Action>) {
    if response.double_clicked() {
        actions.push(Action::Queue(match view.error {
            Some(_) => QueueAction::ShowError(view.id),
            None => QueueAction::ShowTarget(view.id),
        }));
    } else if response.clicked() {
        let modifiers = ui.input(|input| input.modifiers);
        let pick = match (modifiers.command, modifiers.shift) {
            (false, false) => Pick::Only,
            (true, false) => Pick::Toggle,
            (false, true) => Pick::Range,
            (true, true) => Pick::AddRange,
        };
        actions.push(Action::Queue(QueueAction::Pick(view.id, pick)));
    } else if response.secondary_clicked() && !selected {
        actions.push(Action::Queue(QueueAction::Pick(view.id, Pick::Only)));
    }
}

fn empty(ui: &mut Ui) {
    let t = tokens(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 2.0 - 24.0).max(8.0));
        ui.label(RichText::new(fl!("queue-empty")).font(body()).color(t.dim));
        ui.label(RichText::new(fl!("queue-empty-hint")).font(secondary()).color(t.faint));
    });
}

/// What stands in the menu of a row. It is for the whole selection when the row is part of it.
fn menu(ui: &mut Ui, view: &RowView, state: &UiState, actions: &mut Vec<Action>) {
    let selected = &state.queue_panel.selected;
    let of: BTreeSet<TransferId> =
        if selected.contains(&view.id) { selected.clone() } else { BTreeSet::from([view.id]) };
    let rows: Vec<&RowView> = all_rows(&state.queue).filter(|row| of.contains(&row.id)).collect();
    let any = |fits: fn(&TransferState) -> bool| rows.iter().any(|row| fits(&row.state));
    let ids: Vec<TransferId> = of.iter().copied().collect();
    let mut entry = |ui: &mut Ui, sign: &str, text: String, enabled: bool, action: QueueAction| {
        if menu_item(ui, sign, &text, enabled) {
            actions.push(Action::Queue(action));
        }
    };
    let command = |make: fn(Vec<TransferId>) -> QueueCommand| QueueAction::Command(make(ids.clone()));
    let moving = any(|s| matches!(s, TransferState::Running | TransferState::Waiting | TransferState::RetryIn(_)));
    let held = any(|s| *s == TransferState::Paused);
    let again = any(|s| matches!(s, TransferState::Failed | TransferState::Cancelled | TransferState::Skipped));
    let open = any(|s| !s.is_final());
    entry(ui, icon::PAUSE, fl!("queue-pause"), moving, command(QueueCommand::Pause));
    entry(ui, icon::PLAY, fl!("queue-resume"), held, command(QueueCommand::Resume));
    entry(ui, icon::RETRY, fl!("queue-retry"), again, command(QueueCommand::Retry));
    entry(ui, icon::STOP, fl!("queue-cancel"), open, command(QueueCommand::Cancel));
    entry(ui, icon::CLOSE, fl!("queue-remove"), true, command(QueueCommand::Remove));
    menu_line(ui);
    entry(ui, icon::WARNING_CIRCLE, fl!("queue-show-error"), view.error.is_some(), QueueAction::ShowError(view.id));
    entry(ui, icon::FOLDER_OPEN, fl!("queue-show-target"), true, QueueAction::ShowTarget(view.id));
    menu_line(ui);
    entry(ui, icon::FILES, fl!("queue-select-all"), true, QueueAction::SelectAll);
    entry(ui, icon::CLEAN, fl!("queue-clear"), true, QueueAction::Command(QueueCommand::ClearFinished));
}

fn all_rows(queue: &QueueView) -> impl Iterator<Item = &RowView> {
    queue.rows.iter().flat_map(|row| std::iter::once(&**row).chain(row.children.iter()))
}
