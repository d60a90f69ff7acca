//! What a person sends by hand: to real FTP servers over the session and the command line, and to the shell behind SSH.
//! And the options of the command line for FTP, on real servers.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::error::ErrorKind;
use catamaran::model::{ByteSize, Endpoint, Protocol, RemotePath, SecretString, SessionId, SystemClock, Timestamp};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{
    AttributeChange, FinishWrite, FollowLinks, HandAnswer, HandReply, OpenWrite, RemoteFs, RemoteSession, ShellEnd,
    ShellOutput, WriteBuffer,
};
use cli_support::{Ran, catamaran};
use std::os::unix::ffi::OsStrExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{
    FtpDaemon, FtpExtras, FtpSecurity, FtpServer, OldServer, Silent, Sshd, SshdOptions, Subsystem, dial, log, serve,
};
use tokio_util::sync::CancellationToken;

async fn session(server: &FtpServer, options: FtpOptions) -> Arc<dyn RemoteSession> {
    let request = FtpRequest {
        endpoint: Endpoint {
            protocol: Protocol::Ftp,
            host: "localhost".into(),
            port: server.port,
            user: Some(server.user.to_owned()),
        },
        password: Some(SecretString::new(server.password.to_owned())),
        account: None,
        options: FtpOptions { plain: true, ..options },
        trust: CertificateTrust::default(),
        proxy: None,
        ways: DataWays::default(),
        limits: FtpLimits { answer: Duration::from_secs(5), ..FtpLimits::default() },
        session: SessionId::from(1),
        clock: Arc::new(SystemClock::new()),
    };
    connect(request, Arc::new(Silent), log(), CancellationToken::new()).await.unwrap()
}

async fn send(session: &dyn RemoteSession, line: &str) -> Vec<HandReply> {
    match session.by_hand(&SecretString::new(line.to_owned())).await {
        Ok(HandAnswer::Replies(replies)) => replies,
        Ok(HandAnswer::Shell(_)) => panic!("{line}: a shell answered"),
        Err(error) => panic!("{line}: {error}"),
    }
}

#[tokio::test]
async fn whole_replies_come_back_and_the_session_goes_on_whatever_was_sent() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        std::fs::write(server.files.join("a.txt"), b"12345").unwrap();
        let session = session(&server, FtpOptions::default()).await;
        let files = session.open_files().await.unwrap();
        let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
        let names = async || {
            let listing = files.list(&folder, &mut |_| {}).await.unwrap();
            listing.entries.iter().map(|entry| entry.name.as_bytes().to_vec()).collect::<Vec<_>>()
        };
        let feat = send(&*session, "FEAT").await;
        assert_eq!((feat.len(), feat[0].code), (1, 211), "{daemon:?}");
        assert!(feat[0].raw.split(|b| *b == b'\n').count() > 3, "every line: {feat:?}");
        let connections = server.connections();
        assert_eq!(send(&*session, "NOOP").await[0].code / 100, 2);
        assert_eq!(names().await, [b"a.txt".to_vec()]);
        assert_eq!(server.connections(), connections, "what is harmless costs no new connection");
        let unknown = send(&*session, "XFROB \u{e9}").await;
        assert_eq!(unknown[0].code / 100, 5, "a refusal is an answer");
        // One after the other, on one connection, as a person means it.
        assert_eq!(send(&*session, &format!("RNFR {}", server.path("/a.txt"))).await[0].code, 350);
        assert_eq!(send(&*session, &format!("RNTO {}", server.path("/b.txt"))).await[0].code, 250, "{daemon:?}");
        assert_eq!(names().await, [b"b.txt".to_vec()]);
        // Everything that derails: the next listing works all the same.
        for line in ["TYPE A", "PASV", "REST 3", "RETR b.txt", "REIN", "QUIT", "STRU R", "MODE B"] {
            // Some wait for a data connection that never comes: then nothing is said in time.
            match session.by_hand(&SecretString::new(line.to_owned())).await {
                Ok(_) => {}
                Err(error) => assert!(matches!(error.kind, ErrorKind::TimedOut(_)), "{daemon:?} {line}: {error}"),
            }
            assert_eq!(names().await, [b"b.txt".to_vec()], "{daemon:?} after {line}: {}", server.log());
        }
        for hostile in ["NOOP\r\nDELE b.txt", "NOOP\nDELE b.txt", "NOOP\0"] {
            let error = session.by_hand(&SecretString::new(hostile.into())).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::NameRefused);
        }
        assert_eq!(names().await, [b"b.txt".to_vec()]);
    }
}

#[tokio::test]
async fn a_wait_that_was_given_up_leaves_the_session_in_step() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let session = session(&server, FtpOptions::default()).await;
        let files = session.open_files().await.unwrap();
        send(&*session, "PASV").await;
        // Nobody opens the data connection: the server waits, and so would we.
        let line = SecretString::new("LIST".into());
        let mut waiting = Box::pin(session.by_hand(&line));
        let polled = tokio::time::timeout(Duration::from_millis(200), &mut waiting).await;
        assert!(polled.is_err(), "{daemon:?} answers without a data connection: {polled:?}");
        drop(waiting);
        let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
        files.list(&folder, &mut |_| {}).await.unwrap();
    }
}

async fn shell(session: &dyn RemoteSession, line: &str) -> ShellOutput {
    match session.by_hand(&SecretString::new(line.to_owned())).await {
        Ok(HandAnswer::Shell(output)) => output,
        Ok(HandAnswer::Replies(_)) => panic!("{line}: FTP answered"),
        Err(error) => panic!("{line}: {error}"),
    }
}

#[tokio::test]
async fn commands_of_the_shell_tell_output_errors_and_how_they_ended() {
    let sshd = Sshd::start(SshdOptions::default());
    let session = dial(sshd.connect_request()).await.unwrap();
    let files = session.open_files().await.unwrap();
    let said = shell(&*session, "printf 'a\\nb'; printf oh >&2; exit 3").await;
    // The server of the tests adds words of its own to the error output.
    assert!(said.stdout == b"a\nb" && said.stderr.ends_with(b"oh"), "{said:?}");
    assert_eq!((said.end, said.cut), (ShellEnd::Exit(3), false));
    let killed = shell(&*session, "kill -TERM $$").await;
    assert_eq!(killed.end, ShellEnd::Signal("TERM".into()));
    let asks = shell(&*session, "read x; echo \"got $x\"").await;
    assert_eq!(asks.stdout, b"got \n", "there is no keyboard");
    // Without end: cut, and the session goes on.
    let endless = shell(&*session, "yes").await;
    assert!(endless.cut && endless.stdout.len() == ShellOutput::MOST);
    // As long as the server lives, and no longer.
    let line = SecretString::new("while kill -0 $PPID 2>/dev/null; do sleep 1; done".into());
    let given_up = tokio::time::timeout(Duration::from_millis(300), session.by_hand(&line)).await;
    assert!(given_up.is_err());
    let home = files.home().await.unwrap();
    files.list(&home, &mut |_| {}).await.unwrap();
    assert_eq!(shell(&*session, "echo still here").await.stdout, b"still here\n");
    assert!(session.by_hand(&SecretString::new("a\0b".into())).await.is_err());
}

#[tokio::test]
async fn a_server_for_files_only_says_that_it_runs_no_commands() {
    let forced = SshdOptions { config: "ForceCommand internal-sftp\n".into(), ..SshdOptions::default() };
    let words = SshdOptions {
        config: "ForceCommand /bin/sh -c 'test \"$SSH_ORIGINAL_COMMAND\" = internal-sftp && exit 0; echo Files only.; exit 1'\n"
            .into(),
        subsystem: Subsystem::Internal,
        ..SshdOptions::default()
    };
    for (options, said) in [(forced, "This service allows sftp connections only."), (words, "Files only.")] {
        let sshd = Sshd::start(options);
        let session = dial(sshd.connect_request()).await.unwrap();
        for _ in 0..2 {
            let error = session.by_hand(&SecretString::new("ls".into())).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::ServiceRefused, "{error}");
            let text = error.server_text.map(|text| String::from_utf8(text.message).unwrap()).unwrap_or_default();
            assert!(text.contains(said), "{text}");
        }
    }
}

/// Runs a verb against a server; the password comes over standard input.
fn on(server: &FtpServer, arguments: &[&str]) -> Ran {
    let (verb, rest) = arguments.split_first().unwrap();
    let all = [&[*verb, "--password-stdin"], rest].concat();
    catamaran(&all, format!("{}\n", server.password).as_bytes())
}

#[test]
fn ftp_command_prints_the_reply_for_people_and_for_programs() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let address = server.url("/");
        let ran = on(&server, &["ftp-command", "--plain", &address, "FEAT"]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.out.starts_with("211-") && ran.out.lines().count() > 3, "{ran}");
        let ran = on(&server, &["ftp-command", "--plain", "--json", &address, "SIZE", "/no such file"]);
        assert_eq!(ran.code, 1, "{ran}");
        let lines = ran.json();
        assert_eq!(
            (&lines[0]["event"], &lines[0]["family"], &lines[0]["code"]),
            (&"reply".into(), &"ftp".into(), &550.into())
        );
        assert_eq!((&lines[0]["name"], &lines[0]["failed"]), (&"FILE_UNAVAILABLE".into(), &true.into()));
        assert!(
            lines[0]["meaning"].as_str().unwrap().len() > 5
                && lines[0]["lines"][0].as_str().unwrap().starts_with("550 ")
        );
        assert_eq!(lines.last().unwrap()["failed"], 1);
        let ran = on(&server, &["ftp-command", "--plain", &address, "QUIT"]);
        assert!(ran.code == 2 && ran.err.contains("--force"), "{ran}");
        let ran = on(&server, &["ftp-command", "--plain", "--force", &address, "QUIT"]);
        assert!(ran.code == 0 && ran.out.starts_with("221"), "{ran}");
        for never in ["NOOP\r\nDELE x", "PASS secret"] {
            let ran = on(&server, &["ftp-command", "--plain", "--force", &address, never]);
            assert!(ran.code == 2 && !ran.err.contains("secret"), "{ran}");
        }
    }
    let ran = catamaran(&["ftp-command", "sftp://h/", "NOOP"], b"");
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn errors_in_json_carry_family_code_meaning_and_the_whole_reply() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let ran = on(&server, &["rm", "--plain", "--json", &server.url("/missing")]);
    let error = &ran.json()[0];
    assert_eq!(
        (&error["event"], &error["family"], &error["code"]),
        (&"error".into(), &"ftp".into(), &550.into()),
        "{ran}"
    );
    assert!(error["server_text"].as_str().unwrap().starts_with("550 "), "{ran}");
    assert!(!error["meaning"].as_str().unwrap().is_empty() && error["cause"] == "not_found", "{ran}");
    let wrong = catamaran(&["ls", "--plain", "--json", "--password-stdin", &server.url("/")], b"wrong password\n");
    let error = &wrong.json()[0];
    assert_eq!((wrong.code, &error["family"], &error["code"]), (5, &"ftp".into(), &530.into()), "{wrong}");
}

#[test]
fn a_password_travels_in_clear_only_with_plain() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let ran = on(&server, &["ls", &server.url("/")]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(server.connections(), 0, "nothing was even dialled");
    assert_eq!(on(&server, &["ls", "--plain", &server.url("/")]).code, 0);
    let ran = on(&server, &["ls", "--plain", &server.url_by("ftpes", "/")]);
    assert_eq!(ran.code, 3, "TLS that was asked for is never given up: {ran}");
}

#[test]
fn certificates_are_vouched_for_by_a_file_or_accepted_by_option() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Explicit) else { return };
    let address = server.url("/");
    let ran = on(&server, &["ls", "--json", &address]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.json()[0]["cause"].as_str().unwrap().starts_with("certificate"), "{ran}");
    let authority = server.authority.to_str().unwrap();
    assert_eq!(on(&server, &["ls", "--ca-file", authority, &address]).code, 0);
    assert_eq!(on(&server, &["ls", "--accept-new-certificate", &address]).code, 0);
    let missing = on(&server, &["ls", "--ca-file", "/no/such/file", &address]);
    assert_eq!(missing.code, 4, "{missing}");
    // Our own certificate is shown where the server asks; one that is none is told before anything is sent.
    let both = server.dir.path().join("own.pem");
    let made = std::process::Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=me -keyout own.key -out own.crt".split(' '))
        .current_dir(server.dir.path())
        .output()
        .unwrap();
    assert!(made.status.success());
    let read = |name: &str| std::fs::read_to_string(server.dir.path().join(name)).unwrap();
    std::fs::write(&both, read("own.key") + &read("own.crt")).unwrap();
    let own = on(&server, &["ls", "--ca-file", authority, "--client-cert", both.to_str().unwrap(), &address]);
    assert_eq!(own.code, 0, "{own}");
    let no_key = server.dir.path().join("own.crt");
    let ran = on(&server, &["ls", "--ca-file", authority, "--client-cert", no_key.to_str().unwrap(), &address]);
    assert_eq!(ran.code, 4, "{ran}");
}

#[test]
fn active_mode_and_charsets_work_from_the_command_line() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        // pure-ftpd and ProFTPD are told UTF-8 by default; vsftpd passes bytes on.
        std::fs::write(server.files.join("plain.txt"), b"12345").unwrap();
        let ran = on(&server, &["ls", "--plain", "--active", "-v", &server.url("/")]);
        assert!(ran.code == 0 && ran.out.contains("plain.txt"), "{daemon:?} {ran}");
        assert!(ran.err.contains("Command  EPRT") && !ran.err.contains("Command  EPSV"), "{daemon:?} {ran}");
        let wrong = on(&server, &["ls", "--plain", "--charset", "klingon", &server.url("/")]);
        assert_ne!(wrong.code, 0, "{wrong}");
    }
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    std::fs::write(server.files.join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt")), b"12345").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let get = server.url("/caf%C3%A9.txt");
    let ran = on(&server, &["get", "--plain", "--charset", "iso-8859-1", &get, folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(std::fs::read(folder.path().join("caf\u{e9}.txt")).unwrap(), b"12345");
    let listed = on(&server, &["ls", "--plain", "--json", "--charset", "iso-8859-1", &server.url("/")]);
    assert_eq!(listed.json()[0]["name"], "caf\u{e9}.txt", "{listed}");
}

fn extras(config: &str, zone: &'static str) -> FtpExtras {
    FtpExtras { config: config.to_owned(), zone: Some(zone), ..FtpExtras::default() }
}

/// `ProFTPD` that makes checksums.
fn with_digest() -> Option<FtpServer> {
    let config = "LoadModule mod_digest.c\nDigestEngine on\nDigestAlgorithms all\n";
    FtpServer::start_with(FtpDaemon::ProFtpd, FtpSecurity::Plain, extras(config, "UTC"))
}

#[test]
fn transfers_are_compared_by_the_checksums_of_the_server() {
    let Some(server) = with_digest() else { return };
    let here = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    for (name, bytes) in [("large.bin", &content[..]), ("small.bin", b"12345"), ("empty", b"")] {
        let file = here.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let to = server.url("/");
        let ran = on(&server, &["put", "--plain", "--verify", "-v", file.to_str().unwrap(), &to]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.err.contains("same on both sides (SHA-512)"), "{ran}");
        assert!(std::fs::read(server.files.join(name)).unwrap() == bytes);
        let back = here.path().join(format!("{name}.back"));
        let from = server.url(&format!("/{name}"));
        let ran = on(&server, &["get", "--plain", "--verify", "-v", &from, back.to_str().unwrap()]);
        assert!(ran.code == 0 && ran.err.contains("same on both sides (SHA-512)"), "{ran}");
        assert!(std::fs::read(&back).unwrap() == bytes);
        // Without the wish nothing is asked.
        let ran = on(&server, &["get", "--plain", "-v", "--overwrite", "overwrite", &from, back.to_str().unwrap()]);
        assert!(ran.code == 0 && !ran.err.contains("both sides"), "{ran}");
    }
    // A server that makes none is no fault.
    let Some(plain) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let file = here.path().join("small.bin");
    let ran = on(&plain, &["put", "--plain", "--verify", file.to_str().unwrap(), &plain.url("/")]);
    assert_eq!(ran.code, 0, "{ran}");
}

/// The last 64 KiB of what is there fit, and something before them does not: only a checksum of the whole file sees that.
#[test]
fn a_file_that_was_resumed_is_compared_by_a_checksum_without_being_asked() {
    let Some(server) = with_digest() else { return };
    let here = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..600_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let ours = here.path().join("file.bin");
    std::fs::write(&ours, &content).unwrap();
    for (damaged, upload) in [(false, true), (true, true), (false, false), (true, false)] {
        let mut begun = content[..1_000_000].to_vec();
        if damaged {
            begun[1000] ^= 1;
        }
        let (there, back) = (server.files.join("file.bin"), here.path().join("back.bin"));
        std::fs::write(&there, if upload { &begun } else { &content }).unwrap();
        server.give(&there);
        std::fs::write(&back, &begun).unwrap();
        let (from, to) = (server.url("/file.bin"), server.url("/"));
        let (ours, back_name) = (ours.to_str().unwrap(), back.to_str().unwrap());
        let ran = if upload {
            on(&server, &["put", "--plain", "-v", "--overwrite", "resume", ours, &to])
        } else {
            on(&server, &["get", "--plain", "-v", "--overwrite", "resume", &from, back_name])
        };
        assert!(ran.err.contains("Going on with"), "{ran}");
        // One that differs is sent anew, from its beginning.
        let result = std::fs::read(if upload { &there } else { &back }).unwrap_or_default();
        if damaged {
            assert!(!ran.err.contains("same on both sides") || result == content, "{ran}");
            assert!(ran.code != 0 || result == content, "another content counts as done: {ran}");
        } else {
            assert!(ran.code == 0 && ran.err.contains("same on both sides (SHA-512)"), "{ran}");
            assert!(result == content);
        }
    }
}

/// The two cases of curl's suite that are about addresses and not about servers: 340 (a NUL in the path) is refused with nothing
/// of the path sent, as with curl; 524 (an upload to an address that ends with a slash), for which curl has no name, goes by the name of the file.
#[test]
fn addresses_as_in_curls_cases_340_and_524() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let here = tempfile::tempdir().unwrap();
    let into = here.path().to_str().unwrap();
    let ran = on(&server, &["get", "--plain", "-v", &server.url("/%00first/second/third/340"), into]);
    assert!(ran.code != 0 && !ran.err.is_empty(), "{ran}");
    let sent = ran.err.lines().filter(|line| line.contains("Command  ") && line.contains("first"));
    assert_eq!(sent.count(), 0, "{ran}");
    std::fs::create_dir_all(server.files.join("path/to")).unwrap();
    for folder in ["path", "path/to"] {
        server.give(&server.files.join(folder));
    }
    let file = here.path().join("name");
    std::fs::write(&file, "content").unwrap();
    let ran = on(&server, &["put", "--plain", file.to_str().unwrap(), &server.url("/path/to/")]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(std::fs::read(server.files.join("path/to/name")).unwrap(), b"content");
}

#[test]
fn text_gets_the_ends_of_lines_of_each_side_and_everything_else_stays_as_it_is() {
    let ascii = "ascii_upload_enable=YES\nascii_download_enable=YES\n";
    let servers = [
        FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain),
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras(ascii, "UTC")),
    ];
    for server in servers.into_iter().flatten() {
        let here = tempfile::tempdir().unwrap();
        let text: Vec<u8> = (0..40_000_u32).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        for (name, as_text) in [("a.TXT", true), ("a.bin", false)] {
            let file = here.path().join(name);
            std::fs::write(&file, &text).unwrap();
            let to = server.url("/");
            let put = ["put", "--plain", "-v", "--text", "*.txt; *.html", file.to_str().unwrap(), &to];
            let ran = on(&server, &put);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Command  TYPE A"), as_text, "{ran}");
            assert!(std::fs::read(server.files.join(name)).unwrap() == text, "{name}: lines of Unix on both sides");
            let back = here.path().join("back");
            let from = server.url(&format!("/{name}"));
            let get =
                ["get", "--plain", "-v", "--overwrite", "overwrite", "--text", "*.txt", &from, back.to_str().unwrap()];
            let ran = on(&server, &get);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Command  TYPE A"), as_text, "{ran}");
            assert!(std::fs::read(&back).unwrap() == text, "{name}");
            // What stands there already says nothing about where to go on.
            std::fs::write(&back, &text[..1000]).unwrap();
            let get =
                ["get", "--plain", "-v", "--overwrite", "resume", "--text", "*.txt", &from, back.to_str().unwrap()];
            let ran = on(&server, &get);
            assert_eq!(ran.code, 0, "{ran}");
            assert_eq!(ran.err.contains("Going on with"), !as_text, "{ran}");
            assert!(std::fs::read(&back).unwrap() == text, "{name}");
        }
    }
}

#[test]
fn a_server_that_takes_text_as_it_comes_is_found_out() {
    // vsftpd says that it has switched, and has not.
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.txt");
    std::fs::write(&file, "one\ntwo\n").unwrap();
    let to = server.url("/");
    let ran = on(&server, &["put", "--plain", "--text", "*.txt", file.to_str().unwrap(), &to]);
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("ends of lines"), "{ran}");
    assert_eq!(std::fs::read_dir(&server.files).unwrap().count(), 0, "no file with wrong content stays");
    // A text without line ends is the same on every side.
    std::fs::write(&file, "one").unwrap();
    let ran = on(&server, &["put", "--plain", "--text", "*.txt", file.to_str().unwrap(), &to]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn times_are_right_on_servers_in_other_time_zones() {
    // Tokyo has no summer time; listings are in local time where there is no MLSD.
    let zone = "Asia/Tokyo";
    let proftpd = "TimesGMT off\nFactsAdvertise off\n";
    let local = "use_localtime=YES\n";
    let servers = [
        FtpServer::start_with(FtpDaemon::ProFtpd, FtpSecurity::Plain, extras(proftpd, zone)),
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras("", zone)),
        // MDTM is in local time as well, against its document.
        FtpServer::start_with(FtpDaemon::Vsftpd, FtpSecurity::Plain, extras(local, zone)),
    ];
    for server in servers.into_iter().flatten() {
        let now = std::time::SystemTime::now();
        let written = now - Duration::from_hours(24);
        let secs = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let file = server.files.join("a.txt");
        std::fs::File::create(&file).unwrap().set_modified(written).unwrap();
        let here = tempfile::tempdir().unwrap();
        let ours = here.path().join("b.txt");
        std::fs::File::create(&ours).unwrap().set_modified(written).unwrap();
        let to = server.url("/");
        let ran = on(&server, &["put", "--plain", "-v", ours.to_str().unwrap(), &to]);
        assert_eq!(ran.code, 0, "{ran}");
        let kept = secs(std::fs::metadata(server.files.join("b.txt")).unwrap().modified().unwrap());
        assert_eq!(kept, secs(written), "{ran}");
        // A session that writes nothing.
        let ran = on(&server, &["ls", "--plain", "--json", "-v", &to]);
        let minute = secs(written) / 60 * 60;
        let shown = ran.json()[0]["modified"].as_str().unwrap().to_owned();
        let said = std::process::Command::new("date").args(["-u", "-d", &shown, "+%s"]).output().unwrap();
        let said: u64 = String::from_utf8(said.stdout).unwrap().trim().parse().unwrap();
        assert_eq!(said / 60 * 60, minute, "{ran}");
    }
}

async fn old(server: OldServer, options: FtpOptions) -> (Arc<dyn RemoteFs>, Arc<Mutex<OldServer>>) {
    let (port, state) = serve(server);
    let request = FtpRequest {
        endpoint: Endpoint { protocol: Protocol::Ftp, host: "127.0.0.1".into(), port, user: Some("ada".into()) },
        password: Some(SecretString::new("pass".into())),
        account: None,
        options: FtpOptions { plain: true, ..options },
        trust: CertificateTrust::default(),
        proxy: None,
        ways: DataWays::default(),
        limits: FtpLimits::default(),
        session: SessionId::from(1),
        clock: Arc::new(SystemClock::new()),
    };
    let session = connect(request, Arc::new(Silent), log(), CancellationToken::new()).await.unwrap();
    (session.open_files().await.unwrap(), state)
}

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text.as_bytes()).unwrap()
}

#[tokio::test]
async fn servers_that_know_only_the_old_names_are_met_with_them() {
    let unknown = ["FEAT", "CWD", "MKD", "PWD", "MFMT", "RMD", "OPTS"].into();
    let (files, state) = old(OldServer { unknown, ..OldServer::default() }, FtpOptions::default()).await;
    assert_eq!(files.home().await.unwrap(), path("/"));
    files.create_folder(&path("/new"), None).await.unwrap();
    assert!(files.list(&path("/new"), &mut |_| {}).await.unwrap().entries.is_empty());
    let state = state.lock().unwrap();
    for wanted in ["XPWD", "XMKD /new", "XCWD /new"] {
        assert!(state.saw(wanted), "{wanted}: {:?}", state.seen);
    }
}

#[tokio::test]
async fn times_go_by_site_utime_where_mfmt_is_not_known_after_all() {
    let features = vec!["MFMT", "SITE UTIME"];
    let server = OldServer { features, unknown: ["MFMT"].into(), ..OldServer::default() };
    let (files, state) = old(server, FtpOptions::default()).await;
    let change = AttributeChange { modified: Some(Timestamp::from_secs(0)), ..AttributeChange::default() };
    files.set_attributes(&path("/a"), change, FollowLinks::Yes).await.unwrap();
    assert!(state.lock().unwrap().saw("SITE UTIME 19700101000000 /a"));
}

#[tokio::test]
async fn what_cannot_be_written_from_a_position_on_is_appended() {
    let files = [("/a".to_owned(), b"12345".to_vec())].into();
    let server = OldServer { features: vec!["SIZE"], unknown: ["REST 5"].into(), files, ..OldServer::default() };
    let (files, state) = old(server, FtpOptions::default()).await;
    let how = OpenWrite { exclusive: false, truncate: false, offset: 5, permissions: None };
    let mut writer = files.open_write(&path("/a"), how).await.unwrap();
    writer.write(WriteBuffer::from_content(writer.header_room(), b"678")).await.unwrap();
    writer.finish(FinishWrite::default()).await.unwrap();
    {
        let state = state.lock().unwrap();
        assert!(state.saw("APPE /a") && !state.saw("STOR"), "{:?}", state.seen);
        assert_eq!(state.files["/a"], b"12345678");
    }
    // What is there is not as long as that: nothing is spoiled.
    let refused = files.open_write(&path("/a"), how).await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Unsupported, "{refused}");
    assert_eq!(state.lock().unwrap().files["/a"], b"12345678");
}

#[tokio::test]
async fn room_is_reserved_and_trees_are_removed_in_one_step_where_that_is_offered() {
    let server = OldServer {
        features: vec!["ALLO", "RMDA"],
        folders: ["/t".to_owned(), "/t/u".to_owned()].into(),
        files: [("/t/u/a".to_owned(), Vec::new())].into(),
        ..OldServer::default()
    };
    let (files, state) = old(server, FtpOptions::default()).await;
    files.reserve(ByteSize(1234)).await.unwrap();
    assert!(files.capabilities().remove_tree);
    files.remove_tree(&path("/t")).await.unwrap();
    assert!(files.remove_tree(&path("/")).await.is_err(), "never everything");
    let state = state.lock().unwrap();
    assert!(state.saw("ALLO 1234") && state.saw("RMDA /t") && !state.seen.contains(&"RMDA /".to_owned()));
    assert!(state.folders.is_empty() && state.files.is_empty());
}

#[test]
fn a_file_that_was_damaged_on_the_way_is_not_called_done() {
    let server = OldServer {
        features: vec!["SIZE", "HASH SHA-256*"],
        hash: "213 SHA-256 0-5 0000000000000000000000000000000000000000000000000000000000000000 /a.bin",
        ..OldServer::default()
    };
    let (port, state) = serve(server);
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("a.bin");
    std::fs::write(&file, b"12345").unwrap();
    let to = format!("ftp://ada@127.0.0.1:{port}/");
    let put = ["put", "--plain", "--password-stdin", "--json", "--verify", file.to_str().unwrap(), &to];
    let ran = catamaran(&put, b"pass\n");
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.json().iter().any(|line| line["cause"] == "content_differs"), "{ran}");
    let state = state.lock().unwrap();
    assert!(state.files.is_empty(), "neither under its name nor beside it: {:?}", state.files.keys());
}
