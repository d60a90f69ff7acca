//! A listing in the order in which it is shown: sorted once when it changes, never while drawing. Pure.

use crate::model::{Entry, EntryName, Listing};
use crate::settings::{Column, SortOrder};
use std::cmp::Ordering;
use std::sync::Arc;

/// One entry of the listing that is shown; valid until the next listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(u32);

impl RowId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    /// An entry.
    Entry(RowId, &'a Entry),
    /// A name that must not be used; it can only be looked at.
    Refused(&'a [u8]),
}

/// A listing with its sort keys and the order on screen.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    listing: Arc<Listing>,
    keys: Vec<Key>,
    order: Vec<RowId>,
    /// For each entry its row on screen; `None` when hidden.
    places: Vec<Option<u32>>,
    folders: usize,
    sort: SortOrder,
    show_hidden: bool,
}

#[derive(Clone, Debug)]
struct Key {
    /// The name for eyes in lower case, for type-ahead.
    lower: Box<str>,
    /// The same with numbers written so that bytes compare as numbers do.
    natural: Box<[u8]>,
    folder: bool,
}

impl Key {
    fn of(entry: &Entry) -> Self {
        let lower = entry.name.display().to_lowercase();
        Self { natural: natural_key(&lower), folder: entry.leads_to_folder(), lower: lower.into() }
    }
}

/// Writes digit runs as `0`, their length and their digits, so that `file9` sorts before `file10` byte by byte.
fn natural_key(lower: &str) -> Box<[u8]> {
    let mut key = Vec::with_capacity(lower.len() + 4);
    let mut rest = lower.as_bytes();
    while let Some(byte) = rest.first() {
        if !byte.is_ascii_digit() {
            key.push(*byte);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let run = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, after) = rest.split_at_checked(run).unwrap_or((rest, &[]));
        let zeros = digits.iter().take_while(|b| **b == b'0').count();
        let value = digits.get(zeros..).unwrap_or_default();
        key.extend([b'0', u8::try_from(value.len()).unwrap_or(u8::MAX)]);
        key.extend_from_slice(value);
        rest = after;
    }
    key.into_boxed_slice()
}

impl Rows {
    /// Takes over a listing and sorts it. Keys of a listing that only grew are kept.
    pub fn set(&mut self, listing: Arc<Listing>, sort: SortOrder, show_hidden: bool) {
        let known = self.keys.len();
        let grew = known > 0
            && listing.entries.len() >= known
            && listing.entries.get(known - 1).map(|e| &e.name) == self.listing.entries.get(known - 1).map(|e| &e.name)
            && listing.entries.first() == self.listing.entries.first();
        if !grew {
            self.keys.clear();
        }
        let new = listing.entries.get(self.keys.len()..).unwrap_or_default();
        self.keys.extend(new.iter().map(Key::of));
        self.listing = listing;
        self.arrange(sort, show_hidden);
    }

    /// Sorts anew.
    pub fn arrange(&mut self, sort: SortOrder, show_hidden: bool) {
        self.sort = sort;
        self.show_hidden = show_hidden;
        let entries = &self.listing.entries;
        let shown = |id: &RowId| show_hidden || entries.get(id.index()).is_some_and(|entry| !entry.name.is_hidden());
        self.order = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).map(RowId).filter(shown).collect();
        let mut order = std::mem::take(&mut self.order);
        order.sort_by(|a, b| self.compare(*a, *b));
        self.places = vec![None; entries.len()];
        for (row, id) in (0..).zip(&order) {
            if let Some(place) = self.places.get_mut(id.index()) {
                *place = Some(row);
            }
        }
        self.folders = order.iter().filter(|id| self.keys.get(id.index()).is_some_and(|key| key.folder)).count();
        self.order = order;
    }

    fn compare(&self, a: RowId, b: RowId) -> Ordering {
        let entries = &self.listing.entries;
        let (Some(key_a), Some(key_b)) = (self.keys.get(a.index()), self.keys.get(b.index())) else {
            return a.cmp(&b);
        };
        let (Some(entry_a), Some(entry_b)) = (entries.get(a.index()), entries.get(b.index())) else {
            return a.cmp(&b);
        };
        let by_name = || key_a.natural.cmp(&key_b.natural).then_with(|| entry_a.name.cmp(&entry_b.name));
        let ordered = match self.sort.column {
            Column::Name => by_name(),
            Column::Size if key_a.folder => Ordering::Equal,
            Column::Size => entry_a.size.cmp(&entry_b.size),
            Column::Modified => {
                let at = |entry: &Entry| entry.modified.map(|time| (time.secs, time.nanos));
                at(entry_a).cmp(&at(entry_b))
            }
            Column::Permissions => entry_a.permissions.cmp(&entry_b.permissions),
            Column::Owner => owner_key(entry_a).cmp(&owner_key(entry_b)),
        };
        let ordered = if self.sort.ascending { ordered } else { ordered.reverse() };
        key_b.folder.cmp(&key_a.folder).then(ordered).then_with(by_name)
    }

    /// How the rows are sorted.
    #[must_use]
    pub fn sort(&self) -> SortOrder {
        self.sort
    }

    /// How many rows there are, refused names included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len() + self.listing.refused.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are entries that can be used; they stand before the refused ones.
    #[must_use]
    pub fn usable(&self) -> usize {
        self.order.len()
    }

    /// How many rows are folders or lead to one.
    #[must_use]
    pub fn folders(&self) -> usize {
        self.folders
    }

    /// How many entries are not shown because their names begin with a dot.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.listing.entries.len() - self.order.len()
    }

    /// Whether the server had more entries than are taken.
    #[must_use]
    pub fn truncated(&self) -> bool {
        self.listing.truncated
    }

    /// How many lines of the server's listing were not understood.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.listing.unread.count
    }

    /// What stands in a row, counted from the top.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<Row<'_>> {
        match self.order.get(row) {
            Some(id) => self.listing.entries.get(id.index()).map(|entry| Row::Entry(*id, entry)),
            None => self.listing.refused.get(row - self.order.len()).map(|name| Row::Refused(name)),
        }
    }

    /// The entry in a row; `None` for refused names.
    #[must_use]
    pub fn id_at(&self, row: usize) -> Option<RowId> {
        self.order.get(row).copied()
    }

    /// An entry by its id.
    #[must_use]
    pub fn entry(&self, id: RowId) -> Option<&Entry> {
        self.listing.entries.get(id.index())
    }

    /// The row in which an entry stands; `None` when it is hidden or gone.
    #[must_use]
    pub fn row_of(&self, id: RowId) -> Option<usize> {
        self.places.get(id.index()).copied().flatten().map(|row| row as usize)
    }

    /// The entry of that name.
    #[must_use]
    pub fn find(&self, name: &EntryName) -> Option<RowId> {
        self.order.iter().copied().find(|id| self.entry(*id).is_some_and(|entry| entry.name == *name))
    }

    /// The entries that are shown, from the top.
    pub fn ids(&self) -> impl Iterator<Item = RowId> + '_ {
        self.order.iter().copied()
    }

    /// The next row from `start` on (and around) whose name begins with `prefix`, which is lower case.
    #[must_use]
    pub fn find_prefix(&self, prefix: &str, start: usize) -> Option<RowId> {
        let matches = |id: &RowId| self.keys.get(id.index()).is_some_and(|key| key.lower.starts_with(prefix));
        let (before, after) = self.order.split_at_checked(start).unwrap_or((&self.order, &[]));
        after.iter().copied().find(matches).or_else(|| before.iter().copied().find(matches))
    }
}

fn owner_key(entry: &Entry) -> (Option<&str>, Option<u32>) {
    (entry.owner.name.as_deref(), entry.owner.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ByteSize, EntryKind};

    fn rows(names: &[&str], sort: SortOrder, hidden: bool) -> Rows {
        let entries = names
            .iter()
            .map(|name| {
                let (name, kind) = match name.strip_suffix('/') {
                    Some(name) => (name, EntryKind::Folder),
                    None => (*name, EntryKind::File),
                };
                let mut entry = Entry::new(EntryName::new(name).unwrap(), kind);
                entry.size = (kind == EntryKind::File).then_some(ByteSize(name.len() as u64));
                entry
            })
            .collect();
        let mut rows = Rows::default();
        rows.set(Arc::new(Listing { entries, refused: vec![b"../x".to_vec()], ..Listing::default() }), sort, hidden);
        rows
    }

    fn shown(rows: &Rows) -> Vec<String> {
        rows.ids().map(|id| rows.entry(id).unwrap().name.display()).collect()
    }

    #[test]
    fn names_sort_as_people_count_and_folders_stand_first() {
        let names = ["file10", "File9", "b/", "file2a", "a10/", "a9/", ".hid"];
        let by_name = rows(&names, SortOrder::default(), true);
        assert_eq!(shown(&by_name), ["a9", "a10", "b", ".hid", "file2a", "File9", "file10"]);
        let down = rows(&names, SortOrder { column: Column::Size, ascending: false }, false);
        assert_eq!(shown(&down), ["a9", "a10", "b", "file2a", "file10", "File9"]);
        assert_eq!((down.hidden(), down.len(), down.folders()), (1, 7, 3));
        assert!(matches!(down.at(6), Some(Row::Refused(b"../x"))));
        assert_eq!(down.id_at(6), None);
    }

    #[test]
    fn type_ahead_goes_on_from_the_cursor_and_around() {
        let rows = rows(&["alpha", "Beta", "bravo"], SortOrder::default(), true);
        let name = |id: Option<RowId>| rows.entry(id.unwrap()).unwrap().name.display();
        assert_eq!(name(rows.find_prefix("b", 0)), "Beta");
        assert_eq!(name(rows.find_prefix("b", 2)), "bravo");
        assert_eq!(name(rows.find_prefix("a", 1)), "alpha");
        assert_eq!(rows.find_prefix("z", 0), None);
    }

    #[test]
    fn a_hundred_thousand_rows_sort_and_grow() {
        let names: Vec<String> = (0..100_000).map(|n| format!("report-{}.txt", n * 7919 % 100_000)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut all = rows(&names, SortOrder::default(), true);
        assert_eq!(shown(&all).get(99_999).map(String::as_str), Some("report-99999.txt"));
        let mut grown = (*all.listing).clone();
        grown.entries.push(Entry::new(EntryName::new("aaa").unwrap(), EntryKind::File));
        all.set(Arc::new(grown), SortOrder::default(), true);
        assert_eq!(shown(&all).first().map(String::as_str), Some("aaa"));
    }
}
