//! Which errors are shown: found once, never searched anew while drawing.

use crate::journal::{Book, EntryId, ErrorFilter, Group, GroupId};
use crate::text::entry_search_text;
use std::collections::{BTreeMap, BTreeSet};

/// How many errors are looked at in one frame while words are searched for.
const WORDS_A_FRAME: u64 = 5_000;
const TIMES_A_FRAME: u64 = 200_000;

/// A row on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Group(GroupId),
    File(GroupId, EntryId),
}

/// The errors that fit the filter, by group, and the order of the groups.
#[derive(Clone, Debug, Default)]
pub(super) struct ErrorIndex {
    filter: ErrorFilter,
    version: Option<u64>,
    looked: u64,
    found: BTreeMap<GroupId, Vec<EntryId>>,
    /// Groups from top to bottom.
    pub order: Vec<GroupId>,
}

impl ErrorIndex {
    /// Looks at what is new, or at everything when the filter changed. Returns whether there is more to look at.
    pub(super) fn update(&mut self, book: &Book, filter: &ErrorFilter) -> bool {
        if self.filter != *filter {
            *self = Self { filter: filter.clone(), ..Self::default() };
        }
        let range = book.range();
        if self.version == Some(book.version()) && (self.looked >= range.end || filter.is_empty()) {
            return false;
        }
        self.version = Some(book.version());
        let mut more = false;
        if !filter.is_empty() {
            for (group, found) in &mut self.found {
                found.retain(|id| book.entry(*id).is_some_and(|entry| entry.group == Some(*group)));
            }
            self.found.retain(|_, found| !found.is_empty());
            more = self.look(book, filter);
        }
        let shown = |group: &&Group| filter.is_empty() || self.found.contains_key(&group.id);
        // What needs somebody first, the latest cause on top; the order does not change while errors arrive.
        let mut order: Vec<(bool, bool, GroupId)> =
            book.groups().filter(shown).map(|group| (!group.key.earlier, !group.is_settled(), group.id)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        self.order = order.into_iter().map(|(_, _, id)| id).collect();
        more
    }

    fn look(&mut self, book: &Book, filter: &ErrorFilter) -> bool {
        let range = book.range();
        let wanted = filter.text.trim().to_lowercase();
        let budget = if wanted.is_empty() { TIMES_A_FRAME } else { WORDS_A_FRAME };
        let from = self.looked.max(range.start);
        let until = range.end.min(from.saturating_add(budget));
        for id in (from..until).map(EntryId) {
            let Some(entry) = book.entry(id) else { continue };
            let Some(group) = entry.group.and_then(|group| book.group(group)) else { continue };
            if filter.fits_group(group) && filter.fits(entry, &wanted, || entry_search_text(entry, group)) {
                self.found.entry(group.id).or_default().push(id);
            }
        }
        self.looked = until;
        until < range.end
    }

    /// How many files of a group are shown when it is open.
    pub(super) fn count(&self, group: &Group) -> usize {
        if self.filter.is_empty() { group.entries.len() } else { self.found.get(&group.id).map_or(0, Vec::len) }
    }

    fn file(&self, group: &Group, at: usize) -> Option<EntryId> {
        if self.filter.is_empty() {
            group.entries.get(at).copied()
        } else {
            self.found.get(&group.id)?.get(at).copied()
        }
    }

    /// The files of a group that are shown when it is open.
    pub(super) fn files<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = EntryId> + 'a {
        (0..self.count(group)).filter_map(|at| self.file(group, at))
    }

    /// The height of everything, in points.
    pub(super) fn height(&self, book: &Book, expanded: &BTreeSet<GroupId>, heights: (f32, f32)) -> f32 {
        self.order
            .iter()
            .filter_map(|id| book.group(*id))
            .map(|group| self.group_height(group, expanded, heights))
            .sum()
    }

    #[expect(clippy::cast_precision_loss, reason = "points on screen")]
    fn group_height(&self, group: &Group, expanded: &BTreeSet<GroupId>, (head, file): (f32, f32)) -> f32 {
        head + if expanded.contains(&group.id) { self.count(group) as f32 * file } else { 0.0 }
    }

    /// The rows between `top` and `bottom`, each with its upper edge, in points from the top of everything.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "points on screen"
    )]
    pub(super) fn rows(
        &self,
        book: &Book,
        expanded: &BTreeSet<GroupId>,
        heights: (f32, f32),
        (top, bottom): (f32, f32),
    ) -> Vec<(f32, Place)> {
        let (head, file) = heights;
        let mut rows = Vec::new();
        let mut y = 0.0;
        for group in self.order.iter().filter_map(|id| book.group(*id)) {
            let height = self.group_height(group, expanded, heights);
            if y > bottom {
                break;
            }
            if y + height >= top {
                if y + head >= top {
                    rows.push((y, Place::Group(group.id)));
                }
                if expanded.contains(&group.id) {
                    let first = ((top - y - head) / file).floor().max(0.0) as usize;
                    let last = (((bottom - y - head) / file).ceil().max(0.0) as usize).min(self.count(group));
                    for at in first..last {
                        if let Some(id) = self.file(group, at) {
                            rows.push((y + head + at as f32 * file, Place::File(group.id, id)));
                        }
                    }
                }
            }
            y += height;
        }
        rows
    }
}
