//! FTP servers that misbehave, driven by data: cases of our own and those of curl's test suite.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    reason = "a test may panic"
)]

mod cases;
mod curl;
mod questions;
mod script;
mod server;
mod session;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod transfer;
mod trial;
