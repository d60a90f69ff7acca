//! The tabs of the window: each with its own panes and session, one queue for all, and what shows that a server is locked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ui_support;

use catamaran::engine::{Answer, Change, ChangeAnswer, ChangeQuestion, Command, Event, Question, SiteRules};
use catamaran::error::{Cause, Confidence, Diagnosis, Error, ErrorKind, Fix};
use catamaran::model::{PromptId, SessionId, TransferId};
use catamaran::site::{Colour, ProductionLock};
use catamaran::ui::state::{Action, ConnectForm, ConnectionAction, Dialog, DialogAction, Side, TabAction};
use catamaran::ui::wish_from_text;
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use ui_support::{Window, connected};

fn connect_in_tab(window: &mut Window, host: &str, rules: SiteRules) -> SessionId {
    let mut wish = wish_from_text(&format!("sftp://ada@{host}/srv/www")).unwrap();
    wish.rules = Box::new(rules);
    if window.app().state().here.session.is_some() {
        window.act(Action::Tab(TabAction::New));
    }
    window.act(Action::Connection(ConnectionAction::ConnectWith(Box::new(wish))));
    let session = window.session();
    window.tell(Event::Session(session, connected("/srv/www")));
    window.answer_lists();
    session
}

fn site(name: &str) -> SiteRules {
    SiteRules { name: Some(name.to_owned()), ..SiteRules::default() }
}

/// The tabs of sessions from left to right.
fn titles(window: &Window) -> Vec<String> {
    let split = window.harness.ctx.content_rect().center().x;
    let tabs = window.harness.query_all_by_role(Role::Tab).filter(|node| {
        let rect = node.rect();
        rect.left() > split - 2.0 && rect.top() < 130.0
    });
    let mut tabs: Vec<_> = tabs.map(|node| (node.rect().left(), node.accesskit_node().label().unwrap())).collect();
    tabs.sort_by(|a, b| a.0.total_cmp(&b.0));
    tabs.into_iter().map(|(_, title)| title).collect()
}

fn tab(window: &Window, title: &str) -> Pos2 {
    let all = window.harness.query_all_by_role(Role::Tab);
    let found = all.into_iter().find(|node| node.accesskit_node().label().as_deref() == Some(title));
    found.unwrap_or_else(|| panic!("no tab {title} in {:?}", titles(window))).rect().left_center()
        + egui::vec2(30.0, 2.0)
}

fn two() -> (Window, SessionId, SessionId) {
    let mut window = Window::open();
    let first = connect_in_tab(&mut window, "one.example", site("web-01"));
    let second = connect_in_tab(&mut window, "two.example", site("partner"));
    (window, first, second)
}

fn disconnected(window: &Window) -> Vec<SessionId> {
    window.sent(|command| if let Command::Disconnect(session) = command { Some(*session) } else { None })
}

#[test]
fn each_tab_has_a_session_and_panes_of_its_own() {
    let (mut window, first, second) = two();
    assert_eq!(titles(&window), ["web-01", "partner"], "the empty tab was taken first, then one was opened");
    assert_ne!(first, second);
    assert!(disconnected(&window).is_empty(), "both sessions go on");
    window.click(Side::Right, "index.html", Modifiers::NONE);
    assert_eq!(window.selected(Side::Right), ["index.html"]);
    let at = tab(&window, "web-01");
    window.click_at(at, Modifiers::NONE);
    assert_eq!((window.session(), window.selected(Side::Right)), (first, Vec::new()));
    // What comes for the tab behind goes there, and the one in front stays as it is.
    window.tell(Event::Session(second, catamaran::engine::SessionState::Ended(None)));
    assert_eq!(window.session(), first);
    assert_eq!(titles(&window)[0], "web-01");
    assert!(window.app().state().session_of(second).is_none());
    assert!(window.has_row(Side::Right, "index.html"));
}

#[test]
fn keys_open_turn_and_close_tabs() {
    let (mut window, first, second) = two();
    let ctrl = Modifiers::COMMAND;
    window.press_with(Key::Tab, ctrl);
    assert_eq!(window.session(), first);
    window.press_with(Key::Tab, ctrl | Modifiers::SHIFT);
    assert_eq!(window.session(), second);
    window.press_with(Key::T, ctrl);
    window.answer_lists();
    assert_eq!(titles(&window).len(), 3);
    assert!(window.app().state().here.session.is_none() && window.has_row(Side::Left, "dist"), "on the same folder");
    window.press(Key::Escape);
    window.press_with(Key::W, ctrl);
    assert_eq!((titles(&window).len(), window.session()), (2, second));
    window.press_with(Key::W, ctrl);
    assert_eq!(disconnected(&window), [second]);
    assert_eq!((titles(&window), window.session()), (vec!["web-01".to_owned()], first));
    window.press_with(Key::W, ctrl);
    window.answer_lists();
    assert_eq!(disconnected(&window), [second, first]);
    assert_eq!(titles(&window).len(), 1, "there is always a tab");
    assert!(window.has_row(Side::Left, "dist"));
}

#[test]
fn a_middle_click_closes_a_tab_and_unfinished_transfers_are_asked_about() {
    let (mut window, first, second) = two();
    window.set_failed_row(TransferId::from(1), "a", Error::new(ErrorKind::DiskFull).into());
    window.set_row_running(TransferId::from(2), first);
    let at = tab(&window, "web-01");
    for pressed in [true, false] {
        window.harness.event(egui::Event::PointerMoved(at));
        let (button, modifiers) = (PointerButton::Middle, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    window.run();
    assert!(
        matches!(window.app().state().dialog(), Some(Dialog::CloseTab { active: 1, title, .. }) if title == "web-01")
    );
    assert!(window.shows("One transfer of this session is not finished"));
    window.press(Key::Escape);
    assert!(disconnected(&window).is_empty() && titles(&window).len() == 2);
    let ids: Vec<_> = window.app().state().all_tabs().map(|tab| tab.id).collect();
    window.act(Action::Tab(TabAction::Close(ids[0])));
    window.harness.get_by_label("Close it").click();
    window.run();
    assert_eq!((disconnected(&window), window.session()), (vec![first], second));
}

#[test]
fn tabs_are_dragged_to_other_places_and_many_stay_within_reach() {
    let mut window = Window::open_in([720.0, 460.0], 0);
    for n in 0..12 {
        connect_in_tab(&mut window, &format!("host{n}.example"), site(&format!("server {n}")));
    }
    let shown = titles(&window);
    assert!(shown.contains(&"server 11".to_owned()) && shown.len() < 12, "{shown:?}");
    let edge = window.harness.ctx.content_rect().right();
    assert!(window.harness.query_all_by_role(Role::Tab).all(|node| node.rect().right() <= edge));
    window.harness.get_by_label("All tabs").click();
    window.run();
    window.harness.get_by_label("server 3").click();
    window.run();
    assert!(titles(&window).contains(&"server 3".to_owned()));

    let (mut window, first, _) = two();
    let (from, to) = (tab(&window, "web-01"), tab(&window, "partner") + egui::vec2(40.0, 0.0));
    let button = |window: &mut Window, at, pressed| {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        window.harness.run_steps(2);
    };
    window.harness.event(egui::Event::PointerMoved(from));
    button(&mut window, from, true);
    for at in [from + egui::vec2(12.0, 0.0), from.lerp(to, 0.5), to, to] {
        window.harness.event(egui::Event::PointerMoved(at));
        window.harness.run_steps(2);
    }
    button(&mut window, to, false);
    window.run();
    assert_eq!(titles(&window), ["partner", "web-01"]);
    assert_ne!(window.session(), first, "which one is in front stays");
}

#[test]
fn a_busy_session_is_not_ended_by_connecting_elsewhere() {
    let mut window = Window::connected();
    let first = window.session();
    window.set_row_running(TransferId::from(2), first);
    let wish = wish_from_text("sftp://ada@two.example/").unwrap();
    window.act(Action::Connection(ConnectionAction::ConnectWith(Box::new(wish))));
    assert_ne!(window.session(), first);
    assert!(disconnected(&window).is_empty());
    assert_eq!(titles(&window).len(), 2);
}

#[test]
fn a_reconnect_keeps_the_tab() {
    let (mut window, _, second) = two();
    let lost: Arc<Error> = Error::new(ErrorKind::ConnectionLost).into();
    let at = tab(&window, "web-01");
    window.click_at(at, Modifiers::NONE);
    window.tell(Event::Session(second, catamaran::engine::SessionState::Ended(Some(lost))));
    // The card of the tab behind connects in that tab.
    window.harness.get_by_label("Connect again").click();
    window.run();
    assert_eq!(titles(&window), ["web-01", "partner"]);
    let session = window.session();
    assert!(session != second && window.app().state().here.session.as_ref().unwrap().title() == "partner");
    assert!(disconnected(&window).is_empty());
}

fn locked(lock: ProductionLock) -> SiteRules {
    SiteRules { lock, colour: Some(Colour::Red), ..site("production") }
}

#[test]
fn a_locked_server_is_seen_and_its_lock_is_lifted_only_after_a_question() {
    let mut window = Window::open();
    let session = connect_in_tab(&mut window, "prod.example", locked(ProductionLock::Refuse));
    window.harness.get_by_label("Locked").click();
    window.run();
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Unlock(_))));
    // Enter keeps the lock.
    window.press(Key::Enter);
    let set = |window: &Window| {
        window.sent(|command| match command {
            Command::SetLock { session, lock } => Some((*session, *lock)),
            _ => None,
        })
    };
    assert!(set(&window).is_empty() && window.app().state().dialog().is_none());
    window.harness.get_by_label("Locked").click();
    window.run();
    window.harness.get_by_label("Lift the lock").click();
    window.run();
    assert_eq!(set(&window), [(session, ProductionLock::Off)]);
    window.tell(Event::Lock(session, ProductionLock::Off));
    window.harness.get_by_label("Lock lifted").click();
    window.run();
    assert_eq!(set(&window).last(), Some(&(session, ProductionLock::Refuse)), "one click closes it again");
}

#[test]
fn the_question_before_a_change_is_answered_by_one_command_and_enter_says_no() {
    let mut window = Window::open();
    let session = connect_in_tab(&mut window, "prod.example", locked(ProductionLock::Confirm));
    assert!(window.shows("Asks before changes"));
    let ask = |window: &mut Window, number| {
        let change = Change::Upload { count: 3, folder: ui_support::remote("/srv/www") };
        let question = ChangeQuestion { site: Some("production".into()), host: "prod.example".into(), change };
        let prompt = PromptId::from(number);
        window.tell(Event::Asked { prompt, question: Question::Change(session, question) });
        assert!(window.shows("Change production?") && window.shows("Upload 3 items to /srv/www"));
    };
    let answers = |window: &Window| {
        window.sent(|command| match command {
            Command::Answer { answer: Answer::Change(answer), .. } => Some(*answer),
            _ => None,
        })
    };
    ask(&mut window, 1);
    window.press(Key::Enter);
    ask(&mut window, 2);
    window.press(Key::Escape);
    assert_eq!(answers(&window), [ChangeAnswer::No, ChangeAnswer::No]);
    ask(&mut window, 3);
    window.harness.get_by_label("Change it").click();
    window.run();
    assert_eq!(answers(&window).last(), Some(&ChangeAnswer::Once));
}

#[test]
fn the_card_of_a_refused_change_leads_to_the_lock_and_tries_again() {
    let mut window = Window::open();
    let session = connect_in_tab(&mut window, "prod.example", locked(ProductionLock::Refuse));
    let mut error = Error::new(ErrorKind::SiteLocked).at_remote(&ui_support::remote("/srv/www/a"));
    error.diagnosis = Some(Arc::new(Diagnosis {
        cause: Cause::Told(ErrorKind::SiteLocked),
        confidence: Confidence::Certain,
        alternatives: Vec::new(),
        evidence: Vec::new(),
        fixes: vec![Fix::Unlock, Fix::Skip],
    }));
    let error: Arc<Error> = Arc::from(error);
    window.set_failed_row(TransferId::from(1), "a", Arc::clone(&error));
    let batch = catamaran::model::BatchId::from(1);
    window.tell(Event::TransferFailed { transfer: TransferId::from(1), batch, error });
    assert!(window.shows("This site is locked against changes"));
    window.harness.get_by_label("Lift the lock…").click();
    window.run();
    window.harness.get_by_label("Lift the lock and try again").click();
    window.run();
    let sent = window.sent(|command| match command {
        Command::SetLock { session: of, lock: ProductionLock::Off } if *of == session => Some("lifted"),
        Command::Repair { repair: catamaran::engine::Repair::Retry, .. } => Some("again"),
        _ => None,
    });
    assert_eq!(sent, ["lifted", "again"]);
}

#[test]
fn a_limit_for_all_transfers_is_typed_kept_and_sent() {
    let mut window = Window::open();
    window.act(Action::Dialog(DialogAction::Open(Box::new(Dialog::Limits(catamaran::ui::state::LimitsDraft {
        upload: "500k".into(),
        download: String::new(),
    })))));
    window.harness.get_by_label("Set").click();
    window.run();
    let sent = window.sent(|command| match command {
        Command::SetLimits { session: None, upload, download } => Some((*upload, *download)),
        _ => None,
    });
    assert_eq!(sent, [(Some(500_000), None)]);
    assert_eq!(window.app().state().settings.upload_limit, Some(500_000));
}

#[test]
fn the_connect_form_leaves_a_session_in_its_tab_where_a_new_one_is_wished() {
    let mut window = Window::open();
    let click = |window: &mut Window, words: &str| {
        window.harness.get_by_role_and_label(Role::Button, words).click();
        window.settle();
    };
    let form = |window: &mut Window, host: &str| {
        window.act(Action::Dialog(DialogAction::Open(Box::new(Dialog::Connect))));
        let form = ConnectForm { host: host.to_owned(), user: "ada".into(), expanded: true, ..ConnectForm::default() };
        window.act(Action::Connection(ConnectionAction::EditForm(Box::new(form))));
        window.settle();
    };
    form(&mut window, "first.example");
    assert!(window.harness.query_by_role_and_label(Role::Button, "In a new tab").is_none(), "no session to keep");
    window.act(Action::Dialog(DialogAction::Dismiss));
    let first = connect_in_tab(&mut window, "first.example", SiteRules::default());
    form(&mut window, "second.example");
    click(&mut window, "In a new tab");
    let second = window.session();
    assert_ne!(first, second);
    assert!(window.app().state().dialog().is_none());
    assert_eq!(window.app().state().all_tabs().count(), 2);
    let ended = window.sent(|command| matches!(command, Command::Disconnect(_)).then_some(()));
    assert!(ended.is_empty(), "the first session goes on");
    form(&mut window, "third.example");
    let row = window.harness.get_all_by_role_and_label(Role::Button, "Connect").last().unwrap();
    row.click();
    window.settle();
    assert_eq!(window.app().state().all_tabs().count(), 2, "one that is only being made is replaced");
}
