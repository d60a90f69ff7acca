//! Looks for sites of other programs and takes them over. Beside the window's thread.

use super::saving::failed;
use super::state::{Action, ImportAction};
use crate::error::{Error, Result};
use crate::model::Timestamp;
use crate::site::import::{Found, edits_of, look_around};
use crate::site::{SiteBook, SiteStore};
use std::path::PathBuf;
use std::sync::Arc;

/// Looks in the usual places; `tell` is called from another thread.
pub(super) fn look_for_sites(home: PathBuf, store: SiteStore, tell: impl FnOnce(Action) + Send + 'static) {
    std::thread::spawn(move || tell(found(look_around(&home), &store)));
}

/// Reads one file or folder; `tell` is called from another thread.
pub(super) fn read_sites(place: PathBuf, store: SiteStore, tell: impl FnOnce(Action) + Send + 'static) {
    std::thread::spawn(move || tell(found(vec![Found::at(&place)], &store)));
}

fn found(found: Vec<Found>, store: &SiteStore) -> Action {
    let known = store.load().map(|loaded| loaded.book).unwrap_or_default();
    Action::Import(ImportAction::Found { found: found.into_iter().map(Arc::new).collect(), known: Arc::new(known) })
}

/// Puts sites into the store; `tell` is called from another thread.
pub(super) fn take_sites(
    chosen: Vec<(Arc<Found>, Vec<usize>)>,
    store: SiteStore,
    now: Timestamp,
    tell: impl FnOnce(Action) + Send + 'static,
) {
    std::thread::spawn(move || {
        let taken = take(&chosen, &store);
        tell(match taken {
            Ok((count, known)) => Action::Import(ImportAction::Taken { count, known: Arc::new(known) }),
            Err(error) => failed(store.file().unwrap_or_else(|| std::path::Path::new("")), error, now),
        });
    });
}

fn take(chosen: &[(Arc<Found>, Vec<usize>)], store: &SiteStore) -> Result<(usize, SiteBook)> {
    let mut book = store.load()?.book;
    let mut count = 0;
    for (found, places) in chosen {
        let (Ok(import), Some(program)) = (&found.import, found.program) else { continue };
        let sites: Vec<_> = places.iter().filter_map(|place| import.sites.get(*place)).collect();
        let edits = edits_of(&book, program.name(), &sites).map_err(|fault| Error::io(&fault))?;
        book = store.apply(edits)?.book;
        count += sites.len();
    }
    Ok((count, book))
}
