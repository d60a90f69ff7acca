//! What the padlock tells of real connections: algorithms, certificates, and why servers are trusted.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use async_trait::async_trait;
use catamaran::model::{Endpoint, Protocol, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{
    CertificateAnswer, CertificateQuestion, CertificateTrustedBy, HostKeyAnswer, HostKeyQuestion, InteractiveQuestion,
    PassphraseQuestion, PasswordQuestion, Prompter, RemoteSession, SecurityInfo,
};
use catamaran::text::{SecurityGrade, security_words};
use russh::MethodKind;
use std::sync::{Arc, Mutex};
use support::{FtpDaemon, FtpSecurity, FtpServer, LoginServer, Rules, Silent, dial, log};
use tokio_util::sync::CancellationToken;

/// Answers questions about certificates, the last one first.
#[derive(Debug)]
struct Answers(Mutex<Vec<CertificateAnswer>>);

#[async_trait]
impl Prompter for Answers {
    async fn host_key(&self, _: HostKeyQuestion) -> HostKeyAnswer {
        HostKeyAnswer::Cancel
    }
    async fn certificate(&self, _: CertificateQuestion) -> CertificateAnswer {
        self.0.lock().unwrap().pop().expect("asked once more")
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

async fn ftp(
    server: &FtpServer,
    protocol: Protocol,
    trust: CertificateTrust,
    prompter: Arc<dyn Prompter>,
) -> Arc<dyn RemoteSession> {
    let endpoint = Endpoint { protocol, host: "localhost".into(), port: server.port, user: Some(server.user.into()) };
    let request = FtpRequest {
        endpoint,
        password: Some(SecretString::new(server.password.to_owned())),
        account: None,
        options: FtpOptions { plain: true, ..FtpOptions::default() },
        trust,
        proxy: None,
        ways: DataWays::default(),
        limits: FtpLimits::default(),
        session: SessionId::from(1),
        clock: Arc::new(SystemClock::new()),
    };
    connect(request, prompter, log(), CancellationToken::new()).await.unwrap()
}

/// Lists the home folder, which takes a connection for data.
async fn list(session: &dyn RemoteSession) {
    let files = session.open_files().await.unwrap();
    let home = files.home().await.unwrap();
    files.list(&home, &mut |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_server_without_strict_key_exchange_is_warned_of() {
    let rules =
        Rules { wanted: vec![MethodKind::Password], password: "right", before_terrapin: true, ..Rules::default() };
    let server = LoginServer::start(rules).await;
    let session = dial(server.connect_request(Some("right"))).await.unwrap();
    let security = session.security();
    let ssh = security.ssh().unwrap();
    assert_eq!(ssh.cipher, "chacha20-poly1305@openssh.com");
    assert!(!ssh.strict_key_exchange && ssh.is_open_to_terrapin());
    let words = security_words(&server.connect_request(None).endpoint, session.info());
    assert_eq!(words.grade, SecurityGrade::Weak);
    assert!(words.verdict.contains("Terrapin, CVE-2023-48795"), "{}", words.verdict);
}

#[tokio::test]
async fn tls_is_told_with_certificate_and_whether_data_goes_on_with_the_session() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Explicit) else { return };
    let trust = CertificateTrust { authorities: Some(server.authority.clone()), ..CertificateTrust::default() };
    let session = ftp(&server, Protocol::Ftpes, trust, Arc::new(Silent)).await;
    let before = session.security();
    let tls = before.tls().unwrap();
    assert!(tls.version.starts_with("TLSv1."), "{tls:?}");
    assert!(tls.cipher.starts_with("TLS_") && !tls.cipher.contains("TLS13"), "{tls:?}");
    assert_eq!(tls.trust, CertificateTrustedBy::Authority);
    assert!(tls.certificate.names.iter().any(|name| name == "localhost"), "{tls:?}");
    assert_eq!(tls.certificate.sha256.split(':').count(), 32);
    assert_eq!((tls.data_resumed, tls.data_own), (0, 0));
    list(&*session).await;
    // vsftpd refuses data connections that do not go on with the session.
    let after = session.security();
    let tls = after.tls().unwrap();
    // An empty folder is listed twice, with an option and without.
    assert!(matches!((tls.data_resumed, tls.data_own), (1..=2, 0)), "{tls:?}");
    session.close().await;
}

#[tokio::test]
async fn a_certificate_that_was_accepted_is_told_apart_from_one_that_is_vouched_for() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Explicit) else { return };
    let dir = tempfile::tempdir().unwrap();
    let pinned = || CertificateTrust { pins: Some(dir.path().join("pins")), ..CertificateTrust::default() };
    let answers = Answers(Mutex::new(vec![CertificateAnswer::Always, CertificateAnswer::Once]));
    let asked: Arc<dyn Prompter> = Arc::new(answers);
    let trusted_by = async || {
        let session = ftp(&server, Protocol::Ftpes, pinned(), Arc::clone(&asked)).await;
        let trust = session.security().tls().unwrap().trust;
        session.close().await;
        trust
    };
    assert_eq!(trusted_by().await, CertificateTrustedBy::Once);
    assert_eq!(trusted_by().await, CertificateTrustedBy::Pin, "accepted for good just now");
    assert_eq!(trusted_by().await, CertificateTrustedBy::Pin, "read from the file");
}

#[tokio::test]
async fn ftp_in_clear_is_told_to_be_in_clear() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let session = ftp(&server, Protocol::Ftp, CertificateTrust::default(), Arc::new(Silent)).await;
    assert_eq!(session.security(), SecurityInfo::Plain);
    session.close().await;
}
