//! What the tests share: a listing in one go, and the corpora.

use catamaran::model::{Entry, Listing, Precision, Timestamp};
use catamaran::remote::ftp::listing::{Asked, ListingMemory, ListingReader, ServerSystem};
use serde_json::Value;

/// 2026-11-21T12:00:00Z: the time at which all listings of these tests are read.
pub const NOW: i64 = 1_795_262_400;

pub fn read_as(asked: Asked, system: ServerSystem, text: &[u8]) -> (Listing, ListingMemory) {
    let memory = ListingMemory { system, ..ListingMemory::default() };
    let mut reader = ListingReader::new(asked, memory, Timestamp::from_secs(NOW));
    reader.push(text).unwrap();
    reader.finish()
}

pub fn read(text: &[u8]) -> Listing {
    read_as(Asked::List, ServerSystem::Other, text).0
}

/// The rows of a corpus behind its heading.
pub fn corpus(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/data/listings/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// A time as the corpora write it, as exact as it is.
pub fn shown(time: Timestamp) -> String {
    let text = jiff::Timestamp::from_second(time.secs).unwrap().to_string();
    let length = match time.precision {
        Precision::Day => 10,
        Precision::Minute => 16,
        _ => 19,
    };
    text[..length].to_owned()
}

/// Owner and group as they stood in the line.
pub fn owners(entry: &Entry) -> String {
    let word = |owner: &catamaran::model::Owner| owner.name.clone().or(owner.id.map(|id| id.to_string()));
    [word(&entry.owner), word(&entry.group)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
