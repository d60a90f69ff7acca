//! Questions on their way to a person: the connection's side that asks and waits, and the runtime's table of open ones.

use super::command::Answer;
use super::event::Question;
use super::happening::Happening;
use crate::model::{IdSource, PromptId, SecretString, SessionId};
use crate::remote::{
    CertificateAnswer, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, PassphraseQuestion,
    PasswordQuestion, Prompter,
};
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
    password: Option<SecretString>,
    passphrases: HashMap<String, SecretString>,
    accepted_keys: Vec<String>,
    accepted_certificates: Vec<String>,
}

/// Asks on behalf of one session.
pub(super) struct SessionPrompter {
    session: SessionId,
    ids: PromptIds,
    post: mpsc::UnboundedSender<Happening>,
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
    pub(super) fn new(session: SessionId, ids: PromptIds, post: mpsc::UnboundedSender<Happening>) -> Self {
        Self { session, ids, post, remembered: Mutex::default() }
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, question: Question) -> Option<Answer> {
        let prompt = self.ids.next_id();
        let (answer, answered) = oneshot::channel();
        self.post.send(Happening::Asked { prompt, question: Box::new(question), answer }).ok()?;
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

    async fn password(&self, question: PasswordQuestion) -> Option<SecretString> {
        let known = self.remembered().password.take();
        if let Some(known) = known.filter(|_| !question.refused_before) {
            self.remembered().password = Some(known.clone());
            return Some(known);
        }
        match self.ask(Question::Password(self.session, question)).await {
            Some(Answer::Secret(Some(password))) => {
                self.remembered().password = Some(password.clone());
                Some(password)
            }
            _ => None,
        }
    }

    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        let known = self.remembered().passphrases.remove(&question.key);
        if let Some(known) = known.filter(|_| !question.refused_before) {
            self.remembered().passphrases.insert(question.key, known.clone());
            return Some(known);
        }
        let key = question.key.clone();
        match self.ask(Question::Passphrase(self.session, question)).await {
            Some(Answer::Secret(Some(passphrase))) => {
                self.remembered().passphrases.insert(key, passphrase.clone());
                Some(passphrase)
            }
            _ => None,
        }
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
