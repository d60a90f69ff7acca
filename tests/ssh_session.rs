//! SSH sessions against a real OpenSSH server and against servers that misbehave.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{Error, ErrorKind};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::SystemClock;
use catamaran::remote::sftp::{ConnectRequest, UnknownHostKey, connect};
use catamaran::remote::{HostKeyAnswer, Prompter, RemoteSession};
use std::sync::Arc;
use support::{Scripted, Silent, Sshd, SshdOptions};
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
