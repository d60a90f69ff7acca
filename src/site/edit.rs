//! Changes of the list as values: they are applied to what the file holds at that moment, so that the edits of another
//! window stay. Pure.

use super::book::SiteBook;
use super::fields::Site;
use super::id::NodeId;
use super::node::{Node, NodeKind};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Puts a new entry, or one that was removed, into its folder.
    Add {
        /// The entry.
        node: Node,
        /// Before which one; `None`: at the end.
        before: Option<NodeId>,
    },
    /// Changes the fields of a site that differ between the two; others stay as another window may have set them, and so do
    /// its bookmarks, one by one. A site that was removed meanwhile comes back.
    Change {
        /// Which one.
        id: NodeId,
        /// Its folder, for a site that comes back.
        parent: Option<NodeId>,
        /// Its name and what it was when the person began.
        from: (String, Box<Site>),
        /// Its name and what it shall be.
        to: (String, Box<Site>),
    },
    /// Gives an entry another name.
    Rename {
        /// Which one.
        id: NodeId,
        /// The name.
        name: String,
    },
    /// Moves an entry, with all that is in it.
    Move {
        /// Which one.
        id: NodeId,
        /// The folder; `None`: the top. One that lies in the entry itself changes nothing.
        parent: Option<NodeId>,
        /// Before which entry there; `None`: at the end.
        before: Option<NodeId>,
    },
    /// Removes entries with all that is in them.
    Remove(Vec<NodeId>),
    /// Opens or closes a folder.
    Open(NodeId, bool),
    /// Orders a folder by name, folders first; `None`: the top.
    Sort(Option<NodeId>),
}

impl SiteBook {
    /// Makes one change. One whose entry is gone changes nothing.
    pub fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Add { node, before } => self.place(node, before),
            Edit::Change { id, parent, from, to } => self.change(id, parent, &from, to),
            Edit::Rename { id, name } => {
                if let Some(node) = self.get_mut(id) {
                    node.name = name;
                }
            }
            Edit::Move { id, parent, before } => self.relocate(id, parent, before),
            Edit::Remove(ids) => {
                let gone: HashSet<NodeId> =
                    ids.iter().flat_map(|id| self.with_content(*id)).map(|node| node.id).collect();
                self.remove(&gone);
            }
            Edit::Open(id, wish) => {
                if let Some(Node { kind: NodeKind::Folder { open, .. }, .. }) = self.get_mut(id) {
                    *open = wish;
                }
            }
            Edit::Sort(parent) => self.sort(parent),
        }
    }

    fn change(&mut self, id: NodeId, parent: Option<NodeId>, from: &(String, Box<Site>), to: (String, Box<Site>)) {
        let Some(node) = self.get_mut(id) else {
            self.place(Node { id, parent, name: to.0, kind: NodeKind::Site(to.1) }, None);
            return;
        };
        if from.0 != to.0 {
            node.name = to.0;
        }
        if let NodeKind::Site(site) = &mut node.kind {
            **site = merged(site, &from.1, &to.1).unwrap_or(*to.1);
        }
    }

    fn relocate(&mut self, id: NodeId, parent: Option<NodeId>, before: Option<NodeId>) {
        let into_itself = parent.is_some_and(|parent| self.with_content(id).iter().any(|node| node.id == parent));
        let into_nothing = parent.is_some_and(|parent| self.get(parent).is_none_or(|node| !node.is_folder()));
        if into_itself || into_nothing || before == Some(id) {
            return;
        }
        if let Some(node) = self.get(id) {
            self.place(Node { parent, ..node.clone() }, before);
        }
    }

    /// The changes that bring removed entries back to where they were; to be made of the book before the removal.
    #[must_use]
    pub fn undo_of_removal(&self, ids: &[NodeId]) -> Vec<Edit> {
        let mut seen = HashSet::new();
        let gone: Vec<&Node> =
            ids.iter().flat_map(|id| self.with_content(*id)).filter(|node| seen.insert(node.id)).collect();
        gone.into_iter()
            .map(|node| {
                let mut behind = self.children(node.parent).skip_while(|other| other.id != node.id).skip(1);
                let before = behind.find(|other| !seen.contains(&other.id)).map(|other| other.id);
                Edit::Add { node: node.clone(), before }
            })
            .collect()
    }
}

/// The current site with the fields that differ between the two others; `None` when they have no such form.
fn merged(current: &Site, from: &Site, to: &Site) -> Option<Site> {
    let fields = |site: &Site| match serde_json::to_value(site) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    };
    let (mut current, from, to): (Map<_, _>, Map<_, _>, Map<_, _>) = (fields(current)?, fields(from)?, fields(to)?);
    for (name, value) in &to {
        if from.get(name) == Some(value) {
            continue;
        }
        let value = match (name.as_str(), current.get(name), from.get(name), value) {
            (BOOKMARKS, Some(Value::Array(current)), Some(Value::Array(from)), Value::Array(to)) => {
                Value::Array(merged_list(current, from, to))
            }
            _ => value.clone(),
        };
        current.insert(name.clone(), value);
    }
    current.retain(|name, _| to.contains_key(name) || !from.contains_key(name));
    serde_json::from_value(Value::Object(current)).ok()
}

/// The name of [`Site::bookmarks`] in the file.
const BOOKMARKS: &str = "bookmarks";

/// The current list without what the person took out, and with what was put in; what another window did to it stays.
fn merged_list(current: &[Value], from: &[Value], to: &[Value]) -> Vec<Value> {
    if current == from {
        return to.to_vec();
    }
    let mut merged = current.to_vec();
    for gone in without(from, to) {
        if let Some(at) = merged.iter().position(|one| *one == gone) {
            merged.remove(at);
        }
    }
    for new in without(to, from) {
        if !merged.contains(&new) {
            merged.push(new);
        }
    }
    merged
}

/// What of a list is not in the other one, counted.
fn without(list: &[Value], other: &[Value]) -> Vec<Value> {
    let mut rest = list.to_vec();
    for one in other {
        if let Some(at) = rest.iter().position(|kept| kept == one) {
            rest.remove(at);
        }
    }
    rest
}
