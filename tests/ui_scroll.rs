//! Long folders: the row that is meant is the row that is seen, however fast keys come.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ui_support;

use catamaran::ui::state::{Action, PaneAction, Pick, Side};
use eframe::egui::{self, Key, Modifiers};
use std::time::Instant;
use ui_support::Window;

const ROWS: usize = 100_000;

fn open() -> Window {
    let mut window = Window::open_in([1280.0, 800.0], ROWS);
    window.act(Action::Pane(Side::Left, PaneAction::Focus));
    window
}

/// The name under the cursor, and whether its row is wholly on screen.
fn cursor(window: &Window) -> (String, bool) {
    let pane = window.app().state().pane(Side::Left);
    let name = pane.cursor.and_then(|id| pane.rows.entry(id)).unwrap().name.display();
    let seen = window.has_row(Side::Left, &name) && {
        let at = window.row(Side::Left, &name);
        at.y > 182.0 && at.y < 512.0
    };
    (name, seen)
}

#[test]
fn typed_letters_one_frame_apart_end_at_the_right_row() {
    for between in [1, 2, 40] {
        let mut window = open();
        for letter in "report-09".chars() {
            window.harness.event(egui::Event::Text(letter.to_string()));
            window.harness.run_steps(between);
        }
        window.run();
        assert_eq!(cursor(&window), ("report-090000.txt".to_owned(), true), "{between} frames apart");
    }
}

#[test]
fn a_word_typed_at_once_ends_at_the_right_row() {
    let mut window = open();
    window.type_text("report-09");
    assert_eq!(cursor(&window), ("report-090000.txt".to_owned(), true));
}

#[test]
fn two_jumps_in_consecutive_frames_end_at_the_second() {
    for between in [1, 2, 4, 30] {
        let mut window = open();
        for row in [2_000, 90_000] {
            let id = window.app().state().pane(Side::Left).rows.id_at(row).unwrap();
            let ctx = window.harness.ctx.clone();
            let app = window.harness.state_mut().as_mut().unwrap();
            app.act(&ctx, Action::Pane(Side::Left, PaneAction::Pick(id, Pick::Only)));
            app.act(
                &ctx,
                Action::Pane(Side::Left, PaneAction::MoveCursor(catamaran::ui::state::CursorMove::Up(0), false)),
            );
            window.harness.run_steps(between);
        }
        window.run();
        assert!(cursor(&window).1, "{between} frames apart: {:?}", cursor(&window));
    }
}

#[test]
fn the_cursor_stays_in_sight_while_keys_are_held() {
    for (key, times) in [(Key::PageDown, 60), (Key::ArrowDown, 200), (Key::End, 1)] {
        let mut window = open();
        window.press(Key::Home);
        for n in 0..times {
            window.harness.key_press(key);
            window.harness.run_steps(2);
            if n % 10 == 0 {
                assert!(cursor(&window).1, "{key:?} {n}: {:?}", cursor(&window));
            }
        }
        window.run();
        assert!(cursor(&window).1, "{key:?}: {:?}", cursor(&window));
    }
    let mut window = open();
    window.press(Key::End);
    assert_eq!(cursor(&window), ("report-099999.txt".to_owned(), true));
    window.press(Key::Home);
    assert_eq!(cursor(&window), ("dist".to_owned(), true));
}

#[test]
fn only_what_is_in_sight_is_drawn_and_a_frame_is_short() {
    let mut window = open();
    window.press(Key::End);
    assert!(window.rows(Side::Left).len() < 20);
    window.press_with(Key::A, Modifiers::COMMAND);
    assert_eq!(window.app().state().pane(Side::Left).sums().entries, ROWS + 4);
    let began = Instant::now();
    for _ in 0..60 {
        window.harness.step();
    }
    let each = began.elapsed() / 60;
    println!("a frame with {ROWS} rows, all selected: {each:?}");
    // Without optimisation and on a loaded machine; drawing every row would take seconds.
    assert!(each.as_millis() < 250, "{each:?}");
}
