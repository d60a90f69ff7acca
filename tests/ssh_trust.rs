//! Keys of servers: unknown, changed, revoked, vouched for.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::ErrorKind;
use catamaran::log::{LogBody, StatusMessage};
use catamaran::remote::sftp::{UnknownHostKey, connect};
use catamaran::remote::{HostKeyAnswer, HostKeyTrust, TrustedLine};
use catamaran::trust::replace_host_key;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use support::{Scripted, Silent, Sshd, SshdOptions, dial, dial_with, known_line, log, ssh_tool, strange_key};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn an_unknown_key_is_asked_about_and_remembered() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    let own = sshd.dir.path().join("config/known_hosts");
    request.known_hosts.read.clear();
    request.known_hosts.write = Some(own.clone());
    let asked = Arc::new(Scripted::default().host_key(HostKeyAnswer::Once).host_key(HostKeyAnswer::Always));
    let trusted_by = async || {
        let session = dial_with(request.clone(), &asked).await.unwrap();
        session.security().ssh().unwrap().trust.clone()
    };
    assert_eq!(trusted_by().await, HostKeyTrust::Once);
    assert!(!own.exists());
    assert_eq!(trusted_by().await, HostKeyTrust::Accepted(Some(own.clone())));
    let line = TrustedLine { file: own.clone(), line: 1 };
    assert_eq!(trusted_by().await, HostKeyTrust::Known(vec![line]));
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
    // Somebody compares both and replaces the key: from then on it is known, and nothing else in the file has changed.
    replace_host_key(&conflict).unwrap();
    dial(sshd.connect_request()).await.unwrap();
    let after = fs::read_to_string(&sshd.known_hosts).unwrap();
    assert!(after.starts_with(&format!("# comment\n[127.0.0.1]:{} {} ", sshd.port, conflict.key)), "{after}");
    assert_eq!(after.lines().count(), 2);
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
        assert_eq!(session.info().security.ssh().unwrap().host_key_algorithm, algorithm);
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
    let security = session.security();
    let security = security.ssh().unwrap();
    assert_eq!(security.host_key_algorithm, "ssh-ed25519-cert-v01@openssh.com");
    let vouching = TrustedLine { file: sshd.known_hosts.clone(), line: 1 };
    assert_eq!(security.trust, HostKeyTrust::Authority(vec![vouching]));

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
