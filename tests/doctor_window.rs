//! The connection doctor in the window: steps fill in as they come, the first red one is explained, the report is copied.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod window;

use catamaran::engine::{Command, Event};
use catamaran::error::{Error, ErrorKind};
use catamaran::model::{Protocol, SessionId};
use catamaran::remote::{CheckNews, CheckNote, CheckStep, Fact, FactValue, StepResult};
use catamaran::ui::state::{Action, Attempt, Dialog, DoctorAction, Effect, ErrorReport, Retry, apply, dispatch};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use std::time::Duration;
use window::dialog::{Window, click, commands, open};

fn doctor(size: [f32; 2]) -> Harness<'static, Window> {
    let mut state = window::window(0);
    dispatch(&mut state, Action::Doctor(DoctorAction::Open(None)));
    open(state, size)
}

fn rows(harness: &Harness<'_, Window>) -> Vec<String> {
    let items = harness.query_all_by_role(Role::ListItem);
    items.map(|node| node.accesskit_node().label().unwrap_or_default()).collect()
}

/// The id of the checkup that was asked for last.
fn asked(harness: &Harness<'_, Window>) -> SessionId {
    match commands(harness).pop() {
        Some(Command::Diagnose { id, .. }) => id,
        _ => panic!("no checkup was asked for"),
    }
}

fn tell(harness: &mut Harness<'_, Window>, event: Event) {
    apply(&mut harness.state_mut().state, event);
    harness.run();
}

fn step(harness: &mut Harness<'_, Window>, id: SessionId, result: StepResult) {
    tell(harness, Event::Checking(id, CheckNews::Began(result.step)));
    tell(harness, Event::Checking(id, CheckNews::Step(Box::new(result))));
}

fn dns() -> StepResult {
    let facts = vec![(Fact::Ipv4, FactValue::List(vec!["192.0.2.7".into()])), (Fact::Ipv6, FactValue::List(vec![]))];
    StepResult::ok(CheckStep::Dns, Duration::from_millis(12), facts)
}

fn refused() -> StepResult {
    let error = Error::new(ErrorKind::ConnectionRefused).on_host("web-01:2222");
    let facts = vec![(Fact::Address, FactValue::Text("192.0.2.7:2222".into()))];
    StepResult::failed(CheckStep::Tcp, Duration::from_millis(3), facts, error)
}

#[test]
fn steps_fill_in_and_the_first_red_one_is_explained() {
    for size in [[1000.0, 760.0], [720.0, 460.0]] {
        let mut harness = doctor(size);
        assert_eq!(harness.get_by_role(Role::TextInput).value().as_deref(), Some("sftp://deploy@web-01:2222"));
        assert_eq!(rows(&harness).len(), CheckStep::of(Protocol::Sftp).len(), "what will be checked is there before");
        harness.key_press(Key::Enter);
        harness.run();
        let id = asked(&harness);
        tell(&mut harness, Event::Checking(id, CheckNews::Began(CheckStep::Dns)));
        assert_eq!(rows(&harness)[0], "Name lookup, under way");
        tell(&mut harness, Event::Checking(id, CheckNews::Step(Box::new(dns()))));
        assert_eq!(rows(&harness)[0], "Name lookup, ok, 192.0.2.7, 12 ms");
        // Another checkup has nothing to say here.
        step(&mut harness, SessionId::from(99), refused());
        assert_eq!(rows(&harness).len(), CheckStep::of(Protocol::Sftp).len());
        step(&mut harness, id, refused());
        for later in &CheckStep::of(Protocol::Sftp)[2..] {
            step(&mut harness, id, StepResult::skipped(*later, CheckNote::NotReached));
        }
        tell(&mut harness, Event::Checked { id, cancelled: false });
        assert!(rows(&harness)[1].starts_with("Connection, FAILED, 192.0.2.7:2222"), "{:?}", rows(&harness));
        assert!(rows(&harness)[9].contains("Not reached."));
        harness.get_by_label("Connection: the first step that fails.");
        harness.get_by_label_contains("accepts no connection on this port");
        click(&mut harness, "Check again");
        assert_ne!(asked(&harness), id);
        assert!(!rows(&harness)[0].contains("12 ms"), "a new checkup begins empty");
    }
}

#[test]
fn facts_open_by_a_click_and_the_report_is_copied() {
    let mut harness = doctor([1000.0, 760.0]);
    harness.key_press(Key::Enter);
    harness.run();
    let id = asked(&harness);
    step(&mut harness, id, dns());
    assert!(harness.query_by_label("IPv6").is_none());
    click(&mut harness, "Name lookup, ok, 192.0.2.7, 12 ms");
    harness.get_by_label("IPv6");
    harness.get_by_label("none");
    step(&mut harness, id, refused());
    for (button, start) in [("Copy report", "Checkup of web-01:2222\n"), ("As Markdown", "## Checkup of web-01:2222\n")]
    {
        click(&mut harness, button);
        let copied = harness.state().effects.iter().rev().find_map(|effect| match effect {
            Effect::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        let copied = copied.unwrap();
        assert!(copied.starts_with(start) && copied.contains("192.0.2.7:2222"), "{copied}");
    }
}

#[test]
fn closing_or_stopping_ends_the_checkup() {
    for label in ["Stop", "Close"] {
        let mut harness = doctor([1000.0, 760.0]);
        harness.key_press(Key::Enter);
        harness.run();
        let id = asked(&harness);
        click(&mut harness, label);
        assert!(commands(&harness).pop() == Some(Command::CancelDiagnosis(id)), "{label}");
        let open = matches!(harness.state().state.dialog(), Some(Dialog::Doctor));
        assert_eq!(open, label == "Stop");
        tell(&mut harness, Event::Checked { id, cancelled: true });
        if open {
            harness.get_by_label("Stopped before the end.");
        }
    }
}

#[test]
fn an_address_that_cannot_be_understood_is_told() {
    let mut harness = doctor([1000.0, 760.0]);
    dispatch(&mut harness.state_mut().state, Action::Doctor(DoctorAction::Edit("sftp://host:0".into())));
    harness.run();
    click(&mut harness, "Check");
    assert!(commands(&harness).is_empty());
    harness.get_by_label_contains("The port must be a number");
}

#[test]
fn a_failed_connection_is_diagnosed_from_its_card() {
    let mut state = window::window(0);
    let wish = window::connected().wish;
    state.dialogs.push_back(Dialog::Error(ErrorReport {
        attempt: Attempt::Connect { host: "web-01:2222".into() },
        error: Error::new(ErrorKind::ConnectionRefused).into(),
        others: 0,
        retry: Some(Retry::Connect(Box::new(wish.clone()), None)),
        at: None,
    }));
    let mut harness = open(state, [1000.0, 760.0]);
    click(&mut harness, "Diagnose…");
    let begun = commands(&harness).into_iter().any(|command| match command {
        Command::Diagnose { wish: asked, .. } => asked.connect == wish,
        _ => false,
    });
    assert!(begun, "it begins at once, with what the connection was asked with");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(matches!(harness.state().state.dialog(), Some(Dialog::Error(_))));
}
