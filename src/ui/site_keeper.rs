//! Keeps the list of sites: reads its file when the window opens, stores changes, and looks whether another window changed
//! it, all beside the window's thread.

use super::state::{Action, Attempt, ErrorReport, SitesAction, SitesWork};
use crate::engine::{StartFile, config_hosts};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Clock, escape_bytes};
use crate::site::{FileFault, Loaded, NodeId, SiteStore};
use crate::text::sites_fault;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

/// How often the file is looked at while the site manager is open.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Reads and writes the file of sites.
pub(super) struct SiteKeeper {
    work: Option<Sender<SitesWork>>,
    worker: Option<JoinHandle<()>>,
}

impl SiteKeeper {
    /// Begins to read; `tell` gets what was read and is called from another thread. `config`: the SSH configuration whose
    /// hosts are listed.
    pub(super) fn start(
        store: SiteStore,
        config: StartFile,
        clock: Arc<dyn Clock>,
        tell: impl Fn(Action) + Send + 'static,
    ) -> Self {
        let (work, inbox) = channel();
        let keeping =
            Keeping { store, config, clock, tell: Box::new(tell), seen: None, seq: 0, silent: false, fault: None };
        let worker = std::thread::spawn(move || keeping.run(&inbox));
        Self { work: Some(work), worker: Some(worker) }
    }

    /// Hands work over. Never blocks.
    pub(super) fn send(&self, work: SitesWork) {
        if let Some(lane) = &self.work {
            // A worker that ended cannot be helped.
            let _ended = lane.send(work);
        }
    }

    /// Waits until everything is stored; the program ends.
    pub(super) fn finish(&mut self) {
        self.work = None;
        if let Some(worker) = self.worker.take() {
            let _reported = worker.join();
        }
    }
}

/// What tells a changed file from the one that was read.
type Stamp = Option<(u64, SystemTime)>;

struct Keeping {
    store: SiteStore,
    config: StartFile,
    clock: Arc<dyn Clock>,
    tell: Box<dyn Fn(Action) + Send>,
    seen: Stamp,
    seq: u64,
    /// It was told that the file cannot be read.
    silent: bool,
    /// The fault of the file that was told.
    fault: Option<FileFault>,
}

impl Keeping {
    fn run(mut self, inbox: &Receiver<SitesWork>) {
        self.load();
        let mut watching = false;
        loop {
            let next = if watching {
                inbox.recv_timeout(LOOK_EVERY)
            } else {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match next {
                Ok(SitesWork::Load { seq }) => {
                    self.seq = self.seq.max(seq);
                    self.load();
                    self.hosts();
                }
                Ok(SitesWork::Apply { seq, edits }) => {
                    self.seq = self.seq.max(seq);
                    match self.store.apply(edits) {
                        Ok(loaded) => self.told(loaded),
                        Err(error) => {
                            let name = self.name();
                            self.failed(Attempt::Save { name }, error, Some(seq));
                            // What is shown shall be what is stored.
                            self.silent = true;
                            self.load();
                        }
                    }
                }
                Ok(SitesWork::Watch(on)) => watching = on,
                Err(RecvTimeoutError::Timeout) => {
                    if self.stamp() != self.seen {
                        self.load();
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn load(&mut self) {
        self.seen = self.stamp();
        match self.store.load() {
            Ok(loaded) => self.told(loaded),
            Err(_) if self.silent => {}
            Err(error) => {
                self.silent = true;
                let name = self.name();
                self.failed(Attempt::Open { name }, error, None);
            }
        }
    }

    /// Leaves the stamp as it is: one that is taken after the file was read would hide what another window wrote in
    /// between. After a change of our own the file is read once more for that.
    fn told(&mut self, loaded: Loaded) {
        self.silent = false;
        let fault = loaded.fault.as_ref().filter(|fault| self.fault.as_ref() != Some(fault));
        let error = fault.map(|fault| Arc::new(*fault_error(fault)));
        self.fault.clone_from(&loaded.fault);
        let loaded = Arc::new(loaded);
        match NodeId::random() {
            Ok(seed) => {
                let seed = seed.get();
                (self.tell)(Action::Sites(SitesAction::Stored { seq: self.seq, loaded, seed, error }));
            }
            Err(error) => {
                let name = self.name();
                self.failed(Attempt::Open { name }, Error::io(&error), None);
            }
        }
    }

    fn failed(&self, attempt: Attempt, error: Box<Error>, lost: Option<u64>) {
        let error = match self.store.file() {
            Some(file) if error.place.is_none() => error.at(Place::Local(file.to_owned())),
            _ => error,
        };
        let report = ErrorReport { attempt, error: error.into(), others: 0, retry: None, at: Some(self.clock.now()) };
        (self.tell)(Action::Sites(SitesAction::Unstored { report: Box::new(report), lost }));
    }

    /// The file, for eyes.
    fn name(&self) -> String {
        self.store.file().map(shown).unwrap_or_default()
    }

    fn hosts(&self) {
        let file = match &self.config {
            StartFile::Only(file) => shown(file),
            StartFile::Usual | StartFile::None => String::from("~/.ssh/config"),
        };
        match config_hosts(&self.config) {
            Ok(hosts) => (self.tell)(Action::Sites(SitesAction::Hosts { hosts: Arc::new(hosts), file })),
            Err(error) => self.failed(Attempt::Open { name: file }, error, None),
        }
    }

    fn stamp(&self) -> Stamp {
        let facts = std::fs::metadata(self.store.file()?).ok()?;
        Some((facts.len(), facts.modified().ok()?))
    }
}

fn fault_error(fault: &FileFault) -> Box<Error> {
    let (FileFault::Broken { kept: place } | FileFault::Newer { file: place }) = fault;
    Error::new(ErrorKind::Failure).with_detail(sites_fault(fault)).at(Place::Local(place.clone()))
}

fn shown(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes())
}
