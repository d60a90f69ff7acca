//! The errors panel: the book of failures, and what is looked for in it. Pure.

use crate::journal::{Book, EntryId, ErrorFilter, GroupId, Journal, Timeline};
use crate::model::Timestamp;
use std::collections::BTreeSet;

/// How many notes are taken in before a frame, so that a flood of errors does not hold the window.
const NOTES_A_FRAME: usize = 20_000;

/// What the errors panel shows.
#[derive(Clone, Debug)]
pub struct ErrorsState {
    /// The failures.
    pub book: Book,
    /// What was done and what failed over time, as last sampled.
    pub timeline: Timeline,
    /// What is looked for.
    pub filter: ErrorFilter,
    /// Groups that show their files.
    pub expanded: BTreeSet<GroupId>,
    /// The failure that was clicked last.
    pub selected: Option<EntryId>,
    /// How far the journal was read.
    cursor: u64,
}

impl Default for ErrorsState {
    fn default() -> Self {
        Self {
            book: Book::default(),
            timeline: Timeline::new(Timestamp::from_secs(0)),
            filter: ErrorFilter::default(),
            expanded: BTreeSet::new(),
            selected: None,
            cursor: 0,
        }
    }
}

impl ErrorsState {
    /// Takes in what the engine noted since; returns whether there is more.
    pub fn take_in(&mut self, journal: &Journal) -> bool {
        let read = journal.read(self.cursor, NOTES_A_FRAME);
        self.cursor = read.next;
        for note in read.notes {
            self.book.take_in(note);
        }
        self.timeline = journal.timeline();
        read.more
    }
}
