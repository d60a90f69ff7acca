//! Reads a listing as its bytes arrive, with bounds on everything. Pure.

use super::facts::{self, Expecting};
use super::family::{Family, recognise};
use super::links::Links;
use super::memory::ListingMemory;
use super::noise::is_noise;
use super::row::{Line, Row, Zone};
use super::vms;
use super::words::Words;
use crate::model::{Entry, EntryKind, EntryName, Listing, Timestamp};

/// The longest line in bytes: names have 255 bytes, paths of links 4,096.
const MAX_LINE: usize = 1 << 20;
/// The most entries, usable or not, and the most bytes that one listing takes; a line counts as at least 64 bytes, so that
/// four million empty ones are the most.
const MAX_ENTRIES: usize = 1_000_000;
const MAX_BYTES: u64 = 256 << 20;
const LEAST_LINE: u64 = 64;

/// Which command the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// MLSD: lines of facts.
    Mlsd,
    /// LIST: lines in any form.
    List,
}

/// Whether the reader wants more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadOn {
    /// More lines may come.
    More,
    /// A bound is reached: the rest can be left unread, and the listing is marked as truncated.
    Enough,
}

/// Why a listing cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListingFault {
    /// A line of more than 1 MiB: no listing has one, so the server sends something else.
    LineTooLong,
}

/// A listing in the making.
#[derive(Debug)]
pub struct ListingReader {
    asked: Asked,
    memory: ListingMemory,
    zone: Zone,
    listing: Listing,
    links: Links,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// A VMS name whose columns are on the next line.
    wrapped: Option<Vec<u8>>,
    bytes: u64,
    shown: usize,
}

impl ListingReader {
    /// A reader for the answer to one command. `now` completes dates without a year.
    #[must_use]
    pub fn new(asked: Asked, memory: ListingMemory, now: Timestamp) -> Self {
        let offset = memory.offset.unwrap_or(0);
        Self {
            asked,
            memory,
            zone: Zone { offset, now: now.secs.saturating_add(offset) },
            listing: Listing::default(),
            links: Links::default(),
            partial: Vec::new(),
            wrapped: None,
            bytes: 0,
            shown: 0,
        }
    }

    /// Takes bytes as they came from the data connection, cut anywhere.
    ///
    /// # Errors
    /// [`ListingFault::LineTooLong`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<ReadOn, ListingFault> {
        if self.listing.truncated {
            return Ok(ReadOn::Enough);
        }
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, behind) = rest.split_at_checked(end).unwrap_or_default();
            rest = behind.get(1..).unwrap_or_default();
            if self.partial.len() + line.len() > MAX_LINE {
                return Err(ListingFault::LineTooLong);
            }
            if self.partial.is_empty() {
                self.line(line);
            } else {
                let mut whole = std::mem::take(&mut self.partial);
                whole.extend_from_slice(line);
                self.line(&whole);
                whole.clear();
                self.partial = whole;
            }
            self.bytes += LEAST_LINE.max(line.len() as u64);
            if self.is_full() {
                self.listing.truncated = true;
                self.partial.clear();
                return Ok(ReadOn::Enough);
            }
        }
        if self.partial.len() + rest.len() > MAX_LINE {
            return Err(ListingFault::LineTooLong);
        }
        self.partial.extend_from_slice(rest);
        Ok(ReadOn::More)
    }

    fn is_full(&self) -> bool {
        self.listing.entries.len() + self.listing.refused.len() >= MAX_ENTRIES || self.bytes >= MAX_BYTES
    }

    /// The entries that came since the last call.
    pub fn fresh(&mut self) -> &[Entry] {
        let fresh = self.listing.entries.get(self.shown..).unwrap_or_default();
        self.shown = self.listing.entries.len();
        fresh
    }

    /// The listing, once the data connection has ended, and what is to be remembered of the server.
    #[must_use]
    pub fn finish(mut self) -> (Listing, ListingMemory) {
        let last = std::mem::take(&mut self.partial);
        if !last.is_empty() {
            self.line(&last);
        }
        if let Some(wrapped) = self.wrapped.take() {
            self.listing.unread.add(&wrapped);
        }
        let mut unused = self.links.resolve(&mut self.listing.entries);
        self.listing.refused.append(&mut unused);
        (self.listing, self.memory)
    }

    fn line(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(name) = self.wrapped.take() {
            let joined = [&name, &b" "[..], line].concat();
            if let Some(Line::Row(row)) = vms::parse(&Words::of(&joined)) {
                self.take(row, Family::Vms);
                return;
            }
            self.listing.unread.add(&name);
        }
        if self.asked == Asked::Mlsd
            && let Some(found) = facts::parse(line, Expecting::Facts)
        {
            self.found(Family::Facts, found);
            return;
        }
        let words = Words::of(line);
        if is_noise(&words) {
            return;
        }
        if vms::is_name_alone(&words) {
            self.wrapped = Some(line.to_vec());
            return;
        }
        match recognise(&words, self.memory.family, self.memory.system) {
            Some((family, found)) => self.found(family, found),
            None => self.listing.unread.add(line),
        }
    }

    fn found(&mut self, family: Family, line: Line<'_>) {
        match line {
            Line::Row(row) => self.take(row, family),
            Line::Noise => self.memory.family = Some(family),
        }
    }

    fn take(&mut self, mut row: Row<'_>, family: Family) {
        self.memory.family = Some(family);
        let mut name = std::mem::take(&mut row.name).into_owned();
        // Some servers mark folders as `ls -F` does; no name holds a slash.
        if row.kind == EntryKind::Folder && name.len() > 1 && name.ends_with(b"/") {
            name.pop();
        }
        if matches!(name.as_slice(), b"." | b"..") {
            return;
        }
        let unique = row.unique;
        match (EntryName::new(name.as_slice()), unique) {
            (Ok(name), unique) => {
                if let Some(unique) = unique {
                    self.links.inside(unique, self.listing.entries.len());
                }
                self.listing.entries.push(row.into_entry(name, self.zone));
            }
            (Err(_), Some(unique)) if name.contains(&b'/') => self.links.outside(unique, name, row.kind),
            (Err(_), _) => self.listing.refused.push(name),
        }
    }
}
