//! What the runtime does when a job ends: the item's next state, retries, questions, the end of the batch.

use super::batch::Batch;
use super::event::{Event, OverwriteQuestion, Question};
use super::happening::Happening;
use super::job::{Exists, Expanded, JobEnd, JobReport};
use super::jobs::RunningJob;
use super::operation::Location;
use super::runtime::{Owner, Runtime};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::local;
use crate::log::{LogBody, StatusMessage};
use crate::model::{BatchId, ByteSize, Entry, OverwriteRule, SessionId, TransferId};
use crate::queue::{Existing, FolderPhase, ItemState, PartMemory, Verdict, after_failure};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Until a transfer goes on whose channel broke while the connection stands.
const CHANNEL_PAUSE: Duration = Duration::from_millis(500);
/// How often a target may appear behind our back before that is told as a failure.
const MOST_SURPRISES: u32 = 3;

impl Runtime {
    pub(super) fn job_ended(&mut self, id: TransferId, report: JobReport) {
        let Some(job) = self.jobs.remove(id) else { return };
        // A channel that the server does not let in again is of no use either; the others do its work.
        let of_no_use = |error: &Error| error.ends_session() || error.kind == ErrorKind::ServerLimit;
        let broken = matches!(&report.end, JobEnd::Failed(error) if of_no_use(error));
        if let Some(session) = self.sessions.get_mut(&job.session) {
            session.give_back(&job.lease, broken);
        }
        let row = self.queue.row_of(id).map(|(row, _)| row);
        if let Some(item) = self.queue.item_mut(id) {
            item.part = report.part;
        }
        if let Some(target) = report.target {
            self.queue.set_target(id, target);
        }
        self.note_end(id, &report.end);
        match report.end {
            JobEnd::Done { size, unsynced } => self.job_done(id, size, unsynced),
            JobEnd::Skipped => {
                self.queue.change(id, ItemState::Skipped);
            }
            JobEnd::Exists(exists) => self.ask_overwrite(id, *exists),
            JobEnd::Failed(error) => self.job_failed(id, &job, error),
            JobEnd::Stopped => self.job_stopped(id, &job),
            JobEnd::IsFolder(entry) => self.is_folder(id, &entry),
            JobEnd::Expanded(expanded) => self.expanded(id, *expanded),
        }
        if let Some(row) = row {
            self.row_changed(row);
        }
    }

    fn job_done(&mut self, id: TransferId, size: Option<ByteSize>, unsynced: bool) {
        let batch = self.queue.batch_of(id);
        if let Some(batch) = batch.and_then(|batch| self.batches.get_mut(&batch)) {
            batch.unsynced |= unsynced;
        }
        if let (Some(item), Some(size)) = (self.queue.item(id), size) {
            let message = StatusMessage::Transferred {
                source: item.source.display(),
                target: item.target.display(),
                bytes: size.0,
            };
            let session = self.queue.session_of(id);
            self.log.push(session, LogBody::Status(message));
            if item.size != Some(size) {
                let (kind, modified, permissions) = (item.kind, item.modified, item.permissions);
                self.queue.surveyed(id, kind, Some(size), modified, permissions);
            }
        }
        self.queue.set_error(id, None);
        self.queue.change(id, ItemState::Done);
    }

    fn is_folder(&mut self, id: TransferId, entry: &Entry) {
        self.queue.surveyed(id, entry.kind, None, entry.modified, entry.permissions);
        self.queue.change(id, ItemState::Waiting);
    }

    fn expanded(&mut self, id: TransferId, expanded: Expanded) {
        if let Some(item) = self.queue.item_mut(id) {
            item.made_by_us = expanded.made_by_us;
        }
        self.queue.add_children(id, expanded.children);
        let (left_out, reasons): (Vec<_>, Vec<_>) = expanded.left_out.into_iter().unzip();
        let ids = self.queue.add_children(id, left_out);
        for (child, reason) in ids.into_iter().zip(reasons) {
            match reason {
                Some(error) => self.fail_item(child, error),
                None => {
                    self.queue.change(child, ItemState::Skipped);
                }
            }
        }
        self.queue.set_phase(id, FolderPhase::Content);
    }

    /// Fails an item that no job is at work on, or whose job gave up: logged here, once.
    pub(super) fn fail_item(&mut self, id: TransferId, error: Box<Error>) {
        let session = self.queue.session_of(id);
        let error = self.with_host(session, error);
        self.log_error(session, &error);
        self.fail_item_with(id, error);
        if let Some((row, _)) = self.queue.row_of(id) {
            self.row_changed(row);
        }
    }

    /// The same with an error that is in the log already.
    fn fail_item_with(&mut self, id: TransferId, error: Arc<Error>) {
        self.note_transfer(id, &error, false);
        let Some(batch_id) = self.queue.batch_of(id) else { return };
        self.queue.set_error(id, Some(Arc::clone(&error)));
        self.queue.change(id, ItemState::Failed);
        if self.batches.get(&batch_id).is_some_and(|batch| batch.skips(&error)) {
            self.note_left(id);
            self.queue.skip_failed(id);
            return;
        }
        if self.batches.get_mut(&batch_id).is_some_and(|batch| batch.is_new(&error)) {
            self.events.send(Event::TransferFailed { transfer: id, batch: batch_id, error });
        }
    }

    fn job_failed(&mut self, id: TransferId, job: &RunningJob, error: Box<Error>) {
        let stopped = job.control.cancel.is_cancelled();
        let Some(item) = self.queue.item_mut(id) else { return };
        // A try after which the next one begins further on counts as the first one.
        let kept = item.part.as_ref().is_some_and(|part| part.confirmed > 0);
        item.attempts = if kept && item.progress.moved() > 0 { 1 } else { item.attempts + 1 };
        let attempts = item.attempts;
        if stopped {
            return self.job_stopped(id, job);
        }
        if error.kind == ErrorKind::AlreadyExists && attempts <= MOST_SURPRISES {
            // The target appeared behind our back: the overwrite rule decides anew.
            item.existing = Existing::Unknown;
            self.queue.change(id, ItemState::Waiting);
            return;
        }
        match after_failure(&error, attempts) {
            Verdict::Fail => self.fail_item(id, error),
            Verdict::RetryAfter(pause) => self.retry_later(id, pause, error),
            Verdict::RetryWhenConnected => {
                // A channel for transfers is opened anew; the browsing one only with its connection.
                if matches!(error.kind, ErrorKind::TimedOut(_)) || job.lease.share.is_browsing() {
                    self.lose_connection(job.session);
                }
                let stands = self
                    .sessions
                    .get(&job.session)
                    .is_some_and(|session| session.link.is_some() && session.generation == job.lease.generation);
                if !self.sessions.contains_key(&job.session) {
                    return self.fail_item(id, error);
                }
                if stands {
                    return self.retry_later(id, CHANNEL_PAUSE, error);
                }
                // The break is in the log once, as the session's.
                let error = self.with_host(Some(job.session), error);
                self.note_transfer(id, &error, true);
                self.queue.set_error(id, Some(error));
                self.queue.change(id, ItemState::Waiting);
            }
        }
    }

    fn retry_later(&mut self, id: TransferId, pause: Duration, error: Box<Error>) {
        let session = self.queue.session_of(id);
        let error = self.with_host(session, error);
        self.log_error(session, &error);
        let name = self.queue.item(id).map(|item| item.source.display()).unwrap_or_default();
        let planned = StatusMessage::RetryPlanned { name, in_secs: pause.as_secs() };
        self.log.push(session, LogBody::Status(planned));
        self.note_transfer(id, &error, true);
        self.queue.set_error(id, Some(error));
        self.queue.change(id, ItemState::RetryAt(self.clock.elapsed() + pause));
    }

    fn job_stopped(&mut self, id: TransferId, job: &RunningJob) {
        let next = if job.control.discards() || !self.sessions.contains_key(&job.session) {
            ItemState::Cancelled
        } else if job.pause_item {
            ItemState::Paused
        } else {
            ItemState::Waiting
        };
        self.queue.change(id, next);
    }

    fn ask_overwrite(&mut self, id: TransferId, exists: Exists) {
        let Some(batch_id) = self.queue.batch_of(id) else { return };
        let Some(batch) = self.batches.get_mut(&batch_id) else { return };
        let undecided = self.queue.item(id).is_some_and(|item| item.decided.is_none());
        if undecided && batch.rule != OverwriteRule::Ask {
            // Answered for all while this job looked.
            self.queue.change(id, ItemState::Waiting);
            return;
        }
        self.queue.change(id, ItemState::Asking);
        batch.asking.push_back(OverwriteQuestion {
            transfer: id,
            batch: batch_id,
            source: exists.source,
            target: exists.target,
            can_resume: exists.can_resume,
        });
        self.ask_next(batch_id);
    }

    /// Puts the next question of a batch, when none is open.
    pub(super) fn ask_next(&mut self, id: BatchId) {
        let Some(batch) = self.batches.get_mut(&id).filter(|batch| batch.prompt.is_none()) else { return };
        while let Some(question) = batch.asking.pop_front() {
            let waits = self.queue.item(question.transfer).is_some_and(|item| item.state == ItemState::Asking);
            if waits {
                let prompt = self.prompt_ids.next_id();
                batch.prompt = Some((prompt, question.transfer));
                let question = Question::Overwrite(batch.session, question);
                self.events.send(Event::Asked { prompt, question });
                return;
            }
        }
    }

    /// Something of a row changed: it may have left the list, or have ended its batch.
    pub(super) fn row_changed(&mut self, row: TransferId) {
        let Some((_, batch_id)) = self.queue.row_of(row) else { return };
        let (counts, now) = (self.queue.row_counts(row), self.clock.elapsed());
        if self.queue.leave_when_still(row) {
            if let Some(batch) = self.batches.get_mut(&batch_id) {
                batch.row_removed(row, counts);
            }
        } else if let Some(batch) = self.batches.get_mut(&batch_id) {
            if self.queue.row_is_final(row) {
                batch.open.remove(&row);
            } else {
                batch.reopen(row, now);
            }
        }
        self.end_batch_when_done(batch_id);
    }

    /// Tells the end of a batch when nothing of it is open; what it wrote is forced to disk before.
    pub(super) fn end_batch_when_done(&mut self, id: BatchId) {
        let Some(batch) = self.batches.get_mut(&id).filter(|batch| batch.is_done()) else { return };
        if let (true, Location::Local(folder)) = (std::mem::take(&mut batch.unsynced), &batch.target) {
            batch.syncing = true;
            let folder = folder.clone();
            self.spawn(Owner::Batch(id), async move {
                let syncing = tokio::task::spawn_blocking(move || local::sync_file_system(&folder));
                Happening::BatchSynced { batch: id, result: super::browse::join(syncing.await) }
            });
            return;
        }
        self.end_batch(id);
    }

    pub(super) fn batch_synced(&mut self, id: BatchId, result: Result<()>) {
        if let Err(error) = result {
            self.fault(&Arc::from(error));
        }
        if let Some(batch) = self.batches.get_mut(&id) {
            batch.syncing = false;
        }
        self.end_batch_when_done(id);
    }

    fn end_batch(&mut self, id: BatchId) {
        let now = self.clock.elapsed();
        let Some(batch) = self.batches.get_mut(&id) else { return };
        let summary = batch.summary(batch.rows.iter().map(|row| self.queue.row_counts(*row)), now);
        batch.end();
        let gone = batch.rows.is_empty();
        let changed = changed_folders(batch, &self.shown, |row| self.queue.item(row).map(|item| item.target.clone()));
        if gone {
            self.batches.remove(&id);
        }
        self.draw();
        for folder in changed {
            self.events.send(Event::FolderChanged(folder));
        }
        self.events.send(Event::BatchFinished { batch: id, summary });
    }

    /// A session is over: nothing of it can go on.
    pub(super) fn session_over(&mut self, session: SessionId, error: Option<&Arc<Error>>) {
        self.unsurveyed.remove(&session);
        for row in self.queue.rows_of(session) {
            for id in self.queue.running_below(row) {
                self.jobs.stop(id, false);
            }
            for id in self.queue.still_items(row) {
                match error {
                    Some(error) => self.fail_item_with(id, Arc::clone(error)),
                    None => {
                        self.queue.change(id, ItemState::Cancelled);
                    }
                }
            }
            self.row_changed(row);
        }
        let withdrawn: Vec<_> = self
            .batches
            .values_mut()
            .filter(|batch| batch.session == session)
            .filter_map(|b| b.prompt.take())
            .collect();
        for (prompt, _) in withdrawn {
            self.events.send(Event::Withdrawn(prompt));
        }
    }

    /// Removes the part file of an item that was stopped while it did not run.
    pub(super) fn discard_part(&mut self, session: SessionId, part: PartMemory) {
        // It is our own, made when that was allowed.
        let files = self.changing(session, true);
        self.spawn(Owner::Nobody, async move {
            super::transfer::discard(files, part).await;
            Happening::Nothing
        });
    }
}

/// The folders to tell of: where the batch put things, where it took them from, and what is on screen inside of these.
fn changed_folders(
    batch: &Batch,
    shown: &std::collections::VecDeque<Location>,
    target_of: impl Fn(TransferId) -> Option<Place>,
) -> Vec<Location> {
    let mut folders = vec![batch.target.clone()];
    folders.extend(batch.emptied.iter().chain(&batch.elsewhere).cloned());
    let tops: Vec<Place> = batch.rows.iter().filter_map(|row| target_of(*row)).collect();
    for place in shown {
        let touched = match place {
            Location::Local(path) => tops.iter().any(|top| matches!(top, Place::Local(top) if path.starts_with(top))),
            Location::Remote(session, path) => {
                *session == batch.session
                    && tops.iter().any(|top| matches!(top, Place::Remote(top) if path.is_within(top)))
            }
        };
        let emptied = batch.emptied.iter().any(|folder| match (folder, place) {
            (Location::Local(folder), Location::Local(path)) => Path::new(path).starts_with(folder),
            (Location::Remote(_, folder), Location::Remote(_, path)) => path.is_within(folder),
            _ => false,
        });
        if (touched || emptied) && !folders.contains(place) {
            folders.push(place.clone());
        }
    }
    folders
}
