//! The SFTP client against servers that refuse, err, lie, stall and die.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod answers;
mod endings;
mod faults;
mod prelude;
mod streams;
#[path = "../wire_support/mod.rs"]
mod wire_support;
