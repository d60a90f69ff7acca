//! Carries out what the user chose on an error card: asks first where it must, then sends one command. Pure.

use super::action::{BottomTab, Effect, FixAction};
use super::begin_session::connect_as;
use super::dialog::{Dialog, ErrorReport, FixAsk, FixDraft, PathPurpose, Retry, UnlockDraft};
use super::dispatch_sites::edit_site;
use super::find::find_row;
use super::navigate::{go_to, operate};
use super::offer::Offer;
use super::offers::{location, replaceable};
use super::pane::display;
use super::session::ConnectForm;
use super::side::Side;
use super::ui_state::{PendingFix, RunningOperation, UiState, Undertaken};
use crate::engine::{Command, Failed, Location, Operation, QueueCommand, Repair};
use crate::error::{Cause, DataMode, Fix, Place};
use crate::model::{EntryName, Permissions, SessionId};
use crate::site::ProductionLock;
use std::path::PathBuf;

pub(super) fn fix(state: &mut UiState, action: FixAction) -> Vec<Effect> {
    match action {
        FixAction::Press { about, offer, alike } => {
            // The card has done its part; one that was not open in front stays where it is.
            if matches!(state.dialogs.front(), Some(Dialog::Error(front)) if *front == *about) {
                state.dialogs.pop_front();
            }
            if !matches!(offer, Offer::Fix(Fix::ShowFolder(_) | Fix::EditConnection | Fix::Unlock)) {
                state.told.decided(&about);
            }
            press(state, *about, offer, alike)
        }
        FixAction::Stop(operation) => vec![Effect::Engine(Command::CancelOperation(operation))],
    }
}

fn press(state: &mut UiState, about: ErrorReport, offer: Offer, alike: bool) -> Vec<Effect> {
    if let Some(retry) = &about.retry {
        state.show_tab_for(retry);
    }
    let session = session_of(&about, state);
    let at = |place: &Place| location(place, session);
    let fix = match offer {
        Offer::RetryAlike => return repair(state, &about, true, Repair::Retry),
        Offer::SkipAlike => return repair(state, &about, true, Repair::Skip),
        Offer::Abort => return repair(state, &about, false, Repair::Abort),
        Offer::CompareTrust => {
            if let Some(draft) = replaceable(&about) {
                state.dialogs.push_front(Dialog::Replace(draft));
            }
            return Vec::new();
        }
        Offer::Fix(fix) => fix,
    };
    match fix {
        Fix::Retry => again(state, &about, alike),
        Fix::Skip => repair(state, &about, alike, Repair::Skip),
        Fix::CreateFolder(place) => match at(&place) {
            Some(folder) => repair(state, &about, alike, Repair::CreateFolder(folder)),
            None => Vec::new(),
        },
        Fix::MakeWritable { at: place, permissions } => match at(&place) {
            Some(item) => make_writable(state, &about, alike, item, permissions),
            None => Vec::new(),
        },
        Fix::CopyAndDelete => {
            // How far it is stands in the queue panel.
            state.tab = BottomTab::Transfers;
            state.settings.bottom_open = true;
            repair(state, &about, alike, Repair::CopyAndDelete)
        }
        Fix::Overwrite => ask(state, about, alike, FixAsk::Overwrite),
        Fix::DeleteContent(place) => ask(state, about, alike, FixAsk::DeleteContent(place)),
        Fix::Rename => {
            let name = proposed(&about, state).map(|name| name.display()).unwrap_or_default();
            ask(state, about, false, FixAsk::Name { name, fault: None })
        }
        Fix::ChooseFolder => choose_folder(state, about, alike),
        Fix::ShowFolder(place) => match at(&place) {
            Some(folder) => {
                let side = if place.is_local() { Side::Left } else { Side::Right };
                go_to(state, side, folder, None)
            }
            None => Vec::new(),
        },
        Fix::SwitchDataMode(mode) => switch_data_mode(state, &about, alike, mode),
        Fix::Unlock => {
            if let Some(session) = session {
                let site = state.site_name(session);
                let about = Some((Box::new(about), alike));
                state.dialogs.push_front(Dialog::Unlock(UnlockDraft { session, site, about }));
            }
            Vec::new()
        }
        Fix::Reconnect => reconnect(state, about),
        Fix::EditConnection => {
            let found = match &about.retry {
                Some(Retry::Connect(wish, site)) => Some(((**wish).clone(), *site)),
                _ => state.here.session.as_ref().map(|session| (session.wish.clone(), session.site)),
            };
            match found {
                // A site has more than the form can show, its lock before all.
                Some((_, Some(site))) if state.sites.book.get(site).is_some() => edit_site(state, site),
                Some((wish, _)) => {
                    state.connect = ConnectForm::of_wish(&wish);
                    state.dialogs.push_front(Dialog::Connect);
                    Vec::new()
                }
                None => Vec::new(),
            }
        }
    }
}

/// The session that a failure belongs to: the transfer's own, else the present one.
fn session_of(about: &ErrorReport, state: &UiState) -> Option<SessionId> {
    let own = about.retry.as_ref().and_then(|retry| state.session_behind(retry));
    own.or_else(|| state.here.session.as_ref().map(|session| session.id))
}

fn ask(state: &mut UiState, about: ErrorReport, alike: bool, ask: FixAsk) -> Vec<Effect> {
    state.dialogs.push_front(Dialog::Fix(FixDraft { about: Box::new(about), alike, ask }));
    Vec::new()
}

/// The lock of a site is lifted for its session; what failed because of it is tried again.
pub(super) fn unlock(state: &mut UiState, draft: UnlockDraft) -> Vec<Effect> {
    let lifted = Command::SetLock { session: draft.session, lock: ProductionLock::Off };
    let mut effects = vec![Effect::Engine(lifted)];
    if let Some((about, alike)) = draft.about {
        state.told.decided(&about);
        effects.extend(again(state, &about, alike));
    }
    effects
}

/// What failed, as the engine repairs it; `None` for connections and listings.
fn failed(about: &ErrorReport, alike: bool) -> Option<Failed> {
    match about.retry.as_ref()? {
        Retry::Transfer(id) => Some(Failed::Transfers { ids: vec![*id], alike }),
        Retry::Operate(what) => Some(Failed::Operation(what.clone())),
        Retry::Repair(failed, _) => Some((**failed).clone()),
        Retry::Connect(..) | Retry::List(..) => None,
    }
}

fn repair(state: &mut UiState, about: &ErrorReport, alike: bool, repair: Repair) -> Vec<Effect> {
    let Some(failed) = failed(about, alike) else { return Vec::new() };
    let effects = send(state, failed, repair);
    mending(state, about);
    effects
}

/// The operation that was just begun does something about a failure: the errors panel tells what came of it.
fn mending(state: &mut UiState, about: &ErrorReport) {
    let book = &state.errors.book;
    let entry = book.find(&about.error).filter(|id| book.entry(*id).is_some_and(|e| e.failure.transfer.is_none()));
    if let (Some(entry), Some(mut last)) = (entry, state.operations.last_entry()) {
        last.get_mut().mends = Some(entry);
    }
}

/// Sends one decision to the engine, and remembers it for the case that it fails itself.
pub(super) fn send(state: &mut UiState, failed: Failed, repair: Repair) -> Vec<Effect> {
    let operation = state.ids.operation.next_id();
    let what = Undertaken::Repair { failed: Box::new(failed.clone()), repair: Box::new(repair.clone()) };
    state
        .operations
        .insert(operation, RunningOperation { tab: state.here.id, show: None, what, then: None, mends: None });
    vec![Effect::Engine(Command::Repair { operation, failed, repair })]
}

/// The same once more; with `alike` for all that failed for the same cause.
fn again(state: &mut UiState, about: &ErrorReport, alike: bool) -> Vec<Effect> {
    match about.retry.clone() {
        Some(Retry::Transfer(_)) => repair(state, about, alike, Repair::Retry),
        Some(Retry::Repair(failed, repair)) => send(state, *failed, *repair),
        Some(retry) => {
            let operates = matches!(retry, Retry::Operate(_));
            let effects = try_again(state, retry);
            if operates {
                mending(state, about);
            }
            effects
        }
        None => Vec::new(),
    }
}

/// The same once more, as it was.
pub(super) fn try_again(state: &mut UiState, retry: Retry) -> Vec<Effect> {
    state.show_tab_for(&retry);
    match retry {
        Retry::Connect(wish, site) => connect_as(state, *wish, None, site),
        Retry::List(side, folder) => go_to(state, side, folder, None),
        Retry::Transfer(id) => vec![Effect::Engine(Command::Queue(QueueCommand::Retry(vec![id])))],
        Retry::Operate(what) => operate(state, *what, None),
        Retry::Repair(failed, repair) => send(state, *failed, *repair),
    }
}

fn make_writable(
    state: &mut UiState,
    about: &ErrorReport,
    alike: bool,
    at: Location,
    permissions: Permissions,
) -> Vec<Effect> {
    if let Some(Retry::List(side, folder)) = &about.retry {
        // There is nothing to repeat but reading the folder.
        let clear = Permissions::from_mode(!permissions.mode() & 0o7777);
        let set = Operation::SetPermissions {
            items: vec![at],
            set: permissions,
            clear,
            recursive: false,
            folders_only_execute: false,
        };
        let effects = operate(state, set, None);
        if let Some(mut running) = state.operations.last_entry() {
            running.get_mut().then = Some((*side, folder.clone()));
        }
        return effects;
    }
    repair(state, about, alike, Repair::MakeWritable { at, permissions })
}

/// The other side opens connections for data from now on, then the same once more.
fn switch_data_mode(state: &mut UiState, about: &ErrorReport, alike: bool, mode: DataMode) -> Vec<Effect> {
    let Some(session) = state.here.session.as_mut() else { return Vec::new() };
    // So that a new connection to the same server begins with it.
    session.wish.ftp.data = mode.into();
    let session = session.id;
    if failed(about, alike).is_some() {
        return repair(state, about, alike, Repair::SwitchDataMode(mode));
    }
    let mut effects = vec![Effect::Engine(Command::SwitchDataMode { session, mode })];
    effects.extend(again(state, about, alike));
    effects
}

/// The place that would be made or written.
fn target(about: &ErrorReport, state: &UiState) -> Option<Location> {
    match about.retry.as_ref()? {
        Retry::Transfer(id) => {
            let row = find_row(&state.queue.rows, *id)?;
            location(&row.target, Some(row.session))
        }
        Retry::Operate(what) => of_operation(what),
        Retry::Repair(failed, _) => match &**failed {
            Failed::Operation(what) => of_operation(what),
            Failed::Transfers { ids, .. } => {
                let row = find_row(&state.queue.rows, *ids.first()?)?;
                location(&row.target, Some(row.session))
            }
        },
        Retry::Connect(..) | Retry::List(..) => None,
    }
}

fn of_operation(what: &Operation) -> Option<Location> {
    match what {
        Operation::CreateFolder { parent, name } => parent.join(name),
        Operation::Rename { item, name } => item.parent()?.join(name),
        Operation::MoveInto { items, folder } => folder.join(&items.first()?.name()?),
        Operation::MoveTo { moves, .. } => moves.first().map(|(_, to)| to.clone()),
        Operation::Delete { .. } | Operation::SetPermissions { .. } => None,
    }
}

/// A name that is free as far as the panes show, and short enough where that was the fault.
fn proposed(about: &ErrorReport, state: &UiState) -> Option<EntryName> {
    let target = target(about, state)?;
    let (name, folder) = (target.name()?, target.parent()?);
    let most = match about.error.diagnosis.as_ref().map(|diagnosis| &diagnosis.cause) {
        Some(Cause::NameTooLong { limit: Some(limit), .. }) => usize::try_from(*limit).unwrap_or(EntryName::MOST_BYTES),
        _ => EntryName::MOST_BYTES,
    };
    let shown = state.here.panes.iter().find(|pane| pane.folder.as_ref() == Some(&folder));
    let taken = |name: &EntryName| shown.is_some_and(|pane| pane.rows.find(name).is_some());
    let mut numbered = (2..1000).filter_map(|number| name.numbered(number, most));
    numbered.find(|name| !taken(name))
}

fn choose_folder(state: &mut UiState, about: ErrorReport, alike: bool) -> Vec<Effect> {
    match target(&about, state) {
        Some(Location::Local(_)) => {
            state.fixing = Some(PendingFix { about: Box::new(about), alike });
            vec![Effect::PickPath(PathPurpose::SendTo)]
        }
        Some(remote) => {
            let text = remote.parent().map(|folder| display(&folder)).unwrap_or_default();
            ask(state, about, alike, FixAsk::Folder { text, fault: false })
        }
        None => Vec::new(),
    }
}

/// The system's dialog named a folder of this computer.
pub(super) fn folder_picked(state: &mut UiState, folder: PathBuf) -> Vec<Effect> {
    match state.fixing.take() {
        Some(pending) => repair(state, &pending.about, pending.alike, Repair::IntoFolder(Location::Local(folder))),
        None => Vec::new(),
    }
}

/// The user confirmed, or typed what was asked for.
pub(super) fn accept(state: &mut UiState, draft: FixDraft) -> Vec<Effect> {
    let session = session_of(&draft.about, state);
    match draft.ask.clone() {
        FixAsk::Overwrite => repair(state, &draft.about, draft.alike, Repair::Overwrite),
        FixAsk::DeleteContent(place) => match location(&place, session) {
            Some(folder) => repair(state, &draft.about, draft.alike, Repair::DeleteContent(folder)),
            None => Vec::new(),
        },
        FixAsk::Name { name, .. } => match EntryName::new(name.as_bytes()) {
            Ok(name) => repair(state, &draft.about, false, Repair::Rename(Some(name))),
            Err(fault) => ask(state, *draft.about, draft.alike, FixAsk::Name { name, fault: Some(fault) }),
        },
        FixAsk::Folder { text, .. } => {
            let base = match target(&draft.about, state).and_then(|target| target.parent()) {
                Some(Location::Remote(_, path)) => path,
                _ => crate::model::RemotePath::root(),
            };
            match (base.resolve(text.trim().as_bytes()), session) {
                (Ok(path), Some(session)) if !text.trim().is_empty() => {
                    let folder = Location::Remote(session, path);
                    repair(state, &draft.about, draft.alike, Repair::IntoFolder(folder))
                }
                _ => ask(state, *draft.about, draft.alike, FixAsk::Folder { text, fault: true }),
            }
        }
    }
}

/// Connects again; a transfer goes on under its own session.
fn reconnect(state: &mut UiState, about: ErrorReport) -> Vec<Effect> {
    match about.retry {
        Some(Retry::Connect(wish, site)) => connect_as(state, *wish, None, site),
        Some(Retry::Transfer(_)) => {
            let Some(session) = &mut state.here.session else { return Vec::new() };
            // Under the same id, so that its transfers belong to it.
            session.state = crate::engine::SessionState::Connecting;
            session.lock = session.wish.rules.lock;
            let (session, wish) = (session.id, session.wish.clone());
            let mut effects = vec![Effect::Engine(Command::Connect { session, wish })];
            effects.extend(repair(state, &about, true, Repair::Retry));
            effects
        }
        _ => Vec::new(),
    }
}
