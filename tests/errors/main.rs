//! The errors panel: like failures are one group, whatever their number; what becomes of them is told; only what is in
//! sight is drawn.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod decisions;
mod groups;
mod panel;
#[path = "../window/mod.rs"]
mod window;

use catamaran::engine::{Command, Failed, Location, Repair};
use catamaran::error::{Act, Cause, Confidence, Diagnosis, Error, Place, ServerText};
use catamaran::journal::{Book, Failure, Group, Journal, Note, Tried};
use catamaran::model::{ByteSize, Clock, ManualClock, SessionId, Timestamp, TransferId};
use catamaran::ui::panel::{bottom_panel, status_bar};
use catamaran::ui::state::{Action, BottomTab, Effect, UiState, dispatch};
use catamaran::ui::theme;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

fn place(path: &str) -> Place {
    Place::Remote(window::remote(path))
}

fn at(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

fn full(path: &str) -> Box<Error> {
    let folder = Some(place("/srv/data"));
    let cause = Cause::DiskFull { folder, free: Some(ByteSize(15_000)), needed: Some(ByteSize(3_200_000)) };
    let diagnosis = Diagnosis {
        cause,
        confidence: Confidence::Certain,
        alternatives: Vec::new(),
        evidence: Vec::new(),
        fixes: Vec::new(),
    };
    let text = ServerText { message: b"Failure".to_vec(), language: None };
    Error::sftp(4, Some(text)).at(place(path)).trying(Act::Write).on_host("web-01:22").explained(Arc::new(diagnosis))
}

fn failure(number: u64, secs: i64, error: Box<Error>) -> Failure {
    let target = error.place.clone().unwrap_or_else(|| place("/srv/data/x"));
    Failure {
        time: Timestamp::from_secs(1_795_096_937 + secs),
        session: Some(SessionId::from(1)),
        transfer: Some(TransferId::from(number)),
        tried: Tried::Upload { source: Place::Local(PathBuf::from("/home/ada/x")), target },
        size: Some(ByteSize(5_500_000)),
        error: error.into(),
    }
}

fn disk_full(number: u64, secs: i64) -> Failure {
    failure(number, secs, full(&format!("/srv/data/photos/IMG_{number:06}.jpg")))
}

fn denied(number: u64) -> Failure {
    let text = ServerText { message: b"Permission denied".to_vec(), language: None };
    let path = format!("/srv/www/shared/page-{number}.html");
    failure(number, 60, Error::sftp(3, Some(text)).at(place(&path)).on_host("web-01:22"))
}

fn fail(book: &mut Book, failure: Failure) {
    book.take_in(Note::Failed(Arc::new(failure), false));
}

fn only(book: &Book) -> &Group {
    let mut groups = book.groups();
    let group = groups.next().unwrap();
    assert!(groups.next().is_none(), "one group");
    group
}

struct Window {
    state: UiState,
    actions: Vec<Action>,
    effects: Vec<Effect>,
}

fn open(state: UiState, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness =
        Harness::builder().with_size(size).with_max_steps(80).with_context_setup(theme::install).build_ui_state(
            |ui, window: &mut Window| {
                let mut actions = status_bar(ui, &window.state);
                actions.extend(bottom_panel(ui, &window.state));
                for action in actions {
                    window.actions.push(action.clone());
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, actions: Vec::new(), effects: Vec::new() },
        );
    harness.run();
    harness
}

/// A window whose journal holds these failures, 38 full disks and two closed folders.
fn with_errors() -> UiState {
    let clock = Arc::new(ManualClock::new(window::NOW));
    let journal = Journal::new(Arc::clone(&clock) as Arc<dyn Clock>);
    journal.done(40);
    for number in 0..38 {
        journal.failed(disk_full(number, 0), false);
    }
    clock.advance(Duration::from_secs(10));
    journal.failed(denied(100), false);
    journal.failed(denied(101), false);
    let mut state = window::window(0);
    while state.errors.take_in(&journal) {}
    state.tab = BottomTab::Errors;
    state
}

fn rows(harness: &Harness<'_, Window>) -> Vec<String> {
    harness.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect()
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn sent(harness: &Harness<'_, Window>) -> Option<(Failed, Repair)> {
    harness.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Engine(Command::Repair { failed, repair, .. }) => Some((failed.clone(), repair.clone())),
        _ => None,
    })
}
