//! Leads panes to folders, and starts operations in them. Pure.

use super::action::{Effect, Go};
use super::pane::{Pending, Visit, name_of, parent};
use super::side::Side;
use super::ui_state::{RunningOperation, UiState, Undertaken};
use crate::engine::{Command, Location, Operation};
use crate::model::{EntryName, SessionId};

/// Goes where the user wants.
pub(super) fn navigate(state: &mut UiState, side: Side, go: Go) -> Vec<Effect> {
    let pane = state.pane_mut(side);
    let here = pane.folder.clone();
    match go {
        Go::Back => match pane.back.last().cloned() {
            Some(place) => list(state, side, place, Visit::Back, here.as_ref().and_then(name_of)),
            None => Vec::new(),
        },
        Go::BackTo(steps) => {
            let at = pane.back.len().checked_sub(steps + 1);
            match at.and_then(|at| pane.back.get(at).cloned()) {
                Some(place) => list(state, side, place, Visit::New, None),
                None => Vec::new(),
            }
        }
        Go::Forward => match pane.forward.last().cloned() {
            Some(place) => list(state, side, place, Visit::Forward, None),
            None => Vec::new(),
        },
        Go::Up => {
            let cursor = here.as_ref().and_then(name_of);
            match here.as_ref().and_then(parent) {
                Some(place) => list(state, side, place, Visit::New, cursor),
                None => Vec::new(),
            }
        }
        Go::Home => match pane.home.clone() {
            Some(place) => list(state, side, place, Visit::New, None),
            None => Vec::new(),
        },
        Go::Refresh => match here {
            Some(place) => list(state, side, place, Visit::Refresh, None),
            None => Vec::new(),
        },
        Go::Folder(place) => list(state, side, place, Visit::New, None),
        Go::Typed(text) => typed(state, side, &text),
        Go::Stop => match pane.pending.take() {
            Some(pending) => vec![Effect::Engine(Command::CancelList(pending.request))],
            None => Vec::new(),
        },
    }
}

/// Shows a folder, with the cursor on an entry.
pub(super) fn go_to(state: &mut UiState, side: Side, folder: Location, cursor: Option<EntryName>) -> Vec<Effect> {
    state.here.focus = side;
    if state.pane(side).folder.as_ref() == Some(&folder)
        && let Some(id) = cursor.as_ref().and_then(|name| state.pane(side).rows.find(name))
    {
        state.pane_mut(side).show(id);
        return Vec::new();
    }
    list(state, side, folder, Visit::New, cursor)
}

/// Asks for a folder; it is shown when the answer comes.
pub(super) fn list(
    state: &mut UiState,
    side: Side,
    folder: Location,
    visit: Visit,
    cursor: Option<EntryName>,
) -> Vec<Effect> {
    if let Location::Remote(session, _) = &folder
        && state.ready_session() != Some(*session)
    {
        return Vec::new();
    }
    let request = state.ids.request.next_id();
    let pane = state.pane_mut(side);
    pane.path_text = None;
    let old =
        pane.pending.replace(Pending { request, folder: Some(folder.clone()), typed: String::new(), visit, cursor });
    let cancelled = old.map(|old| Effect::Engine(Command::CancelList(old.request)));
    cancelled.into_iter().chain([Effect::Engine(Command::List { request, folder })]).collect()
}

fn typed(state: &mut UiState, side: Side, text: &str) -> Vec<Effect> {
    let pane = state.pane_mut(side);
    pane.path_text = None;
    let Some(base) = pane.folder.clone().or_else(|| pane.home.clone()) else { return Vec::new() };
    if text.trim().is_empty() {
        return Vec::new();
    }
    let request = state.ids.request.next_id();
    let shown = crate::model::escape_bytes(text.as_bytes());
    let pending = Pending { request, folder: None, typed: shown, visit: Visit::New, cursor: None };
    let old = state.pane_mut(side).pending.replace(pending);
    let cancelled = old.map(|old| Effect::Engine(Command::CancelList(old.request)));
    let wanted = Effect::Engine(Command::ListTyped { request, base, typed: text.to_owned() });
    cancelled.into_iter().chain([wanted]).collect()
}

/// Starts an operation; `show`: the entry to put the cursor on afterwards.
pub(super) fn operate(state: &mut UiState, what: Operation, show: Option<(Side, EntryName)>) -> Vec<Effect> {
    let operation = state.ids.operation.next_id();
    state.operations.insert(
        operation,
        RunningOperation {
            tab: state.here.id,
            show,
            what: Undertaken::Operation(what.clone()),
            then: None,
            mends: None,
        },
    );
    vec![Effect::Engine(Command::Operate { operation, what })]
}

/// Opens a tab on the local folder that is shown now.
pub(super) fn open_tab(state: &mut UiState) -> Vec<Effect> {
    let folder = state.pane(Side::Left).folder.clone();
    state.open_tab();
    match folder.or_else(|| state.pane(Side::Left).home.clone()) {
        Some(folder) => go_to(state, Side::Left, folder, None),
        None => Vec::new(),
    }
}

/// How many transfers of a session are not finished.
pub(super) fn unfinished(state: &UiState, session: SessionId) -> usize {
    state.queue.rows.iter().filter(|row| row.session == session && !row.state.is_final()).count()
}
