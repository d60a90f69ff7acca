//! The list of sites and folders. Flat, each entry names its folder: no depth of nesting can break it. Pure.

use super::fields::Site;
use super::id::NodeId;
use super::node::{Node, NodeKind};
use std::collections::{HashMap, HashSet};

/// All entries, those of one folder in the person's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteBook {
    nodes: Vec<Node>,
}

/// One entry as a tree shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// The entry.
    pub node: &'a Node,
    /// How many folders it is in.
    pub depth: usize,
}

impl SiteBook {
    /// A book of these entries. Whose folder is not there, is none, or lies in itself goes to the top; of two with one id the
    /// first one stays.
    #[must_use]
    pub fn new(nodes: Vec<Node>) -> Self {
        let mut seen = HashSet::new();
        let mut book = Self { nodes: nodes.into_iter().filter(|node| seen.insert(node.id)).collect() };
        book.mend();
        book
    }

    /// All entries, those of later versions too.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One entry.
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The entries of a folder in order; `None`: those at the top.
    pub fn children(&self, parent: Option<NodeId>) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.parent == parent)
    }

    /// Every entry that can be shown, each folder before its content; `all`: that of closed folders too.
    #[must_use]
    pub fn rows(&self, all: bool) -> Vec<Row<'_>> {
        let mut inside: HashMap<Option<NodeId>, Vec<&Node>> = HashMap::new();
        for node in &self.nodes {
            inside.entry(node.parent).or_default().push(node);
        }
        let mut rows = Vec::with_capacity(self.nodes.len());
        let top = inside.remove(&None).unwrap_or_default();
        let mut waiting: Vec<Row<'_>> = top.into_iter().rev().map(|node| Row { node, depth: 0 }).collect();
        while let Some(row) = waiting.pop() {
            match &row.node.kind {
                NodeKind::Unknown(_) => continue,
                NodeKind::Folder { open, .. } if all || *open => {
                    let content = inside.remove(&Some(row.node.id)).unwrap_or_default();
                    waiting.extend(content.into_iter().rev().map(|node| Row { node, depth: row.depth + 1 }));
                }
                NodeKind::Folder { .. } | NodeKind::Site(_) => {}
            }
            rows.push(row);
        }
        rows
    }

    /// The folders around an entry, the outermost first.
    #[must_use]
    pub fn path(&self, id: NodeId) -> Vec<&Node> {
        path_in(&self.by_id(), self.get(id).and_then(|node| node.parent))
    }

    /// The sites whose name, host, user or note holds the text, in whatever letters; all where the text is empty.
    #[must_use]
    pub fn search(&self, text: &str) -> Vec<&Node> {
        let text = text.trim().to_lowercase();
        let holds = |part: &str| part.to_lowercase().contains(&text);
        let found = |node: &&Node| {
            node.as_site().is_some_and(|site| {
                holds(&node.name) || holds(&site.host) || holds(&site.note) || site.user.as_deref().is_some_and(holds)
            })
        };
        self.rows(true).into_iter().map(|row| row.node).filter(found).collect()
    }

    /// Sites of that name, or of that path `Folder/Name`; in whatever letters when none has exactly these.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&Node> {
        let by_id = if name.contains('/') { self.by_id() } else { HashMap::new() };
        // The path is put together only for the few whose own name ends it.
        let full = |node: &Node| {
            let mut path: Vec<&str> = path_in(&by_id, node.parent).iter().map(|folder| folder.name.as_str()).collect();
            path.push(&node.name);
            path.join("/")
        };
        let sites = || self.nodes.iter().filter(|node| node.as_site().is_some());
        let ends = |whole: &str, part: &str| whole.len() > part.len() && whole.ends_with(part) && !by_id.is_empty();
        let exact: Vec<&Node> =
            sites().filter(|node| node.name == name || (ends(name, &node.name) && full(node) == name)).collect();
        if !exact.is_empty() {
            return exact;
        }
        let small = name.to_lowercase();
        sites()
            .filter(|node| {
                let own = node.name.to_lowercase();
                own == small || (ends(&small, &own) && full(node).to_lowercase() == small)
            })
            .collect()
    }

    /// What leads to a site and to no other by [`Self::named`]: its name, else its path `Folder/Name`; `None`: neither
    /// does, or it reads as an address.
    #[must_use]
    pub fn words_for(&self, id: NodeId) -> Option<String> {
        let node = self.get(id)?;
        let mut path: Vec<&str> = self.path(id).iter().map(|folder| folder.name.as_str()).collect();
        path.push(&node.name);
        let leads = |words: &String| {
            let plain = words.trim() == words.as_str() && !words.is_empty() && !words.contains("://");
            plain && matches!(self.named(words).as_slice(), [found] if found.id == id)
        };
        [node.name.clone(), path.join("/")].into_iter().find(leads)
    }

    fn by_id(&self) -> HashMap<NodeId, &Node> {
        self.nodes.iter().map(|node| (node.id, node)).collect()
    }

    /// Whether a site with the same server and user is there already.
    #[must_use]
    pub fn like(&self, site: &Site) -> Option<&Node> {
        let wanted = site.endpoint().ok()?;
        self.nodes.iter().find(|node| node.as_site().and_then(|known| known.endpoint().ok()).as_ref() == Some(&wanted))
    }

    /// An entry and everything in it.
    #[must_use]
    pub fn with_content(&self, id: NodeId) -> Vec<&Node> {
        let mut inside: HashMap<Option<NodeId>, Vec<&Node>> = HashMap::new();
        for node in &self.nodes {
            inside.entry(node.parent).or_default().push(node);
        }
        let mut found: Vec<&Node> = self.get(id).into_iter().collect();
        let mut next = 0;
        while let Some(node) = found.get(next) {
            found.extend(inside.remove(&Some(node.id)).unwrap_or_default());
            next += 1;
        }
        found
    }

    pub(super) fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.id == id)
    }

    /// Puts an entry into its folder before another one there; `None`, or one that is not there: at its end. A folder
    /// is not put into itself.
    pub(super) fn place(&mut self, node: Node, before: Option<NodeId>) {
        self.nodes.retain(|known| known.id != node.id);
        let parent = node.parent;
        let at = before.and_then(|before| self.nodes.iter().position(|n| n.id == before && n.parent == parent));
        self.nodes.insert(at.unwrap_or(self.nodes.len()), node);
        self.mend();
    }

    pub(super) fn remove(&mut self, ids: &HashSet<NodeId>) {
        self.nodes.retain(|node| !ids.contains(&node.id));
    }

    /// Orders the entries of one folder by name, folders first.
    pub(super) fn sort(&mut self, parent: Option<NodeId>) {
        let mut inside: Vec<Node> = Vec::new();
        let mut others = Vec::with_capacity(self.nodes.len());
        for node in self.nodes.drain(..) {
            if node.parent == parent { inside.push(node) } else { others.push(node) }
        }
        inside.sort_by_cached_key(|node| (!node.is_folder(), node.name.to_lowercase()));
        others.extend(inside);
        self.nodes = others;
    }

    /// What hangs on no folder goes to the top.
    fn mend(&mut self) {
        let folders: HashSet<NodeId> = self.nodes.iter().filter(|node| node.is_folder()).map(|node| node.id).collect();
        let there = |parent: Option<NodeId>| parent.filter(|id| folders.contains(id));
        let mut parents: HashMap<NodeId, Option<NodeId>> =
            self.nodes.iter().filter(|node| node.is_folder()).map(|node| (node.id, there(node.parent))).collect();
        // Each folder is walked over once: what was found to hang on the top is not looked at again.
        let mut good: HashSet<NodeId> = HashSet::new();
        let mut way = Vec::new();
        let mut on_way: HashSet<NodeId> = HashSet::new();
        for node in self.nodes.iter().filter(|node| node.is_folder()) {
            way.clear();
            on_way.clear();
            let mut next = Some(node.id);
            while let Some(id) = next.filter(|id| !good.contains(id)) {
                if !on_way.insert(id) {
                    // A loop of folders: this one is taken out of it, the others then hang on it.
                    parents.insert(id, None);
                    break;
                }
                way.push(id);
                next = parents.get(&id).copied().flatten();
            }
            good.extend(way.drain(..));
        }
        for node in &mut self.nodes {
            node.parent = match parents.get(&node.id) {
                Some(parent) if node.is_folder() => *parent,
                _ => there(node.parent),
            };
        }
    }
}

/// The folders from the top down to this one.
fn path_in<'a>(by_id: &HashMap<NodeId, &'a Node>, folder: Option<NodeId>) -> Vec<&'a Node> {
    let mut path = Vec::new();
    let mut next = folder;
    while let Some(folder) = next.and_then(|id| by_id.get(&id)) {
        path.push(*folder);
        next = folder.parent;
    }
    path.reverse();
    path
}
