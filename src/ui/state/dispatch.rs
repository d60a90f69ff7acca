//! Carries out what the user means: changes the state and tells what must be done outside. Pure.

use super::action::{Action, Effect, LogAction, QueueAction, ViewAction};
use super::cards::card_of_error;
use super::codes::CodesView;
use super::dialog::{Attempt, BUNDLE_NAME, Dialog, ErrorReport, PathPurpose, Retry};
use super::find::find_row;
use super::pane::{display, parent};
use super::side::{Pick, Side};
use super::site_action::SitesAction;
use super::ui_state::UiState;
use super::{
    dispatch_bookmarks, dispatch_connection, dispatch_console, dispatch_dialog, dispatch_doctor, dispatch_errors,
    dispatch_fix, dispatch_import, dispatch_pane, dispatch_secrets, dispatch_sites, dispatch_tab, dispatch_transfer,
    dispatch_trust, navigate,
};
use crate::engine::{Command, Location, QueueCommand};
use crate::error::Place;
use crate::model::TransferId;
use crate::queue::RowView;
use crate::settings::Settings;

/// Carries out one action.
pub fn dispatch(state: &mut UiState, action: Action) -> Vec<Effect> {
    match action {
        Action::Pane(side, action) => dispatch_pane::pane(state, side, action),
        Action::SwitchPane => {
            state.here.focus = state.here.focus.other();
            Vec::new()
        }
        Action::Tab(action) => dispatch_tab::tab(state, &action),
        Action::Connection(action) => dispatch_connection::connection(state, action),
        Action::Transfer(action) => dispatch_transfer::transfer(state, action),
        Action::Queue(action) => queue(state, action),
        Action::Errors(action) => dispatch_errors::errors(state, action),
        Action::Console(action) => dispatch_console::console(state, action),
        Action::Log(action) => {
            match action {
                LogAction::ShowLevel(level, true) => drop(state.log_panel.levels.insert(level)),
                LogAction::ShowLevel(level, false) => drop(state.log_panel.levels.remove(&level)),
                LogAction::Filter(text) => state.log_panel.filter = text,
                LogAction::Clear => state.log.clear(),
                LogAction::ShowCard { error, at } => {
                    let report = card_of_error(state, &error, at);
                    state.dialogs.push_front(Dialog::Error(report));
                }
                LogAction::ToFile(on) => {
                    state.settings.log_to_file = on;
                    state.settings_changed = true;
                    return vec![Effect::LogToFile(on)];
                }
                LogAction::ShowFiles => return vec![Effect::ShowLogFiles],
            }
            Vec::new()
        }
        Action::Fix(action) => dispatch_fix::fix(state, action),
        Action::Dialog(action) => dispatch_dialog::dialog(state, action),
        Action::Doctor(action) => dispatch_doctor::doctor(state, action),
        Action::Import(action) => dispatch_import::import(state, action),
        Action::Sites(SitesAction::SaveSession) => dispatch_bookmarks::save_session(state),
        Action::Sites(SitesAction::Bookmark(action)) => dispatch_bookmarks::bookmark(state, action),
        Action::Sites(action) => dispatch_sites::sites(state, action),
        Action::Trust(action) => dispatch_trust::trust(state, action),
        Action::Secrets(action) => dispatch_secrets::secrets(state, action),
        Action::View(action) => {
            view(state, &action);
            Vec::new()
        }
        Action::Send(command) => vec![Effect::Engine(*command)],
        Action::CopyText(text) => vec![Effect::CopyText(text)],
        Action::PickPath(purpose) => vec![Effect::PickPath(purpose)],
        Action::PathsPicked(purpose, paths) => dispatch_dialog::paths_picked(state, purpose, paths),
        Action::PathDialogMissing(purpose) => {
            let text = match purpose {
                PathPurpose::KeyFile | PathPurpose::SiteKeyFile | PathPurpose::PublicKey => {
                    state.home.join(".ssh").display().to_string()
                }
                PathPurpose::SaveErrors(form) => state.home.join(form.file_name()).display().to_string(),
                PathPurpose::ExportSites => match state.dialog() {
                    Some(Dialog::Export(draft)) => state.home.join(draft.file_name()).display().to_string(),
                    _ => String::new(),
                },
                PathPurpose::SaveBundle => state.home.join(BUNDLE_NAME).display().to_string(),
                _ => state.pane(Side::Left).folder.as_ref().map(display).unwrap_or_default(),
            };
            state.dialogs.push_front(Dialog::Path { purpose, text });
            Vec::new()
        }
        Action::Quit => match state.queue.totals.active {
            0 => vec![Effect::Quit],
            active => {
                if !matches!(state.dialog(), Some(Dialog::Quit { .. })) {
                    state.dialogs.push_front(Dialog::Quit { active });
                }
                Vec::new()
            }
        },
        Action::QuitNow => vec![Effect::Quit],
    }
}

fn queue(state: &mut UiState, action: QueueAction) -> Vec<Effect> {
    match action {
        QueueAction::Command(command) => {
            if let QueueCommand::Remove(ids) = &command {
                state.queue_panel.selected.retain(|id| !ids.contains(id));
            }
            return vec![Effect::Engine(Command::Queue(command))];
        }
        QueueAction::Pick(id, how) => pick_transfer(state, id, how),
        QueueAction::SelectAll => {
            state.queue_panel.selected = state.queue.rows.iter().map(|row| row.id).collect();
        }
        QueueAction::PickNone => state.queue_panel.selected.clear(),
        QueueAction::Expand(id, true) => drop(state.queue_panel.expanded.insert(id)),
        QueueAction::Expand(id, false) => drop(state.queue_panel.expanded.remove(&id)),
        QueueAction::ShowError(id) => {
            if let Some(report) = find_row(&state.queue.rows, id).and_then(report_of) {
                state.dialogs.push_front(Dialog::Error(report));
            }
        }
        QueueAction::ShowTarget(id) => {
            let Some(row) = find_row(&state.queue.rows, id) else { return Vec::new() };
            let (side, place) = match &row.target {
                Place::Local(path) => (Side::Left, Location::Local(path.clone())),
                Place::Remote(path) => (Side::Right, Location::Remote(row.session, path.clone())),
            };
            let (session, tab) = (row.session, state.tab_of_session(row.session));
            if let Some(tab) = tab {
                state.show_tab(tab);
            }
            if side == Side::Right && state.ready_session() != Some(session) {
                return Vec::new();
            }
            let cursor = super::pane::name_of(&place);
            return match parent(&place) {
                Some(folder) => navigate::go_to(state, side, folder, cursor),
                None => Vec::new(),
            };
        }
    }
    Vec::new()
}

fn pick_transfer(state: &mut UiState, id: TransferId, how: Pick) {
    let panel = &mut state.queue_panel;
    let place = |wanted: TransferId| state.queue.rows.iter().position(|row| row.id == wanted);
    match (how, panel.anchor.and_then(place), place(id)) {
        (Pick::Toggle, ..) => {
            if !panel.selected.remove(&id) {
                panel.selected.insert(id);
            }
            panel.anchor = Some(id);
        }
        (Pick::Range | Pick::AddRange, Some(from), Some(to)) => {
            if how == Pick::Range {
                panel.selected.clear();
            }
            let rows = state.queue.rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
            panel.selected.extend(rows.iter().map(|row| row.id));
        }
        _ => {
            panel.selected = [id].into();
            panel.anchor = Some(id);
        }
    }
}

/// The error card of a row; `None` when nothing failed.
pub(super) fn report_of(row: &RowView) -> Option<ErrorReport> {
    Some(ErrorReport {
        error: row.error.clone()?,
        others: row.files_failed.saturating_sub(1),
        retry: Some(Retry::Transfer(row.id)),
        attempt: Attempt::Transfer(Some(Box::new(row.clone()))),
        at: None,
    })
}

fn view(state: &mut UiState, action: &ViewAction) {
    let settings = &mut state.settings;
    match *action {
        ViewAction::Theme(theme) => settings.theme = theme,
        ViewAction::ZoomBy(factor) => {
            settings.zoom = (settings.zoom * factor).clamp(Settings::ZOOM.0, Settings::ZOOM.1);
        }
        ViewAction::ZoomReset => settings.zoom = 1.0,
        ViewAction::ShowHidden(show) => {
            settings.show_hidden = show;
            for pane in super::tabs::all_panes(&mut state.here, &mut state.tabs) {
                let (selected, cursor) = pane.marks();
                pane.rows.arrange(pane.rows.sort(), show);
                pane.restore_marks(&selected, cursor.as_ref());
            }
        }
        ViewAction::Tab(tab) => {
            state.tab = tab;
            settings.bottom_open = true;
        }
        ViewAction::ShowBottom(open) => settings.bottom_open = open,
        ViewAction::BottomShare(share) => settings.bottom_share = share.clamp(0.1, 0.8),
        ViewAction::Split(share) => settings.split = share.clamp(0.15, 0.85),
        ViewAction::WindowSize(size) => settings.window = size,
        ViewAction::FocusAddress => {
            state.focus_address += 1;
            return;
        }
        ViewAction::OpenCodes(code) => {
            state.dialogs.push_front(Dialog::Codes(CodesView::at(code)));
            return;
        }
    }
    state.settings_changed = true;
}

/// Reads the folder of a pane once more.
pub(super) fn refresh(state: &mut UiState, side: Side) -> Vec<Effect> {
    navigate::navigate(state, side, super::action::Go::Refresh)
}
