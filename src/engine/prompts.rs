//! Questions on their way to a person: the connection's side that asks and waits, and the runtime's table of open ones.

use super::command::Answer;
use super::event::{Keeping, Question};
use super::happening::Happening;
use super::secret_desk::SecretDesk;
use super::thinking::ThinkingClock;
use crate::log::MessageLog;
use crate::model::{IdSource, PromptId, SecretString, SessionId};
use crate::remote::{
    CertificateAnswer, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, PassphraseQuestion,
    PasswordQuestion, Prompter, ProxyCommandAnswer, ProxyCommandQuestion, Whose,
};
use crate::site::{Home, SecretKind, SecretName, SecretPlace};
use async_trait::async_trait;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Ids of questions, shared by all sessions.
pub(super) type PromptIds = Arc<IdSource<PromptId>>;

/// What was answered before on this session, so that a broken connection is made again without asking. In memory only.
#[derive(Default)]
struct Remembered {
    /// By name: what one server was told is never told to another one on the same way.
    secrets: HashMap<SecretName, SecretString>,
    accepted_keys: Vec<String>,
    accepted_certificates: Vec<String>,
    /// What is to be kept once the login stands.
    wanted: Vec<(SecretName, SecretString)>,
    /// What was found kept, or kept on this session.
    kept: Vec<SecretName>,
    /// What was found kept and used, and where it was.
    used: HashMap<SecretName, SecretPlace>,
    /// Where those were kept that were refused; told with the next question.
    refused: HashMap<SecretName, SecretPlace>,
    /// The master password was not given.
    gave_up_vault: bool,
    accepted_commands: Vec<ProxyCommandQuestion>,
}

/// Asks on behalf of one session.
pub(super) struct SessionPrompter {
    pub(super) session: SessionId,
    ids: PromptIds,
    post: mpsc::UnboundedSender<Happening>,
    pub(super) log: Arc<MessageLog>,
    /// Stands still while somebody is asked; `None`: nobody measures.
    clock: Option<ThinkingClock>,
    /// Where secrets are kept; `None`: nowhere.
    pub(super) desk: Option<SecretDesk>,
    /// Whether passwords and accounts of logins may be used from there and kept there.
    keeps_logins: bool,
    remembered: Mutex<Remembered>,
}

impl fmt::Debug for SessionPrompter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionPrompter").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Tells the runtime that nobody waits for an answer any more, when the waiting future is dropped.
struct Waiting<'a> {
    prompt: PromptId,
    post: &'a mpsc::UnboundedSender<Happening>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // The runtime has ended: nobody is left to be told.
        let _ended = self.post.send(Happening::PromptLeft(self.prompt));
    }
}

impl SessionPrompter {
    pub(super) fn new(
        session: SessionId,
        ids: PromptIds,
        post: mpsc::UnboundedSender<Happening>,
        log: Arc<MessageLog>,
    ) -> Self {
        let (desk, clock, remembered) = (None, None, Mutex::default());
        Self { session, ids, post, log, clock, desk, keeps_logins: true, remembered }
    }

    /// The same with a clock that stands still while somebody is asked.
    pub(super) fn timed_by(self, clock: ThinkingClock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The same with secrets that are kept there; `logins`: also those of logins, else these are asked for each time.
    pub(super) fn with_secrets(self, desk: Option<SecretDesk>, logins: bool) -> Self {
        Self { desk, keeps_logins: logins, ..self }
    }

    /// Whether a secret may be looked up and kept.
    fn may_keep(&self, name: &SecretName) -> bool {
        self.keeps_logins || !matches!(name.kind, SecretKind::Password | SecretKind::Account)
    }

    pub(super) fn gave_up_vault(&self) -> bool {
        self.remembered().gave_up_vault
    }

    pub(super) fn give_up_vault(&self) {
        self.remembered().gave_up_vault = true;
    }

    /// Notes that a secret is kept somewhere.
    pub(super) fn note_kept(&self, name: &SecretName) {
        let mut remembered = self.remembered();
        if !remembered.kept.contains(name) {
            remembered.kept.push(name.clone());
        }
    }

    /// Notes that a kept secret is used, and where it was.
    pub(super) fn note_used(&self, name: &SecretName, place: SecretPlace) {
        self.note_kept(name);
        self.remembered().used.insert(name.clone(), place);
    }

    /// A secret is the wrong one: nothing of this session gives it again. Where it was kept, if it came from there.
    pub(super) fn take_refused(&self, name: &SecretName) -> Option<SecretPlace> {
        let mut remembered = self.remembered();
        remembered.secrets.remove(name);
        remembered.wanted.retain(|(wanted, _)| wanted != name);
        let place = remembered.used.remove(name);
        if place.is_some() {
            remembered.kept.retain(|kept| kept != name);
        }
        place
    }

    /// What is known to be kept of this session.
    pub(super) fn take_kept(&self) -> Vec<SecretName> {
        std::mem::take(&mut self.remembered().kept)
    }

    /// What the user wanted kept; each is told once.
    pub(super) fn take_wanted(&self) -> Vec<(SecretName, SecretString)> {
        std::mem::take(&mut self.remembered().wanted)
    }

    /// The secret of an answer; one that shall be kept is noted.
    fn given(&self, name: &SecretName, answer: Option<Answer>) -> Option<SecretString> {
        match answer {
            Some(Answer::Secret(secret)) => secret,
            Some(Answer::Keep(secret)) if !self.may_keep(name) => Some(secret),
            Some(Answer::Keep(secret)) => {
                let mut remembered = self.remembered();
                // Only the latest of a name can be the right one.
                remembered.wanted.retain(|(known, _)| known != name);
                remembered.wanted.push((name.clone(), secret.clone()));
                Some(secret)
            }
            _ => None,
        }
    }

    /// A secret: what was given before on this session, what is kept, else what a person gives. One that was refused is
    /// never given again, and kept no longer.
    async fn secret(
        &self,
        name: SecretName,
        refused_before: bool,
        question: impl FnOnce(Keeping) -> Question + Send,
    ) -> Option<SecretString> {
        let refused = if refused_before {
            let place = self.remembered().refused.remove(&name);
            let dropped = self.drop_refused(&name).await;
            place.or(dropped)
        } else {
            let known = self.remembered().secrets.get(&name).cloned();
            if known.is_some() {
                return known;
            }
            if self.may_keep(&name)
                && let Some(stored) = self.stored(&name).await
            {
                self.remembered().secrets.insert(name, stored.clone());
                return Some(stored);
            }
            None
        };
        let home = if self.may_keep(&name) { self.home().await } else { Home::Unwanted };
        let keeping = Keeping { home, refused };
        let given = self.given(&name, self.ask(question(keeping)).await);
        if let Some(given) = &given {
            self.remembered().secrets.insert(name, given.clone());
        }
        given
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn ask(&self, question: Question) -> Option<Answer> {
        let prompt = self.ids.next_id();
        let (answer, answered) = oneshot::channel();
        self.post.send(Happening::Asked { prompt, question: Box::new(question), answer }).ok()?;
        let _thinking = self.clock.as_ref().map(ThinkingClock::asking);
        let _waiting = Waiting { prompt, post: &self.post };
        answered.await.ok()
    }
}

/// Under which name the secret of a question is kept.
fn name_for(whose: &Whose, user: &str) -> SecretName {
    match whose {
        Whose::Server(endpoint) => SecretName::password(endpoint, user),
        Whose::Account(endpoint) => SecretName::account(endpoint, user),
        Whose::Proxy { host, port } => SecretName::proxy(host, *port, user),
    }
}

#[async_trait]
impl Prompter for SessionPrompter {
    async fn host_key(&self, question: HostKeyQuestion) -> HostKeyAnswer {
        let key = format!("{} {} {}", question.host, question.algorithm, question.fingerprint);
        if self.remembered().accepted_keys.contains(&key) {
            return HostKeyAnswer::Once;
        }
        match self.ask(Question::HostKey(self.session, question)).await {
            Some(Answer::HostKey(answer)) => {
                if answer != HostKeyAnswer::Cancel {
                    self.remembered().accepted_keys.push(key);
                }
                answer
            }
            _ => HostKeyAnswer::Cancel,
        }
    }

    async fn certificate(&self, question: CertificateQuestion) -> CertificateAnswer {
        let shown = question.chain.first().map(|info| info.sha256.clone()).unwrap_or_default();
        let certificate = format!("{} {shown}", question.host);
        if self.remembered().accepted_certificates.contains(&certificate) {
            return CertificateAnswer::Once;
        }
        match self.ask(Question::Certificate(self.session, question)).await {
            Some(Answer::Certificate(answer)) => {
                if answer != CertificateAnswer::Cancel {
                    self.remembered().accepted_certificates.push(certificate);
                }
                answer
            }
            _ => CertificateAnswer::Cancel,
        }
    }

    async fn proxy_command(&self, question: ProxyCommandQuestion) -> ProxyCommandAnswer {
        if self.remembered().accepted_commands.contains(&question) {
            return ProxyCommandAnswer::Once;
        }
        match self.ask(Question::ProxyCommand(self.session, question.clone())).await {
            Some(Answer::ProxyCommand(answer)) => {
                if answer != ProxyCommandAnswer::Cancel {
                    self.remembered().accepted_commands.push(question);
                }
                answer
            }
            _ => ProxyCommandAnswer::Cancel,
        }
    }

    async fn password(&self, question: PasswordQuestion) -> Option<SecretString> {
        let refused = question.refused_before;
        let name = name_for(&question.whose, &question.user);
        self.secret(name, refused, |keeping| Question::Password(self.session, question, keeping)).await
    }

    async fn refused(&self, whose: Whose, user: &str) {
        let name = name_for(&whose, user);
        if let Some(place) = self.drop_refused(&name).await {
            self.remembered().refused.insert(name, place);
        }
    }

    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        let refused = question.refused_before;
        let name = SecretName::passphrase(&question.key);
        self.secret(name, refused, |keeping| Question::Passphrase(self.session, question, keeping)).await
    }

    async fn interactive(&self, question: InteractiveQuestion) -> Option<Vec<SecretString>> {
        let prompts = question.prompts.len();
        match self.ask(Question::Interactive(self.session, question)).await {
            Some(Answer::Secrets(Some(answers))) if answers.len() == prompts => Some(answers),
            _ => None,
        }
    }
}

/// The questions that connections wait on. Questions about transfers are the batch's own.
#[derive(Default)]
pub(super) struct OpenPrompts {
    open: HashMap<PromptId, oneshot::Sender<Answer>>,
}

impl fmt::Debug for OpenPrompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.open.keys()).finish()
    }
}

impl OpenPrompts {
    pub(super) fn add(&mut self, prompt: PromptId, answer: oneshot::Sender<Answer>) {
        self.open.insert(prompt, answer);
    }

    /// Hands an answer to whoever asked; `false` when it was no question of a connection.
    pub(super) fn answer(&mut self, prompt: PromptId, answer: Answer) -> Result<(), Answer> {
        match self.open.remove(&prompt) {
            Some(waiting) => {
                // Given up in this very moment: the question needs no answer any more.
                let _given_up = waiting.send(answer);
                Ok(())
            }
            None => Err(answer),
        }
    }

    /// Forgets a question that nobody waits on; `true` when it was still open, so that the front end must be told.
    pub(super) fn leave(&mut self, prompt: PromptId) -> bool {
        self.open.remove(&prompt).is_some()
    }
}
