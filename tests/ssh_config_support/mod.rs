//! OpenSSH's own reading of its configuration (`ssh -G`), beside ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

pub mod openssh;
pub mod random;
