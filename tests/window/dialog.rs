//! The dialogs of a window alone, and what they send.

use catamaran::engine::Command;
use catamaran::ui::dialog::dialogs;
use catamaran::ui::state::{Effect, UiState, dispatch};
use catamaran::ui::theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

pub struct Window {
    pub state: UiState,
    pub effects: Vec<Effect>,
}

pub fn open(state: UiState, size: [f32; 2]) -> Harness<'static, Window> {
    let mut harness =
        Harness::builder().with_size(size).with_max_steps(40).with_context_setup(theme::install).build_ui_state(
            |ui, window: &mut Window| {
                for action in dialogs(ui, &window.state) {
                    let effects = dispatch(&mut window.state, action);
                    window.effects.extend(effects);
                }
            },
            Window { state, effects: Vec::new() },
        );
    harness.run();
    harness
}

pub fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

/// What was sent to the engine.
pub fn commands(harness: &Harness<'_, Window>) -> Vec<Command> {
    let engine = |effect: &Effect| match effect {
        Effect::Engine(command) => Some(command.clone()),
        _ => None,
    };
    harness.state().effects.iter().filter_map(engine).collect()
}
