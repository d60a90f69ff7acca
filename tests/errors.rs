//! The errors panel: like failures are one group, whatever their number; what becomes of them is told; only what is in
//! sight is drawn.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::engine::{Command, Event as EngineEvent, Failed, Location, Operation, OperationReport, Repair};
use catamaran::error::{Act, Cause, Confidence, Diagnosis, Error, ErrorKind, Fix, Place, ServerText, StatusCode};
use catamaran::journal::{Book, ErrorFilter, Failure, Group, Journal, Note, Outcome, Tried};
use catamaran::log::LogBody;
use catamaran::model::{ByteSize, Clock, EntryKind, EntryName, Listing, ManualClock, SessionId, Timestamp, TransferId};
use catamaran::text::{group_count, group_facts, group_title};
use catamaran::ui::panel::{bottom_panel, status_bar};
use catamaran::ui::state::{
    Action, Attempt, BottomTab, Dialog, DialogAction, Effect, ErrorReport, ErrorsAction, FixAction, FixAsk, Go,
    LogAction, Offer, PaneAction, Retry, Side, UiState, ViewAction, apply, dispatch,
};
use catamaran::ui::theme;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

fn place(path: &str) -> Place {
    Place::Remote(window::remote(path))
}

fn at(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

fn full(path: &str) -> Box<Error> {
    let folder = Some(place("/srv/data"));
    let cause = Cause::DiskFull { folder, free: Some(ByteSize(15_000)), needed: Some(ByteSize(3_200_000)) };
    let diagnosis = Diagnosis {
        cause,
        confidence: Confidence::Certain,
        alternatives: Vec::new(),
        evidence: Vec::new(),
        fixes: Vec::new(),
    };
    let text = ServerText { message: b"Failure".to_vec(), language: None };
    Error::sftp(4, Some(text)).at(place(path)).trying(Act::Write).on_host("web-01:22").explained(Arc::new(diagnosis))
}

fn failure(number: u64, secs: i64, error: Box<Error>) -> Failure {
    let target = error.place.clone().unwrap_or_else(|| place("/srv/data/x"));
    Failure {
        time: Timestamp::from_secs(1_795_096_937 + secs),
        session: Some(SessionId::from(1)),
        transfer: Some(TransferId::from(number)),
        tried: Tried::Upload { source: Place::Local(PathBuf::from("/home/ada/x")), target },
        size: Some(ByteSize(5_500_000)),
        error: error.into(),
    }
}

fn disk_full(number: u64, secs: i64) -> Failure {
    failure(number, secs, full(&format!("/srv/data/photos/IMG_{number:06}.jpg")))
}

fn denied(number: u64) -> Failure {
    let text = ServerText { message: b"Permission denied".to_vec(), language: None };
    let path = format!("/srv/www/shared/page-{number}.html");
    failure(number, 60, Error::sftp(3, Some(text)).at(place(&path)).on_host("web-01:22"))
}

fn fail(book: &mut Book, failure: Failure) {
    book.take_in(Note::Failed(Arc::new(failure), false));
}

fn only(book: &Book) -> &Group {
    let mut groups = book.groups();
    let group = groups.next().unwrap();
    assert!(groups.next().is_none(), "one group");
    group
}

#[test]
fn a_thousand_files_that_fail_for_one_reason_are_one_group() {
    let mut book = Book::default();
    for number in 0..1000 {
        fail(&mut book, disk_full(number, i64::try_from(number / 250).unwrap()));
    }
    let group = only(&book);
    assert_eq!((group.open, group.len(), book.open()), (1000, 1000, 1000));
    assert_eq!(group_title(group), "Disk full on /srv/data");
    assert_eq!(group_count(group), "1000 files");
    let facts = group_facts(group, group.last);
    for part in ["web-01:22", "code 4 SSH_FX_FAILURE", "server said “Failure”", "15.0 KB free, 5.50 GB needed", " – "]
    {
        assert!(facts.contains(part), "{part} in {facts}");
    }
}

#[test]
fn other_places_codes_and_servers_are_other_groups() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    fail(&mut book, denied(2));
    fail(&mut book, denied(3));
    let mut elsewhere = *full("/srv/data/x");
    elsewhere.host = Some("web-02:22".into());
    fail(&mut book, failure(4, 0, Box::new(elsewhere)));
    let mut coded = *full("/srv/data/x");
    coded.code = Some(StatusCode::Sftp(14));
    fail(&mut book, failure(5, 0, Box::new(coded)));
    assert_eq!(book.groups().map(Group::len).collect::<Vec<_>>(), [1, 2, 1, 1]);
}

#[test]
fn files_of_different_folders_that_a_lost_connection_took_are_one_group() {
    let mut book = Book::default();
    for number in 1..=3 {
        let lost = Error::new(ErrorKind::ConnectionLost).at(place(&format!("/{number}/f"))).on_host("ftp.partner:22");
        book.take_in(Note::Failed(Arc::new(failure(number, 0, lost)), true));
    }
    assert_eq!(group_title(only(&book)), "Connection to ftp.partner:22 lost");
    assert_eq!((group_count(only(&book)), book.open()), ("3 files, 3 being tried again".to_owned(), 0));
    for number in 1..=3 {
        book.take_in(Note::Transfer(TransferId::from(number), Outcome::Done));
    }
    assert_eq!(group_count(only(&book)), "retried, all 3 files done");
}

#[test]
fn a_file_that_fails_again_counts_once_and_moves_to_the_new_reason() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    book.take_in(Note::Transfer(TransferId::from(1), Outcome::Again));
    assert_eq!((only(&book).again, book.open()), (1, 0));
    fail(&mut book, disk_full(1, 5));
    assert_eq!((only(&book).open, only(&book).len()), (1, 1));
    let entry = book.entry(only(&book).entries[0]).unwrap();
    assert_eq!(entry.tries, 2);
    fail(&mut book, failure(1, 9, Error::sftp(3, None).at(place("/srv/data/photos/x")).on_host("web-01:22")));
    assert_eq!((only(&book).key.cause, only(&book).len()), ("permission_denied", 1));
}

#[test]
fn what_fails_after_all_was_settled_begins_a_new_group() {
    let mut book = Book::default();
    fail(&mut book, disk_full(1, 0));
    book.take_in(Note::Transfer(TransferId::from(1), Outcome::Done));
    fail(&mut book, disk_full(2, 100));
    assert_eq!(book.groups().map(Group::is_settled).collect::<Vec<_>>(), [true, false]);
    let settled = book.groups().next().unwrap().id;
    book.dismiss_group(settled);
    assert_eq!((book.len(), book.open()), (1, 1));
    let (kept, removed) = book.take_changes();
    assert_eq!((kept.len(), removed.len()), (1, 1));
}

#[test]
fn the_oldest_failures_make_room() {
    let mut book = Book::default();
    for number in 0..Book::CAP as u64 + 10 {
        fail(&mut book, disk_full(number, 0));
    }
    assert_eq!((book.len(), only(&book).entries.len()), (Book::CAP, Book::CAP));
    assert_eq!(only(&book).entries.front().map(|id| id.0), Some(10));
}

struct Window {
    state: UiState,
    actions: Vec<Action>,
    effects: Vec<Effect>,
}

fn open(state: UiState, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness =
        Harness::builder().with_size(size).with_max_steps(80).with_context_setup(theme::install).build_ui_state(
            |ui, window: &mut Window| {
                let mut actions = status_bar(ui, &window.state);
                actions.extend(bottom_panel(ui, &window.state));
                for action in actions {
                    window.actions.push(action.clone());
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, actions: Vec::new(), effects: Vec::new() },
        );
    harness.run();
    harness
}

/// A window whose journal holds these failures, 38 full disks and two closed folders.
fn with_errors() -> UiState {
    let clock = Arc::new(ManualClock::new(window::NOW));
    let journal = Journal::new(Arc::clone(&clock) as Arc<dyn Clock>);
    journal.done(40);
    for number in 0..38 {
        journal.failed(disk_full(number, 0), false);
    }
    clock.advance(Duration::from_secs(10));
    journal.failed(denied(100), false);
    journal.failed(denied(101), false);
    let mut state = window::window(0);
    while state.errors.take_in(&journal) {}
    state.tab = BottomTab::Errors;
    state
}

fn rows(harness: &Harness<'_, Window>) -> Vec<String> {
    harness.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect()
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn sent(harness: &Harness<'_, Window>) -> Option<(Failed, Repair)> {
    harness.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Engine(Command::Repair { failed, repair, .. }) => Some((failed.clone(), repair.clone())),
        _ => None,
    })
}

#[test]
fn groups_are_shown_with_their_decisions() {
    let mut harness = open(with_errors(), [1280.0, 500.0]);
    assert_eq!(
        rows(&harness),
        ["Not allowed in /srv/www/shared — 2 files", "Disk full on /srv/data — 38 files"],
        "the latest cause first"
    );
    click(&mut harness, "Show the files of Not allowed in /srv/www/shared");
    assert_eq!(rows(&harness).len(), 4);
    harness.get_by_role_and_label(Role::Row, "page-101.html");
    harness.get_all_by_label("Retry all").next().unwrap().click();
    harness.run();
    let ids = vec![TransferId::from(100), TransferId::from(101)];
    assert_eq!(sent(&harness), Some((Failed::Transfers { ids, alike: false }, Repair::Retry)));
    click(&mut harness, "More for Disk full on /srv/data");
    click(&mut harness, "Show error card");
    assert!(matches!(harness.state().state.dialog(), Some(Dialog::Error(report)) if report.others == 37));
}

#[test]
fn the_badge_of_the_status_bar_opens_the_panel() {
    let mut state = with_errors();
    state.tab = BottomTab::Transfers;
    let mut harness = open(state, [1280.0, 500.0]);
    click(&mut harness, "40 errors");
    assert!(harness.state().actions.contains(&Action::View(ViewAction::Tab(BottomTab::Errors))));
    assert_eq!(rows(&harness).len(), 2);
}

#[test]
fn words_causes_and_times_filter() {
    let mut harness = open(with_errors(), [1280.0, 500.0]);
    let filter = |harness: &mut Harness<'_, Window>, filter: ErrorFilter| {
        dispatch(&mut harness.state_mut().state, Action::Errors(ErrorsAction::Filter(filter)));
        harness.run();
        rows(harness)
    };
    let text = ErrorFilter { text: "img_000007".into(), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, text), ["Disk full on /srv/data — 38 files"]);
    let cause = ErrorFilter { cause: Some("permission_denied"), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, cause), ["Not allowed in /srv/www/shared — 2 files"]);
    click(&mut harness, "Remove the filter Not allowed");
    assert_eq!(rows(&harness).len(), 2);
    let code = ErrorFilter { code: Some(StatusCode::Sftp(4)), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, code).len(), 1);
    let host = ErrorFilter { host: Some(None), ..ErrorFilter::default() };
    assert!(filter(&mut harness, host).is_empty());
    harness.get_by_label("No error fits the filter");
}

#[test]
fn a_click_on_the_timeline_shows_the_errors_of_that_time() {
    let mut state = with_errors();
    // The strip of the run begins now; the failures of this test carry other times.
    state.errors.filter = ErrorFilter::default();
    let mut harness = open(state, [1280.0, 500.0]);
    let strip = harness.get_by_label("Timeline: 40 done, 40 errors").rect();
    let pos = Pos2::new(strip.left() + 20.0, strip.center().y);
    harness.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run();
    let now = window::NOW.secs;
    assert_eq!(harness.state().state.errors.filter.time, Some((now, now + 1)));
    assert_eq!(rows(&harness), ["Disk full on /srv/data — 38 files"]);
}

#[test]
fn a_settled_group_is_dismissed_and_an_empty_panel_says_so() {
    let mut state = with_errors();
    for number in (0..38).chain(100..102) {
        state.errors.book.take_in(Note::Transfer(TransferId::from(number), Outcome::Done));
    }
    let mut harness = open(state, [720.0, 460.0]);
    assert_eq!(rows(&harness)[1], "Disk full on /srv/data — retried, all 38 files done");
    harness.get_all_by_label("Dismiss").next().unwrap().click();
    harness.run();
    assert_eq!(rows(&harness).len(), 1);
    click(&mut harness, "Clear the list of errors");
    harness.get_by_label("No errors");
}

#[test]
fn a_hundred_thousand_errors_cost_no_more_rows_than_are_in_sight() {
    let mut state = window::window(0);
    for number in 0..100_000 {
        fail(&mut state.errors.book, disk_full(number, 0));
    }
    let group = only(&state.errors.book).id;
    state.errors.expanded.insert(group);
    state.tab = BottomTab::Errors;
    let mut harness = open(state, [1280.0, 800.0]);
    assert!(rows(&harness).len() < 40, "{}", rows(&harness).len());
    harness.event(Event::PointerMoved(Pos2::new(600.0, 500.0)));
    harness.event(Event::MouseWheel {
        source: eframe::egui::MouseWheelSource::Wheel,
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -1_000_000.0),
        modifiers: Modifiers::NONE,
        phase: TouchPhase::Move,
    });
    harness.run();
    let shown = rows(&harness);
    assert!(shown.len() < 40 && shown.iter().all(|row| row.starts_with("photos/IMG_")), "{shown:?}");
}

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
