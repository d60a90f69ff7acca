//! What a card shows, how much of it in a small window, and what is copied of it.

use crate::{Window, choose, click, many, open, open_in, repaired, transfer};
use catamaran::engine::Repair;
use catamaran::error::{Cause, Confidence, Diagnosis, Fix, ServerText};
use catamaran::ui::state::Effect;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;

#[test]
fn a_card_shows_cause_sureness_evidence_and_the_servers_words() {
    let mut report = transfer(Cause::DiskFull { folder: None, free: None, needed: None }, vec![Fix::Retry]);
    let text = ServerText { message: b"Failure\x1b[2J".to_vec(), language: Some(b"en".to_vec()) };
    let mut error = (*report.error).clone();
    error.server_text = Some(text);
    error.request = Some("SSH_FXP_WRITE offset 1310720 length 32768".into());
    report.error = error.into();
    let mut harness = open(report);
    for part in [
        "Could not upload report Q3 (final).pdf to /srv/www/releases",
        "The disk is full",
        "Certain: looked into, and nothing else fits.",
        "4 SSH_FX_FAILURE",
        "“Failure\\x1B[2J” (en)",
        "SSH_FXP_WRITE",
        "/srv/www: 2 entries or more",
        "14:02:17",
        "· sftp://",
    ] {
        assert!(harness.query_all_by_label_contains(part).count() > 0, "{part}");
    }
    click(&mut harness, "Hide details");
    assert!(harness.query_by_label_contains("SSH_FXP_WRITE").is_none());
    click(&mut harness, "Show details");
    assert!(harness.query_by_label_contains("SSH_FXP_WRITE").is_some());
}

#[test]
fn an_unknown_cause_lists_what_it_may_be_in_order() {
    let mut report = transfer(Cause::Unknown, vec![Fix::Retry]);
    let mut error = (*report.error).clone();
    let alternatives = vec![Cause::ServerLimit, Cause::DiskFault];
    let diagnosis = Diagnosis {
        cause: Cause::Unknown,
        confidence: Confidence::Unknown,
        alternatives,
        evidence: Vec::new(),
        fixes: vec![Fix::Retry],
    };
    error.diagnosis = Some(Arc::new(diagnosis));
    report.error = error.into();
    let harness = open(report);
    for part in ["Not known: nobody said why", "1. A limit of the server is reached", "2. The disk could not be"] {
        harness.get_by_label_contains(part);
    }
}

#[test]
fn a_small_window_shows_the_buttons_and_the_rest_in_a_menu() {
    let (state, report) = many();
    let mut harness = open_in([720.0, 460.0], report);
    harness.state_mut().state.queue = Arc::clone(&state.queue);
    harness.run();
    for label in ["Try again", "More", "Copy", "Do the same for all 999 others that failed for this reason"] {
        let rect = harness.get_by_label(label).rect();
        let screen = harness.ctx.content_rect();
        assert!(screen.contains_rect(rect), "{label} at {rect:?}");
    }
    choose(&mut harness, "More", "Skip");
    assert_eq!(repaired(&harness).1, Repair::Skip);
}

fn copied(harness: &Harness<'_, Window>) -> String {
    let text = |effect: &Effect| match effect {
        Effect::CopyText(text) => Some(text.clone()),
        _ => None,
    };
    harness.state().effects.iter().rev().find_map(text).unwrap()
}

#[test]
fn a_card_is_copied_as_text_markdown_and_json_without_secrets() {
    let (state, report) = many();
    let mut harness = open(report);
    harness.state_mut().state.queue = state.queue;
    harness.run();
    for (format, parts) in [
        ("Copy as text", ["Could not upload 1.bin", "/srv/www: 2 entries", "14:02:17"]),
        ("Copy as Markdown", ["### Could not upload 1.bin", "| looked at | `/srv/www: 2 entries", "14:02:17"]),
        ("Copy as JSON", ["\"cause\": \"disk_full\"", "\"/srv/www: 2 entries or more\"", "\"tried\": \"Could not"]),
    ] {
        choose(&mut harness, "Copy", format);
        let text = copied(&harness);
        for part in parts {
            assert!(text.contains(part), "{format}: {part} in {text}");
        }
        assert!(!text.contains("s3cret"));
        assert!(harness.state().state.dialog().is_some(), "copying leaves the card open");
    }
    assert!(serde_json::from_str::<serde_json::Value>(&copied(&harness)).is_ok());
}
