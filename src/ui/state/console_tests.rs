//! Tests of the console, from what is typed to what is shown.

use super::action::{Action, ConsoleAction, DialogAction, Effect};
use super::apply::apply;
use super::console::{ConsoleKind, MOST_HISTORY};
use super::dialog::Dialog;
use super::dispatch::dispatch;
use super::session::{SessionView, wish_of};
use super::side::Side;
use super::ui_state::UiState;
use crate::engine::{Command, Event, SessionState};
use crate::error::{Error, FtpEffect};
use crate::log::MessageLog;
use crate::model::{Address, ManualClock, RemotePath, RequestId, SessionId, Timestamp};
use crate::remote::{HandAnswer, HandReply, ShellEnd, ShellOutput};
use crate::settings::Settings;
use crate::site::ProductionLock;
use std::sync::Arc;

fn state(address: &str) -> UiState {
    let clock = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
    let log = Arc::new(MessageLog::new(clock, 10));
    let mut state = UiState::new(Settings::default(), "/home/ada".into(), log);
    let connected =
        SessionState::Connected { info: Arc::default(), capabilities: Arc::default(), folder: RemotePath::root() };
    let wish = wish_of(Address::parse(address).unwrap());
    state.here.session =
        Some(SessionView { id: SessionId::from(1), wish, state: connected, site: None, lock: ProductionLock::Off });
    state
}

fn type_and_send(state: &mut UiState, line: &str) -> Vec<Effect> {
    dispatch(state, Action::Console(ConsoleAction::Edit(line.into())));
    dispatch(state, Action::Console(ConsoleAction::Send))
}

fn sent(effects: &[Effect]) -> Option<(RequestId, String)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::ByHand { request, line, .. }) => Some((*request, line.expose().to_owned())),
        _ => None,
    })
}

#[test]
fn what_derails_is_sent_only_when_it_is_agreed_to() {
    let mut state = state("ftp://ada@h");
    assert!(sent(&type_and_send(&mut state, "RETR x")).is_none());
    assert!(matches!(state.dialog(), Some(Dialog::RawCommand { effect: FtpEffect::Data, .. })));
    dispatch(&mut state, Action::Dialog(DialogAction::Dismiss));
    assert_eq!(state.here.console.text, "RETR x", "what was typed stays");
    assert!(sent(&type_and_send(&mut state, "quit")).is_none());
    let (request, line) = sent(&dispatch(&mut state, Action::Dialog(DialogAction::Accept))).unwrap();
    assert_eq!(line, "quit");
    assert!(sent(&type_and_send(&mut state, "NOOP")).is_none(), "one at a time");
    let reply = HandReply { code: 221, raw: b"221-Bye\r\n221 now.\r\n".to_vec() };
    apply(&mut state, Event::Answered { request, result: Ok(Arc::new(HandAnswer::Replies(vec![reply]))) });
    let kinds: Vec<_> = state.here.console.lines.iter().map(|line| line.kind).collect();
    let meaning = ConsoleKind::Meaning(221);
    assert_eq!(kinds, [ConsoleKind::Sent, ConsoleKind::Reply, ConsoleKind::Reply, meaning]);
    assert!(state.here.console.as_text().contains("221-Bye\n"), "{}", state.here.console.as_text());
}

#[test]
fn secrets_reach_the_server_and_nothing_else() {
    let mut state = state("ftp://ada@h");
    type_and_send(&mut state, "PASS hunter2");
    let (request, line) = sent(&dispatch(&mut state, Action::Dialog(DialogAction::Accept))).unwrap();
    assert_eq!(line, "PASS hunter2");
    let stopped = Error::new(crate::error::ErrorKind::Cancelled);
    apply(&mut state, Event::Answered { request, result: Err(Arc::from(stopped)) });
    for number in 0..MOST_HISTORY + 10 {
        let (request, _) = sent(&type_and_send(&mut state, &format!("STAT {number}"))).unwrap();
        let answer = Arc::new(HandAnswer::Replies(Vec::new()));
        apply(&mut state, Event::Answered { request, result: Ok(answer) });
    }
    assert!(!format!("{:?}", state.here.console).contains("hunter2"));
    assert_eq!(state.settings.console_history.len(), MOST_HISTORY);
    assert!(!serde_json::to_string(&state.settings).unwrap().contains("hunter2"));
    dispatch(&mut state, Action::Console(ConsoleAction::Recall(true)));
    dispatch(&mut state, Action::Console(ConsoleAction::Recall(true)));
    assert_eq!(state.here.console.text, format!("STAT {}", MOST_HISTORY + 8));
    dispatch(&mut state, Action::Console(ConsoleAction::Recall(false)));
    assert_eq!(state.here.console.text, format!("STAT {}", MOST_HISTORY + 9));
    dispatch(&mut state, Action::Console(ConsoleAction::Recall(false)));
    assert_eq!(state.here.console.text, "");
}

#[test]
fn commands_of_a_shell_are_not_kept_and_show_all_that_they_said() {
    let mut state = state("sftp://ada@h");
    let (request, _) = sent(&type_and_send(&mut state, "quit")).unwrap();
    let output = ShellOutput {
        stdout: b"one\ntwo\n".to_vec(),
        stderr: b"oh\x1b[31m\n".to_vec(),
        end: ShellEnd::Exit(3),
        cut: false,
    };
    apply(&mut state, Event::Answered { request, result: Ok(Arc::new(HandAnswer::Shell(output))) });
    let text = state.here.console.as_text();
    assert!(text.starts_with("> quit\none\ntwo\noh") && text.contains('3') && !text.contains('\x1b'), "{text}");
    assert!(state.settings.console_history.is_empty() && state.here.console.shell_history == ["quit"]);
    let (request, _) = sent(&type_and_send(&mut state, "ls")).unwrap();
    let refused = Error::new(crate::error::ErrorKind::ServiceRefused).during("exec");
    apply(&mut state, Event::Answered { request, result: Err(Arc::from(refused)) });
    assert!(state.here.console.lines.iter().any(|line| line.kind == ConsoleKind::Fault));
}

#[test]
fn a_command_that_changed_files_shows_the_folder_anew() {
    let mut state = state("ftp://ada@h");
    let place = crate::engine::Location::Remote(SessionId::from(1), RemotePath::root());
    state.pane_mut(Side::Right).folder = Some(place);
    let (request, _) = sent(&type_and_send(&mut state, "DELE x")).unwrap();
    let reply = HandReply { code: 250, raw: b"250 gone".to_vec() };
    let effects =
        apply(&mut state, Event::Answered { request, result: Ok(Arc::new(HandAnswer::Replies(vec![reply]))) });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Engine(Command::List { .. }))));
}
