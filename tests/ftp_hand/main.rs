//! What a person sends by hand: to real FTP servers over the session and the command line, and to the shell behind SSH.
//! And the options of the command line for FTP, on real servers.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod by_hand;
#[path = "../cli_support/mod.rs"]
mod cli_support;
mod content;
mod old_servers;
mod options;
#[path = "../support/mod.rs"]
mod support;

use cli_support::{Ran, catamaran};
use support::FtpServer;

/// Runs a verb against a server; the password comes over standard input.
fn on(server: &FtpServer, arguments: &[&str]) -> Ran {
    let (verb, rest) = arguments.split_first().unwrap();
    let all = [&[*verb, "--password-stdin"], rest].concat();
    catamaran(&all, format!("{}\n", server.password).as_bytes())
}
