//! What a user can mean in the site manager, and what must be done outside then. Pure.

use super::dialog::ErrorReport;
use super::side::CursorMove;
use super::sites::{SiteDraft, SiteKey, SitePage};
use crate::engine::ListedHost;
use crate::error::Error;
use crate::site::{Edit, Loaded, NodeId};
use std::path::PathBuf;
use std::sync::Arc;

/// Where an entry was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteMove {
    /// The entry.
    pub id: NodeId,
    /// The folder; `None`: the top.
    pub parent: Option<NodeId>,
    /// Before which entry there; `None`: at the end.
    pub before: Option<NodeId>,
}

/// Something with the bookmarks of the site that the session was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookmarkAction {
    /// Open the folders of one, counted from 0.
    Go(usize),
    /// Remember the folders that are shown.
    Add,
    /// Forget one.
    Remove(usize),
    /// Show them in the site manager.
    Manage,
}

/// Something in the site manager.
#[derive(Clone, PartialEq)]
pub enum SitesAction {
    /// Show it.
    Open,
    /// The list is stored like this now.
    Stored {
        /// The last change that is in it.
        seq: u64,
        /// The list.
        loaded: Arc<Loaded>,
        /// A random number, from which identities are made.
        seed: u64,
        /// What was wrong with the file, for the errors panel.
        error: Option<Arc<Error>>,
    },
    /// The list cannot be read or stored.
    Unstored {
        /// Why.
        report: Box<ErrorReport>,
        /// The change that is not in the file; `None`: it was to be read only.
        lost: Option<u64>,
    },
    /// The hosts of the SSH configuration were read.
    Hosts {
        /// The hosts.
        hosts: Arc<Vec<ListedHost>>,
        /// Their file, for eyes.
        file: String,
    },
    /// The file for somebody else could not be written.
    Unwritten {
        /// The file.
        file: PathBuf,
        /// Why.
        error: Arc<Error>,
    },
    /// Look for this.
    Search(String),
    /// Choose a row.
    Choose(SiteKey),
    /// Open or close a folder.
    Expand(SiteKey, bool),
    /// Open the chosen folder, or close it; where it is so already, go into it, or out of it.
    Fold(bool),
    /// The cursor keys.
    Step(CursorMove),
    /// Begin a new site of this name.
    NewSite(String),
    /// Make a folder of this name.
    NewFolder(String),
    /// Make another one like the chosen entry, of this name.
    Duplicate(String),
    /// Put the chosen host of the SSH configuration among the own sites.
    CopyHost,
    /// Edit the name of what is chosen.
    BeginRename,
    /// The name of the folder so far.
    EditRename(String),
    /// Take that name, or leave it as it was.
    EndRename(bool),
    /// Remove what is chosen.
    Delete,
    /// Bring back what was removed last.
    Undo,
    /// Order the folder by name.
    Sort,
    /// An entry was dropped somewhere.
    Move(SiteMove),
    /// What stands in the form now.
    Edit(Box<SiteDraft>),
    /// This key file was chosen for this site, to be tried too.
    KeyFile(NodeId, PathBuf),
    /// This local folder was chosen for this site.
    LocalFolder(NodeId, PathBuf),
    /// Show a page of the form.
    Page(SitePage),
    /// Store what was edited.
    Save,
    /// Close it without storing what was edited.
    Discard,
    /// Store what was edited, and connect to what is chosen.
    Connect,
    /// The same with another row.
    ConnectTo(SiteKey),
    /// Check the connection of what is chosen.
    Test,
    /// Begin a new site like the session.
    SaveSession,
    /// Something with bookmarks.
    Bookmark(BookmarkAction),
}

/// Work on the file of sites, for the thread that keeps it.
#[derive(Clone, Debug, PartialEq)]
pub enum SitesWork {
    /// Read it, and the hosts of the SSH configuration.
    Load {
        /// The last change that was handed over.
        seq: u64,
    },
    /// Store changes.
    Apply {
        /// The number of this change.
        seq: u64,
        /// The changes.
        edits: Vec<Edit>,
    },
    /// Look whether another window changes it, or no longer.
    Watch(bool),
}
