//! Folders that are made, what is deleted, permissions, and sites of other programs.

use crate::{click, commands, delete, only_command, open, press, remote, typed, window};
use catamaran::engine::{Command, Location, Operation};
use catamaran::model::{EntryName, Permissions};
use catamaran::site::import::Found;
use catamaran::site::{Node, NodeId, Site, SiteBook};
use catamaran::ui::state::{Action, Dialog, Effect, ImportAction, PermissionsDraft, Side, dispatch};
use catamaran::ui::widget::UiCommand;
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use std::path::Path;
use std::sync::Arc;

/// A file of another program among the test data.
fn found(name: &str) -> Arc<Found> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(name);
    Arc::new(Found::at(&place))
}

#[test]
fn sites_of_other_programs_are_ticked_and_those_that_are_there_are_marked() {
    let mut state = window::window(0);
    let opening = UiCommand::ImportSites.action(&state);
    assert!(dispatch(&mut state, opening) == [Effect::LookForSites]);
    assert!(matches!(state.dialog(), Some(Dialog::Import)) && state.import.looking);
    let mut harness = open(Dialog::Import);
    let ours =
        Site { host: "web.example.com".into(), port: Some(2222), user: Some("deploy".into()), ..Site::default() };
    let known = SiteBook::new(vec![Node::site(NodeId::from(1), None, "mine", ours)]);
    let known = Arc::new(known);
    let all = vec![found("filezilla.xml"), found("billion_laughs.xml")];
    let news = Action::Import(ImportAction::Found { found: all.clone(), known: Arc::clone(&known) });
    dispatch(&mut harness.state_mut().state, news);
    harness.run();
    harness.get_by_label_contains("sftp://deploy@web.example.com:2222, already there");
    harness.get_by_label("Bucket is left out: S3 is not supported.");
    harness.get_by_label("The file defines entities, which no list of sites does; it was not read.");
    // All but the one that is there already.
    assert_eq!(harness.state().state.import.ticked.len(), 4);
    harness.get_by_label_contains("Production / web-01, sftp://deploy@files.example.com").click();
    harness.run();
    click(&mut harness, "Import 3 sites");
    let taken: Vec<_> = harness.state().effects.clone();
    let [Effect::TakeSites(chosen, false)] = &taken[..] else { panic!() };
    assert!(Arc::ptr_eq(&chosen[0].0, &all[0]) && chosen.len() == 1);
    assert_eq!(chosen[0].1, [1, 3, 4]);
    dispatch(
        &mut harness.state_mut().state,
        Action::Import(ImportAction::Taken { secrets: Vec::new(), count: 3, known }),
    );
    harness.run();
    harness.get_by_label("3 sites were imported, in folders with the names of the programs.");
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_none());
}

#[test]
fn a_folder_is_made_by_keyboard_and_wrong_names_are_explained() {
    let dialog = Dialog::NewFolder { side: Side::Right, parent: remote("/srv"), name: String::new(), fault: None };
    let mut harness = open(dialog);
    press(&mut harness, Key::Enter);
    assert!(harness.state().state.dialog().is_some(), "nothing happens without a name");
    typed(&mut harness, "a/b");
    press(&mut harness, Key::Enter);
    harness.get_by_label("A name cannot contain a slash.");
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Backspace);
    press(&mut harness, Key::Enter);
    let Command::Operate { what, .. } = only_command(&harness) else { panic!() };
    assert_eq!(what, Operation::CreateFolder { parent: remote("/srv"), name: EntryName::new("a").unwrap() });
}

#[test]
fn deleting_on_a_server_needs_more_than_enter() {
    let mut harness = open(delete(remote("/srv")));
    harness.get_by_label("The server has no trash: this cannot be undone.");
    press(&mut harness, Key::Enter);
    assert!(commands(&harness).is_empty() && harness.state().state.dialog().is_none(), "Enter cancels");

    let mut harness = open(delete(remote("/srv")));
    click(&mut harness, "Delete");
    let Command::Operate { what: Operation::Delete { items, permanently }, .. } = only_command(&harness) else {
        panic!()
    };
    assert_eq!((items, permanently), (vec![remote("/srv/a"), remote("/srv/b")], false));
}

#[test]
fn local_files_go_to_the_trash_unless_told_otherwise() {
    let mut harness = open(delete(Location::Local("/home/ada".into())));
    press(&mut harness, Key::Enter);
    let Command::Operate { what: Operation::Delete { permanently, .. }, .. } = only_command(&harness) else { panic!() };
    assert!(!permanently);

    let mut harness = open(delete(Location::Local("/home/ada".into())));
    click(&mut harness, "Delete for good");
    harness.get_by_label("They are deleted for good, not put into the trash.");
    click(&mut harness, "Delete");
    let Command::Operate { what: Operation::Delete { permanently, .. }, .. } = only_command(&harness) else { panic!() };
    assert!(permanently);
}

#[test]
fn permissions_of_several_items_keep_what_was_not_touched() {
    let bits = Permissions::from_mode;
    let draft = PermissionsDraft {
        items: vec![remote("/a"), remote("/b")],
        names: vec!["a".into(), "b".into()],
        any_folder: true,
        all_on: bits(0o644),
        some_on: bits(0o755),
        set: bits(0),
        clear: bits(0),
        octal: String::new(),
        recursive: false,
        folders_only_execute: true,
    };
    let mut harness = open(Dialog::Permissions(draft.clone()));
    click(&mut harness, "Owner: Execute");
    click(&mut harness, "Group: Read");
    click(&mut harness, "Also for everything in folders");
    click(&mut harness, "Apply");
    let Command::Operate { what: Operation::SetPermissions { set, clear, recursive, .. }, .. } = only_command(&harness)
    else {
        panic!()
    };
    assert_eq!((set.mode(), clear.mode(), recursive), (0o100, 0o040, true));

    let mut same = draft.clone();
    same.octal = "644".into();
    (same.all_on, same.some_on) = (bits(0o644), bits(0o644));
    let mut harness = open(Dialog::Permissions(same));
    typed(&mut harness, "600");
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Octal").value().as_deref(), Some("600"));

    let mut harness = open(Dialog::Permissions(draft));
    assert!(harness.get_by_role_and_label(Role::TextInput, "Octal").is_focused());
    typed(&mut harness, "640");
    press(&mut harness, Key::Enter);
    let Command::Operate { what: Operation::SetPermissions { set, clear, .. }, .. } = only_command(&harness) else {
        panic!()
    };
    assert_eq!((set.mode(), clear.mode()), (0o640, 0o7137));
}
