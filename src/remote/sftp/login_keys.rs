//! Login with public keys: from the agent and from files.
//!
//! A server closes the door after a few keys (`MaxAuthTries` of OpenSSH: six), so keys that the user named come first:
//! those that the agent holds, then their files; then the agent's keys of the default files, its other keys, and the default
//! files themselves.

use super::agent::{Agent, AgentKeys, AgentSigner, Probe};
use super::attempt::{Login, Outcome, TRIES};
use super::identity::{KeyFile, certificates_of, public_of};
use super::key_queue::{Candidate, KeyQueue};
use crate::error::{Error, ErrorKind, KeyFault, Result, Stage};
use crate::model::escape_bytes;
use crate::remote::PassphraseQuestion;
use russh::MethodKind;
use russh::keys::agent::AgentIdentity;
use russh::keys::{Algorithm, Certificate, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey};
use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// The fingerprints of the keys in files, as far as they can be told.
async fn fingerprints(files: &[PathBuf]) -> Result<HashSet<String>> {
    let files = files.to_vec();
    blocking(move || files.iter().filter_map(|path| public_of(path)).map(|key| fingerprint(&key)).collect()).await
}

fn path_text(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|fault| Error::new(ErrorKind::Failure).with_detail(fault.to_string()))
}

impl Login<'_> {
    /// Tries keys until one is accepted.
    pub(super) async fn public_keys(&mut self) -> Result<Outcome> {
        let mut queue = match self.keys.take() {
            Some(queue) => queue,
            None => self.gather_keys().await?,
        };
        let mut outcome = Outcome::Refused;
        while outcome == Outcome::Refused && self.accepted.contains(&MethodKind::PublicKey) {
            let Some(candidate) = queue.waiting.pop_front() else { break };
            outcome = match candidate {
                Candidate::Agent(identity) => self.try_agent_key(&mut queue, *identity).await?,
                Candidate::File { path, named } => self.try_file(&mut queue, path, named).await?,
            };
        }
        // A second key may be asked for after the first.
        self.keys = Some(queue);
        Ok(outcome)
    }

    async fn gather_keys(&mut self) -> Result<KeyQueue> {
        let request = self.request;
        let (agent, keys) = self.ask_agent().await?;
        let named = fingerprints(&request.identity_files).await?;
        let listed = fingerprints(&request.default_identity_files).await?;
        let (first, rest): (Vec<_>, Vec<_>) =
            keys.usable.into_iter().partition(|identity| named.contains(&fingerprint(&identity.public_key())));
        let (second, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|identity| listed.contains(&fingerprint(&identity.public_key())));
        let file = |path: &PathBuf, named| Candidate::File { path: path.clone(), named };
        let mut waiting: VecDeque<Candidate> =
            first.into_iter().map(|identity| Candidate::Agent(Box::new(identity))).collect();
        waiting.extend(request.identity_files.iter().map(|path| file(path, true)));
        waiting.extend(second.into_iter().map(|identity| Candidate::Agent(Box::new(identity))));
        if !request.identities_only {
            waiting.extend(rest.into_iter().map(|identity| Candidate::Agent(Box::new(identity))));
        }
        waiting.extend(request.default_identity_files.iter().map(|path| file(path, false)));
        Ok(KeyQueue { agent, waiting, tried: HashSet::new() })
    }

    async fn ask_agent(&self) -> Result<(Option<Agent>, AgentKeys)> {
        let Some(socket) = &self.request.agent_socket else { return Ok((None, AgentKeys::default())) };
        match self.pace.within(Stage::Login, self.request.limits.login, Agent::connect(socket)).await? {
            Ok((agent, keys)) => {
                for comment in &keys.unreadable {
                    self.debug(format!("agent: unreadable key: {comment}"));
                }
                Ok((Some(agent), keys))
            }
            Err(fault) => {
                self.debug(format!("agent {}: {fault}", path_text(socket)));
                Ok((None, AgentKeys::default()))
            }
        }
    }

    async fn try_agent_key(&mut self, queue: &mut KeyQueue, identity: AgentIdentity) -> Result<Outcome> {
        let key = identity.public_key().into_owned();
        let is_certificate = matches!(identity, AgentIdentity::Certificate { .. });
        if !is_certificate && !queue.tried.insert(fingerprint(&key)) {
            return Ok(Outcome::Refused);
        }
        if queue.agent.is_none() {
            return Ok(Outcome::Refused);
        }
        let comment = identity.comment().to_owned();
        if !is_certificate {
            for certificate in self.certificates_for(&key).await? {
                self.trying(MethodKind::PublicKey, format!("agent: {} {comment}", certificate.algorithm()));
                let certified = AgentIdentity::Certificate { certificate, comment: comment.clone() };
                let outcome = self.sign_in_by_agent(queue, certified, true).await?;
                if outcome != Outcome::Refused || !self.accepted.contains(&MethodKind::PublicKey) {
                    return Ok(outcome);
                }
            }
        }
        self.trying(MethodKind::PublicKey, format!("agent: {} {comment}", key.algorithm()));
        self.sign_in_by_agent(queue, identity, false).await
    }

    /// The certificates in files for a key that the agent holds.
    async fn certificates_for(&self, key: &PublicKey) -> Result<Vec<Certificate>> {
        let request = self.request;
        let (key, more) = (key.clone(), request.certificate_files.clone());
        let keys = [&request.identity_files[..], &request.default_identity_files].concat();
        blocking(move || certificates_of(&key, &more, &keys)).await
    }

    /// One attempt with what the agent signs. `bare_key`: the agent holds the key of a certificate without it.
    async fn sign_in_by_agent(
        &mut self,
        queue: &mut KeyQueue,
        identity: AgentIdentity,
        bare_key: bool,
    ) -> Result<Outcome> {
        let Some(agent) = &mut queue.agent else { return Ok(Outcome::Refused) };
        let hash = self.rsa_hash(&identity.public_key().algorithm()).await?;
        let mut signer = AgentSigner { agent, pace: self.pace.clone(), bare_key };
        let user = self.user.clone();
        let limit = self.request.limits.login;
        let answer = match identity {
            AgentIdentity::PublicKey { key, .. } => {
                let attempt = self.handle.authenticate_publickey_with(user, key, hash, &mut signer);
                self.pace.within(Stage::Login, limit, attempt).await?
            }
            AgentIdentity::Certificate { certificate, .. } => {
                let attempt = self.handle.authenticate_certificate_with(user, certificate, hash, &mut signer);
                self.pace.within(Stage::Login, limit, attempt).await?
            }
        };
        match answer {
            Ok(answer) => self.judge(Ok(answer)).await,
            Err(fault) => {
                self.debug(format!("agent: {}", fault.0));
                match self.observed.ending() {
                    Some(_) => Err(self.ended(Error::new(ErrorKind::ConnectionLost)).await),
                    None => Ok(Outcome::Refused),
                }
            }
        }
    }

    async fn try_file(&mut self, queue: &mut KeyQueue, path: PathBuf, named: bool) -> Result<Outcome> {
        let at = path.clone();
        let seen = blocking(move || public_of(&at)).await?.is_some_and(|key| queue.tried.contains(&fingerprint(&key)));
        if seen {
            return Ok(Outcome::Refused);
        }
        let at = path.clone();
        let used = match blocking(move || KeyFile::read(&at)).await? {
            Ok(file) => self.try_key_file(queue, file, named).await,
            Err(error) => Err(error),
        };
        match used {
            // The user did not name this file, so a fault in it is no reason to stop.
            Err(error) if !named && matches!(error.kind, ErrorKind::KeyUnusable(_)) => {
                if error.kind != ErrorKind::KeyUnusable(KeyFault::Unreadable) || path.exists() {
                    self.debug(error.to_string());
                }
                Ok(Outcome::Refused)
            }
            other => other,
        }
    }

    async fn try_key_file(&mut self, queue: &mut KeyQueue, file: KeyFile, named: bool) -> Result<Outcome> {
        let what = path_text(&file.path);
        self.trying(MethodKind::PublicKey, what);
        if let Some(public) = &file.public {
            queue.tried.insert(fingerprint(public));
            // Nobody is bothered for a passphrase before the server wants the key.
            let certificates = file.has_certificate() || !self.request.certificate_files.is_empty();
            if file.encrypted && !certificates && !self.server_wants(public.clone()).await? {
                return Ok(Outcome::Refused);
            }
        }
        let file = Arc::new(file);
        let Some(key) = self.open_key(&file, named).await? else { return Ok(Outcome::Refused) };
        queue.tried.insert(fingerprint(key.public_key()));
        let key = Arc::new(key);
        let (at, more) = (Arc::clone(&file), self.request.certificate_files.clone());
        for certificate in blocking(move || at.certificates(&more)).await? {
            let attempt = self.handle.authenticate_openssh_cert(self.user.clone(), Arc::clone(&key), certificate);
            let answer = self.pace.within(Stage::Login, self.request.limits.login, attempt).await?;
            let outcome = self.judge(answer).await?;
            if outcome != Outcome::Refused || !self.accepted.contains(&MethodKind::PublicKey) {
                return Ok(outcome);
            }
        }
        let hash = self.rsa_hash(&key.algorithm()).await?;
        let key = PrivateKeyWithHashAlg::new(key, hash);
        let attempt = self.handle.authenticate_publickey(self.user.clone(), key);
        let answer = self.pace.within(Stage::Login, self.request.limits.login, attempt).await?;
        self.judge(answer).await
    }

    /// Opens a key, asking for its passphrase where it has one; `None` when the user gave up.
    async fn open_key(&mut self, file: &Arc<KeyFile>, named: bool) -> Result<Option<PrivateKey>> {
        let open = |passphrase: Option<crate::model::SecretString>| {
            let file = Arc::clone(file);
            blocking(move || file.open(passphrase.as_ref().map(crate::model::SecretString::expose)))
        };
        if !file.encrypted {
            return open(None).await?.map(Some);
        }
        let mut last = None;
        for _ in 0..TRIES {
            let question = PassphraseQuestion { key: path_text(&file.path), refused_before: last.is_some() };
            let answer = self.pace.asking(self.prompter.passphrase(question)).await;
            let Some(passphrase) = answer.ok_or_else(|| Error::new(ErrorKind::Cancelled))? else {
                self.debug(format!("no passphrase for {}", path_text(&file.path)));
                // A wrong passphrase for a key that the user named is worth telling, silence is not.
                return last.filter(|_| named).map_or(Ok(None), Err);
            };
            match open(Some(passphrase)).await? {
                Ok(key) => return Ok(Some(key)),
                Err(error) if error.kind == ErrorKind::KeyUnusable(KeyFault::WrongPassphrase) => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        last.map_or(Ok(None), Err)
    }

    /// Whether the server would let this key in.
    async fn server_wants(&mut self, key: PublicKey) -> Result<bool> {
        let hash = self.rsa_hash(&key.algorithm()).await?;
        let mut probe = Probe::default();
        let attempt = self.handle.authenticate_publickey_with(self.user.clone(), key, hash, &mut probe);
        let answer = self.pace.within(Stage::Login, self.request.limits.login, attempt).await?;
        if probe.wanted {
            return Ok(true);
        }
        match answer {
            Ok(answer) => self.judge(Ok(answer)).await.map(|outcome| outcome != Outcome::Refused),
            Err(_) => Err(self.ended(Error::new(ErrorKind::ConnectionLost)).await),
        }
    }

    /// The hash for signatures with an RSA key: what the server's `server-sig-algs` has (RFC 8308), else SHA-512.
    async fn rsa_hash(&self, algorithm: &Algorithm) -> Result<Option<HashAlg>> {
        if !matches!(algorithm, Algorithm::Rsa { .. }) {
            return Ok(None);
        }
        let asked = self.handle.best_supported_rsa_hash();
        let told = self.pace.within(Stage::Login, self.request.limits.login, asked).await?;
        Ok(told.ok().flatten().unwrap_or(Some(HashAlg::Sha512)))
    }
}
