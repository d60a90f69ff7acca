//! What a site's settings do on real OpenSSH servers: the command that starts SFTP, servers on the way, kinds of login,
//! locks, limits and times.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod engine_support;
mod support;

use catamaran::engine::{
    Answer, ChangeAnswer, Command, ConnectWish, Event, Operation, Question, SessionState, SftpConnector, SiteRules,
};
use catamaran::error::{Error, ErrorKind, Stage};
use catamaran::model::{EntryName, OverwriteRule, RequestId, SecretString, SystemClock};
use catamaran::remote::HandAnswer;
use catamaran::remote::sftp::KnownHostsFiles;
use catamaran::site::{LoginKind, ProductionLock, SafeWrite};
use catamaran::ssh_config::StartFile;
use cli_support::catamaran;
use engine_support::{Bench, endpoint, on_server, remote, session, wish};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use support::{SshAgent, Sshd, SshdOptions};

fn connector(known: &[&Sshd]) -> Arc<SftpConnector> {
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    let read = known.iter().map(|sshd| sshd.known_hosts.clone()).collect();
    connector.known_hosts = Some(KnownHostsFiles { read, write: None });
    connector.config = StartFile::None;
    Arc::new(connector)
}

fn wished(sshd: &Sshd, rules: SiteRules) -> ConnectWish {
    let plain = wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(sshd.identity.clone()));
    ConnectWish { rules: Box::new(rules), ..plain }
}

fn connected(sshd: &Sshd, rules: SiteRules) -> Bench {
    let mut bench = Bench::start(connector(&[sshd]));
    bench.connect(wished(sshd, rules));
    bench
}

/// Why a connection could not be made.
fn refused(sshd: &Sshd, wish: ConnectWish) -> Arc<Error> {
    let mut bench = Bench::start(connector(&[sshd]));
    bench.engine.send(Command::Connect { session: session(), wish });
    bench.wait(|event| match event {
        Event::Session(_, SessionState::Ended(Some(error))) => Some(Arc::clone(error)),
        Event::Session(_, SessionState::Connected { .. }) => panic!("connected"),
        Event::Asked { question, .. } => panic!("asked {question:?}"),
        _ => None,
    })
}

fn make(sshd: &Sshd, name: &str) -> Operation {
    let parent = on_server(sshd.files.as_os_str().as_encoded_bytes());
    Operation::CreateFolder { parent, name: EntryName::new(name).unwrap() }
}

fn sftp_server() -> &'static str {
    let places = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server"];
    places.into_iter().find(|path| Path::new(path).exists()).expect("sftp-server (package openssh-sftp-server)")
}

#[test]
fn the_command_of_a_site_starts_sftp_in_place_of_the_subsystem() {
    let sshd = Sshd::start(SshdOptions::default());
    // A server that lets nothing be written proves which one it is.
    let command = format!("{} -R", sftp_server());
    let mut bench = connected(&sshd, SiteRules { sftp_server: Some(command), ..SiteRules::default() });
    fs::write(sshd.files.join("there"), b"read me").unwrap();
    let report = bench.operate(make(&sshd, "new"));
    assert_eq!(report.errors[0].kind, ErrorKind::PermissionDenied, "{report:?}");
    assert!(!sshd.files.join("new").exists());
    // Transfers use it too, each on a channel of its own.
    let target = tempfile::tempdir().unwrap();
    let source = remote(sshd.files.join("there").as_os_str().as_encoded_bytes());
    let batch = bench.download(&[source], target.path(), OverwriteRule::Overwrite);
    assert_eq!(bench.finished(batch).files, 1);
    assert_eq!(fs::read(target.path().join("there")).unwrap(), b"read me");
    drop(bench);

    let plain = &mut connected(&sshd, SiteRules::default());
    assert_eq!(plain.operate(make(&sshd, "new")).done, 1);
    let wrong = SiteRules { sftp_server: Some("/no/such/server".into()), ..SiteRules::default() };
    let error = refused(&sshd, wished(&sshd, wrong));
    assert!(!matches!(error.kind, ErrorKind::Failure | ErrorKind::TimedOut(_)), "{error:?}");
}

#[test]
fn a_locked_site_stays_as_it_is_and_a_shell_may_only_look() {
    let sshd = Sshd::start(SshdOptions::default());
    let rules = SiteRules { lock: ProductionLock::Refuse, ..SiteRules::default() };
    let mut bench = connected(&sshd, rules);
    fs::write(sshd.files.join("precious"), b"keep").unwrap();
    assert_eq!(bench.operate(make(&sshd, "new")).errors[0].kind, ErrorKind::SiteLocked);
    let file = tempfile::NamedTempFile::new().unwrap();
    let folder = sshd.files.as_os_str().as_encoded_bytes();
    let batch = bench.upload(&[file.path()], folder, OverwriteRule::Overwrite);
    assert_eq!(bench.finished(batch).failed, 1);
    let mut by_hand = |line: &str| {
        let request = RequestId::from(bench.number());
        let line = SecretString::new(line.to_owned());
        bench.engine.send(Command::ByHand { request, session: session(), line });
        bench.wait(|event| match event {
            Event::Answered { request: of, result } if *of == request => Some(result.clone()),
            _ => None,
        })
    };
    let path = sshd.files.join("precious");
    let removed = by_hand(&format!("rm {}", path.display()));
    assert_eq!(removed.unwrap_err().kind, ErrorKind::SiteLocked);
    let shown = by_hand(&format!("cat {}", path.display())).unwrap();
    assert!(matches!(&*shown, HandAnswer::Shell(output) if output.stdout == b"keep"), "{shown:?}");
    let names: Vec<_> = fs::read_dir(&sshd.files).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["precious"]);
}

#[test]
fn a_site_that_asks_changes_only_what_was_agreed_to() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd, SiteRules { lock: ProductionLock::Confirm, ..SiteRules::default() });
    let tree = tempfile::tempdir().unwrap();
    for n in 0..20 {
        fs::write(tree.path().join(n.to_string()), b"x").unwrap();
    }
    for (answer, files) in [(ChangeAnswer::No, 0), (ChangeAnswer::Once, 20)] {
        let folder = sshd.files.as_os_str().as_encoded_bytes();
        let batch = bench.upload(&[tree.path()], folder, OverwriteRule::Overwrite);
        let prompt = bench.wait(|event| match event {
            Event::Asked { prompt, question: Question::Change(..) } => Some(*prompt),
            _ => None,
        });
        assert_eq!(fs::read_dir(&sshd.files).unwrap().count(), 0, "nothing before the answer");
        bench.engine.send(Command::Answer { prompt, answer: Answer::Change(answer) });
        assert_eq!(bench.finished(batch).files, files);
    }
    assert_eq!(fs::read_dir(sshd.files.join(tree.path().file_name().unwrap())).unwrap().count(), 20);
}

#[test]
fn servers_of_a_site_are_gone_through_whatever_the_configuration_says() {
    let (gate, inner) = (Sshd::start(SshdOptions::default()), Sshd::start(SshdOptions::default()));
    let agent = SshAgent::start(&[&gate.identity]);
    let config = tempfile::NamedTempFile::new().unwrap();
    let text = format!(
        "Host inner\n HostName 127.0.0.1\n ProxyJump nowhere.invalid\nHost *\n IdentityAgent {}\n",
        agent.socket.display()
    );
    fs::write(config.path(), text).unwrap();
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    let read = vec![gate.known_hosts.clone(), inner.known_hosts.clone()];
    connector.known_hosts = Some(KnownHostsFiles { read, write: None });
    connector.config = StartFile::Only(config.path().into());
    let rules =
        SiteRules { jump_hosts: vec![format!("{}@127.0.0.1:{}", gate.user, gate.port)], ..SiteRules::default() };
    let mut bench = Bench::start(Arc::new(connector));
    let mut wish = wished(&inner, rules);
    wish.endpoint.host = "inner".into();
    bench.connect(wish);
    assert_eq!((gate.connections(), inner.connections()), (1, 1));
    assert!(gate.log().contains("direct-tcpip"), "{}", gate.log());
}

#[test]
fn a_kind_of_login_tries_nothing_else() {
    let sshd = Sshd::start(SshdOptions::default());
    let of = |login, identity: bool| {
        let rules = SiteRules { login: Some(login), ..SiteRules::default() };
        let mut wish = wished(&sshd, rules);
        if !identity {
            wish.identities.clear();
        }
        wish
    };
    // The server takes keys only, and the named one is right: only a site that may use keys gets in.
    for login in [LoginKind::Password, LoginKind::Interactive, LoginKind::Agent] {
        let error = refused(&sshd, of(login, true));
        let ErrorKind::LoginRefused { tried, .. } = &error.kind else { panic!("{error:?}") };
        assert!(!tried.contains(&"publickey".to_owned()), "{login:?} tried {tried:?}");
    }
    let mut bench = Bench::start(connector(&[&sshd]));
    bench.connect(of(LoginKind::Key, true));
    drop(bench);

    // With a key in an agent: a site of keys does not take it, one of agents does.
    let agent = SshAgent::start(&[&sshd.identity]);
    let config = tempfile::NamedTempFile::new().unwrap();
    fs::write(config.path(), format!("Host *\n IdentityAgent {}\n", agent.socket.display())).unwrap();
    let with_agent = || {
        let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
        connector.known_hosts = Some(KnownHostsFiles { read: vec![sshd.known_hosts.clone()], write: None });
        connector.config = StartFile::Only(config.path().into());
        Bench::start(Arc::new(connector))
    };
    with_agent().connect(of(LoginKind::Agent, false));
    let mut bench = with_agent();
    let wish = of(LoginKind::Key, false);
    bench.engine.send(Command::Connect { session: session(), wish });
    let error = bench.wait(|event| match event {
        Event::Session(_, SessionState::Ended(Some(error))) => Some(Arc::clone(error)),
        Event::Session(_, SessionState::Connected { .. }) => panic!("with a key that the site does not name"),
        _ => None,
    });
    assert!(matches!(error.kind, ErrorKind::LoginRefused { .. }), "{error:?}");
}

#[test]
fn a_silent_host_is_given_up_when_the_site_says() {
    // Accepts and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let sshd = Sshd::start(SshdOptions::default());
    let mut wish = wished(&sshd, SiteRules { timeout_secs: Some(1), ..SiteRules::default() });
    wish.endpoint.port = silent.local_addr().unwrap().port();
    let began = Instant::now();
    let error = refused(&sshd, wish);
    assert_eq!(error.kind, ErrorKind::TimedOut(Stage::Handshake), "{error:?}");
    assert!(began.elapsed().as_secs() < 10);
}

#[test]
fn a_site_with_one_connection_transfers_on_it() {
    let sshd = Sshd::start(SshdOptions { config: "MaxSessions 1".into(), ..SshdOptions::default() });
    let mut bench = connected(&sshd, SiteRules { most_connections: Some(1), ..SiteRules::default() });
    let tree = tempfile::tempdir().unwrap();
    for n in 0..30 {
        fs::write(tree.path().join(n.to_string()), vec![7; 10_000]).unwrap();
    }
    let folder = sshd.files.as_os_str().as_encoded_bytes();
    let batch = bench.upload(&[tree.path()], folder, OverwriteRule::Overwrite);
    assert_eq!(bench.finished(batch).files, 30);
    // One channel was asked for, and none that the server had to refuse.
    assert!(!sshd.log().contains("no more sessions"), "{}", sshd.log());
}

#[test]
fn files_are_written_under_their_name_at_once_where_the_site_wishes_that() {
    use std::os::unix::fs::MetadataExt;
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd, SiteRules { safe_write: SafeWrite::InPlace, ..SiteRules::default() });
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("data");
    fs::write(&file, vec![9; 3_000_000]).unwrap();
    let target = sshd.files.join("data");
    fs::write(&target, b"older").unwrap();
    // The same file afterwards, not another one in its place: watchers and hard links see it.
    let (number, watched) = (fs::metadata(&target).unwrap().ino(), sshd.files.join("second name"));
    fs::hard_link(&target, &watched).unwrap();
    let batch = bench.upload(&[&file], sshd.files.as_os_str().as_encoded_bytes(), OverwriteRule::Overwrite);
    assert_eq!(bench.finished(batch).files, 1);
    assert_eq!(fs::metadata(&target).unwrap().ino(), number);
    assert_eq!(fs::read(&watched).unwrap(), vec![9; 3_000_000]);
}

#[test]
fn a_silent_server_is_noticed_as_soon_as_the_site_says() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd, SiteRules { keepalive_secs: Some(1), ..SiteRules::default() });
    let began = Instant::now();
    sshd.freeze_sessions();
    bench.wait(|event| matches!(event, Event::Session(_, SessionState::Reconnecting { .. })).then_some(()));
    // Three questions without an answer, a second apart; the usual would be three quarters of a minute.
    assert!((3..30).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[test]
fn the_limit_of_the_command_line_holds() {
    let sshd = Sshd::start(SshdOptions::default());
    fs::write(sshd.files.join("data"), vec![5; 900_000]).unwrap();
    let target = tempfile::tempdir().unwrap();
    let url = sshd.url(sshd.files.join("data").to_str().unwrap());
    let (identity, known) = (sshd.identity.to_str().unwrap(), sshd.known_hosts.to_str().unwrap());
    let began = Instant::now();
    let ran = catamaran(
        &[
            "get",
            "-F",
            "none",
            "-i",
            identity,
            "--known-hosts",
            known,
            "--limit",
            "300k",
            &url,
            target.path().to_str().unwrap(),
        ],
        b"",
    );
    let took = began.elapsed().as_secs_f64();
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(fs::read(target.path().join("data")).unwrap(), vec![5; 900_000]);
    assert!(took > 2.8, "900 KB at 300 KB/s took {took} s");
}
