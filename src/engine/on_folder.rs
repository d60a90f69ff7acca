//! What the runtime does about folders and operations: starting, cancelling, telling the result.

use super::browse::{Browse, local_space};
use super::command::Command;
use super::event::Event;
use super::explainer::{Explainer, explain_alone};
use super::happening::{DeadChannel, Happening};
use super::operate::Operating;
use super::operation::{Location, MoveHow, Operation, OperationReport};
use super::runtime::{Owner, Runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::journal::Tried;
use crate::local;
use crate::model::{Listing, OperationId, RemotePath, RequestId, SessionId};
use crate::queue::Work;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How many folders are remembered as shown: two panes, and some that their users may go back to.
const SHOWN: usize = 8;

impl Runtime {
    pub(super) fn list(&mut self, command: Command) {
        let (request, base, typed) = match &command {
            Command::List { request, folder } => (*request, folder.clone(), None),
            Command::ListTyped { request, base, typed } => (*request, base.clone(), Some(typed.clone())),
            _ => return,
        };
        let cancel = CancellationToken::new();
        let browse = Browse {
            request,
            events: Arc::clone(&self.events),
            clock: Arc::clone(&self.clock),
            cancel: cancel.clone(),
        };
        match base {
            Location::Local(base) => {
                let folder = match typed {
                    Some(typed) => local::absolute(&base, &typed),
                    None => base,
                };
                self.lists.insert(request, cancel);
                let explainer = self.explainer(None);
                self.spawn(Owner::List(request), async move {
                    let result = explainer.explain_result(browse.local(folder).await).await;
                    Happening::Listed { request, session: None, result, dead: None }
                });
            }
            Location::Remote(session, base) => {
                let Some(files) = self.browsing(session) else { return self.defer(session, command, false) };
                let typed = typed.map(|typed| from_base(&base, typed));
                self.lists.insert(request, cancel);
                let explainer = self.explainer(Some(session));
                self.spawn(Owner::List(request), async move {
                    let result = browse.remote(session, Arc::clone(&files), base, typed).await;
                    let result = explainer.explain_result(result).await;
                    let dead = Some(files).filter(|_| result.as_ref().is_err_and(|error| is_silence(error)));
                    Happening::Listed { request, session: Some(session), result, dead }
                });
            }
        }
    }

    /// The browsing channel of a session; `None` while there is no connection.
    pub(super) fn browsing(&self, session: SessionId) -> Option<Arc<dyn crate::remote::RemoteFs>> {
        let link = self.sessions.get(&session)?.link.as_ref()?;
        Some(link.lanes.browse(false))
    }

    /// The same to change something on the server; `consented`: a person agreed to that.
    pub(super) fn changing(&self, session: SessionId, consented: bool) -> Option<Arc<dyn crate::remote::RemoteFs>> {
        let link = self.sessions.get(&session)?.link.as_ref()?;
        Some(link.lanes.browse(consented))
    }

    pub(super) fn listed(
        &mut self,
        request: RequestId,
        session: Option<SessionId>,
        result: Result<(Location, Listing)>,
    ) {
        self.lists.remove(&request);
        match result {
            Ok((folder, listing)) => {
                self.shown.retain(|shown| *shown != folder);
                self.shown.push_front(folder.clone());
                self.shown.truncate(SHOWN);
                self.events.send(Event::Listed { request, folder, listing: Arc::new(listing), complete: true });
            }
            Err(error) => {
                let error = self.with_host(session, error);
                if !error.is_cancelled() {
                    self.log_error(session, &error);
                    self.note_failure(session, Tried::List, &error);
                }
                self.events.send(Event::ListFailed { request, error });
            }
        }
    }

    /// Makes the connection anew whose browsing channel gives no answers any more, when that is still the present one.
    pub(super) fn channel_died(&mut self, session: Option<SessionId>, dead: DeadChannel) {
        let (Some(session), Some(dead)) = (session, dead) else { return };
        if self.browsing(session).is_some_and(|browse| Arc::ptr_eq(&browse, &dead)) {
            self.lose_connection(session);
        }
    }

    /// The error with the name of the session's server.
    pub(super) fn with_host(&self, session: Option<SessionId>, error: Box<Error>) -> Arc<Error> {
        match session.and_then(|id| self.sessions.get(&id)) {
            Some(session) => Arc::from(explain_alone(error.on_host(session.wish.endpoint.host_port()))),
            None => Arc::from(explain_alone(error)),
        }
    }

    /// Who finds out why something failed on a session's server or on this computer.
    pub(super) fn explainer(&self, session: Option<SessionId>) -> Arc<Explainer> {
        let link = session.and_then(|id| self.sessions.get(&id)?.link.as_ref());
        Arc::clone(link.map_or(&self.local_explainer, |link| &link.explainer))
    }

    pub(super) fn cancel_list(&mut self, request: RequestId) {
        if let Some(cancel) = self.lists.get(&request) {
            cancel.cancel();
        }
        let is_it = |command: &Command| matches!(command, Command::List { request: r, .. } | Command::ListTyped { request: r, .. } if *r == request);
        let waiting: Vec<Command> = self
            .sessions
            .values_mut()
            .flat_map(|s| s.deferred.extract_if(.., |(c, _)| is_it(c)))
            .map(|(c, _)| c)
            .collect();
        for command in waiting {
            self.refuse(&command, &Arc::from(Error::new(ErrorKind::Cancelled)));
        }
    }

    /// Answers a command that cannot be done.
    pub(super) fn refuse(&mut self, command: &Command, error: &Arc<Error>) {
        match *command {
            Command::List { request, .. } | Command::ListTyped { request, .. } => {
                self.events.send(Event::ListFailed { request, error: Arc::clone(error) });
            }
            Command::Operate { operation, .. } | Command::Repair { operation, .. } => {
                let report =
                    OperationReport { errors: vec![Arc::clone(error)], failed: 1, ..OperationReport::default() };
                self.events.send(Event::Operated { operation, report });
            }
            _ => {}
        }
    }

    pub(super) fn ask_space(&mut self, folder: Location) {
        match folder.clone() {
            Location::Local(path) => self
                .spawn(Owner::Nobody, async move { Happening::SpaceTold { folder, space: local_space(path).await } }),
            Location::Remote(session, path) => {
                let Some(files) = self.browsing(session) else { return };
                if files.capabilities().space {
                    self.spawn(Owner::Nobody, async move {
                        Happening::SpaceTold { folder, space: files.space(&path).await.ok() }
                    });
                }
            }
        }
    }

    pub(super) fn operate(&mut self, operation: OperationId, what: Operation, consented: bool) {
        let session = what.session();
        let files = match session {
            None => None,
            Some(id) => match self.browsing(id) {
                None => return self.defer(id, Command::Operate { operation, what }, consented),
                files => files,
            },
        };
        let changing = session.and_then(|id| self.changing(id, consented));
        let operating = self.operating(operation, what, changing);
        self.spawn(Owner::Operation(operation), async move {
            let (report, changed) = operating.run().await;
            let dead = files.filter(|_| report.errors.iter().any(|error| is_silence(error)));
            Happening::Operated { operation, session, report, changed, dead }
        });
    }

    /// An operation that is about to begin.
    pub(super) fn operating(
        &mut self,
        operation: OperationId,
        what: Operation,
        files: Option<Arc<dyn crate::remote::RemoteFs>>,
    ) -> Operating {
        let (cancel, work) = (CancellationToken::new(), Arc::new(Work::default()));
        self.operations.insert(operation, cancel.clone());
        if matches!(what, Operation::MoveTo { how: MoveHow::Copy, .. }) {
            self.works.insert(operation, Arc::clone(&work));
        }
        let explainer = self.explainer(what.session());
        Operating { what, files, cancel, explainer, work, log: Arc::clone(&self.log) }
    }

    pub(super) fn operated(
        &mut self,
        operation: OperationId,
        session: Option<SessionId>,
        mut report: OperationReport,
        changed: Vec<Location>,
    ) {
        self.operations.remove(&operation);
        if self.works.remove(&operation).is_some() {
            self.draw();
        }
        for error in &mut report.errors {
            *error = self.with_host(session, Box::new((**error).clone()));
            self.log_error(session, error);
            if !error.is_cancelled() {
                self.note_failure(session, Tried::Operate, error);
            }
        }
        if report.done > 0 {
            self.journal.done(u32::try_from(report.done).unwrap_or(u32::MAX));
        }
        for folder in changed {
            self.events.send(Event::FolderChanged(folder));
        }
        self.events.send(Event::Operated { operation, report });
    }
}

/// Whether an error says that nothing more comes on a channel.
fn is_silence(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::ConnectionLost | ErrorKind::TimedOut(_))
}

/// Typed text as the server is asked to resolve it: absolute, in the home folder, or below `base`.
fn from_base(base: &RemotePath, typed: String) -> Vec<u8> {
    let typed = typed.into_bytes();
    if matches!(typed.first(), Some(b'/')) || typed == b"~" || typed.starts_with(b"~/") {
        return typed;
    }
    let mut path = base.as_bytes().to_vec();
    path.push(b'/');
    path.extend_from_slice(&typed);
    path
}
