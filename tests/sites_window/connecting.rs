//! Connecting to sites, and what stays of the site in its session: lock, name, bookmarks.

use crate::ui_support::{Window, connected};
use crate::{Desk, at, id, named, nodes};
use catamaran::engine::{Command, Event as Told, Location, SessionState};
use catamaran::error::{Error, ErrorKind, HostKeyConflict};
use catamaran::site::{Edit, Node, ProductionLock, Site};
use catamaran::ui::state::{
    Action, BookmarkAction, ConnectionAction, Dialog, DialogAction, ReplaceDraft, Side, SiteKey, SitesAction,
    TrustConflict,
};
use catamaran::ui::widget::UiCommand;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

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
fn bookmarks_are_added_opened_and_removed() {
    let mut desk = Desk::open(nodes());
    desk.window.act(Action::Sites(SitesAction::ConnectTo(SiteKey::Node(id(4)))));
    let session = desk.window.session();
    desk.window.tell(Told::Session(session, connected("/srv/www")));
    desk.window.answer_lists();
    desk.window.act(Action::Sites(SitesAction::Bookmark(BookmarkAction::Add)));
    let book = desk.stored("the bookmark", |book| named(book, "partner").bookmarks.len() == 1);
    let bookmark = &named(&book, "partner").bookmarks[0];
    let local = crate::ui_support::local_folder();
    assert_eq!((bookmark.name.as_str(), bookmark.local_folder.as_deref()), ("www", local.to_str()));
    assert_eq!(bookmark.remote_folder.as_deref(), Some(&b"/srv/www"[..]));
    desk.window.double_click(Side::Right, "assets");
    desk.window.answer_lists();
    desk.click("Bookmarks");
    desk.click("www");
    assert_eq!(desk.window.lists().pop(), Some(Location::Remote(session, crate::ui_support::remote("/srv/www"))));
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
