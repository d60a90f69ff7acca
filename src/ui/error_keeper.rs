//! Keeps the error log: reads it when the window opens, writes what changed, both beside the window's thread.

use super::state::{Action, ErrorsAction, UiState};
use crate::archive::{ErrorStore, Record, StoreFault};
use crate::error::{Error, ErrorKind, Place};
use crate::i18n::fl;
use crate::journal::{Failure, Note, Tried};
use crate::model::Timestamp;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Errors are written when this much time passed since the first that is not.
const SAVE_AFTER: Duration = Duration::from_secs(2);

/// What is to be written.
struct Work {
    put: Vec<Record>,
    removed: Vec<(u64, u64)>,
}

/// Reads and writes the error log.
pub(super) struct ErrorKeeper {
    work: Option<Sender<Work>>,
    writer: Option<JoinHandle<()>>,
    faults: Arc<Mutex<Vec<Arc<Error>>>>,
    save_at: Option<Duration>,
}

impl ErrorKeeper {
    /// Begins to read; `tell` gets what was read and is called from another thread.
    pub(super) fn start(store: ErrorStore, tell: impl Fn(Action) + Send + 'static) -> Self {
        let faults: Arc<Mutex<Vec<Arc<Error>>>> = Arc::default();
        if !store.keeps() {
            return Self { work: None, writer: None, faults, save_at: None };
        }
        let (work, inbox) = channel();
        let told = Arc::clone(&faults);
        let writer = std::thread::spawn(move || {
            read(&store, &told, &tell);
            write(&store, &inbox, &told);
        });
        Self { work: Some(work), writer: Some(writer), faults, save_at: None }
    }

    /// What went wrong with the file since this was last asked, as failures for the panel.
    pub(super) fn faults(&self, now: Timestamp) -> Vec<Note> {
        let faults = std::mem::take(&mut *self.faults.lock().unwrap_or_else(PoisonError::into_inner));
        let note = |error: Arc<Error>| {
            let failure = Failure { time: now, session: None, transfer: None, tried: Tried::Other, size: None, error };
            Note::Failed(Arc::new(failure), false)
        };
        faults.into_iter().map(note).collect()
    }

    /// Hands over what changed when it is due; tells when to look again.
    pub(super) fn save_when_due(&mut self, state: &mut UiState, now: Duration) -> Option<Duration> {
        let work = self.work.as_ref()?;
        if !state.errors.book.has_changes() {
            return None;
        }
        let at = *self.save_at.get_or_insert(now + SAVE_AFTER);
        if at > now {
            return Some(at.saturating_sub(now));
        }
        self.save_at = None;
        // A writer that ended cannot be helped; its fault was told.
        let _ended = work.send(changes(state));
        None
    }

    /// Writes what is not written yet, and waits for it; the program ends.
    pub(super) fn finish(&mut self, state: &mut UiState) {
        if let Some(work) = self.work.take()
            && state.errors.book.has_changes()
        {
            let _ended = work.send(changes(state));
        }
        if let Some(writer) = self.writer.take() {
            let _reported = writer.join();
        }
    }
}

/// What changed, at most as much as is kept: the newest.
fn changes(state: &mut UiState) -> Work {
    let (entries, removed) = state.errors.book.take_changes();
    let skip = entries.len().saturating_sub(ErrorStore::MOST);
    Work { put: entries.iter().skip(skip).map(Record::new).collect(), removed }
}

fn read(store: &ErrorStore, faults: &Mutex<Vec<Arc<Error>>>, tell: &impl Fn(Action)) {
    match store.load() {
        Ok(loaded) => {
            let restored = loaded.records.iter().map(Record::restored).collect();
            if let Some(fault) = loaded.fault {
                faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault_error(fault).into());
            }
            tell(Action::Errors(ErrorsAction::Restore(restored)));
        }
        Err(error) => {
            faults.lock().unwrap_or_else(PoisonError::into_inner).push(error.into());
            tell(Action::Errors(ErrorsAction::Restore(Vec::new())));
        }
    }
}

fn fault_error(fault: StoreFault) -> Box<Error> {
    let (place, detail) = match fault {
        StoreFault::Broken { kept } => (kept, fl!("errors-store-broken")),
        StoreFault::Newer { file } => (file, fl!("errors-store-newer")),
    };
    Error::new(ErrorKind::Failure).with_detail(detail).at(Place::Local(place))
}

fn write(store: &ErrorStore, inbox: &Receiver<Work>, faults: &Mutex<Vec<Arc<Error>>>) {
    let mut failed = false;
    while let Ok(mut work) = inbox.recv() {
        while let Ok(more) = inbox.try_recv() {
            work.put.extend(more.put);
            work.removed.extend(more.removed);
        }
        match store.save(work.put, &work.removed) {
            Ok(()) => failed = false,
            // Told once: it would fail again with each error, and be one itself.
            Err(_) if failed => {}
            Err(error) => {
                failed = true;
                faults.lock().unwrap_or_else(PoisonError::into_inner).push(error.into());
            }
        }
    }
}
