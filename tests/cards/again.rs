//! Cards of repairs that failed, of connections, and of what cannot be done.

use crate::{Window, at, click, commands, error_of, one, open, operation, place, repaired, transfer, window};
use catamaran::engine::{Command, Event, MoveHow, Operation, OperationReport, Repair, SessionState};
use catamaran::error::{Cause, DataMode, DataTrouble, Error, ErrorKind, Fix, HostKeyConflict};
use catamaran::model::{Address, EntryName, SessionId};
use catamaran::remote::ftp::DataDirection;
use catamaran::ui::state::{Attempt, Dialog, ErrorReport, Offer, Retry, Side, apply, offers, wish_of};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

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
        retry: Some(Retry::Connect(Box::new(window::connected().wish))),
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
