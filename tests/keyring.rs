//! Secrets with a real Secret Service (gnome-keyring on a private session bus): saved, found by the next run, and in no
//! file, log, argument or environment in clear. Where the service is not installed the tests say so and end.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cli_support;
mod engine_support;

use catamaran::demo::{DemoOptions, DemoServer};
use catamaran::engine::{
    Answer, Command as Wish, Engine, Event, Location, Operation, Question, SessionState, SftpConnector,
};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::{Clock, EntryName, RemotePath, SecretString, SystemClock};
use catamaran::remote::sftp::KnownHostsFiles;
use catamaran::site::{
    Edit, Keyring, KeyringFault, LoginKind, Node, NodeId, SecretKeeper, SecretKind, SecretName, SecretPlace, Site,
    SiteStore, Vault,
};
use catamaran::ssh_config::StartFile;
use catamaran::text::log_words;
use cli_support::command;
use engine_support::{endpoint, options, session, wish};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// The password of the demo server, and what is looked for everywhere.
const CANARY: &str = "canary-5e1f-c0ffee";
const MASTER: &str = "master-9b2d-canary";

/// What else is done in a run.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    /// Waits until the password is kept there.
    Kept(SecretPlace),
    /// Forgets what is kept.
    Forget,
}

/// One run of the program: an engine, what it was asked, and its log.
struct Run {
    engine: Engine,
    log: Arc<MessageLog>,
    asked: Vec<&'static str>,
}

impl Run {
    fn start(server: &DemoServer, keeper: SecretKeeper) -> Self {
        let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
        connector.known_hosts = Some(KnownHostsFiles { read: vec![server.known_hosts.clone()], write: None });
        connector.config = StartFile::None;
        let mut options = options(Arc::new(connector), &Arc::default());
        options.secrets = Some(Arc::new(keeper));
        let log = Arc::clone(&options.log);
        Self { engine: Engine::start(options).unwrap(), log, asked: Vec::new() }
    }

    fn wait<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            let event = self.engine.event_within(Duration::from_mins(1)).expect("an event in time");
            if let Event::Asked { prompt, question } = &event {
                let (name, answer) = match question {
                    Question::Password(..) => ("password", Answer::Keep(SecretString::new(CANARY.into()))),
                    Question::Vault(_, asked) if asked.create => ("new vault", master()),
                    Question::Vault(..) => ("vault", master()),
                    other => panic!("{other:?}"),
                };
                self.asked.push(name);
                self.engine.send(Wish::Answer { prompt: *prompt, answer });
            }
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    }

    /// Goes on until the log says it, or that it did not go well; what is asked meanwhile is answered.
    fn until(&mut self, wanted: impl Fn(&StatusMessage) -> bool) {
        let clock = SystemClock::new();
        while !self.said(&wanted) {
            let failed = self.said(|message| {
                matches!(message, StatusMessage::SecretNotKept { .. } | StatusMessage::SecretNotForgotten { .. })
            });
            assert!(!failed, "not kept, or not forgotten: {:?}", self.words());
            assert!(clock.elapsed() < Duration::from_mins(1), "not said in a minute: {:?}", self.words());
            let folder = Location::Remote(session(), RemotePath::parse(b"/").unwrap());
            self.engine.send(Wish::List { request: 1.into(), folder });
            self.wait(|event| matches!(event, Event::Listed { complete: true, .. }).then_some(()));
        }
    }

    fn said(&self, wanted: impl Fn(&StatusMessage) -> bool) -> bool {
        let lines = self.log.read(self.log.range());
        lines.iter().any(|(_, entry)| matches!(&entry.body, LogBody::Status(message) if wanted(message)))
    }

    /// Each line of the log as people read it.
    fn words(&self) -> Vec<String> {
        self.log.read(self.log.range()).iter().map(|(_, entry)| log_words(entry)).collect()
    }

    /// Connects and makes something fail; returns what was asked.
    fn connect(mut self, server: &DemoServer, then: Then) -> Vec<&'static str> {
        let wish = wish(endpoint(server.port, Some(server.user.clone())), None);
        self.engine.send(Wish::Connect { session: session(), wish });
        self.wait(|event| match event {
            Event::Session(_, SessionState::Connected { .. }) => Some(()),
            Event::Session(_, SessionState::Ended(error)) => panic!("{error:?}"),
            _ => None,
        });
        let missing = Location::Remote(session(), RemotePath::parse(b"/none").unwrap());
        let what = Operation::Rename { item: missing, name: EntryName::new(CANARY.as_bytes()).unwrap() };
        self.engine.send(Wish::Operate { operation: 1.into(), what });
        self.wait(|event| matches!(event, Event::Operated { .. }).then_some(()));
        match then {
            Then::Nothing => {}
            Then::Kept(place) => {
                let vault = place == SecretPlace::Vault;
                self.until(|said| matches!(said, StatusMessage::SecretKept { vault: kept, .. } if *kept == vault));
            }
            Then::Forget => {
                self.engine.send(Wish::ForgetSecrets(session()));
                self.until(|said| matches!(said, StatusMessage::SecretForgotten { .. }));
            }
        }
        let words = self.words();
        assert!(
            !words.is_empty() && !words.iter().any(|line| line.contains(CANARY) || line.contains(MASTER)),
            "{words:?}"
        );
        self.asked
    }
}

fn master() -> Answer {
    Answer::Secret(Some(SecretString::new(MASTER.into())))
}

fn server() -> DemoServer {
    let password = Some(SecretString::new(CANARY.into()));
    DemoServer::start(DemoOptions { password, ..DemoOptions::default() }).unwrap()
}

/// What the command line says to a site whose password is kept, with nobody there to be asked.
fn listed_as_site(home: &Path, server: &DemoServer) -> Output {
    let site = Site {
        host: "127.0.0.1".into(),
        port: Some(server.port),
        user: Some(server.user.clone()),
        login: LoginKind::Password,
        ..Site::default()
    };
    let file = home.join("data/catamaran/sites.json");
    if !file.exists() {
        let store = SiteStore::at(file);
        store.apply(vec![Edit::Add { node: Node::site(NodeId::from(1), None, "demo", site), before: None }]).unwrap();
    }
    let known = server.known_hosts.display().to_string();
    let mut command = command(home, &["ls", "site:demo", "--known-hosts", &known]);
    for name in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env(name, std::env::var_os(name).unwrap());
    }
    command.stdin(Stdio::null()).output().unwrap()
}

/// Neither secret in any file below, nor in what other processes can see of this one.
fn nowhere_in_clear(folder: &Path) {
    let mut waiting = vec![folder.to_owned()];
    let mut files = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            } else if entry.file_type().unwrap().is_file() {
                files += 1;
                holds_nothing(&entry.path());
            }
        }
    }
    assert!(files > 0);
    holds_nothing(Path::new("/proc/self/cmdline"));
    holds_nothing(Path::new("/proc/self/environ"));
}

fn holds_nothing(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    for secret in [CANARY, MASTER] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", file.display());
    }
}

#[test]
fn without_a_keyring_the_vault_keeps_the_password_and_asks_for_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = || SecretKeeper::new(Keyring::none(), Vault::at(folder.path().join("vault.json")));
    let server = server();
    assert_eq!(
        Run::start(&server, keeper()).connect(&server, Then::Kept(SecretPlace::Vault)),
        ["password", "new vault"]
    );
    nowhere_in_clear(folder.path());
    assert_eq!(Run::start(&server, keeper()).connect(&server, Then::Nothing), ["vault"]);
}

#[test]
fn saved_in_the_keyring_and_connected_again_without_a_question() {
    if let Some(words) = on_private_bus("on_a_private_bus") {
        assert!(words.contains("kept and found"), "{words}");
    }
}

#[test]
fn on_a_private_bus() {
    let Some(home) = std::env::var_os("CATAMARAN_TEST_KEYRING") else { return };
    let home = Path::new(&home);
    let keeper = || SecretKeeper::new(Keyring::system(), Vault::at(home.join("vault.json")));
    let server = server();
    assert_eq!(Run::start(&server, keeper()).connect(&server, Then::Kept(SecretPlace::Keyring)), ["password"]);
    assert!(!home.join("vault.json").exists());
    nowhere_in_clear(home);
    let listed = listed_as_site(home, &server);
    assert!(listed.status.success(), "{listed:?}");
    assert!(Run::start(&server, keeper()).connect(&server, Then::Forget).is_empty());
    let listed = listed_as_site(home, &server);
    assert!(!listed.status.success() && !listed.stderr.is_empty(), "{listed:?}");
    assert_eq!(Run::start(&server, keeper()).connect(&server, Then::Nothing), ["password"]);
    eprintln!("kept and found");
}

/// Runs one test of this file as a program of its own on a private bus where gnome-keyring is unlocked. `None`: it is not installed.
fn on_private_bus(test: &str) -> Option<String> {
    let there = |name: &str| Path::new("/usr/bin").join(name).exists();
    if !there("dbus-run-session") || !there("gnome-keyring-daemon") {
        eprintln!("left out: dbus and gnome-keyring are not installed");
        return None;
    }
    let home = tempfile::tempdir().unwrap();
    let script = format!(
        "printf session-pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; \
         exec \"$0\" --exact {test} --nocapture"
    );
    let done = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env("CATAMARAN_TEST_KEYRING", home.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let words = catamaran::model::escape_bytes(&done.stderr);
    assert!(done.status.success(), "{words}");
    Some(words)
}

/// The process that serves secrets on this bus.
fn daemon() -> String {
    let asked = Command::new("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.GetConnectionUnixProcessID", "string:org.freedesktop.secrets"])
        .output()
        .unwrap();
    let words = String::from_utf8(asked.stdout).unwrap();
    words.split_whitespace().last().unwrap().to_owned()
}

/// A process that stands still until this is dropped.
struct Stopped(String);

impl Stopped {
    fn stop(process: String) -> Self {
        assert!(Command::new("kill").args(["-STOP", &process]).status().unwrap().success());
        Self(process)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _gone = Command::new("kill").args(["-CONT", &self.0]).status();
    }
}

fn name() -> SecretName {
    SecretName { kind: SecretKind::Password, of: "sftp://ada@example.org".into() }
}

#[test]
fn a_locked_keyring_and_one_that_hangs_are_told_in_time() {
    if let Some(words) = on_private_bus("locked_and_hanging") {
        assert!(words.contains("locked and hanging told"), "{words}");
    }
}

#[test]
fn locked_and_hanging() {
    if std::env::var_os("CATAMARAN_TEST_KEYRING").is_none() {
        return;
    }
    let keyring = Keyring::system().within(Duration::from_secs(5));
    keyring.set(&name(), &SecretString::new(CANARY.into())).unwrap();
    assert_eq!(keyring.names().unwrap(), [name()]);
    // The service is there and says nothing.
    let silent = Stopped::stop(daemon());
    assert_eq!(keyring.get(&name()).err().unwrap(), KeyringFault::TimedOut);
    drop(silent);
    // On a busy computer it may take more than one of the short waits.
    let clock = SystemClock::new();
    let found = loop {
        match keyring.get(&name()) {
            Err(KeyringFault::TimedOut) if clock.elapsed() < Duration::from_mins(1) => {}
            answered => break answered.unwrap(),
        }
    };
    assert!(found.is_some(), "it answers again, and is used again");
    // Locked, and nobody there who could ask for its password.
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"])
        .output()
        .unwrap();
    assert!(locked.status.success(), "{locked:?}");
    let fault = keyring.get(&name()).err().unwrap();
    assert!(matches!(fault, KeyringFault::Locked(_) | KeyringFault::TimedOut), "{fault:?}");
    let fault = keyring.set(&name(), &SecretString::new("x".into())).unwrap_err();
    assert!(matches!(fault, KeyringFault::Locked(_) | KeyringFault::TimedOut), "{fault:?}");
    eprintln!("locked and hanging told");
}

#[test]
fn without_a_bus_it_is_said_at_once() {
    let home = tempfile::tempdir().unwrap();
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_bus", "--nocapture"])
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/none", home.path().display()))
        .env("CATAMARAN_TEST_NO_BUS", "1")
        .output()
        .unwrap();
    let words = catamaran::model::escape_bytes(&done.stderr);
    assert!(done.status.success() && words.contains("no bus told"), "{words}");
}

#[test]
fn no_bus() {
    if std::env::var_os("CATAMARAN_TEST_NO_BUS").is_none() {
        return;
    }
    let clock = SystemClock::new();
    let fault = Keyring::system().get(&name()).err().unwrap();
    assert!(matches!(fault, KeyringFault::Missing(_)), "{fault:?}");
    assert!(clock.elapsed() < Duration::from_secs(10));
    eprintln!("no bus told");
}
