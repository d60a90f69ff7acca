//! The book of failures: like ones in groups, each file once, with what became of it. Pure.

use super::failure::{Failure, Note, Outcome};
use super::group::{Group, GroupKey};
use super::id::{EntryId, GroupId};
use crate::error::Error;
use crate::model::{SessionId, TransferId};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// One failure in the book.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The latest failure of this item.
    pub failure: Arc<Failure>,
    /// What became of it.
    pub outcome: Outcome,
    /// How often it failed, at least 1.
    pub tries: u32,
    /// Its group; `None` once it was dismissed, or failed again for another reason.
    pub group: Option<GroupId>,
    /// Its number in the store: run and failure.
    pub stored: (u64, u64),
}

/// The book of failures.
#[derive(Clone, Debug)]
pub struct Book {
    run: u64,
    entries: VecDeque<Entry>,
    first: u64,
    groups: BTreeMap<GroupId, Group>,
    by_key: HashMap<GroupKey, GroupId>,
    by_transfer: HashMap<TransferId, EntryId>,
    by_session: HashMap<SessionId, Vec<EntryId>>,
    next_group: u64,
    version: u64,
    open: usize,
    shown: usize,
    changed: Vec<EntryId>,
    removed: Vec<(u64, u64)>,
}

impl Default for Book {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Book {
    /// How many failures are held; the oldest make room.
    pub const CAP: usize = 200_000;

    /// An empty book of the run with this number.
    #[must_use]
    pub fn new(run: u64) -> Self {
        Self {
            run,
            entries: VecDeque::new(),
            first: 0,
            groups: BTreeMap::new(),
            by_key: HashMap::new(),
            by_transfer: HashMap::new(),
            by_session: HashMap::new(),
            next_group: 0,
            version: 0,
            open: 0,
            shown: 0,
            changed: Vec::new(),
            removed: Vec::new(),
        }
    }

    /// Counts up with every change.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The groups, in the order in which they began.
    #[must_use]
    pub fn groups(&self) -> impl DoubleEndedIterator<Item = &Group> {
        self.groups.values()
    }

    /// A group.
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.get(&id)
    }

    /// A failure.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(usize::try_from(id.0.checked_sub(self.first)?).ok()?)
    }

    /// The latest failure with this very error; `None` where it is not held (any more).
    #[must_use]
    pub fn find(&self, error: &Arc<Error>) -> Option<EntryId> {
        let at = self.entries.iter().rposition(|entry| Arc::ptr_eq(&entry.failure.error, error))?;
        Some(EntryId(self.first + u64::try_from(at).ok()?))
    }

    fn entry_mut(&mut self, id: EntryId) -> Option<&mut Entry> {
        self.entries.get_mut(usize::try_from(id.0.checked_sub(self.first)?).ok()?)
    }

    /// The numbers of all failures that are held.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<u64> {
        self.first..self.first + self.entries.len() as u64
    }

    /// How many failures of this run need a decision.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open
    }

    /// How many failures are shown in groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Takes in what the engine noted.
    pub fn take_in(&mut self, note: Note) {
        self.version += 1;
        match note {
            Note::Failed(failure, again) => {
                let outcome = if again { Outcome::Again } else { Outcome::Open };
                self.failed(failure, outcome);
            }
            Note::Transfer(transfer, outcome) => {
                if let Some(id) = self.by_transfer.get(&transfer).copied() {
                    self.settle(id, outcome);
                }
            }
            Note::Connected(session) => {
                for id in self.by_session.remove(&session).unwrap_or_default() {
                    self.settle(id, Outcome::Done);
                }
            }
        }
    }

    /// What failed was done after all.
    pub fn done(&mut self, id: EntryId) {
        self.version += 1;
        self.settle(id, Outcome::Done);
    }

    /// Settles everything of this run that waits for a decision and that `works` by now.
    pub fn done_where(&mut self, works: impl Fn(&Failure) -> bool) {
        if self.open == 0 {
            return;
        }
        let open =
            |entry: &Entry| entry.outcome == Outcome::Open && entry.group.is_some() && entry.stored.0 == self.run;
        let numbered = (self.first..).zip(&self.entries);
        let done: Vec<EntryId> = numbered
            .filter(|(_, entry)| open(entry) && works(&entry.failure))
            .map(|(number, _)| EntryId(number))
            .collect();
        for id in done {
            self.done(id);
        }
    }

    /// Takes in a failure of an earlier run.
    pub fn restore(&mut self, failure: Arc<Failure>, outcome: Outcome, tries: u32, stored: (u64, u64)) {
        self.version += 1;
        // What was under way ended with its run.
        let outcome = if outcome == Outcome::Again { Outcome::Open } else { outcome };
        let key = GroupKey::of(&failure, true);
        let group = self.group_for(key, &failure);
        let id = self.push(Entry { failure, outcome, tries, group: Some(group), stored });
        // It is in the store already.
        self.changed.retain(|changed| *changed != id);
    }

    fn failed(&mut self, failure: Arc<Failure>, outcome: Outcome) {
        let key = GroupKey::of(&failure, false);
        let mut tries = 1;
        let before = failure.transfer.and_then(|transfer| self.by_transfer.get(&transfer).copied());
        if let Some((id, entry)) = before.and_then(|id| Some((id, self.entry(id)?.clone()))) {
            tries = entry.tries.saturating_add(1);
            let same = entry.group.and_then(|group| self.groups.get(&group)).is_some_and(|group| group.key == key);
            if same && entry.outcome != Outcome::Done {
                self.uncount(id);
                let time = failure.time;
                if let Some(entry) = self.entry_mut(id) {
                    entry.failure = Arc::clone(&failure);
                    entry.tries = tries;
                    entry.outcome = outcome;
                }
                self.count(id);
                if let Some(group) = entry.group.and_then(|group| self.groups.get_mut(&group)) {
                    group.last = time;
                    group.example = failure;
                }
                self.changed.push(id);
                return;
            }
            if entry.outcome != Outcome::Done {
                // It failed for another reason now: it stands there instead.
                self.take_out(id);
            }
        }
        let (transfer, session) = (failure.transfer, failure.session);
        let group = self.group_for(key, &failure);
        let stored = (self.run, self.first + self.entries.len() as u64);
        let id = self.push(Entry { failure, outcome, tries, group: Some(group), stored });
        match (transfer, session) {
            (Some(transfer), _) => drop(self.by_transfer.insert(transfer, id)),
            (None, Some(session)) => self.by_session.entry(session).or_default().push(id),
            (None, None) => {}
        }
    }

    /// The open group of a key; one in which everything is settled is closed, and a new one begins.
    fn group_for(&mut self, key: GroupKey, failure: &Arc<Failure>) -> GroupId {
        let known = self.by_key.get(&key).copied();
        if let Some(group) = known.and_then(|id| self.groups.get_mut(&id))
            && (key.earlier || !group.is_settled())
        {
            group.last = failure.time;
            group.example = Arc::clone(failure);
            group.widen(failure);
            return group.id;
        }
        let id = GroupId(self.next_group);
        self.next_group += 1;
        self.groups.insert(id, Group::new(id, key.clone(), failure));
        self.by_key.insert(key, id);
        id
    }

    fn push(&mut self, entry: Entry) -> EntryId {
        if self.entries.len() >= Self::CAP {
            let oldest = EntryId(self.first);
            self.take_out(oldest);
            if let Some(gone) = self.entries.pop_front()
                && let Some(transfer) = gone.failure.transfer
                && self.by_transfer.get(&transfer) == Some(&oldest)
            {
                self.by_transfer.remove(&transfer);
            }
            self.first += 1;
        }
        let id = EntryId(self.first + self.entries.len() as u64);
        if let Some(group) = entry.group.and_then(|group| self.groups.get_mut(&group)) {
            group.entries.push_back(id);
        }
        self.entries.push_back(entry);
        self.count(id);
        self.changed.push(id);
        id
    }

    fn settle(&mut self, id: EntryId, outcome: Outcome) {
        let Some(entry) = self.entry(id) else { return };
        if entry.outcome == outcome || entry.outcome == Outcome::Done {
            return;
        }
        self.uncount(id);
        if let Some(entry) = self.entry_mut(id) {
            entry.outcome = outcome;
        }
        self.count(id);
        self.changed.push(id);
    }

    fn tally(&mut self, id: EntryId, up: bool) {
        let Some(entry) = self.entry(id) else { return };
        let (outcome, failure) = (entry.outcome, Arc::clone(&entry.failure));
        let Some(group) = entry.group.and_then(|group| self.groups.get_mut(&group)) else { return };
        let step = |count: &mut usize| *count = if up { *count + 1 } else { count.saturating_sub(1) };
        step(&mut self.shown);
        if outcome == Outcome::Open && !group.key.earlier {
            step(&mut self.open);
        }
        step(match outcome {
            Outcome::Open => &mut group.open,
            Outcome::Again => &mut group.again,
            Outcome::Done => &mut group.done,
            Outcome::Left => &mut group.left,
        });
        if failure.transfer.is_some() || failure.size.is_some() {
            step(&mut group.transfers);
        }
        if let (Some(size), Outcome::Open | Outcome::Again) = (failure.size, outcome) {
            group.bytes = if up { group.bytes.saturating_add(size) } else { group.bytes.saturating_sub(size) };
        }
    }

    fn count(&mut self, id: EntryId) {
        self.tally(id, true);
    }

    fn uncount(&mut self, id: EntryId) {
        self.tally(id, false);
    }

    /// Takes a failure out of its group; an empty group goes.
    fn take_out(&mut self, id: EntryId) {
        self.uncount(id);
        let Some(group) = self.entry_mut(id).and_then(|entry| entry.group.take()) else { return };
        let empty = self.groups.get_mut(&group).is_some_and(|group| {
            if group.entries.front() == Some(&id) {
                group.entries.pop_front();
            } else if let Ok(at) = group.entries.binary_search(&id) {
                group.entries.remove(at);
            }
            group.is_empty()
        });
        if empty {
            self.forget(group);
        }
        if let Some(entry) = self.entry(id) {
            self.removed.push(entry.stored);
        }
    }

    fn forget(&mut self, id: GroupId) {
        if let Some(group) = self.groups.remove(&id)
            && self.by_key.get(&group.key) == Some(&id)
        {
            self.by_key.remove(&group.key);
        }
    }

    /// Takes failures out of the book, as somebody wished.
    pub fn dismiss(&mut self, ids: &[EntryId]) {
        self.version += 1;
        for id in ids {
            self.take_out(*id);
        }
    }

    /// Takes a whole group out of the book.
    pub fn dismiss_group(&mut self, id: GroupId) {
        self.version += 1;
        let Some(entries) = self.groups.get(&id).map(|group| group.entries.clone()) else { return };
        for entry in &entries {
            self.uncount(*entry);
        }
        for entry in entries {
            if let Some(entry) = self.entry_mut(entry) {
                entry.group = None;
                let stored = entry.stored;
                self.removed.push(stored);
            }
        }
        self.forget(id);
    }

    /// The transfers of a group that are not settled, each with its failure.
    #[must_use]
    pub fn unsettled(&self, id: GroupId) -> Vec<TransferId> {
        let Some(group) = self.groups.get(&id) else { return Vec::new() };
        let entries = group.entries.iter().filter_map(|entry| self.entry(*entry));
        entries.filter(|entry| entry.outcome == Outcome::Open).filter_map(|entry| entry.failure.transfer).collect()
    }

    /// What changed since this was last asked, for the store: failures to keep, and numbers to remove.
    pub fn take_changes(&mut self) -> (Vec<Entry>, Vec<(u64, u64)>) {
        let mut ids = std::mem::take(&mut self.changed);
        ids.sort_unstable();
        ids.dedup();
        let kept = ids.into_iter().filter_map(|id| self.entry(id)).filter(|entry| entry.group.is_some()).cloned();
        (kept.collect(), std::mem::take(&mut self.removed))
    }

    /// Numbers the failures that come from now on as those of this run.
    pub fn begin_run(&mut self, run: u64) {
        self.run = run;
    }

    /// Whether something changed since then.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        !self.changed.is_empty() || !self.removed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::failure::Tried;
    use super::*;
    use crate::error::{Cause, Confidence, Diagnosis, ErrorKind, Evidence, Finding, Place};
    use crate::model::{ByteSize, RemotePath, Space, Timestamp};

    fn full(file: &str, disk: Option<u64>) -> Note {
        let place = Place::Remote(RemotePath::parse(file.as_bytes()).unwrap());
        let space = Space {
            total: ByteSize(10),
            available: ByteSize(0),
            available_files: None,
            read_only: false,
            name_max: None,
            file_system_id: disk,
        };
        let diagnosis = Diagnosis {
            cause: Cause::DiskFull { folder: place.parent(), free: Some(ByteSize(0)), needed: None },
            confidence: Confidence::Certain,
            alternatives: Vec::new(),
            evidence: vec![Evidence { about: place.parent(), finding: Finding::Space(space) }],
            fixes: Vec::new(),
        };
        let error = Error::new(ErrorKind::Failure).at(place).explained(Arc::new(diagnosis));
        let failure = Failure {
            time: Timestamp::from_secs(100),
            session: None,
            transfer: None,
            tried: Tried::Operate,
            size: None,
            error: error.into(),
        };
        Note::Failed(Arc::new(failure), false)
    }

    #[test]
    fn a_full_disk_is_one_group_over_all_of_its_folders() {
        let places = |notes: [Note; 4]| {
            let mut book = Book::new(0);
            for note in notes {
                book.take_in(note);
            }
            let of = |group: &Group| (group.place.as_ref().map(Place::display), group.len());
            book.groups().map(of).collect::<Vec<_>>()
        };
        let group = |place: &str, count| (Some(place.to_owned()), count);
        let (one, other) = (Some(7), Some(8));
        let told = [full("/srv/a/b/1", one), full("/srv/a/2", one), full("/mnt/3", other), full("/srv/c/4", one)];
        assert_eq!(places(told), [group("/srv", 3), group("/mnt", 1)]);
        // Without a number nobody knows which folders lie on one disk.
        let untold =
            [full("/srv/a/b/1", None), full("/srv/a/2", None), full("/srv/a/3", Some(0)), full("/srv/4", None)];
        assert_eq!(places(untold), [group("/srv/a/b", 1), group("/srv/a", 2), group("/srv", 1)]);
    }
}
