//! The panel: groups with their decisions, filters, the line of time, and how little is drawn.

use crate::{Window, click, disk_full, fail, only, open, rows, sent, window, with_errors};
use catamaran::engine::{Failed, Repair};
use catamaran::error::StatusCode;
use catamaran::journal::{ErrorFilter, Note, Outcome};
use catamaran::model::TransferId;
use catamaran::ui::state::{Action, BottomTab, Dialog, ErrorsAction, ViewAction, dispatch};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

#[test]
fn groups_are_shown_with_their_decisions() {
    let mut harness = open(with_errors(), [1280.0, 500.0]);
    assert_eq!(
        rows(&harness),
        ["Not allowed in /srv/www/shared — 2 files", "Disk full on /srv/data — 38 files"],
        "the latest cause first"
    );
    click(&mut harness, "Show the files of Not allowed in /srv/www/shared");
    assert_eq!(rows(&harness).len(), 4);
    harness.get_by_role_and_label(Role::Row, "page-101.html");
    harness.get_all_by_label("Retry all").next().unwrap().click();
    harness.run();
    let ids = vec![TransferId::from(100), TransferId::from(101)];
    assert_eq!(sent(&harness), Some((Failed::Transfers { ids, alike: false }, Repair::Retry)));
    click(&mut harness, "More for Disk full on /srv/data");
    click(&mut harness, "Show error card");
    assert!(matches!(harness.state().state.dialog(), Some(Dialog::Error(report)) if report.others == 37));
}

#[test]
fn the_badge_of_the_status_bar_opens_the_panel() {
    let mut state = with_errors();
    state.tab = BottomTab::Transfers;
    let mut harness = open(state, [1280.0, 500.0]);
    click(&mut harness, "40 errors");
    assert!(harness.state().actions.contains(&Action::View(ViewAction::Tab(BottomTab::Errors))));
    assert_eq!(rows(&harness).len(), 2);
}

#[test]
fn words_causes_and_times_filter() {
    let mut harness = open(with_errors(), [1280.0, 500.0]);
    let filter = |harness: &mut Harness<'_, Window>, filter: ErrorFilter| {
        dispatch(&mut harness.state_mut().state, Action::Errors(ErrorsAction::Filter(filter)));
        harness.run();
        rows(harness)
    };
    let text = ErrorFilter { text: "img_000007".into(), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, text), ["Disk full on /srv/data — 38 files"]);
    let cause = ErrorFilter { cause: Some("permission_denied"), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, cause), ["Not allowed in /srv/www/shared — 2 files"]);
    click(&mut harness, "Remove the filter Not allowed");
    assert_eq!(rows(&harness).len(), 2);
    let code = ErrorFilter { code: Some(StatusCode::Sftp(4)), ..ErrorFilter::default() };
    assert_eq!(filter(&mut harness, code).len(), 1);
    let host = ErrorFilter { host: Some(None), ..ErrorFilter::default() };
    assert!(filter(&mut harness, host).is_empty());
    harness.get_by_label("No error fits the filter");
}

#[test]
fn a_click_on_the_timeline_shows_the_errors_of_that_time() {
    let mut state = with_errors();
    // The strip of the run begins now; the failures of this test carry other times.
    state.errors.filter = ErrorFilter::default();
    let mut harness = open(state, [1280.0, 500.0]);
    let strip = harness.get_by_label("Timeline: 40 done, 40 errors").rect();
    let pos = Pos2::new(strip.left() + 20.0, strip.center().y);
    harness.event(Event::PointerMoved(pos));
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    harness.run();
    let now = window::NOW.secs;
    assert_eq!(harness.state().state.errors.filter.time, Some((now, now + 1)));
    assert_eq!(rows(&harness), ["Disk full on /srv/data — 38 files"]);
}

#[test]
fn a_settled_group_is_dismissed_and_an_empty_panel_says_so() {
    let mut state = with_errors();
    for number in (0..38).chain(100..102) {
        state.errors.book.take_in(Note::Transfer(TransferId::from(number), Outcome::Done));
    }
    let mut harness = open(state, [720.0, 460.0]);
    assert_eq!(rows(&harness)[1], "Disk full on /srv/data — retried, all 38 files done");
    harness.get_all_by_label("Dismiss").next().unwrap().click();
    harness.run();
    assert_eq!(rows(&harness).len(), 1);
    click(&mut harness, "Clear the list of errors");
    harness.get_by_label("No errors");
}

#[test]
fn a_hundred_thousand_errors_cost_no_more_rows_than_are_in_sight() {
    let mut state = window::window(0);
    for number in 0..100_000 {
        fail(&mut state.errors.book, disk_full(number, 0));
    }
    let group = only(&state.errors.book).id;
    state.errors.expanded.insert(group);
    state.tab = BottomTab::Errors;
    let mut harness = open(state, [1280.0, 800.0]);
    assert!(rows(&harness).len() < 40, "{}", rows(&harness).len());
    harness.event(Event::PointerMoved(Pos2::new(600.0, 500.0)));
    harness.event(Event::MouseWheel {
        source: eframe::egui::MouseWheelSource::Wheel,
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -1_000_000.0),
        modifiers: Modifiers::NONE,
        phase: TouchPhase::Move,
    });
    harness.run();
    let shown = rows(&harness);
    assert!(shown.len() < 40 && shown.iter().all(|row| row.starts_with("photos/IMG_")), "{shown:?}");
}
