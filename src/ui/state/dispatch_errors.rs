//! Carries out what the user means in the errors panel. Pure.

use super::action::{Effect, ErrorsAction};
use super::dialog::{Attempt, Dialog, ErrorReport, Retry};
use super::ui_state::UiState;
use crate::engine::{Command, QueueCommand};
use crate::journal::{EntryId, ErrorFilter, GroupId, Outcome};
use crate::model::TransferId;

pub(super) fn errors(state: &mut UiState, action: ErrorsAction) -> Vec<Effect> {
    match action {
        ErrorsAction::Expand(group, true) => drop(state.errors.expanded.insert(group)),
        ErrorsAction::Expand(group, false) => drop(state.errors.expanded.remove(&group)),
        ErrorsAction::Filter(filter) => state.errors.filter = filter,
        ErrorsAction::Pick(entry) => state.errors.selected = Some(entry),
        ErrorsAction::RetryGroup(group) => return queue(QueueCommand::Retry, state.errors.book.unsettled(group)),
        ErrorsAction::SkipGroup(group) => return queue(QueueCommand::Cancel, state.errors.book.unsettled(group)),
        ErrorsAction::Retry(entry) => return queue(QueueCommand::Retry, open_transfer(state, entry)),
        ErrorsAction::Skip(entry) => return queue(QueueCommand::Cancel, open_transfer(state, entry)),
        ErrorsAction::ShowCard(entry) => {
            if let Some(report) = card(state, entry) {
                state.dialogs.push_front(Dialog::Error(report));
            }
        }
        ErrorsAction::DismissGroup(group) => {
            state.errors.book.dismiss_group(group);
            state.errors.expanded.remove(&group);
        }
        ErrorsAction::Dismiss(entry) => state.errors.book.dismiss(&[entry]),
        ErrorsAction::Restore(earlier) => {
            for old in earlier {
                state.errors.book.restore(old.failure, old.outcome, old.tries, old.id);
            }
        }
        ErrorsAction::Clear => {
            let all: Vec<GroupId> = state.errors.book.groups().map(|group| group.id).collect();
            for group in all {
                state.errors.book.dismiss_group(group);
            }
            state.errors.expanded.clear();
            state.errors.filter = ErrorFilter::default();
        }
    }
    Vec::new()
}

fn queue(command: fn(Vec<TransferId>) -> QueueCommand, ids: Vec<TransferId>) -> Vec<Effect> {
    if ids.is_empty() { Vec::new() } else { vec![Effect::Engine(Command::Queue(command(ids)))] }
}

fn open_transfer(state: &UiState, entry: EntryId) -> Vec<TransferId> {
    let entry = state.errors.book.entry(entry).filter(|entry| entry.outcome == Outcome::Open);
    entry.and_then(|entry| entry.failure.transfer).into_iter().collect()
}

/// The error card of a failure, as it was when it failed.
fn card(state: &UiState, id: EntryId) -> Option<ErrorReport> {
    let entry = state.errors.book.entry(id)?;
    let failure = &*entry.failure;
    let others = entry.group.and_then(|group| state.errors.book.group(group)).map_or(0, |group| group.len() - 1);
    Some(ErrorReport {
        attempt: Attempt::Noted(Box::new(failure.tried.clone())),
        error: failure.error.clone(),
        others: u64::try_from(others).unwrap_or(0),
        retry: failure.transfer.filter(|_| entry.outcome == Outcome::Open).map(Retry::Transfer),
        at: Some(failure.time),
    })
}
