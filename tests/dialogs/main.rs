//! Each dialog, driven with keyboard and pointer: what comes out are actions, and the commands they lead to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod every;
mod files;
mod questions;
mod trust;
#[path = "../window/mod.rs"]
mod window;

use catamaran::engine::{Answer, Command, Location};
use catamaran::model::{EntryName, SessionId};
use catamaran::ui::dialog::dialogs;
use catamaran::ui::state::{Dialog, Effect, Side, UiState, dispatch};
use catamaran::ui::theme;
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

struct Window {
    state: UiState,
    effects: Vec<Effect>,
    actions: usize,
}

fn open(dialog: Dialog) -> Harness<'static, Window> {
    let mut state = window::window(0);
    state.dialogs.push_back(dialog);
    let mut harness = Harness::builder()
        .with_size([1000.0, 800.0])
        .with_max_steps(30)
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, window: &mut Window| {
                // A field behind the dialog must not get the keyboard.
                let mut behind = String::new();
                let field = ui.text_edit_singleline(&mut behind);
                field.widget_info(|| eframe::egui::WidgetInfo::labeled(Role::TextInput, true, "behind"));
                for action in dialogs(ui, &window.state) {
                    window.actions += 1;
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, effects: Vec::new(), actions: 0 },
        );
    harness.run();
    harness
}

/// What was sent to the engine.
fn commands(harness: &Harness<'_, Window>) -> Vec<Command> {
    let engine = |effect: &Effect| match effect {
        Effect::Engine(command) => Some(command.clone()),
        _ => None,
    };
    harness.state().effects.iter().filter_map(engine).collect()
}

fn only_command(harness: &Harness<'_, Window>) -> Command {
    let commands = commands(harness);
    assert_eq!(commands.len(), 1);
    assert!(harness.state().state.dialog().is_none(), "the dialog is closed");
    commands.into_iter().next().unwrap()
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn press(harness: &mut Harness<'_, Window>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn typed(harness: &mut Harness<'_, Window>, text: &str) {
    harness.event(eframe::egui::Event::Text(text.to_owned()));
    harness.run();
}

fn answer(command: Command) -> Answer {
    match command {
        Command::Answer { answer, .. } => answer,
        _ => panic!("no answer"),
    }
}

fn remote(path: &str) -> Location {
    Location::Remote(SessionId::from(1), window::remote(path))
}

fn delete(folder: Location) -> Dialog {
    let names = ["a", "b"].map(|name| EntryName::new(name).unwrap()).to_vec();
    Dialog::Delete { side: Side::Right, names, folder, folders: 1, permanently: false }
}
