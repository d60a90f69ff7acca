//! One pane: the folder it shows, its rows, selection and history. Pure.

use super::rows::{RowId, Rows};
use super::side::{CursorMove, Pick};
use crate::engine::Location;
use crate::error::Error;
use crate::model::{ByteSize, EntryName, RequestId};
use crate::remote::Space;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// A listing that is being waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The request.
    pub request: RequestId,
    /// The folder asked for; `None` for a typed one, of which the place is told by the answer.
    pub folder: Option<Location>,
    /// What was typed, for eyes; empty when nothing was typed.
    pub typed: String,
    /// What becomes of the history when the answer comes.
    pub visit: Visit,
    /// The entry to put the cursor on afterwards.
    pub cursor: Option<EntryName>,
}

/// What a listing means for the history of its pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Visit {
    /// A new place: the old one goes to the history.
    New,
    /// Back in the history.
    Back,
    /// Forward in the history.
    Forward,
    /// The same folder once more.
    Refresh,
}

/// An entry whose name is being edited in its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The entry, by name: rows may move while it is edited.
    pub name: EntryName,
    /// The text in the field.
    pub text: String,
}

/// A wish to bring a row into sight; each wish has its own serial number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScrollWish {
    /// Counts up with each wish.
    pub serial: u64,
    /// The row, counted from the top.
    pub row: usize,
}

/// The sums over a selection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SelectionSums {
    /// Selected entries.
    pub entries: usize,
    /// How many of them are folders or lead to one.
    pub folders: usize,
    /// Sum of the known sizes of the files among them.
    pub bytes: ByteSize,
}

/// A pane.
#[derive(Clone, Debug, Default)]
pub struct PaneState {
    /// The folder that is shown; `None`: none yet, or not connected.
    pub folder: Option<Location>,
    /// Where "home" leads; `None` while it is not known.
    pub home: Option<Location>,
    /// The rows.
    pub rows: Rows,
    /// Why the folder could not be read; the rows are empty then.
    pub error: Option<Arc<Error>>,
    /// What is being waited for.
    pub pending: Option<Pending>,
    /// Whether the rows are all there is: more pages may be on their way.
    pub complete: bool,
    /// Places before this one, the latest last.
    pub back: Vec<Location>,
    /// Places that "back" left, the latest last.
    pub forward: Vec<Location>,
    /// The row the keyboard stands on.
    pub cursor: Option<RowId>,
    /// Where a range begins.
    pub anchor: Option<RowId>,
    selection: BTreeSet<RowId>,
    sums: SelectionSums,
    /// The row to bring into sight.
    pub scroll: ScrollWish,
    /// The name that is being edited.
    pub rename: Option<Rename>,
    /// The text in the path field while it is being edited.
    pub path_text: Option<String>,
    /// Free space of the file system; `None` where it is not told.
    pub space: Option<Space>,
    /// An entry that was made or renamed just now: the next listing puts the cursor on it.
    pub show_next: Option<EntryName>,
    typed: String,
    typed_at: Duration,
}

/// After this pause a typed letter begins a new word.
const TYPE_AHEAD_PAUSE: Duration = Duration::from_millis(900);
const MAX_HISTORY: usize = 100;

impl PaneState {
    /// The selected entries, in the order of the listing.
    #[must_use]
    pub fn selection(&self) -> &BTreeSet<RowId> {
        &self.selection
    }

    /// Whether an entry is selected.
    #[must_use]
    pub fn is_selected(&self, id: RowId) -> bool {
        self.selection.contains(&id)
    }

    /// The sums over the selection.
    #[must_use]
    pub fn sums(&self) -> SelectionSums {
        self.sums
    }

    /// The names of the selected entries in the order on screen; with nothing selected the one under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Vec<EntryName> {
        let mut ids: Vec<RowId> = self.selection.iter().copied().collect();
        if ids.is_empty() {
            ids.extend(self.cursor);
        }
        ids.sort_by_key(|id| self.rows.row_of(*id));
        ids.into_iter().filter_map(|id| self.rows.entry(id).map(|entry| entry.name.clone())).collect()
    }

    /// The place of an entry of this pane.
    #[must_use]
    pub fn location_of(&self, name: &EntryName) -> Option<Location> {
        Some(join(self.folder.as_ref()?, name))
    }

    /// Replaces the selection.
    pub fn select(&mut self, ids: impl IntoIterator<Item = RowId>) {
        self.selection = ids.into_iter().filter(|id| self.rows.row_of(*id).is_some()).collect();
        self.sum_up();
    }

    fn sum_up(&mut self) {
        let mut sums = SelectionSums::default();
        for entry in self.selection.iter().filter_map(|id| self.rows.entry(*id)) {
            sums.entries += 1;
            if entry.leads_to_folder() {
                sums.folders += 1;
            } else {
                sums.bytes = sums.bytes.saturating_add(entry.size.unwrap_or_default());
            }
        }
        self.sums = sums;
    }

    /// A click or key on an entry.
    pub fn pick(&mut self, id: RowId, how: Pick) {
        let Some(row) = self.rows.row_of(id) else { return };
        let from = self.anchor.and_then(|anchor| self.rows.row_of(anchor)).unwrap_or(row);
        match how {
            Pick::Only => self.selection = BTreeSet::from([id]),
            Pick::Toggle => {
                if !self.selection.remove(&id) {
                    self.selection.insert(id);
                }
            }
            Pick::Range | Pick::AddRange => {
                if how == Pick::Range {
                    self.selection.clear();
                }
                self.selection.extend((from.min(row)..=from.max(row)).filter_map(|row| self.rows.id_at(row)));
            }
        }
        if matches!(how, Pick::Only | Pick::Toggle) || self.anchor.is_none() {
            self.anchor = Some(id);
        }
        self.cursor = Some(id);
        self.sum_up();
    }

    /// Puts cursor and selection on one entry and brings it into sight.
    pub fn show(&mut self, id: RowId) {
        self.pick(id, Pick::Only);
        self.scroll_to_cursor();
    }

    /// Brings the cursor into sight.
    pub fn scroll_to_cursor(&mut self) {
        if let Some(row) = self.cursor.and_then(|id| self.rows.row_of(id)) {
            self.scroll = ScrollWish { serial: self.scroll.serial + 1, row };
        }
    }

    /// A cursor key; with `extend` the selection grows from the anchor.
    pub fn move_cursor(&mut self, to: CursorMove, extend: bool) {
        let Some(last) = self.rows.usable().checked_sub(1) else { return };
        let here = self.cursor.and_then(|id| self.rows.row_of(id));
        let row = match (to, here) {
            (CursorMove::First, _) | (CursorMove::Up(_) | CursorMove::Down(_), None) => 0,
            (CursorMove::Last, _) => last,
            (CursorMove::Up(by), Some(here)) => here.saturating_sub(by),
            (CursorMove::Down(by), Some(here)) => here.saturating_add(by).min(last),
        };
        if let Some(id) = self.rows.id_at(row) {
            self.pick(id, if extend { Pick::Range } else { Pick::Only });
            self.scroll_to_cursor();
        }
    }

    /// Puts the cursor one row down; the selection stays.
    pub fn step_cursor(&mut self) {
        let row = self.cursor.and_then(|id| self.rows.row_of(id));
        if let Some(next) = row.and_then(|row| self.rows.id_at(row + 1)) {
            self.cursor = Some(next);
            self.anchor = Some(next);
            self.scroll_to_cursor();
        }
    }

    /// Letters typed into the table at the time `now`: goes to the next name that begins with them.
    pub fn type_ahead(&mut self, text: &str, now: Duration) {
        if now.saturating_sub(self.typed_at) > TYPE_AHEAD_PAUSE {
            self.typed.clear();
        }
        self.typed_at = now;
        self.typed.push_str(&text.to_lowercase());
        let here = self.cursor.and_then(|id| self.rows.row_of(id)).unwrap_or(0);
        // The same letter again and again steps through the names that begin with it.
        let mut letters = self.typed.chars();
        let first = letters.next();
        let repeated = letters.clone().next().is_some() && letters.all(|c| Some(c) == first);
        let found = self.rows.find_prefix(&self.typed, if self.typed.chars().count() == 1 { here + 1 } else { here });
        let found = found.or_else(|| {
            first.filter(|_| repeated).and_then(|c| self.rows.find_prefix(c.encode_utf8(&mut [0; 4]), here + 1))
        });
        if let Some(id) = found {
            self.show(id);
        }
    }

    /// Whether letters were typed so shortly before `now` that a space belongs to them.
    #[must_use]
    pub fn is_typing(&self, now: Duration) -> bool {
        !self.typed.is_empty() && now.saturating_sub(self.typed_at) <= TYPE_AHEAD_PAUSE
    }

    /// The names that are selected, and the one under the cursor, to be found again in a new listing.
    pub(super) fn marks(&self) -> (BTreeSet<EntryName>, Option<EntryName>) {
        let name = |id: &RowId| self.rows.entry(*id).map(|entry| entry.name.clone());
        (self.selection.iter().filter_map(name).collect(), self.cursor.as_ref().and_then(name))
    }

    /// Finds marked names again after a change of rows.
    pub(super) fn restore_marks(&mut self, selected: &BTreeSet<EntryName>, cursor: Option<&EntryName>) {
        let find = |name: &EntryName| self.rows.find(name);
        self.cursor = cursor.and_then(find);
        self.anchor = self.cursor;
        let ids: Vec<RowId> = if selected.is_empty() {
            Vec::new()
        } else {
            let marked = |id: &RowId| self.rows.entry(*id).is_some_and(|entry| selected.contains(&entry.name));
            self.rows.ids().filter(marked).collect()
        };
        self.select(ids);
    }

    /// Forgets everything: there is no folder any more.
    pub(super) fn reset(&mut self) {
        let scroll = self.scroll;
        *self = Self::default();
        self.scroll = scroll;
    }

    /// Forgets rows, selection and cursor.
    pub(super) fn clear_rows(&mut self) {
        self.rows = Rows::default();
        self.selection.clear();
        self.sums = SelectionSums::default();
        self.cursor = None;
        self.anchor = None;
        self.rename = None;
        self.space = None;
    }

    /// Moves the history on: the place that was shown gives way to another.
    pub(super) fn visited(&mut self, visit: Visit, to: &Location) {
        let Some(old) = self.folder.clone().filter(|old| old != to) else { return };
        match visit {
            Visit::Refresh => {}
            Visit::New => {
                self.forward.clear();
                self.back.push(old);
                let excess = self.back.len().saturating_sub(MAX_HISTORY);
                self.back.drain(..excess);
            }
            Visit::Back => {
                self.back.pop();
                self.forward.push(old);
            }
            Visit::Forward => {
                self.forward.pop();
                self.back.push(old);
            }
        }
    }
}

/// The place of an entry in a folder. On this computer names that are not UTF-8 keep their bytes where the system allows.
#[must_use]
pub fn join(folder: &Location, name: &EntryName) -> Location {
    match folder {
        Location::Local(path) => Location::Local(path.join(local_name(name))),
        Location::Remote(session, path) => Location::Remote(*session, path.join(name)),
    }
}

#[cfg(unix)]
fn local_name(name: &EntryName) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(name.as_bytes().to_vec())
}

#[cfg(not(unix))]
fn local_name(name: &EntryName) -> std::ffi::OsString {
    name.display().into()
}

/// The folder that holds a place; `None` at the top.
#[must_use]
pub fn parent(place: &Location) -> Option<Location> {
    match place {
        Location::Local(path) => path.parent().map(|parent| Location::Local(parent.to_owned())),
        Location::Remote(session, path) => path.parent().map(|parent| Location::Remote(*session, parent)),
    }
}

/// The last component of a place; `None` at the top.
#[must_use]
pub fn name_of(place: &Location) -> Option<EntryName> {
    match place {
        Location::Local(path) => EntryName::new(path.file_name()?.as_encoded_bytes()).ok(),
        Location::Remote(_, path) => path.name(),
    }
}

/// A place for eyes.
#[must_use]
pub fn display(place: &Location) -> String {
    match place {
        Location::Local(path) => crate::model::escape_bytes(path.as_os_str().as_encoded_bytes()),
        Location::Remote(_, path) => path.display(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, EntryKind, Listing};
    use crate::settings::SortOrder;

    fn pane(names: &[&str]) -> PaneState {
        let mut pane = PaneState::default();
        let entries = names.iter().map(|name| Entry::new(EntryName::new(*name).unwrap(), EntryKind::File)).collect();
        let listing = Listing { entries, ..Listing::default() };
        pane.rows.set(Arc::new(listing), SortOrder::default(), true);
        pane
    }

    fn id(pane: &PaneState, name: &str) -> RowId {
        pane.rows.find(&EntryName::new(name).unwrap()).unwrap()
    }

    fn selected(pane: &PaneState) -> String {
        pane.chosen().iter().map(EntryName::display).collect()
    }

    #[test]
    fn ranges_grow_from_the_anchor_and_shrink_again() {
        let mut pane = pane(&["a", "b", "c", "d", "e"]);
        for (name, how, expected) in [
            ("c", Pick::Only, "c"),
            ("e", Pick::Range, "cde"),
            ("a", Pick::Range, "abc"),
            ("c", Pick::Toggle, "ab"),
            ("e", Pick::AddRange, "abcde"),
            ("b", Pick::Only, "b"),
        ] {
            let id = id(&pane, name);
            pane.pick(id, how);
            assert_eq!(selected(&pane), expected, "{name} {how:?}");
        }
        assert_eq!(pane.sums().entries, 1);
    }

    #[test]
    fn the_same_letter_steps_through_names() {
        let mut pane = pane(&["alpha", "beta", "bravo", "bus"]);
        let at = |secs| Duration::from_secs(secs);
        for (secs, letter, expected) in [(1, "b", "beta"), (1, "b", "bravo"), (1, "b", "bus"), (9, "a", "alpha")] {
            pane.type_ahead(letter, at(secs));
            assert_eq!(selected(&pane), expected);
        }
        for letter in ["b", "u"] {
            pane.type_ahead(letter, at(20));
        }
        assert_eq!(selected(&pane), "bus");
    }

    #[test]
    fn history_goes_both_ways() {
        let place = |name: &str| Location::Local(name.into());
        let mut pane = PaneState::default();
        for (visit, to) in [(Visit::New, "/a"), (Visit::New, "/b"), (Visit::Back, "/a"), (Visit::Forward, "/b")] {
            pane.visited(visit, &place(to));
            pane.folder = Some(place(to));
        }
        assert_eq!((pane.back.clone(), pane.forward.clone()), (vec![place("/a")], vec![]));
        pane.visited(Visit::Back, &place("/a"));
        pane.folder = Some(place("/a"));
        pane.visited(Visit::New, &place("/c"));
        assert_eq!((pane.back, pane.forward), (vec![place("/a")], vec![]), "a new way forgets the old one");
    }
}
