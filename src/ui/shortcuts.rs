//! The keyboard: commands by their keys, and the keys of the file tables.

use super::state::{Action, CursorMove, PaneAction, UiState};
use super::widget::{UiCommand, page_rows};
use eframe::egui::{Context, Event, Key, Memory, Modifiers, Popup};

/// What the keys pressed in this frame mean. Keys that belong to a text field or dialog are left to it.
#[must_use]
pub fn shortcuts(ctx: &Context, state: &UiState) -> Vec<Action> {
    let mut out = Vec::new();
    if state.dialog().is_some() || Popup::is_any_open(ctx) {
        return out;
    }
    let typing = ctx.text_edit_focused() || state.pane(state.here.focus).rename.is_some();
    // The toolkit takes Alt+Enter for Enter too, so keys with modifiers come first.
    for plain in [false, true] {
        for command in UiCommand::ALL {
            for keys in command.keys().iter().filter(|keys| keys.modifiers.is_none() == plain) {
                let works = !typing || works_while_typing(command);
                if works && command.is_enabled(state) && ctx.input_mut(|input| input.consume_shortcut(keys)) {
                    out.push(command.action(state));
                }
            }
        }
    }
    if !typing {
        // Keys go to the table, not to a button that a screen reader or a click had last.
        let pressed =
            ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Key { .. } | Event::Text(_))));
        if let Some(id) = ctx.memory(Memory::focused).filter(|_| pressed) {
            ctx.memory_mut(|memory| memory.surrender_focus(id));
        }
        table_keys(ctx, state, &mut out);
    }
    out
}

/// Commands whose keys mean nothing to a text field.
fn works_while_typing(command: UiCommand) -> bool {
    matches!(
        command,
        UiCommand::Quit
            | UiCommand::ZoomIn
            | UiCommand::ZoomOut
            | UiCommand::ZoomReset
            | UiCommand::FocusAddress
            | UiCommand::ConnectForm
            | UiCommand::Sites
            | UiCommand::TypePath
            | UiCommand::Shortcuts
            | UiCommand::Codes
            | UiCommand::ShowTransfers
            | UiCommand::ShowErrors
            | UiCommand::ShowLog
            | UiCommand::ShowConsole
            | UiCommand::ShowBottom
            | UiCommand::NewTab
            | UiCommand::CloseTab
            | UiCommand::NextTab
            | UiCommand::PreviousTab
    )
}

fn table_keys(ctx: &Context, state: &UiState, out: &mut Vec<Action>) {
    let side = state.here.focus;
    let page = page_rows(ctx, side);
    let typed = state.pane(side).is_typing(state.elapsed);
    let events = ctx.input(|input| input.events.clone());
    let mut act = |action| out.push(Action::Pane(side, action));
    let plain = ctx.input(|input| input.modifiers.is_none() || input.modifiers == Modifiers::SHIFT);
    let mut letters = String::new();
    for event in events {
        match event {
            Event::Key { key, pressed: true, modifiers, .. } if !modifiers.alt => {
                let to = match key {
                    Key::ArrowUp => CursorMove::Up(1),
                    Key::ArrowDown => CursorMove::Down(1),
                    Key::PageUp => CursorMove::Up(page),
                    Key::PageDown => CursorMove::Down(page),
                    Key::Home => CursorMove::First,
                    Key::End => CursorMove::Last,
                    Key::Space if !typed => {
                        act(PaneAction::ToggleCursor);
                        continue;
                    }
                    Key::Insert => {
                        act(PaneAction::ToggleCursor);
                        act(PaneAction::StepCursor);
                        continue;
                    }
                    _ => continue,
                };
                act(PaneAction::MoveCursor(to, modifiers.shift));
            }
            Event::Text(text) if plain && (typed || text.trim() == text) => letters.push_str(&text),
            _ => {}
        }
    }
    if !letters.is_empty() {
        act(PaneAction::TypeAhead(letters));
    }
}
