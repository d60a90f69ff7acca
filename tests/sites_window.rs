//! The site manager in the window, on files that another window may change: tree, form, undo, faults, connecting.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ui_support;

use catamaran::engine::{Command, ConnectWish, Event as Told, Location, SessionState, SitesExport, StartFile};
use catamaran::error::{Error, ErrorKind, HostKeyConflict};
use catamaran::model::Protocol;
use catamaran::site::import::{Found, Import, Imported, Program};
use catamaran::site::{Colour, Edit, LoginKind, Node, NodeId, ProductionLock, Site, SiteBook, SiteStore};
use catamaran::ui::state::{
    Action, BookmarkAction, ConnectionAction, Dialog, DialogAction, ExportStage, ImportAction, PathPurpose,
    ReplaceDraft, Side, SiteKey, SitesAction, SitesState, TrustConflict,
};
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use std::fs;
use std::path::Path;
use std::sync::Arc;
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
    let mut desk = Desk::open_file([1280.0, 800.0], folder, store, StartFile::Only(config.clone()));
    let file = config.display().to_string();
    desk.window.wait("the hosts", |window| !window.app().state().sites.hosts.is_empty());
    assert_eq!(desk.tree(), [format!("{file}, live")]);
    desk.choose(&file);
    desk.window.press(Key::ArrowRight);
    assert_eq!(desk.tree(), [format!("{file}, live"), "bastion".into(), "db, via bastion".into()]);
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

/// Connects to `partner`, whose lock refuses changes, and has the session end.
fn lost_session(window: &mut Window) {
    window.act(Action::Sites(SitesAction::ConnectTo(SiteKey::Node(id(4)))));
    let session = window.session();
    let lost = Error::new(ErrorKind::ConnectionLost);
    window.tell(Told::Session(session, SessionState::Ended(Some(lost.into()))));
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Error(_))));
}

fn locked_nodes() -> Vec<Node> {
    let mut nodes = nodes();
    nodes[3] = Node::site(id(4), None, "partner", Site { lock: ProductionLock::Refuse, ..at("prod.example") });
    nodes
}

#[test]
fn editing_the_connection_of_a_site_keeps_its_lock() {
    let mut desk = Desk::open(locked_nodes());
    desk.window.press(Key::Escape);
    lost_session(&mut desk.window);
    desk.click("Edit connection…");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Sites)));
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(4))));
    desk.fill("Host", "prod2.example");
    desk.click("Connect");
    let wish = desk.wishes().pop().unwrap();
    assert_eq!((wish.endpoint.host.as_str(), wish.rules.lock), ("prod2.example", ProductionLock::Refuse));
}

#[test]
fn what_is_tried_again_is_still_its_site_and_is_remembered_by_words_that_lead_to_it() {
    let mut desk = Desk::open(locked_nodes());
    desk.window.press(Key::Escape);
    let site = |desk: &Desk| desk.window.app().state().here.session.as_ref().unwrap().site;
    lost_session(&mut desk.window);
    desk.click("Connect again");
    assert_eq!(site(&desk), Some(id(4)));
    let session = desk.window.session();
    desk.window.tell(Told::Session(session, connected("/")));
    assert_eq!(desk.window.app().state().settings.recent, ["partner"]);
    // A key that was replaced leads on to the site as well.
    let wish = Box::new(desk.wishes().pop().unwrap());
    let conflict = TrustConflict::Key(Box::new(HostKeyConflict {
        host: "prod.example".into(),
        algorithm: "ssh-ed25519".into(),
        fingerprint: "SHA256:x".into(),
        key: "ssh-ed25519 AAAA".into(),
        stored: Vec::new(),
    }));
    let draft = Dialog::Replace(ReplaceDraft { conflict, wish, site: Some(id(4)) });
    desk.window.act(Action::Dialog(DialogAction::Open(Box::new(draft))));
    desk.window.act(Action::Dialog(DialogAction::Accept));
    desk.window.tell(Told::Trust { store: Arc::default(), error: None });
    assert!(desk.window.session() != session && site(&desk) == Some(id(4)));

    // Of two with one name, one has a path that leads to it; the other one is not remembered, least of all by its address.
    desk.store
        .apply(vec![Edit::Add { node: Node::site(id(9), None, "web", at("web.example")), before: None }])
        .unwrap();
    desk.window.act(Action::Sites(SitesAction::Open));
    desk.window.wait("the second", |window| window.app().state().sites.book.get(id(9)).is_some());
    for (number, recent) in [(2, vec!["Work/web", "partner"]), (9, vec!["Work/web", "partner"])] {
        desk.window.act(Action::Sites(SitesAction::ConnectTo(SiteKey::Node(id(number)))));
        let session = desk.window.session();
        desk.window.tell(Told::Session(session, connected("/")));
        assert_eq!(desk.window.app().state().settings.recent, recent);
    }
}

/// Types into the quick-connect field and presses the button beside it.
fn quick(desk: &mut Desk, text: &str) {
    desk.window.harness.get_by_role_and_label(Role::TextInput, "Address to connect to").focus();
    desk.window.run();
    desk.window.press_with(Key::A, Modifiers::COMMAND);
    desk.window.type_text(text);
    let all = desk.window.harness.query_all_by_role_and_label(Role::Button, "Connect");
    all.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).unwrap().click();
    desk.window.run();
}

#[test]
fn the_connect_button_does_what_enter_does() {
    let mut desk = Desk::open(locked_nodes());
    desk.window.press(Key::Escape);
    quick(&mut desk, "PARTNER");
    let wish = desk.wishes().pop().unwrap();
    assert_eq!((wish.endpoint.host.as_str(), wish.rules.lock), ("prod.example", ProductionLock::Refuse));
    quick(&mut desk, "sftp://eve:secret@evil.example/x");
    assert!(matches!(desk.window.app().state().dialog(), Some(Dialog::Connect)), "a URL is looked at first");
    assert_eq!(desk.wishes().len(), 1);
}

#[test]
fn a_name_that_leads_to_no_usable_site_leads_to_no_host_either() {
    let mut nodes = nodes();
    nodes.push(Node::site(id(5), None, "half", at("")));
    nodes.push(Node::site(id(6), None, "web", at("web2.example")));
    let mut desk = Desk::open(nodes);
    desk.window.press(Key::Escape);
    desk.window.act(Action::Connection(ConnectionAction::ConnectTo("half".into())));
    assert_eq!(desk.sites().chosen, Some(SiteKey::Node(id(5))));
    assert!(desk.sites().tried && matches!(desk.window.app().state().dialog(), Some(Dialog::Sites)));
    desk.window.press(Key::Escape);
    desk.window.act(Action::Connection(ConnectionAction::ConnectTo("WEB".into())));
    assert_eq!(desk.tree(), ["web, SFTP", "web, SFTP"]);
    assert!(desk.wishes().is_empty());
}

#[test]
fn a_site_that_is_chosen_by_its_name_leaves_the_session_in_its_tab() {
    let mut desk = Desk::open(nodes());
    desk.window.press(Key::Escape);
    desk.window.connect();
    let first = desk.window.session();
    desk.window.act(Action::Connection(ConnectionAction::ConnectTo("partner".into())));
    assert_ne!(desk.window.session(), first);
    assert_eq!(desk.window.app().state().tabs.count(), 2);
    assert!(desk.window.sent(|command| matches!(command, Command::Disconnect(_)).then_some(())).is_empty());
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

#[test]
fn f2_shows_the_name_of_a_site_from_any_page() {
    let mut desk = Desk::open(nodes());
    desk.choose("partner");
    desk.click("Advanced…");
    desk.choose("partner");
    desk.window.press(Key::F2);
    desk.window.type_text("renamed");
    assert_eq!(desk.sites().draft().unwrap().1.name, "renamed");
}

#[test]
fn an_entry_is_exported_from_its_menu() {
    let mut desk = Desk::open(nodes());
    let at = desk.place("Work");
    desk.window.harness.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Secondary, Modifiers::NONE);
        desk.window.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    desk.window.run();
    desk.click("Export…");
    assert!(desk.window.shows("The chosen entry with all that is in it."));
    // Something comes up in front while the file is chosen.
    desk.window.act(Action::Dialog(DialogAction::Open(Box::new(Dialog::About))));
    let file = desk.store.file().unwrap().with_file_name("export.json");
    desk.window.act(Action::PathsPicked(PathPurpose::ExportSites, vec![file.clone()]));
    let store = desk.store.clone();
    desk.window.wait("the command", |window| !exports(window).is_empty());
    let sent = exports(&desk.window);
    assert_eq!((names(&sent[0].book), &sent[0].file), (vec!["Work".into(), "  web".into(), "  staging".into()], &file));
    // A list that cannot be read ends it as well.
    let list = store.file().unwrap();
    fs::remove_file(list).unwrap();
    fs::create_dir(list).unwrap();
    desk.window.act(Action::PathsPicked(PathPurpose::ExportSites, vec![file]));
    desk.window.wait("the failure", |window| {
        let draft = window.app().state().export_draft();
        draft.is_some_and(|draft| matches!(draft.stage, ExportStage::Failed(_)))
    });
}

fn exports(window: &Window) -> Vec<SitesExport> {
    window.sent(|command| match command {
        Command::ExportSites(export) => Some((**export).clone()),
        _ => None,
    })
}

#[test]
fn sites_are_taken_over_once_and_what_failed_stays_ticked() {
    let mut desk = Desk::open(nodes());
    let one = |name: &str| {
        let import = Import { sites: vec![Imported::new(Vec::new(), name.into(), at(name))], left_out: Vec::new() };
        Arc::new(Found { program: Some(Program::FileZilla), place: name.into(), import: Ok(import) })
    };
    let book = Arc::clone(&desk.sites().book);
    let act = |desk: &mut Desk, action| desk.window.act(Action::Import(action));
    act(&mut desk, ImportAction::Found { found: vec![one("a"), one("b")], known: Arc::clone(&book) });
    act(&mut desk, ImportAction::Take);
    assert!(desk.window.app().state().import.taking);
    act(&mut desk, ImportAction::Take);
    desk.window.wait("both", |window| window.app().state().import.taken.is_some());
    let stored = desk.stored("both", |book| book.nodes().len() > 4);
    assert_eq!(stored.nodes().iter().filter(|node| node.name == "a").count(), 1);
    assert!(!desk.window.app().state().import.taking);

    act(&mut desk, ImportAction::TickAll(0, true));
    act(&mut desk, ImportAction::TickAll(1, true));
    let taken = ImportAction::Taken { count: 1, files: vec!["a".into()], secrets: Vec::new(), known: None };
    act(&mut desk, taken);
    assert_eq!(desk.window.app().state().import.ticked.iter().copied().collect::<Vec<_>>(), [(1, 0)]);
}
