//! What is decided for a group, and what settles failures without a decision.

use crate::{Window, at, click, failure, only, open, place, sent, window, with_errors};
use catamaran::engine::{Command, Event as EngineEvent, Failed, Operation, OperationReport, Repair};
use catamaran::error::{Act, Cause, Confidence, Diagnosis, Error, ErrorKind, Fix};
use catamaran::journal::{Failure, Journal, Tried};
use catamaran::log::LogBody;
use catamaran::model::{Clock, EntryKind, EntryName, Listing, ManualClock, SessionId, TransferId};
use catamaran::text::group_title;
use catamaran::ui::state::{
    Action, Attempt, BottomTab, Dialog, DialogAction, Effect, ErrorReport, FixAction, FixAsk, Go, LogAction, Offer,
    PaneAction, Retry, Side, UiState, apply, dispatch,
};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

/// A group of uploads whose names are taken.
fn with_taken() -> UiState {
    let journal = Journal::new(Arc::new(ManualClock::new(window::NOW)) as Arc<dyn Clock>);
    for number in 0..3 {
        let cause = Cause::AlreadyExists { at: Some(place("/srv/www/index.html")), kind: Some(EntryKind::File) };
        let diagnosis = Diagnosis {
            cause,
            confidence: Confidence::Certain,
            alternatives: Vec::new(),
            evidence: Vec::new(),
            fixes: vec![Fix::Overwrite, Fix::Rename, Fix::Skip],
        };
        let error = Error::sftp(4, None)
            .at(place(&format!("/srv/www/page-{number}.html")))
            .on_host("web-01:22")
            .explained(Arc::new(diagnosis));
        journal.failed(failure(number, 0, error), false);
    }
    let mut state = window::window(0);
    while state.errors.take_in(&journal) {}
    state.tab = BottomTab::Errors;
    state
}

fn from_menu(harness: &mut Harness<'_, Window>, label: &str) {
    let title = harness.state().state.errors.book.groups().next().map(group_title).unwrap();
    click(harness, &format!("More for {title}"));
    click(harness, label);
}

#[test]
fn a_group_whose_names_are_taken_is_overwritten_after_a_question_or_numbered() {
    let ids: Vec<TransferId> = (0..3).map(TransferId::from).collect();
    let mut harness = open(with_taken(), [1280.0, 500.0]);
    from_menu(&mut harness, "Overwrite all…");
    assert_eq!(sent(&harness), None, "what destroys asks first");
    let Some(Dialog::Fix(draft)) = harness.state().state.dialog().cloned() else { panic!("no question") };
    assert_eq!(draft.ask, FixAsk::Overwrite);
    let effects = dispatch(&mut harness.state_mut().state, Action::Dialog(DialogAction::Accept));
    harness.state_mut().effects.extend(effects);
    let failed = Failed::Transfers { ids, alike: false };
    assert_eq!(sent(&harness), Some((failed.clone(), Repair::Overwrite)));
    let mut harness = open(with_taken(), [1280.0, 500.0]);
    from_menu(&mut harness, "Rename all: add a number");
    assert_eq!(sent(&harness), Some((failed, Repair::Rename(None))));
    // Other causes offer neither.
    let mut harness = open(with_errors(), [1280.0, 500.0]);
    click(&mut harness, "More for Disk full on /srv/data");
    assert!(harness.query_by_label("Overwrite all…").is_none() && harness.query_by_label("Skip all").is_some());
}

#[test]
fn a_repair_of_a_group_that_fails_itself_shows_its_card() {
    let mut harness = open(with_taken(), [1280.0, 500.0]);
    from_menu(&mut harness, "Rename all: add a number");
    let operation = harness.state().effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::Repair { operation, .. }) => Some(*operation),
        _ => None,
    });
    let lost: Arc<Error> = Error::new(ErrorKind::ConnectionLost).on_host("web-01:22").into();
    let report = OperationReport { errors: vec![lost], failed: 1, unprepared: true, ..OperationReport::default() };
    apply(&mut harness.state_mut().state, EngineEvent::Operated { operation: operation.unwrap(), report });
    let Some(Dialog::Error(card)) = harness.state().state.dialog() else { panic!("no card") };
    assert!(matches!(&card.retry, Some(Retry::Repair(failed, repair))
        if **repair == Repair::Rename(None) && matches!(&**failed, Failed::Transfers { ids, .. } if ids.len() == 3)));
}

#[test]
fn a_line_of_the_log_opens_the_card_of_its_failure() {
    let mut state = with_taken();
    let entry = state.errors.book.groups().next().unwrap().entries[1];
    let error = Arc::clone(&state.errors.book.entry(entry).unwrap().failure.error);
    state.log.push(Some(SessionId::from(1)), LogBody::Command("SSH_FXP_OPEN".into()));
    state.log.push(Some(SessionId::from(1)), LogBody::Error(Arc::clone(&error)));
    state.tab = BottomTab::Log;
    let mut harness = open(state, [1280.0, 500.0]);
    click(&mut harness, "Show error card");
    let Some(Dialog::Error(card)) = harness.state().state.dialog().cloned() else { panic!("no card") };
    assert!(Arc::ptr_eq(&card.error, &error));
    assert!(card.retry == Some(Retry::Transfer(TransferId::from(1))), "with what can be done");
    // An operation's card comes back with its fixes, until one was chosen.
    let what = Operation::CreateFolder { parent: at("/srv"), name: EntryName::new("x").unwrap() };
    let denied: Arc<Error> = Error::sftp(3, None).at(place("/srv/x")).trying(Act::CreateFolder).into();
    let state = &mut harness.state_mut().state;
    state.dialogs.clear();
    dispatch(
        state,
        Action::Dialog(DialogAction::Open(Box::new(Dialog::NewFolder {
            side: Side::Right,
            parent: at("/srv"),
            name: "x".into(),
            fault: None,
        }))),
    );
    let effects = dispatch(state, Action::Dialog(DialogAction::Accept));
    let Some(Effect::Engine(Command::Operate { operation, .. })) = effects.first() else { panic!("no operation") };
    let report = OperationReport { errors: vec![Arc::clone(&denied)], failed: 1, ..OperationReport::default() };
    apply(state, EngineEvent::Operated { operation: *operation, report });
    state.dialogs.clear();
    let show = Action::Log(LogAction::ShowCard { error: Arc::clone(&denied), at: window::NOW });
    dispatch(state, show.clone());
    let Some(Dialog::Error(card)) = state.dialog().cloned() else { panic!("no card") };
    assert!(card.retry == Some(Retry::Operate(Box::new(what))));
    let press = FixAction::Press { about: Box::new(card), offer: Offer::Fix(Fix::Retry), alike: false };
    dispatch(state, Action::Fix(press));
    dispatch(state, show);
    assert!(matches!(state.dialog(), Some(Dialog::Error(card)) if card.retry.is_none()), "it was decided");
}

#[test]
fn an_operation_that_works_after_all_settles_its_failure() {
    let journal = Journal::new(Arc::new(ManualClock::new(window::NOW)) as Arc<dyn Clock>);
    let denied: Arc<Error> = Error::sftp(3, None).at(place("/srv/x")).trying(Act::CreateFolder).into();
    let tried = Tried::Operate;
    let failure =
        Failure { time: window::NOW, session: None, transfer: None, tried, size: None, error: Arc::clone(&denied) };
    journal.failed(failure, false);
    let mut state = window::window(0);
    while state.errors.take_in(&journal) {}
    assert_eq!(state.errors.book.open(), 1);
    let what = Operation::CreateFolder { parent: at("/srv"), name: EntryName::new("x").unwrap() };
    let about = ErrorReport {
        attempt: Attempt::Operate(Box::new(what.clone())),
        error: denied,
        others: 0,
        retry: Some(Retry::Operate(Box::new(what))),
        at: None,
    };
    let press = FixAction::Press { about: Box::new(about), offer: Offer::Fix(Fix::Retry), alike: false };
    let effects = dispatch(&mut state, Action::Fix(press));
    let Some(Effect::Engine(Command::Operate { operation, .. })) = effects.first() else { panic!("no operation") };
    apply(&mut state, EngineEvent::Operated { operation: *operation, report: OperationReport::default() });
    assert_eq!(state.errors.book.open(), 0);
    assert_eq!(only(&state.errors.book).done, 1, "and it stays in sight");
}

#[test]
fn what_works_by_now_needs_nobody_any_more() {
    let journal = Journal::new(Arc::new(ManualClock::new(window::NOW)) as Arc<dyn Clock>);
    let note = |tried: Tried, error: Box<Error>| {
        let time = window::NOW;
        journal.failed(
            Failure {
                time,
                session: None,
                transfer: None,
                tried,
                size: None,
                error: error.on_host("web-01:2222").into(),
            },
            false,
        );
    };
    note(Tried::Connect, Error::new(ErrorKind::ConnectionRefused));
    note(Tried::List, Error::sftp(2, None).at(place("/srv/gone")).trying(Act::List));
    note(Tried::List, Error::sftp(2, None).at(place("/srv/other")).trying(Act::List));
    let mut state = window::window(0);
    while state.errors.take_in(&journal) {}
    assert_eq!(state.errors.book.open(), 3);
    let session = state.here.session.clone().unwrap();
    apply(&mut state, EngineEvent::Session(session.id, session.state));
    assert_eq!(state.errors.book.open(), 2, "it is connected");
    let action = Action::Pane(Side::Right, PaneAction::Go(Go::Folder(at("/srv/gone"))));
    let effects = dispatch(&mut state, action);
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::List { request, .. }) => Some(*request),
        _ => None,
    });
    let (request, folder) = (request.unwrap(), at("/srv/gone"));
    let listing = Arc::new(Listing::default());
    apply(&mut state, EngineEvent::Listed { request, folder, listing, complete: true });
    assert_eq!(state.errors.book.open(), 1, "the folder is there; the other one was not looked at");
}
