//! Operations on files: which side does what, and which folders change by it. Runs as a task of its own.

use super::copy_file::Pace;
use super::explainer::Explainer;
use super::file_side::FileSide;
use super::operate_local as on_computer;
use super::operate_remote as on_server;
use super::operation::{Location, MoveHow, Operation, OperationReport};
use super::relocate::Relocating;
use super::tally::Tally;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local::ModeChange;
use crate::log::MessageLog;
use crate::model::{RemotePath, SessionId};
use crate::queue::Work;
use crate::remote::RemoteFs;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What an operation needs.
#[derive(Debug)]
pub(super) struct Operating {
    pub(super) what: Operation,
    /// The browsing channel of the session that the operation names; `None` for local ones.
    pub(super) files: Option<Arc<dyn RemoteFs>>,
    pub(super) cancel: CancellationToken,
    /// Finds out why steps of it failed.
    pub(super) explainer: Arc<Explainer>,
    /// How far it is, where it takes long.
    pub(super) work: Arc<Work>,
    pub(super) log: Arc<MessageLog>,
}

/// The items of an operation, all of one side.
enum Items {
    Local(Vec<PathBuf>),
    Remote(Vec<RemotePath>),
}

fn items(locations: Vec<Location>) -> Result<Items> {
    let mixed = || Error::new(ErrorKind::InvalidArgument);
    let session = locations.iter().find_map(|l| if let Location::Remote(s, _) = l { Some(*s) } else { None });
    let Some(session) = session else {
        let path = |l| if let Location::Local(path) = l { Some(path) } else { None };
        return Ok(Items::Local(locations.into_iter().filter_map(path).collect()));
    };
    let path = |l| match l {
        Location::Remote(s, path) if s == session => Ok(path),
        _ => Err(mixed()),
    };
    locations.into_iter().map(path).collect::<Result<_>>().map(Items::Remote)
}

/// The folders whose content an operation changes.
fn changed(what: &Operation) -> Vec<Location> {
    let mut folders: Vec<Location> = Vec::new();
    let mut add = |folder: Option<Location>| {
        if let Some(folder) = folder.filter(|f| !folders.contains(f)) {
            folders.push(folder);
        }
    };
    match what {
        Operation::CreateFolder { parent, .. } => add(Some(parent.clone())),
        Operation::Rename { item, .. } => add(item.parent()),
        Operation::MoveInto { items, folder } => {
            for item in items {
                add(item.parent());
            }
            add(Some(folder.clone()));
        }
        Operation::MoveTo { moves, .. } => {
            for (from, to) in moves {
                add(from.parent());
                add(to.parent());
            }
        }
        Operation::Delete { items, .. } | Operation::SetPermissions { items, .. } => {
            for item in items {
                add(item.parent());
            }
        }
    }
    folders
}

impl Operating {
    /// Does it, and tells what was done and which folders changed by it.
    pub(super) async fn run(self) -> (OperationReport, Vec<Location>) {
        let changed = changed(&self.what);
        let mut tally = Tally::default();
        if let Err(error) = self.steps(&mut tally).await {
            tally.fail(error);
        }
        let mut report = tally.report;
        for error in &mut report.errors {
            *error = Arc::from(self.explainer.explain(Box::new((**error).clone()), None).await);
        }
        report.remaining = (report.failed > 0).then(|| Box::new(self.what.remaining(&report)));
        // What failed halfway may have changed something too.
        let changed = if report.done == 0 && report.failed <= 1 && report.errors.iter().all(|e| harmless(e)) {
            Vec::new()
        } else {
            changed
        };
        (report, changed)
    }

    fn files(&self) -> Result<&Arc<dyn RemoteFs>> {
        self.files.as_ref().ok_or_else(|| Error::new(ErrorKind::ConnectionLost))
    }

    async fn steps(&self, tally: &mut Tally) -> Result<()> {
        match self.what.clone() {
            Operation::CreateFolder { parent: Location::Local(parent), name } => {
                tally.count(on_computer::create_folder(parent, name).await);
            }
            Operation::CreateFolder { parent: Location::Remote(_, parent), name } => {
                let path = parent.join(&name);
                tally.count(self.files()?.create_folder(&path, None).await.map_err(|e| e.at_remote(&path)));
            }
            Operation::Rename { item: Location::Local(item), name } => {
                tally.count(on_computer::rename(item, name).await);
            }
            Operation::Rename { item: Location::Remote(_, item), name } => {
                tally.count(on_server::rename(&**self.files()?, &item, &name).await);
            }
            Operation::MoveInto { items: all, folder } => match (items(all)?, folder) {
                (Items::Local(all), Location::Local(folder)) => {
                    on_computer::move_into(all, folder, &self.cancel, tally).await;
                }
                (Items::Remote(all), Location::Remote(session, folder)) => {
                    if self.what.session() != Some(session) {
                        return Err(Error::new(ErrorKind::OtherFileSystem).at(Place::Remote(folder)));
                    }
                    on_server::move_into(self.files()?, all, &folder, &self.cancel, tally).await;
                }
                _ => return Err(Error::new(ErrorKind::InvalidArgument)),
            },
            Operation::MoveTo { moves, how } => self.move_to(moves, how, tally).await?,
            Operation::Delete { items: all, permanently } => match items(all)? {
                Items::Local(all) => on_computer::delete(all, permanently, &self.cancel, tally).await,
                Items::Remote(all) => on_server::delete(self.files()?, all, &self.cancel, tally).await,
            },
            Operation::SetPermissions { items: all, set, clear, recursive, folders_only_execute } => {
                let change = ModeChange { set, clear, folders_only_execute };
                match items(all)? {
                    Items::Local(all) => {
                        on_computer::set_permissions(all, change, recursive, &self.cancel, tally).await;
                    }
                    Items::Remote(all) => {
                        on_server::set_permissions(self.files()?, all, change, recursive, &self.cancel, tally).await;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Operating {
    fn relocating(&self, session: Option<SessionId>) -> Result<Relocating> {
        let side = match session {
            None => FileSide::Local,
            Some(_) => FileSide::Remote(Arc::clone(self.files()?)),
        };
        let pace = Pace { cancel: self.cancel.clone(), work: Arc::clone(&self.work) };
        Ok(Relocating { side, pace, session, log: Arc::clone(&self.log) })
    }

    async fn move_to(&self, moves: Vec<(Location, Location)>, how: MoveHow, tally: &mut Tally) -> Result<()> {
        for (from, to) in moves {
            if self.cancel.is_cancelled() {
                tally.report.cancelled = true;
                return Ok(());
            }
            let replace = how == MoveHow::Replace;
            let step = match (from, to) {
                (from, to) if how == MoveHow::Copy && from.session() == to.session() => {
                    self.relocating(from.session())?.relocate(&from.place(), &to.place()).await
                }
                (Location::Local(from), Location::Local(to)) => on_computer::move_to(from, to, replace).await,
                (Location::Remote(one, from), Location::Remote(other, to)) if one == other => {
                    on_server::move_to(&**self.files()?, &from, &to, replace).await
                }
                _ => return Err(Error::new(ErrorKind::InvalidArgument)),
            };
            tally.count(step);
        }
        Ok(())
    }
}

/// Whether an error says that nothing was touched.
fn harmless(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::PermissionDenied
            | ErrorKind::AlreadyExists
            | ErrorKind::InvalidArgument
            | ErrorKind::NoTrash
            | ErrorKind::NameRefused
    )
}
