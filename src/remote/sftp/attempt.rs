//! What every way to log in shares: the state of a login, reading the server's answers, and the reason of a failure.

use super::failure::library_error;
use super::key_queue::KeyQueue;
use super::observed::{Ear, Observed};
use super::request::ConnectRequest;
use crate::error::{Error, ErrorKind, Result, StatusCode};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::SecretString;
use crate::remote::{Pace, Prompter};
use russh::client::{AuthResult, Handle};
use russh::{MethodKind, MethodSet};
use std::sync::Arc;
use std::time::Duration;

/// How often a passphrase is asked for.
pub(super) const TRIES: usize = 3;
/// How long the reason of a disconnect may come after the fault that it shows itself by.
const REASON_DELAY: Duration = Duration::from_secs(1);

/// What came of one attempt or one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Logged in.
    In,
    /// Accepted, and another method is wanted besides.
    Partial,
    /// Refused, or nothing to try.
    Refused,
}

/// One login.
pub(super) struct Login<'a> {
    pub(super) handle: &'a mut Handle<Ear>,
    pub(super) request: &'a ConnectRequest,
    pub(super) user: String,
    /// `host:port`, for questions.
    pub(super) host: String,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) pace: Pace,
    pub(super) log: Arc<MessageLog>,
    pub(super) observed: Arc<Observed>,
    pub(super) tried: Vec<String>,
    pub(super) accepted: MethodSet,
    /// Keys that were not tried yet; `None` before the first key is needed.
    pub(super) keys: Option<KeyQueue>,
    /// The password of the request, until it was used.
    pub(super) password: Option<SecretString>,
    /// Whether the server took one method and wants another one besides, such as a one-time code.
    pub(super) partly: bool,
    /// Whether the server refused the last password that it was given.
    pub(super) password_refused: bool,
}

impl<'a> Login<'a> {
    /// A login that has not begun. `surroundings`: who is asked, under which limits, and where is written what happens.
    pub(super) fn new(
        handle: &'a mut Handle<Ear>,
        request: &'a ConnectRequest,
        (prompter, pace, log, observed): (Arc<dyn Prompter>, Pace, Arc<MessageLog>, Arc<Observed>),
    ) -> Self {
        Self {
            handle,
            request,
            user: request.user(),
            host: request.shown_host(),
            prompter,
            pace,
            log,
            observed,
            tried: Vec::new(),
            accepted: MethodSet::empty(),
            keys: None,
            password: request.password.clone(),
            partly: false,
            password_refused: false,
        }
    }
}

impl Login<'_> {
    /// The methods that the server accepts now, by their names.
    pub(super) fn accepted_names(&self) -> Vec<String> {
        self.accepted.iter().map(|method| <&str>::from(method).to_owned()).collect()
    }

    /// Reports an attempt; `what` never holds a secret.
    pub(super) fn trying(&mut self, method: MethodKind, what: impl Into<String>) {
        let method: &str = (&method).into();
        if !self.tried.iter().any(|tried| tried == method) {
            self.tried.push(method.to_owned());
        }
        let message = StatusMessage::TryingLogin { method: method.to_owned(), what: what.into() };
        self.log.push(Some(self.request.session), LogBody::Status(message));
    }

    /// A detail for finding faults.
    pub(super) fn debug(&self, text: impl Into<String>) {
        self.log.push(Some(self.request.session), LogBody::Debug(text.into()));
    }

    /// Reads an answer of the library.
    ///
    /// # Errors
    /// Why the session ended, when it did.
    pub(super) async fn judge(&mut self, answer: Result<AuthResult, russh::Error>) -> Result<Outcome> {
        match answer {
            Ok(AuthResult::Success) => Ok(Outcome::In),
            // The library answers so when the session is gone.
            Ok(AuthResult::Failure { remaining_methods, .. }) if remaining_methods.is_empty() => {
                Err(self.ended(Error::new(ErrorKind::ConnectionLost)).await)
            }
            Ok(AuthResult::Failure { remaining_methods, partial_success }) => {
                self.accepted = remaining_methods;
                Ok(if partial_success { Outcome::Partial } else { Outcome::Refused })
            }
            Err(fault) => Err(self.ended(library_error(fault)).await),
        }
    }

    /// Why the session ended in the middle of the login.
    pub(super) async fn ended(&self, fault: Box<Error>) -> Box<Error> {
        let mut error = match tokio::time::timeout(REASON_DELAY, self.observed.ended()).await {
            Ok(ended) => Box::new((*ended).clone()),
            Err(_) => fault,
        };
        // OpenSSH hangs up with reason 2 and "Too many authentication failures", others with reason 14.
        let words = error.server_text.as_ref().map(|text| text.message.to_ascii_lowercase()).unwrap_or_default();
        let about_login = words.windows(14).any(|w| w == b"authentication");
        let gave_up = match error.code {
            Some(StatusCode::SshDisconnect(14)) => true,
            Some(StatusCode::SshDisconnect(_)) => about_login,
            _ => matches!(error.kind, ErrorKind::LoginRefused { .. }),
        };
        if gave_up {
            error.kind = self.refused().kind;
        }
        error
    }

    /// Nothing was accepted.
    pub(super) fn refused(&self) -> Box<Error> {
        Error::new(ErrorKind::LoginRefused { tried: self.tried.clone(), accepted: self.accepted_names() })
    }
}
