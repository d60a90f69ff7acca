//! The files of one side by their places, as far as moves across file systems need them: this computer or a server.

use super::browse::join;
use crate::error::{Act, Error, ErrorKind, Place, Result};
use crate::local;
use crate::model::{Entry, EntryKind, EntryName, Listing, Permissions, RemotePath, Timestamp};
use crate::remote::{AttributeChange, FollowLinks, RemoteFs, RenameMode};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Whose files they are.
#[derive(Clone, Debug)]
pub(super) enum FileSide {
    /// Those of this computer.
    Local,
    /// Those of a server.
    Remote(Arc<dyn RemoteFs>),
}

/// Does something on a blocking thread.
async fn here<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    join(spawn_blocking(work).await)
}

fn mismatch(at: &Place) -> Box<Error> {
    Error::new(ErrorKind::InvalidArgument).at(at.clone())
}

impl FileSide {
    /// What is at a place; a link is told of itself, with what it holds.
    pub(super) async fn stat(&self, at: &Place) -> Result<Entry> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::stat_link(&path)).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                let mut entry = files.stat(path, FollowLinks::No).await.map_err(|e| e.at_remote(path))?;
                if entry.kind == EntryKind::Link {
                    entry.link_target = Some(files.read_link(path).await.map_err(|e| e.at_remote(path))?);
                }
                Ok(entry)
            }
            _ => Err(mismatch(at)),
        }
    }

    /// Whether nothing is there.
    pub(super) async fn is_free(&self, at: &Place) -> Result<bool> {
        match self.stat(at).await {
            Ok(_) => Ok(false),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The content of a folder.
    pub(super) async fn list(&self, at: &Place) -> Result<Listing> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::list(&path, &mut |_| ControlFlow::Continue(()))).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                files.list(path, &mut |_| {}).await.map_err(|e| e.at_remote(path))
            }
            _ => Err(mismatch(at)),
        }
    }

    /// Makes a folder, open to its owner; fails when anything is there.
    pub(super) async fn make_folder(&self, at: &Place) -> Result<()> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || match (path.parent(), path.file_name().and_then(local::entry_name)) {
                    (Some(folder), Some(name)) => local::create_folder(folder, &name).map(|_| ()),
                    _ => Err(mismatch(&Place::Local(path))),
                })
                .await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                let mode = Some(Permissions::from_mode(0o700));
                files.create_folder(path, mode).await.map_err(|e| e.at_remote(path))
            }
            _ => Err(mismatch(at)),
        }
    }

    /// Makes a link that holds `target`.
    pub(super) async fn make_link(&self, at: &Place, target: Vec<u8>) -> Result<()> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::create_link(&path, &target)).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                files.create_symlink(path, &target).await.map_err(|e| e.at_remote(path))
            }
            _ => Err(mismatch(at)),
        }
    }

    /// Sets permissions and times, as far as the side can; tells whether they were taken.
    pub(super) async fn dress(
        &self,
        at: &Place,
        permissions: Option<Permissions>,
        modified: Option<Timestamp>,
    ) -> Result<bool> {
        let set = match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::set_attributes(&path, permissions, modified)).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                let can = files.capabilities();
                let change = AttributeChange {
                    permissions: permissions.filter(|_| can.permissions),
                    modified: modified.filter(|_| can.times),
                    ..AttributeChange::default()
                };
                files.set_attributes(path, change, FollowLinks::Yes).await
            }
            _ => return Err(mismatch(at)),
        };
        match set {
            Err(error) if error.ends_session() => Err(error),
            set => Ok(set.is_ok()),
        }
    }

    /// Gives a name that is free to what is at `from`, on the same file system.
    pub(super) async fn rename(&self, from: &Place, to: &Place) -> Result<()> {
        match (self, from, to) {
            (Self::Local, Place::Local(from), Place::Local(to)) => {
                let (from, to) = (from.clone(), to.clone());
                here(move || local::rename(&from, &to)).await
            }
            (Self::Remote(files), Place::Remote(from), Place::Remote(to)) => {
                files.rename(from, to, RenameMode::KeepExisting).await.map_err(|e| e.at_remote(from))
            }
            _ => Err(mismatch(from)),
        }
    }

    /// Removes a file or link.
    pub(super) async fn remove_file(&self, at: &Place) -> Result<()> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::remove_file(&path)).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                files.remove_file(path).await.map_err(|e| e.at_remote(path).trying(Act::RemoveFile))
            }
            _ => Err(mismatch(at)),
        }
    }

    /// Removes an empty folder.
    pub(super) async fn remove_folder(&self, at: &Place) -> Result<()> {
        match (self, at) {
            (Self::Local, Place::Local(path)) => {
                let path = path.clone();
                here(move || local::remove_empty_folder(&path)).await
            }
            (Self::Remote(files), Place::Remote(path)) => {
                files.remove_folder(path).await.map_err(|e| e.at_remote(path).trying(Act::RemoveFolder))
            }
            _ => Err(mismatch(at)),
        }
    }
}

/// The place of an entry of a folder.
pub(super) fn child(folder: &Place, name: &EntryName) -> Result<Place> {
    match folder {
        Place::Local(path) => {
            let path: PathBuf = path.join(local::local_name(name)?);
            Ok(Place::Local(path))
        }
        Place::Remote(path) => {
            let path: RemotePath = path.join(name);
            Ok(Place::Remote(path))
        }
    }
}
