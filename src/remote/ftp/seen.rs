//! What a folder held a moment ago, so that a thousand like refusals in it are looked into once.

use crate::model::{EntryKind, EntryName, Listing, RemotePath};
use std::collections::HashMap;
use std::time::Duration;

/// How long it counts as true.
const FRESH: Duration = Duration::from_secs(2);
/// Folders with more names are not remembered.
const MOST_NAMES: usize = 100_000;

/// What was at a path a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Was {
    /// That is not known, or was too long ago.
    Unknown,
    /// Nothing.
    Nothing,
    /// This.
    There(EntryKind),
}

/// A folder that was listed whole.
#[derive(Debug)]
pub(super) struct Seen {
    folder: RemotePath,
    names: HashMap<EntryName, EntryKind>,
    /// On the program's clock.
    at: Duration,
}

impl Seen {
    /// What a listing tells; `None` where a name may be missing in it, or there are too many.
    pub(super) fn of(folder: &RemotePath, listing: &Listing, now: Duration) -> Option<Self> {
        let whole = listing.is_complete() && listing.refused.is_empty() && listing.entries.len() <= MOST_NAMES;
        let names = || listing.entries.iter().map(|entry| (entry.name.clone(), entry.kind)).collect();
        whole.then(|| Self { folder: folder.clone(), names: names(), at: now })
    }

    /// What was at a path.
    pub(super) fn at(&self, path: &RemotePath, now: Duration) -> Was {
        let fresh = now.saturating_sub(self.at) < FRESH && path.parent().as_ref() == Some(&self.folder);
        match path.name() {
            Some(name) if fresh => self.names.get(&name).map_or(Was::Nothing, |kind| Was::There(*kind)),
            _ => Was::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;

    #[test]
    fn it_tells_of_its_folder_for_two_seconds() {
        let path = |text: &str| RemotePath::parse(text.as_bytes()).unwrap();
        let entry = Entry::new(EntryName::new(b"a".as_slice()).unwrap(), EntryKind::File);
        let listing = Listing { entries: vec![entry], ..Listing::default() };
        let start = Duration::from_secs(9);
        let seen = Seen::of(&path("/srv"), &listing, start).unwrap();
        let soon = start + Duration::from_secs(1);
        assert_eq!(seen.at(&path("/srv/a"), soon), Was::There(EntryKind::File));
        assert_eq!(seen.at(&path("/srv/b"), soon), Was::Nothing);
        assert_eq!(seen.at(&path("/srv/b/c"), soon), Was::Unknown);
        assert_eq!(seen.at(&path("/"), soon), Was::Unknown);
        assert_eq!(seen.at(&path("/srv/a"), start + FRESH), Was::Unknown);
    }
}
