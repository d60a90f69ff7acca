//! The file of sites as text: version, entries, and whatever later versions put in. Pure.

use super::book::SiteBook;
use super::node::Node;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// The version of the form. Fields may be added without a new one; unknown ones are kept.
const VERSION: u64 = 1;
/// The field that tells the version, and that this is such a file.
const MARK: &str = "catamaran_sites";
const ENTRIES: &str = "entries";

/// Why a file was not read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Some of it could not be understood; what could was taken over, and a copy of all of it is kept here.
    Broken {
        /// The copy.
        kept: PathBuf,
    },
    /// A newer version of the program wrote it: what is understood is shown, and it is left as it is.
    Newer {
        /// The file.
        file: PathBuf,
    },
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    pub(super) book: SiteBook,
    /// Fields of the file itself that are not known here.
    pub(super) other: Map<String, Value>,
    pub(super) state: State,
}

/// How much of a file was understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Whole,
    Broken,
    Newer,
}

pub(super) fn read(text: &[u8]) -> Content {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(text) else {
        return Content { state: State::Broken, ..Content::default() };
    };
    let version = fields.remove(MARK).as_ref().and_then(Value::as_u64);
    let Some(Value::Array(entries)) = fields.remove(ENTRIES) else {
        return Content { state: State::Broken, ..Content::default() };
    };
    let count = entries.len();
    let nodes: Vec<Node> = entries.into_iter().filter_map(Node::from_json).collect();
    let state = match version {
        Some(version) if version > VERSION => State::Newer,
        Some(_) if nodes.len() == count => State::Whole,
        _ => State::Broken,
    };
    Content { book: SiteBook::new(nodes), other: fields, state }
}

pub(super) fn write(content: &Content) -> serde_json::Result<Vec<u8>> {
    let mut fields = Map::new();
    fields.insert(MARK.to_owned(), Value::from(VERSION));
    let entries: Vec<Value> = content.book.nodes().iter().map(Node::to_json).collect::<Result<_, _>>()?;
    fields.insert(ENTRIES.to_owned(), Value::Array(entries));
    for (name, value) in &content.other {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut text = serde_json::to_vec_pretty(&Value::Object(fields))?;
    text.push(b'\n');
    Ok(text)
}
