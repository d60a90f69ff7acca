//! What a session does with secrets that are kept: found before anybody is asked, kept after the login that proved them.

use super::command::Answer;
use super::event::{Question, VaultQuestion};
use super::on_secrets::NotKeptList;
use super::prompts::SessionPrompter;
use super::secret_desk::SecretDesk;
use crate::error::SecretFault;
use crate::log::{LogBody, StatusMessage};
use crate::model::SecretString;
use crate::site::{Found, Home, KeyringFault, NotKept, SecretKeeper, SecretName, SecretPlace, VaultFault};

/// How often a master password is asked for.
const MOST_TRIES: usize = 3;

impl SessionPrompter {
    /// A secret that is kept; asks for the master password of the vault where it is there. `None`: there is none, or it
    /// cannot be had.
    pub(super) async fn stored(&self, name: &SecretName) -> Option<SecretString> {
        let desk = self.desk.as_ref()?;
        let found = match desk.find(name).await {
            Ok(Found::VaultLocked(why)) => {
                if self.gave_up_vault() || !self.open_vault(desk, why, true).await {
                    return None;
                }
                desk.find(name).await
            }
            found => found,
        };
        let Ok(Found::Secret(secret, place)) = found else { return None };
        self.log.redactor().hide(&secret);
        self.note_used(name, place);
        let vault = place == SecretPlace::Vault;
        self.say(StatusMessage::SecretUsed { name: name.line(), vault });
        Some(secret)
    }

    /// Where a secret that is given now would be kept.
    pub(super) async fn home(&self) -> Home {
        let Some(desk) = &self.desk else { return Home::Unwanted };
        desk.within(SecretKeeper::home).await.unwrap_or(Home::Nowhere(KeyringFault::TimedOut))
    }

    /// Forgets a secret that was refused, wherever it came from; where it was kept.
    pub(super) async fn drop_refused(&self, name: &SecretName) -> Option<SecretPlace> {
        let place = self.take_refused(name)?;
        if let Some(desk) = &self.desk {
            let vault = place == SecretPlace::Vault;
            self.say(match desk.forget(name).await {
                Ok(_had) => StatusMessage::SecretRefused { name: name.line(), vault },
                Err(fault) => StatusMessage::SecretNotForgotten { name: name.line(), why: (&fault).into() },
            });
        }
        Some(place)
    }

    /// Keeps what the user wanted kept, now that the login has proved it right; what was not kept, and why.
    pub(super) async fn keep_proved(&self) -> NotKeptList {
        let failed = self.keep_all(self.take_wanted()).await;
        // Who did not want the vault knows that nothing is kept.
        if self.gave_up_vault() { Vec::new() } else { failed }
    }

    /// Keeps secrets; asks for the master password of the vault where that is needed. What was not kept, and why.
    pub(super) async fn keep_all(&self, wanted: Vec<(SecretName, SecretString)>) -> NotKeptList {
        let mut failed = Vec::new();
        for (name, secret) in wanted {
            let kept = self.keep_one(&name, &secret).await;
            let line = name.line();
            match kept {
                Ok(place) => {
                    self.note_kept(&name);
                    self.say(StatusMessage::SecretKept { name: line, vault: place == SecretPlace::Vault });
                }
                Err(why) => {
                    self.say(StatusMessage::SecretNotKept { name: line, why: why.clone() });
                    failed.push((name, why));
                }
            }
        }
        failed
    }

    async fn keep_one(&self, name: &SecretName, secret: &SecretString) -> Result<SecretPlace, SecretFault> {
        let Some(desk) = &self.desk else { return Err(SecretFault::NoVault) };
        match desk.keep(name, secret).await {
            Err(NotKept::NoPlace { why, vault }) if !self.gave_up_vault() => {
                if self.open_vault(desk, why.clone(), vault).await {
                    desk.keep(name, secret).await.map_err(|fault| (&fault).into())
                } else {
                    Err((&why).into())
                }
            }
            kept => kept.map_err(|fault| (&fault).into()),
        }
    }

    /// Forgets what this session found kept, or kept; what could not be forgotten can be tried again.
    pub(super) async fn forget_kept(&self) {
        let Some(desk) = &self.desk else { return };
        for name in self.take_kept() {
            let done = desk.forget(&name).await;
            self.say(match done {
                Ok(_had) => StatusMessage::SecretForgotten { name: name.line() },
                Err(fault) => {
                    self.note_kept(&name);
                    StatusMessage::SecretNotForgotten { name: name.line(), why: (&fault).into() }
                }
            });
        }
    }

    /// Asks for the master password until the vault opens or the person gives up; `exists`: there is one already.
    async fn open_vault(&self, desk: &SecretDesk, why: KeyringFault, exists: bool) -> bool {
        let mut refused_before = false;
        for _ in 0..MOST_TRIES {
            let question = VaultQuestion { create: !exists, why: why.clone(), refused_before };
            let Some(Answer::Secret(Some(master))) = self.ask(Question::Vault(self.session, question)).await else {
                self.give_up_vault();
                return false;
            };
            match desk.open_vault(master).await {
                Some(Ok(())) => return true,
                Some(Err(VaultFault::WrongPassword)) => refused_before = true,
                other => {
                    let fault =
                        other.and_then(Result::err).as_ref().map_or(SecretFault::System(String::new()), Into::into);
                    self.say(StatusMessage::VaultUnusable { why: fault });
                    // What cannot be opened is not asked for again and again.
                    self.give_up_vault();
                    return false;
                }
            }
        }
        self.give_up_vault();
        false
    }

    fn say(&self, message: StatusMessage) {
        self.log.push(Some(self.session), LogBody::Status(message));
    }
}
