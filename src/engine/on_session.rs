//! What the runtime does about sessions: making, breaking, making again, ending.

use super::command::{Command, ConnectWish};
use super::connecting::{Connected, Connecting};
use super::event::{Event, SessionState};
use super::explainer::explain_alone;
use super::happening::Happening;
use super::prompts::SessionPrompter;
use super::runtime::{Owner, Runtime};
use super::session::{Link, Session};
use super::site_gate::SiteGate;
use crate::error::{DataMode, Error, ErrorKind, Result};
use crate::journal::Tried;
use crate::model::{DataDirection, SessionId};
use crate::remote::{Prompter, RemoteFs};
use crate::site::LoginKind;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Runtime {
    pub(super) fn connect(&mut self, session: SessionId, wish: ConnectWish) {
        wish.secrets().for_each(|secret| self.log.redactor().hide(secret));
        if self.sessions.contains_key(&session) {
            self.disconnect(session);
        }
        let gate = match SiteGate::new(&wish.rules, wish.endpoint.protocol.is_ftp(), &self.brakes, &self.clock) {
            Ok(gate) => gate,
            Err(error) => return self.never_began(session, error.on_host(wish.endpoint.host_port())),
        };
        let prompter =
            SessionPrompter::new(session, Arc::clone(&self.prompt_ids), self.post.clone(), Arc::clone(&self.log));
        let logins = wish.rules.login != Some(LoginKind::Ask);
        let prompter = Arc::new(prompter.with_secrets(self.secrets.clone(), logins));
        let active = match &wish.ftp.data {
            DataDirection::Passive => DataMode::Active.into(),
            active @ DataDirection::Active { .. } => active.clone(),
        };
        self.sessions.insert(
            session,
            Session {
                active,
                wish,
                gate,
                prompter,
                cancel: CancellationToken::new(),
                generation: 0,
                link: None,
                deferred: Vec::new(),
            },
        );
        self.events.send(Event::Session(session, SessionState::Connecting));
        self.start_connecting(session, false);
    }

    /// Starts the making of a connection; `again` with pauses, after a break.
    fn start_connecting(&mut self, id: SessionId, again: bool) {
        let generation = self.next_generation();
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.generation = generation;
        let connecting = Connecting {
            session: id,
            wish: session.wish.clone(),
            gate: Arc::clone(&session.gate),
            connector: Arc::clone(&self.connector),
            prompter: Arc::clone(&session.prompter) as Arc<dyn Prompter>,
            log: Arc::clone(&self.log),
            cancel: session.cancel.clone(),
        };
        self.spawn(Owner::Session(id, generation), async move {
            let result = if again { connecting.again().await } else { connecting.once().await };
            Happening::Connected { session: id, generation, result }
        });
    }

    pub(super) fn connected(&mut self, id: SessionId, generation: u64, result: Result<Connected>) {
        let current = self.sessions.get_mut(&id).filter(|s| s.generation == generation && !s.cancel.is_cancelled());
        let Some(session) = current else {
            // The user ended it meanwhile.
            if let Ok(connected) = result {
                self.say_goodbye(connected.remote);
            }
            return;
        };
        match result {
            Ok(connected) => {
                let state = SessionState::Connected {
                    info: Arc::new(connected.remote.info().clone()),
                    capabilities: Arc::new(RemoteFs::capabilities(&connected.browse).clone()),
                    folder: connected.folder.clone(),
                };
                let remote = Arc::clone(&connected.remote);
                let cancel = session.cancel.clone();
                let (prompter, told) = (Arc::clone(&session.prompter), self.post.clone());
                let most = session.wish.rules.most_connections;
                session.link = Some(Link::new(connected, Arc::clone(&session.gate), most, &self.clock));
                let deferred = std::mem::take(&mut session.deferred);
                let post = self.post.clone();
                self.spawn(Owner::Nobody, async move {
                    tokio::select! {
                        error = remote.ended() => {
                            let _ended = post.send(Happening::ConnectionEnded { session: id, generation, error });
                        }
                        () = cancel.cancelled() => {}
                    }
                    Happening::Nothing
                });
                // It goes on when the session ends: what a person wants kept has been proved right.
                self.spawn(Owner::Nobody, async move {
                    for (name, fault) in prompter.keep_proved().await {
                        let _ended = told.send(Happening::NotKept { name, fault });
                    }
                    Happening::Nothing
                });
                self.journal.connected(id);
                self.events.send(Event::Session(id, state));
                for (command, consented) in deferred {
                    self.carry_out(command, consented);
                }
            }
            Err(error) => self.end_session(id, Some(Arc::from(explain_alone(error)))),
        }
    }

    pub(super) fn connection_ended(&mut self, id: SessionId, generation: u64, error: Arc<Error>) {
        let Some(session) = self.sessions.get_mut(&id).filter(|s| s.generation == generation) else { return };
        if session.link.take().is_none() || session.cancel.is_cancelled() {
            return;
        }
        let error: Arc<Error> = Arc::from(explain_alone(Box::new(Arc::unwrap_or_clone(error))));
        self.log_error(Some(id), &error);
        self.note_break(id, &error);
        self.events.send(Event::Session(id, SessionState::Reconnecting { error }));
        self.start_connecting(id, true);
    }

    /// What was wished cannot be understood.
    fn never_began(&mut self, id: SessionId, error: Box<Error>) {
        let error: Arc<Error> = Arc::from(explain_alone(error));
        self.log_error(Some(id), &error);
        self.note_failure(Some(id), Tried::Connect, &error);
        self.events.send(Event::Session(id, SessionState::Ended(Some(error))));
    }

    /// Ends a session. `None`: the user wished it.
    fn end_session(&mut self, id: SessionId, error: Option<Arc<Error>>) {
        let Some(session) = self.sessions.remove(&id) else { return };
        session.cancel.cancel();
        let error = error.filter(|e| !e.is_cancelled());
        if let Some(error) = &error {
            self.log_error(Some(id), error);
            self.note_failure(Some(id), Tried::Connect, error);
        }
        self.session_over(id, error.as_ref());
        if let Some(link) = session.link {
            self.say_goodbye(link.remote);
        }
        let reason = error.clone().unwrap_or_else(|| Arc::from(Error::new(ErrorKind::ConnectionLost)));
        for (command, _) in session.deferred {
            self.refuse(&command, &reason);
        }
        self.withdraw_changes(id);
        self.events.send(Event::Session(id, SessionState::Ended(error)));
    }

    pub(super) fn disconnect(&mut self, id: SessionId) {
        self.end_session(id, None);
    }

    /// Which side opens connections for data from now on, on this connection and on those that replace it.
    pub(super) fn switch_data_mode(&mut self, id: SessionId, mode: DataMode) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        // Active mode keeps the ports and the address that were wished for.
        let active = session.active.clone();
        session.wish.ftp.data = if mode == DataMode::Active { active } else { DataDirection::Passive };
        if let Some(link) = &session.link {
            link.remote.switch_data_mode(&session.wish.ftp.data);
        }
    }

    pub(super) fn look_at_security(&mut self, id: SessionId) {
        if let Some(link) = self.sessions.get(&id).and_then(|session| session.link.as_ref()) {
            self.events.send(Event::Security(id, link.remote.security()));
        }
    }

    fn say_goodbye(&mut self, remote: Arc<dyn crate::remote::RemoteSession>) {
        self.spawn(Owner::Nobody, async move {
            remote.close().await;
            Happening::Nothing
        });
    }

    /// Keeps a command until its session stands; refuses it where the session is over.
    pub(super) fn defer(&mut self, id: SessionId, command: Command, consented: bool) {
        match self.sessions.get_mut(&id) {
            Some(session) => session.deferred.push((command, consented)),
            None => self.refuse(&command, &Arc::from(Error::new(ErrorKind::ConnectionLost))),
        }
    }

    pub(super) fn lane_opened(&mut self, id: SessionId, generation: u64, result: Result<Arc<dyn RemoteFs>>) {
        let session = self.sessions.get_mut(&id).filter(|s| s.generation == generation);
        let Some(link) = session.and_then(|s| s.link.as_mut()) else { return };
        match result {
            Ok(files) => link.add_lane(files),
            // Whatever the reason: the channels that work go on, and a broken connection tells of itself.
            Err(_refused) => link.lanes.refused(),
        }
    }
}
