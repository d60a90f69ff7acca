//! The code book in the window: searched, read, filtered and copied with keyboard and pointer, and reached from error cards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::error::{CodeBook, CodeFamily, Error, ErrorKind, StatusCode};
use catamaran::text::code_words;
use catamaran::ui::state::{Action, Attempt, CodesView, Dialog, Effect, ErrorReport, ViewAction, dispatch};
use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use window::dialog::{Window, open};

fn book(code: Option<StatusCode>) -> Harness<'static, Window> {
    let mut state = window::window(0);
    dispatch(&mut state, Action::View(ViewAction::OpenCodes(code)));
    open(state, [1000.0, 700.0])
}

fn typed(harness: &mut Harness<'_, Window>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

fn press(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn view(harness: &Harness<'_, Window>) -> CodesView {
    match harness.state().state.dialog() {
        Some(Dialog::Codes(view)) => view.clone(),
        _ => panic!("no code book"),
    }
}

/// The rows that are drawn, and the chosen one among them.
fn rows(harness: &Harness<'_, Window>) -> (Vec<String>, Option<String>) {
    let items = || harness.query_all_by_role(Role::ListItem);
    let label = |node: egui_kittest::Node<'_>| node.accesskit_node().label().unwrap_or_default();
    (
        items().map(label).collect(),
        items().find(|node| node.accesskit_node().toggled() == Some(Toggled::True)).map(label),
    )
}

fn copied(harness: &Harness<'_, Window>) -> Option<String> {
    harness.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn numbers_names_and_words_are_found_as_they_are_typed() {
    let mut harness = book(None);
    assert!(harness.get_by_role(Role::TextInput).is_focused(), "the keyboard starts in the search field");
    typed(&mut harness, "14");
    let (found, chosen) = rows(&harness);
    assert_eq!(chosen.as_deref(), Some("SFTP status 14 SSH_FX_NO_SPACE_ON_FILESYSTEM"));
    for title in ["SSH disconnect reason 14", "System error (Linux, macOS) 14 EFAULT"] {
        assert!(found.iter().any(|row| row.starts_with(title)), "{title} in {found:?}");
    }
    harness.get_by_label_contains("draft-ietf-secsh-filexfer-05");

    let mut harness = book(None);
    typed(&mut harness, "530");
    assert_eq!(rows(&harness).1.as_deref(), Some("FTP reply 530 NOT_LOGGED_IN"));
    harness.get_by_label("NOT_LOGGED_IN");

    let mut harness = book(None);
    typed(&mut harness, "MFMT");
    assert_eq!(rows(&harness).0, ["FTP command MFMT"]);
    harness.get_by_label("MFMT YYYYMMDDhhmmss path");

    let mut harness = book(None);
    typed(&mut harness, "share of the disk");
    assert!(rows(&harness).0.iter().any(|row| row.ends_with("SSH_FX_QUOTA_EXCEEDED")), "{:?}", rows(&harness));

    let mut harness = book(None);
    typed(&mut harness, "999");
    assert_eq!(rows(&harness).0, ["999"]);
    harness.get_by_label_contains("a number that no table has");

    let mut harness = book(None);
    typed(&mut harness, "120 Service ready in 5 minutes");
    assert_eq!(rows(&harness).0, ["FTP reply 120 READY_IN_MINUTES"]);
    harness.get_by_label_contains("ready in 5 minutes");

    let mut harness = book(None);
    typed(&mut harness, "no such words anywhere");
    assert!(rows(&harness).0.is_empty());
    harness.get_by_label("Nothing found");
}

#[test]
fn the_book_fits_again_after_the_window_became_small() {
    let mut harness = book(None);
    harness.set_size([720.0, 460.0].into());
    harness.run();
    typed(&mut harness, "quota");
    for label in ["Close", "Copy", "Search codes"] {
        let rect = harness.get_by_label(label).rect();
        assert!(rect.top() > 0.0 && rect.bottom() < 460.0, "{label} at {rect:?}");
    }
    let gap = harness.get_by_label("Copy").rect().top() - harness.get_by_role(Role::TextInput).rect().bottom();
    assert!(gap < 330.0, "{gap} points between field and buttons");
}

#[test]
fn every_row_is_reached_with_the_keyboard_and_few_are_drawn() {
    let mut harness = book(None);
    let all = CodeBook::get().rows();
    assert!(all.len() > 300);
    for expected in &all[1..12] {
        press(&mut harness, Key::ArrowDown);
        assert_eq!(
            rows(&harness).1.as_deref(),
            Some(code_words(expected).title.as_str()),
            "the chosen row is in sight"
        );
    }
    let mut presses = 0;
    while view(&harness).chosen + 1 < all.len() {
        press(&mut harness, Key::PageDown);
        let (drawn, chosen) = rows(&harness);
        assert!(drawn.len() < 20, "{} rows are drawn", drawn.len());
        assert_eq!(chosen, Some(code_words(&all[view(&harness).chosen]).title));
        presses += 1;
        assert!(presses < 100);
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Home);
    harness.run();
    assert_eq!(view(&harness).chosen, 0);
    press(&mut harness, Key::ArrowUp);
    assert_eq!(rows(&harness).1, Some(code_words(&all[0]).title));
    press(&mut harness, Key::Escape);
    assert!(harness.state().state.dialog().is_none());
}

#[test]
fn one_family_is_shown_and_a_row_is_chosen_by_a_click() {
    let mut harness = book(None);
    harness.get_by_label("All families").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItem, "FTP command").click();
    harness.run();
    assert_eq!(view(&harness).family, Some(CodeFamily::FtpCommand));
    let (found, _) = rows(&harness);
    assert!(!found.is_empty() && found.iter().all(|row| row.starts_with("FTP command ")), "{found:?}");
    harness.get_by_label(&found[3]).click();
    harness.run();
    assert_eq!(view(&harness).chosen, 3);
    assert_eq!(rows(&harness).1.as_deref(), Some(found[3].as_str()));
}

#[test]
fn a_row_is_copied_by_button_and_by_keys() {
    let mut harness = book(Some(StatusCode::Sftp(14)));
    assert_eq!(rows(&harness).1.as_deref(), Some("SFTP status 14 SSH_FX_NO_SPACE_ON_FILESYSTEM"));
    harness.get_by_label("Copy").click();
    harness.run();
    let row = CodeBook::get().of_code(StatusCode::Sftp(14)).unwrap();
    assert_eq!(copied(&harness), Some(code_words(row).to_text()), "the same words as on the command line");
    press(&mut harness, Key::ArrowDown);
    harness.event(Event::Copy);
    harness.run();
    assert!(copied(&harness).unwrap().starts_with("SFTP status 15 "));
    assert!(harness.state().state.dialog().is_some(), "copying leaves the book open");
}

#[test]
fn an_error_card_opens_the_book_at_its_code_and_is_there_again_afterwards() {
    for (code, title) in [
        (StatusCode::Sftp(4), "SFTP status 4 SSH_FX_FAILURE"),
        (StatusCode::Ftp(550), "FTP reply 550 FILE_UNAVAILABLE"),
        (StatusCode::Sftp(999), "SFTP status 999"),
    ] {
        let mut error = *Error::new(ErrorKind::Failure);
        error.code = Some(code);
        let mut state = window::window(0);
        state.dialogs.push_back(Dialog::Error(ErrorReport {
            attempt: Attempt::Open { name: "a".into() },
            error: error.into(),
            others: 0,
            retry: None,
            at: None,
        }));
        let mut harness = open(state, [1000.0, 700.0]);
        harness.get_by_role_and_label(Role::Link, "What is this code?").click();
        harness.run();
        assert_eq!(rows(&harness).1.as_deref(), Some(title));
        press(&mut harness, Key::Escape);
        assert!(matches!(harness.state().state.dialog(), Some(Dialog::Error(_))), "{title}");
    }
}
