//! What says which servers are trusted, as the window knows it. Pure.

use crate::engine::ConnectWish;
use crate::error::{CertificateConflict, HostKeyConflict};
use crate::site::NodeId;
use crate::trust::{TrustItem, TrustStore};
use std::sync::Arc;

/// What the manager of trust shows.
#[derive(Clone, Default, PartialEq)]
pub struct TrustState {
    /// What is looked for; empty: everything.
    pub query: String,
    /// All there is; `None` until it was read.
    pub store: Option<Arc<TrustStore>>,
    /// The places of what was found in the store, in order.
    pub found: Vec<usize>,
    /// The chosen row among those that were found, from 0.
    pub chosen: usize,
    /// Where to connect when a key or certificate was replaced.
    pub(super) then: Option<(Box<ConnectWish>, Option<NodeId>)>,
}

impl TrustState {
    /// The chosen one.
    #[must_use]
    pub fn item(&self) -> Option<&TrustItem> {
        self.store.as_ref()?.items.get(*self.found.get(self.chosen)?)
    }

    /// Looks for a host. Hashes are computed here, once for each change of the text.
    pub(super) fn look_for(&mut self, query: String) {
        self.query = query;
        self.chosen = 0;
        self.find();
    }

    /// Takes over what the files hold now; the chosen row stays where it is.
    pub(super) fn take(&mut self, store: Arc<TrustStore>) {
        self.store = Some(store);
        self.find();
    }

    fn find(&mut self) {
        let items = self.store.iter().flat_map(|store| store.items.iter().enumerate());
        self.found = items.filter(|(_, item)| item.is_about(&self.query)).map(|(at, _)| at).collect();
        self.chosen = self.chosen.min(self.found.len().saturating_sub(1));
    }
}

/// A server shows something else than what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustConflict {
    /// Another key.
    Key(Box<HostKeyConflict>),
    /// Another certificate.
    Certificate(Box<CertificateConflict>),
}

/// Replacing a key or certificate, to be agreed to.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplaceDraft {
    /// What is known and what the server shows.
    pub conflict: TrustConflict,
    /// Where to connect afterwards.
    pub wish: Box<ConnectWish>,
    /// The site of the list that this is; `None`: none.
    pub site: Option<NodeId>,
}

/// Something with what says which servers are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustAction {
    /// Show all of it.
    Open,
    /// Look for this host.
    Search(String),
    /// Choose a row among those that were found, from 0.
    Choose(usize),
    /// Ask whether to remove the chosen one.
    Forget,
}
