//! Looking at what the user sent, before its jobs start: what it is, how large, how old. Runs as a task of its own.

use super::browse::join;
use super::crew::Crew;
use crate::error::{Place, Result};
use crate::local;
use crate::model::{Entry, TransferId};
use crate::remote::{FollowLinks, RemoteFs};
use std::path::PathBuf;
use std::sync::Arc;

/// How many sources are looked at in one go; the first jobs start after that many.
pub(super) const AT_ONCE: usize = 256;
/// Requests under way at the same time.
const REQUESTS: usize = 64;

/// Sources of one session that were looked at.
pub(super) type Survey = Vec<(TransferId, Result<Entry>)>;

/// Looks at sources; links that the user named are followed.
pub(super) async fn survey(files: Option<Arc<dyn RemoteFs>>, sources: Vec<(TransferId, Place)>) -> Survey {
    let mut local_ones: Vec<(TransferId, PathBuf)> = Vec::new();
    let mut crew = Crew::new(REQUESTS);
    let mut found = Survey::new();
    for (id, place) in sources {
        match (place, &files) {
            (Place::Local(path), _) => local_ones.push((id, path)),
            (Place::Remote(path), Some(files)) => {
                let files = Arc::clone(files);
                let look =
                    async move { (id, files.stat(&path, FollowLinks::Yes).await.map_err(|e| e.at_remote(&path))) };
                found.extend(crew.add(look).await);
            }
            (Place::Remote(_), None) => {}
        }
    }
    while let Some(looked) = crew.next().await {
        found.push(looked);
    }
    let looking = tokio::task::spawn_blocking(move || {
        Ok(local_ones.into_iter().map(|(id, path)| (id, local::stat(&path))).collect::<Survey>())
    });
    if let Ok(looked) = join(looking.await) {
        found.extend(looked);
    }
    found
}
