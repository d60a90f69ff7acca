//! Files, folders and links in memory, with the answers that OpenSSH's server gives for each fault. Pure.

use crate::error::{Error, ServerText};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Owner, Permissions, RemotePath, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// The number of a node; stays when it is renamed.
pub(super) type NodeId = u64;

/// Bytes of one read or write at most.
pub(super) const CHUNK: u32 = 32 * 1024;

const ROOT: NodeId = 1;
const MAX_LINKS: usize = 40;
const MAX_NAME: usize = 255;

/// What a node is.
#[derive(Clone, Debug)]
enum Body {
    Folder(BTreeMap<EntryName, NodeId>),
    File(Vec<u8>),
    Link(Vec<u8>),
    Special,
}

#[derive(Clone, Debug)]
struct Node {
    body: Body,
    mode: u32,
    modified: Timestamp,
    owner: (u32, u32),
}

/// A status as OpenSSH sends it for a system error.
pub(super) fn status(code: u32) -> Box<Error> {
    let words: &[u8] = match code {
        2 => b"No such file",
        3 => b"Permission denied",
        5 => b"Bad message",
        8 => b"Operation unsupported",
        14 => b"No space left on device",
        _ => b"Failure",
    };
    Error::sftp(code, Some(ServerText { message: words.to_vec(), language: Some(Vec::new()) }))
}

fn not_found() -> Box<Error> {
    status(2)
}

fn failure() -> Box<Error> {
    status(4)
}

type Result<T> = std::result::Result<T, Box<Error>>;

/// A whole file system.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: HashMap<NodeId, Node>,
    next: NodeId,
    /// Seconds of the next change; each change is one second later than the one before.
    now: i64,
    /// The most bytes that all files may hold.
    pub(super) limit: Option<u64>,
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self { nodes: HashMap::new(), next: ROOT, now: 1_700_000_000, limit: None };
        tree.make(Body::Folder(BTreeMap::new()), 0o755);
        tree
    }

    fn tick(&mut self) -> Timestamp {
        self.now += 1;
        Timestamp::from_secs(self.now)
    }

    fn make(&mut self, body: Body, mode: u32) -> NodeId {
        let id = self.next;
        self.next += 1;
        let modified = self.tick();
        self.nodes.insert(id, Node { body, mode, modified, owner: (1000, 1000) });
        id
    }

    fn node(&self, id: NodeId) -> Result<&Node> {
        self.nodes.get(&id).ok_or_else(not_found)
    }

    fn node_mut(&mut self, id: NodeId) -> Result<&mut Node> {
        self.nodes.get_mut(&id).ok_or_else(not_found)
    }

    fn folder(&self, id: NodeId) -> Result<&BTreeMap<EntryName, NodeId>> {
        match &self.node(id)?.body {
            Body::Folder(entries) => Ok(entries),
            _ => Err(not_found()),
        }
    }

    fn folder_mut(&mut self, id: NodeId) -> Result<&mut BTreeMap<EntryName, NodeId>> {
        let modified = self.tick();
        let node = self.node_mut(id)?;
        node.modified = modified;
        match &mut node.body {
            Body::Folder(entries) => Ok(entries),
            _ => Err(not_found()),
        }
    }

    /// The node at a path and the path without links.
    fn walk(&self, path: &RemotePath, follow_last: bool) -> Result<(NodeId, RemotePath)> {
        let mut left: Vec<EntryName> = path.components().collect();
        left.reverse();
        let (mut id, mut place, mut links) = (ROOT, RemotePath::root(), 0);
        while let Some(name) = left.pop() {
            if name.as_bytes().len() > MAX_NAME {
                return Err(status(5));
            }
            let next = *self.folder(id)?.get(&name).ok_or_else(not_found)?;
            match &self.node(next)?.body {
                Body::Link(target) if follow_last || !left.is_empty() => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(not_found());
                    }
                    let led_to = place.resolve(target).map_err(|_| not_found())?;
                    left.extend(led_to.components().collect::<Vec<_>>().into_iter().rev());
                    (id, place) = (ROOT, RemotePath::root());
                }
                _ => (id, place) = (next, place.join(&name)),
            }
        }
        Ok((id, place))
    }

    /// The folder that would hold `path`, and the name in it.
    fn seat(&self, path: &RemotePath) -> Result<(NodeId, EntryName)> {
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else { return Err(failure()) };
        if name.as_bytes().len() > MAX_NAME {
            return Err(status(5));
        }
        let (folder, _) = self.walk(&parent, true)?;
        self.folder(folder)?;
        Ok((folder, name))
    }

    fn insert(&mut self, path: &RemotePath, body: Body, mode: u32) -> Result<NodeId> {
        let (folder, name) = self.seat(path)?;
        if self.folder(folder)?.contains_key(&name) {
            return Err(failure());
        }
        let id = self.make(body, mode);
        self.folder_mut(folder)?.insert(name, id);
        Ok(id)
    }

    pub(super) fn real_path(&self, path: &RemotePath) -> Result<RemotePath> {
        match (self.walk(path, true), path.parent(), path.name()) {
            (Ok((_, place)), ..) => Ok(place),
            (Err(_), Some(parent), Some(name)) => Ok(self.walk(&parent, true)?.1.join(&name)),
            (Err(error), ..) => Err(error),
        }
    }

    pub(super) fn make_folder(&mut self, path: &RemotePath, mode: u32) -> Result<()> {
        self.insert(path, Body::Folder(BTreeMap::new()), mode).map(|_| ())
    }

    pub(super) fn make_link(&mut self, path: &RemotePath, target: &[u8]) -> Result<()> {
        self.insert(path, Body::Link(target.to_vec()), 0o777).map(|_| ())
    }

    pub(super) fn make_special(&mut self, path: &RemotePath) -> Result<()> {
        self.insert(path, Body::Special, 0o644).map(|_| ())
    }

    /// Opens or makes a file.
    pub(super) fn open_file(&mut self, path: &RemotePath, create: Option<u32>, exclusive: bool) -> Result<NodeId> {
        if exclusive && self.walk(path, false).is_ok() {
            return Err(failure());
        }
        match (self.walk(path, true), create) {
            (Ok((id, _)), _) => match self.node(id)?.body {
                Body::File(_) => Ok(id),
                _ => Err(failure()),
            },
            (Err(_), Some(mode)) => {
                let real = self.real_path(path)?;
                self.insert(&real, Body::File(Vec::new()), mode)
            }
            (Err(error), None) => Err(error),
        }
    }

    pub(super) fn content(&self, id: NodeId) -> Result<&[u8]> {
        match &self.node(id)?.body {
            Body::File(content) => Ok(content),
            _ => Err(failure()),
        }
    }

    fn used(&self) -> u64 {
        let size = |node: &Node| match &node.body {
            Body::File(content) => content.len() as u64,
            _ => 0,
        };
        self.nodes.values().map(size).sum()
    }

    pub(super) fn free(&self) -> u64 {
        self.limit.unwrap_or(1 << 40).saturating_sub(self.used())
    }

    pub(super) fn total(&self) -> u64 {
        self.limit.unwrap_or(1 << 40)
    }

    pub(super) fn resize(&mut self, id: NodeId, size: u64) -> Result<()> {
        let size = usize::try_from(size).map_err(|_| status(14))?;
        let grows = (size as u64).saturating_sub(self.content(id)?.len() as u64);
        if grows > self.free() {
            return Err(status(14));
        }
        let modified = self.tick();
        let node = self.node_mut(id)?;
        node.modified = modified;
        if let Body::File(content) = &mut node.body {
            content.resize(size, 0);
        }
        Ok(())
    }

    pub(super) fn write(&mut self, id: NodeId, offset: u64, bytes: &[u8]) -> Result<()> {
        let end = offset + bytes.len() as u64;
        if end > self.content(id)?.len() as u64 {
            self.resize(id, end)?;
        }
        let modified = self.tick();
        let node = self.node_mut(id)?;
        node.modified = modified;
        let at = usize::try_from(offset).map_err(|_| failure())?;
        if let Body::File(content) = &mut node.body
            && let Some(place) = content.get_mut(at..at + bytes.len())
        {
            place.copy_from_slice(bytes);
        }
        Ok(())
    }

    fn entry(&self, name: EntryName, id: NodeId) -> Result<Entry> {
        let node = self.node(id)?;
        let (kind, size) = match &node.body {
            Body::Folder(_) => (EntryKind::Folder, 4096),
            Body::File(content) => (EntryKind::File, content.len() as u64),
            Body::Link(target) => (EntryKind::Link, target.len() as u64),
            Body::Special => (EntryKind::Special, 0),
        };
        let owner = |id: u32, name: &str| Owner { id: Some(id), name: (id == 1000).then(|| name.to_owned()) };
        let mut entry = Entry::new(name, kind);
        entry.size = Some(ByteSize(size));
        entry.modified = Some(node.modified);
        entry.permissions = Some(Permissions::from_mode(node.mode));
        entry.owner = owner(node.owner.0, "ada");
        entry.group = owner(node.owner.1, "staff");
        Ok(entry)
    }

    pub(super) fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        let (id, _) = self.walk(path, follow)?;
        let name = path.name().or_else(|| EntryName::new(*b"root").ok()).ok_or_else(failure)?;
        let mut entry = self.entry(name, id)?;
        self.lead(path, &mut entry);
        Ok(entry)
    }

    /// Fills in where a link points.
    fn lead(&self, path: &RemotePath, entry: &mut Entry) {
        if entry.kind == EntryKind::Link {
            entry.link_target = self.link_target(path).ok();
            entry.link_kind = self
                .walk(path, true)
                .and_then(|(id, _)| self.entry(entry.name.clone(), id))
                .ok()
                .map(|led_to| led_to.kind);
        }
    }

    pub(super) fn list(&self, path: &RemotePath) -> Result<Vec<Entry>> {
        let (id, _) = self.walk(path, true)?;
        let mut entries = Vec::new();
        for (name, id) in self.folder(id)? {
            let mut entry = self.entry(name.clone(), *id)?;
            self.lead(&path.join(name), &mut entry);
            entries.push(entry);
        }
        Ok(entries)
    }

    pub(super) fn link_target(&self, path: &RemotePath) -> Result<Vec<u8>> {
        match &self.node(self.walk(path, false)?.0)?.body {
            Body::Link(target) => Ok(target.clone()),
            // EINVAL, which OpenSSH calls a bad message.
            _ => Err(status(5)),
        }
    }

    pub(super) fn remove(&mut self, path: &RemotePath, folder_wanted: bool) -> Result<()> {
        let (folder, name) = self.seat(path)?;
        let id = *self.folder(folder)?.get(&name).ok_or_else(not_found)?;
        match (&self.node(id)?.body, folder_wanted) {
            (Body::Folder(entries), true) if entries.is_empty() => {}
            (Body::Folder(_), _) => return Err(failure()),
            (_, true) => return Err(not_found()),
            (_, false) => {}
        }
        self.folder_mut(folder)?.remove(&name);
        self.forget_unnamed(id);
        Ok(())
    }

    /// Drops a node that no folder names any more.
    fn forget_unnamed(&mut self, id: NodeId) {
        let named = self.nodes.values().any(|node| match &node.body {
            Body::Folder(entries) => entries.values().any(|named| *named == id),
            _ => false,
        });
        if !named {
            self.nodes.remove(&id);
        }
    }

    pub(super) fn rename(&mut self, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
        let (from_folder, from_name) = self.seat(from)?;
        let id = *self.folder(from_folder)?.get(&from_name).ok_or_else(not_found)?;
        let (to_folder, to_name) = self.seat(to)?;
        if to != from && to.is_within(from) {
            return Err(status(5));
        }
        let old = self.folder(to_folder)?.get(&to_name).copied();
        let is_folder = |tree: &Self, id| matches!(tree.node(id).map(|n| &n.body), Ok(Body::Folder(_)));
        match old {
            Some(old) if old == id => return Ok(()),
            Some(_) if !replace => return Err(failure()),
            Some(old) if is_folder(self, id) != is_folder(self, old) => return Err(failure()),
            Some(old) if self.folder(old).is_ok_and(|entries| !entries.is_empty()) => return Err(failure()),
            _ => {}
        }
        self.folder_mut(from_folder)?.remove(&from_name);
        self.folder_mut(to_folder)?.insert(to_name, id);
        if let Some(old) = old {
            self.forget_unnamed(old);
        }
        Ok(())
    }

    pub(super) fn hard_link(&mut self, existing: &RemotePath, link: &RemotePath) -> Result<()> {
        let (id, _) = self.walk(existing, false)?;
        let (folder, name) = self.seat(link)?;
        if matches!(self.node(id)?.body, Body::Folder(_)) || self.folder(folder)?.contains_key(&name) {
            return Err(failure());
        }
        self.folder_mut(folder)?.insert(name, id);
        Ok(())
    }

    pub(super) fn node_at(&self, path: &RemotePath, follow: bool) -> Result<NodeId> {
        Ok(self.walk(path, follow)?.0)
    }

    pub(super) fn set(
        &mut self,
        id: NodeId,
        permissions: Option<Permissions>,
        modified: Option<Timestamp>,
        owner: Option<(u32, u32)>,
    ) -> Result<()> {
        let node = self.node_mut(id)?;
        if let Some(permissions) = permissions {
            node.mode = permissions.mode();
        }
        if let Some(modified) = modified {
            // Version 3 carries whole seconds.
            node.modified = Timestamp::from_secs(modified.secs);
        }
        node.owner = owner.unwrap_or(node.owner);
        Ok(())
    }
}
