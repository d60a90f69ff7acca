//! What the runtime does about failures when the user has decided: repairing, trying again, leaving out.

use super::command::Command;
use super::happening::{Again, Happening};
use super::operation::{Location, Operation, OperationReport};
use super::prepare::Preparing;
use super::repair::{Failed, Repair, Step, location};
use super::runtime::{Owner, Runtime};
use super::target::{beside, name_of};
use crate::error::{Error, Place};
use crate::journal::Outcome;
use crate::local;
use crate::model::{EntryName, OperationId, OverwriteRule, SessionId, TransferId};
use crate::queue::{Existing, FolderPhase, ItemState};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Runtime {
    /// Carries out a decision about failures.
    pub(super) fn repair(&mut self, command: Command, consented: bool) {
        let Command::Repair { operation, failed, repair } = command else { return };
        match failed {
            Failed::Transfers { ids, alike } => {
                let failed = self.failed_of(&ids, alike);
                if consented {
                    self.consent_to(&failed);
                }
                self.repair_transfers(operation, &ids, (failed, alike), repair);
            }
            Failed::Operation(what) => self.repair_operation(operation, *what, repair, consented),
        }
    }

    fn repair_operation(&mut self, operation: OperationId, what: Operation, repair: Repair, consented: bool) {
        let steps: Vec<Step> = repair.step().into_iter().collect();
        let Some(next) = repair.adapt(what.clone()) else {
            return self.operated(operation, None, OperationReport::default(), Vec::new());
        };
        let session = next.session();
        if let (Repair::SwitchDataMode(mode), Some(id)) = (&repair, session) {
            self.switch_data_mode(id, *mode);
        }
        let files = match session {
            None => None,
            Some(id) => match self.changing(id, consented) {
                None => {
                    let failed = Failed::Operation(Box::new(what));
                    return self.defer(id, Command::Repair { operation, failed, repair }, consented);
                }
                files => files,
            },
        };
        let operating = self.operating(operation, next, files.clone());
        let (cancel, explainer) = (operating.cancel.clone(), Arc::clone(&operating.explainer));
        explainer.forget();
        let preparing = Preparing { steps, files, cancel, explainer };
        self.spawn(Owner::Operation(operation), async move {
            let (mut report, mut changed) = preparing.run().await;
            if report.failed == 0 && !report.cancelled {
                let (done, more) = operating.run().await;
                report = done;
                changed.extend(more.into_iter().filter(|folder| !changed.contains(folder)).collect::<Vec<_>>());
            } else {
                report.remaining = Some(Box::new(operating.what));
                report.unprepared = true;
            }
            Happening::Operated { operation, session, report, changed, dead: None }
        });
    }

    fn repair_transfers(
        &mut self,
        operation: OperationId,
        ids: &[TransferId],
        (failed, alike): (Vec<TransferId>, bool),
        repair: Repair,
    ) {
        let sessions: Vec<SessionId> = failed.iter().filter_map(|id| self.queue.session_of(*id)).collect();
        for id in &failed {
            self.decided_about(*id);
        }
        for session in &sessions {
            self.explainer(Some(*session)).forget();
        }
        self.local_explainer.forget();
        let session = sessions.first().copied();
        match repair {
            Repair::Skip => {
                for id in &failed {
                    self.leave_out(*id, alike);
                }
                self.repaired(operation, failed.len(), Vec::new());
            }
            Repair::Abort => {
                for id in ids {
                    let Some((_, batch)) = self.queue.row_of(*id) else { continue };
                    let rows = self.queue.rows_of_batch(batch);
                    self.change_queue(super::command::QueueCommand::Cancel(rows));
                }
                self.repaired(operation, ids.len(), Vec::new());
            }
            Repair::Overwrite | Repair::Rename(None) => {
                let rule = if repair == Repair::Overwrite { OverwriteRule::Overwrite } else { OverwriteRule::Rename };
                for id in &failed {
                    if let Some(item) = self.queue.item_mut(*id) {
                        (item.decided, item.part) = (Some(rule), None);
                    }
                }
                self.repaired(operation, failed.len(), unmoved(failed));
            }
            Repair::Rename(Some(name)) => {
                let again = failed.into_iter().take(1).map(|id| (id, self.renamed(id, &name))).collect();
                self.repaired(operation, 1, again);
            }
            // Transfers end in the folder that they are written to: there is nothing to be carried across.
            Repair::Retry | Repair::CopyAndDelete => self.repaired(operation, failed.len(), unmoved(failed)),
            Repair::SwitchDataMode(mode) => {
                for session in sessions {
                    self.switch_data_mode(session, mode);
                }
                self.repaired(operation, failed.len(), unmoved(failed));
            }
            Repair::IntoFolder(folder) => {
                let again: Vec<Again> = failed.iter().map(|id| (*id, self.sent_to(*id, &folder))).collect();
                let mut steps: Vec<Step> = Vec::new();
                for (id, place) in &again {
                    self.went_elsewhere(*id, &folder);
                    let parent = place.as_ref().and_then(Place::parent).map(|p| self.location_of(*id, &p));
                    let step = parent.flatten().filter(|parent| *parent != folder).map(Step::MakeFolders);
                    steps.extend(step.filter(|step| !steps.contains(step)));
                }
                self.prepare(operation, session, steps, again);
            }
            Repair::CreateFolder(_) | Repair::MakeWritable { .. } | Repair::DeleteContent(_) => {
                let mut steps: Vec<Step> = repair.step().into_iter().collect();
                for id in &failed {
                    for step in self.own_steps(*id, &repair) {
                        if !steps.contains(&step) {
                            steps.push(step);
                        }
                    }
                }
                self.prepare(operation, session, steps, unmoved(failed));
            }
        }
    }

    /// Does the steps, then tries again.
    fn prepare(&mut self, operation: OperationId, session: Option<SessionId>, steps: Vec<Step>, again: Vec<Again>) {
        if steps.is_empty() {
            return self.repaired(operation, again.len(), again);
        }
        let consented = again.iter().any(|(id, _)| self.is_consented(*id));
        let files = steps.iter().find_map(Step::session).and_then(|session| self.changing(session, consented));
        let cancel = CancellationToken::new();
        self.operations.insert(operation, cancel.clone());
        let preparing = Preparing { steps, files, cancel, explainer: self.explainer(session) };
        self.spawn(Owner::Operation(operation), async move {
            let (report, changed) = preparing.run().await;
            Happening::Prepared { operation, session, report, changed, again }
        });
    }

    /// The steps before a next try are done, or one of them failed.
    pub(super) fn prepared(
        &mut self,
        operation: OperationId,
        session: Option<SessionId>,
        mut report: OperationReport,
        changed: Vec<Location>,
        again: Vec<Again>,
    ) {
        if report.failed == 0 && !report.cancelled {
            report.done = self.try_again(again);
        } else {
            report.unprepared = true;
        }
        self.operated(operation, session, report, changed);
    }

    /// A repair that needed no steps.
    fn repaired(&mut self, operation: OperationId, done: usize, again: Vec<Again>) {
        self.try_again(again);
        let done = u64::try_from(done).unwrap_or(u64::MAX);
        self.operated(operation, None, OperationReport { done, ..OperationReport::default() }, Vec::new());
    }

    /// What failed of these transfers; with `alike` also what failed for the same causes in their batches.
    pub(super) fn failed_of(&self, ids: &[TransferId], alike: bool) -> Vec<TransferId> {
        let mut failed: Vec<TransferId> = Vec::new();
        for id in ids {
            failed.extend(self.queue.ended_below(*id, ItemState::Failed));
        }
        if alike {
            let error = |id: &TransferId| self.queue.item(*id).and_then(|item| item.error.clone());
            let mut causes: Vec<Arc<Error>> = Vec::new();
            for error in failed.iter().filter_map(error) {
                if !causes.iter().any(|known| known.is_like(&error)) {
                    causes.push(error);
                }
            }
            let mut batches: Vec<_> = ids.iter().filter_map(|id| Some(self.queue.row_of(*id)?.1)).collect();
            batches.sort_unstable();
            batches.dedup();
            for row in batches.into_iter().flat_map(|batch| self.queue.rows_of_batch(batch)) {
                let like =
                    |id: &TransferId| error(id).is_some_and(|one| causes.iter().any(|cause| cause.is_like(&one)));
                failed.extend(self.queue.ended_below(row, ItemState::Failed).into_iter().filter(like));
            }
        }
        failed.sort_unstable();
        failed.dedup();
        failed
    }

    /// The user decided about the failure of an item: if it comes again, he is told again.
    fn decided_about(&mut self, id: TransferId) {
        let error = self.queue.item(id).and_then(|item| item.error.clone());
        let batch = self.queue.batch_of(id).and_then(|batch| self.batches.get_mut(&batch));
        if let (Some(error), Some(batch)) = (error, batch) {
            batch.decided_about(&error);
        }
    }

    fn leave_out(&mut self, id: TransferId, alike: bool) {
        let error = self.queue.item(id).and_then(|item| item.error.clone());
        let batch = self.queue.batch_of(id).and_then(|batch| self.batches.get_mut(&batch));
        if let (Some(error), Some(batch), true) = (error, batch, alike)
            && !batch.skips(&error)
        {
            batch.skipping.push(error);
        }
        self.note_left(id);
        if self.queue.skip_failed(id)
            && let Some((row, _)) = self.queue.row_of(id)
        {
            self.row_changed(row);
        }
    }

    /// Tries items again, each at its new place where it has one; tells how many.
    fn try_again(&mut self, again: Vec<Again>) -> u64 {
        let mut count = 0;
        for (id, place) in again {
            let session = self.queue.session_of(id);
            if let Some(item) = self.queue.item_mut(id) {
                item.existing = Existing::Unknown;
                let part = if place.is_some() { item.part.take() } else { None };
                let part = part.filter(|part| part.place != item.target);
                if let (Some(part), Some(session)) = (part, session) {
                    self.discard_part(session, part);
                }
            }
            if let Some(place) = place {
                self.queue.set_target(id, place);
            }
            if self.queue.retry_one(id) {
                count += 1;
                self.journal.transfer(id, Outcome::Again);
                self.reopened(id);
            }
        }
        count
    }

    fn renamed(&self, id: TransferId, name: &EntryName) -> Option<Place> {
        beside(&self.queue.item(id)?.target, name).ok()
    }

    /// The place of an item when its row goes into another folder; `None` where it stays, for it is made already.
    fn sent_to(&self, id: TransferId, folder: &Location) -> Option<Place> {
        let item = self.queue.item(id)?;
        if item.is_folder() && item.phase != FolderPhase::Expand {
            return None;
        }
        let (row, _) = self.queue.row_of(id)?;
        let top = self.queue.item(row).and_then(|item| item.target.parent())?;
        below(&item.target, &top, &folder.place())
    }

    fn went_elsewhere(&mut self, id: TransferId, folder: &Location) {
        let batch = self.queue.batch_of(id).and_then(|batch| self.batches.get_mut(&batch));
        if let Some(batch) = batch.filter(|batch| !batch.elsewhere.contains(folder)) {
            batch.elsewhere.push(folder.clone());
        }
    }

    fn location_of(&self, id: TransferId, place: &Place) -> Option<Location> {
        Some(location(place, self.queue.session_of(id)?))
    }

    /// What an item's own error says is to be done, as far as it is the same kind of repair.
    fn own_steps(&self, id: TransferId, repair: &Repair) -> Vec<Step> {
        let (Some(item), Some(session)) = (self.queue.item(id), self.queue.session_of(id)) else { return Vec::new() };
        let diagnosis = item.error.as_ref().and_then(|error| error.diagnosis.clone());
        let fixes = diagnosis.map(|diagnosis| diagnosis.fixes.clone()).unwrap_or_default();
        fixes.iter().filter_map(|fix| repair.own_step(fix, session)).collect()
    }
}

fn unmoved(ids: Vec<TransferId>) -> Vec<Again> {
    ids.into_iter().map(|id| (id, None)).collect()
}

/// A place below `top` as it lies below `folder`.
fn below(place: &Place, top: &Place, folder: &Place) -> Option<Place> {
    match (place, top, folder) {
        (Place::Local(path), Place::Local(top), Place::Local(folder)) => {
            Some(Place::Local(folder.join(path.strip_prefix(top).ok()?)))
        }
        (Place::Remote(path), Place::Remote(top), Place::Remote(folder)) if path.is_within(top) => {
            let names = path.components().skip(top.components().count());
            Some(Place::Remote(names.fold(folder.clone(), |path, name| path.join(&name))))
        }
        // From one side to the other: only the name goes along.
        (place, _, Place::Local(folder)) => Some(Place::Local(folder.join(local::local_name(&name_of(place)?).ok()?))),
        (place, _, Place::Remote(folder)) => Some(Place::Remote(folder.join(&name_of(place)?))),
    }
}
