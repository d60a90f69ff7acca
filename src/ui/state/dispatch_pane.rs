//! Carries out what the user means in one pane. Pure.

use super::action::{Carry, Effect, Go, PaneAction, TransferAction};
use super::dialog::{Dialog, PermissionsDraft};
use super::dispatch_transfer;
use super::navigate::{list, navigate, operate};
use super::pane::{Rename, Visit};
use super::rows::RowId;
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Location, Operation};
use crate::model::{EntryKind, EntryName, Permissions};

pub(super) fn pane(state: &mut UiState, side: Side, action: PaneAction) -> Vec<Effect> {
    let elapsed = state.elapsed;
    let show_hidden = state.settings.show_hidden;
    if !matches!(action, PaneAction::Resize(..) | PaneAction::Go(Go::Refresh)) {
        state.here.focus = side;
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
        PaneAction::StepCursor => pane.step_cursor(),
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
    if let Ok(name) = EntryName::new(rename.text.as_bytes()) {
        let show = Some((side, name.clone()));
        return operate(state, Operation::Rename { item, name }, show);
    }
    if !rename.text.is_empty() {
        // The field stays open until the name can be one.
        state.pane_mut(side).rename = Some(rename);
    }
    Vec::new()
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
