//! Prompters for tests: one that gives nothing away, one that answers from a script and remembers what was asked.

use async_trait::async_trait;
use catamaran::model::SecretString;
use catamaran::remote::{
    CertificateAnswer, CertificateQuestion, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, PassphraseQuestion,
    PasswordQuestion, Prompter,
};
use std::collections::VecDeque;
use std::sync::Mutex;

/// Nobody is there: every question is turned down.
#[derive(Debug, Default)]
pub struct Silent;

#[async_trait]
impl Prompter for Silent {
    async fn host_key(&self, _: HostKeyQuestion) -> HostKeyAnswer {
        HostKeyAnswer::Cancel
    }
    async fn password(&self, _: PasswordQuestion) -> Option<SecretString> {
        None
    }
    async fn passphrase(&self, _: PassphraseQuestion) -> Option<SecretString> {
        None
    }
    async fn interactive(&self, _: InteractiveQuestion) -> Option<Vec<SecretString>> {
        None
    }
}

/// Answers in order; turns a question down when its answers are used up.
#[derive(Debug, Default)]
pub struct Scripted {
    pub host_keys: Mutex<VecDeque<HostKeyAnswer>>,
    pub certificates: Mutex<VecDeque<CertificateAnswer>>,
    pub passwords: Mutex<VecDeque<&'static str>>,
    pub passphrases: Mutex<VecDeque<&'static str>>,
    pub interactive: Mutex<VecDeque<Vec<&'static str>>>,
    pub asked_host_keys: Mutex<Vec<HostKeyQuestion>>,
    pub asked_certificates: Mutex<Vec<CertificateQuestion>>,
    pub asked_passwords: Mutex<Vec<PasswordQuestion>>,
    pub asked_passphrases: Mutex<Vec<PassphraseQuestion>>,
    pub asked_interactive: Mutex<Vec<InteractiveQuestion>>,
}

impl Scripted {
    pub fn host_key(self, answer: HostKeyAnswer) -> Self {
        self.host_keys.lock().unwrap().push_back(answer);
        self
    }
    pub fn certificate(self, answer: CertificateAnswer) -> Self {
        self.certificates.lock().unwrap().push_back(answer);
        self
    }
    pub fn password(self, answer: &'static str) -> Self {
        self.passwords.lock().unwrap().push_back(answer);
        self
    }
    pub fn passphrase(self, answer: &'static str) -> Self {
        self.passphrases.lock().unwrap().push_back(answer);
        self
    }
    pub fn answers(self, answers: &[&'static str]) -> Self {
        self.interactive.lock().unwrap().push_back(answers.to_vec());
        self
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

#[async_trait]
impl Prompter for Scripted {
    async fn host_key(&self, question: HostKeyQuestion) -> HostKeyAnswer {
        self.asked_host_keys.lock().unwrap().push(question);
        self.host_keys.lock().unwrap().pop_front().unwrap_or(HostKeyAnswer::Cancel)
    }
    async fn certificate(&self, question: CertificateQuestion) -> CertificateAnswer {
        self.asked_certificates.lock().unwrap().push(question);
        self.certificates.lock().unwrap().pop_front().unwrap_or(CertificateAnswer::Cancel)
    }
    async fn password(&self, question: PasswordQuestion) -> Option<SecretString> {
        self.asked_passwords.lock().unwrap().push(question);
        self.passwords.lock().unwrap().pop_front().map(secret)
    }
    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        self.asked_passphrases.lock().unwrap().push(question);
        self.passphrases.lock().unwrap().pop_front().map(secret)
    }
    async fn interactive(&self, question: InteractiveQuestion) -> Option<Vec<SecretString>> {
        self.asked_interactive.lock().unwrap().push(question);
        Some(self.interactive.lock().unwrap().pop_front()?.into_iter().map(secret).collect())
    }
}
