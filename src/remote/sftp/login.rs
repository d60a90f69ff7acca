//! Login: public keys, password, the server's own questions, in the wished order, as far as the server accepts them.

use super::attempt::{Login, Outcome};
use super::request::LoginMethod;
use crate::error::{Error, ErrorKind, Result, Stage};
use crate::model::SecretString;
use crate::remote::{PasswordQuestion, Whose};
use russh::MethodKind;

/// How many methods a server may ask for one after the other.
const PARTIAL_MAX: usize = 6;

impl Login<'_> {
    /// Logs in.
    ///
    /// # Errors
    /// `LoginRefused`; `KeyUnusable` for a key file that the user named; `TimedOut(Login)`, `Cancelled`,
    /// `ConnectionLost`.
    pub(super) async fn run(mut self) -> Result<()> {
        match self.ask_methods().await? {
            Outcome::In => Ok(()),
            _ => self.log_in().await,
        }
    }

    /// Asks which methods the server accepts, by a login with `none`, and brings the banner; [`Outcome::In`] where that
    /// was enough.
    ///
    /// # Errors
    /// `TimedOut(Login)`, `Cancelled`, `ConnectionLost`.
    pub(super) async fn ask_methods(&mut self) -> Result<Outcome> {
        let none = self.handle.authenticate_none(self.user.clone());
        let answer = self.pace.within(Stage::Login, self.request.limits.login, none).await?;
        self.judge(answer).await
    }

    /// Logs in with the methods that the server told.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub(super) async fn log_in(&mut self) -> Result<()> {
        for round in 0..PARTIAL_MAX {
            let mut outcome = Outcome::Refused;
            let first = self.request.first_methods.as_ref().filter(|_| round == 0);
            for method in first.unwrap_or(&self.request.methods) {
                let kind = match method {
                    LoginMethod::PublicKey => MethodKind::PublicKey,
                    LoginMethod::Password => MethodKind::Password,
                    LoginMethod::KeyboardInteractive => MethodKind::KeyboardInteractive,
                };
                if outcome != Outcome::Refused || !self.accepts(kind) {
                    continue;
                }
                outcome = match method {
                    LoginMethod::PublicKey => self.public_keys().await?,
                    LoginMethod::Password => self.passwords().await?,
                    LoginMethod::KeyboardInteractive => self.keyboard_interactive().await?,
                };
            }
            match outcome {
                Outcome::In => return Ok(()),
                Outcome::Partial => self.partly = true,
                Outcome::Refused => break,
            }
        }
        Err(self.refused())
    }

    fn accepts(&self, method: MethodKind) -> bool {
        self.accepted.contains(&method)
    }

    /// The given password first, then what the user types.
    async fn passwords(&mut self) -> Result<Outcome> {
        let mut refused_before = self.password_refused;
        let given = self.password.take();
        let tries = self.request.password_tries.max(1) + usize::from(given.is_some());
        let mut next = given;
        for _ in 0..tries {
            let password = match next.take() {
                Some(password) => password,
                None => match self.ask_password(refused_before).await? {
                    Some(password) => password,
                    None => break,
                },
            };
            self.trying(MethodKind::Password, "");
            let attempt = self.handle.authenticate_password(self.user.clone(), password.expose());
            let answer = self.pace.within(Stage::Login, self.request.limits.login, attempt).await?;
            let outcome = self.judge(answer).await;
            // Servers hang up behind the last refusal that they allow.
            let hung_up = outcome.as_ref().is_err_and(|error| matches!(error.kind, ErrorKind::LoginRefused { .. }));
            if hung_up || matches!(outcome, Ok(Outcome::Refused)) {
                self.refuse_password().await;
            }
            let outcome = outcome?;
            if outcome != Outcome::Refused || !self.accepts(MethodKind::Password) {
                return Ok(outcome);
            }
            refused_before = true;
        }
        Ok(Outcome::Refused)
    }

    /// The password that was sent is not the right one.
    pub(super) async fn refuse_password(&mut self) {
        self.password_refused = true;
        self.prompter.refused(Whose::Server(self.request.kept_as.clone()), &self.user).await;
    }

    /// Asks for the password of the user; `None` when the user gave up.
    pub(super) async fn ask_password(&self, refused_before: bool) -> Result<Option<SecretString>> {
        let whose = Whose::Server(self.request.kept_as.clone());
        let question = PasswordQuestion { whose, host: self.host.clone(), user: self.user.clone(), refused_before };
        self.pace.asking(self.prompter.password(question)).await.ok_or_else(|| Error::new(ErrorKind::Cancelled))
    }
}
