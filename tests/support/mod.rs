//! What integration tests share: a real OpenSSH server on a random loopback port, prompters, throwaway folders.

#![allow(dead_code, unused_imports, reason = "each test crate uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::needless_pass_by_value, clippy::format_push_string, clippy::unused_self, reason = "short to call")]

mod agent;
mod dialling;
mod login_server;
mod prompters;
mod sshd;

pub use agent::{Account, PATIENCE, SshAgent, speaker};
pub use dialling::{dial, dial_with, known_line, log, strange_key};
pub use login_server::{LoginServer, Question, Rules};
pub use prompters::{Scripted, Silent};
pub use sshd::{Sshd, SshdOptions, Subsystem, ssh_tool};
