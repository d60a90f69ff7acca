//! What integration tests share: real OpenSSH and FTP servers on random loopback ports, prompters, throwaway folders.

#![allow(dead_code, unused_imports, reason = "each test crate uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::needless_pass_by_value, clippy::format_push_string, clippy::unused_self, reason = "short to call")]

mod agent;
mod certificates;
mod dialling;
mod ftp_doors;
mod ftp_servers;
mod inetd;
mod key_files;
mod login_server;
mod made_once;
mod old_server;
mod prompters;
mod proxy;
mod sk_agent;
mod sshd;

pub use agent::{Account, PATIENCE, SshAgent, speaker};
pub use certificates::{certificate, certificates};
pub use dialling::{dial, dial_with, known_line, log, strange_key};
pub use ftp_doors::{Door, Doors, FtpDoors};
pub use ftp_servers::{FtpDaemon, FtpExtras, FtpSecurity, FtpServer};
pub use login_server::{LoginServer, Question, Rules};
pub use old_server::{OldServer, serve};
pub use prompters::{Scripted, Silent};
pub use proxy::{ProxyRules, TestProxy};
pub use sk_agent::DeviceAgent;
pub use sshd::{Sshd, SshdOptions, Subsystem, ssh_tool};
