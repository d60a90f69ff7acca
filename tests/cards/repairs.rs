//! Buttons that repair: each sends its one command.

use crate::{at, choose, click, commands, many, one, open, operation, place, repaired, transfer};
use catamaran::engine::{Command, Failed, Location, Operation, Repair};
use catamaran::error::{Cause, Fix};
use catamaran::model::{EntryKind, EntryName, Permissions, TransferId};
use catamaran::ui::state::{BottomTab, Effect, PathPurpose, Retry, Side, alike, dispatch};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

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
fn what_is_lost_by_overwriting_is_what_has_the_name() {
    let there = Some(place("/srv/www/index.html"));
    let cause = Cause::AlreadyExists { at: there, kind: Some(EntryKind::File) };
    let rename = Operation::Rename { item: at("/srv/www/page.html"), name: EntryName::new("index.html").unwrap() };
    let mut harness = open(operation(rename, cause, vec![Fix::Overwrite, Fix::Rename]));
    click(&mut harness, "Overwrite…");
    harness.get_by_label("The old content of /srv/www/index.html is lost.");
}
