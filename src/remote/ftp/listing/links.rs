//! Links of MLSD whose target is told by an entry with the same `unique` fact. Pure.

use crate::model::{Entry, EntryKind};
use std::collections::HashMap;

/// What shares its `unique` with others.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Unique and place of entries of the folder.
    inside: Vec<(Box<[u8]>, usize)>,
    /// Entries told by a path elsewhere.
    outside: Vec<Outside>,
}

#[derive(Debug)]
struct Outside {
    unique: Box<[u8]>,
    path: Vec<u8>,
    kind: EntryKind,
}

impl Links {
    /// An entry of the folder, by its place among the entries.
    pub(super) fn inside(&mut self, unique: &[u8], place: usize) {
        self.inside.push((unique.into(), place));
    }

    /// Something in another folder: only the target of a link is told so.
    pub(super) fn outside(&mut self, unique: &[u8], path: Vec<u8>, kind: EntryKind) {
        self.outside.push(Outside { unique: unique.into(), path, kind });
    }

    /// Fills in the targets of links; the paths that no link leads to come back.
    pub(super) fn resolve(self, entries: &mut [Entry]) -> Vec<Vec<u8>> {
        let mut targets: HashMap<&[u8], (&[u8], EntryKind)> = HashMap::new();
        let mut links: Vec<(&[u8], usize)> = Vec::new();
        let mut names: Vec<(&[u8], Vec<u8>, EntryKind)> = Vec::new();
        for (unique, place) in &self.inside {
            match entries.get(*place) {
                Some(entry) if entry.kind == EntryKind::Link => links.push((unique, *place)),
                Some(entry) => names.push((unique, entry.name.as_bytes().to_vec(), entry.kind)),
                None => {}
            }
        }
        if !links.is_empty() {
            targets.extend(names.iter().map(|(unique, name, kind)| (*unique, (name.as_slice(), *kind))));
            targets.extend(self.outside.iter().map(|other| (&*other.unique, (other.path.as_slice(), other.kind))));
        }
        let mut led_to: Vec<&[u8]> = Vec::new();
        for (unique, place) in links {
            if let (Some((target, kind)), Some(link)) = (targets.get(unique), entries.get_mut(place)) {
                link.link_target.get_or_insert_with(|| target.to_vec());
                link.link_kind = Some(*kind);
                led_to.push(unique);
            }
        }
        led_to.sort_unstable();
        let unused = |other: &&Outside| led_to.binary_search(&&*other.unique).is_err();
        self.outside.iter().filter(unused).map(|other| other.path.clone()).collect()
    }
}
