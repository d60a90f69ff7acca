//! Carries out what the user means in the errors panel. Pure.

use super::action::{Effect, ErrorsAction};
use super::cards::card_of_entry;
use super::dialog::{Dialog, FixAsk, FixDraft, PathPurpose, Retry};
use super::dispatch_fix::send;
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Failed, Location, Repair};
use crate::journal::{EntryId, ErrorFilter, GroupId, Outcome, Tried};
use crate::model::{SessionId, TransferId};

pub(super) fn errors(state: &mut UiState, action: ErrorsAction) -> Vec<Effect> {
    match action {
        ErrorsAction::Expand(group, true) => drop(state.errors.expanded.insert(group)),
        ErrorsAction::Expand(group, false) => drop(state.errors.expanded.remove(&group)),
        ErrorsAction::Filter(filter) => state.errors.filter = filter,
        ErrorsAction::Pick(entry) => state.errors.selected = Some(entry),
        ErrorsAction::RetryGroup(group) => return of_group(state, group, Repair::Retry),
        ErrorsAction::SkipGroup(group) => return of_group(state, group, Repair::Skip),
        ErrorsAction::RepairGroup(group, how) => return of_group(state, group, how),
        ErrorsAction::Retry(entry) => {
            let ids = open_transfer(state, entry);
            return repair(state, ids, Repair::Retry);
        }
        ErrorsAction::Skip(entry) => {
            let ids = open_transfer(state, entry);
            return repair(state, ids, Repair::Skip);
        }
        ErrorsAction::OverwriteGroup(group) => ask_overwrite(state, group),
        ErrorsAction::OtherFolder(group) => return other_folder(state, group),
        ErrorsAction::Bundle => return vec![Effect::MakeBundle],
        ErrorsAction::ShowCard(entry) => {
            if let Some(report) = card_of_entry(state, entry) {
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
fn repair(state: &mut UiState, ids: Vec<TransferId>, repair: Repair) -> Vec<Effect> {
    if ids.is_empty() {
        return Vec::new();
    }
    send(state, Failed::Transfers { ids, alike: false }, repair)
}

/// What is still to be decided of a group.
fn of_group(state: &mut UiState, group: GroupId, how: Repair) -> Vec<Effect> {
    let ids = state.errors.book.unsettled(group);
    repair(state, ids, how)
}

/// Asks whether to replace what is in the way of the open transfers of a group.
fn ask_overwrite(state: &mut UiState, group: GroupId) {
    let ids = state.errors.book.unsettled(group);
    let last = state.errors.book.group(group).and_then(|group| group.entries.back().copied());
    let Some(mut about) = last.and_then(|entry| card_of_entry(state, entry)).filter(|_| !ids.is_empty()) else {
        return;
    };
    let failed = Failed::Transfers { ids, alike: false };
    about.retry = Some(Retry::Repair(Box::new(failed), Box::new(Repair::Overwrite)));
    let draft = FixDraft { about: Box::new(about), alike: true, ask: FixAsk::Overwrite };
    state.dialogs.push_front(Dialog::Fix(draft));
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
    state: &mut UiState,
    group: GroupId,
    folder: impl Fn(SessionId) -> Option<Location>,
) -> Vec<Effect> {
    let session = state.errors.book.group(group).and_then(|group| group.example.session);
    match session.and_then(folder) {
        Some(folder) => of_group(state, group, Repair::IntoFolder(folder)),
        None => Vec::new(),
    }
}

fn open_transfer(state: &UiState, entry: EntryId) -> Vec<TransferId> {
    let entry = state.errors.book.entry(entry).filter(|entry| entry.outcome == Outcome::Open);
    entry.and_then(|entry| entry.failure.transfer).into_iter().collect()
}
