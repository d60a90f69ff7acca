//! Carries out what the user means in one pane. Pure.

use super::action::{Carry, Effect, Go, PaneAction, TransferAction};
use super::dialog::{Dialog, PermissionsDraft};
use super::dispatch_transfer;
use super::pane::{Pending, Rename, Visit, name_of, parent};
use super::rows::RowId;
use super::side::Side;
use super::ui_state::{RunningOperation, UiState};
use crate::engine::{Command, Location, Operation};
use crate::model::{EntryKind, EntryName, Permissions};

pub(super) fn pane(state: &mut UiState, side: Side, action: PaneAction) -> Vec<Effect> {
    let elapsed = state.elapsed;
    let show_hidden = state.settings.show_hidden;
    if !matches!(action, PaneAction::Resize(..) | PaneAction::Go(Go::Refresh)) {
        state.focus = side;
    }
    let pane = state.pane_mut(side);
    match action {
        PaneAction::Focus => {}
        PaneAction::Go(go) => return navigate(state, side, go),
        PaneAction::Pick(id, how) => pane.pick(id, how),
        PaneAction::PickNone => pane.select([]),
        PaneAction::MoveCursor(to, extend) => pane.move_cursor(to, extend),
        PaneAction::ToggleCursor => {
            if let Some(id) = pane.cursor {
                pane.pick(id, super::side::Pick::Toggle);
            }
        }
        PaneAction::SelectAll => {
            let all: Vec<RowId> = pane.rows.ids().collect();
            pane.select(all);
        }
        PaneAction::InvertSelection => {
            let others: Vec<RowId> = pane.rows.ids().filter(|id| !pane.is_selected(*id)).collect();
            pane.select(others);
        }
        PaneAction::TypeAhead(text) => pane.type_ahead(&text, elapsed),
        PaneAction::Open(id) => return open(state, side, id),
        PaneAction::OpenCursor => {
            if let Some(id) = pane.cursor {
                return open(state, side, id);
            }
        }
        PaneAction::SortBy(column) => {
            let mut sort = pane.rows.sort();
            sort.ascending = sort.column != column || !sort.ascending;
            sort.column = column;
            let (selected, cursor) = pane.marks();
            pane.rows.arrange(sort, show_hidden);
            pane.restore_marks(&selected, cursor.as_ref());
            pane.scroll_to_cursor();
            state.pane_settings_mut(side).sort = sort;
        }
        PaneAction::Resize(column, width) => {
            state.pane_settings_mut(side).widths.insert(column, width);
        }
        PaneAction::EditPath(text) => pane.path_text = text,
        PaneAction::BeginRename => {
            pane.rename = pane
                .cursor
                .and_then(|id| pane.rows.entry(id))
                .map(|entry| Rename { name: entry.name.clone(), text: entry.name.display() });
            pane.scroll_to_cursor();
        }
        PaneAction::EditRename(text) => {
            if let Some(rename) = &mut pane.rename {
                rename.text = text;
            }
        }
        PaneAction::EndRename(take) => {
            let rename = pane.rename.take();
            return rename.filter(|_| take).map_or_else(Vec::new, |rename| end_rename(state, side, rename));
        }
        PaneAction::NewFolder => {
            if let Some(parent) = pane.folder.clone().filter(|_| pane.error.is_none()) {
                let dialog = Dialog::NewFolder { side, parent, name: String::new(), fault: None };
                state.dialogs.push_front(dialog);
            }
        }
        PaneAction::Delete => {
            let names = pane.chosen();
            if let Some(folder) = pane.folder.clone().filter(|_| !names.is_empty()) {
                let is_folder = |name: &&EntryName| {
                    let entry = pane.rows.find(name).and_then(|id| pane.rows.entry(id));
                    entry.is_some_and(|entry| entry.kind == EntryKind::Folder)
                };
                let folders =
                    if names.len() > 10_000 { pane.sums().folders } else { names.iter().filter(is_folder).count() };
                state.dialogs.push_front(Dialog::Delete { side, names, folder, folders, permanently: false });
            }
        }
        PaneAction::Permissions => permissions(state, side),
    }
    Vec::new()
}

fn navigate(state: &mut UiState, side: Side, go: Go) -> Vec<Effect> {
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
    state.focus = side;
    if state.pane(side).folder.as_ref() == Some(&folder)
        && let Some(id) = cursor.as_ref().and_then(|name| state.pane(side).rows.find(name))
    {
        state.pane_mut(side).show(id);
        return Vec::new();
    }
    list(state, side, folder, Visit::New, cursor)
}

fn list(state: &mut UiState, side: Side, folder: Location, visit: Visit, cursor: Option<EntryName>) -> Vec<Effect> {
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

fn open(state: &mut UiState, side: Side, id: RowId) -> Vec<Effect> {
    let pane = state.pane(side);
    let Some(entry) = pane.rows.entry(id) else { return Vec::new() };
    let Some(place) = pane.location_of(&entry.name) else { return Vec::new() };
    let name = entry.name.clone();
    match (entry.leads_to_folder(), place) {
        (true, place) => list(state, side, place, Visit::New, None),
        // A link that was not looked up may lead to a folder: the listing tells.
        (false, place) if entry.kind == EntryKind::Link && entry.link_kind.is_none() => {
            list(state, side, place, Visit::New, None)
        }
        (false, Location::Local(path)) => vec![Effect::OpenFile(path)],
        (false, Location::Remote(..)) => {
            let Some(into) = state.pane(side.other()).folder.clone() else { return Vec::new() };
            let wish = TransferAction::Drop { from: side, names: vec![name], into, carry: Carry::Copy };
            dispatch_transfer::transfer(state, wish)
        }
    }
}

fn end_rename(state: &mut UiState, side: Side, rename: Rename) -> Vec<Effect> {
    // Untouched text leaves the name as it is, also where it is shown with escapes.
    if rename.text == rename.name.display() {
        return Vec::new();
    }
    let Some(item) = state.pane(side).location_of(&rename.name) else { return Vec::new() };
    match EntryName::new(rename.text.as_bytes()) {
        Ok(name) => {
            let show = Some((side, name.clone()));
            operate(state, Operation::Rename { item, name }, show)
        }
        // The field stays open until the name can be one.
        Err(_) => {
            state.pane_mut(side).rename = Some(rename);
            Vec::new()
        }
    }
}

/// Starts an operation; `show`: the entry to put the cursor on afterwards.
pub(super) fn operate(state: &mut UiState, what: Operation, show: Option<(Side, EntryName)>) -> Vec<Effect> {
    let operation = state.ids.operation.next_id();
    state.operations.insert(operation, RunningOperation { show, what: what.clone() });
    vec![Effect::Engine(Command::Operate { operation, what })]
}

fn permissions(state: &mut UiState, side: Side) {
    let pane = state.pane(side);
    let names = pane.chosen();
    let items: Vec<Location> = names.iter().filter_map(|name| pane.location_of(name)).collect();
    if items.is_empty() {
        return;
    }
    let mut all_on = 0o7777;
    let mut some_on = 0;
    let mut any_folder = false;
    let chosen: Vec<RowId> = if pane.selection().is_empty() {
        pane.cursor.into_iter().collect()
    } else {
        pane.selection().iter().copied().collect()
    };
    for entry in chosen.iter().filter_map(|id| pane.rows.entry(*id)) {
        any_folder |= entry.kind == EntryKind::Folder;
        let mode = entry.permissions.map_or(0, Permissions::mode);
        all_on &= mode;
        some_on |= mode;
    }
    let all_on = Permissions::from_mode(all_on);
    let some_on = Permissions::from_mode(some_on);
    let draft = PermissionsDraft {
        items,
        names: names.iter().map(EntryName::display).collect(),
        any_folder,
        all_on,
        some_on,
        set: Permissions::from_mode(0),
        clear: Permissions::from_mode(0),
        octal: if all_on == some_on { all_on.octal() } else { String::new() },
        recursive: false,
        folders_only_execute: true,
    };
    state.dialogs.push_front(Dialog::Permissions(draft));
}
