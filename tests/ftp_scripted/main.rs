//! FTP servers that misbehave, driven by `tests/data/ftp/misbehaviour.txt`: each case ends in a defined result.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod script;
mod server;

use catamaran::error::{Error, ErrorKind};
use catamaran::log::MessageLog;
use catamaran::model::{ByteSize, Endpoint, Protocol, RemotePath, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{
    FinishWrite, FollowLinks, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion, OpenWrite, PassphraseQuestion,
    PasswordQuestion, Prompter, RemoteFs, RemoteSession, RenameMode, WriteBuffer,
};
use script::Case;
use server::Server;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Nobody is there.
#[derive(Debug)]
struct Nobody;

#[async_trait::async_trait]
impl Prompter for Nobody {
    async fn host_key(&self, _: HostKeyQuestion) -> HostKeyAnswer {
        HostKeyAnswer::Cancel
    }
    async fn password(&self, _: PasswordQuestion) -> Option<SecretString> {
        None
    }
    async fn passphrase(&self, _: PassphraseQuestion) -> Option<SecretString> {
        None
    }
    async fn interactive(&self, _: InteractiveQuestion) -> Option<Vec<SecretString>> {
        None
    }
}

async fn session(case: &Case, port: u16) -> Result<Arc<dyn RemoteSession>, Box<Error>> {
    let clock = Arc::new(SystemClock::new());
    let protocol = if case.tls { Protocol::Ftpes } else { Protocol::Ftp };
    let short = Duration::from_secs(2);
    let request = FtpRequest {
        endpoint: Endpoint { protocol, host: "127.0.0.1".into(), port, user: Some("ada".into()) },
        password: Some(SecretString::new("canary".into())),
        account: None,
        proxy: None,
        options: FtpOptions { plain: !case.tls, ..FtpOptions::default() },
        trust: CertificateTrust::default(),
        limits: FtpLimits { connect: short, handshake: short, login: short, answer: short, ..FtpLimits::default() },
        session: SessionId::from(1),
        clock: clock.clone(),
    };
    let log = Arc::new(MessageLog::new(clock, MessageLog::DEFAULT_CAP));
    connect(request, Arc::new(Nobody), log, CancellationToken::new()).await
}

async fn act(files: &dyn RemoteFs, what: &str) -> Result<(), Box<Error>> {
    let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
    let path = RemotePath::parse(b"/file").unwrap();
    match verb {
        "connect" => files.home().await.map(|_| ()).or(Ok(())),
        "list" => {
            let listing = files.list(&RemotePath::root(), &mut |_| {}).await?;
            assert!(listing.entries.iter().all(|entry| !entry.name.as_bytes().contains(&b'/')));
            assert!(!listing.entries.is_empty());
            Ok(())
        }
        "get" => {
            let size = rest.parse().ok().map(ByteSize);
            let mut reader = files.open_read(&path, 0, size).await?;
            let mut content = Vec::new();
            while let Some(chunk) = reader.next().await? {
                content.extend_from_slice(&chunk.bytes);
            }
            reader.close().await?;
            assert_eq!(content, b"hello"[..content.len()]);
            assert!(size.is_none_or(|size| size.0 == content.len() as u64));
            Ok(())
        }
        "get-from" => {
            let mut reader = files.open_read(&path, rest.parse().unwrap(), Some(ByteSize(5))).await?;
            let mut content = Vec::new();
            while let Some(chunk) = reader.next().await? {
                content.extend_from_slice(&chunk.bytes);
            }
            assert_eq!(content, b"llo");
            Ok(())
        }
        "put" => {
            let how = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
            let mut writer = files.open_write(&path, how).await?;
            writer.write(WriteBuffer::from_content(writer.header_room(), rest.as_bytes())).await?;
            writer.finish(FinishWrite::default()).await
        }
        "stat" => files.stat(&path, FollowLinks::Yes).await.map(|_| ()),
        "mkdir" => {
            let name = [&b"/"[..], &script::unescape(rest)].concat();
            files.create_folder(&RemotePath::parse(&name).unwrap(), None).await
        }
        "move" => {
            let (from, to) = (RemotePath::parse(b"/a").unwrap(), RemotePath::parse(b"/b").unwrap());
            files.rename(&from, &to, RenameMode::KeepExisting).await
        }
        other => panic!("what is {other}?"),
    }
}

async fn run(case: &Case) -> Vec<String> {
    let server = Server::start(case.clone()).await;
    let mut faults = Vec::new();
    let connected = session(case, server.port).await;
    let (result, files) = match connected {
        Err(error) => (Err(error), None),
        Ok(session) => {
            let files = session.open_files().await.unwrap();
            let result = tokio::time::timeout(Duration::from_secs(14), act(&*files, &case.act)).await;
            let late = || Err(Error::new(ErrorKind::Failure).with_detail("no result in time"));
            (result.unwrap_or_else(|_| late()), Some((session, files)))
        }
    };
    let (told, code) = match &result {
        Ok(()) => ("ok", None),
        Err(error) => (error.kind.cause_name(), error.code.map(catamaran::error::StatusCode::number)),
    };
    if told != case.expect || case.code.is_some() && case.code != code {
        faults.push(format!("{}: {told} {code:?}, wanted {} {:?}: {result:?}", case.name, case.expect, case.code));
    }
    if let Some((session, files)) = files {
        for then in &case.then {
            if let Err(error) = act(&*files, then).await {
                faults.push(format!("{}: then {then}: {error}", case.name));
            }
        }
        session.close().await;
    }
    let sent = server.sent();
    for verb in &case.never {
        if sent.iter().any(|line| line.split(' ').next() == Some(verb)) {
            faults.push(format!("{}: {verb} was sent: {sent:?}", case.name));
        }
    }
    for line in &case.sent {
        if !sent.contains(line) {
            faults.push(format!("{}: {line} was not sent: {sent:?}", case.name));
        }
    }
    if case.tls && sent.iter().any(|line| line.contains("canary")) {
        faults.push(format!("{}: the password went out in clear", case.name));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_misbehaviour_ends_in_a_defined_result() {
    let cases = script::cases(include_str!("../data/ftp/misbehaviour.txt"));
    assert!(cases.len() > 40);
    let mut running = tokio::task::JoinSet::new();
    for case in cases {
        running.spawn(async move { run(&case).await });
    }
    let mut faults = Vec::new();
    while let Some(told) = running.join_next().await {
        faults.extend(told.unwrap());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn a_password_never_travels_in_clear_unasked() {
    let case = Case { expect: "plain_text_refused".into(), ..Case::default() };
    let server = Server::start(case.clone()).await;
    let clock = Arc::new(SystemClock::new());
    let request = FtpRequest {
        endpoint: Endpoint {
            protocol: Protocol::Ftp,
            host: "127.0.0.1".into(),
            port: server.port,
            user: Some("a".into()),
        },
        password: Some(SecretString::new("canary".into())),
        account: None,
        proxy: None,
        options: FtpOptions::default(),
        trust: CertificateTrust::default(),
        limits: FtpLimits::default(),
        session: SessionId::from(1),
        clock: clock.clone(),
    };
    let log = Arc::new(MessageLog::new(clock, 100));
    let error = connect(request, Arc::new(Nobody), log, CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::PlainTextRefused);
    assert!(server.sent().is_empty());
}
