//! What is done before something that failed is tried again: folders are made, rights set, folders emptied. Runs as a task
//! of its own.

use super::browse::join;
use super::expand::ensure_remote;
use super::explainer::Explainer;
use super::operation::{Location, OperationReport};
use super::repair::Step;
use super::tally::Tally;
use super::{operate_local as on_computer, operate_remote as on_server};
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::{EntryName, RemotePath};
use crate::remote::{AttributeChange, FollowLinks, RemoteFs};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// What the steps need.
#[derive(Debug)]
pub(super) struct Preparing {
    pub(super) steps: Vec<Step>,
    /// The browsing channel of the session; `None` where all steps are on this computer.
    pub(super) files: Option<Arc<dyn RemoteFs>>,
    pub(super) cancel: CancellationToken,
    pub(super) explainer: Arc<Explainer>,
}

impl Preparing {
    /// Does all steps, up to the first that fails; tells what failed and which folders changed.
    pub(super) async fn run(&self) -> (OperationReport, Vec<Location>) {
        let mut tally = Tally::default();
        let mut changed: Vec<Location> = Vec::new();
        for step in &self.steps {
            if self.cancel.is_cancelled() {
                tally.report.cancelled = true;
            }
            if tally.report.cancelled || tally.report.failed > 0 {
                break;
            }
            let folder = match step {
                Step::MakeFolders(at) | Step::SetPermissions(at, _) => at.parent(),
                Step::DeleteContent(at) => Some(at.clone()),
            };
            changed.extend(folder.filter(|folder| !changed.contains(folder)));
            if let Err(error) = self.step(step, &mut tally).await {
                tally.fail(error);
            }
        }
        let mut report = tally.report;
        for error in &mut report.errors {
            *error = Arc::from(self.explainer.explain(Box::new((**error).clone()), None).await);
        }
        // What was found out before the repair says nothing about what comes now.
        self.explainer.forget();
        (report, changed)
    }

    fn files(&self) -> Result<&Arc<dyn RemoteFs>> {
        self.files.as_ref().ok_or_else(|| Error::new(ErrorKind::ConnectionLost))
    }

    async fn step(&self, step: &Step, tally: &mut Tally) -> Result<()> {
        match step {
            Step::MakeFolders(Location::Local(path)) => {
                let path = path.clone();
                join(spawn_blocking(move || local::create_folders(&path)).await)
            }
            Step::MakeFolders(Location::Remote(_, path)) => make_folders(&**self.files()?, path).await,
            Step::SetPermissions(Location::Local(path), permissions) => {
                let (path, permissions) = (path.clone(), *permissions);
                join(spawn_blocking(move || local::set_mode(&path, permissions)).await)
            }
            Step::SetPermissions(Location::Remote(_, path), permissions) => {
                let change = AttributeChange { permissions: Some(*permissions), ..AttributeChange::default() };
                let set = self.files()?.set_attributes(path, change, FollowLinks::Yes).await;
                set.map_err(|e| e.at_remote(path).trying(Act::SetAttributes))
            }
            Step::DeleteContent(Location::Local(path)) => {
                let items = local_content(path.clone()).await?;
                on_computer::delete(items, true, &self.cancel, tally).await;
                Ok(())
            }
            Step::DeleteContent(Location::Remote(_, path)) => {
                let files = self.files()?;
                let listing = files.list(path, &mut |_| {}).await.map_err(|e| e.at_remote(path))?;
                let items = listing.entries.iter().map(|entry| path.join(&entry.name)).collect();
                on_server::delete(files, items, &self.cancel, tally).await;
                Ok(())
            }
        }
    }
}

async fn local_content(folder: PathBuf) -> Result<Vec<PathBuf>> {
    let reading = spawn_blocking(move || {
        let listing = local::list(&folder, &mut |_| ControlFlow::Continue(()))?;
        let path = |name: &EntryName| Ok(folder.join(local::local_name(name)?));
        listing.entries.iter().map(|entry| path(&entry.name)).collect()
    });
    join(reading.await)
}

/// Makes a folder on the server and those above it that are missing.
async fn make_folders(files: &dyn RemoteFs, path: &RemotePath) -> Result<()> {
    let mut missing: Vec<RemotePath> = Vec::new();
    let mut next = Some(path.clone());
    while let Some(folder) = next {
        match files.stat(&folder, FollowLinks::Yes).await {
            // What is there but no folder is told by the one below it; a folder that may not be seen may be there.
            Err(error) if error.kind == ErrorKind::NotFound => {
                next = folder.parent();
                missing.push(folder);
            }
            Err(error) if error.ends_session() => return Err(error),
            _ => break,
        }
    }
    for folder in missing.iter().rev() {
        ensure_remote(files, folder, None).await.map_err(|e| e.at(Place::Remote(folder.clone())))?;
    }
    Ok(())
}
