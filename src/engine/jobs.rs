//! The jobs that run: how to stop them, what they hold, and how much each session is at.

use super::job::JobControl;
use super::session::Lease;
use crate::error::Place;
use crate::model::{SessionId, TransferId};
use crate::queue::Room;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One running job.
#[derive(Debug)]
pub(super) struct RunningJob {
    pub(super) session: SessionId,
    pub(super) control: Arc<JobControl>,
    pub(super) lease: Lease,
    pub(super) target: Place,
    /// What it counts against the limit; `None`: a folder.
    pub(super) weight: Option<usize>,
    /// The item alone is to be held when it has stopped.
    pub(super) pause_item: bool,
}

/// What one session is at.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    files: usize,
    folders: usize,
}

/// All running jobs.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    running: HashMap<TransferId, RunningJob>,
    loads: HashMap<SessionId, Load>,
    /// What is being written, so that two jobs never write the same file.
    targets: HashSet<Place>,
}

impl Jobs {
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The room that is left on a session.
    pub(super) fn room(&self, session: SessionId, parallel: usize) -> Room {
        let load = self.loads.get(&session).copied().unwrap_or_default();
        let empty = Room::empty(parallel);
        Room {
            files: empty.files.saturating_sub(load.files),
            folders: empty.folders.saturating_sub(load.folders),
            ..empty
        }
    }

    pub(super) fn is_written(&self, target: &Place) -> bool {
        self.targets.contains(target)
    }

    pub(super) fn add(&mut self, id: TransferId, job: RunningJob) {
        let load = self.loads.entry(job.session).or_default();
        match job.weight {
            Some(weight) => load.files += weight,
            None => load.folders += 1,
        }
        self.targets.insert(job.target.clone());
        self.running.insert(id, job);
    }

    pub(super) fn remove(&mut self, id: TransferId) -> Option<RunningJob> {
        let job = self.running.remove(&id)?;
        if let Some(load) = self.loads.get_mut(&job.session) {
            match job.weight {
                Some(weight) => load.files = load.files.saturating_sub(weight),
                None => load.folders = load.folders.saturating_sub(1),
            }
        }
        self.targets.remove(&job.target);
        Some(job)
    }

    /// Stops a job and keeps its part file; `alone`: its item is held afterwards, not its row.
    pub(super) fn stop(&mut self, id: TransferId, alone: bool) {
        if let Some(job) = self.running.get_mut(&id) {
            job.pause_item = alone;
            job.control.stop();
        }
    }

    /// Stops a job and lets it remove its part file.
    pub(super) fn discard(&mut self, id: TransferId) {
        if let Some(job) = self.running.get(&id) {
            job.control.stop_and_discard();
        }
    }

    pub(super) fn stop_all(&mut self) {
        for job in self.running.values() {
            job.control.stop();
        }
    }
}
