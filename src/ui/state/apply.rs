//! Takes over what the engine tells. Pure.

use super::action::Effect;
use super::dialog::{AnswerDraft, Attempt, Dialog, ErrorReport, Retry};
use super::dispatch::{refresh, report_of};
use super::dispatch_console::answered;
use super::dispatch_export;
use super::dispatch_keys;
use super::dispatch_secrets;
use super::dispatch_trust;
use super::find::find_row;
use super::navigate::go_to;
use super::pane::{Visit, name_of, parent};
use super::session::SessionView;
use super::side::Side;
use super::tabs::TabId;
use super::ui_state::{UiState, Undertaken};
use crate::engine::{
    Command, Event, Location, Operation, OperationReport, OverwriteAnswer, Question, SessionState, SiteRules,
};
use crate::error::{Error, ErrorKind};
use crate::journal::Tried;
use crate::model::{Listing, OperationId, OverwriteRule, PromptId, RequestId, SecretString, SessionId, TransferId};
use crate::remote::HostKeyAnswer;
use std::sync::Arc;

/// Takes over one event, in the tab that it belongs to; tells what must be done then.
pub fn apply(state: &mut UiState, event: Event) -> Vec<Effect> {
    match event {
        Event::Session(id, session) => {
            let tab = state.tab_of_session(id);
            return in_tab(state, tab, |state| session_changed(state, id, session));
        }
        Event::Security(id, security) => {
            if let Some(session) = state.session_mut(id) {
                session.secured(security);
            }
        }
        Event::Lock(id, lock) => {
            if let Some(session) = state.session_mut(id) {
                session.lock = lock;
            }
        }
        Event::Listed { request, folder, listing, complete } => {
            let tab = state.tab_awaiting(request);
            return in_tab(state, tab, |state| listed(state, request, folder, listing, complete));
        }
        Event::ListFailed { request, error } => {
            let tab = state.tab_awaiting(request);
            return in_tab(state, tab, |state| {
                list_failed(state, request, &error);
                Vec::new()
            });
        }
        Event::Space { folder, space } => {
            for tab in state.tabs_showing(&folder) {
                state.in_tab(tab, |state| {
                    let shown = state.here.panes.iter_mut().filter(|pane| pane.folder.as_ref() == Some(&folder));
                    shown.for_each(|pane| pane.space = Some(space));
                });
            }
        }
        Event::FolderChanged(folder) => {
            let tabs = state.tabs_showing(&folder);
            return tabs
                .into_iter()
                .flat_map(|tab| in_tab(state, Some(tab), |state| changed(state, &folder)))
                .collect();
        }
        Event::Operated { operation, report } => {
            // Where its tab is closed, what failed is told all the same.
            let tab = state.operations.get(&operation).map(|running| running.tab);
            let tab = tab.filter(|tab| state.all_tabs().any(|open| open.id == *tab)).unwrap_or(state.here.id);
            return in_tab(state, Some(tab), |state| operated(state, operation, &report));
        }
        Event::Asked { prompt, question } => asked(state, prompt, question),
        Event::Withdrawn(prompt) => state.dialogs.retain(|dialog| dialog.prompt() != Some(prompt)),
        Event::TransferFailed { transfer, error, .. } => transfer_failed(state, transfer, error),
        Event::KeyMade { operation, result } => dispatch_keys::made(state, operation, &result),
        Event::KeyInstalled { operation, result } => dispatch_keys::installed(state, operation, &result),
        Event::Trust { store, error } => return dispatch_trust::answered(state, store, error),
        Event::Secrets(report) => dispatch_secrets::answered(state, report),
        Event::SitesExported { file, result } => dispatch_export::exported(state, &file, &result),
        Event::NotKept { name, fault } => dispatch_secrets::not_kept(state, name, fault),
        Event::Answered { request, result } => {
            let tab = state.tab_awaiting(request);
            return in_tab(state, tab, |state| answered(state, request, result));
        }
        Event::Checking(id, news) => state.doctor.take(id, news),
        Event::Checked { id, cancelled } => state.doctor.end(id, cancelled),
        Event::BatchFinished { .. } => {}
        Event::Stopped => state.stopped = true,
    }
    Vec::new()
}

/// Takes something over in its tab; nothing where there is none any more.
fn in_tab(state: &mut UiState, tab: Option<TabId>, work: impl FnOnce(&mut UiState) -> Vec<Effect>) -> Vec<Effect> {
    tab.and_then(|tab| state.in_tab(tab, work)).unwrap_or_default()
}

/// The content of a folder changed: the panes that show it read it anew.
fn changed(state: &mut UiState, folder: &Location) -> Vec<Effect> {
    let shown = Side::BOTH.into_iter().filter(|side| state.pane(*side).folder.as_ref() == Some(folder));
    let shown: Vec<Side> = shown.collect();
    shown.into_iter().flat_map(|side| refresh(state, side)).collect()
}

fn session_changed(state: &mut UiState, id: SessionId, to: SessionState) -> Vec<Effect> {
    let Some(session) = state.here.session.as_mut().filter(|session| session.id == id) else { return Vec::new() };
    let before = std::mem::replace(&mut session.state, to.clone());
    let session = session.clone();
    match to {
        SessionState::Connecting | SessionState::Reconnecting { .. } => Vec::new(),
        SessionState::Connected { folder, .. } => {
            let again = matches!(before, SessionState::Reconnecting { .. });
            let place = Location::Remote(id, folder);
            if again {
                return refresh(state, Side::Right);
            }
            remember(state, &session);
            let host = session.wish.endpoint.host_port();
            let same = |error: &Error| error.host.as_deref() == Some(host.as_str());
            state.errors.book.done_where(|failure| failure.tried == Tried::Connect && same(&failure.error));
            let right = state.pane_mut(Side::Right);
            if right.home.is_none() {
                right.home = Some(place.clone());
            }
            go_to(state, Side::Right, place, None)
        }
        SessionState::Ended(error) => {
            session_ended(state, &session, &before, error);
            Vec::new()
        }
    }
}

fn remember(state: &mut UiState, session: &SessionView) {
    let wish = &session.wish;
    // An address alone would lead to the server without the site's lock.
    if session.site.is_some() || *wish.rules != SiteRules::default() {
        if let Some(name) = session.site.and_then(|id| state.sites.book.words_for(id)) {
            state.settings.remember(&name);
            state.settings_changed = true;
        }
        return;
    }
    state.settings_changed = true;
    let mut address = wish.endpoint.to_string();
    if let Some(folder) = &wish.start_folder {
        match crate::model::RemotePath::parse(folder) {
            Ok(path) => address = wish.endpoint.url(&path),
            Err(_) => address.push_str("/~"),
        }
    }
    state.settings.remember(&address);
}

fn session_ended(state: &mut UiState, session: &SessionView, before: &SessionState, error: Option<Arc<Error>>) {
    let host = session.wish.endpoint.host_port();
    let right = state.pane_mut(Side::Right);
    right.pending = None;
    right.path_text = None;
    match error {
        // The user ended it: the pane is empty again.
        None => {
            right.reset();
            state.here.session = None;
        }
        Some(error) => {
            right.clear_rows();
            right.error = Some(Arc::clone(&error));
            if error.is_cancelled() {
                return;
            }
            let attempt = match before {
                SessionState::Connecting => Attempt::Connect { host },
                _ => Attempt::KeepConnection { host },
            };
            let retry = Some(Retry::Connect(Box::new(session.wish.clone()), session.site));
            state.tell(ErrorReport { attempt, error, others: 0, retry, at: Some(state.now) });
        }
    }
}

/// The pane that waits for an answer.
fn waiting(state: &UiState, request: RequestId) -> Option<Side> {
    let waits = |side: &Side| state.pane(*side).pending.as_ref().is_some_and(|pending| pending.request == request);
    Side::BOTH.into_iter().find(waits)
}

fn listed(
    state: &mut UiState,
    request: RequestId,
    folder: Location,
    listing: Arc<Listing>,
    complete: bool,
) -> Vec<Effect> {
    let Some(side) = waiting(state, request) else { return Vec::new() };
    let sort = state.pane_settings(side).sort;
    let show_hidden = state.settings.show_hidden;
    let pane = state.pane_mut(side);
    let Some(pending) = pane.pending.clone() else { return Vec::new() };
    let first = pane.folder.as_ref() != Some(&folder);
    pane.error = None;
    pane.complete = complete;
    if first {
        pane.visited(pending.visit, &folder);
        pane.clear_rows();
        pane.folder = Some(folder.clone());
        pane.scroll.row = 0;
        pane.scroll.serial += 1;
    }
    let (selected, cursor) = pane.marks();
    let wanted = pending.cursor.clone().or_else(|| pane.show_next.clone());
    pane.rows.set(listing, sort, show_hidden);
    pane.restore_marks(&selected, cursor.as_ref());
    if let Some(id) = wanted.as_ref().and_then(|name| pane.rows.find(name)) {
        pane.show(id);
        pane.show_next = None;
        if let Some(pending) = &mut pane.pending {
            pending.cursor = None;
        }
    }
    if let Some(pending) = &mut pane.pending {
        // Later pages belong to the folder that is shown now.
        pending.visit = Visit::Refresh;
    }
    if !complete {
        return Vec::new();
    }
    pane.pending = None;
    let host =
        state.here.session.as_ref().filter(|_| side == Side::Right).map(|session| session.wish.endpoint.host_port());
    let place = Some(folder.place());
    let same = |error: &Error| error.place == place && error.host == host;
    state.errors.book.done_where(|failure| failure.tried == Tried::List && same(&failure.error));
    if side == Side::Left
        && let Location::Local(path) = &folder
        && state.settings.local_folder.as_ref() != Some(path)
    {
        state.settings.local_folder = Some(path.clone());
        state.settings_changed = true;
    }
    vec![Effect::Engine(Command::Space { folder })]
}

fn list_failed(state: &mut UiState, request: RequestId, error: &Arc<Error>) {
    let Some(side) = waiting(state, request) else { return };
    let pane = state.pane_mut(side);
    let Some(pending) = pane.pending.take() else { return };
    pane.complete = true;
    if error.is_cancelled() {
        return;
    }
    match pending.folder {
        // What was typed names no folder: stay where we are and say why.
        None => {
            let attempt = Attempt::ListTyped { typed: pending.typed };
            let report = ErrorReport { attempt, error: Arc::clone(error), others: 0, retry: None, at: Some(state.now) };
            state.tell(report);
        }
        // A file or a broken link was opened as if it were a folder: same.
        Some(folder) if pending.visit == Visit::New && pane.folder.is_some() && pane.error.is_none() => {
            let attempt = Attempt::List(folder.clone());
            let retry = Some(Retry::List(side, folder));
            let error = Arc::clone(error);
            state.tell(ErrorReport { attempt, error, others: 0, retry, at: Some(state.now) });
        }
        Some(folder) => {
            pane.visited(pending.visit, &folder);
            pane.clear_rows();
            pane.folder = Some(folder);
            pane.error = Some(Arc::clone(error));
        }
    }
}

fn operated(state: &mut UiState, operation: OperationId, report: &OperationReport) -> Vec<Effect> {
    let Some(running) = state.operations.remove(&operation) else { return Vec::new() };
    match running.mends {
        Some(entry) if report.failed == 0 && !report.cancelled => state.errors.book.done(entry),
        // It failed once more, which was noted anew.
        Some(entry) if report.failed > 0 => state.errors.book.dismiss(&[entry]),
        _ => {}
    }
    if report.failed == 0
        && let Some((side, name)) = running.show
    {
        let pane = state.pane_mut(side);
        match pane.rows.find(&name) {
            Some(id) => pane.show(id),
            None => {
                if let Some(pending) = &mut pane.pending {
                    pending.cursor = Some(name);
                } else {
                    pane.show_next = Some(name);
                }
            }
        }
    }
    if let Some(error) = report.errors.first().filter(|error| !error.is_cancelled()) {
        let others = report.failed.saturating_sub(1);
        let (attempt, retry) = match (running.what, &report.remaining) {
            (Undertaken::Operation(Operation::Delete { items, .. }), _) if error.kind == ErrorKind::NoTrash => {
                state.dialogs.extend(delete_for_good(&items));
                return Vec::new();
            }
            // What is done already is not done again.
            (Undertaken::Operation(what), rest) => {
                let rest = rest.clone().unwrap_or_else(|| Box::new(what.clone()));
                (Attempt::Operate(Box::new(what)), Retry::Operate(rest))
            }
            // The repair went well, and the operation failed once more.
            (Undertaken::Repair { .. }, Some(rest)) if !report.unprepared => {
                (Attempt::Operate(rest.clone()), Retry::Operate(rest.clone()))
            }
            (Undertaken::Repair { failed, repair }, _) => {
                (Attempt::Repair(repair.clone()), Retry::Repair(failed, repair))
            }
        };
        let report = ErrorReport { attempt, error: Arc::clone(error), others, retry: Some(retry), at: Some(state.now) };
        state.tell(report);
        return Vec::new();
    }
    match running.then {
        Some((side, folder)) if report.failed == 0 && !report.cancelled => go_to(state, side, folder, None),
        _ => Vec::new(),
    }
}

/// The trash was asked for and is not there: deleting for good must be chosen anew.
fn delete_for_good(items: &[Location]) -> Option<Dialog> {
    let folder = parent(items.first()?)?;
    let names: Vec<_> = items.iter().filter_map(name_of).collect();
    Some(Dialog::Delete { side: Side::Left, names, folder, folders: 0, permanently: true })
}

fn asked(state: &mut UiState, prompt: PromptId, question: Question) {
    let fields = match &question {
        Question::Password(..) | Question::Passphrase(..) => 1,
        Question::Vault(_, question) => 1 + usize::from(question.create),
        Question::Interactive(_, question) => question.prompts.len(),
        Question::HostKey(..)
        | Question::Certificate(..)
        | Question::ProxyCommand(..)
        | Question::Overwrite(..)
        | Question::Change(..) => 0,
    };
    let draft = AnswerDraft {
        secrets: (0..fields).map(|_| SecretString::new(String::new())).collect(),
        overwrite: OverwriteAnswer { rule: OverwriteRule::Overwrite, for_all: false },
        host_key: HostKeyAnswer::Always,
        reveal: false,
        // A kept one that was refused is asked to be replaced.
        keep: matches!(&question, Question::Password(_, _, keeping) | Question::Passphrase(_, _, keeping)
            if keeping.refused.is_some()),
    };
    // Questions of a connection that is being made go first: nothing else can go on.
    let dialog = Dialog::Question { prompt, question, draft };
    if matches!(dialog, Dialog::Question { question: Question::Overwrite(..), .. }) {
        state.dialogs.push_back(dialog);
    } else {
        state.dialogs.push_front(dialog);
    }
}

fn transfer_failed(state: &mut UiState, transfer: TransferId, error: Arc<Error>) {
    if error.is_cancelled() {
        return;
    }
    let report = find_row(&state.queue.rows, transfer).and_then(report_of);
    let report = report.unwrap_or_else(|| ErrorReport {
        attempt: Attempt::Transfer(None),
        error: Arc::clone(&error),
        others: 0,
        retry: Some(Retry::Transfer(transfer)),
        at: None,
    });
    // One card for like failures, however often they are told.
    let same = |dialog: &Dialog| matches!(dialog, Dialog::Error(open) if matches!(open.retry, Some(Retry::Transfer(_))) && open.error.is_like(&error));
    if state.dialogs.iter().any(same) {
        return;
    }
    state.dialogs.push_back(Dialog::Error(ErrorReport { error, at: Some(state.now), ..report }));
}

#[cfg(test)]
mod tests {
    use super::super::action::{Action, ConnectionAction, Go, PaneAction};
    use super::super::dispatch::dispatch;
    use super::super::session::wish_of;
    use super::*;
    use crate::log::MessageLog;
    use crate::model::RemotePath;
    use crate::model::{Address, Entry, EntryKind, EntryName, ManualClock, Timestamp};
    use crate::settings::Settings;
    use std::path::PathBuf;

    fn state() -> UiState {
        let clock = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
        UiState::new(Settings::default(), PathBuf::from("/home/ada"), Arc::new(MessageLog::new(clock, 10)))
    }

    fn listing(names: &[&str]) -> Arc<Listing> {
        let entries = names.iter().map(|name| Entry::new(EntryName::new(*name).unwrap(), EntryKind::File)).collect();
        Arc::new(Listing { entries, ..Listing::default() })
    }

    fn go(state: &mut UiState, folder: &str) -> RequestId {
        let action = PaneAction::Go(Go::Folder(Location::Local(folder.into())));
        let effects = dispatch(state, Action::Pane(Side::Left, action));
        let request = effects.into_iter().find_map(|effect| match effect {
            Effect::Engine(Command::List { request, .. }) => Some(request),
            _ => None,
        });
        request.unwrap()
    }

    fn page(request: RequestId, folder: &str, names: &[&str], complete: bool) -> Event {
        Event::Listed { request, folder: Location::Local(folder.into()), listing: listing(names), complete }
    }

    #[test]
    fn late_answers_change_nothing_and_the_old_request_is_stopped() {
        let mut state = state();
        let slow = go(&mut state, "/slow");
        let effects =
            dispatch(&mut state, Action::Pane(Side::Left, PaneAction::Go(Go::Folder(Location::Local("/b".into())))));
        assert!(effects.iter().any(|e| matches!(e, Effect::Engine(Command::CancelList(old)) if *old == slow)));
        apply(&mut state, page(slow, "/slow", &["x"], true));
        assert!(state.pane(Side::Left).folder.is_none());
    }

    #[test]
    fn pages_grow_and_keep_what_is_selected() {
        let mut state = state();
        let request = go(&mut state, "/a");
        apply(&mut state, page(request, "/a", &["m", "n"], false));
        dispatch(&mut state, Action::Pane(Side::Left, PaneAction::SelectAll));
        apply(&mut state, page(request, "/a", &["m", "n", "a"], true));
        let pane = state.pane(Side::Left);
        assert_eq!((pane.rows.len(), pane.sums().entries, pane.pending.is_some()), (3, 2, false));
        assert!(pane.back.is_empty(), "pages of one folder are one visit");
    }

    #[test]
    fn a_folder_that_vanished_keeps_its_pane_until_the_answer() {
        let mut state = state();
        let request = go(&mut state, "/a");
        apply(&mut state, page(request, "/a", &["m"], true));
        let request = go(&mut state, "/a/gone");
        assert_eq!(state.pane(Side::Left).rows.len(), 1);
        apply(&mut state, Event::ListFailed { request, error: Error::new(ErrorKind::NotFound).into() });
        assert_eq!(state.pane(Side::Left).folder, Some(Location::Local("/a".into())));
        assert!(matches!(state.dialog(), Some(Dialog::Error(_))));
    }

    #[test]
    fn passwords_are_not_kept_with_the_session_nor_remembered() {
        let mut state = state();
        let wish = wish_of(Address::parse("sftp://ada:secret@h/x").unwrap());
        let effects = dispatch(&mut state, Action::Connection(ConnectionAction::ConnectWith(Box::new(wish))));
        let sent = effects.iter().any(
            |e| matches!(e, Effect::Engine(Command::Connect { wish, .. }) if wish.password.as_ref().is_some_and(|p| p.expose() == "secret")),
        );
        assert!(sent);
        let session = state.here.session.clone().unwrap();
        assert!(session.wish.password.is_none());
        let connected =
            SessionState::Connected { info: Arc::default(), capabilities: Arc::default(), folder: RemotePath::root() };
        apply(&mut state, Event::Session(session.id, connected));
        assert_eq!(state.settings.recent, ["sftp://ada@h/x"]);
    }

    #[test]
    fn a_missing_trash_asks_before_deleting_for_good() {
        let mut state = state();
        let items = vec![Location::Local("/a/x".into())];
        let what = Undertaken::Operation(Operation::Delete { items, permanently: false });
        let operation = OperationId::from(9);
        let tab = state.here.id;
        state.operations.insert(
            operation,
            super::super::ui_state::RunningOperation { tab, show: None, what, then: None, mends: None },
        );
        let report = OperationReport {
            failed: 1,
            errors: vec![Error::new(ErrorKind::NoTrash).into()],
            ..OperationReport::default()
        };
        apply(&mut state, Event::Operated { operation, report });
        assert!(matches!(state.dialog(), Some(Dialog::Delete { permanently: true, names, .. }) if names.len() == 1));
    }
}
