//! Taking over sites of other programs, as the window knows it. Pure.

use crate::error::SecretFault;
use crate::model::{Endpoint, SecretString};
use crate::site::SiteBook;
use crate::site::import::{Found, Imported};
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// One site among all that were found: the place of its file, and its own place in it, both from 0.
pub type FoundSite = (usize, usize);

/// What the wizard shows.
#[derive(Clone, PartialEq)]
pub struct ImportState {
    /// Whether files are being looked for.
    pub looking: bool,
    /// What was found, in order.
    pub found: Vec<Arc<Found>>,
    /// Those that are among our own sites already: the same server, port, protocol and user.
    pub there: BTreeSet<FoundSite>,
    /// What is to be taken over.
    pub ticked: BTreeSet<FoundSite>,
    /// Whether passwords and the like are taken over too.
    pub passwords: bool,
    /// What is typed to open our own sealed file.
    pub passphrase: SecretString,
    /// The sealed file that is being opened, from 0.
    pub opening: Option<usize>,
    /// Whether sites are being taken over.
    pub taking: bool,
    /// How many sites were taken over; `None` before.
    pub taken: Option<usize>,
    /// What became of their secrets; `None` where none were to be kept, or while it is not known.
    pub kept: Option<KeptOfImport>,
    /// How many secrets are being kept.
    pub keeping: Option<usize>,
}

/// What became of the secrets of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOfImport {
    /// How many are kept.
    pub kept: usize,
    /// Why others are not; `None`: all are.
    pub fault: Option<SecretFault>,
}

impl Default for ImportState {
    fn default() -> Self {
        Self {
            looking: false,
            found: Vec::new(),
            there: BTreeSet::new(),
            ticked: BTreeSet::new(),
            passwords: false,
            passphrase: SecretString::new(String::new()),
            opening: None,
            taking: false,
            taken: None,
            kept: None,
            keeping: None,
        }
    }
}

impl ImportState {
    /// The sites of a file, with their places; none where it could not be read.
    pub fn sites(&self, file: usize) -> impl Iterator<Item = (FoundSite, &Imported)> {
        let import = self.found.get(file).and_then(|found| found.import.as_ref().ok());
        import.into_iter().flat_map(|import| &import.sites).enumerate().map(move |(at, site)| ((file, at), site))
    }

    /// What is to be taken over, by program.
    #[must_use]
    pub fn chosen(&self) -> Vec<(Arc<Found>, Vec<usize>)> {
        let mut chosen: Vec<(usize, Vec<usize>)> = Vec::new();
        for (file, site) in &self.ticked {
            match chosen.last_mut() {
                Some((last, sites)) if last == file => sites.push(*site),
                _ => chosen.push((*file, vec![*site])),
            }
        }
        chosen.into_iter().filter_map(|(file, sites)| Some((Arc::clone(self.found.get(file)?), sites))).collect()
    }

    /// Whether a ticked site has a password or the like that could be taken over.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        self.ticked.iter().any(|(file, at)| {
            let import = self.found.get(*file).and_then(|found| found.import.as_ref().ok());
            import.and_then(|import| import.sites.get(*at)).is_some_and(Imported::has_secrets)
        })
    }

    /// A sealed file was read anew.
    pub(super) fn replace(&mut self, file: usize, found: Arc<Found>, known: &SiteBook) {
        self.opening = None;
        if let Some(place) = self.found.get_mut(file) {
            *place = found;
            self.mark(known);
            self.tick_new(file);
        }
    }

    fn tick_new(&mut self, file: usize) {
        let new: Vec<FoundSite> =
            self.sites(file).map(|(place, _)| place).filter(|place| !self.there.contains(place)).collect();
        self.ticked.extend(new);
    }

    /// Adds what was found. Everything new is ticked, what is there already is not.
    pub(super) fn add(&mut self, found: Vec<Arc<Found>>, known: &SiteBook) {
        self.looking = false;
        for one in found {
            if self.found.iter().any(|other| other.place == one.place) {
                continue;
            }
            self.found.push(one);
            let file = self.found.len() - 1;
            self.mark(known);
            self.tick_new(file);
        }
    }

    /// Looks which ones are among our own sites.
    pub(super) fn mark(&mut self, known: &SiteBook) {
        let ours = known.nodes().iter().filter_map(|node| node.as_site()?.endpoint().ok());
        let ours: HashSet<Endpoint> = ours.collect();
        let is_ours = |site: &Imported| site.site.endpoint().is_ok_and(|endpoint| ours.contains(&endpoint));
        let all = (0..self.found.len()).flat_map(|file| self.sites(file));
        self.there = all.filter(|(_, site)| is_ours(site)).map(|(place, _)| place).collect();
    }

    /// The sites of these files were taken over: they are ticked no more.
    pub(super) fn done(&mut self, files: &[PathBuf]) {
        let found = &self.found;
        let is_done = |file: usize| found.get(file).is_some_and(|found| files.contains(&found.place));
        self.ticked.retain(|(file, _)| !is_done(*file));
    }

    /// Ticks all sites of a file, or none.
    pub(super) fn tick_all(&mut self, file: usize, on: bool) {
        let places: Vec<FoundSite> = self.sites(file).map(|(place, _)| place).collect();
        for place in places {
            self.tick(place, on);
        }
    }

    pub(super) fn tick(&mut self, place: FoundSite, on: bool) {
        if on {
            self.ticked.insert(place);
        } else {
            self.ticked.remove(&place);
        }
    }
}
