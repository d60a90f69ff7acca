//! Login with public keys: files of every form, agents, certificates.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{ErrorKind, KeyFault, Place, StatusCode};
use catamaran::log::{LogBody, StatusMessage};
use catamaran::remote::sftp::connect;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use support::{
    DeviceAgent, Scripted, Silent, SshAgent, Sshd, SshdOptions, dial, dial_with, log, ssh_tool, strange_key,
};
use tokio_util::sync::CancellationToken;

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
        (write("ssh2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n---- END"), KeyFault::ForeignForm),
        (write("ssh1", "SSH PRIVATE KEY FILE FORMAT 1.1\n"), KeyFault::RetiredKind),
        (write("dsa", "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n"), KeyFault::RetiredKind),
        (write("putty_dsa", "PuTTY-User-Key-File-2: ssh-dss\nEncryption: none\n"), KeyFault::RetiredKind),
        (write("putty_1", "PuTTY-User-Key-File-1: ssh-rsa\nEncryption: none\n"), KeyFault::RetiredKind),
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
async fn a_key_in_a_device_signs_through_the_agent() {
    let agent = DeviceAgent::start(&Sshd::user_key("ed25519"));
    let sshd = Sshd::start(SshdOptions { authorized: vec![agent.line.clone()], ..SshdOptions::default() });
    let mut request = sshd.connect_request();
    request.agent_socket = Some(agent.socket.clone());
    request.identity_files = Vec::new();
    dial(request).await.unwrap();
    assert_eq!(agent.signatures(), 1);
}

#[tokio::test]
async fn a_certificate_beside_the_key_logs_in() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let done = Command::new(ssh_tool("ssh-keygen")).current_dir(dir.path()).arg("-q").args(args).status().unwrap();
        assert!(done.success());
    };
    run(&["-t", "ed25519", "-N", "", "-f", "authority"]);
    run(&["-t", "ecdsa", "-N", "secret", "-f", "user"]);
    let name = Sshd::start(SshdOptions::default()).user.clone();
    run(&["-s", "authority", "-I", "test", "-n", &name, "user.pub"]);
    let config = format!("TrustedUserCAKeys {}\n", dir.path().join("authority.pub").display());
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let mut request = sshd.connect_request();
    request.identity_files = vec![dir.path().join("user")];
    dial_with(request.clone(), &Arc::new(Scripted::default().passphrase("secret"))).await.unwrap();
    fs::remove_file(dir.path().join("user-cert.pub")).unwrap();
    let error = dial_with(request, &Arc::new(Scripted::default().passphrase("secret"))).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::LoginRefused { .. }), "{error}");
}
