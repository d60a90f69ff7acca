//! What is typed in the site manager, and what becomes of it: stored, told as wrong, given back, asked about.

use crate::{Desk, at, id, named, nodes};
use catamaran::engine::{Command, Location, StartFile};
use catamaran::site::{Edit, LoginKind, Node, ProductionLock, Site, SiteStore};
use catamaran::ui::state::{Action, Dialog, PathPurpose};
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::{NodeT, Queryable};
use std::fs;

#[test]
fn a_new_site_is_typed_stored_and_connected_to() {
    let mut desk = Desk::open(Vec::new());
    assert!(desk.window.shows("No sites yet"));
    desk.click("New site");
    // The name is selected, so that it is replaced by what is typed.
    desk.window.type_text("web-01");
    desk.fill("Host", "web-01.example");
    desk.fill("Port", "2222");
    desk.fill("User", "deploy");
    desk.fill("Folder here", "~/Projects");
    desk.fill("Folder on the server", "/srv/www");
    desk.click("Key");
    desk.click("Connect");
    assert!(desk.wishes().is_empty() && desk.window.shows("Choose the file of a private key."));
    desk.fill("Key file", "~/.ssh/id_ed25519");
    desk.click("Refuse changes");
    desk.click("Connect");
    assert!(desk.window.app().state().dialog().is_none());
    let wishes = desk.wishes();
    let [wish] = wishes.as_slice() else { panic!("{} wishes", wishes.len()) };
    assert_eq!(wish.endpoint.to_string(), "sftp://deploy@web-01.example:2222");
    assert_eq!(wish.start_folder.as_deref(), Some(&b"/srv/www"[..]));
    assert_eq!(wish.identities, [desk.window.app().state().home.join(".ssh/id_ed25519")]);
    let local = desk.window.sent(|command| match command {
        Command::ListTyped { base: Location::Local(_), typed, .. } => Some(typed.clone()),
        _ => None,
    });
    assert_eq!(local, ["~/Projects"]);
    let book = desk.stored("the new site", |book| book.nodes().len() == 1);
    let expected = Site {
        host: "web-01.example".into(),
        port: Some(2222),
        user: Some("deploy".into()),
        login: LoginKind::Key,
        key_files: vec!["~/.ssh/id_ed25519".into()],
        local_folder: Some("~/Projects".into()),
        remote_folder: Some(b"/srv/www".to_vec()),
        lock: ProductionLock::Refuse,
        ..Site::default()
    };
    assert_eq!(*named(&book, "web-01"), expected);
}

#[test]
fn closing_asks_when_something_is_not_stored() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("Host", "other.example");
    desk.window.press(Key::Escape);
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::UnsavedSites { quit: false })));
    desk.click("Cancel");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Sites)));
    desk.window.press(Key::Escape);
    desk.click("Do not save");
    assert!(desk.window.app().state().dialog().is_none());
    assert_eq!(named(&desk.store.load().unwrap().book, "partner").host, "ftp.partner.example");
    let action = UiCommand::Sites.action(desk.window.app().state());
    desk.window.act(action);
    desk.choose("partner");
    desk.fill("Host", "other.example");
    desk.window.press(Key::Escape);
    desk.window.harness.get_by_label("Save the changes?");
    desk.window.press(Key::Enter);
    assert!(desk.window.app().state().dialog().is_none());
    desk.stored("the host", |book| named(book, "partner").host == "other.example");
}

#[test]
fn what_cannot_be_understood_is_told_beside_its_field_and_not_stored() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("Port", "70000");
    assert!(desk.window.shows("A whole number from 1 to 65535, or nothing."));
    desk.window.press_with(Key::S, Modifiers::COMMAND);
    assert!(desk.sites().has_changes());
    desk.fill("Port", "");
    desk.fill("Host", "-oProxyCommand=x");
    desk.click("Connect");
    assert!(desk.wishes().is_empty());
    desk.fill("Host", "ftp.partner.example");
    desk.click("Advanced…");
    desk.fill("Names in", "klingon");
    assert!(desk.window.shows("This charset is not known."));
    desk.fill("Names in", "windows-1251");
    desk.fill("up", "2 MB");
    desk.click("SOCKS 5");
    desk.fill("Proxy host", "proxy.example");
    desk.click("Save");
    let book = desk.stored("the fields", |book| named(book, "partner").charset.is_some());
    let partner = named(&book, "partner");
    assert_eq!((partner.upload_limit, partner.proxy.host.as_str()), (Some(2_000_000), "proxy.example"));
}

#[test]
fn edits_of_another_window_appear_and_stay() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("User", "grace");
    let other = SiteStore::at(desk.store.file().unwrap());
    let from = ("partner".to_owned(), Box::new(nodes()[3].as_site().unwrap().clone()));
    let to = ("partner GmbH".to_owned(), Box::new(Site { port: Some(991), ..*from.1.clone() }));
    let new = Node::site(id(9), None, "elsewhere", at("else.example"));
    other
        .apply(vec![Edit::Change { id: id(4), parent: None, from, to }, Edit::Add { node: new, before: None }])
        .unwrap();
    desk.window.wait("the other window's site", |window| window.shows("elsewhere, SFTP"));
    desk.click("Save");
    let book = desk.stored("both", |book| named(book, "partner GmbH").user.as_deref() == Some("grace"));
    assert_eq!(named(&book, "partner GmbH").port, Some(991));
}

#[test]
fn a_broken_file_is_told_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    fs::write(&file, "{ \"catamaran_sites\": 1, \"entries\": [ { \"id\": ").unwrap();
    let desk = Desk::open_file([1280.0, 800.0], folder, SiteStore::at(&file), StartFile::None);
    assert!(desk.window.shows("A part of the list of sites could not be understood."));
    assert!(file.with_extension("broken").exists());
}

#[test]
fn a_save_that_fails_gives_back_what_was_typed() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("Host", "typed.example");
    let file = desk.store.file().unwrap().to_owned();
    let good = fs::read(&file).unwrap();
    // A folder in the place of the file can be neither read nor replaced.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    desk.click("Save");
    desk.window.wait("the card", |window| matches!(window.app().state().dialog(), Some(Dialog::Error(_))));
    assert!(desk.sites().has_changes());
    desk.window.press(Key::Escape);
    assert_eq!(
        desk.window.harness.get_by_role_and_label(Role::TextInput, "Host").value().as_deref(),
        Some("typed.example")
    );
    fs::remove_dir(&file).unwrap();
    fs::write(&file, good).unwrap();
    desk.click("Save");
    desk.stored("the host", |book| named(book, "partner").host == "typed.example");
    desk.window.wait("that it is stored", |window| !window.app().state().sites.holds_quit());
}

#[test]
fn a_list_of_a_newer_version_can_be_used_and_not_edited() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    let store = SiteStore::at(&file);
    store.apply(nodes().into_iter().map(|node| Edit::Add { node, before: None }).collect()).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("\"catamaran_sites\": 1", "\"catamaran_sites\": 99", 1)).unwrap();
    let mut desk = Desk::open_file([1280.0, 800.0], folder, store, StartFile::None);
    assert!(!desk.sites().can_store(), "{text}");
    // The lowest one: the window behind has such a button, too.
    let enabled = |desk: &Desk, label: &str| {
        let all = desk.window.harness.query_all_by_role_and_label(Role::Button, label);
        let lowest = all.max_by(|a, b| a.rect().bottom().total_cmp(&b.rect().bottom()));
        !lowest.unwrap().accesskit_node().is_disabled()
    };
    assert!(!enabled(&desk, "New site") && !enabled(&desk, "New folder"));
    desk.choose("partner");
    desk.fill("Host", "typed.example");
    assert!(!enabled(&desk, "Save") && desk.sites().has_changes());
    desk.window.press_with(Key::S, Modifiers::COMMAND);
    assert!(desk.sites().has_changes(), "nothing is thrown away");
}

#[test]
fn closing_the_window_asks_about_edits_that_are_not_stored() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("Host", "typed.example");
    let root = desk.window.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
    root.events.push(ViewportEvent::Close);
    desk.window.run();
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::UnsavedSites { quit: true })));
    desk.click("Cancel");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Sites)));
    assert!(!desk.window.app().is_closing());
    desk.window.act(Action::Quit);
    desk.window.press(Key::Enter);
    desk.window.wait("the end", |window| window.app().is_closing());
    assert_eq!(named(&desk.store.load().unwrap().book, "partner").host, "typed.example");
}

#[test]
fn a_chosen_path_goes_to_the_site_that_it_was_asked_for() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    // The system's dialog is still open while another site is chosen.
    desk.choose("Work");
    let picked = |desk: &mut Desk, purpose, path: &str| {
        desk.window.act(Action::PathsPicked(purpose, vec![path.into()]));
    };
    picked(&mut desk, PathPurpose::SiteKeyFile(id(4)), "/keys/one");
    picked(&mut desk, PathPurpose::SiteKeyFile(id(4)), "/keys/two");
    picked(&mut desk, PathPurpose::SiteKeyFile(id(4)), "/keys/one");
    picked(&mut desk, PathPurpose::SiteLocalFolder(id(4)), "/srv");
    let form = &desk.sites().drafts[&id(4)].form;
    assert_eq!((form.key_files.as_str(), form.local_folder.as_str()), ("/keys/one; /keys/two", "/srv"));
    assert_eq!(desk.sites().drafts.len(), 1);
}
