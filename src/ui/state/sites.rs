//! The site manager as the window knows it: the list as it is stored, what is typed on top of it, and the hosts of the SSH
//! configuration. Pure.

use super::site_field::{SiteField, SiteProblem};
use super::site_form::SiteForm;
use crate::engine::ListedHost;
use crate::model::Protocol;
use crate::site::{Colour, Edit, FileFault, Node, NodeId, NodeKind, Site, SiteBook};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteKey {
    /// A site or folder.
    Node(NodeId),
    /// The folder with the hosts of the SSH configuration.
    Hosts,
    /// One of these hosts, by its alias.
    Host(String),
}

/// What a row of the tree is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteRowKind {
    /// A folder.
    Folder {
        /// Whether its content is shown.
        open: bool,
    },
    /// A site.
    Site {
        /// What it speaks.
        protocol: Protocol,
        /// Its mark.
        colour: Option<Colour>,
        /// Whether something of it is not stored yet.
        changed: bool,
    },
    /// The folder with the hosts of the SSH configuration.
    Hosts {
        /// Whether its content is shown.
        open: bool,
    },
    /// One of these hosts.
    Host {
        /// The last host on the way to it; `None`: none is on it.
        via: Option<String>,
    },
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRow {
    /// What it stands for.
    pub key: SiteKey,
    /// How many folders it is in.
    pub depth: usize,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SiteRowKind,
}

/// A page of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SitePage {
    /// What most sites need.
    #[default]
    Basic,
    /// Everything else.
    Advanced,
}

/// A site as it is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteDraft {
    /// Its folder.
    pub parent: Option<NodeId>,
    /// Whether it is not stored yet.
    pub new: bool,
    /// Its name and fields as they were when the person began.
    pub from: (String, Site),
    /// The name so far.
    pub name: String,
    /// The fields so far.
    pub form: SiteForm,
}

impl SiteDraft {
    /// A stored site before it is edited.
    #[must_use]
    pub fn of(parent: Option<NodeId>, name: &str, site: &Site) -> Self {
        let from = (name.to_owned(), site.clone());
        Self { parent, new: false, from, name: name.to_owned(), form: SiteForm::of(site) }
    }

    /// Whether there is something to store.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.new || self.name != self.from.0 || self.form != SiteForm::of(&self.from.1)
    }

    /// The site as the fields have it, and the fields that cannot be understood.
    #[must_use]
    pub fn read(&self) -> (Site, Vec<SiteField>) {
        self.form.read(&self.from.1)
    }

    /// What keeps it from being connected to.
    #[must_use]
    pub fn problems(&self) -> Vec<SiteProblem> {
        self.form.problems(&self.from.1)
    }

    /// The change of the stored list that it stands for.
    pub(super) fn edit(&self, id: NodeId) -> Edit {
        let (site, _) = self.read();
        if self.new {
            return Edit::Add { node: Node::site(id, self.parent, self.name.clone(), site), before: None };
        }
        let from = (self.from.0.clone(), Box::new(self.from.1.clone()));
        Edit::Change { id, parent: self.parent, from, to: (self.name.clone(), Box::new(site)) }
    }
}

/// What was removed last, to bring it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    /// What it was called.
    pub name: String,
    /// How many entries were in it.
    pub content: usize,
    /// The changes that bring it back.
    pub(super) undo: Vec<Edit>,
    /// What was not stored of it.
    pub(super) drafts: Vec<(NodeId, SiteDraft)>,
    /// What to choose then.
    pub(super) chosen: NodeId,
}

/// What was handed over to be stored, until the file holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Saving {
    /// The number of the change.
    pub(super) seq: u64,
    /// What was typed.
    pub(super) drafts: Vec<(NodeId, SiteDraft)>,
}

/// What the site manager shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SitesState {
    /// The list as it is stored, with what is on its way there.
    pub book: Arc<SiteBook>,
    /// Whether it was read.
    pub loaded: bool,
    /// What was wrong with its file.
    pub fault: Option<FileFault>,
    /// The hosts of the SSH configuration.
    pub hosts: Arc<Vec<ListedHost>>,
    /// The file that names these hosts, for eyes.
    pub hosts_file: String,
    /// Whether these are shown.
    pub hosts_open: bool,
    /// What is looked for.
    pub query: String,
    /// The row that is chosen.
    pub chosen: Option<SiteKey>,
    /// The page of the form.
    pub page: SitePage,
    /// The sites that are being edited.
    pub drafts: BTreeMap<NodeId, SiteDraft>,
    /// The folder whose name is being edited, with the name so far.
    pub rename: Option<(NodeId, String)>,
    /// What was removed last.
    pub removed: Option<Removed>,
    /// Whether missing fields are told, too: it was tried to use the site.
    pub tried: bool,
    /// Counts up with each wish to put the keyboard into the name of the site.
    pub focus_name: u64,
    /// Counts up with each wish to bring the chosen row into sight.
    pub show_chosen: u64,
    /// What is on its way into the file.
    pub(super) saving: Vec<Saving>,
    /// The last change that was handed over to be stored.
    pub(super) sent: u64,
    /// Where new identities come from.
    pub(super) seed: u64,
}

impl SitesState {
    /// The list with everything that is typed.
    #[must_use]
    pub fn shown(&self) -> Arc<SiteBook> {
        let mut book = Arc::clone(&self.book);
        // The list is copied only where something is typed: it may be long, and it is asked for with every frame.
        for (id, draft) in self.drafts.iter().filter(|(_, draft)| draft.is_changed()) {
            Arc::make_mut(&mut book).apply(draft.edit(*id));
        }
        book
    }

    /// The rows of the tree, those of closed folders left out; those that are looked for, without folders.
    #[must_use]
    pub fn rows(&self) -> Vec<SiteRow> {
        let book = self.shown();
        let query = self.query.trim().to_lowercase();
        let host = |host: &ListedHost, depth| SiteRow {
            key: SiteKey::Host(host.alias.clone()),
            depth,
            name: host.alias.clone(),
            kind: SiteRowKind::Host { via: host.via.last().cloned() },
        };
        if !query.is_empty() {
            let found = book.search(&query).into_iter().map(|node| self.row(node, 0));
            let fits = |host: &&ListedHost| {
                host.alias.to_lowercase().contains(&query) || host.host_name.to_lowercase().contains(&query)
            };
            return found.chain(self.hosts.iter().filter(fits).map(|found| host(found, 0))).collect();
        }
        let mut rows: Vec<SiteRow> = book.rows(false).into_iter().map(|row| self.row(row.node, row.depth)).collect();
        if !self.hosts.is_empty() {
            let kind = SiteRowKind::Hosts { open: self.hosts_open };
            rows.push(SiteRow { key: SiteKey::Hosts, depth: 0, name: self.hosts_file.clone(), kind });
            if self.hosts_open {
                rows.extend(self.hosts.iter().map(|found| host(found, 1)));
            }
        }
        rows
    }

    fn row(&self, node: &Node, depth: usize) -> SiteRow {
        let kind = match &node.kind {
            NodeKind::Site(site) => SiteRowKind::Site {
                protocol: site.protocol,
                colour: site.colour,
                changed: self.drafts.get(&node.id).is_some_and(SiteDraft::is_changed),
            },
            NodeKind::Folder { open, .. } => SiteRowKind::Folder { open: *open },
            NodeKind::Unknown(_) => SiteRowKind::Folder { open: false },
        };
        SiteRow { key: SiteKey::Node(node.id), depth, name: node.name.clone(), kind }
    }

    /// The site that is chosen, as it is being edited.
    #[must_use]
    pub fn draft(&self) -> Option<(NodeId, &SiteDraft)> {
        let Some(SiteKey::Node(id)) = self.chosen else { return None };
        self.drafts.get(&id).map(|draft| (id, draft))
    }

    /// The folder that is chosen.
    #[must_use]
    pub fn folder(&self) -> Option<&Node> {
        let Some(SiteKey::Node(id)) = self.chosen else { return None };
        self.book.get(id).filter(|node| node.is_folder())
    }

    /// The host of the SSH configuration that is chosen.
    #[must_use]
    pub fn host(&self) -> Option<&ListedHost> {
        let Some(SiteKey::Host(alias)) = &self.chosen else { return None };
        self.hosts.iter().find(|host| host.alias == *alias)
    }

    /// Whether there is something that is not stored.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.drafts.values().any(SiteDraft::is_changed)
    }

    /// Whether the program may not end now: something is not stored, or not in the file yet.
    #[must_use]
    pub fn holds_quit(&self) -> bool {
        self.has_changes() || !self.saving.is_empty()
    }

    /// Whether the file takes changes in; not where a newer version of the program wrote it.
    #[must_use]
    pub fn can_store(&self) -> bool {
        !matches!(self.fault, Some(FileFault::Newer { .. }))
    }

    /// A new identity.
    pub(super) fn next_id(&mut self) -> NodeId {
        loop {
            // SplitMix64: every seed goes through all numbers once.
            self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.seed;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let id = NodeId::from(mixed ^ (mixed >> 31));
            if self.book.get(id).is_none() && !self.drafts.contains_key(&id) {
                return id;
            }
        }
    }

    /// Takes over a list as it is stored now.
    pub(super) fn take(&mut self, book: Arc<SiteBook>) {
        self.book = book;
        let now = Arc::clone(&self.book);
        self.drafts.retain(|id, draft| {
            if draft.is_changed() {
                return true;
            }
            let Some(node) = now.get(*id) else { return false };
            let Some(site) = node.as_site() else { return false };
            *draft = SiteDraft::of(node.parent, &node.name, site);
            true
        });
        let gone = match &self.chosen {
            Some(SiteKey::Node(id)) => self.book.get(*id).is_none() && !self.drafts.contains_key(id),
            _ => false,
        };
        if gone {
            self.chosen = None;
        }
        if self.rename.as_ref().is_some_and(|(id, _)| self.book.get(*id).is_none()) {
            self.rename = None;
        }
    }

    /// Takes over a list that was stored by something else of this window.
    pub(super) fn stored_elsewhere(&mut self, book: &Arc<SiteBook>) {
        if *self.book != **book {
            self.take(Arc::clone(book));
        }
    }

    /// Chooses a row; what was edited elsewhere stays, as far as it was changed.
    pub(super) fn choose(&mut self, key: Option<SiteKey>) {
        if key == self.chosen {
            return;
        }
        self.drafts.retain(|_, draft| draft.is_changed());
        self.tried = false;
        self.chosen = key;
        self.show_chosen += 1;
        if let Some(SiteKey::Node(id)) = self.chosen
            && let Some(node) = self.book.get(id)
            && let Some(site) = node.as_site()
        {
            self.drafts.entry(id).or_insert_with(|| SiteDraft::of(node.parent, &node.name, site));
        }
    }

    /// The folder in which something new goes: the chosen one, or that of what is chosen.
    pub(super) fn place_for_new(&self) -> Option<NodeId> {
        let Some(SiteKey::Node(id)) = self.chosen else { return None };
        match self.book.get(id) {
            Some(node) if node.is_folder() => Some(id),
            Some(node) => node.parent,
            None => self.drafts.get(&id).and_then(|draft| draft.parent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::ProxyKind;

    #[test]
    fn fields_that_nobody_sees_hold_up_nothing() {
        let base = Site { protocol: Protocol::Ftpes, host: "h".into(), ..Site::default() };
        let mut draft = SiteDraft::of(None, "web", &base);
        draft.form.proxy = Some(ProxyKind::Http);
        draft.form.proxy_host = "p".into();
        draft.form.proxy_port = "x".into();
        assert_eq!(draft.problems(), [SiteProblem::Unreadable(SiteField::ProxyPort)]);
        draft.form.proxy = None;
        draft.form.jump_hosts = "-x".into();
        assert_eq!(draft.problems(), [], "an FTP site goes through no servers, and this one through no proxy");
    }
}
