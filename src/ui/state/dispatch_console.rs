//! Carries out what the user means in the console. Pure.

use super::action::{ConsoleAction, Effect};
use super::console::remember_line;
use super::dialog::Dialog;
use super::dispatch::refresh;
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::Command;
use crate::error::{Error, FtpEffect};
use crate::model::{RequestId, SecretString};
use crate::remote::{HandAnswer, effect_of, secret_in, without_secret};
use std::sync::Arc;

pub(super) fn console(state: &mut UiState, action: ConsoleAction) -> Vec<Effect> {
    match action {
        ConsoleAction::Edit(text) => {
            state.here.console.text = text;
            state.here.console.recalled = None;
            state.here.console.picked = 0;
        }
        ConsoleAction::Send => return send(state),
        ConsoleAction::Recall(older) => recall(state, older),
        ConsoleAction::Complete(name) => {
            state.here.console.text = format!("{name} ");
            state.here.console.filled += 1;
            state.here.console.listing = false;
            state.here.console.picked = 0;
        }
        ConsoleAction::Pick(place) => state.here.console.picked = place,
        ConsoleAction::ListCommands(open) => {
            state.here.console.listing = open;
            state.here.console.picked = 0;
        }
        ConsoleAction::Stop => {
            return state
                .here
                .console
                .waiting
                .map(|(request, _)| Effect::Engine(Command::CancelByHand(request)))
                .into_iter()
                .collect();
        }
        ConsoleAction::Clear => state.here.console.clear(),
    }
    Vec::new()
}

/// Whether the session speaks FTP; `None` without a session that stands.
#[must_use]
pub fn console_speaks_ftp(state: &UiState) -> Option<bool> {
    let session = state.here.session.as_ref().filter(|session| session.is_ready())?;
    Some(session.wish.endpoint.protocol.is_ftp())
}

fn send(state: &mut UiState) -> Vec<Effect> {
    let Some(ftp) = console_speaks_ftp(state) else { return Vec::new() };
    let line = state.here.console.text.trim().to_owned();
    if line.is_empty() || state.here.console.waiting.is_some() {
        return Vec::new();
    }
    let effect = effect_of(&line);
    if ftp && effect.derails() {
        state.dialogs.push_front(Dialog::RawCommand { line: SecretString::new(line), effect });
        return Vec::new();
    }
    send_now(state, &SecretString::new(line))
}

/// Sends a line that was agreed to.
pub(super) fn send_now(state: &mut UiState, line: &SecretString) -> Vec<Effect> {
    let (Some(ftp), Some(session)) = (console_speaks_ftp(state), state.ready_session()) else { return Vec::new() };
    let text = line.expose();
    if !ftp {
        remember_line(&mut state.here.console.shell_history, text);
    } else if secret_in(text).is_none() {
        remember_line(&mut state.settings.console_history, text);
        state.settings_changed = true;
    }
    let shown = if ftp { without_secret(text) } else { text.to_owned() };
    let changes = ftp && effect_of(text) == FtpEffect::Files;
    let request = state.ids.request.next_id();
    state.here.console.sent(&shown, request, changes, state.now);
    vec![Effect::Engine(Command::ByHand { request, session, line: line.clone() })]
}

fn recall(state: &mut UiState, older: bool) {
    let shell = console_speaks_ftp(state) == Some(false);
    let history = if shell { &state.here.console.shell_history } else { &state.settings.console_history };
    let next = match (state.here.console.recalled, older) {
        (None, true) => Some(0),
        (None, false) => return,
        (Some(at), true) => Some((at + 1).min(history.len().saturating_sub(1))),
        (Some(at), false) => at.checked_sub(1),
    };
    let text = match next {
        Some(at) => match history.get(at) {
            Some(line) => line.clone(),
            None => return,
        },
        None => String::new(),
    };
    state.here.console.text = text;
    state.here.console.recalled = next;
    state.here.console.filled += 1;
    state.here.console.listing = false;
}

/// Takes over an answer; a command that changed files shows the folder anew.
pub(super) fn answered(
    state: &mut UiState,
    request: RequestId,
    result: Result<Arc<HandAnswer>, Arc<Error>>,
) -> Vec<Effect> {
    let Some((_, changes)) = state.here.console.waiting.filter(|(waiting, _)| *waiting == request) else {
        return Vec::new();
    };
    state.here.console.waiting = None;
    let now = state.now;
    match result {
        Ok(answer) => state.here.console.answered(&answer, now),
        Err(error) => {
            let shell = state.here.session.as_ref().is_some_and(|session| !session.wish.endpoint.protocol.is_ftp());
            state.here.console.failed(&error, shell, now);
            return Vec::new();
        }
    }
    if changes { refresh(state, Side::Right) } else { Vec::new() }
}
