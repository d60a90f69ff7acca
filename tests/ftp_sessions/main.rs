//! FTP sessions over time: servers that hang up on the idle, count connections, or never say that a transfer is complete.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod server;
#[path = "../support/mod.rs"]
mod support;

use catamaran::error::{Act, Error, ErrorKind, RetryClass, Stage, StatusCode};
use catamaran::log::{LogBody, MessageLog};
use catamaran::model::{ByteSize, Endpoint, Permissions, Protocol, RemotePath, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, RemoteSession, WriteBuffer};
use server::{Server, Turn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::{FtpDaemon, FtpSecurity, FtpServer, Silent};
use tokio_util::sync::CancellationToken;

const REPLACE: OpenWrite = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text.as_bytes()).unwrap()
}

fn log() -> Arc<MessageLog> {
    Arc::new(MessageLog::new(Arc::new(SystemClock::new()), MessageLog::DEFAULT_CAP))
}

fn request(port: u16) -> FtpRequest {
    FtpRequest {
        endpoint: Endpoint { protocol: Protocol::Ftp, host: "127.0.0.1".into(), port, user: Some("ada".into()) },
        password: Some(SecretString::new("secret".into())),
        account: None,
        proxy: None,
        options: FtpOptions { plain: true, ..FtpOptions::default() },
        trust: CertificateTrust::default(),
        ways: DataWays::default(),
        limits: FtpLimits { last_reply: Duration::from_millis(200), ..FtpLimits::default() },
        session: SessionId::from(1),
        clock: Arc::new(SystemClock::new()),
    }
}

async fn session_with(request: FtpRequest) -> (Arc<dyn RemoteSession>, Arc<dyn RemoteFs>) {
    let session = connect(request, Arc::new(Silent), log(), CancellationToken::new()).await.unwrap();
    let files = session.open_files().await.unwrap();
    (session, files)
}

async fn session(server: &Server) -> (Arc<dyn RemoteSession>, Arc<dyn RemoteFs>) {
    session_with(request(server.port)).await
}

async fn put(files: &dyn RemoteFs, path: &RemotePath, content: &[u8]) -> Result<(), Box<Error>> {
    let mut writer = files.open_write(path, REPLACE).await?;
    writer.write(WriteBuffer::from_content(writer.header_room(), content)).await?;
    writer.finish(FinishWrite::default()).await
}

async fn get(files: &dyn RemoteFs, path: &RemotePath, size: Option<u64>) -> Result<Vec<u8>, Box<Error>> {
    let mut reader = files.open_read(path, 0, size.map(ByteSize)).await?;
    let mut content = Vec::new();
    while let Some(chunk) = reader.next().await? {
        content.extend_from_slice(&chunk.bytes);
    }
    reader.close().await?;
    Ok(content)
}

async fn names(files: &dyn RemoteFs) -> Result<usize, Box<Error>> {
    Ok(files.list(&RemotePath::root(), &mut |_| {}).await?.entries.len())
}

/// Whether the session has ended by now.
async fn has_ended(session: &Arc<dyn RemoteSession>) -> bool {
    tokio::select! {
        biased;
        _ = session.ended() => true,
        () = std::future::ready(()) => false,
    }
}

#[tokio::test]
async fn an_idle_limit_of_the_server_is_not_noticed() {
    for last in ["421 Timeout - try typing a little faster next time", ""] {
        // After the login, unasked; and in the place of an answer.
        for unasked in [true, false] {
            let server = Server::start(move |connection, line| match (connection, line, unasked) {
                (1, "PWD", true) => Turn::UsualThenLast(last),
                (1, "CWD /", false) => Turn::Last(last),
                _ => Turn::Usual,
            })
            .await;
            server.put("/a", b"a");
            let (session, files) = session(&server).await;
            assert_eq!(names(&*files).await.unwrap(), 1, "{last:?} {unasked}");
            assert_eq!(get(&*files, &path("/a"), None).await.unwrap(), b"a");
            assert_eq!(server.connections(), 2, "{:?}", server.lines());
            assert!(!has_ended(&session).await);
        }
    }
}

#[tokio::test]
async fn a_file_gets_its_name_where_attributes_are_refused_and_not_where_nothing_is_known_of_it() {
    let how = FinishWrite { permissions: Some(Permissions::from_mode(0o640)), ..FinishWrite::default() };
    let send = async |server: &Server| {
        let (session, files) = session(server).await;
        let mut writer = files.open_new(&path("/part"), None).await.unwrap();
        writer.write(WriteBuffer::from_content(writer.header_room(), b"content")).await.unwrap();
        assert!(writer.names_at_once());
        let finished = writer.finish_as(how, &path("/name")).await;
        drop(session);
        finished
    };
    let server = Server::start(|_, line| match line {
        "SITE CHMOD 640 /part" => Turn::Say("550 not yours"),
        _ => Turn::Usual,
    })
    .await;
    let finished = send(&server).await.unwrap();
    finished.name.unwrap();
    let error = finished.attributes.unwrap_err();
    assert_eq!((error.act, error.request.as_deref()), (Some(Act::SetAttributes), Some("SITE CHMOD 640 /part")));
    assert_eq!((server.file("/name").as_deref(), server.file("/part")), (Some(&b"content"[..]), None));
    // Whether the name is free is not told: it is not given.
    let server = Server::start(|_, line| match line {
        "SIZE /name" => Turn::Say("450 ask later"),
        _ => Turn::Usual,
    })
    .await;
    let finished = send(&server).await.unwrap();
    finished.attributes.unwrap();
    let error = finished.name.unwrap_err();
    assert_eq!((error.code, server.count("RNTO")), (Some(StatusCode::Ftp(450)), 0), "{error}");
    assert_eq!(error.act, Some(Act::Rename { replace: false }));
    // The connection ends behind the transfer: nothing is known of the attributes, so nothing is renamed.
    for last in ["421 good night", ""] {
        let server = Server::start(move |_, line| match line {
            "SITE CHMOD 640 /part" => Turn::Last(last),
            _ => Turn::Usual,
        })
        .await;
        let error = send(&server).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ConnectionLost, "{error}");
        assert_eq!((server.file("/part").as_deref(), server.count("RNTO")), (Some(&b"content"[..]), 0));
    }
}

#[tokio::test]
async fn what_may_have_been_done_is_not_done_twice() {
    // Said goodbye in place of an answer: the command was not carried out, and is sent again.
    let server = Server::start(|connection, line| match (connection, line) {
        (1, "DELE /a") => Turn::Last("421 Timeout"),
        _ => Turn::Usual,
    })
    .await;
    server.put("/a", b"a");
    let (session_of_421, files) = session(&server).await;
    files.remove_file(&path("/a")).await.unwrap();
    assert_eq!((server.file("/a"), server.count("DELE")), (None, 2));
    assert!(!has_ended(&session_of_421).await);
    // Gone without a word: perhaps it was.
    let server = Server::start(|connection, line| match (connection, line) {
        (1, "MKD /a") => Turn::Last(""),
        _ => Turn::Usual,
    })
    .await;
    let (lost, files) = session(&server).await;
    let error = files.create_folder(&path("/a"), None).await.unwrap_err();
    assert_eq!((error.kind, server.count("MKD")), (ErrorKind::ConnectionLost, 1));
    assert!(has_ended(&lost).await);
}

#[tokio::test]
async fn a_quiet_connection_is_kept_alive() {
    let server = Server::start(|_, _| Turn::Usual).await;
    let mut request = request(server.port);
    request.limits.quiet = Duration::from_millis(20);
    let (session, files) = session_with(request).await;
    server.wait_for("NOOP", 3).await;
    assert_eq!((names(&*files).await.unwrap(), server.connections()), (0, 1));
    assert!(!has_ended(&session).await);
}

#[tokio::test]
async fn a_goodbye_to_the_keep_alive_is_not_noticed() {
    let server = Server::start(|connection, line| match (connection, line) {
        (1, "NOOP") => Turn::Last("421 No transfer timeout (300 seconds): closing control connection"),
        _ => Turn::Usual,
    })
    .await;
    let mut request = request(server.port);
    request.limits.quiet = Duration::from_millis(20);
    let (session, files) = session_with(request).await;
    server.wait_for("NOOP", 1).await;
    assert_eq!((names(&*files).await.unwrap(), server.connections()), (0, 2));
    assert!(!has_ended(&session).await);
}

/// A server for one connection at a time, which says so at the greeting or at the login.
async fn server_for(most: usize, at: &'static str, words: &'static str) -> Server {
    Server::start(move |connection, line| match line {
        line if line.starts_with(at) && connection > most => Turn::Last(words),
        _ => Turn::Usual,
    })
    .await
}

#[tokio::test]
async fn a_server_with_too_many_connections_is_asked_for_no_more() {
    for (at, words, code) in [
        ("greeting", "421 There are too many connections from your internet address.", 421),
        ("USER", "421 Too many connections (1) from this IP", 421),
        ("PASS", "530 Sorry, the maximum number of clients (1) from your host are already connected.", 530),
    ] {
        let server = server_for(1, at, words).await;
        let (session, files) = session(&server).await;
        let error = session.open_files().await.unwrap_err();
        assert_eq!((&error.kind, error.kind.retry_class()), (&ErrorKind::ServerLimit, RetryClass::Retry), "{error}");
        assert_eq!(error.code.map(StatusCode::number), Some(code));
        // The most there may be is one from now on, and nobody is bothered again.
        assert_eq!(server.connections(), 2);
        let error = session.open_files().await.unwrap_err();
        assert_eq!((error.kind, server.connections()), (ErrorKind::ServerLimit, 2));
        assert_eq!(names(&*files).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn never_more_connections_than_the_site_may_have() {
    for most in [None, Some(1), Some(5)] {
        let server = Server::start(|_, _| Turn::Usual).await;
        let mut request = request(server.port);
        request.options.connections = most;
        let (session, first) = session_with(request).await;
        let mut all = vec![first];
        let error = loop {
            match session.open_files().await {
                Ok(files) => all.push(files),
                Err(error) => break error,
            }
        };
        assert_eq!((all.len(), server.connections()), (most.unwrap_or(3), most.unwrap_or(3)));
        assert_eq!(error.kind, ErrorKind::ServerLimit);
        // One that is closed makes room.
        all.pop();
        if all.len() > 1 {
            session.open_files().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_that_counts_a_closed_connection_for_a_moment_is_asked_again() {
    let refusals = AtomicUsize::new(0);
    let server = Server::start(move |connection, line| match (connection, line) {
        (1, "CWD /") => Turn::Last("421 Timeout"),
        (_, "greeting") if connection > 1 && refusals.fetch_add(1, Ordering::SeqCst) < 2 => {
            Turn::Last("421 Too many connections")
        }
        _ => Turn::Usual,
    })
    .await;
    let (_session, files) = session(&server).await;
    assert_eq!((names(&*files).await.unwrap(), server.connections()), (0, 4));
}

#[tokio::test]
async fn an_upload_that_is_never_confirmed_is_looked_at() {
    for (turn, size, expected) in [
        ("", "", None),
        ("silence", "", None),
        ("silence", "213 3", Some(ErrorKind::EndedEarly)),
        ("silence", "550 no", Some(ErrorKind::TimedOut(Stage::Session))),
    ] {
        let server = Server::start(move |connection, line| match (connection, line) {
            (1, "complete") if turn.is_empty() => Turn::Last(""),
            (1, "complete") => Turn::Silence,
            (_, "SIZE /a") if !size.is_empty() => Turn::Say(size),
            (_, "LIST -a" | "LIST") if !size.is_empty() => Turn::Say("450 no"),
            _ => Turn::Usual,
        })
        .await;
        let (session, files) = session(&server).await;
        let told = put(&*files, &path("/a"), b"hello").await.err().map(|error| error.kind);
        assert_eq!(told, expected, "{turn} {size}: {:?}", server.lines());
        assert_eq!((server.file("/a").as_deref(), server.connections()), (Some(&b"hello"[..]), 2));
        assert!(!has_ended(&session).await);
    }
}

#[tokio::test]
async fn a_download_that_is_never_confirmed_is_held_against_its_size() {
    for (size, told) in [("", None), ("500 what?", Some(ErrorKind::TimedOut(Stage::Session)))] {
        let server = Server::start(move |connection, line| match (connection, line) {
            (1, "complete") => Turn::Silence,
            (1, "SIZE /a") if !size.is_empty() => Turn::Say(size),
            _ => Turn::Usual,
        })
        .await;
        server.put("/a", b"hello");
        let mut request = request(server.port);
        request.limits.last_words = Duration::from_millis(100);
        let (session, files) = session_with(request).await;
        match get(&*files, &path("/a"), None).await {
            Ok(content) => assert_eq!((told, content), (None, b"hello".to_vec())),
            Err(error) => assert_eq!(told, Some(error.kind)),
        }
        // In step again, over a new connection.
        assert_eq!(get(&*files, &path("/a"), Some(5)).await.unwrap(), b"hello");
        assert_eq!(server.connections(), 2);
        assert!(!has_ended(&session).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_servers_that_end_idle_sessions_are_called_again() {
    for (daemon, security) in [
        (FtpDaemon::Vsftpd, FtpSecurity::Explicit),
        (FtpDaemon::Vsftpd, FtpSecurity::Implicit),
        (FtpDaemon::ProFtpd, FtpSecurity::Explicit),
        (FtpDaemon::PureFtpd, FtpSecurity::Plain),
    ] {
        let Some(server) = FtpServer::start(daemon, security) else { continue };
        let (session, files) = session_with(server.request()).await;
        let folder = path(&server.folder);
        let file = folder.join_bytes(b"file").unwrap();
        put(&*files, &file, b"hello").await.unwrap();
        for _ in 0..2 {
            server.kill_sessions();
            assert_eq!(files.list(&folder, &mut |_| {}).await.unwrap().entries.len(), 1, "{daemon:?} {security:?}");
            server.kill_sessions();
            assert_eq!(get(&*files, &file, None).await.unwrap(), b"hello", "{daemon:?} {security:?}");
        }
        assert!(!has_ended(&session).await);
    }
}

/// Tickets of TLS 1.3 serve once. A server that refuses what does not resume must never have a reason to, neither after
/// many transfers nor after some that were given up before their ticket came.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_data_connection_resumes_the_session_of_its_control_connection() {
    for daemon in [FtpDaemon::ProFtpd, FtpDaemon::Vsftpd] {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Explicit) else { continue };
        let log = log();
        let connected = connect(server.request(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new());
        let session = connected.await.unwrap();
        let files = session.open_files().await.unwrap();
        let folder = path(&server.folder);
        for number in 0..60 {
            let file = folder.join_bytes(format!("{number}").as_bytes()).unwrap();
            put(&*files, &file, b"hello").await.unwrap();
            assert_eq!(get(&*files, &file, Some(5)).await.unwrap(), b"hello");
            if number % 10 == 9 {
                drop(files.open_read(&file, 0, Some(ByteSize(5))).await.unwrap());
            }
        }
        assert_eq!(files.list(&folder, &mut |_| {}).await.unwrap().entries.len(), 60);
        for (_, entry) in log.read(log.range()) {
            if let LogBody::Response(words) = &entry.body {
                assert!(!words.starts_with("425") && !words.starts_with("522"), "{daemon:?}: {words}");
            }
        }
    }
}

/// Tokio lets a task do so much input and output before others have their turn. A command that just then was taken by TLS,
/// and not yet by the network, must not wait for a reply that cannot come.
#[tokio::test]
async fn a_command_over_tls_goes_out_wherever_the_task_must_pause() {
    for daemon in [FtpDaemon::ProFtpd, FtpDaemon::PureFtpd] {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Explicit) else { continue };
        let session = connect(server.request(), Arc::new(Silent), log(), CancellationToken::new()).await.unwrap();
        let files = session.open_files().await.unwrap();
        let folder = path(server.folder.as_ref());
        for spent in 0..128 {
            tokio::task::yield_now().await;
            for _ in 0..spent {
                tokio::task::coop::consume_budget().await;
            }
            let asked = tokio::time::timeout(Duration::from_secs(10), files.stat(&folder, FollowLinks::Yes)).await;
            asked.unwrap_or_else(|_| panic!("{daemon:?}: no answer after {spent} steps")).unwrap();
        }
        session.close().await;
    }
}
