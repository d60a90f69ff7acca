//! The error card in its dialog: every button leads to the one command that does what it says, and what would destroy
//! something asks first.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::engine::{Command, Event, Failed, Location, MoveHow, Operation, OperationReport, Repair, SessionState};
use catamaran::error::{
    Cause, Confidence, DataMode, DataTrouble, Diagnosis, Error, ErrorKind, Evidence, Finding, Fix, HostKeyConflict,
    Place, ServerText,
};
use catamaran::model::{Address, BatchId, ByteSize, EntryKind, EntryName, Permissions, SessionId, TransferId};
use catamaran::queue::{QueueView, TransferState};
use catamaran::remote::ftp::DataDirection;
use catamaran::ui::dialog::dialogs;
use catamaran::ui::state::{
    Attempt, BottomTab, Dialog, Effect, ErrorReport, Offer, PathPurpose, Retry, Side, UiState, alike, apply, dispatch,
    offers, wish_of,
};
use catamaran::ui::theme;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

struct Window {
    state: UiState,
    effects: Vec<Effect>,
}

fn open_in(size: [f32; 2], report: ErrorReport) -> Harness<'static, Window> {
    let mut state = window::window(0);
    state.dialogs.push_back(Dialog::Error(report));
    let mut harness =
        Harness::builder().with_size(size).with_max_steps(40).with_context_setup(theme::install).build_ui_state(
            |ui, window: &mut Window| {
                for action in dialogs(ui, &window.state) {
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, effects: Vec::new() },
        );
    harness.run();
    harness
}

fn open(report: ErrorReport) -> Harness<'static, Window> {
    open_in([1000.0, 800.0], report)
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

/// Chooses from the menu of a button.
fn choose(harness: &mut Harness<'_, Window>, menu: &str, label: &str) {
    click(harness, menu);
    harness.get_by_role_and_label(Role::MenuItem, label).click();
    harness.run();
}

fn commands(harness: &Harness<'_, Window>) -> Vec<Command> {
    let engine = |effect: &Effect| match effect {
        Effect::Engine(command) => Some(command.clone()),
        _ => None,
    };
    harness.state().effects.iter().filter_map(engine).collect()
}

/// The one repair that was sent; every dialog is closed.
fn repaired(harness: &Harness<'_, Window>) -> (Failed, Repair) {
    assert!(harness.state().state.dialog().is_none(), "the dialog is closed");
    match commands(harness).as_slice() {
        [Command::Repair { failed, repair, .. }] => (failed.clone(), repair.clone()),
        other => panic!("{} commands", other.len()),
    }
}

fn place(path: &str) -> Place {
    Place::Remote(window::remote(path))
}

fn at(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

fn error_of(cause: Cause, fixes: Vec<Fix>) -> Arc<Error> {
    let space = Finding::Holds(2);
    let evidence = vec![Evidence { about: Some(place("/srv/www")), finding: space }];
    let confidence = Confidence::Certain;
    let diagnosis = Diagnosis { cause, confidence, alternatives: Vec::new(), evidence, fixes };
    Error::sftp(4, None)
        .at(place("/srv/www/releases/report Q3 (final).pdf"))
        .on_host("web-01")
        .explained(Arc::new(diagnosis))
        .into()
}

/// The failed row of the queue, for this cause.
fn transfer(cause: Cause, fixes: Vec<Fix>) -> ErrorReport {
    let Dialog::Error(report) = window::failed_transfer() else { panic!() };
    ErrorReport { error: error_of(cause, fixes), others: 0, ..report }
}

fn operation(what: Operation, cause: Cause, fixes: Vec<Fix>) -> ErrorReport {
    ErrorReport {
        attempt: Attempt::Operate(Box::new(what.clone())),
        error: error_of(cause, fixes),
        others: 0,
        retry: Some(Retry::Operate(Box::new(what))),
        at: Some(window::NOW),
    }
}

fn one(alike: bool) -> Failed {
    Failed::Transfers { ids: vec![TransferId::from(4)], alike }
}

#[test]
fn a_card_shows_cause_sureness_evidence_and_the_servers_words() {
    let mut report = transfer(Cause::DiskFull { folder: None, free: None, needed: None }, vec![Fix::Retry]);
    let text = ServerText { message: b"Failure\x1b[2J".to_vec(), language: Some(b"en".to_vec()) };
    let mut error = (*report.error).clone();
    error.server_text = Some(text);
    error.request = Some("SSH_FXP_WRITE offset 1310720 length 32768".into());
    report.error = error.into();
    let mut harness = open(report);
    for part in [
        "Could not upload report Q3 (final).pdf to /srv/www/releases",
        "The disk is full",
        "Certain: looked into, and nothing else fits.",
        "4 SSH_FX_FAILURE",
        "“Failure\\x1B[2J” (en)",
        "SSH_FXP_WRITE",
        "/srv/www: 2 entries or more",
        "14:02:17",
        "· sftp://",
    ] {
        assert!(harness.query_all_by_label_contains(part).count() > 0, "{part}");
    }
    click(&mut harness, "Hide details");
    assert!(harness.query_by_label_contains("SSH_FXP_WRITE").is_none());
    click(&mut harness, "Show details");
    assert!(harness.query_by_label_contains("SSH_FXP_WRITE").is_some());
}

#[test]
fn an_unknown_cause_lists_what_it_may_be_in_order() {
    let mut report = transfer(Cause::Unknown, vec![Fix::Retry]);
    let mut error = (*report.error).clone();
    let alternatives = vec![Cause::ServerLimit, Cause::DiskFault];
    let diagnosis = Diagnosis {
        cause: Cause::Unknown,
        confidence: Confidence::Unknown,
        alternatives,
        evidence: Vec::new(),
        fixes: vec![Fix::Retry],
    };
    error.diagnosis = Some(Arc::new(diagnosis));
    report.error = error.into();
    let harness = open(report);
    for part in ["Not known: nobody said why", "1. A limit of the server is reached", "2. The disk could not be"] {
        harness.get_by_label_contains(part);
    }
}

#[test]
fn each_button_of_a_transfer_sends_its_repair() {
    let folder = Fix::CreateFolder(place("/srv/www/releases"));
    let missing = || Cause::MissingFolder { folder: place("/srv/www") };
    let mut harness = open(transfer(missing(), vec![folder, Fix::ChooseFolder, Fix::Skip]));
    click(&mut harness, "Create the folder");
    assert_eq!(repaired(&harness), (one(false), Repair::CreateFolder(at("/srv/www/releases"))));

    let permissions = Permissions::from_mode(0o750);
    let open_it = Fix::MakeWritable { at: place("/srv/www"), permissions };
    let mut harness = open(transfer(Cause::PermissionDenied(None), vec![open_it, Fix::EditConnection]));
    click(&mut harness, "Set the permissions to 750");
    assert_eq!(repaired(&harness), (one(false), Repair::MakeWritable { at: at("/srv/www"), permissions }));

    for (label, repair) in [("Try again", Repair::Retry), ("Skip", Repair::Skip)] {
        let mut harness = open(transfer(missing(), vec![Fix::Retry, Fix::Skip]));
        click(&mut harness, label);
        assert_eq!(repaired(&harness), (one(false), repair));
    }
    let mut harness = open(transfer(missing(), vec![Fix::Retry, Fix::Skip]));
    click(&mut harness, "Stop the whole transfer");
    assert_eq!(repaired(&harness), (one(false), Repair::Abort));
}

#[test]
fn overwriting_asks_and_enter_says_no() {
    let exists =
        || transfer(Cause::AlreadyExists { at: None, kind: None }, vec![Fix::Overwrite, Fix::Rename, Fix::Skip]);
    let mut harness = open(exists());
    assert!(harness.get_by_label("Another name…").is_focused(), "the first choice is the safe one");
    click(&mut harness, "Overwrite…");
    harness.get_by_label_contains("is lost");
    harness.key_press(Key::Enter);
    harness.run();
    assert!(commands(&harness).is_empty() && harness.state().state.dialog().is_none());
    let mut harness = open(exists());
    click(&mut harness, "Overwrite…");
    click(&mut harness, "Overwrite");
    assert_eq!(repaired(&harness), (one(false), Repair::Overwrite));
}

#[test]
fn another_name_is_proposed_and_checked() {
    let mut harness = open(transfer(Cause::IsAFolder { at: None }, vec![Fix::Rename, Fix::Skip]));
    click(&mut harness, "Another name…");
    let field = harness.get_by_role(Role::TextInput);
    assert!(field.is_focused());
    assert_eq!(field.value().as_deref(), Some("report Q3 (final) (2).pdf"));
    harness.event(eframe::egui::Event::Text("a/b".into()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("A name cannot contain a slash.");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(eframe::egui::Event::Text("other.pdf".into()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let name = EntryName::new("other.pdf").unwrap();
    assert_eq!(repaired(&harness), (one(false), Repair::Rename(Some(name))));
}

#[test]
fn another_folder_is_typed_for_a_server_and_picked_for_this_computer() {
    let full = || Cause::DiskFull { folder: None, free: None, needed: None };
    let mut harness = open(transfer(full(), vec![Fix::ChooseFolder, Fix::Retry]));
    click(&mut harness, "Another folder…");
    assert_eq!(harness.get_by_role(Role::TextInput).value().as_deref(), Some("/srv/www/releases"));
    harness.event(eframe::egui::Event::Text("../other".into()));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(repaired(&harness), (one(false), Repair::IntoFolder(at("/srv/www/other"))));

    let mut report = transfer(full(), vec![Fix::ChooseFolder]);
    report.retry = Some(Retry::Transfer(TransferId::from(3)));
    let mut harness = open(report);
    click(&mut harness, "Another folder…");
    assert!(harness.state().effects.iter().any(|effect| matches!(effect, Effect::PickPath(PathPurpose::SendTo))));
    let picked = catamaran::ui::state::Action::PathsPicked(PathPurpose::SendTo, vec!["/mnt/usb".into()]);
    let effects = dispatch(&mut harness.state_mut().state, picked);
    let Some(Effect::Engine(Command::Repair { repair, .. })) = effects.into_iter().next() else { panic!() };
    assert_eq!(repair, Repair::IntoFolder(Location::Local("/mnt/usb".into())));
}

#[test]
fn moves_across_disks_are_copied_and_the_queue_shows_how_far_they_are() {
    let what = Operation::MoveInto { items: vec![at("/srv/tree")], folder: at("/mnt") };
    let mut harness =
        open(operation(what.clone(), Cause::OtherFileSystem, vec![Fix::CopyAndDelete, Fix::ChooseFolder]));
    click(&mut harness, "Copy, then delete");
    assert_eq!(repaired(&harness), (Failed::Operation(Box::new(what)), Repair::CopyAndDelete));
    assert_eq!(harness.state().state.tab, BottomTab::Transfers);
}

#[test]
fn a_full_folder_is_deleted_only_after_a_question() {
    let what = Operation::Delete { items: vec![at("/srv/full")], permanently: true };
    let cause = || Cause::FolderNotEmpty { at: Some(place("/srv/full")), entries: Some(3) };
    let fixes = || vec![Fix::DeleteContent(place("/srv/full")), Fix::ShowFolder(place("/srv/full"))];
    let mut harness = open(operation(what.clone(), cause(), fixes()));
    click(&mut harness, "Delete with content…");
    harness.get_by_label_contains("Everything in /srv/full is deleted for good");
    harness.key_press(Key::Enter);
    harness.run();
    assert!(commands(&harness).is_empty(), "Enter says no");
    let mut harness = open(operation(what.clone(), cause(), fixes()));
    click(&mut harness, "Delete with content…");
    click(&mut harness, "Delete");
    assert_eq!(repaired(&harness), (Failed::Operation(Box::new(what.clone())), Repair::DeleteContent(at("/srv/full"))));

    let mut harness = open(operation(what, cause(), fixes()));
    click(&mut harness, "Show the folder");
    let shown =
        commands(&harness).into_iter().any(|c| matches!(c, Command::List { folder, .. } if folder == at("/srv/full")));
    assert!(shown && harness.state().state.here.focus == Side::Right);
}

/// The same failure a thousand times over.
fn many() -> (UiState, ErrorReport) {
    let mut state = window::window(0);
    let error = error_of(
        Cause::DiskFull { folder: Some(place("/srv/www")), free: Some(ByteSize(15_000)), needed: None },
        vec![Fix::Retry, Fix::ShowFolder(place("/srv/www")), Fix::ChooseFolder, Fix::Skip],
    );
    let rows = (1..=1000).map(|id| {
        let mut row = window::row(id, &format!("{id}.bin"), TransferState::Failed);
        row.error = Some(Arc::clone(&error));
        Arc::new(row)
    });
    state.queue = Arc::new(QueueView { rows: rows.collect(), ..QueueView::default() });
    for id in 1..=1000 {
        let transfer = TransferId::from(id);
        apply(&mut state, Event::TransferFailed { transfer, batch: BatchId::from(1), error: Arc::clone(&error) });
    }
    let Some(Dialog::Error(report)) = state.dialog().cloned() else { panic!() };
    (state, report)
}

#[test]
fn a_thousand_like_failures_are_one_dialog_with_one_decision() {
    let (state, report) = many();
    assert_eq!((state.dialogs.len(), alike(&report, &state)), (1, 999));
    let mut harness = open(report.clone());
    harness.state_mut().state.queue = Arc::clone(&state.queue);
    harness.run();
    click(&mut harness, "Do the same for all 999 others that failed for this reason");
    click(&mut harness, "Try again");
    let all = |alike| Failed::Transfers { ids: vec![TransferId::from(1)], alike };
    assert_eq!(repaired(&harness), (all(true), Repair::Retry));
    for (label, repair) in [("Skip all like this", Repair::Skip), ("Try all like this again", Repair::Retry)] {
        let mut harness = open(report.clone());
        harness.state_mut().state.queue = Arc::clone(&state.queue);
        harness.run();
        choose(&mut harness, "More", label);
        assert_eq!(repaired(&harness), (all(true), repair));
    }
}

#[test]
fn a_small_window_shows_the_buttons_and_the_rest_in_a_menu() {
    let (state, report) = many();
    let mut harness = open_in([720.0, 460.0], report);
    harness.state_mut().state.queue = Arc::clone(&state.queue);
    harness.run();
    for label in ["Try again", "More", "Copy", "Do the same for all 999 others that failed for this reason"] {
        let rect = harness.get_by_label(label).rect();
        let screen = harness.ctx.content_rect();
        assert!(screen.contains_rect(rect), "{label} at {rect:?}");
    }
    choose(&mut harness, "More", "Skip");
    assert_eq!(repaired(&harness).1, Repair::Skip);
}

fn copied(harness: &Harness<'_, Window>) -> String {
    let text = |effect: &Effect| match effect {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    };
    harness.state().effects.iter().rev().find_map(text).unwrap()
}

#[test]
fn a_card_is_copied_as_text_markdown_and_json_without_secrets() {
    let (state, report) = many();
    let mut harness = open(report);
    harness.state_mut().state.queue = state.queue;
    harness.run();
    for (format, parts) in [
        ("Copy as text", ["Could not upload 1.bin", "/srv/www: 2 entries", "14:02:17"]),
        ("Copy as Markdown", ["### Could not upload 1.bin", "| looked at | `/srv/www: 2 entries", "14:02:17"]),
        ("Copy as JSON", ["\"cause\": \"disk_full\"", "\"/srv/www: 2 entries or more\"", "\"tried\": \"Could not"]),
    ] {
        choose(&mut harness, "Copy", format);
        let text = copied(&harness);
        for part in parts {
            assert!(text.contains(part), "{format}: {part} in {text}");
        }
        assert!(!text.contains("s3cret"));
        assert!(harness.state().state.dialog().is_some(), "copying leaves the card open");
    }
    assert!(serde_json::from_str::<serde_json::Value>(&copied(&harness)).is_ok());
}

#[test]
fn a_repair_that_fails_shows_its_own_card_and_can_be_repaired() {
    let folder = Fix::CreateFolder(place("/srv/www/releases"));
    let mut harness = open(transfer(Cause::MissingFolder { folder: place("/srv/www") }, vec![folder]));
    click(&mut harness, "Create the folder");
    let Some(Command::Repair { operation, .. }) = commands(&harness).pop() else { panic!() };
    let denied = error_of(Cause::PermissionDenied(None), vec![Fix::EditConnection]);
    let report = OperationReport { errors: vec![denied], failed: 1, unprepared: true, ..OperationReport::default() };
    apply(&mut harness.state_mut().state, Event::Operated { operation, report });
    harness.run();
    harness.get_by_label("Could not create the folder /srv/www/releases");
    harness.state_mut().effects.clear();
    click(&mut harness, "Try again");
    assert_eq!(repaired(&harness), (one(false), Repair::CreateFolder(at("/srv/www/releases"))));
}

#[test]
fn an_operation_that_fails_again_shows_what_is_left_of_it() {
    let what = Operation::MoveInto { items: vec![at("/srv/a"), at("/srv/b")], folder: at("/mnt") };
    let mut harness = open(operation(what, Cause::OtherFileSystem, vec![Fix::CopyAndDelete]));
    click(&mut harness, "Copy, then delete");
    let Some(Command::Repair { operation, .. }) = commands(&harness).pop() else { panic!() };
    let rest = Operation::MoveTo { moves: vec![(at("/srv/b"), at("/mnt/b"))], how: MoveHow::Copy };
    let full = error_of(Cause::DiskFull { folder: None, free: None, needed: None }, vec![Fix::Retry]);
    let report = OperationReport {
        done: 1,
        errors: vec![full],
        failed: 1,
        remaining: Some(Box::new(rest.clone())),
        ..OperationReport::default()
    };
    apply(&mut harness.state_mut().state, Event::Operated { operation, report });
    harness.run();
    harness.get_by_label("Could not move b to /mnt");
    harness.state_mut().effects.clear();
    click(&mut harness, "Try again");
    let Some(Command::Operate { what, .. }) = commands(&harness).pop() else { panic!() };
    assert_eq!(what, rest);
}

#[test]
fn connections_are_tried_again_or_edited() {
    let report = || ErrorReport {
        attempt: Attempt::Connect { host: "web-01:2222".into() },
        error: Error::new(ErrorKind::ConnectionRefused).into(),
        others: 0,
        retry: Some(Retry::Connect(Box::new(window::connected().wish), None)),
        at: None,
    };
    let mut harness = open(report());
    click(&mut harness, "Edit connection…");
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Host").value().as_deref(), Some("web-01"));
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Port").value().as_deref(), Some("2222"));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.state().state.dialog().is_none());
    let mut harness = open(report());
    click(&mut harness, "Connect again");
    assert!(commands(&harness).iter().any(|command| matches!(command, Command::Connect { .. })));
}

#[test]
fn a_transfer_whose_session_is_over_connects_again_under_the_same_id_and_goes_on() {
    let lost = Arc::from(Error::new(ErrorKind::ConnectionLost));
    let mut report = transfer(Cause::Told(ErrorKind::ConnectionLost), vec![Fix::Reconnect, Fix::EditConnection]);
    report.at = None;
    let mut harness = open(report.clone());
    harness.state_mut().state.here.session.as_mut().unwrap().state = SessionState::Ended(Some(lost));
    harness.run();
    click(&mut harness, "Connect again");
    match commands(&harness).as_slice() {
        [Command::Connect { session, .. }, Command::Repair { failed, repair, .. }] => {
            assert_eq!((*session, failed.clone(), repair.clone()), (SessionId::from(1), one(true), Repair::Retry));
        }
        other => panic!("{} commands", other.len()),
    }
    // While it stands there is nothing to be connected.
    let state = window::window(0);
    assert!(!offers(&report, &state).contains(&Offer::Fix(Fix::Reconnect)));
}

#[test]
fn nothing_is_offered_that_cannot_be_done() {
    let mut state = window::window(0);
    let remote = Fix::ShowFolder(place("/srv"));
    let report = operation(
        Operation::Rename { item: at("/srv/a"), name: EntryName::new("b").unwrap() },
        Cause::Unknown,
        vec![Fix::ChooseFolder, Fix::CopyAndDelete, remote.clone(), Fix::Skip, Fix::Retry],
    );
    let offered = offers(&report, &state);
    assert!(!offered.contains(&Offer::Fix(Fix::ChooseFolder)), "a new name is no folder");
    assert!(!offered.contains(&Offer::Fix(Fix::Skip)), "there is no queue to leave it out of");
    assert!(offered.contains(&Offer::Fix(remote.clone())) && offered.contains(&Offer::Fix(Fix::CopyAndDelete)));
    state.here.session = None;
    assert!(!offers(&report, &state).contains(&Offer::Fix(remote)), "no server, no folder of it");
    let Dialog::Error(changed) = window::changed_key() else { panic!() };
    assert_eq!(offers(&changed, &window::window(0)), [Offer::CompareTrust], "only after both were compared");
    // A key of an earlier run, or one that was revoked, is no ground to trust anything.
    let without = |kind: ErrorKind| ErrorReport { error: Error::new(kind).into(), ..changed.clone() };
    let ErrorKind::HostKeyChanged(conflict) = &changed.error.kind else { panic!() };
    let old = HostKeyConflict { key: String::new(), ..(**conflict).clone() };
    for kind in [ErrorKind::HostKeyChanged(Box::new(old)), ErrorKind::HostKeyRevoked(conflict.clone())] {
        assert!(offers(&without(kind), &window::window(0)).is_empty());
    }
}

/// The card of a failure to connect for data, in a session of FTP.
fn no_data(report: ErrorReport) -> Harness<'static, Window> {
    let mut harness = open(report);
    let wish = wish_of(Address::parse("ftpes://deploy@web-01").unwrap());
    harness.state_mut().state.here.session.as_mut().unwrap().wish = wish;
    harness.run();
    harness
}

#[test]
fn a_data_connection_that_fails_offers_the_other_mode_which_the_session_keeps() {
    let cause = Cause::NoDataConnection { mode: DataMode::Passive, trouble: DataTrouble::PortClosed { port: 50_001 } };
    let fixes = vec![Fix::SwitchDataMode(DataMode::Active), Fix::Retry];
    let folder = at("/srv");
    let listing = ErrorReport {
        attempt: Attempt::List(folder.clone()),
        error: error_of(cause.clone(), fixes.clone()),
        others: 0,
        retry: Some(Retry::List(Side::Right, folder.clone())),
        at: Some(window::NOW),
    };
    let mut harness = no_data(listing.clone());
    harness.get_by_label_contains("port 50001");
    click(&mut harness, "Use active mode");
    match commands(&harness).as_slice() {
        [Command::SwitchDataMode { session, mode }, Command::List { folder: listed, .. }] => {
            assert_eq!((*session, *mode, listed), (SessionId::from(1), DataMode::Active, &folder));
        }
        other => panic!("{} commands", other.len()),
    }
    let kept = harness.state().state.here.session.as_ref().unwrap().wish.ftp.data.clone();
    assert_eq!(kept, DataDirection::from(DataMode::Active), "a new connection begins with it");
    let mut harness = no_data(transfer(cause, fixes));
    click(&mut harness, "Use active mode");
    assert_eq!(repaired(&harness), (one(false), Repair::SwitchDataMode(DataMode::Active)));
    // Over SFTP there is one connection for all.
    assert!(!offers(&listing, &window::window(0)).contains(&Offer::Fix(Fix::SwitchDataMode(DataMode::Active))));
}

#[test]
fn what_is_lost_by_overwriting_is_what_has_the_name() {
    let there = Some(place("/srv/www/index.html"));
    let cause = Cause::AlreadyExists { at: there, kind: Some(EntryKind::File) };
    let rename = Operation::Rename { item: at("/srv/www/page.html"), name: EntryName::new("index.html").unwrap() };
    let mut harness = open(operation(rename, cause, vec![Fix::Overwrite, Fix::Rename]));
    click(&mut harness, "Overwrite…");
    harness.get_by_label("The old content of /srv/www/index.html is lost.");
}
