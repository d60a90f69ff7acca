//! Operations on files of one side, and the places that they are about.

use crate::error::{Error, Place};
use crate::local;
use crate::model::{EntryName, Permissions, RemotePath, SessionId};
use std::path::PathBuf;
use std::sync::Arc;

/// A folder or file on this computer or on the server of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// On this computer; absolute.
    Local(PathBuf),
    /// On a server.
    Remote(SessionId, RemotePath),
}

/// How an operation ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationReport {
    /// How many entries were changed or removed.
    pub done: u64,
    /// What failed, the first ones; the rest is counted in `failed`.
    pub errors: Vec<Arc<Error>>,
    /// How many entries failed.
    pub failed: u64,
    /// Whether the user stopped it.
    pub cancelled: bool,
    /// A repair failed itself, and nothing was tried again.
    pub unprepared: bool,
    /// The operation that is still to be done because of the failures, to be tried again; `None` where nothing is, or
    /// where what failed is in the transfer queue.
    pub remaining: Option<Box<Operation>>,
}

impl Location {
    /// The folder that holds it; `None` at the top.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self {
            Self::Local(path) => path.parent().map(|parent| Self::Local(parent.into())),
            Self::Remote(session, path) => path.parent().map(|parent| Self::Remote(*session, parent)),
        }
    }

    /// Its last component; `None` at the top.
    #[must_use]
    pub fn name(&self) -> Option<EntryName> {
        match self {
            Self::Local(path) => local::entry_name(path.file_name()?),
            Self::Remote(_, path) => path.name(),
        }
    }

    /// The entry of that name in this folder; `None` for a name that this computer cannot hold.
    #[must_use]
    pub fn join(&self, name: &EntryName) -> Option<Self> {
        match self {
            Self::Local(path) => Some(Self::Local(path.join(local::local_name(name).ok()?))),
            Self::Remote(session, path) => Some(Self::Remote(*session, path.join(name))),
        }
    }

    /// The same without its session.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Local(path) => Place::Local(path.clone()),
            Self::Remote(_, path) => Place::Remote(path.clone()),
        }
    }

    /// The session on whose server it is; `None` for this computer.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        if let Self::Remote(session, _) = self { Some(*session) } else { None }
    }
}

/// An operation on files of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Make a folder `name` in `parent`.
    CreateFolder {
        /// The folder to make it in.
        parent: Location,
        /// Its name.
        name: EntryName,
    },
    /// Give an entry another name in its folder; never replaces anything.
    Rename {
        /// What.
        item: Location,
        /// The new name.
        name: EntryName,
    },
    /// Move entries into another folder of the same side; never replaces anything.
    MoveInto {
        /// What.
        items: Vec<Location>,
        /// The folder.
        folder: Location,
    },
    /// Give each entry another place on its side.
    MoveTo {
        /// From where to where.
        moves: Vec<(Location, Location)>,
        /// In which way.
        how: MoveHow,
    },
    /// Delete entries and all that is in them. Links are removed, not followed. Local ones go to the trash; where there
    /// is none the operation fails with `ErrorKind::NoTrash` and nothing is deleted.
    Delete {
        /// What.
        items: Vec<Location>,
        /// Delete local entries for good instead; servers have no trash anyway.
        permanently: bool,
    },
    /// Set permission bits: bits in `set` are switched on, bits in `clear` off, others stay.
    SetPermissions {
        /// What.
        items: Vec<Location>,
        /// Bits to switch on.
        set: Permissions,
        /// Bits to switch off.
        clear: Permissions,
        /// Do the same for all that is in folders.
        recursive: bool,
        /// In recursion, switch execute bits on only for folders and for files that have one already (`X` of chmod).
        folders_only_execute: bool,
    },
}

/// How an entry gets to its new place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveHow {
    /// By renaming; what is there stays, and it fails.
    Keep,
    /// By renaming; a file or link that is there is replaced. A folder never is.
    Replace,
    /// By copying, comparing, and deleting the original after that: for moves across file systems. What is there stays,
    /// and it fails. Tells its progress in `QueueView::works`; a copy that fails or is stopped leaves the original whole
    /// and nothing at the new place.
    Copy,
}

impl Operation {
    /// The session that it works on; `None` for this computer.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Self::CreateFolder { parent, .. } => parent.session(),
            Self::Rename { item, .. } => item.session(),
            Self::MoveInto { items, .. } | Self::Delete { items, .. } | Self::SetPermissions { items, .. } => {
                items.first()?.session()
            }
            Self::MoveTo { moves, .. } => moves.first()?.0.session(),
        }
    }

    /// From where to where it moves things, and how; `None` when it moves nothing. `how` is that of plain renames.
    pub(super) fn into_moves(self, how: MoveHow) -> Option<(MoveHow, Vec<(Location, Location)>)> {
        match self {
            Self::Rename { item, name } => {
                let to = item.parent()?.join(&name)?;
                Some((how, vec![(item, to)]))
            }
            Self::MoveInto { items, folder } => {
                let into = |item: Location| {
                    let to = folder.join(&item.name()?)?;
                    Some((item, to))
                };
                Some((how, items.into_iter().map(into).collect::<Option<Vec<_>>>()?))
            }
            Self::MoveTo { moves, how } => Some((how, moves)),
            Self::CreateFolder { .. } | Self::Delete { .. } | Self::SetPermissions { .. } => None,
        }
    }

    /// The same moves done in another way; `None` when it moves nothing.
    pub(super) fn moved_by(self, how: MoveHow) -> Option<Self> {
        let (_, moves) = self.into_moves(how)?;
        Some(Self::MoveTo { moves, how })
    }

    /// What of it is still to be done after such a report: the items that failed, as far as each was told one by one.
    #[must_use]
    pub fn remaining(self, report: &OperationReport) -> Self {
        if u64::try_from(report.errors.len()).unwrap_or(u64::MAX) < report.failed {
            return self;
        }
        let touches = |place: &Place| {
            report.errors.iter().any(|error| {
                let places = [error.place.as_ref(), error.second.as_ref()];
                places.into_iter().flatten().any(|failed| failed.is_within(place))
            })
        };
        // Where no failure names an item, each may be the one.
        let kept = |items: Vec<Location>, failed: &dyn Fn(&Location) -> bool| {
            let rest: Vec<Location> = items.iter().filter(|item| failed(item)).cloned().collect();
            if rest.is_empty() { items } else { rest }
        };
        match self {
            Self::MoveInto { items, folder } => {
                let target = |item: &Location| item.name().and_then(|name| folder.join(&name));
                let failed = |item: &Location| {
                    touches(&item.place()) || target(item).is_some_and(|target| touches(&target.place()))
                };
                let items = kept(items, &failed);
                Self::MoveInto { items, folder }
            }
            Self::Delete { items, permanently } => {
                Self::Delete { items: kept(items, &|item| touches(&item.place())), permanently }
            }
            Self::MoveTo { moves, how } => {
                let failed = |one: &&(Location, Location)| touches(&one.0.place()) || touches(&one.1.place());
                let rest: Vec<_> = moves.iter().filter(failed).cloned().collect();
                Self::MoveTo { moves: if rest.is_empty() { moves } else { rest }, how }
            }
            // One step, or steps that may be done again.
            what => what,
        }
    }
}
