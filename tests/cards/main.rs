//! The error card in its dialog: every button leads to the one command that does what it says, and what would destroy
//! something asks first.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod again;
mod repairs;
#[path = "../window/mod.rs"]
mod window;
mod words;

use catamaran::engine::{Command, Event, Failed, Location, Operation, Repair};
use catamaran::error::{Cause, Confidence, Diagnosis, Error, Evidence, Finding, Fix, Place};
use catamaran::model::{BatchId, ByteSize, SessionId, TransferId};
use catamaran::queue::{QueueView, TransferState};
use catamaran::ui::state::{Attempt, Dialog, ErrorReport, Retry, UiState, apply};
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::Arc;
use window::dialog::{Window, click, commands};

fn open_in(size: [f32; 2], report: ErrorReport) -> Harness<'static, Window> {
    let mut state = window::window(0);
    state.dialogs.push_back(Dialog::Error(report));
    window::dialog::open(state, size)
}

fn open(report: ErrorReport) -> Harness<'static, Window> {
    open_in([1000.0, 800.0], report)
}

/// Chooses from the menu of a button.
fn choose(harness: &mut Harness<'_, Window>, menu: &str, label: &str) {
    click(harness, menu);
    harness.get_by_role_and_label(Role::MenuItem, label).click();
    harness.run();
}

/// The one repair that was sent; every dialog is closed.
fn repaired(harness: &Harness<'_, Window>) -> (Failed, Repair) {
    assert!(harness.state().state.dialog().is_none(), "the dialog is closed");
    match commands(harness).as_slice() {
        [Command::Repair { failed, repair, .. }] => (failed.clone(), repair.clone()),
        other => panic!("{} commands", other.len()),
    }
}

fn place(path: &str) -> Place {
    Place::Remote(window::remote(path))
}

fn at(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

fn error_of(cause: Cause, fixes: Vec<Fix>) -> Arc<Error> {
    let space = Finding::Holds(2);
    let evidence = vec![Evidence { about: Some(place("/srv/www")), finding: space }];
    let confidence = Confidence::Certain;
    let diagnosis = Diagnosis { cause, confidence, alternatives: Vec::new(), evidence, fixes };
    Error::sftp(4, None)
        .at(place("/srv/www/releases/report Q3 (final).pdf"))
        .on_host("web-01")
        .explained(Arc::new(diagnosis))
        .into()
}

/// The failed row of the queue, for this cause.
fn transfer(cause: Cause, fixes: Vec<Fix>) -> ErrorReport {
    let Dialog::Error(report) = window::failed_transfer() else { panic!() };
    ErrorReport { error: error_of(cause, fixes), others: 0, ..report }
}

fn operation(what: Operation, cause: Cause, fixes: Vec<Fix>) -> ErrorReport {
    ErrorReport {
        attempt: Attempt::Operate(Box::new(what.clone())),
        error: error_of(cause, fixes),
        others: 0,
        retry: Some(Retry::Operate(Box::new(what))),
        at: Some(window::NOW),
    }
}

fn one(alike: bool) -> Failed {
    Failed::Transfers { ids: vec![TransferId::from(4)], alike }
}

/// The same failure a thousand times over.
fn many() -> (UiState, ErrorReport) {
    let mut state = window::window(0);
    let error = error_of(
        Cause::DiskFull { folder: Some(place("/srv/www")), free: Some(ByteSize(15_000)), needed: None },
        vec![Fix::Retry, Fix::ShowFolder(place("/srv/www")), Fix::ChooseFolder, Fix::Skip],
    );
    let rows = (1..=1000).map(|id| {
        let mut row = window::row(id, &format!("{id}.bin"), TransferState::Failed);
        row.error = Some(Arc::clone(&error));
        Arc::new(row)
    });
    state.queue = Arc::new(QueueView { rows: rows.collect(), ..QueueView::default() });
    for id in 1..=1000 {
        let transfer = TransferId::from(id);
        apply(&mut state, Event::TransferFailed { transfer, batch: BatchId::from(1), error: Arc::clone(&error) });
    }
    let Some(Dialog::Error(report)) = state.dialog().cloned() else { panic!() };
    (state, report)
}
