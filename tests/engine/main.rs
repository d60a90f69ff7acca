//! The engine on a server in memory, on paused time: what happens when things go wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod breaks;
mod content;
#[path = "../engine_lab/mod.rs"]
mod engine_lab;
mod overwrite;
mod pause;
mod scale;

use catamaran::queue::RowView;
use engine_lab::Lab;
use std::fs;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn row(lab: &Lab) -> std::sync::Arc<RowView> {
    lab.engine.queue().rows[0].clone()
}
