//! Carries out what the user means in the errors panel. Pure.

use super::action::{Effect, ErrorsAction};
use super::dialog::{Attempt, Dialog, ErrorReport, PathPurpose, Retry};
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Command, Failed, Location, Repair};
use crate::journal::{EntryId, ErrorFilter, GroupId, Outcome, Tried};
use crate::model::{SessionId, TransferId};

pub(super) fn errors(state: &mut UiState, action: ErrorsAction) -> Vec<Effect> {
    match action {
        ErrorsAction::Expand(group, true) => drop(state.errors.expanded.insert(group)),
        ErrorsAction::Expand(group, false) => drop(state.errors.expanded.remove(&group)),
        ErrorsAction::Filter(filter) => state.errors.filter = filter,
        ErrorsAction::Pick(entry) => state.errors.selected = Some(entry),
        ErrorsAction::RetryGroup(group) => return repair(state, state.errors.book.unsettled(group), Repair::Retry),
        ErrorsAction::SkipGroup(group) => return repair(state, state.errors.book.unsettled(group), Repair::Skip),
        ErrorsAction::RepairGroup(group, how) => return repair(state, state.errors.book.unsettled(group), how),
        ErrorsAction::Retry(entry) => return repair(state, open_transfer(state, entry), Repair::Retry),
        ErrorsAction::Skip(entry) => return repair(state, open_transfer(state, entry), Repair::Skip),
        ErrorsAction::OtherFolder(group) => return other_folder(state, group),
        ErrorsAction::Bundle => return vec![Effect::MakeBundle],
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

/// One decision about transfers.
fn repair(state: &UiState, ids: Vec<TransferId>, repair: Repair) -> Vec<Effect> {
    if ids.is_empty() {
        return Vec::new();
    }
    let operation = state.ids.operation.next_id();
    let failed = Failed::Transfers { ids, alike: false };
    vec![Effect::Engine(Command::Repair { operation, failed, repair })]
}

/// Asks for a folder on the side where the targets of a group are.
fn other_folder(state: &mut UiState, group: GroupId) -> Vec<Effect> {
    let Some(shown) = state.errors.book.group(group) else { return Vec::new() };
    match &shown.example.tried {
        Tried::Download { .. } => vec![Effect::PickPath(PathPurpose::OtherFolder(group))],
        Tried::Upload { target, .. } => {
            let right = match &state.pane(Side::Right).folder {
                Some(Location::Remote(_, path)) => Some(path.display()),
                _ => target.parent().map(|folder| folder.display()),
            };
            let text = right.unwrap_or_else(|| "/".to_owned());
            state.dialogs.push_front(Dialog::Path { purpose: PathPurpose::OtherRemoteFolder(group), text });
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Sends the open transfers of a group into another folder, which `folder` makes for their session.
pub(super) fn send_elsewhere(
    state: &UiState,
    group: GroupId,
    folder: impl Fn(SessionId) -> Option<Location>,
) -> Vec<Effect> {
    let session = state.errors.book.group(group).and_then(|group| group.example.session);
    match session.and_then(folder) {
        Some(folder) => repair(state, state.errors.book.unsettled(group), Repair::IntoFolder(folder)),
        None => Vec::new(),
    }
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
