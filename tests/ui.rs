//! The window as a person uses it: what is clicked, dragged and typed becomes commands for the engine, and what the engine
//! tells is on screen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ui_support;

use catamaran::engine::{
    Command, Event, Failed, Location, Operation, OperationReport, Repair, SessionState, Target, TransferSource,
    TransferWish,
};
use catamaran::error::{Error, ErrorKind, ServerText};
use catamaran::model::{BatchId, EntryName, Protocol, SecretString, TransferId};
use catamaran::queue::Direction;
use catamaran::ui::state::{Action, ConnectForm, ConnectionAction, Dialog, PaneAction, Side, ViewAction};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;
use ui_support::{Window, remote};

fn name(text: &str) -> EntryName {
    EntryName::new(text).unwrap()
}

fn only_wish(window: &Window) -> TransferWish {
    let wishes: Vec<_> = window.sent(|command| match command {
        Command::Transfer(wish) => Some(wish.clone()),
        _ => None,
    });
    assert_eq!(wishes.len(), 1, "one gesture is one command");
    wishes[0].clone()
}

fn operations(window: &Window) -> Vec<Operation> {
    window.sent(|command| match command {
        Command::Operate { what, .. } => Some(what.clone()),
        _ => None,
    })
}

#[test]
fn an_address_is_typed_and_the_servers_files_appear() {
    let mut window = Window::open();
    assert!(window.shows("Not connected"));
    let field = window.harness.get_by_role_and_label(Role::TextInput, "Address to connect to");
    field.focus();
    window.run();
    window.type_text("ada@example.org:2222/srv/www");
    window.press(Key::Enter);
    let wishes = window.sent(|command| match command {
        Command::Connect { session, wish } => Some((*session, wish.clone())),
        _ => None,
    });
    let (session, wish) = &wishes[0];
    assert_eq!((wish.endpoint.host.as_str(), wish.endpoint.port), ("example.org", 2222));
    assert_eq!(wish.start_folder.as_deref(), Some(&b"/srv/www"[..]));
    assert!(window.shows("Connecting to example.org:2222"));
    window.tell(Event::Session(*session, ui_support::connected("/srv/www")));
    window.answer_lists();
    for row in ["assets", "releases", "index.html", "caf\\xE9.txt", "photo\\u{202E}gnp.exe"] {
        assert!(window.has_row(Side::Right, row), "{row}");
    }
    assert!(window.has_row(Side::Right, "unsafe name: ../../.bashrc"));
    assert_eq!(window.app().state().settings.recent, ["sftp://ada@example.org:2222/srv/www"]);
}

#[test]
fn a_wrong_address_is_explained_and_nothing_is_sent() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "Address to connect to").focus();
    window.run();
    window.type_text("gopher://example.org");
    window.press(Key::Enter);
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Error(report))
        if matches!(report.error.kind, ErrorKind::BadAddress(_))));
    assert!(window.sent(|c| matches!(c, Command::Connect { .. }).then_some(())).is_empty());
}

#[test]
fn a_url_fills_the_dialog_and_sets_and_sends_nothing() {
    let mut window = Window::open();
    window.harness.get_by_role_and_label(Role::TextInput, "Address to connect to").focus();
    window.run();
    let url = "sftp://ada;x-proxymethod=5;x-proxytelnetcommand=calc:secret@example.org:2222/srv;x-name=a?b=c#d";
    window.type_text(url);
    window.press(Key::Enter);
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Connect)));
    let form = &window.app().state().connect;
    assert_eq!((form.host.as_str(), form.user.as_str(), form.port.as_str()), ("example.org/srv", "ada", "2222"));
    assert!(form.password.is_empty() && form.password_left_out && form.settings_left_out);
    let connects = |window: &Window| {
        window.sent(|c| if let Command::Connect { wish, .. } = c { Some(wish.clone()) } else { None })
    };
    assert!(connects(&window).is_empty(), "nothing is connected to before somebody has looked at it");
    window.run();
    window.press(Key::Enter);
    let wishes = connects(&window);
    assert_eq!(wishes.len(), 1);
    assert!(wishes[0].password.is_none() && wishes[0].identities.is_empty());
    assert_eq!(wishes[0].endpoint.to_string(), "sftp://ada@example.org:2222");
    assert_eq!(wishes[0].start_folder.as_deref(), Some(&b"/srv"[..]));
}

#[test]
fn an_address_of_elsewhere_takes_nothing_of_an_earlier_form_with_it() {
    let mut window = Window::open();
    let secret = SecretString::new("for another host".to_owned());
    let form = ConnectForm { host: "mine".into(), password: secret, key_file: "/k".into(), ..ConnectForm::default() };
    window.act(Action::Connection(ConnectionAction::EditForm(Box::new(form))));
    window.act(Action::Connection(ConnectionAction::Fill("ftps://evil.example/".into())));
    let form = &window.app().state().connect;
    assert_eq!((form.host.as_str(), form.protocol), ("evil.example/", Protocol::Ftps));
    assert!(form.password.is_empty() && form.key_file.is_empty());
    // Pasted into the host field, a URL fills all fields; typed letter by letter it stays as it is.
    let pasted = ConnectForm { host: "ftpes://bob:pw@h:2121/x".into(), ..ConnectForm::default() };
    window.act(Action::Connection(ConnectionAction::EditForm(Box::default())));
    window.act(Action::Connection(ConnectionAction::EditForm(Box::new(pasted))));
    let form = &window.app().state().connect;
    assert_eq!((form.host.as_str(), form.user.as_str(), form.port.as_str()), ("h/x", "bob", "2121"));
    assert!(form.password.is_empty() && form.password_left_out);
    window.act(Action::Connection(ConnectionAction::Fill("sftp://-oProxyCommand=x".into())));
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Error(_))));
}

#[test]
fn several_files_are_dragged_onto_a_folder_of_the_server() {
    let mut window = Window::connected();
    window.click(Side::Left, "dist", Modifiers::NONE);
    window.click(Side::Left, "notes.md", Modifiers::SHIFT);
    assert_eq!(window.selected(Side::Left), ["dist", "index.html", "main.css", "notes.md"]);
    let to = window.row(Side::Right, "releases");
    window.drag(Side::Left, "index.html", to, Modifiers::NONE);
    let wish = only_wish(&window);
    assert_eq!((wish.direction, wish.remove_source), (Direction::Upload, false));
    assert_eq!(wish.target, Target::RemoteFolder(remote("/srv/www/releases")));
    let sources: Vec<_> = ["dist", "index.html", "main.css", "notes.md"]
        .map(|name| TransferSource::Local(ui_support::local_folder().join(name)))
        .into();
    assert_eq!(wish.sources, sources);
    assert_eq!(window.selected(Side::Left).len(), 4, "a press on a selected row keeps the selection");
}

#[test]
fn a_drag_with_shift_moves_to_the_folder_that_is_shown() {
    let mut window = Window::connected();
    let to = window.empty_room(Side::Left);
    window.drag(Side::Right, "caf\\xE9.txt", to, Modifiers::SHIFT);
    let wish = only_wish(&window);
    assert_eq!((wish.direction, wish.remove_source), (Direction::Download, true));
    assert_eq!(wish.target, Target::LocalFolder(ui_support::local_folder()));
    let source = remote("/srv/www").join(&EntryName::new(&b"caf\xE9.txt"[..]).unwrap());
    assert_eq!(wish.sources, [TransferSource::Remote(source)], "the bytes of the name, not what is shown");
}

#[test]
fn a_drag_onto_the_path_of_the_same_side_moves_there() {
    let mut window = Window::connected();
    let to = window.harness.query_all_by_label("srv").next().unwrap().rect().center();
    window.drag(Side::Right, "index.html", to, Modifiers::NONE);
    let session = window.session();
    assert_eq!(
        operations(&window),
        [Operation::MoveInto {
            items: vec![Location::Remote(session, remote("/srv/www/index.html"))],
            folder: Location::Remote(session, remote("/srv")),
        }]
    );
}

#[test]
fn a_drag_that_ends_nowhere_or_at_home_does_nothing() {
    let mut window = Window::connected();
    let home = window.empty_room(Side::Right);
    window.drag(Side::Right, "index.html", home, Modifiers::NONE);
    let bar = eframe::egui::pos2(640.0, 16.0);
    window.drag(Side::Right, "index.html", bar, Modifiers::NONE);
    let itself = window.row(Side::Right, "releases");
    window.drag(Side::Right, "releases", itself, Modifiers::NONE);
    assert!(window.sent(|c| matches!(c, Command::Transfer(_) | Command::Operate { .. }).then_some(())).is_empty());
}

#[test]
fn f5_copies_and_f6_moves_what_is_under_the_cursor() {
    let mut window = Window::connected();
    window.click(Side::Left, "notes.md", Modifiers::NONE);
    window.press(Key::F5);
    window.press(Key::Tab);
    window.click(Side::Right, "index.html", Modifiers::NONE);
    window.press(Key::F6);
    let ways = window.sent(|command| match command {
        Command::Transfer(wish) => Some((wish.direction, wish.remove_source)),
        _ => None,
    });
    assert_eq!(ways, [(Direction::Upload, false), (Direction::Download, true)]);
}

#[test]
fn a_name_is_edited_in_its_row() {
    let mut window = Window::connected();
    window.click(Side::Right, "index.html", Modifiers::NONE);
    window.press(Key::F2);
    window.run();
    // The stem is selected; the ending stays.
    window.type_text("start");
    window.press(Key::Enter);
    let session = window.session();
    let item = Location::Remote(session, remote("/srv/www/index.html"));
    assert_eq!(operations(&window), [Operation::Rename { item, name: name("start.html") }]);
    assert!(window.app().state().pane(Side::Right).rename.is_none());
    window.press(Key::F2);
    window.run();
    window.type_text("x");
    window.press(Key::Escape);
    assert_eq!(operations(&window).len(), 1, "Escape leaves the name as it was");
}

#[test]
fn deleting_asks_first() {
    let mut window = Window::connected();
    window.click(Side::Left, "dist", Modifiers::NONE);
    window.click(Side::Left, "main.css", Modifiers::COMMAND);
    window.press(Key::Delete);
    assert!(operations(&window).is_empty());
    assert!(
        matches!(window.app().state().dialog(), Some(Dialog::Delete { names, folders: 1, .. }) if names.len() == 2)
    );
    window.press(Key::Enter);
    let at = |name: &str| Location::Local(ui_support::local_folder().join(name));
    let items = vec![at("dist"), at("main.css")];
    assert_eq!(operations(&window), [Operation::Delete { items, permanently: false }]);
}

#[test]
fn a_new_folder_gets_the_cursor_when_it_is_there() {
    let mut window = Window::connected();
    window.click(Side::Right, "assets", Modifiers::NONE);
    window.press(Key::F7);
    window.run();
    window.type_text("fresh");
    window.press(Key::Enter);
    let session = window.session();
    let parent = Location::Remote(session, remote("/srv/www"));
    assert_eq!(operations(&window), [Operation::CreateFolder { parent: parent.clone(), name: name("fresh") }]);
    window.add_remote("fresh");
    window.finish_operation(OperationReport { done: 1, ..OperationReport::default() });
    window.tell(Event::FolderChanged(parent));
    window.answer_lists();
    assert_eq!(window.selected(Side::Right), ["fresh"]);
}

#[test]
fn typed_letters_lead_to_a_name_and_heads_sort() {
    let mut window = Window::connected();
    window.click(Side::Left, "dist", Modifiers::NONE);
    window.type_text("no");
    assert_eq!(window.selected(Side::Left), ["notes.md"]);
    window.press(Key::Home);
    assert_eq!(window.selected(Side::Left), ["dist"]);
    window.press_with(Key::A, Modifiers::COMMAND);
    assert_eq!(window.selected(Side::Left).len(), 4);
    let heads: Vec<_> = window.harness.query_all_by_label("Size").map(|node| node.rect().center()).collect();
    let head = heads.into_iter().find(|at| at.x < 640.0).unwrap();
    window.click_at(head, Modifiers::NONE);
    window.click_at(head, Modifiers::NONE);
    assert_eq!(
        window.rows(Side::Left),
        ["dist", "main.css", "index.html", "notes.md"],
        "largest first, folders before"
    );
    assert!(!window.app().state().settings.panes[0].sort.ascending);
}

#[test]
fn folders_are_entered_and_left_and_the_cursor_comes_back() {
    let mut window = Window::connected();
    window.double_click(Side::Right, "releases");
    let asked = window.lists();
    let session = window.session();
    assert_eq!(asked.last(), Some(&Location::Remote(session, remote("/srv/www/releases"))));
    window.answer_lists();
    window.press(Key::Backspace);
    window.answer_lists();
    assert_eq!(window.selected(Side::Right), ["releases"]);
    window.press_with(Key::ArrowLeft, Modifiers::ALT);
    window.answer_lists();
    let shown = window.app().state().pane(Side::Right).folder.clone();
    assert_eq!(shown, Some(Location::Remote(session, remote("/srv/www/releases"))));
}

#[test]
fn a_file_of_the_server_that_is_opened_is_downloaded() {
    let mut window = Window::connected();
    window.double_click(Side::Right, "index.html");
    assert_eq!(only_wish(&window).direction, Direction::Download);
}

#[test]
fn unsafe_names_can_be_seen_but_not_touched() {
    let mut window = Window::connected();
    let at = window.row(Side::Right, "unsafe name: ../../.bashrc");
    window.click_at(at, Modifiers::NONE);
    assert!(window.selected(Side::Right).is_empty());
    window.double_click_at(at);
    window.press_with(Key::A, Modifiers::COMMAND);
    window.press(Key::F5);
    let wish = only_wish(&window);
    assert!(wish.sources.iter().all(|source| !format!("{source:?}").contains("bashrc")));
}

#[test]
fn a_path_is_typed() {
    let mut window = Window::connected();
    window.click(Side::Right, "assets", Modifiers::NONE);
    window.press_with(Key::L, Modifiers::COMMAND);
    window.run();
    window.type_text("../etc");
    window.press(Key::Enter);
    let typed = window.sent(|command| match command {
        Command::ListTyped { typed, base, .. } => Some((typed.clone(), base.clone())),
        _ => None,
    });
    let session = window.session();
    assert_eq!(typed, [("../etc".to_owned(), Location::Remote(session, remote("/srv/www")))]);
}

#[test]
fn a_failed_transfer_shows_the_servers_words_and_can_be_tried_again() {
    let mut window = Window::connected();
    let text = ServerText { message: b"No space left on /srv".to_vec(), language: None };
    let error = Error::sftp(14, Some(text)).at_remote(&remote("/srv/www/dist.tar")).on_host("example.org");
    window.set_failed_row(TransferId::from(7), "dist.tar", error.clone().into());
    window.tell(Event::TransferFailed { transfer: 7.into(), batch: BatchId::from(1), error: error.into() });
    for words in ["Could not upload dist.tar to /srv/www", "SSH_FX_NO_SPACE_ON_FILESYSTEM", "No space left on /srv"] {
        assert!(window.shows(words), "{words}");
    }
    window.harness.get_by_role_and_label(Role::Button, "Try again").click();
    window.run();
    let retried = window.sent(|command| match command {
        Command::Repair { failed, repair: Repair::Retry, .. } => Some(failed.clone()),
        _ => None,
    });
    assert_eq!(retried, [Failed::Transfers { ids: vec![TransferId::from(7)], alike: false }]);
    assert!(window.app().state().dialog().is_none());
}

#[test]
fn a_folder_that_cannot_be_read_says_so_in_its_pane() {
    let mut window = Window::open();
    window.connect();
    let text = ServerText { message: b"Permission denied".to_vec(), language: None };
    window.fail_lists(&Arc::new(*Error::sftp(3, Some(text)).at_remote(&remote("/srv/www"))));
    assert!(window.shows("Could not read /srv/www"));
    assert!(window.shows("SSH_FX_PERMISSION_DENIED"));
    window.harness.get_by_role_and_label(Role::Button, "Try again").click();
    window.run();
    window.answer_lists();
    assert!(window.has_row(Side::Right, "assets"));
}

#[test]
fn a_lost_connection_is_told_and_made_again() {
    let mut window = Window::connected();
    let session = window.session();
    let error = Error::new(ErrorKind::ConnectionLost).on_host("example.org");
    window.tell(Event::Session(session, SessionState::Ended(Some(error.into()))));
    assert!(matches!(window.app().state().dialog(), Some(Dialog::Error(_))));
    window.press(Key::Escape);
    window.harness.get_all_by_role_and_label(Role::Button, "Connect again").next().unwrap().click();
    window.run();
    let wishes = window.sent(|command| match command {
        Command::Connect { wish, .. } => Some(wish.start_folder.clone()),
        _ => None,
    });
    assert_eq!(wishes.last().unwrap().as_deref(), Some(&b"/srv/www"[..]), "back to where the user was");
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let mut window = Window::connected();
    window.settle();
    assert!(!window.harness.ctx.has_requested_repaint());
    window.harness.step();
    assert!(!window.harness.ctx.has_requested_repaint(), "{:?}", window.harness.ctx.repaint_causes());
}

#[test]
fn everything_holds_in_a_small_window_and_when_enlarged() {
    for (size, zoom) in [([720.0, 460.0], 1.0), ([1280.0, 800.0], 1.0), ([1400.0, 1000.0], 2.0)] {
        let mut window = Window::connected_in(size);
        window.act(Action::View(ViewAction::ZoomBy(zoom)));
        window.run();
        let room = window.harness.ctx.content_rect();
        for side in Side::BOTH {
            assert!(!window.rows(side).is_empty(), "{size:?} {side:?}");
        }
        let inside = |rect: eframe::egui::Rect| room.expand(1.0).contains_rect(rect);
        for node in window.harness.query_all_by_role(Role::Button) {
            let label = node.accesskit_node().label();
            assert!(inside(node.rect()), "{label:?} {:?} in {room:?} at {size:?}", node.rect());
        }
    }
}

#[test]
fn keys_of_a_field_are_not_taken_for_commands() {
    let mut window = Window::connected();
    window.click(Side::Left, "notes.md", Modifiers::NONE);
    window.press_with(Key::K, Modifiers::COMMAND);
    window.run();
    window.type_text("a b");
    window.press(Key::Backspace);
    window.press(Key::Delete);
    window.press_with(Key::A, Modifiers::COMMAND);
    assert_eq!(window.app().state().connect.address, "a ");
    assert!(window.app().state().dialog().is_none());
    assert_eq!(window.selected(Side::Left), ["notes.md"]);
}

#[test]
fn actions_from_outside_do_what_clicks_do() {
    let mut window = Window::connected();
    window.act(Action::Pane(Side::Left, PaneAction::SelectAll));
    window.run();
    assert_eq!(window.selected(Side::Left).len(), 4);
}
