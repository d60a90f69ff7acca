//! Lines that are sent by hand, over FTP and to the shell behind SSH.

use crate::cli_support::catamaran;
use crate::on;
use crate::support::{FtpDaemon, FtpSecurity, FtpServer, Silent, Sshd, SshdOptions, Subsystem, dial, log};
use catamaran::error::ErrorKind;
use catamaran::model::{Endpoint, Protocol, RemotePath, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{HandAnswer, HandReply, RemoteSession, ShellEnd, ShellOutput};
use std::sync::Arc;
use std::time::Duration;
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
