//! The console: lines that are sent to the server by hand, and what came back. Pure.

use crate::error::{Error, ErrorKind};
use crate::model::{RequestId, Timestamp, escape_bytes};
use crate::remote::{HandAnswer, ShellOutput};
use crate::text::{by_hand_fault, reply_meaning, shell_end};
use std::collections::VecDeque;
use zeroize::Zeroize;

/// The most lines that are kept on screen.
const MOST_LINES: usize = 5_000;
/// The most lines that were typed and can be had again.
pub const MOST_HISTORY: usize = 50;

/// What a line of the console is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsoleKind {
    /// What was sent; secrets are left out.
    Sent,
    /// A line of the server's reply as it came.
    Reply,
    /// What the code of a reply means.
    Meaning(u16),
    /// A line that a command printed.
    Output,
    /// A line of its error output.
    ErrorOutput,
    /// Something that the program says.
    Note,
    /// Why no answer came.
    Fault,
}

/// One line of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleLine {
    /// What it is.
    pub kind: ConsoleKind,
    /// Its text, safe to show.
    pub text: String,
    /// When it came.
    pub at: Timestamp,
}

/// The console as the window knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsoleState {
    /// What is typed so far.
    pub text: String,
    /// What was sent and what came, the latest last.
    pub lines: VecDeque<ConsoleLine>,
    /// What is waited for, and whether it may change files.
    pub waiting: Option<(RequestId, bool)>,
    /// Commands of the shell that were sent in this run, the latest first. They may hold secrets, and are kept nowhere else.
    pub shell_history: Vec<String>,
    /// Which line of the history stands in the field, counted from the latest; `None`: what was typed.
    pub recalled: Option<usize>,
    /// Counts how often the program put a text into the field, whose cursor then stands behind it.
    pub filled: u64,
    /// Whether all commands are listed.
    pub listing: bool,
    /// The command in the list that the keyboard is on.
    pub picked: usize,
}

impl ConsoleState {
    /// Takes a line that is sent now; `shown`: without its secret.
    pub fn sent(&mut self, shown: &str, request: RequestId, changes: bool, at: Timestamp) {
        self.push(ConsoleKind::Sent, escape_bytes(shown.as_bytes()), at);
        self.waiting = Some((request, changes));
        // A password may stand in it.
        self.text.zeroize();
        self.text = String::new();
        self.recalled = None;
        self.listing = false;
        self.picked = 0;
    }

    /// Takes an answer.
    pub fn answered(&mut self, answer: &HandAnswer, at: Timestamp) {
        match answer {
            HandAnswer::Replies(replies) => {
                for reply in replies {
                    self.push_lines(ConsoleKind::Reply, &reply.raw, at);
                    self.push(ConsoleKind::Meaning(reply.code), String::new(), at);
                }
            }
            HandAnswer::Shell(output) => self.shell(output, at),
        }
    }

    fn shell(&mut self, output: &ShellOutput, at: Timestamp) {
        self.push_lines(ConsoleKind::Output, &output.stdout, at);
        self.push_lines(ConsoleKind::ErrorOutput, &output.stderr, at);
        self.push(ConsoleKind::Note, shell_end(output), at);
    }

    /// Takes the reason why no answer came. `shell`: a command of the shell was sent.
    pub fn failed(&mut self, error: &Error, shell: bool, at: Timestamp) {
        let kind = if error.is_cancelled() { ConsoleKind::Note } else { ConsoleKind::Fault };
        self.push_lines(kind, by_hand_fault(error, shell).as_bytes(), at);
        // The words of a server that runs no commands say why.
        if let Some(text) = error.server_text.as_ref().filter(|_| shell && error.kind == ErrorKind::ServiceRefused) {
            self.push_lines(ConsoleKind::ErrorOutput, &text.message, at);
        }
    }

    /// Forgets what is on screen.
    pub fn clear(&mut self) {
        self.lines.clear();
    }

    /// Everything on screen as text.
    #[must_use]
    pub fn as_text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.words(), "\n".to_owned()]).collect()
    }

    fn push_lines(&mut self, kind: ConsoleKind, text: &[u8], at: Timestamp) {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        if text.is_empty() {
            return;
        }
        for line in text.split(|byte| *byte == b'\n') {
            self.push(kind, escape_bytes(line.strip_suffix(b"\r").unwrap_or(line)), at);
        }
    }

    fn push(&mut self, kind: ConsoleKind, text: String, at: Timestamp) {
        self.lines.push_back(ConsoleLine { kind, text, at });
        while self.lines.len() > MOST_LINES {
            self.lines.pop_front();
        }
    }
}

impl ConsoleLine {
    /// The line in words, with its sign in front.
    #[must_use]
    pub fn words(&self) -> String {
        match self.kind {
            ConsoleKind::Sent => format!("> {}", self.text),
            ConsoleKind::Meaning(code) => reply_meaning(code),
            _ => self.text.clone(),
        }
    }
}

/// Puts a line at the head of a history, once.
pub fn remember_line(history: &mut Vec<String>, line: &str) {
    history.retain(|known| known != line);
    history.insert(0, line.to_owned());
    history.truncate(MOST_HISTORY);
}
