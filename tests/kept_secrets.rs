//! Kept secrets in the engine: which ones are used, for whom, what becomes of a refused one, and keyrings that hang. The keyring
//! is a stand-in here; `tests/keyring.rs` has the real one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod engine_support;
mod support;

use catamaran::demo::{DemoOptions, DemoServer};
use catamaran::engine::{
    Answer, CertificateTrust, Command, ConnectWish, Connector, Engine, Event, FtpConnector, Keeping, Question,
    SecretsCommand, SecretsReport, SessionState, SftpConnector, SitesExport,
};
use catamaran::error::SecretFault;
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::{Clock, Endpoint, Protocol, Proxy, ProxyAccess, SecretString, SystemClock};
use catamaran::remote::Whose;
use catamaran::remote::sftp::KnownHostsFiles;
use catamaran::site::{
    Found, Home, KeptInVault, Keyring, KeyringFault, LoginKind, Node, NodeId, SecretKeeper, SecretKind, SecretName,
    SecretPlace, Site, SiteBook, Vault, read_shared,
};
use catamaran::ssh_config::StartFile;
use engine_support::{endpoint, options, session, wish};
use keyring_core::CredentialStore;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{FtpDaemon, FtpSecurity, FtpServer, ProxyRules, Sshd, SshdOptions, TestProxy};

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

fn store() -> Arc<CredentialStore> {
    keyring_core::mock::Store::new().unwrap()
}

fn keeper(store: &Arc<CredentialStore>) -> SecretKeeper {
    SecretKeeper::new(Keyring::of(Arc::clone(store)), Vault::nowhere())
}

fn kept(store: &Arc<CredentialStore>, name: &SecretName) -> Option<String> {
    match keeper(store).find(name).unwrap() {
        Found::Secret(secret, _) => Some(secret.expose().to_owned()),
        _ => None,
    }
}

/// One run of the program.
struct Run {
    engine: Engine,
    log: Arc<MessageLog>,
    /// What was asked: the words of the question, and what would become of the answer.
    asked: Vec<(String, Option<Keeping>)>,
    answers: Vec<Answer>,
}

impl Run {
    fn start(connector: impl Connector + 'static, keeper: SecretKeeper, answers: Vec<Answer>) -> Self {
        let mut options = options(Arc::new(connector), &Arc::default());
        options.secrets = Some(Arc::new(keeper));
        let log = Arc::clone(&options.log);
        Self { engine: Engine::start(options).unwrap(), log, asked: Vec::new(), answers }
    }

    fn wait<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            let event = self.engine.event_within(Duration::from_mins(1)).expect("an event in time");
            if let Event::Asked { prompt, question } = &event {
                let (words, keeping) = match question {
                    Question::Password(_, asked, keeping) => (
                        match &asked.whose {
                            Whose::Server(_) => format!("password {}", asked.refused_before),
                            Whose::Account(_) => format!("account {}", asked.refused_before),
                            Whose::Proxy { .. } => format!("proxy {}", asked.refused_before),
                        },
                        Some(keeping.clone()),
                    ),
                    Question::Passphrase(_, asked, keeping) => {
                        (format!("passphrase {}", asked.refused_before), Some(keeping.clone()))
                    }
                    Question::Vault(_, asked) => (format!("vault {}", asked.create), None),
                    other => panic!("{other:?}"),
                };
                self.asked.push((words, keeping));
                let answer = if self.answers.is_empty() { Answer::Secret(None) } else { self.answers.remove(0) };
                self.engine.send(Command::Answer { prompt: *prompt, answer });
            }
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    }

    /// Whether it came to a session.
    fn connect(&mut self, wish: ConnectWish) -> bool {
        self.engine.send(Command::Connect { session: session(), wish });
        self.wait(|event| match event {
            Event::Session(_, SessionState::Connected { .. }) => Some(true),
            Event::Session(_, SessionState::Ended(_)) => Some(false),
            _ => None,
        })
    }

    /// What is kept, once everything that the session wanted kept is.
    fn secrets(&mut self, command: SecretsCommand) -> SecretsReport {
        self.engine.send(Command::Secrets(command));
        self.wait(|event| if let Event::Secrets(report) = event { Some(report.clone()) } else { None })
    }

    /// Goes on until the log has said it so often, or that something could not be kept.
    fn until_said(&mut self, times: usize, wanted: impl Fn(&StatusMessage) -> bool) {
        let clock = SystemClock::new();
        while self.said(&wanted) < times {
            assert_eq!(self.not_kept(), None, "what was to be kept was not");
            assert!(clock.elapsed() < Duration::from_mins(1), "said {} times of {times}", self.said(&wanted));
            self.secrets(SecretsCommand::Look);
        }
    }

    /// What the log says of the first secret that could not be kept.
    fn not_kept(&self) -> Option<StatusMessage> {
        let lines = self.log.read(self.log.range());
        lines.iter().find_map(|(_, entry)| match &entry.body {
            LogBody::Status(message @ StatusMessage::SecretNotKept { .. }) => Some(message.clone()),
            _ => None,
        })
    }

    fn said(&self, wanted: impl Fn(&StatusMessage) -> bool) -> usize {
        let lines = self.log.read(self.log.range());
        lines.iter().filter(|(_, entry)| matches!(&entry.body, LogBody::Status(message) if wanted(message))).count()
    }

    fn words(&self) -> Vec<&str> {
        self.asked.iter().map(|(words, _)| words.as_str()).collect()
    }
}

fn is_kept(message: &StatusMessage) -> bool {
    matches!(message, StatusMessage::SecretKept { .. })
}

fn demo(password: &str) -> DemoServer {
    DemoServer::start(DemoOptions { password: Some(secret(password)), ..DemoOptions::default() }).unwrap()
}

fn sftp(known_hosts: PathBuf) -> SftpConnector {
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    connector.known_hosts = Some(KnownHostsFiles { read: vec![known_hosts], write: None });
    connector.config = StartFile::None;
    connector
}

fn to(server: &DemoServer) -> ConnectWish {
    wish(endpoint(server.port, Some(server.user.clone())), None)
}

fn password_name(wish: &ConnectWish) -> SecretName {
    SecretName::password(&wish.endpoint, wish.endpoint.user.as_deref().unwrap())
}

#[test]
fn a_refused_one_is_removed_sent_once_and_replaced() {
    let server = demo("right");
    let (store, name) = (store(), password_name(&to(&server)));
    keeper(&store).keep(&name, &secret("stale")).unwrap();
    let answers = vec![Answer::Keep(secret("right"))];
    let mut run = Run::start(sftp(server.known_hosts.clone()), keeper(&store), answers);
    assert!(run.connect(to(&server)));
    assert_eq!(run.words(), ["password true"], "the kept one was refused");
    let keeping = run.asked[0].1.clone().unwrap();
    assert_eq!(keeping, Keeping { home: Home::Keyring, refused: Some(SecretPlace::Keyring) });
    run.until_said(1, is_kept);
    assert_eq!(kept(&store, &name).as_deref(), Some("right"));
    let tried =
        |message: &StatusMessage| matches!(message, StatusMessage::TryingLogin { method, .. } if method == "password");
    assert_eq!(run.said(tried), 2, "one of each");
    assert_eq!(run.said(|message| matches!(message, StatusMessage::SecretRefused { .. })), 1);
    drop(run);

    // Nobody answers: it is gone all the same, and is never sent again.
    keeper(&store).keep(&name, &secret("stale")).unwrap();
    let mut run = Run::start(sftp(server.known_hosts.clone()), keeper(&store), Vec::new());
    assert!(!run.connect(to(&server)));
    assert_eq!((run.words(), run.said(tried)), (vec!["password true"], 1));
    assert_eq!(kept(&store, &name), None);
}

/// An FTP server that refuses every login and hangs up behind the refusal; counts the passwords that came.
fn hanging_up() -> (u16, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let passwords: Arc<Mutex<usize>> = Arc::default();
    let seen = Arc::clone(&passwords);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            for reply in ["220 ready", "331 password", "530 no"] {
                if writeln!(stream, "{reply}\r").is_err() || reply.starts_with('5') {
                    break;
                }
                let Some(Ok(line)) = lines.next() else { break };
                *seen.lock().unwrap() += usize::from(line.starts_with("PASS"));
            }
        }
    });
    (port, passwords)
}

#[test]
fn a_refused_one_is_removed_also_where_the_server_hangs_up_behind_the_refusal() {
    let (port, passwords) = hanging_up();
    let mut wished = wish(Endpoint { protocol: Protocol::Ftp, ..endpoint(port, Some("ada".into())) }, None);
    wished.ftp.plain = true;
    let (store, name) = (store(), password_name(&wished));
    keeper(&store).keep(&name, &secret("stale")).unwrap();
    let connector = FtpConnector::new(Arc::new(SystemClock::new()), CertificateTrust::default());
    let mut run = Run::start(connector, keeper(&store), Vec::new());
    assert!(!run.connect(wished));
    assert_eq!((*passwords.lock().unwrap(), kept(&store, &name)), (1, None), "sent once, and gone");
}

#[test]
fn it_is_for_this_server_port_user_and_protocol_alone_and_not_for_sites_that_ask() {
    let (server, other) = (demo("right"), demo("right"));
    let store = store();
    let name = password_name(&to(&server));
    keeper(&store).keep(&name, &secret("right")).unwrap();
    let mut run = Run::start(sftp(other.known_hosts.clone()), keeper(&store), Vec::new());
    assert!(!run.connect(to(&other)));
    assert_eq!(run.words(), ["password false"], "another port is another server");
    drop(run);
    for (protocol, user) in [(Protocol::Ftp, "demo"), (Protocol::Sftp, "eve")] {
        let endpoint = Endpoint { protocol, ..endpoint(server.port, None) };
        assert_ne!(SecretName::password(&endpoint, user), name);
    }

    let mut asking = to(&server);
    asking.rules.login = Some(LoginKind::Ask);
    let mut run = Run::start(sftp(server.known_hosts.clone()), keeper(&store), vec![Answer::Keep(secret("wrong"))]);
    run.connect(asking);
    assert_eq!(run.words().first(), Some(&"password false"), "asked although one is kept");
    assert_eq!(run.asked[0].1.clone().unwrap().home, Home::Unwanted);
    assert_eq!(run.said(|message| matches!(message, StatusMessage::SecretUsed { .. })), 0);
    assert_eq!(kept(&store, &name).as_deref(), Some("right"), "neither read nor kept nor removed");
}

/// Two names of the SSH configuration for one address may stand for two servers, behind different ways.
#[test]
fn a_password_is_kept_for_the_alias_that_was_named() {
    let server = demo("right");
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let words = format!("Host one two\n HostName 127.0.0.1\n Port {}\n User {}\n", server.port, server.user);
    std::fs::write(&config, words).unwrap();
    let connector = || {
        let mut connector = sftp(server.known_hosts.clone());
        connector.config = StartFile::Only(config.clone());
        connector
    };
    let named = |host: &str| {
        let endpoint = Endpoint { protocol: Protocol::Sftp, host: host.into(), port: 22, user: None };
        ConnectWish { port_said: false, ..wish(endpoint, None) }
    };
    let store = store();
    let mut run = Run::start(connector(), keeper(&store), vec![Answer::Keep(secret("right"))]);
    assert!(run.connect(named("one")));
    run.until_said(1, is_kept);
    let site = Site { host: "one".into(), user: Some(server.user.clone()), ..Site::default() };
    let exported = site.secret_names_of(SecretKind::Password, "me", Path::new("/home/me"));
    assert_eq!(kept(&store, &exported[0]).as_deref(), Some("right"), "as an export of the site names it");
    drop(run);
    for (host, asked) in [("one", &[][..]), ("two", &["password false"])] {
        let mut run = Run::start(connector(), keeper(&store), Vec::new());
        assert_eq!((run.connect(named(host)), run.words()), (asked.is_empty(), asked.to_vec()), "{host}");
    }
}

#[test]
fn passwords_of_ftp_and_of_proxies_and_passphrases_of_keys_are_kept() {
    // A proxy before a real sshd.
    let sshd = Sshd::start(SshdOptions::default());
    let proxy = TestProxy::start(ProxyRules { login: Some(("ada", "pr0xy-secret")), ..ProxyRules::default() });
    let named = Proxy::parse(&format!("socks5://ada@127.0.0.1:{}", proxy.port)).unwrap();
    let known = sshd.connect_request().known_hosts.read[0].clone();
    let store = store();
    let mut through = wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(sshd.identity.clone()));
    through.proxy = Some(Box::new(ProxyAccess { proxy: named, password: None }));
    let mut run = Run::start(sftp(known.clone()), keeper(&store), vec![Answer::Keep(secret("pr0xy-secret"))]);
    assert!(run.connect(through.clone()));
    assert_eq!(run.words(), ["proxy false"]);
    run.until_said(1, is_kept);
    assert_eq!(kept(&store, &SecretName::proxy("127.0.0.1", proxy.port, "ada")).as_deref(), Some("pr0xy-secret"));
    drop(run);
    let mut run = Run::start(sftp(known), keeper(&store), Vec::new());
    assert!(run.connect(through));
    assert!(run.words().is_empty());
    drop(run);

    let Some(ftp) = FtpServer::start(FtpDaemon::PureFtpd, FtpSecurity::Explicit) else { return };
    let connector = || {
        let trust = CertificateTrust { authorities: Some(ftp.authority.clone()), ..CertificateTrust::default() };
        FtpConnector::new(Arc::new(SystemClock::new()), trust)
    };
    let at = Endpoint {
        protocol: Protocol::Ftpes,
        host: "127.0.0.1".into(),
        port: ftp.port,
        user: Some(ftp.user.to_owned()),
    };
    let mut run = Run::start(connector(), keeper(&store), vec![Answer::Keep(secret(ftp.password))]);
    assert!(run.connect(wish(at.clone(), None)));
    run.until_said(1, is_kept);
    assert_eq!(kept(&store, &SecretName::password(&at, ftp.user)).as_deref(), Some(ftp.password));
    drop(run);
    let mut run = Run::start(connector(), keeper(&store), Vec::new());
    assert!(run.connect(wish(at, None)));
    assert!(run.words().is_empty());
}

/// An FTP server that wants an account, for none of the real ones does; answers what a session needs to stand.
fn account_server(account: &'static str) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&lines);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut reply = "220 ready".to_owned();
            loop {
                if writeln!(stream, "{reply}\r").is_err() {
                    break;
                }
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                let line = line.trim_end();
                seen.lock().unwrap().push(line.to_owned());
                reply = match line.split(' ').next().unwrap() {
                    "USER" => "331 password".into(),
                    "PASS" => "332 account".into(),
                    "ACCT" if line == format!("ACCT {account}") => "230 in".into(),
                    "ACCT" => "530 not that account".into(),
                    "PWD" => "257 \"/\"".into(),
                    "CWD" | "TYPE" => "200 fine".into(),
                    "QUIT" => "221 bye".into(),
                    _ => "502 no".into(),
                };
            }
        }
    });
    (port, lines)
}

#[test]
fn accounts_are_kept_and_a_refused_one_is_asked_for_again_with_the_same_password() {
    let (port, lines) = account_server("acc0unt");
    let at = Endpoint { protocol: Protocol::Ftp, ..endpoint(port, Some("ada".into())) };
    let mut wished = wish(at.clone(), None);
    wished.ftp.plain = true;
    let store = store();
    let connector = || FtpConnector::new(Arc::new(SystemClock::new()), CertificateTrust::default());
    let answers =
        vec![Answer::Keep(secret("passw0rd")), Answer::Keep(secret("wrong")), Answer::Keep(secret("acc0unt"))];
    let mut run = Run::start(connector(), keeper(&store), answers);
    assert!(run.connect(wished.clone()));
    assert_eq!(run.words(), ["password false", "account false", "account true"]);
    run.until_said(2, is_kept);
    drop(run);
    assert_eq!(kept(&store, &SecretName::account(&at, "ada")).as_deref(), Some("acc0unt"));
    lines.lock().unwrap().clear();
    let mut run = Run::start(connector(), keeper(&store), Vec::new());
    assert!(run.connect(wished));
    assert!(run.words().is_empty());
    let lines = lines.lock().unwrap();
    assert_eq!(lines.iter().filter(|line| line.starts_with("ACCT")).count(), 1);
}

#[test]
fn what_is_kept_is_told_forgotten_and_put_under_another_master_password() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = || SecretKeeper::new(Keyring::none(), Vault::at(folder.path().join("vault.json")));
    let name = SecretName::password(&endpoint(22, None), "ada");
    let server = demo("right");
    let start = |answers| Run::start(sftp(server.known_hosts.clone()), keeper(), answers);
    let master = |text: &str| Answer::Secret(Some(secret(text)));
    let mut run = start(vec![master("first")]);
    let report = run.secrets(SecretsCommand::Keep(vec![(name.clone(), secret("s"))]));
    assert_eq!((run.words(), report.done, report.failed.len()), (vec!["vault true"], 1, 0));
    assert_eq!(report.kept.unwrap().vault, KeptInVault::Open(vec![name.clone()]));
    let change = |old: &str, new: &str| SecretsCommand::ChangeMaster { old: secret(old), new: secret(new) };
    let report = run.secrets(change("wrong", "second"));
    assert_eq!((report.about_master, report.failed), (true, vec![(None, SecretFault::WrongMaster)]));
    assert_eq!(run.secrets(change("first", "second")).done, 1);
    drop(run);
    let mut run = start(Vec::new());
    assert_eq!(run.secrets(SecretsCommand::Look).kept.unwrap().vault, KeptInVault::Locked);
    assert_eq!(run.secrets(SecretsCommand::OpenVault(secret("first"))).failed, [(None, SecretFault::WrongMaster)]);
    assert_eq!(run.secrets(SecretsCommand::OpenVault(secret("second"))).done, 1);
    let report = run.secrets(SecretsCommand::Forget(vec![name]));
    assert_eq!((report.done, report.kept.unwrap().vault.clone()), (1, KeptInVault::Open(Vec::new())));
}

#[test]
fn kept_passwords_go_into_a_sealed_export_and_into_no_readable_one() {
    let (store, folder) = (store(), tempfile::tempdir().unwrap());
    let site = Site { host: "files.example".into(), user: Some("ada".into()), ..Site::default() };
    let name = SecretName::password(&site.endpoint().unwrap(), "ada");
    keeper(&store).keep(&name, &secret("canary-71c2")).unwrap();
    let book = Arc::new(SiteBook::new(vec![Node::site(NodeId::from(1), None, "web", site)]));
    let server = demo("x");
    let mut run = Run::start(sftp(server.known_hosts.clone()), keeper(&store), Vec::new());
    for passphrase in [None, Some(secret("to share"))] {
        let file = folder.path().join("sites.json");
        let export = SitesExport {
            book: Arc::clone(&book),
            file: file.clone(),
            passphrase: passphrase.clone(),
            secrets: vec![name.clone()],
        };
        run.engine.send(Command::ExportSites(Box::new(export)));
        let written = run.wait(|event| match event {
            Event::SitesExported { result, .. } => Some(result.clone().unwrap()),
            _ => None,
        });
        assert_eq!(written, (1, usize::from(passphrase.is_some())));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("canary") && text.contains("web") == passphrase.is_none());
        let shared = read_shared(&text, passphrase.as_ref()).ok().unwrap();
        assert_eq!(shared.book, *book);
        assert_eq!(shared.secrets.contains_key(&name), passphrase.is_some());
    }
    let export =
        SitesExport { book, file: folder.path().join("missing/sites.json"), passphrase: None, secrets: Vec::new() };
    run.engine.send(Command::ExportSites(Box::new(export)));
    let error = run.wait(|event| match event {
        Event::SitesExported { result, .. } => Some(result.clone().unwrap_err()),
        _ => None,
    });
    assert_eq!(error.kind, catamaran::error::ErrorKind::NotFound);
}

/// A store that never answers, as a service does that hangs.
#[derive(Debug)]
struct Hanging(Mutex<std::sync::mpsc::Receiver<()>>);

impl keyring_core::api::CredentialStoreApi for Hanging {
    fn vendor(&self) -> String {
        "hanging".into()
    }
    fn id(&self) -> String {
        "hanging".into()
    }
    fn build(
        &self,
        _: &str,
        _: &str,
        _: Option<&std::collections::HashMap<&str, &str>>,
    ) -> keyring_core::Result<keyring_core::Entry> {
        let _never = self.0.lock().unwrap().recv();
        Err(keyring_core::Error::NoEntry)
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[test]
fn a_keyring_that_hangs_is_left_for_the_vault_and_holds_up_nothing() {
    let (_open, never) = std::sync::mpsc::channel();
    let hanging: Arc<CredentialStore> = Arc::new(Hanging(Mutex::new(never)));
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::of(hanging).within(Duration::from_millis(200));
    let keeper = SecretKeeper::new(keyring, Vault::at(folder.path().join("vault.json")));
    let server = demo("right");
    let answers = vec![Answer::Keep(secret("right")), Answer::Secret(Some(secret("master")))];
    let clock = SystemClock::new();
    let mut run = Run::start(sftp(server.known_hosts.clone()), keeper, answers);
    assert!(run.connect(to(&server)));
    run.until_said(1, |message| matches!(message, StatusMessage::SecretKept { vault: true, .. }));
    assert_eq!(run.words(), ["password false", "vault true"]);
    let home = run.asked[0].1.clone().unwrap().home;
    assert_eq!(home, Home::Vault { exists: false, why: KeyringFault::TimedOut });
    assert!(clock.elapsed() < Duration::from_secs(40), "{:?}", clock.elapsed());
}
