//! What is exported: groups, each with its failures. Pure.

use crate::journal::{Book, Entry, EntryId, Group};

/// A group with those of its failures that are exported.
#[derive(Clone, Debug)]
pub struct Chosen<'a> {
    /// The group.
    pub group: &'a Group,
    /// Its failures, in order.
    pub entries: Vec<&'a Entry>,
}

/// Everything in a book, the latest group first.
#[must_use]
pub fn everything(book: &Book) -> Vec<Chosen<'_>> {
    let chosen = |group| Chosen { group, entries: entries(book, group) };
    book.groups().rev().map(chosen).collect()
}

fn entries<'a>(book: &'a Book, group: &Group) -> Vec<&'a Entry> {
    group.entries.iter().filter_map(|id: &EntryId| book.entry(*id)).collect()
}
