//! Secrets with a real Secret Service (gnome-keyring on a private session bus): saved, found by the next run, and in no
//! file, log, argument or environment in clear. Where the service is not installed the tests say so and end.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod engine_support;

use catamaran::demo::{DemoOptions, DemoServer};
use catamaran::engine::{
    Answer, Command as Wish, Engine, Event, Location, Operation, Question, SessionState, SftpConnector,
};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::{EntryName, RemotePath, SecretString, SystemClock};
use catamaran::remote::sftp::KnownHostsFiles;
use catamaran::site::{Keyring, SecretKeeper, SecretPlace, Vault};
use catamaran::ssh_config::StartFile;
use catamaran::text::log_words;
use engine_support::{endpoint, options, session, wish};
use std::path::Path;
use std::process::{Command, Stdio};
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

    /// Goes on until the log says it; what is asked meanwhile is answered.
    fn until(&mut self, wanted: impl Fn(&StatusMessage) -> bool) {
        let said = |log: &MessageLog| {
            let lines = log.read(log.range());
            lines.iter().any(|(_, entry)| matches!(&entry.body, LogBody::Status(message) if wanted(message)))
        };
        while !said(&self.log) {
            let folder = Location::Remote(session(), RemotePath::parse(b"/").unwrap());
            self.engine.send(Wish::List { request: 1.into(), folder });
            self.wait(|event| matches!(event, Event::Listed { complete: true, .. }).then_some(()));
        }
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
        let words: Vec<String> = self.log.read(self.log.range()).iter().map(|(_, entry)| log_words(entry)).collect();
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

/// Runs [`on_a_private_bus`] as a program of its own on a bus where gnome-keyring is unlocked.
#[test]
fn saved_in_the_keyring_and_connected_again_without_a_question() {
    let there = |name: &str| Path::new("/usr/bin").join(name).exists();
    if !there("dbus-run-session") || !there("gnome-keyring-daemon") {
        eprintln!("left out: dbus and gnome-keyring are not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let script = "printf session-pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; \
                  exec \"$0\" --exact on_a_private_bus --nocapture";
    let done = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
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
    assert!(words.contains("kept and found"), "{words}");
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
    assert!(Run::start(&server, keeper()).connect(&server, Then::Forget).is_empty());
    assert_eq!(Run::start(&server, keeper()).connect(&server, Then::Nothing), ["password"]);
    eprintln!("kept and found");
}
