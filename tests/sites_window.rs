//! The site manager in the window, on files that another window may change: tree, form, undo, faults, connecting.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ui_support;

use catamaran::engine::{Command, ConnectWish, Event as Told, Location, StartFile};
use catamaran::model::Protocol;
use catamaran::site::{Colour, Edit, LoginKind, Node, NodeId, ProductionLock, Site, SiteBook, SiteStore};
use catamaran::ui::state::{Action, BookmarkAction, ConnectionAction, Dialog, Side, SiteKey, SitesAction, SitesState};
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use std::fs;
use std::path::Path;
use ui_support::{Window, connected};

fn id(number: u64) -> NodeId {
    NodeId::from(number)
}

fn at(host: &str) -> Site {
    Site { host: host.into(), user: Some("ada".into()), ..Site::default() }
}

/// Folder `Work` with `web` and `staging`, and `ftp.partner` beside it.
fn nodes() -> Vec<Node> {
    let ftp = Site { protocol: Protocol::Ftps, colour: Some(Colour::Yellow), ..at("ftp.partner.example") };
    vec![
        Node::folder(id(1), None, "Work"),
        Node::site(id(2), Some(id(1)), "web", Site { colour: Some(Colour::Red), ..at("web.example") }),
        Node::site(id(3), Some(id(1)), "staging", at("staging.example")),
        Node::site(id(4), None, "partner", ftp),
    ]
}

struct Desk {
    window: Window,
    store: SiteStore,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// The site manager on a file with these entries.
    fn open(nodes: Vec<Node>) -> Self {
        Self::open_in([1280.0, 800.0], nodes)
    }

    fn open_in(size: [f32; 2], nodes: Vec<Node>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SiteStore::at(folder.path().join("sites.json"));
        if !nodes.is_empty() {
            let edits = nodes.into_iter().map(|node| Edit::Add { node, before: None }).collect();
            store.apply(edits).unwrap();
        }
        Self::open_file(size, folder, store, StartFile::None)
    }

    fn open_file(size: [f32; 2], folder: tempfile::TempDir, store: SiteStore, config: StartFile) -> Self {
        let mut window = Window::open_on(size, 0, store.clone(), config);
        let action = UiCommand::Sites.action(window.app().state());
        window.act(action);
        window.wait("the list", |window| window.app().state().sites.loaded);
        Self { window, store, _folder: folder }
    }

    fn sites(&self) -> &SitesState {
        &self.window.app().state().sites
    }

    fn tree(&self) -> Vec<String> {
        let mut rows: Vec<_> = self
            .window
            .harness
            .query_all_by_role(Role::TreeItem)
            .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    fn place(&self, name: &str) -> Pos2 {
        let begins = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label == name || label.starts_with(&format!("{name}, ")))
        };
        let found = self.window.harness.query_all_by_role(Role::TreeItem).find(begins);
        found.unwrap_or_else(|| panic!("no row {name} in {:?}", self.tree())).rect().center()
    }

    fn choose(&mut self, name: &str) {
        let at = self.place(name);
        self.window.click_at(at, Modifiers::NONE);
    }

    /// Clicks what is called so; in the dialog, where the window behind it has such a thing, too.
    fn click(&mut self, label: &str) {
        let all = self.window.harness.query_all_by_label(label);
        let all = all.filter(|node| !matches!(node.accesskit_node().role(), Role::Label));
        let lowest = all.max_by(|a, b| a.rect().bottom().total_cmp(&b.rect().bottom()));
        lowest.unwrap_or_else(|| panic!("nothing is called {label}")).click();
        self.window.run();
    }

    fn fill(&mut self, label: &str, text: &str) {
        self.window.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.window.run();
        self.window.press_with(Key::A, Modifiers::COMMAND);
        match text {
            "" => self.window.press(Key::Backspace),
            text => self.window.type_text(text),
        }
    }

    /// What the file holds, once everything is stored.
    fn stored(&mut self, what: &str, good: impl Fn(&SiteBook) -> bool) -> SiteBook {
        let store = self.store.clone();
        self.window.wait(what, |_| good(&store.load().unwrap().book));
        store.load().unwrap().book
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let harness = &mut self.window.harness;
        harness.event(Event::PointerMoved(from));
        harness.step();
        harness.event(button(from, true));
        harness.step();
        for place in [from + vec2(0.0, 10.0), from.lerp(to, 0.5), to, to] {
            harness.event(Event::PointerMoved(place));
            harness.run_steps(2);
        }
        harness.event(button(to, false));
        harness.run_steps(2);
        self.window.run();
    }

    fn wishes(&self) -> Vec<ConnectWish> {
        self.window.sent(|command| match command {
            Command::Connect { wish, .. } => Some(wish.clone()),
            _ => None,
        })
    }
}

fn names(book: &SiteBook) -> Vec<String> {
    book.rows(true).into_iter().map(|row| format!("{}{}", "  ".repeat(row.depth), row.node.name)).collect()
}

fn named<'a>(book: &'a SiteBook, name: &str) -> &'a Site {
    book.named(name).first().unwrap().as_site().unwrap()
}

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
fn the_tree_opens_closes_searches_and_follows_the_keys() {
    let mut desk = Desk::open(nodes());
    assert_eq!(desk.tree(), ["Work", "partner, FTPS"]);
    desk.choose("Work");
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.tree(), ["Work", "web, SFTP", "staging, SFTP", "partner, FTPS"]);
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(2))));
    desk.window.press(Key::End);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(4))));
    desk.window.press(Key::ArrowUp);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(3))));
    desk.window.press(Key::ArrowLeft);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(1))));
    desk.window.press(Key::ArrowLeft);
    assert_eq!(desk.tree(), ["Work", "partner, FTPS"]);
    desk.fill("Search sites", "STAG");
    assert_eq!(desk.tree(), ["staging, SFTP"]);
    desk.window.press(Key::ArrowDown);
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(3))));
    desk.fill("Search sites", "zzz");
    assert!(desk.window.shows("Nothing found."));
}

#[test]
fn what_is_removed_comes_back_where_it_was() {
    let mut desk = Desk::open(nodes());
    desk.choose("Work");
    desk.window.press(Key::Delete);
    desk.stored("the removal", |book| names(book) == ["partner"]);
    assert!(desk.window.shows("Deleted Work with 2 entries"));
    desk.click("Undo");
    let book = desk.stored("the return", |book| book.nodes().len() == 4);
    assert_eq!(names(&book), ["Work", "  web", "  staging", "partner"]);
    assert_eq!(named(&book, "web").colour, Some(Colour::Red));
}

#[test]
fn folders_are_made_renamed_copied_sorted_and_filled_by_dragging() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.click("New folder");
    desk.window.type_text("Archive");
    desk.window.press(Key::Enter);
    desk.stored("the folder", |book| names(book).last().is_some_and(|name| name == "Archive"));
    let (from, to) = (desk.place("partner"), desk.place("Archive"));
    desk.drag(from, to);
    let book = desk.stored("the move", |book| names(book).contains(&"  partner".to_owned()));
    assert_eq!(names(&book), ["Work", "  web", "  staging", "Archive", "  partner"]);
    // Before another one.
    let (from, to) = (desk.place("partner"), desk.place("Work") - vec2(0.0, 12.0));
    desk.drag(from, to);
    desk.stored("the order", |book| names(book).first().is_some_and(|name| name == "partner"));
    desk.choose("Work");
    desk.click("Duplicate");
    let book = desk.stored("the copy", |book| book.nodes().len() == 8);
    assert_eq!(names(&book)[4..7], ["Work (copy)", "  web", "  staging"]);
    desk.choose("partner");
    desk.click("Sort by name");
    let book = desk.stored("the order", |book| names(book).last().is_some_and(|name| name == "partner"));
    assert_eq!(names(&book), ["Archive", "Work", "  web", "  staging", "Work (copy)", "  web", "  staging", "partner"]);
    desk.choose("Work");
    desk.window.press(Key::F2);
    desk.window.type_text("Job");
    desk.window.press(Key::Enter);
    desk.stored("the name", |book| names(book).contains(&"Job".to_owned()));
}

#[test]
fn closing_asks_when_something_is_not_stored() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.fill("Host", "other.example");
    desk.window.press(Key::Escape);
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::UnsavedSites)));
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
fn import_test_and_double_click_lead_on() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.click("Test connection");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Doctor)));
    let checked = desk.window.sent(|command| match command {
        Command::Diagnose { wish, .. } => Some(wish.connect.endpoint.to_string()),
        _ => None,
    });
    assert_eq!(checked, ["ftps://ada@ftp.partner.example"]);
    desk.window.press(Key::Escape);
    desk.click("Import sites…");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Import)));
    desk.window.press(Key::Escape);
    let at = desk.place("partner");
    desk.window.double_click_at(at);
    assert!(desk.window.app().state().dialog().is_none());
    let wishes = desk.wishes();
    assert_eq!(wishes.last().map(|wish| wish.endpoint.to_string()), Some("ftps://ada@ftp.partner.example".into()));
    assert_eq!(desk.window.app().state().here.session.as_ref().unwrap().site, Some(id(4)));
}

#[test]
fn five_hundred_sites_draw_only_those_in_sight() {
    let many = (0..500).map(|n| Node::site(id(100 + n), None, format!("site-{n:03}"), at("h.example"))).collect();
    let mut desk = Desk::open_in([720.0, 460.0], many);
    assert!(desk.tree().len() < 20, "{}", desk.tree().len());
    desk.choose("site-000");
    desk.window.press(Key::End);
    assert!(desk.tree().contains(&"site-499, SFTP".to_owned()));
    desk.fill("Search sites", "site-250");
    assert_eq!(desk.tree(), ["site-250, SFTP"]);
    assert!(Path::new(desk.store.file().unwrap()).exists());
}

#[test]
fn hosts_of_the_ssh_configuration_are_shown_used_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    fs::write(&config, "Host bastion\n  HostName gate.example\nHost db\n  ProxyJump bastion\n  User root\nHost *\n")
        .unwrap();
    let store = SiteStore::at(folder.path().join("sites.json"));
    let mut desk = Desk::open_file([1280.0, 800.0], folder, store, StartFile::Only(config));
    desk.window.wait("the hosts", |window| !window.app().state().sites.hosts.is_empty());
    assert_eq!(desk.tree(), ["~/.ssh/config, live"]);
    desk.choose("~/.ssh/config");
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.tree(), ["~/.ssh/config, live", "bastion", "db, via bastion"]);
    desk.choose("bastion");
    assert!(desk.window.shows("gate.example"));
    desk.click("Copy to my sites");
    desk.window.press_with(Key::S, Modifiers::COMMAND);
    let book = desk.stored("the copy", |book| book.nodes().len() == 1);
    assert_eq!(*named(&book, "bastion"), Site { host: "bastion".into(), ..Site::default() });
    desk.choose("db");
    desk.click("Connect");
    let wish = desk.wishes().pop().unwrap();
    // Port and user are left to the configuration.
    assert_eq!((wish.endpoint.to_string(), wish.port_said), ("sftp://db".to_owned(), false));
}

#[test]
fn bookmarks_are_added_opened_and_removed() {
    let mut desk = Desk::open(nodes());
    desk.window.act(Action::Sites(SitesAction::ConnectTo(SiteKey::Node(id(4)))));
    let session = desk.window.session();
    desk.window.tell(Told::Session(session, connected("/srv/www")));
    desk.window.answer_lists();
    desk.window.act(Action::Sites(SitesAction::Bookmark(BookmarkAction::Add)));
    let book = desk.stored("the bookmark", |book| named(book, "partner").bookmarks.len() == 1);
    let bookmark = &named(&book, "partner").bookmarks[0];
    let local = ui_support::local_folder();
    assert_eq!((bookmark.name.as_str(), bookmark.local_folder.as_deref()), ("www", local.to_str()));
    assert_eq!(bookmark.remote_folder.as_deref(), Some(&b"/srv/www"[..]));
    desk.window.double_click(Side::Right, "assets");
    desk.window.answer_lists();
    desk.click("Bookmarks");
    desk.click("www");
    assert_eq!(desk.window.lists().pop(), Some(Location::Remote(session, ui_support::remote("/srv/www"))));
    let typed = desk.window.sent(|command| match command {
        Command::ListTyped { typed, .. } => Some(typed.clone()),
        _ => None,
    });
    assert_eq!(typed, [local.to_str().unwrap()]);
    desk.window.answer_lists();
    desk.click("Bookmarks");
    desk.click("Remove this folder");
    desk.stored("the removal", |book| named(book, "partner").bookmarks.is_empty());

    // Another site gets a tab of its own: the session goes on.
    desk.window.act(Action::Sites(SitesAction::ConnectTo(SiteKey::Node(id(4)))));
    assert_ne!(desk.window.session(), session);
    assert_eq!(desk.window.app().state().tabs.count(), 2);
    let ended = desk.window.sent(|command| if let Command::Disconnect(of) = command { Some(*of) } else { None });
    assert!(ended.is_empty());
}

#[test]
fn a_typed_connection_becomes_a_site_and_a_name_connects() {
    let mut window = Window::connected();
    assert!(window.app().state().settings.recent.contains(&"sftp://ada@example.org/srv/www".to_owned()));
    let action = UiCommand::SaveSite.action(window.app().state());
    window.act(action);
    window.type_text("my box");
    window.press_with(Key::S, Modifiers::COMMAND);
    window.press(Key::Escape);
    let book = window.app().state().sites.book.clone();
    let site = named(&book, "my box");
    assert_eq!((site.host.as_str(), site.user.as_deref()), ("example.org", Some("ada")));
    assert_eq!(site.remote_folder.as_deref(), Some(&b"/srv/www"[..]));
    assert!(!UiCommand::SaveSite.is_enabled(window.app().state()));
    window.act(Action::Connection(ConnectionAction::ConnectTo("My Box".into())));
    assert_eq!(window.app().state().here.session.as_ref().unwrap().site, Some(book.nodes()[0].id));
    let session = window.session();
    window.tell(Told::Session(session, connected("/srv/www")));
    assert_eq!(window.app().state().settings.recent[0], "my box");
    let action = UiCommand::ForgetRecent.action(window.app().state());
    window.act(action);
    assert!(window.app().state().settings.recent.is_empty());
}
