//! What a session does with secrets that are kept: found before anybody is asked, kept after the login that proved them.

use super::command::Answer;
use super::event::{Question, VaultQuestion};
use super::prompts::SessionPrompter;
use super::secret_desk::SecretDesk;
use crate::log::{LogBody, StatusMessage};
use crate::model::SecretString;
use crate::site::{Found, KeyringFault, NotKept, SecretName, SecretPlace, VaultFault};

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
        self.note_kept(name);
        let vault = place == SecretPlace::Vault;
        self.say(StatusMessage::SecretUsed { name: name.line(), vault });
        Some(secret)
    }

    /// Keeps what the user wanted kept, now that the login has proved it right.
    pub(super) async fn keep_proved(&self) {
        let wanted = self.take_wanted();
        let Some(desk) = &self.desk else { return };
        for (name, secret) in wanted {
            let mut kept = desk.keep(&name, &secret).await;
            if let Err(NotKept::NoPlace { why, vault }) = &kept
                && self.open_vault(desk, why.clone(), *vault).await
            {
                kept = desk.keep(&name, &secret).await;
            }
            if kept.is_ok() {
                self.note_kept(&name);
            }
            let name = name.line();
            self.say(match kept {
                Ok(place) => StatusMessage::SecretKept { name, vault: place == SecretPlace::Vault },
                Err(fault) => StatusMessage::SecretNotKept { name, why: words(&fault) },
            });
        }
    }

    /// Forgets what this session found kept, or kept; what could not be forgotten can be tried again.
    pub(super) async fn forget_kept(&self) {
        let Some(desk) = &self.desk else { return };
        for name in self.take_kept() {
            let done = desk.forget(&name).await;
            self.say(match done {
                Ok(()) => StatusMessage::SecretForgotten { name: name.line() },
                Err(fault) => {
                    self.note_kept(&name);
                    StatusMessage::SecretNotForgotten { name: name.line(), why: words(&fault) }
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
                        other.map_or(String::new(), |result| result.err().map(|f| vault_words(&f)).unwrap_or_default());
                    self.say(StatusMessage::VaultUnusable { why: fault });
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

/// The system's words, or the name of the fault.
fn words(fault: &NotKept) -> String {
    match fault {
        NotKept::NoPlace { why, .. } => keyring_words(why),
        NotKept::Vault(fault) => vault_words(fault),
    }
}

fn keyring_words(fault: &KeyringFault) -> String {
    match fault {
        KeyringFault::Missing(words) => format!("no keyring: {words}"),
        KeyringFault::Locked(words) => format!("keyring locked: {words}"),
        KeyringFault::Refused(words) => format!("keyring refused: {words}"),
        KeyringFault::TimedOut => "keyring timed out".to_owned(),
    }
}

fn vault_words(fault: &VaultFault) -> String {
    match fault {
        VaultFault::WrongPassword => "wrong master password".to_owned(),
        VaultFault::Broken => "vault file broken".to_owned(),
        VaultFault::Newer => "vault of a newer version".to_owned(),
        VaultFault::Changed => "vault has another master password now".to_owned(),
        VaultFault::File(error) => error.to_string(),
        VaultFault::System(words) => words.clone(),
    }
}
