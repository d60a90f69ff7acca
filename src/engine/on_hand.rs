//! What the runtime does about lines that a person sends to a server by hand.

use super::event::Event;
use super::happening::Happening;
use super::runtime::{Owner, Runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{RequestId, SecretString, SessionId};
use crate::remote::{HandAnswer, secret_in};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Runtime {
    /// Sends a line. It waits for no connection: a person sees what happens now.
    pub(super) fn by_hand(&mut self, request: RequestId, session: SessionId, line: SecretString) {
        if let Some(secret) = secret_in(line.expose()) {
            self.log.redactor().hide(&SecretString::new(secret.to_owned()));
        }
        let connection = self.sessions.get(&session).and_then(|session| session.link.as_ref());
        let Some(remote) = connection.map(|link| Arc::clone(&link.remote)) else {
            return self.answered(request, Some(session), Err(Error::new(ErrorKind::ConnectionLost)));
        };
        let cancel = CancellationToken::new();
        self.by_hand.insert(request, cancel.clone());
        self.spawn(Owner::Hand(request), async move {
            let result = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Error::new(ErrorKind::Cancelled)),
                answer = remote.by_hand(&line) => answer,
            };
            Happening::Answered { request, session, result }
        });
    }

    pub(super) fn cancel_by_hand(&mut self, request: RequestId) {
        if let Some(cancel) = self.by_hand.get(&request) {
            cancel.cancel();
        }
    }

    pub(super) fn answered(&mut self, request: RequestId, session: Option<SessionId>, result: Result<HandAnswer>) {
        self.by_hand.remove(&request);
        let result = result.map(Arc::new).map_err(|error| {
            let error = self.with_host(session, error);
            if !error.is_cancelled() {
                self.log_error(session, &error);
            }
            error
        });
        self.events.send(Event::Answered { request, result });
    }
}
