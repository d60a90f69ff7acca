//! Listings of FTP servers: other programs' corpora, hostile names, bounds, and random lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod basic_ftp;
mod bounds;
mod filezilla;
mod lines;
mod names;
mod read;
