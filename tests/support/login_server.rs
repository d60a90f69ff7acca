//! A small SSH server (russh's server half) that plays the logins which need accounts or PAM with a real one.

use catamaran::model::{Endpoint, Protocol, SecretString, SessionId};
use catamaran::remote::sftp::{ConnectRequest, KnownHostsFiles, UnknownHostKey};
use russh::keys::{Algorithm, PrivateKey, PublicKey};
use russh::server::{Auth, Config, Handler, Response, VerifiedPublicKey, run_stream};
use russh::{MethodKind, MethodSet, Preferred, cipher, kex};
use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// One question of keyboard-interactive: its text, whether answers are echoed, and the right answer.
pub type Question = (&'static str, bool, &'static str);

/// What the server wants.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Methods that must all be passed, in any order.
    pub wanted: Vec<MethodKind>,
    pub password: &'static str,
    /// Rounds of questions.
    pub rounds: Vec<Vec<Question>>,
    pub key: Option<PublicKey>,
    pub banner: Option<&'static str>,
    /// Asks without end.
    pub endless: bool,
    /// Knows no strict key exchange, as servers before 2024, and no cipher but ChaCha20-Poly1305.
    pub before_terrapin: bool,
}

impl Rules {
    fn preferred(&self) -> Preferred {
        if !self.before_terrapin {
            return Preferred::default();
        }
        Preferred {
            kex: Cow::Borrowed(&[kex::CURVE25519]),
            cipher: Cow::Borrowed(&[cipher::CHACHA20_POLY1305]),
            ..Preferred::default()
        }
    }
}

/// A running server; ends with the runtime.
pub struct LoginServer {
    pub port: u16,
    /// Every attempt, as it came: method and secret.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl LoginServer {
    pub async fn start(rules: Rules) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let key = PrivateKey::from_openssh(std::fs::read(super::Sshd::host_private_key("ed25519")).unwrap()).unwrap();
        assert_eq!(key.algorithm(), Algorithm::Ed25519);
        let config = Arc::new(Config {
            keys: vec![key],
            methods: MethodSet::from(&rules.wanted[..]),
            auth_rejection_time: Duration::ZERO,
            max_auth_attempts: 20,
            preferred: rules.preferred(),
            ..Config::default()
        });
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let account = Account { rules: rules.clone(), passed: Vec::new(), round: 0, seen: Arc::clone(&kept) };
                let config = Arc::clone(&config);
                tokio::spawn(async move {
                    if let Ok(session) = run_stream(config, stream, account).await {
                        let _ended = session.await;
                    }
                });
            }
        });
        Self { port, seen }
    }

    /// A request that trusts the server and has no keys.
    pub fn connect_request(&self, password: Option<&str>) -> ConnectRequest {
        let endpoint =
            Endpoint { protocol: Protocol::Sftp, host: "127.0.0.1".into(), port: self.port, user: Some("user".into()) };
        let mut request = ConnectRequest::new(endpoint, SessionId::from(1));
        request.agent_socket = None;
        request.default_identity_files = Vec::new();
        request.known_hosts = KnownHostsFiles::default();
        request.unknown_host_key = UnknownHostKey::AcceptNew;
        request.password = password.map(|p| SecretString::new(p.to_owned()));
        request
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

struct Account {
    rules: Rules,
    passed: Vec<MethodKind>,
    round: usize,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Account {
    fn note(&self, what: String) {
        self.seen.lock().unwrap().push(what);
    }

    fn judge(&mut self, method: MethodKind, right: bool) -> Auth {
        if right {
            self.passed.push(method);
        }
        let left: Vec<_> = self.rules.wanted.iter().copied().filter(|m| !self.passed.contains(m)).collect();
        if right && left.is_empty() {
            return Auth::Accept;
        }
        Auth::Reject { proceed_with_methods: Some(MethodSet::from(&left[..])), partial_success: right }
    }

    fn ask(&self) -> Auth {
        let prompts = self.rules.rounds.get(self.round).cloned().unwrap_or_default();
        Auth::Partial {
            name: "Server".into(),
            instructions: "Two\nlines\u{202e}".into(),
            prompts: prompts.iter().map(|(text, echo, _)| (Cow::Borrowed(*text), *echo)).collect::<Vec<_>>().into(),
        }
    }
}

impl Handler for Account {
    type Error = russh::Error;

    async fn authentication_banner(&mut self) -> Result<Option<String>, russh::Error> {
        Ok(self.rules.banner.map(str::to_owned))
    }

    async fn auth_password(&mut self, _: &str, password: &str) -> Result<Auth, russh::Error> {
        self.note(format!("password {password}"));
        let right = password == self.rules.password;
        Ok(self.judge(MethodKind::Password, right))
    }

    async fn auth_publickey(&mut self, _: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        self.note(format!("publickey {}", key.algorithm));
        let right = self.rules.key.as_ref().is_some_and(|k| k.key_data() == key.public_key.key_data());
        Ok(self.judge(MethodKind::PublicKey, right))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _: &str,
        _: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, russh::Error> {
        let Some(response) = response else {
            self.round = 0;
            self.note("keyboard-interactive".into());
            return Ok(self.ask());
        };
        let answers: Vec<String> = response.map(|a| String::from_utf8(a.to_vec()).unwrap()).collect();
        self.note(format!("answers {}", answers.join("|")));
        if self.rules.endless {
            return Ok(self.ask());
        }
        let expected: Vec<_> = self.rules.rounds[self.round].iter().map(|(_, _, answer)| *answer).collect();
        if answers != expected {
            return Ok(self.judge(MethodKind::KeyboardInteractive, false));
        }
        self.round += 1;
        if self.round < self.rules.rounds.len() {
            return Ok(self.ask());
        }
        Ok(self.judge(MethodKind::KeyboardInteractive, true))
    }
}
