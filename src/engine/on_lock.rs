//! What the runtime does about production locks and limits: commands that change a locked server are refused here, or
//! kept until a person agrees.

use super::command::{Answer, ChangeAnswer, Command, QueueCommand, Target};
use super::event::{Change, ChangeQuestion, Event, Question};
use super::line_effect::{ftp_line_changes, shell_line_changes};
use super::operation::{Location, Operation, OperationReport};
use super::repair::{Failed, Repair, Step};
use super::runtime::Runtime;
use super::site_lock::locked;
use crate::error::{Error, ErrorKind, Place};
use crate::log::{LogBody, StatusMessage};
use crate::model::{PromptId, SessionId, TransferId};
use crate::queue::Direction;
use crate::site::ProductionLock;
use std::sync::Arc;

impl Runtime {
    /// The command, and whether a person agreed to it, where it may be carried out now; else it was refused, or waits.
    pub(super) fn past_lock(&mut self, command: Command) -> Option<(Command, bool)> {
        let Some((id, change)) = self.change_of(&command) else { return Some((command, false)) };
        let Some(session) = self.sessions.get(&id) else { return Some((command, false)) };
        match session.gate.lock.get() {
            ProductionLock::Off => Some((command, false)),
            // Transfers come into the queue and fail there, where they can be tried again.
            ProductionLock::Refuse if matches!(command, Command::Transfer(_) | Command::Queue(_)) => {
                Some((command, false))
            }
            ProductionLock::Refuse => {
                let place = place_of(&command);
                let error = locked();
                self.give_up(
                    id,
                    command,
                    match place {
                        Some(place) => error.at(place),
                        None => error,
                    },
                );
                None
            }
            ProductionLock::Confirm => {
                let rules = &session.wish.rules;
                let host = session.wish.endpoint.host_port();
                let question = ChangeQuestion { site: rules.name.clone(), host, change };
                let prompt = self.prompt_ids.next_id();
                self.held.insert(prompt, (id, command));
                self.events.send(Event::Asked { prompt, question: Question::Change(id, question) });
                None
            }
        }
    }

    /// A person answered whether a command may change the server.
    pub(super) fn change_answered(&mut self, session: SessionId, command: Command, answer: &Answer) {
        match answer {
            Answer::Change(ChangeAnswer::Session) => {
                self.set_lock(session, ProductionLock::Off);
                self.carry_out(command, true);
            }
            Answer::Change(ChangeAnswer::Once) => self.carry_out(command, true),
            _ => self.give_up(session, command, Error::new(ErrorKind::Cancelled)),
        }
    }

    /// Nothing of a session is asked any more.
    pub(super) fn withdraw_changes(&mut self, session: SessionId) {
        let of_session = |(of, _): &(SessionId, Command)| *of == session;
        let prompts: Vec<PromptId> =
            self.held.iter().filter(|(_, held)| of_session(held)).map(|(prompt, _)| *prompt).collect();
        for prompt in prompts {
            self.events.send(Event::Withdrawn(prompt));
            if let Some((_, command)) = self.held.remove(&prompt) {
                self.give_up(session, command, Error::new(ErrorKind::Cancelled));
            }
        }
    }

    pub(super) fn set_lock(&mut self, id: SessionId, lock: ProductionLock) {
        let Some(session) = self.sessions.get(&id).filter(|session| session.gate.lock.get() != lock) else { return };
        session.gate.lock.set(lock);
        self.log.push(Some(id), LogBody::Status(StatusMessage::LockSet { open: lock == ProductionLock::Off }));
        self.events.send(Event::Lock(id, lock));
    }

    pub(super) fn set_limits(&mut self, session: Option<SessionId>, upload: Option<u64>, download: Option<u64>) {
        let (up, down) = match session {
            None => (&self.brakes.up, &self.brakes.down),
            Some(id) => {
                let Some(session) = self.sessions.get(&id) else { return };
                let ([up, _], [down, _]) = (&session.gate.brakes.up, &session.gate.brakes.down);
                (up, down)
            }
        };
        up.set(upload);
        down.set(download);
    }

    /// Whether a person agreed to what the batch of a transfer changes.
    pub(super) fn is_consented(&self, id: TransferId) -> bool {
        self.queue.batch_of(id).and_then(|batch| self.batches.get(&batch)).is_some_and(|batch| batch.consented)
    }

    /// A person agreed to what the batches of these transfers change.
    pub(super) fn consent_to(&mut self, ids: &[TransferId]) {
        for id in ids {
            if let Some(batch) = self.queue.batch_of(*id).and_then(|batch| self.batches.get_mut(&batch)) {
                batch.consented = true;
            }
        }
    }

    /// On which server a command changes something, and what; `None`: on none.
    fn change_of(&self, command: &Command) -> Option<(SessionId, Change)> {
        match command {
            Command::Transfer(wish) => {
                let count = wish.sources.len();
                let change = match &wish.target {
                    Target::RemoteFolder(folder) if wish.direction == Direction::Upload => {
                        Change::Upload { count, folder: folder.clone() }
                    }
                    _ if wish.remove_source => Change::TakeAway { count },
                    _ => return None,
                };
                Some((wish.session, change))
            }
            Command::Operate { what, .. } => Some((what.session()?, Change::Operation(Box::new(what.clone())))),
            Command::Repair { repair: Repair::Skip | Repair::Abort, .. } => None,
            Command::Repair { failed: Failed::Operation(what), repair, .. } => {
                let next = repair.adapt((**what).clone())?;
                Some((next.session()?, Change::Operation(Box::new(next))))
            }
            Command::Repair { failed: Failed::Transfers { ids, alike }, repair, .. } => {
                if let Some(session) = repair.step().as_ref().and_then(Step::session) {
                    return Some((session, Change::Repair));
                }
                self.unconsented(&self.failed_of(ids, *alike))
            }
            Command::Queue(QueueCommand::Retry(ids)) => self.unconsented(ids),
            Command::ByHand { session, line, .. } => {
                let ftp = self.sessions.get(session)?.wish.endpoint.protocol.is_ftp();
                let changes = if ftp { ftp_line_changes(line.expose()) } else { shell_line_changes(line.expose()) };
                changes.then_some((*session, Change::Line))
            }
            Command::InstallKey { session, .. } => Some((*session, Change::InstallKey)),
            _ => None,
        }
    }

    /// The first session whose server these transfers would change without that anybody agreed to it.
    fn unconsented(&self, ids: &[TransferId]) -> Option<(SessionId, Change)> {
        let batch = |id: &TransferId| self.queue.batch_of(*id).and_then(|batch| self.batches.get(&batch));
        let mut changing = ids.iter().filter_map(batch).filter(|batch| batch.changes_server() && !batch.consented);
        let session = changing.next()?.session;
        Some((session, Change::Again { count: ids.len() }))
    }

    /// Answers a command that was not carried out.
    fn give_up(&mut self, session: SessionId, command: Command, error: Box<Error>) {
        match command {
            Command::Operate { operation, what } => {
                let report = OperationReport { remaining: Some(Box::new(what)), ..failed(error) };
                self.operated(operation, Some(session), report, Vec::new());
            }
            Command::Repair { operation, failed: of, .. } => {
                let remaining = if let Failed::Operation(what) = of { Some(what) } else { None };
                let report = OperationReport { remaining, unprepared: true, ..failed(error) };
                self.operated(operation, Some(session), report, Vec::new());
            }
            Command::ByHand { request, .. } => self.answered(request, Some(session), Err(error)),
            Command::InstallKey { operation, .. } => {
                let error = self.with_host(Some(session), error);
                let event = Event::KeyInstalled { operation, result: Err(Arc::clone(&error)) };
                self.told(Some(session), Some(error), event);
            }
            Command::Transfer(wish) => {
                let batch = wish.batch;
                self.transfer(wish, false);
                let rows = self.queue.rows_of_batch(batch);
                self.change_queue(QueueCommand::Cancel(rows));
            }
            _ => {}
        }
    }
}

fn failed(error: Box<Error>) -> OperationReport {
    if error.is_cancelled() {
        return OperationReport { cancelled: true, ..OperationReport::default() };
    }
    OperationReport { failed: 1, errors: vec![Arc::from(error)], ..OperationReport::default() }
}

/// What a command is about first.
fn place_of(command: &Command) -> Option<Place> {
    let of = |what: &Operation| match what {
        Operation::CreateFolder { parent, name } => Some(parent.join(name)?.place()),
        Operation::Rename { item, .. } => Some(item.place()),
        Operation::MoveInto { items, .. }
        | Operation::Delete { items, .. }
        | Operation::SetPermissions { items, .. } => items.first().map(Location::place),
        Operation::MoveTo { moves, .. } => moves.first().map(|(from, _)| from.place()),
    };
    match command {
        Command::Operate { what, .. } => of(what),
        Command::Repair { failed: Failed::Operation(what), .. } => of(what),
        _ => None,
    }
}
