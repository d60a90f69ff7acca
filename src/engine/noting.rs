//! What the runtime writes into the journal: failures with what was being done, their end, and work that is done.

use super::event::Event;
use super::job::JobEnd;
use super::runtime::Runtime;
use crate::error::Error;
use crate::journal::{Failure, Outcome, Tried};
use crate::model::{ByteSize, SessionId, TransferId};
use crate::queue::{Direction, ItemState, QueueView};
use std::sync::Arc;
use std::time::Duration;

impl Runtime {
    /// A transfer failed; `again`: it will be tried again by itself.
    pub(super) fn note_transfer(&self, id: TransferId, error: &Arc<Error>, again: bool) {
        if error.is_cancelled() {
            return;
        }
        let Some(item) = self.queue.item(id) else { return };
        let (source, target) = (item.source.clone(), item.target.clone());
        let tried = match self.queue.direction_of(id) {
            Some(Direction::Upload) => Tried::Upload { source, target },
            Some(Direction::Download) => Tried::Download { source, target },
            None => Tried::Other,
        };
        let failure = Failure {
            time: self.journal.now(),
            session: self.queue.session_of(id),
            transfer: Some(id),
            tried,
            size: item.size.filter(|_| !item.is_folder()),
            error: Arc::clone(error),
        };
        self.journal.failed(failure, again);
    }

    /// Something else than a transfer failed.
    pub(super) fn note_failure(&self, session: Option<SessionId>, tried: Tried, error: &Arc<Error>) {
        // What is no connection is not settled when one is made.
        let session = session.filter(|_| tried == Tried::Connect);
        self.journal.failed(self.failure(session, tried, error), false);
    }

    /// A connection broke and is being made again.
    pub(super) fn note_break(&self, session: SessionId, error: &Arc<Error>) {
        let host = self.sessions.get(&session).map(|session| session.wish.endpoint.host_port());
        let error = match host {
            Some(host) if error.host.is_none() => Arc::from(Box::new((**error).clone()).on_host(host)),
            _ => Arc::clone(error),
        };
        self.journal.failed(self.failure(Some(session), Tried::Connect, &error), true);
    }

    fn failure(&self, session: Option<SessionId>, tried: Tried, error: &Arc<Error>) -> Failure {
        let time = self.journal.now();
        Failure { time, session, transfer: None, tried, size: None, error: Arc::clone(error) }
    }

    /// A fault that belongs to no gesture: logged and noted.
    pub(super) fn fault(&self, error: &Arc<Error>) {
        self.log_error(None, error);
        self.note_failure(None, Tried::Other, error);
    }

    /// Tells how a wish of a person ended, when what failed in it is logged and noted.
    pub(super) fn told(&self, session: Option<SessionId>, failed: Option<Arc<Error>>, event: Event) {
        if let Some(error) = failed.filter(|error| !error.is_cancelled()) {
            self.log_error(session, &error);
            let tried = if error.act.is_some() { Tried::Operate } else { Tried::Other };
            self.note_failure(session, tried, &error);
        }
        self.events.send(event);
    }

    /// A job ended well, or left its target as it was.
    pub(super) fn note_end(&self, id: TransferId, end: &JobEnd) {
        match end {
            JobEnd::Done { .. } => {
                self.journal.done(1);
                self.journal.transfer(id, Outcome::Done);
            }
            JobEnd::Expanded(_) => self.journal.transfer(id, Outcome::Done),
            JobEnd::Skipped => self.journal.transfer(id, Outcome::Left),
            _ => {}
        }
    }

    /// The user gives up what failed in a row, or one file of it.
    pub(super) fn note_left(&self, id: TransferId) {
        for failed in self.queue.ended_below(id, ItemState::Failed) {
            self.journal.transfer(failed, Outcome::Left);
        }
        self.journal.transfer(id, Outcome::Left);
    }

    /// What moved since the last picture.
    pub(super) fn note_moved(&self, view: &QueueView, span: Duration) {
        let rate = view.totals.up.0.saturating_add(view.totals.down.0);
        if rate > 0 {
            let moved = u128::from(rate).saturating_mul(span.as_millis()) / 1000;
            self.journal.moved(ByteSize(u64::try_from(moved).unwrap_or(u64::MAX)).0);
        }
    }
}
