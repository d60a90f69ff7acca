//! The stages of a connection as steps of a checkup: each told when it is passed, the one that fails with its error.

use super::certificate::info;
use super::stages::Passed;
use super::verifier::Seen;
use crate::error::{CertificateFault, Error, ErrorKind};
use crate::model::{Protocol, SecretString, escape_bytes};
use crate::remote::{
    CertificateAnswer, CertificateQuestion, CheckNote, CheckStep, Fact, FactValue, HostKeyAnswer, HostKeyQuestion,
    InteractiveQuestion, PassphraseQuestion, PasswordQuestion, Prompter, StepResult, Watch, Whose,
};
use async_trait::async_trait;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A certificate that ends within this many seconds is worth a word: two weeks.
const SOON: i64 = 14 * 24 * 3600;

/// A fact in words.
pub(super) fn text(fact: Fact, words: String) -> (Fact, FactValue) {
    (fact, FactValue::Text(words))
}

/// Asks for what a login needs, and remembers no certificate.
#[derive(Debug)]
pub(super) struct UntrustingPrompter {
    pub(super) inner: Arc<dyn Prompter>,
    /// Certificates that nobody vouches for are let through this once.
    pub(super) accepts: bool,
    /// Whether one was.
    pub(super) accepted: Arc<AtomicBool>,
}

#[async_trait]
impl Prompter for UntrustingPrompter {
    async fn host_key(&self, _question: HostKeyQuestion) -> HostKeyAnswer {
        HostKeyAnswer::Cancel
    }
    async fn certificate(&self, _question: CertificateQuestion) -> CertificateAnswer {
        self.accepted.store(self.accepts, Ordering::Relaxed);
        if self.accepts { CertificateAnswer::Once } else { CertificateAnswer::Cancel }
    }
    async fn password(&self, question: PasswordQuestion) -> Option<SecretString> {
        self.inner.password(question).await
    }
    async fn refused(&self, whose: Whose, user: &str) {
        self.inner.refused(whose, user).await;
    }
    async fn passphrase(&self, question: PassphraseQuestion) -> Option<SecretString> {
        self.inner.passphrase(question).await
    }
    async fn interactive(&self, question: InteractiveQuestion) -> Option<Vec<SecretString>> {
        self.inner.interactive(question).await
    }
}

/// The step that is under way, and what is known for it.
#[derive(Debug)]
struct Under {
    step: CheckStep,
    began: Duration,
    seen: Option<Seen>,
    greeting: String,
    over: bool,
}

/// The way of one connection through its steps.
#[derive(Debug)]
pub(super) struct Passage {
    watch: Watch,
    protocol: Protocol,
    user: (Fact, FactValue),
    accepted: Arc<AtomicBool>,
    under: Mutex<Under>,
}

/// The last step of a connection, whose end the caller knows.
pub(super) struct Home<'a> {
    passage: &'a Passage,
    began: Duration,
}

impl Passage {
    /// A connection that stands; the first step behind it begins.
    pub(super) fn new(watch: Watch, protocol: Protocol, user: (Fact, FactValue), accepted: Arc<AtomicBool>) -> Self {
        let step = if protocol == Protocol::Ftps { CheckStep::Tls } else { CheckStep::Banner };
        let began = watch.begin(step);
        let under = Mutex::new(Under { step, began, seen: None, greeting: String::new(), over: false });
        Self { watch, protocol, user, accepted, under }
    }

    /// A stage was passed: its step is told, and the next one begins.
    pub(super) fn passed(&self, stage: Passed) {
        let mut under = self.under.lock().unwrap_or_else(PoisonError::into_inner);
        if under.over {
            // A connection that was made anew for a later step.
            return;
        }
        let took = self.watch.since(under.began);
        let ok = |facts| StepResult::ok(under.step, took, facts);
        let (result, next) = match stage {
            Passed::Greeted(reply) => {
                under.greeting = escape_bytes(reply.text());
                let next = if self.protocol == Protocol::Ftpes { CheckStep::Tls } else { CheckStep::Login };
                let facts = vec![text(Fact::ServerVersion, under.greeting.clone())];
                (Some(StepResult::ok(under.step, took, facts)), next)
            }
            Passed::Shaken { agreed: (version, cipher), seen } => {
                let result = ok(vec![text(Fact::TlsVersion, version), text(Fact::Cipher, cipher)]);
                under.seen = Some(seen);
                (Some(result), CheckStep::Certificate)
            }
            Passed::Trusted => {
                let next = if self.protocol == Protocol::Ftps { CheckStep::Banner } else { CheckStep::Login };
                (under.seen.take().map(|seen| self.certificate(&seen, took)), next)
            }
            Passed::LoggedIn => (Some(ok(vec![self.user.clone()])), CheckStep::Features),
            Passed::Featured(features) => {
                let names = features.names();
                let tls = names.iter().any(|name| name.starts_with("AUTH") && name.contains("TLS"));
                let result = ok(vec![(Fact::Features, FactValue::List(names))]);
                let in_clear = self.protocol == Protocol::Ftp && tls;
                (Some(if in_clear { result.warning(CheckNote::TlsOffered) } else { result }), CheckStep::System)
            }
            // What was set meanwhile is no part of the next step.
            Passed::Set => (None, CheckStep::System),
            Passed::SystemTold(system) => {
                let result = if system.is_empty() {
                    StepResult::skipped(CheckStep::System, CheckNote::NotTold)
                } else {
                    ok(vec![text(Fact::System, system)])
                };
                (Some(result), CheckStep::Home)
            }
        };
        if let Some(result) = result {
            self.watch.end(result);
        }
        (under.step, under.began) = (next, self.watch.begin(next));
    }

    fn certificate(&self, seen: &Seen, took: Duration) -> StepResult {
        let trusted_by = match (seen.faults.is_empty(), self.accepted.load(Ordering::Relaxed)) {
            (true, _) => "authority",
            // The file is asked before anybody.
            (false, false) => "remembered",
            (false, true) => "this_checkup",
        };
        let result = StepResult::ok(CheckStep::Certificate, took, certificate_facts(seen, trusted_by));
        let ends = result.facts.iter().find_map(|(fact, value)| match (fact, value) {
            (Fact::ValidUntil, FactValue::Time(time)) => Some(time.secs),
            _ => None,
        });
        let now = self.watch.clock.now().secs;
        if trusted_by == "this_checkup" {
            result.warning(CheckNote::CertificateAcceptedOnce)
        } else if ends.is_some_and(|ends| ends.saturating_sub(now) < SOON) {
            result.warning(CheckNote::EndsSoon)
        } else {
            result
        }
    }

    /// The step that is under way failed.
    pub(super) fn failed(&self, error: Box<Error>) {
        let mut under = self.under.lock().unwrap_or_else(PoisonError::into_inner);
        under.over = true;
        let (step, took) = (under.step, self.watch.since(under.began));
        if error.is_cancelled() {
            return self.watch.skip(step, CheckNote::NotReached);
        }
        let facts = under.seen.as_ref().map(|seen| certificate_facts(seen, "nobody")).unwrap_or_default();
        match &error.kind {
            // Whether to trust it is for a person to decide, not a fault of its own.
            ErrorKind::CertificateRejected(faults) if faults.iter().copied().all(is_unknown) => {
                let result = StepResult::ok(step, took, facts).warning(CheckNote::UnknownCertificate);
                self.watch.end(result);
                let all = CheckStep::of(self.protocol).iter();
                for ahead in all.skip_while(|other| **other != step).skip(1) {
                    self.watch.skip(*ahead, CheckNote::CertificateNotTrusted);
                }
            }
            ErrorKind::LoginRefused { .. } | ErrorKind::ServiceRefused | ErrorKind::ServerLimit
                if step == CheckStep::Login =>
            {
                self.watch.end(StepResult::failed(step, took, vec![self.user.clone()], error));
            }
            _ => self.watch.end(StepResult::failed(step, took, facts, error)),
        }
    }

    /// The connection stands; its last step is the home folder.
    pub(super) fn home(&self) -> Home<'_> {
        let mut under = self.under.lock().unwrap_or_else(PoisonError::into_inner);
        under.over = true;
        Home { passage: self, began: under.began }
    }
}

/// Whether a fault says no more than that nobody known vouches for the certificate.
fn is_unknown(fault: CertificateFault) -> bool {
    matches!(fault, CertificateFault::SelfSigned | CertificateFault::UnknownIssuer | CertificateFault::IncompleteChain)
}

impl Home<'_> {
    /// The server starts the user in this folder.
    pub(super) fn well(self, folder: String) {
        let watch = &self.passage.watch;
        watch.end(StepResult::ok(CheckStep::Home, watch.since(self.began), vec![text(Fact::Path, folder)]));
    }

    /// The server names no folder that can be used.
    pub(super) fn badly(self, error: Box<Error>) {
        let watch = &self.passage.watch;
        watch.end(StepResult::failed(CheckStep::Home, watch.since(self.began), Vec::new(), error));
    }
}

/// What can be told of a certificate and those behind it, its own first.
fn certificate_facts(seen: &Seen, trusted_by: &str) -> Vec<(Fact, FactValue)> {
    let Some(own) = seen.chain.first().map(info) else { return Vec::new() };
    let time = |fact, at: Option<_>| at.map(|at| (fact, FactValue::Time(at)));
    let mut facts = vec![text(Fact::TrustedBy, trusted_by.to_owned())];
    if !seen.faults.is_empty() {
        let names = seen.faults.iter().map(|fault| fault.name().to_owned()).collect();
        facts.push((Fact::Faults, FactValue::List(names)));
    }
    facts.push(text(Fact::Subject, own.subject));
    facts.push(text(Fact::Issuer, own.issuer));
    facts.push((Fact::Names, FactValue::List(own.names)));
    facts.extend(time(Fact::ValidFrom, own.not_before));
    facts.extend(time(Fact::ValidUntil, own.not_after));
    facts.push(text(Fact::Fingerprint, format!("SHA256:{}", own.sha256)));
    let chain = seen.chain.iter().skip(1).map(|certificate| info(certificate).subject).collect();
    facts.push((Fact::Chain, FactValue::List(chain)));
    facts
}
