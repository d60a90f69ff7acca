//! Every kind of secret is planted, kept, used, refused and exported; then none of them is in any file, output, argument or
//! environment, neither of the program nor of what it starts.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod engine_support;
mod support;

use catamaran::archive::{ErrorStore, Record};
use catamaran::demo::{DemoOptions, DemoServer};
use catamaran::engine::{
    Answer, CertificateTrust, Command, ConnectWish, Engine, Event, EveryProtocol, FtpConnector, Location, Operation,
    Question, SecretsCommand, SessionState, SftpConnector, SitesExport,
};
use catamaran::export::{Surroundings, everything, parts, to_csv, to_json, to_markdown, zip};
use catamaran::journal::Book;
use catamaran::log::MessageLog;
use catamaran::log_file::{LogFiles, LogWriter};
use catamaran::model::{
    Clock, Endpoint, EntryName, Protocol, Proxy, ProxyAccess, RemotePath, SecretString, SystemClock,
};
use catamaran::remote::Whose;
use catamaran::remote::sftp::KnownHostsFiles;
use catamaran::settings::Settings;
use catamaran::site::{
    Kept, KeptInVault, Keyring, Node, NodeId, SecretKeeper, SecretName, Site, SiteBook, SiteStore, Vault,
};
use catamaran::ssh_config::StartFile;
use catamaran::text::log_words;
use engine_support::{endpoint, options, session, wish};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{ProxyRules, Sshd, SshdOptions, TestProxy, ssh_tool};

const PASSWORD: &str = "canary-ssh-6a1f";
const PASSPHRASE: &str = "canary-passphrase-90b2";
const FTP: &str = "canary-ftp-37cc";
const ACCOUNT: &str = "canary-account-5d08";
const PROXY: &str = "canary-proxy-e4e1";
const MASTER: &str = "canary-master-c7f3";
const SEAL: &str = "canary-seal-1b6d";
const WRONG: &str = "canary-wrong-88aa";
const ALL: [&str; 8] = [PASSWORD, PASSPHRASE, FTP, ACCOUNT, PROXY, MASTER, SEAL, WRONG];

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

fn holds_none(what: &str, bytes: &[u8]) {
    for canary in ALL {
        // As it is, and as UTF-16 would have it.
        let wide: Vec<u8> = canary.bytes().flat_map(|byte| [byte, 0]).collect();
        for form in [canary.as_bytes(), &wide] {
            assert!(!bytes.windows(form.len()).any(|part| part == form), "{canary} is in {what}");
        }
    }
}

/// Every file below; returns how many.
fn files_hold_none(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            count += files_hold_none(&entry.path());
        } else if kind.is_file() {
            holds_none(&entry.path().display().to_string(), &fs::read(entry.path()).unwrap());
            count += 1;
        }
    }
    count
}

/// Arguments and environment of a process and of everything below it.
fn process_holds_none(pid: u32) {
    for part in ["cmdline", "environ"] {
        holds_none(&format!("{part} of {pid}"), &fs::read(format!("/proc/{pid}/{part}")).unwrap_or_default());
    }
    for thread in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
        let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        children.split_whitespace().filter_map(|child| child.parse().ok()).for_each(process_holds_none);
    }
}

/// An FTP server that wants an account; it takes what is meant only.
fn account_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut reply = "220 ready".to_owned();
            while writeln!(stream, "{reply}\r").is_ok() {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                let line = line.trim_end();
                // What a server says back must not stay either.
                reply = match line.split(' ').next().unwrap() {
                    "USER" => "331 password".into(),
                    "PASS" if line == format!("PASS {FTP}") => "332 account".into(),
                    "ACCT" if line == format!("ACCT {ACCOUNT}") => "230 in".into(),
                    "PASS" | "ACCT" => format!("530 no: {line}"),
                    "PWD" => "257 \"/\"".into(),
                    "CWD" | "TYPE" => "200 fine".into(),
                    "QUIT" => "221 bye".into(),
                    _ => "502 no".into(),
                };
            }
        }
    });
    port
}

struct Run {
    engine: Engine,
    log: Arc<MessageLog>,
    refused: usize,
}

impl Run {
    fn wait<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        loop {
            let event = self.engine.event_within(Duration::from_mins(1)).expect("an event in time");
            if let Event::Asked { prompt, question } = &event {
                let answer = self.answer(question);
                self.engine.send(Command::Answer { prompt: *prompt, answer });
            }
            if let Some(found) = wanted(&event) {
                return found;
            }
        }
    }

    /// The first answer to each question is wrong.
    fn answer(&mut self, question: &Question) -> Answer {
        let right = match question {
            Question::Vault(..) => return Answer::Secret(Some(secret(MASTER))),
            Question::Password(_, asked, _) => match (&asked.whose, asked.refused_before) {
                (Whose::Proxy { .. }, true) => PROXY,
                (Whose::Account(_), true) => ACCOUNT,
                (Whose::Server(endpoint), true) if endpoint.protocol.is_ftp() => FTP,
                (Whose::Server(_), true) => PASSWORD,
                (_, false) => WRONG,
            },
            Question::Passphrase(_, asked, _) if asked.refused_before => PASSPHRASE,
            Question::Passphrase(..) => WRONG,
            other => panic!("{other:?}"),
        };
        self.refused += usize::from(right == WRONG);
        Answer::Keep(secret(right))
    }

    fn connect(&mut self, wish: ConnectWish) {
        self.engine.send(Command::Connect { session: session(), wish });
        self.wait(|event| match event {
            Event::Session(_, SessionState::Connected { .. }) => Some(()),
            // The session before this one is over without an error.
            Event::Session(_, SessionState::Ended(Some(error))) => panic!("{error:?}"),
            _ => None,
        });
        // Something that works, and something that fails.
        let root = Location::Remote(session(), RemotePath::parse(b"/").unwrap());
        self.engine.send(Command::List { request: 1.into(), folder: root });
        self.wait(|event| {
            matches!(event, Event::Listed { complete: true, .. } | Event::ListFailed { .. }).then_some(())
        });
        let missing = Location::Remote(session(), RemotePath::parse(b"/none").unwrap());
        let what = Operation::Rename { item: missing, name: EntryName::new(b"other").unwrap() };
        self.engine.send(Command::Operate { operation: 1.into(), what });
        self.wait(|event| matches!(event, Event::Operated { .. }).then_some(()));
    }

    /// What is kept, once so many are.
    fn kept(&mut self, count: usize) -> Vec<SecretName> {
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < Duration::from_mins(1), "{count} are not kept");
            self.engine.send(Command::Secrets(SecretsCommand::Look));
            let kept = self.wait(|event| match event {
                Event::Secrets(report) => report.kept.clone(),
                _ => None,
            });
            if let Kept { vault: KeptInVault::Open(names), .. } = &*kept
                && names.len() >= count
            {
                return names.clone();
            }
        }
    }
}

fn locked_key(dir: &Path) -> (PathBuf, String) {
    let path = dir.join("locked_key");
    let made = std::process::Command::new(ssh_tool("ssh-keygen"))
        .args(["-q", "-t", "ed25519", "-N", PASSPHRASE, "-C", "", "-f"])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    let public = fs::read_to_string(path.with_extension("pub")).unwrap();
    (path, public)
}

fn write_reports(folder: &Path, run: &Run) {
    let mut book = Book::default();
    for note in run.engine.journal().read(0, usize::MAX).notes {
        book.take_in(note);
    }
    let settings = Settings::default();
    let now = SystemClock::new().now();
    let surroundings = Surroundings { book: &book, log: &run.log, settings: &settings, session: None, now };
    let parts = parts(surroundings);
    for part in &parts {
        fs::write(folder.join(part.name.replace('/', "-")), &part.content).unwrap();
    }
    fs::write(folder.join("support.zip"), zip(&parts).unwrap()).unwrap();
    fs::write(folder.join("errors.md"), to_markdown(&everything(&book), now)).unwrap();
    fs::write(folder.join("errors.json"), to_json(&everything(&book), now)).unwrap();
    fs::write(folder.join("errors.csv"), to_csv(&everything(&book))).unwrap();
    let store = ErrorStore::at(folder.join("errors.jsonl"));
    let records: Vec<Record> = book.take_changes().0.iter().map(Record::new).collect();
    assert!(!records.is_empty());
    store.save(records, &[]).unwrap();
    let lines: Vec<String> = run.log.read(run.log.range()).iter().map(|(_, entry)| log_words(entry)).collect();
    fs::write(folder.join("log-panel.txt"), lines.join("\n")).unwrap();
}

#[test]
fn no_secret_is_in_any_file_of_the_window_or_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let demo = DemoServer::start(DemoOptions { password: Some(secret(PASSWORD)), ..DemoOptions::default() }).unwrap();
    let (key, public) = locked_key(keys.path());
    let sshd = Sshd::start(SshdOptions { authorized: vec![public], ..SshdOptions::default() });
    let proxy = TestProxy::start(ProxyRules { login: Some(("ada", PROXY)), ..ProxyRules::default() });
    let known = sshd.connect_request().known_hosts.read[0].clone();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut connector = EveryProtocol {
        sftp: SftpConnector::new(Arc::clone(&clock), None),
        ftp: FtpConnector::new(Arc::clone(&clock), CertificateTrust::default()),
        proxy: None,
    };
    connector.sftp.known_hosts = Some(KnownHostsFiles { read: vec![demo.known_hosts.clone(), known], write: None });
    connector.sftp.config = StartFile::None;
    let mut options = options(Arc::new(connector), &Arc::default());
    let vault = Vault::at(folder.path().join("vault.json"));
    options.secrets = Some(Arc::new(SecretKeeper::new(Keyring::none(), vault)));
    let log = Arc::clone(&options.log);
    let files = LogFiles::new(folder.path().join("log"), LogFiles::FILES, LogFiles::BYTES);
    let writer = LogWriter::start(Arc::clone(&log), files, || ());
    let mut run = Run { engine: Engine::start(options).unwrap(), log, refused: 0 };

    let by_password = wish(endpoint(demo.port, Some(demo.user.clone())), None);
    run.connect(by_password.clone());
    // What is not kept when its session ends is not kept at all.
    run.kept(1);
    let mut by_key = wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(key));
    let way = Proxy::parse(&format!("socks5://ada@127.0.0.1:{}", proxy.port)).unwrap();
    by_key.proxy = Some(Box::new(ProxyAccess { proxy: way, password: None }));
    run.connect(by_key);
    run.kept(3);
    let mut over_ftp =
        wish(Endpoint { protocol: Protocol::Ftp, ..endpoint(account_server(), Some("ada".into())) }, None);
    over_ftp.ftp.plain = true;
    run.connect(over_ftp);
    assert!(run.refused >= 5, "each was wrong once: {}", run.refused);
    let names = run.kept(5);

    let site =
        Site { host: "127.0.0.1".into(), user: Some(demo.user.clone()), port: Some(demo.port), ..Site::default() };
    let book = SiteBook::new(vec![Node::site(NodeId::from(1), None, "demo", site)]);
    let store = SiteStore::at(folder.path().join("sites.json"));
    let adding = book.nodes().iter().cloned().map(|node| catamaran::site::Edit::Add { node, before: None });
    store.apply(adding.collect()).unwrap();
    for passphrase in [None, Some(secret(SEAL))] {
        let file = folder.path().join(if passphrase.is_some() { "sealed.json" } else { "readable.json" });
        let export = SitesExport { book: Arc::new(book.clone()), file, passphrase, secrets: names.clone() };
        run.engine.send(Command::ExportSites(Box::new(export)));
        run.wait(|event| match event {
            Event::SitesExported { result, .. } => Some(result.clone().unwrap()),
            _ => None,
        });
    }
    write_reports(folder.path(), &run);
    process_holds_none(std::process::id());
    // What is kept is used by the next login, and said in no words.
    let asked = run.refused;
    run.connect(by_password);
    assert_eq!(run.refused, asked);
    drop(run);
    drop(writer);
    assert!(files_hold_none(folder.path()) >= 12);
}

#[test]
fn no_secret_is_in_arguments_environment_or_output_of_the_program_and_its_children() {
    let sshd = Sshd::start(SshdOptions::default());
    let home = tempfile::tempdir().unwrap();
    let server = format!("{} -i -f {}", ssh_tool("sshd").display(), sshd.dir.path().join("sshd_config").display());
    let script = home.path().join("way");
    let seen = home.path().join("seen");
    let text = format!(
        "#!/bin/sh\nfor p in self $PPID; do cat /proc/$p/cmdline /proc/$p/environ; done > {}\nexec {server}\n",
        seen.display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let config = home.path().join("config");
    let block = format!(
        "Host box\n HostName 127.0.0.1\n Port {}\n User {}\n IdentityFile {}\n UserKnownHostsFile {}\n ProxyCommand {}\n",
        sshd.port,
        sshd.user,
        sshd.identity.display(),
        sshd.known_hosts.display(),
        script.display()
    );
    fs::write(&config, block).unwrap();
    let url = format!("sftp://box{}", sshd.files.display());
    for (last, code) in [(String::new(), 0), ("/missing".to_owned(), 1)] {
        let whole = format!("{url}{last}");
        let arguments = ["ls", "-v", "--allow-proxy-command", "--password-stdin", "--ssh-config"];
        let all = [&arguments[..], &[config.to_str().unwrap(), &whole]].concat();
        let mut child = cli_support::command(home.path(), &all).spawn().unwrap();
        process_holds_none(child.id());
        child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        holds_none("its output", &ended.stdout);
        holds_none("its log", &ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{}", ended.stderr.escape_ascii());
    }
    assert!(fs::read(&seen).unwrap().windows(9).any(|part| part == b"catamaran"), "the parent was seen");
    assert!(files_hold_none(home.path()) >= 3);
}
