//! Transfer queue, message log and status bar: every state is drawn, only what is in sight is drawn, and what comes out are
//! actions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cpu_support;
mod window;

use catamaran::engine::{Command, Location, MoveHow, Operation, QueueCommand};
use catamaran::log::{LogBody, LogLevel};
use catamaran::model::{ByteSize, OperationId, SessionId, TransferId};
use catamaran::queue::{QueueView, TransferState, WorkPhase, WorkView};
use catamaran::ui::panel::{bottom_panel, status_bar};
use catamaran::ui::state::{
    Action, BottomTab, Dialog, DialogAction, Effect, FixAction, LogAction, QueueAction, RunningOperation, UiState,
    Undertaken, ViewAction, dispatch,
};
use catamaran::ui::theme;
use cpu_support::computed;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::sync::Arc;

struct Window {
    state: UiState,
    actions: Vec<Action>,
}

fn open(state: UiState, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness =
        Harness::builder().with_size(size).with_max_steps(60).with_context_setup(theme::install).build_ui_state(
            |ui, window: &mut Window| {
                let mut actions = status_bar(ui, &window.state);
                actions.extend(bottom_panel(ui, &window.state));
                for action in actions {
                    window.actions.push(action.clone());
                    dispatch(&mut window.state, action);
                }
            },
            Window { state, actions: Vec::new() },
        );
    harness.run();
    harness
}

fn press_at(harness: &Harness<'_, Window>, pos: Pos2, button: PointerButton, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(pos));
    harness.event(Event::ModifiersChanged(modifiers));
    for pressed in [true, false] {
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
}

fn row(harness: &Harness<'_, Window>, name: &str) -> Pos2 {
    let starts = |label: Option<String>| label.is_some_and(|label| label.starts_with(name));
    let found = harness.get_by(|node| node.role() == Role::Row && starts(node.label()));
    let rect = found.rect();
    Pos2::new(rect.left() + 120.0, rect.center().y)
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn count(harness: &Harness<'_, Window>, role: Role) -> usize {
    harness.query_all_by_role(role).count()
}

fn last(harness: &Harness<'_, Window>) -> Option<Action> {
    harness.state().actions.last().cloned()
}

fn command(command: QueueCommand) -> Action {
    Action::Queue(QueueAction::Command(command))
}

#[test]
fn every_state_is_drawn_with_its_reason() {
    let harness = open(window::window(0), [1280.0, 500.0]);
    for label in [
        "release-4.2.tar.zst, running",
        "backup-2026-11-19.sql.gz, done",
        "report Q3 (final).pdf, The disk is full",
        "dist, waiting",
        "notes.md, again in 8 s: The disk is full",
        "main.css, needs an answer",
        "index.html, paused",
        "robots.txt, skipped",
        "caf\\xE9.txt, cancelled",
    ] {
        harness.get_by_role_and_label(Role::Row, label);
    }
}

#[test]
fn every_width_and_scale_is_drawn() {
    for (width, scale) in [(300.0, 1.0), (430.0, 1.0), (720.0, 2.0), (1000.0, 1.5), (2560.0, 1.0)] {
        let mut harness = open(window::window(100), [width, 400.0]);
        harness.set_pixels_per_point(scale);
        harness.run();
        assert!(count(&harness, Role::Row) >= 3, "{width} at {scale}");
    }
}

#[test]
fn rows_are_selected_and_folders_unfolded() {
    let mut harness = open(window::window(0), [1280.0, 500.0]);
    press_at(&harness, row(&harness, "release"), PointerButton::Primary, Modifiers::NONE);
    harness.run();
    press_at(&harness, row(&harness, "report"), PointerButton::Primary, Modifiers::SHIFT);
    harness.run();
    let selected = &harness.state().state.queue_panel.selected;
    assert_eq!(selected.iter().map(|id| id.get()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(harness.query_by_label_contains("IMG_0412.jpg").is_none());
    click(&mut harness, "Show the failed files of photos-2026");
    harness.get_by_role_and_label(Role::Row, "IMG_0412.jpg, The disk is full");
    harness.get_by_role_and_label(Role::Row, "IMG_0413.jpg, needs an answer");
    click(&mut harness, "Hide the files of photos-2026");
    assert!(harness.query_by_label_contains("IMG_0412.jpg").is_none());
}

#[test]
fn the_menu_of_a_row_is_for_the_whole_selection() {
    let mut harness = open(window::window(0), [1280.0, 700.0]);
    press_at(&harness, row(&harness, "report"), PointerButton::Primary, Modifiers::NONE);
    harness.run();
    press_at(&harness, row(&harness, "caf"), PointerButton::Primary, Modifiers::COMMAND);
    harness.run();
    press_at(&harness, row(&harness, "caf"), PointerButton::Secondary, Modifiers::NONE);
    harness.run();
    click(&mut harness, "Try again");
    let both = vec![TransferId::from(4), TransferId::from(10)];
    assert!(last(&harness) == Some(command(QueueCommand::Retry(both))));

    press_at(&harness, row(&harness, "dist"), PointerButton::Secondary, Modifiers::NONE);
    harness.run();
    click(&mut harness, "Cancel");
    assert!(last(&harness) == Some(command(QueueCommand::Cancel(vec![TransferId::from(5)]))));

    press_at(&harness, row(&harness, "dist"), PointerButton::Secondary, Modifiers::NONE);
    harness.run();
    click(&mut harness, "Resume");
    assert!(last(&harness) != Some(command(QueueCommand::Resume(vec![TransferId::from(5)]))), "it is not held");
}

#[test]
fn a_reason_leads_to_its_card() {
    let mut harness = open(window::window(0), [1280.0, 500.0]);
    click(&mut harness, "Show the error of report Q3 (final).pdf");
    assert!(last(&harness) == Some(Action::Queue(QueueAction::ShowError(TransferId::from(4)))));
    assert!(
        matches!(harness.state().state.dialog(), Some(Dialog::Error(report)) if report.error == window::disk_full())
    );
}

#[test]
fn the_whole_queue_is_held_and_cleared() {
    let mut harness = open(window::window(0), [1280.0, 500.0]);
    click(&mut harness, "Pause all transfers");
    assert!(last(&harness) == Some(command(QueueCommand::PauseAll)));
    let mut held = window::queue();
    held.totals.paused = true;
    harness.state_mut().state.queue = Arc::new(held);
    harness.run();
    click(&mut harness, "Go on with all transfers");
    assert!(last(&harness) == Some(command(QueueCommand::ResumeAll)));
    click(&mut harness, "Clear finished transfers");
    assert!(last(&harness) == Some(command(QueueCommand::ClearFinished)));
    click(&mut harness, "Try all failed transfers again");
    let failed = [2, 4].map(TransferId::from).to_vec();
    assert!(last(&harness) == Some(command(QueueCommand::Retry(failed))));
}

#[test]
fn an_empty_queue_says_what_to_do() {
    let mut state = window::window(0);
    state.queue = Arc::new(QueueView::default());
    let harness = open(state, [1000.0, 300.0]);
    harness.get_by_label("No transfers");
    harness.get_by_label_contains("Drag files");
}

#[test]
fn ten_thousand_transfers_draw_only_what_is_in_sight() {
    let mut state = window::window(0);
    let mut queue = window::queue();
    queue.rows = (0..10_000).map(|n| Arc::new(window::row(n, &format!("f{n}"), TransferState::Waiting))).collect();
    state.queue = Arc::new(queue);
    let mut harness = open(state, [1280.0, 400.0]);
    assert!(count(&harness, Role::Row) < 20);
    let before = computed();
    harness.run_steps(20);
    let frame = computed().saturating_sub(before) / 20;
    assert!(frame.as_millis() < 50, "{frame:?} a frame in a debug build");
}

fn log_window(lines: u64) -> UiState {
    let mut state = window::window(lines);
    state.tab = BottomTab::Log;
    state
}

#[test]
fn a_hundred_thousand_lines_draw_only_what_is_in_sight_and_follow_the_end() {
    let mut harness = open(log_window(100_000), [1280.0, 400.0]);
    harness.run_steps(40);
    let drawn = count(&harness, Role::ListItem);
    assert!((5..25).contains(&drawn), "{drawn} lines are drawn");
    harness.get_by_label_contains("for request 99998");
    let state = &harness.state().state;
    state.log.push(None, LogBody::Response("the newest line".into()));
    harness.run_steps(3);
    harness.get_by_label("the newest line");
    let before = computed();
    harness.run_steps(20);
    let frame = computed().saturating_sub(before) / 20;
    assert!(frame.as_millis() < 50, "{frame:?} a frame in a debug build");
}

#[test]
fn levels_and_words_filter_the_log() {
    let mut harness = open(log_window(60), [1280.0, 3000.0]);
    assert_eq!(count(&harness, Role::ListItem), 50, "debug lines are not shown at first");
    click(&mut harness, "Debug");
    assert!(last(&harness) == Some(Action::Log(LogAction::ShowLevel(LogLevel::Debug, true))));
    assert_eq!(count(&harness, Role::ListItem), 60);
    click(&mut harness, "Status");
    assert_eq!(count(&harness, Role::ListItem), 40);
    harness.get_by_role_and_label(Role::TextInput, "Filter").focus();
    harness.run();
    harness.event(Event::Text("FILE-13".into()));
    harness.run();
    assert_eq!(count(&harness, Role::ListItem), 1);
    harness.event(Event::Text("x".into()));
    harness.run();
    harness.get_by_label("No line fits the filter");
}

#[test]
fn lines_are_copied_and_forgotten() {
    let mut harness = open(log_window(60), [1280.0, 1500.0]);
    let line = |harness: &Harness<'_, Window>, label: &str| harness.get_by_label(label).rect().center();
    let first = line(&harness, "SSH_FXP_OPEN /srv/www/releases/file-1 read");
    press_at(&harness, first, PointerButton::Primary, Modifiers::NONE);
    harness.run();
    let second = line(&harness, "SSH_FXP_HANDLE for request 2");
    press_at(&harness, second, PointerButton::Primary, Modifiers::SHIFT);
    harness.run();
    harness.event(Event::Copy);
    harness.run();
    let Some(Action::CopyText(text)) = last(&harness) else { panic!() };
    assert_eq!(text.lines().count(), 2);
    assert!(text.contains("Command: SSH_FXP_OPEN /srv/www/releases/file-1 read\n"), "{text}");
    click(&mut harness, "Copy all lines");
    let Some(Action::CopyText(text)) = last(&harness) else { panic!() };
    assert!(text.contains("4 SSH_FX_FAILURE  the server gave no specific reason"), "{text}");
    click(&mut harness, "Clear the log");
    harness.get_by_label("Nothing was said yet");
}

#[test]
fn tabs_are_changed_and_inputs_have_names() {
    let mut harness = open(window::window(10), [1280.0, 500.0]);
    harness.get_by_role_and_label(Role::Tab, "Log").click();
    harness.run();
    assert!(last(&harness) == Some(Action::View(ViewAction::Tab(BottomTab::Log))));
    let roles = [Role::TextInput, Role::CheckBox, Role::Button, Role::Tab, Role::ListItem];
    for input in harness.root().children_recursive().filter(|node| roles.contains(&node.accesskit_node().role())) {
        assert!(input.accesskit_node().label().is_some_and(|label| !label.is_empty()), "{input:?}");
    }
}

#[test]
fn the_status_bar_tells_security_speed_and_what_is_left() {
    let mut harness = open(window::window(0), [1280.0, 700.0]);
    for words in ["↑ 133 MB/s", "↓ 0", "6.70 GB left · 1 min 34", "2 failed"] {
        harness.get_by_label(words);
    }
    click(&mut harness, "Security of the connection: SFTP · aes128-gcm · mlkem768x25519");
    assert!(last(&harness) == Some(Action::Dialog(DialogAction::Open(Box::new(Dialog::Security)))));
    harness.state_mut().state.here.session = None;
    harness.run();
    harness.get_by_label("Not connected");
}

#[test]
fn a_long_move_shows_what_it_is_at_and_how_far_it_is_and_can_be_stopped() {
    let mut state = window::window(0);
    let operation = OperationId::from(7);
    let at = |path: &str| Location::Remote(SessionId::from(1), window::remote(path));
    let moves = vec![(at("/srv/www/photos-2026"), at("/mnt/photos-2026"))];
    let what = Operation::MoveTo { moves, how: MoveHow::Copy };
    let what = Undertaken::Operation(what);
    let running = RunningOperation { tab: state.here.id, show: None, what, then: None, mends: None };
    state.operations.insert(operation, running);
    let work = |phase, bytes_done| WorkView {
        operation,
        phase,
        files_done: 3,
        files_total: 12,
        bytes_done: ByteSize(bytes_done),
        bytes_total: ByteSize(4_000_000),
    };
    state.works = Arc::new(vec![work(WorkPhase::Copying, 1_000_000)]);
    for size in [[1280.0, 500.0], [720.0, 400.0]] {
        let mut harness = Window { state: window::window(0), actions: Vec::new() };
        harness.state.operations = state.operations.clone();
        harness.state.works = Arc::clone(&state.works);
        let mut harness = open(harness.state, size);
        let row = harness.get_by_role_and_label(Role::ProgressIndicator, "Moving photos-2026, Copying").rect();
        let stop = harness.get_by_label("Stop moving").rect();
        assert!(stop.right() <= size[0] && row.contains(stop.center()), "{stop:?} in {row:?}");
        click(&mut harness, "Stop moving");
        assert!(last(&harness) == Some(Action::Fix(FixAction::Stop(operation))));
        let effects = dispatch(&mut harness.state_mut().state, Action::Fix(FixAction::Stop(operation)));
        assert!(matches!(effects.as_slice(), [Effect::Engine(Command::CancelOperation(id))] if *id == operation));
        harness.state_mut().state.works = Arc::new(vec![work(WorkPhase::Comparing, 2_000_000)]);
        harness.run();
        harness.get_by_role_and_label(Role::ProgressIndicator, "Moving photos-2026, Comparing");
        harness.state_mut().state.works = Arc::default();
        harness.run();
        assert!(harness.query_by_label_contains("Moving photos-2026").is_none(), "it is over");
    }
}
