//! What the runtime does when the user changes the queue or answers a question about a transfer.

use super::command::{Answer, OverwriteAnswer, QueueCommand};
use super::event::Event;
use super::runtime::Runtime;
use crate::error::{Error, ErrorKind};
use crate::journal::Outcome;
use crate::model::{BatchId, OverwriteRule, PromptId, TransferId};
use crate::queue::{Existing, ItemState};
use std::sync::Arc;

impl Runtime {
    /// As [`Self::change_queue`]; `consented`: a person agreed to what it changes on a server.
    pub(super) fn change_queue_by(&mut self, change: QueueCommand, consented: bool) {
        if let (QueueCommand::Retry(ids), true) = (&change, consented) {
            self.consent_to(ids);
        }
        self.change_queue(change);
    }

    pub(super) fn change_queue(&mut self, change: QueueCommand) {
        match change {
            QueueCommand::Pause(ids) => self.each(&ids, Self::pause),
            QueueCommand::Resume(ids) => self.each(&ids, |this, id| this.queue.resume(id)),
            QueueCommand::PauseAll => {
                self.queue.hold_all(true);
                for id in self.queue.running() {
                    self.jobs.stop(id, false);
                }
            }
            QueueCommand::ResumeAll => self.queue.hold_all(false),
            QueueCommand::Cancel(ids) => self.each(&ids, Self::cancel),
            QueueCommand::Retry(ids) => self.each(&ids, Self::retry),
            QueueCommand::Remove(ids) => self.each(&ids, Self::remove),
            QueueCommand::ClearFinished => {
                for row in self.queue.finished_rows() {
                    self.remove(row);
                }
            }
        }
    }

    fn each(&mut self, ids: &[TransferId], act: impl Fn(&mut Self, TransferId)) {
        for id in ids {
            act(self, *id);
        }
    }

    fn pause(&mut self, id: TransferId) {
        let alone = self.queue.row_of(id).is_some_and(|(row, _)| row != id);
        let running = self.queue.running_below(id);
        if running.is_empty() || !alone {
            self.queue.pause(id);
        }
        for id in running {
            self.jobs.stop(id, alone);
        }
    }

    fn cancel(&mut self, id: TransferId) {
        for id in self.queue.running_below(id) {
            self.jobs.discard(id);
        }
        let session = self.queue.session_of(id);
        self.note_left(id);
        for stopped in self.queue.cancel(id) {
            let part = self.queue.item_mut(stopped).and_then(|item| {
                // What was written under the name of the target stays.
                item.part.take().filter(|part| part.place != item.target)
            });
            if let (Some(part), Some(session)) = (part, session) {
                self.discard_part(session, part);
            }
        }
        self.after_change(id);
    }

    fn retry(&mut self, id: TransferId) {
        let Some((row, _)) = self.queue.row_of(id) else { return };
        // One that was left out by an answer for all is asked about anew.
        let asked_anew: Vec<TransferId> = self.queue.ended_below(id, ItemState::Skipped);
        for skipped in asked_anew {
            if let Some(item) = self.queue.item_mut(skipped) {
                item.decided = Some(OverwriteRule::Ask);
            }
        }
        for ended in self.queue.ended_below(id, ItemState::Failed) {
            if let Some(item) = self.queue.item_mut(ended) {
                item.existing = Existing::Unknown;
            }
            self.journal.transfer(ended, Outcome::Again);
        }
        if self.queue.retry(id) > 0 {
            self.reopened(row);
        }
    }

    /// Something of the row of an item is tried again: it is looked at where it was not, and its batch is open.
    pub(super) fn reopened(&mut self, id: TransferId) {
        let Some((row, batch)) = self.queue.row_of(id) else { return };
        let session = self.queue.session_of(row);
        if !self.queue.is_surveyed(row)
            && let Some(session) = session
        {
            self.unsurveyed.entry(session).or_default().push_back(row);
        }
        if let Some(batch) = self.batches.get_mut(&batch) {
            batch.reopen(row, self.clock.elapsed());
        }
        if let Some(session) = session.filter(|id| !self.sessions.contains_key(id)) {
            self.session_over(session, Some(&Arc::from(Error::new(ErrorKind::ConnectionLost))));
        }
    }

    fn remove(&mut self, id: TransferId) {
        let Some((row, batch)) = self.queue.row_of(id).filter(|(row, _)| *row == id) else { return };
        if !self.queue.row_is_final(row) {
            self.cancel(row);
        }
        let counts = self.queue.row_counts(row);
        self.note_left(row);
        if self.queue.remove(row) {
            let Some(batch) = self.batches.get_mut(&batch) else { return };
            let was_open = !batch.open.is_empty();
            batch.row_removed(row, counts);
            if was_open {
                self.after_batch(self.queue.row_of(id).map(|(_, batch)| batch));
            } else if batch.rows.is_empty() {
                self.batches.retain(|_, batch| !batch.rows.is_empty() || !batch.open.is_empty());
            }
        }
    }

    fn after_batch(&mut self, batch: Option<BatchId>) {
        let ids: Vec<BatchId> = match batch {
            Some(batch) => vec![batch],
            None => {
                self.batches.iter().filter(|(_, b)| b.open.is_empty() && b.rows.is_empty()).map(|(id, _)| *id).collect()
            }
        };
        for id in ids {
            self.end_batch_when_done(id);
        }
    }

    /// A question about something that was stopped needs no answer; its row may have ended.
    fn after_change(&mut self, id: TransferId) {
        let Some((row, batch_id)) = self.queue.row_of(id) else { return };
        if let Some(batch) = self.batches.get_mut(&batch_id)
            && let Some((prompt, asked)) = batch.prompt
            && self.queue.item(asked).is_none_or(|item| item.state != ItemState::Asking)
        {
            batch.prompt = None;
            self.events.send(Event::Withdrawn(prompt));
        }
        self.ask_next(batch_id);
        self.row_changed(row);
    }

    pub(super) fn overwrite_answered(&mut self, prompt: PromptId, answer: &Answer) {
        let open = self.batches.iter().find_map(|(id, batch)| {
            batch.prompt.filter(|(open, _)| *open == prompt).map(|(_, transfer)| (*id, transfer))
        });
        let Some((batch_id, transfer)) = open else { return };
        let Some(batch) = self.batches.get_mut(&batch_id) else { return };
        batch.prompt = None;
        // An answer that does not fit counts as giving up.
        let answer = match answer {
            Answer::Overwrite(answer) => *answer,
            _ => OverwriteAnswer { rule: OverwriteRule::Ask, for_all: false },
        };
        let mut decided = vec![transfer];
        if answer.for_all {
            decided.extend(batch.asking.drain(..).map(|question| question.transfer));
            if answer.rule != OverwriteRule::Ask {
                batch.rule = answer.rule;
            }
        }
        let rows = if answer.for_all && answer.rule == OverwriteRule::Ask { batch.rows.clone() } else { Vec::new() };
        for id in decided {
            if answer.rule == OverwriteRule::Ask {
                self.cancel(id);
            } else if let Some(item) = self.queue.item_mut(id) {
                item.decided = Some(answer.rule);
                self.queue.change(id, ItemState::Waiting);
            }
        }
        for row in rows {
            self.cancel(row);
        }
        self.ask_next(batch_id);
    }
}
