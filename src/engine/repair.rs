//! One decision about a failure, or about a whole group of like ones: what it is about, and what is to be done.

use super::operation::{Location, MoveHow, Operation};
use crate::error::{DataMode, Fix, Place};
use crate::model::{EntryName, Permissions, SessionId, TransferId};

/// What a decision is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// Transfers that failed. Of a folder's row it is everything in it that failed.
    Transfers {
        /// Ids of rows, or of files inside of folder rows.
        ids: Vec<TransferId>,
        /// Everything else of the same batches that failed for the same cause (`error::Error::is_like`) as well.
        alike: bool,
    },
    /// An operation that failed, as far as it is still to be done (`OperationReport::remaining`).
    Operation(Box<Operation>),
}

/// What is done. Everything but `Skip` and `Abort` tries again afterwards; where the repair itself fails, that is told
/// by `Event::Operated` and nothing is tried again. Nothing asks: front ends have asked before what destroys something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Nothing.
    Retry,
    /// Make this folder and those above it that are missing; for other transfers of a group those that they miss.
    CreateFolder(Location),
    /// Replace what is there.
    Overwrite,
    /// Set the permission bits of an item; for other transfers of a group those that they need.
    MakeWritable {
        /// The item.
        at: Location,
        /// The bits that it gets.
        permissions: Permissions,
    },
    /// Delete all that is in this folder, for good.
    DeleteContent(Location),
    /// Send it into this folder, which must exist; what lies in folders keeps its place below the folder that was sent.
    IntoFolder(Location),
    /// Give it this name; `None`: a free one for each transfer.
    Rename(Option<EntryName>),
    /// Copy, compare, then delete the original: a move across file systems.
    CopyAndDelete,
    /// Let this side open connections for data from now on, in the session that it failed in (FTP).
    SwitchDataMode(DataMode),
    /// Leave it out. With `alike` also what will fail for the same cause from now on.
    Skip,
    /// Stop everything that is not finished of the batches.
    Abort,
}

/// One step before something is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Make this folder and those above it.
    MakeFolders(Location),
    /// Set permission bits.
    SetPermissions(Location, Permissions),
    /// Delete all that is in a folder.
    DeleteContent(Location),
}

impl Step {
    fn location(&self) -> &Location {
        match self {
            Self::MakeFolders(at) | Self::SetPermissions(at, _) | Self::DeleteContent(at) => at,
        }
    }

    /// The session on whose server it is done; `None` for this computer.
    pub(super) fn session(&self) -> Option<SessionId> {
        match self.location() {
            Location::Remote(session, _) => Some(*session),
            Location::Local(_) => None,
        }
    }
}

impl Repair {
    /// What is to be done before the next try, beside what the errors of a group name themselves.
    pub(super) fn step(&self) -> Option<Step> {
        match self {
            Self::CreateFolder(at) => Some(Step::MakeFolders(at.clone())),
            Self::MakeWritable { at, permissions } => Some(Step::SetPermissions(at.clone(), *permissions)),
            Self::DeleteContent(at) => Some(Step::DeleteContent(at.clone())),
            _ => None,
        }
    }

    /// The same for another failure of a group, by what was found out about it.
    pub(super) fn own_step(&self, fix: &Fix, session: SessionId) -> Option<Step> {
        match (self, fix) {
            (Self::CreateFolder(_), Fix::CreateFolder(at)) => Some(Step::MakeFolders(location(at, session))),
            (Self::MakeWritable { .. }, Fix::MakeWritable { at, permissions }) => {
                Some(Step::SetPermissions(location(at, session), *permissions))
            }
            _ => None,
        }
    }

    /// The operation as it is tried again; `None` where nothing is to be done any more, or it does not fit.
    pub(super) fn adapt(&self, what: Operation) -> Option<Operation> {
        match (self, what) {
            (Self::Overwrite, what) => what.moved_by(MoveHow::Replace),
            (Self::CopyAndDelete, what) => what.moved_by(MoveHow::Copy),
            (Self::Rename(Some(name)), Operation::CreateFolder { parent, .. }) => {
                Some(Operation::CreateFolder { parent, name: name.clone() })
            }
            (Self::Rename(Some(name)), Operation::Rename { item, .. }) => {
                Some(Operation::Rename { item, name: name.clone() })
            }
            (Self::Rename(Some(name)), what) => {
                let (how, mut moves) = what.into_moves(MoveHow::Keep)?;
                let [(_, to)] = moves.as_mut_slice() else { return None };
                *to = to.parent()?.join(name)?;
                Some(Operation::MoveTo { moves, how })
            }
            (Self::IntoFolder(folder), Operation::CreateFolder { name, .. }) => {
                Some(Operation::CreateFolder { parent: folder.clone(), name })
            }
            (Self::IntoFolder(folder), Operation::MoveInto { items, .. }) => {
                Some(Operation::MoveInto { items, folder: folder.clone() })
            }
            (Self::IntoFolder(folder), Operation::MoveTo { moves, how }) => {
                let into = |(from, to): (Location, Location)| Some((from, folder.join(&to.name()?)?));
                let moves = moves.into_iter().map(into).collect::<Option<Vec<_>>>()?;
                Some(Operation::MoveTo { moves, how })
            }
            (Self::Skip | Self::Abort | Self::Rename(None) | Self::IntoFolder(_), _) => None,
            (_, what) => Some(what),
        }
    }
}

/// A place as a location of that session.
pub(super) fn location(place: &Place, session: SessionId) -> Location {
    match place {
        Place::Local(path) => Location::Local(path.clone()),
        Place::Remote(path) => Location::Remote(session, path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RemotePath;

    fn at(path: &str) -> Location {
        Location::Remote(SessionId::from(1), RemotePath::parse(path.as_bytes()).unwrap())
    }

    fn name(text: &str) -> EntryName {
        EntryName::new(text).unwrap()
    }

    #[test]
    fn a_repair_changes_the_operation_that_is_tried_again() {
        let rename = Operation::Rename { item: at("/a/x"), name: name("y") };
        let moves = Operation::MoveInto { items: vec![at("/a/x")], folder: at("/b") };
        let to = |to: &str, how| Some(Operation::MoveTo { moves: vec![(at("/a/x"), at(to))], how });
        assert_eq!(Repair::Overwrite.adapt(rename.clone()), to("/a/y", MoveHow::Replace));
        assert_eq!(Repair::CopyAndDelete.adapt(moves.clone()), to("/b/x", MoveHow::Copy));
        assert_eq!(Repair::Rename(Some(name("z"))).adapt(moves.clone()), to("/b/z", MoveHow::Keep));
        let other = Operation::Rename { item: at("/a/x"), name: name("z") };
        assert_eq!(Repair::Rename(Some(name("z"))).adapt(rename.clone()), Some(other));
        let elsewhere = Operation::MoveInto { items: vec![at("/a/x")], folder: at("/c") };
        assert_eq!(Repair::IntoFolder(at("/c")).adapt(moves.clone()), Some(elsewhere));
        assert_eq!(Repair::IntoFolder(at("/c")).adapt(rename.clone()), None, "a new name is no folder");
        assert_eq!(Repair::Retry.adapt(rename.clone()), Some(rename));
        assert_eq!(Repair::Skip.adapt(moves), None);
    }

    #[test]
    fn what_is_done_of_an_operation_is_not_done_again() {
        use super::super::operation::OperationReport;
        use crate::error::{Error, ErrorKind};
        let items = vec![at("/a/x"), at("/a/y"), at("/a/z")];
        let what = Operation::MoveInto { items, folder: at("/b") };
        let taken = Error::new(ErrorKind::AlreadyExists).at_remote(&RemotePath::parse(b"/b/y").unwrap());
        let report = OperationReport { failed: 1, errors: vec![taken.into()], done: 2, ..OperationReport::default() };
        let rest = Operation::MoveInto { items: vec![at("/a/y")], folder: at("/b") };
        assert_eq!(what.clone().remaining(&report), rest);
        let many = OperationReport { failed: 200, ..report };
        assert_eq!(what.clone().remaining(&many), what, "not all failures are told one by one");
    }
}
