//! Looks for sites of other programs and takes them over. Beside the window's thread.

use super::saving::failed;
use super::state::{Action, ExportDraft, ImportAction, SitesAction};
use crate::engine::{Command, SitesExport, local_user};
use crate::error::{Error, Result};
use crate::model::{SecretString, Timestamp};
use crate::site::import::{Found, edits_of, look_around};
use crate::site::{SecretName, SiteBook, SiteStore};
use std::collections::BTreeSet;
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

/// Reads our own sealed file with a passphrase; `tell` is called from another thread.
pub(super) fn unseal_sites(
    file: usize,
    place: PathBuf,
    passphrase: SecretString,
    store: SiteStore,
    tell: impl FnOnce(Action) + Send + 'static,
) {
    std::thread::spawn(move || {
        let found = Arc::new(Found::unsealed(&place, &passphrase));
        let known = store.load().map(|loaded| loaded.book).unwrap_or_default();
        tell(Action::Import(ImportAction::Unsealed(file, found, Arc::new(known))));
    });
}

/// What is taken over.
pub(super) struct Taking {
    /// Files, and the places of sites in them.
    pub(super) chosen: Vec<(Arc<Found>, Vec<usize>)>,
    /// Whether their secrets are wanted too.
    pub(super) passwords: bool,
    /// What `~` stands for.
    pub(super) home: PathBuf,
}

/// Puts sites into the store; `tell` is called from another thread: with what was taken over, then with the card of what
/// could not be.
pub(super) fn take_sites(taking: Taking, store: SiteStore, now: Timestamp, tell: impl Fn(Action) + Send + 'static) {
    std::thread::spawn(move || {
        let mut taken = Taken::default();
        let all = take(&taking, &store, &mut taken);
        let Taken { count, files, secrets, book } = taken;
        tell(Action::Import(ImportAction::Taken { count, files, secrets, known: book.map(Arc::new) }));
        if let Err(error) = all {
            tell(failed(store.file().unwrap_or_else(|| std::path::Path::new("")), error, now));
        }
    });
}

/// What was taken over.
#[derive(Default)]
struct Taken {
    count: usize,
    files: Vec<PathBuf>,
    secrets: Vec<(SecretName, SecretString)>,
    /// Our own sites then.
    book: Option<SiteBook>,
}

/// What was taken over before something failed stands in `taken`: its sites are stored, so its secrets must not be lost.
fn take(taking: &Taking, store: &SiteStore, taken: &mut Taken) -> Result<()> {
    let mut book = store.load()?.book;
    let user = local_user();
    for (found, places) in &taking.chosen {
        let (Ok(import), Some(program)) = (&found.import, found.program) else { continue };
        let sites: Vec<_> = places.iter().filter_map(|place| import.sites.get(*place)).collect();
        let edits = edits_of(&book, program, &sites).map_err(|fault| Error::io(&fault))?;
        book = store.apply(edits)?.book;
        taken.book = Some(book.clone());
        taken.count += sites.len();
        taken.files.push(found.place.clone());
        if taking.passwords {
            taken.secrets.extend(sites.iter().flat_map(|site| site.named_secrets(&user, &taking.home)));
        }
    }
    Ok(())
}

/// Reads the sites that are to be written for somebody else; `tell` gets the command for the engine, or what the dialog
/// shows where they could not be read, and is called from another thread.
pub(super) fn export_sites(
    draft: ExportDraft,
    file: PathBuf,
    home: PathBuf,
    store: SiteStore,
    tell: impl FnOnce(std::result::Result<Command, Action>) + Send + 'static,
) {
    std::thread::spawn(move || {
        tell(match store.load() {
            Ok(loaded) => Ok(Command::ExportSites(Box::new(export(draft, file, &home, loaded.book)))),
            Err(error) => Err(Action::Sites(SitesAction::Unwritten { file, error: error.into() })),
        });
    });
}

fn export(draft: ExportDraft, file: PathBuf, home: &std::path::Path, all: SiteBook) -> SitesExport {
    let book = match &draft.ids {
        Some(ids) => all.part(ids),
        None => all,
    };
    let user = local_user();
    let wanted = draft.sealed && draft.passwords;
    let sites = book.nodes().iter().filter_map(|node| node.as_site()).filter(|_| wanted);
    let secrets: BTreeSet<SecretName> = sites.flat_map(|site| site.secret_names(&user, home)).collect();
    let [passphrase, _] = draft.passphrase;
    SitesExport {
        book: Arc::new(book),
        file,
        passphrase: draft.sealed.then_some(passphrase),
        secrets: secrets.into_iter().collect(),
    }
}
