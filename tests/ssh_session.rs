//! SSH sessions against a real OpenSSH server and against servers that misbehave.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{Error, ErrorKind, KeyFault, Place, SpokenProtocol, Stage, StatusCode};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::SystemClock;
use catamaran::remote::sftp::{ConnectRequest, UnknownHostKey, connect};
use catamaran::remote::{HostKeyAnswer, Prompter, RemoteSession};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use support::{PATIENCE, Scripted, Silent, SshAgent, Sshd, SshdOptions, Subsystem, speaker, ssh_tool};
use tokio_util::sync::CancellationToken;

fn log() -> Arc<MessageLog> {
    Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 1000))
}

async fn dial(request: ConnectRequest) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    connect(request, Arc::new(Silent), log(), CancellationToken::new()).await
}

async fn dial_with(request: ConnectRequest, prompter: &Arc<Scripted>) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    connect(request, Arc::clone(prompter) as Arc<dyn Prompter>, log(), CancellationToken::new()).await
}

#[tokio::test]
async fn a_key_file_logs_in_and_the_session_is_described() {
    let sshd = Sshd::start(SshdOptions::default());
    let log = log();
    let session =
        connect(sshd.connect_request(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await.unwrap();
    let info = session.info();
    assert_eq!(info.user, sshd.user);
    assert!(info.server_version.starts_with("SSH-2.0-OpenSSH"), "{}", info.server_version);
    assert!(info.security.strict_key_exchange && info.security.host_key_fingerprint.starts_with("SHA256:"));
    assert_eq!(info.security.host_key_algorithm, "ssh-ed25519");
    let said: Vec<_> = log.read(0..1000).into_iter().map(|(_, entry)| entry.body.clone()).collect();
    assert!(said.iter().any(|b| matches!(b, LogBody::Status(StatusMessage::LoggedIn { user }) if *user == sshd.user)));
    let files = session.open_files().await.unwrap();
    let home = files.home().await.unwrap();
    files.list(&home, &mut |_| {}).await.unwrap();
    session.close().await;
    assert_eq!(session.ended().await.kind, ErrorKind::ConnectionLost);
}

#[tokio::test]
async fn an_unknown_key_is_asked_about_and_remembered() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    let own = sshd.dir.path().join("config/known_hosts");
    request.known_hosts.read.clear();
    request.known_hosts.write = Some(own.clone());
    let asked = Arc::new(Scripted::default().host_key(HostKeyAnswer::Once).host_key(HostKeyAnswer::Always));
    dial_with(request.clone(), &asked).await.unwrap();
    assert!(!own.exists());
    dial_with(request.clone(), &asked).await.unwrap();
    dial_with(request.clone(), &asked).await.unwrap();
    let questions = asked.asked_host_keys.lock().unwrap().clone();
    assert_eq!(questions.len(), 2, "known after `always`");
    assert_eq!(questions[0].host, format!("[127.0.0.1]:{}", sshd.port));
    assert_eq!(questions[0].randomart.lines().count(), 11);
    // Nobody there: not accepted.
    request.known_hosts.write = None;
    assert_eq!(dial(request.clone()).await.unwrap_err().kind, ErrorKind::HostKeyRejected);
    request.unknown_host_key = UnknownHostKey::AcceptNew;
    dial(request).await.unwrap();
}

#[tokio::test]
async fn a_port_that_refuses_is_named() {
    let mut sshd = Sshd::start(SshdOptions::default());
    sshd.stop();
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConnectionRefused);
    assert_eq!(error.host, Some(format!("127.0.0.1:{}", sshd.port)));
}

/// The line that knows a host key of a server.
fn known_line(sshd: &Sshd, kind: &str) -> String {
    format!("[127.0.0.1]:{} {}", sshd.port, fs::read_to_string(sshd.host_public_key(kind)).unwrap())
}

fn strange_key(kind: &str) -> String {
    fs::read_to_string(Sshd::user_key(kind).with_extension("pub")).unwrap()
}

#[tokio::test]
async fn a_changed_key_stops_with_both_fingerprints_and_where_the_old_one_stands() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.unknown_host_key = UnknownHostKey::AcceptNew;
    let before = format!("# comment\n[127.0.0.1]:{} {}", sshd.port, strange_key("ed25519"));
    fs::write(&sshd.known_hosts, &before).unwrap();
    let yes = Arc::new(Scripted::default().host_key(HostKeyAnswer::Always));
    let error = dial_with(request, &yes).await.unwrap_err();
    let ErrorKind::HostKeyChanged(conflict) = error.kind else { panic!("{error}") };
    assert_eq!(conflict.host, format!("[127.0.0.1]:{}", sshd.port));
    assert_eq!((conflict.stored[0].line, &conflict.stored[0].file), (2, &sshd.known_hosts));
    assert_ne!(conflict.stored[0].fingerprint, conflict.fingerprint);
    assert!(yes.asked_host_keys.lock().unwrap().is_empty(), "there is no yes to this");
    assert_eq!(fs::read_to_string(&sshd.known_hosts).unwrap(), before);
}

#[tokio::test]
async fn a_revoked_key_stops_though_it_is_listed_plainly() {
    let sshd = Sshd::start(SshdOptions { host_keys: vec!["ed25519"], ..SshdOptions::default() });
    let plain = known_line(&sshd, "ed25519");
    let revoked = format!("@revoked * {}", fs::read_to_string(sshd.host_public_key("ed25519")).unwrap());
    fs::write(&sshd.known_hosts, format!("{plain}{revoked}")).unwrap();
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert!(matches!(&error.kind, ErrorKind::HostKeyRevoked(c) if c.stored[0].line == 2), "{error}");
}

#[tokio::test]
async fn a_known_algorithm_is_asked_for_first() {
    let sshd = Sshd::start(SshdOptions::default());
    for (kind, algorithm) in [("ecdsa", "ecdsa-sha2-nistp256"), ("rsa", "ssh-rsa")] {
        fs::write(&sshd.known_hosts, known_line(&sshd, kind)).unwrap();
        let session = dial(sshd.connect_request()).await.unwrap();
        assert_eq!(session.info().security.host_key_algorithm, algorithm);
    }
}

#[tokio::test]
async fn a_key_of_another_type_is_asked_about_and_never_taken_unseen() {
    let sshd = Sshd::start(SshdOptions { host_keys: vec!["ed25519"], ..SshdOptions::default() });
    fs::write(&sshd.known_hosts, format!("[127.0.0.1]:{} {}", sshd.port, strange_key("rsa"))).unwrap();
    let mut request = sshd.connect_request();
    let person = Arc::new(Scripted::default());
    let error = dial_with(request.clone(), &person).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::HostKeyRejected);
    assert_eq!(person.asked_host_keys.lock().unwrap()[0].other_algorithms, ["ssh-rsa"]);
    request.unknown_host_key = UnknownHostKey::AcceptNew;
    let error = dial(request).await.unwrap_err();
    assert!(matches!(&error.kind, ErrorKind::HostKeyChanged(c) if c.stored[0].algorithm == "ssh-rsa"), "{error}");
}

#[tokio::test]
async fn bad_lines_of_known_hosts_are_noted_in_the_log() {
    let sshd = Sshd::start(SshdOptions::default());
    fs::write(&sshd.known_hosts, format!("rubbish\n{}", known_line(&sshd, "ed25519"))).unwrap();
    let log = log();
    connect(sshd.connect_request(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await.unwrap();
    let file = sshd.known_hosts.display().to_string();
    let note = LogBody::Status(StatusMessage::KnownHostsLineSkipped { file, line: 1 });
    assert!(log.read(0..1000).iter().any(|(_, entry)| entry.body == note));
}

#[tokio::test]
async fn other_protocols_are_recognised() {
    let sshd = Sshd::start(SshdOptions::default());
    for (greeting, answer, spoken) in [
        (&b"220 (vsFTPd 3.0.3)\r\n"[..], &b""[..], SpokenProtocol::Ftp),
        (b"", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>", SpokenProtocol::Http),
        (b"", b"\x15\x03\x03\x00\x02\x02\x46", SpokenProtocol::Tls),
        (b"* OK IMAP4 ready\r\n", b"* BAD\r\n", SpokenProtocol::Unknown),
    ] {
        let mut request = sshd.connect_request();
        request.endpoint.port = speaker(greeting, answer).await;
        request.limits.handshake = Duration::from_millis(700);
        let error = dial(request).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::WrongProtocol(spoken), "{error}");
        assert!(spoken == SpokenProtocol::Tls || error.server_text.is_some());
    }
}

#[tokio::test]
async fn a_silent_port_times_out_and_a_busy_server_says_so() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.limits.handshake = Duration::from_millis(300);
    request.endpoint.port = speaker(b"", b"").await;
    assert_eq!(dial(request.clone()).await.unwrap_err().kind, ErrorKind::TimedOut(Stage::Handshake));
    request.endpoint.port = speaker(b"Exceeded MaxStartups\r\n", b"\n").await;
    let error = dial(request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ServiceRefused);
    assert_eq!(error.server_text.unwrap().message, b"Exceeded MaxStartups");
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.endpoint.host = "no-such-host.invalid".into();
    let error = dial(request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::HostNotFound, "{error}");
    assert!(error.host.unwrap().starts_with("no-such-host.invalid"));
}

#[tokio::test]
async fn a_server_without_a_common_algorithm_tells_what_it_has() {
    let config = "Ciphers aes256-cbc\n".to_owned();
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoCommonAlgorithm("cipher: aes256-cbc".into()));
}

#[tokio::test]
async fn keys_of_every_form_are_opened() {
    let dir = tempfile::tempdir().unwrap();
    let make = |name: &str, args: &[&str]| -> PathBuf {
        let path = dir.path().join(name);
        let made = Command::new(ssh_tool("ssh-keygen")).args(["-q", "-f"]).arg(&path).args(args).status().unwrap();
        assert!(made.success());
        path
    };
    let files = [
        (make("openssh", &["-t", "ed25519", "-N", "secret words"]), true),
        (make("ecdsa", &["-t", "ecdsa", "-b", "384", "-N", ""]), false),
        (make("pem_rsa", &["-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""]), false),
        (make("pem_rsa_encrypted", &["-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "secret words"]), true),
        (make("pkcs8", &["-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", ""]), false),
        (make("pkcs8_encrypted", &["-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "secret words"]), true),
        (make("pem_ecdsa", &["-t", "ecdsa", "-m", "PEM", "-N", ""]), false),
    ];
    let authorized = files.iter().map(|(path, _)| fs::read_to_string(path.with_extension("pub")).unwrap()).collect();
    let sshd = Sshd::start(SshdOptions { authorized, ..SshdOptions::default() });
    for (path, encrypted) in files {
        // Without the public half beside it, as copied keys are.
        fs::remove_file(path.with_extension("pub")).unwrap();
        let mut request = sshd.connect_request();
        request.identity_files = vec![path.clone()];
        let person = Arc::new(Scripted::default().passphrase("wrong").passphrase("secret words"));
        if let Err(error) = dial_with(request, &person).await {
            panic!("{}: {error}", path.display());
        }
        let asked = person.asked_passphrases.lock().unwrap();
        let refused_before: Vec<_> = asked.iter().map(|q| q.refused_before).collect();
        assert_eq!(refused_before, if encrypted { vec![false, true] } else { vec![] }, "{}", path.display());
    }
}

#[tokio::test]
async fn putty_keys_are_opened() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/keys");
    let authorized =
        ["putty_v2.pub", "putty_v3.pub"].map(|name| fs::read_to_string(sample.join(name)).unwrap()).to_vec();
    let sshd = Sshd::start(SshdOptions { authorized, ..SshdOptions::default() });
    for (name, passphrases) in
        [("putty_v2.ppk", 0), ("putty_v3.ppk", 0), ("putty_v2_encrypted.ppk", 1), ("putty_v3_encrypted.ppk", 1)]
    {
        let mut request = sshd.connect_request();
        request.identity_files = vec![sample.join(name)];
        let person = Arc::new(Scripted::default().passphrase("123"));
        if let Err(error) = dial_with(request, &person).await {
            panic!("{name}: {error}");
        }
        assert_eq!(person.asked_passphrases.lock().unwrap().len(), passphrases, "{name}");
    }
}

#[tokio::test]
async fn faulty_key_files_are_named_when_the_user_named_them() {
    let sshd = Sshd::start(SshdOptions::default());
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let private = fs::read_to_string(&sshd.identity).unwrap();
    let legacy = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011223344556677\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
    for (path, fault) in [
        (dir.path().join("missing"), KeyFault::Unreadable),
        (dir.path().to_owned(), KeyFault::Unreadable),
        (write("text", "hello"), KeyFault::NotAKey),
        (write("empty", ""), KeyFault::NotAKey),
        (write("broken", &private.replace('A', "B")), KeyFault::NotAKey),
        (write("public", &strange_key("rsa")), KeyFault::PublicKey),
        (write("legacy", legacy), KeyFault::UnsupportedForm),
    ] {
        let mut request = sshd.connect_request();
        request.identity_files = vec![path.clone()];
        let person = Arc::new(Scripted::default().passphrase("x").passphrase("y").passphrase("z"));
        let error = dial_with(request.clone(), &person).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::KeyUnusable(fault), "{}: {error}", path.display());
        assert_eq!(error.place, Some(Place::Local(path.clone())));
        // As a default file it is passed over, and the next one lets in.
        request.identity_files = Vec::new();
        request.default_identity_files = vec![path, sshd.identity.clone()];
        dial_with(request, &person).await.unwrap();
    }
    // A byte order mark, Windows line ends and blanks are put right.
    let mut request = sshd.connect_request();
    request.identity_files = vec![write("bom", &format!("\u{feff}{}", private.replace('\n', " \r\n")))];
    dial(request).await.unwrap();
}

#[tokio::test]
async fn a_passphrase_is_asked_only_for_a_key_that_the_server_wants() {
    let sshd = Sshd::start(SshdOptions::default());
    let dir = tempfile::tempdir().unwrap();
    let locked = dir.path().join("locked");
    let made = Command::new(ssh_tool("ssh-keygen"))
        .args(["-q", "-t", "ed25519", "-N", "secret", "-f"])
        .arg(&locked)
        .status()
        .unwrap();
    assert!(made.success());
    let mut request = sshd.connect_request();
    request.identity_files = vec![locked.clone()];
    let person = Arc::new(Scripted::default().passphrase("secret"));
    let error = dial_with(request.clone(), &person).await.unwrap_err();
    let tried = vec!["publickey".to_owned()];
    assert_eq!(error.kind, ErrorKind::LoginRefused { accepted: tried.clone(), tried });
    assert!(person.asked_passphrases.lock().unwrap().is_empty());
    // Three wrong ones for a key that the server does want.
    let authorized = vec![fs::read_to_string(locked.with_extension("pub")).unwrap()];
    let sshd = Sshd::start(SshdOptions { authorized, ..SshdOptions::default() });
    request.endpoint.port = sshd.port;
    request.known_hosts.read = vec![sshd.known_hosts.clone()];
    let person = Arc::new(Scripted::default().passphrase("a").passphrase("b").passphrase("c").passphrase("secret"));
    let error = dial_with(request, &person).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::KeyUnusable(KeyFault::WrongPassphrase));
    assert_eq!(person.asked_passphrases.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn an_agent_logs_in_with_keys_of_each_kind() {
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let key = Sshd::user_key(kind);
        let sshd = Sshd::start(SshdOptions { authorized: vec![strange_key(kind)], ..SshdOptions::default() });
        let agent = SshAgent::start(&[&key]);
        let mut request = sshd.connect_request();
        request.identity_files = Vec::new();
        request.agent_socket = Some(agent.socket.clone());
        let log = log();
        connect(request, Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await.unwrap();
        let tried = log.read(0..1000).into_iter().find_map(|(_, entry)| match &entry.body {
            LogBody::Status(StatusMessage::TryingLogin { what, .. }) => Some(what.clone()),
            _ => None,
        });
        assert!(tried.unwrap().starts_with("agent: "));
    }
    // An agent that is not there is no obstacle.
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.agent_socket = Some(sshd.dir.path().join("nothing"));
    dial(request).await.unwrap();
}

#[tokio::test]
async fn too_many_keys_are_refused_in_the_servers_words_and_a_named_key_comes_first() {
    let sshd = Sshd::start(SshdOptions { config: "MaxAuthTries 2\n".into(), ..SshdOptions::default() });
    let keys = [Sshd::user_key("ecdsa"), Sshd::user_key("rsa"), sshd.identity.clone()];
    let agent = SshAgent::start(&[&keys[0], &keys[1], &keys[2]]);
    let mut request = sshd.connect_request();
    request.agent_socket = Some(agent.socket.clone());
    request.identity_files = Vec::new();
    let error = dial(request.clone()).await.unwrap_err();
    assert!(matches!(&error.kind, ErrorKind::LoginRefused { tried, .. } if tried == &["publickey"]), "{error}");
    assert_eq!(error.code, Some(StatusCode::SshDisconnect(2)));
    assert!(error.server_text.unwrap().display().contains("Too many authentication failures"));
    // The agent holds the named key too: it is the first one tried, without a passphrase or a second attempt.
    request.identity_files = vec![sshd.identity.clone()];
    dial(request.clone()).await.unwrap();
    request.identities_only = true;
    request.identity_files = vec![keys[1].clone()];
    let error = dial(request).await.unwrap_err();
    assert!(error.server_text.is_none(), "one key was tried, and the server did not mind: {error}");
}

#[tokio::test]
async fn a_banner_is_kept() {
    let sshd = Sshd::start(SshdOptions::default());
    let banner = sshd.dir.path().join("banner");
    fs::write(&banner, "Welcome\nto \u{1b}[31mus\n").unwrap();
    let config = format!("Banner {}\n", banner.display());
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let session = dial(sshd.connect_request()).await.unwrap();
    assert_eq!(session.info().banner, "Welcome\nto \\x1B[31mus");
}

#[tokio::test]
async fn a_killed_server_ends_the_session_and_its_files() {
    let sshd = Sshd::start(SshdOptions::default());
    let session = dial(sshd.connect_request()).await.unwrap();
    let files = session.open_files().await.unwrap();
    let home = files.home().await.unwrap();
    sshd.kill_sessions();
    let ended = tokio::time::timeout(PATIENCE, session.ended()).await.unwrap();
    assert_eq!(ended.kind, ErrorKind::ConnectionLost);
    assert_eq!(ended.host, Some(format!("127.0.0.1:{}", sshd.port)));
    let listing = tokio::time::timeout(PATIENCE, files.list(&home, &mut |_| {})).await.unwrap();
    assert_eq!(listing.unwrap_err().kind, ErrorKind::ConnectionLost);
    let again = tokio::time::timeout(PATIENCE, session.open_files()).await.unwrap();
    assert_eq!(again.unwrap_err().kind, ErrorKind::ConnectionLost);
}

#[tokio::test]
async fn several_channels_share_one_login_and_the_servers_limit_is_told() {
    let sshd = Sshd::start(SshdOptions { config: "MaxSessions 2\n".into(), ..SshdOptions::default() });
    let session = dial(sshd.connect_request()).await.unwrap();
    let (one, two) = (session.open_files().await.unwrap(), session.open_files().await.unwrap());
    let error = session.open_files().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ServiceRefused, "{error}");
    assert!(error.server_text.is_some_and(|text| text.display().contains("open failed")));
    let folder = one.real_path(sshd.files.to_str().unwrap().as_bytes()).await.unwrap();
    two.list(&folder, &mut |_| {}).await.unwrap();
    assert_eq!(sshd.connections(), 1);
}

#[tokio::test]
async fn a_server_without_sftp_says_so() {
    let sshd = Sshd::start(SshdOptions { subsystem: Subsystem::Missing, ..SshdOptions::default() });
    let session = dial(sshd.connect_request()).await.unwrap();
    let error = session.open_files().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ServiceRefused, "{error}");
    assert_eq!(error.host, Some(format!("127.0.0.1:{}", sshd.port)));
}

#[tokio::test]
async fn text_of_a_login_script_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let script = dir.path().join("script");
    // The text alone, and with the service's own answer right behind it.
    for rest in ["exec cat >/dev/null", "exec /bin/cat", "printf '\\0\\0\\0\\5\\2\\0\\0\\0\\3'; exec cat >/dev/null"] {
        fs::write(&script, format!("echo 'Welcome to the machine'; {rest}\n")).unwrap();
        let command = format!("/bin/sh {}", script.display());
        let sshd = Sshd::start(SshdOptions { subsystem: Subsystem::Command(command), ..SshdOptions::default() });
        let session = dial(sshd.connect_request()).await.unwrap();
        let error = session.open_files().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::WrongProtocol(SpokenProtocol::LoginText), "{error}");
        assert_eq!(error.detail.as_deref(), Some("Welcome to the machine"), "{error:?}");
    }
}

#[tokio::test]
async fn a_service_that_cannot_run_is_refused_with_its_exit_status() {
    // OpenSSH throws away what a subsystem writes to its error output.
    let command = "echo 'disk quota used up' >&2; exit 3";
    let sshd = Sshd::start(SshdOptions { subsystem: Subsystem::Command(command.into()), ..SshdOptions::default() });
    let session = dial(sshd.connect_request()).await.unwrap();
    let error = tokio::time::timeout(PATIENCE, session.open_files()).await.unwrap().unwrap_err();
    assert_eq!(error.kind, ErrorKind::ServiceRefused);
    assert_eq!(error.detail.as_deref(), Some("exit status 3"), "{error:?}");
}

#[tokio::test]
async fn the_program_of_the_distribution_serves_too() {
    let sshd = Sshd::start(SshdOptions { subsystem: Subsystem::Program, ..SshdOptions::default() });
    let files = dial(sshd.connect_request()).await.unwrap().open_files().await.unwrap();
    let folder = files.real_path(sshd.files.to_str().unwrap().as_bytes()).await.unwrap();
    assert!(files.list(&folder, &mut |_| {}).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn keys_are_exchanged_again_in_the_middle_of_a_file() {
    let sshd = Sshd::start(SshdOptions { config: "RekeyLimit 1M\n".into(), ..SshdOptions::default() });
    let content: Vec<u8> = (0..24_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    fs::write(sshd.files.join("big"), &content).unwrap();
    let files = dial(sshd.connect_request()).await.unwrap().open_files().await.unwrap();
    let path = files.real_path(sshd.files.join("big").to_str().unwrap().as_bytes()).await.unwrap();
    let reading = async {
        let mut reader = files.open_read(&path, 0, None).await.unwrap();
        let mut came = Vec::new();
        while let Some(chunk) = reader.next().await.unwrap() {
            assert_eq!(chunk.offset, came.len() as u64);
            came.extend_from_slice(&chunk.bytes);
        }
        reader.close().await.unwrap();
        came
    };
    assert!(tokio::time::timeout(PATIENCE * 3, reading).await.unwrap() == content);
    assert!(
        sshd.log().matches("rekeying in progress").count() + sshd.log().matches("set_newkeys: rekeying").count() > 4
    );
}

#[tokio::test]
async fn a_password_of_an_account_logs_in_on_a_real_server() {
    let Some(account) = support::Account::create("correct horse") else { return };
    let config = "PasswordAuthentication yes\nPubkeyAuthentication no\n".to_owned();
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let mut request = sshd.connect_request();
    request.endpoint.user = Some(account.name.clone());
    let person = Arc::new(Scripted::default().password("wrong").password("correct horse"));
    let session = dial_with(request, &person).await.unwrap();
    assert_eq!(session.info().user, account.name);
    session.open_files().await.unwrap().home().await.unwrap();
}

#[tokio::test]
async fn an_authority_vouches_for_a_server() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let done = Command::new(ssh_tool("ssh-keygen")).current_dir(dir.path()).arg("-q").args(args).status().unwrap();
        assert!(done.success());
    };
    run(&["-t", "ed25519", "-N", "", "-f", "authority"]);
    let authority = fs::read_to_string(dir.path().join("authority.pub")).unwrap();
    let server = |name: &str, options: &[&str]| {
        let sshd = Sshd::start(SshdOptions::default());
        fs::copy(sshd.host_public_key("ed25519"), dir.path().join(format!("{name}.pub"))).unwrap();
        run(&[&["-s", "authority", "-I", "test", "-h"], options, &[&format!("{name}.pub")]].concat());
        let config = format!("HostCertificate {}\n", dir.path().join(format!("{name}-cert.pub")).display());
        Sshd::start(SshdOptions { config, host_keys: vec!["ed25519"], ..SshdOptions::default() })
    };
    let sshd = server("good", &["-n", "127.0.0.*"]);
    let line = format!("@cert-authority [127.0.0.1]:* {authority}");
    fs::write(&sshd.known_hosts, &line).unwrap();
    let session = dial(sshd.connect_request()).await.unwrap();
    assert_eq!(session.info().security.host_key_algorithm, "ssh-ed25519-cert-v01@openssh.com");

    fs::write(&sshd.known_hosts, format!("{line}@revoked * {authority}")).unwrap();
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::HostKeyRevoked(_)), "{error}");
    fs::write(
        &sshd.known_hosts,
        format!("{line}@revoked * {}", known_line(&sshd, "ed25519").split_once(' ').unwrap().1),
    )
    .unwrap();
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::HostKeyRevoked(_)), "{error}");

    // For another host, out of date, or for users: the key stands for itself, and is unknown.
    for (name, options) in
        [("other", &["-n", "elsewhere.example"][..]), ("old", &["-n", "127.0.0.1", "-V", "20200101:20200102"])]
    {
        let sshd = server(name, options);
        fs::write(&sshd.known_hosts, &line).unwrap();
        let error = dial(sshd.connect_request()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::HostKeyRejected, "{name}");
        fs::write(&sshd.known_hosts, format!("{line}{}", known_line(&sshd, "ed25519"))).unwrap();
        dial(sshd.connect_request()).await.unwrap();
    }
}

#[tokio::test]
async fn every_address_of_a_name_is_tried() {
    // `localhost` has an IPv6 address on most computers; the server listens on the other one.
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.endpoint.host = "LocalHost".into();
    request.known_hosts.write = None;
    request.unknown_host_key = UnknownHostKey::AcceptNew;
    dial(request).await.unwrap();
}
