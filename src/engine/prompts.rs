//! Questions on their way to a person: the connection's side that asks and waits, and the runtime's table of open ones.

use super::command::Answer;
use super::event::Question;
use super::happening::Happening;
use super::secret_desk::SecretDesk;
use super::thinking::ThinkingClock;
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{IdSource, PromptId, Protocol, SecretString, SessionId};
use crate::remote::{
    CertificateAnswer, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, PassphraseQuestion,
    PasswordQuestion, Prompter, ProxyCommandAnswer, ProxyCommandQuestion,
};
use crate::site::{SecretKind, SecretName};
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
    /// By server and user: what one server was told is never told to another one on the same way.
    passwords: HashMap<(String, String), SecretString>,
    passphrases: HashMap<String, SecretString>,
    accepted_keys: Vec<String>,
    accepted_certificates: Vec<String>,
    /// What is to be kept once the login stands.
    wanted: Vec<(SecretName, SecretString)>,
    /// What was found kept, or kept on this session.
    kept: Vec<SecretName>,
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
    protocol: Protocol,
    /// Whether kept passwords may be used and kept.
    keeps_passwords: bool,
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
        Self {
            session,
            ids,
            post,
            log,
            desk: None,
            clock: None,
            protocol: Protocol::Sftp,
            keeps_passwords: true,
            remembered: Mutex::default(),
        }
    }

    /// The same with a clock that stands still while somebody is asked.
    pub(super) fn timed_by(self, clock: ThinkingClock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The same with secrets that are kept, for servers of this protocol; `passwords`: also passwords.
    pub(super) fn with_secrets(self, desk: Option<SecretDesk>, protocol: Protocol, passwords: bool) -> Self {
        Self { desk, protocol, keeps_passwords: passwords, ..self }
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
            Some(Answer::Keep(secret)) if name.kind == SecretKind::Password && !self.keeps_passwords => {
                let why = "this site is set to ask each time".to_owned();
                let told = StatusMessage::SecretNotKept { name: name.line(), why };
                self.log.push(Some(self.session), LogBody::Status(told));
                Some(secret)
            }
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
        let whose = (question.host.clone(), question.user.clone());
        let known = self.remembered().passwords.remove(&whose);
        if let Some(known) = known.filter(|_| !question.refused_before) {
            self.remembered().passwords.insert(whose, known.clone());
            return Some(known);
        }
        let name = SecretName::password_of(self.protocol, &question.host, &question.user);
        let unasked = self.keeps_passwords && !question.refused_before;
        let stored = if unasked { self.stored(&name).await } else { None };
        let password = match stored {
            Some(password) => Some(password),
            None => self.given(&name, self.ask(Question::Password(self.session, question)).await),
        };
        if let Some(password) = &password {
            self.remembered().passwords.insert(whose, password.clone());
        }
        password
    }

    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        let known = self.remembered().passphrases.remove(&question.key);
        if let Some(known) = known.filter(|_| !question.refused_before) {
            self.remembered().passphrases.insert(question.key, known.clone());
            return Some(known);
        }
        let key = question.key.clone();
        let name = SecretName::passphrase(&key);
        let stored = if question.refused_before { None } else { self.stored(&name).await };
        let passphrase = match stored {
            Some(passphrase) => Some(passphrase),
            None => self.given(&name, self.ask(Question::Passphrase(self.session, question)).await),
        };
        if let Some(passphrase) = &passphrase {
            self.remembered().passphrases.insert(key, passphrase.clone());
        }
        passphrase
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
