//! Sites that leave for a file and come from other programs.

use crate::ui_support::Window;
use crate::{Desk, at, names, nodes};
use catamaran::engine::{Command, SitesExport};
use catamaran::site::import::{Found, Import, Imported, Program};
use catamaran::ui::state::{Action, Dialog, DialogAction, ExportStage, ImportAction, PathPurpose};
use eframe::egui::{Event, Modifiers, PointerButton};
use std::fs;
use std::sync::Arc;

#[test]
fn an_entry_is_exported_from_its_menu() {
    let mut desk = Desk::open(nodes());
    let at = desk.place("Work");
    desk.window.harness.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Secondary, Modifiers::NONE);
        desk.window.harness.event(Event::PointerButton { pos: at, button, pressed, modifiers });
    }
    desk.window.run();
    desk.click("Export…");
    assert!(desk.window.shows("The chosen entry with all that is in it."));
    // Something comes up in front while the file is chosen.
    desk.window.act(Action::Dialog(DialogAction::Open(Box::new(Dialog::About))));
    let file = desk.store.file().unwrap().with_file_name("export.json");
    desk.window.act(Action::PathsPicked(PathPurpose::ExportSites, vec![file.clone()]));
    let store = desk.store.clone();
    desk.window.wait("the command", |window| !exports(window).is_empty());
    let sent = exports(&desk.window);
    assert_eq!((names(&sent[0].book), &sent[0].file), (vec!["Work".into(), "  web".into(), "  staging".into()], &file));
    // A list that cannot be read ends it as well.
    let list = store.file().unwrap();
    fs::remove_file(list).unwrap();
    fs::create_dir(list).unwrap();
    desk.window.act(Action::PathsPicked(PathPurpose::ExportSites, vec![file]));
    desk.window.wait("the failure", |window| {
        let draft = window.app().state().export_draft();
        draft.is_some_and(|draft| matches!(draft.stage, ExportStage::Failed(_)))
    });
}

fn exports(window: &Window) -> Vec<SitesExport> {
    window.sent(|command| match command {
        Command::ExportSites(export) => Some((**export).clone()),
        _ => None,
    })
}

#[test]
fn sites_are_taken_over_once_and_what_failed_stays_ticked() {
    let mut desk = Desk::open(nodes());
    let one = |name: &str| {
        let import = Import { sites: vec![Imported::new(Vec::new(), name.into(), at(name))], left_out: Vec::new() };
        Arc::new(Found { program: Some(Program::FileZilla), place: name.into(), import: Ok(import) })
    };
    let book = Arc::clone(&desk.sites().book);
    let act = |desk: &mut Desk, action| desk.window.act(Action::Import(action));
    act(&mut desk, ImportAction::Found { found: vec![one("a"), one("b")], known: Arc::clone(&book) });
    act(&mut desk, ImportAction::Take);
    assert!(desk.window.app().state().import.taking);
    act(&mut desk, ImportAction::Take);
    desk.window.wait("both", |window| window.app().state().import.taken.is_some());
    let stored = desk.stored("both", |book| book.nodes().len() > 4);
    assert_eq!(stored.nodes().iter().filter(|node| node.name == "a").count(), 1);
    assert!(!desk.window.app().state().import.taking);

    act(&mut desk, ImportAction::TickAll(0, true));
    act(&mut desk, ImportAction::TickAll(1, true));
    let taken = ImportAction::Taken { count: 1, files: vec!["a".into()], secrets: Vec::new(), known: None };
    act(&mut desk, taken);
    assert_eq!(desk.window.app().state().import.ticked.iter().copied().collect::<Vec<_>>(), [(1, 0)]);
}
