//! SSH sessions on a real OpenSSH server, and on ports that speak something else.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use catamaran::error::{ErrorKind, SpokenProtocol, Stage};
use catamaran::log::{LogBody, StatusMessage};
use catamaran::remote::sftp::{UnknownHostKey, connect};
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use support::{PATIENCE, Scripted, Silent, Sshd, SshdOptions, Subsystem, dial, dial_with, log, speaker};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_key_file_logs_in_and_the_session_is_described() {
    let sshd = Sshd::start(SshdOptions::default());
    let log = log();
    let session =
        connect(sshd.connect_request(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await.unwrap();
    let info = session.info();
    assert_eq!(info.user, sshd.user);
    assert!(info.server_version.starts_with("SSH-2.0-OpenSSH"), "{}", info.server_version);
    let security = info.security.ssh().unwrap();
    assert!(security.strict_key_exchange && security.host_key_fingerprint.starts_with("SHA256:"));
    assert_eq!((security.host_key_algorithm.as_str(), security.host_key_bits), ("ssh-ed25519", Some(256)));
    assert_eq!(security.mac, "", "{:?} authenticates by itself", security.cipher);
    assert_eq!(security.compression, "none");
    let said: Vec<_> = log.read(0..1000).into_iter().map(|(_, entry)| entry.body.clone()).collect();
    assert!(said.iter().any(|b| matches!(b, LogBody::Status(StatusMessage::LoggedIn { user }) if *user == sshd.user)));
    let files = session.open_files().await.unwrap();
    let home = files.home().await.unwrap();
    files.list(&home, &mut |_| {}).await.unwrap();
    session.close().await;
    assert_eq!(session.ended().await.kind, ErrorKind::ConnectionLost);
}

#[tokio::test]
async fn a_port_that_refuses_is_named() {
    let mut sshd = Sshd::start(SshdOptions::default());
    sshd.stop();
    let error = dial(sshd.connect_request()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConnectionRefused);
    assert_eq!(error.host, Some(format!("127.0.0.1:{}", sshd.port)));
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
async fn every_address_of_a_name_is_tried() {
    // `localhost` has an IPv6 address on most computers; the server listens on the other one.
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.endpoint.host = "LocalHost".into();
    request.known_hosts.write = None;
    request.unknown_host_key = UnknownHostKey::AcceptNew;
    dial(request).await.unwrap();
}

#[tokio::test]
async fn a_server_that_falls_silent_ends_the_session() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut request = sshd.connect_request();
    request.limits.quiet = Duration::from_millis(200);
    let session = dial(request).await.unwrap();
    sshd.freeze_sessions();
    let ended = tokio::time::timeout(PATIENCE, session.ended()).await.unwrap();
    assert_eq!(ended.kind, ErrorKind::TimedOut(Stage::Session));
}

#[tokio::test]
async fn cancelling_at_any_moment_ends_the_attempt_at_once() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut cancelled = 0;
    for moment in 0..40 {
        let cancel = CancellationToken::new();
        let connecting = connect(sshd.connect_request(), Arc::new(Silent), log(), cancel.clone());
        tokio::pin!(connecting);
        let early = tokio::time::timeout(Duration::from_millis(moment * 4), &mut connecting).await;
        cancel.cancel();
        let ended = match early {
            Ok(ended) => ended,
            Err(_) => tokio::time::timeout(PATIENCE, connecting).await.expect("cancelled in time"),
        };
        match ended {
            // A session that stands is not taken down by a late cancel.
            Ok(session) => drop(session.open_files().await.unwrap()),
            Err(error) => {
                assert!(error.is_cancelled(), "{error}");
                cancelled += 1;
            }
        }
    }
    // One that goes on as if nothing had been said would end well each time.
    assert!(cancelled > 0);
}

#[tokio::test]
async fn rubbish_instead_of_a_handshake_is_an_error_and_nothing_worse() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut byte = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_le_bytes()[3]
    };
    let mut attempts = tokio::task::JoinSet::new();
    for round in 0..200_usize {
        let mut bytes = b"SSH-2.0-rubbish\r\n".to_vec();
        // Half of them look like a packet at first: a small length, then a key exchange message.
        if round % 2 == 0 {
            bytes.extend([0, 0, 1, byte() & 0xf8 | 4, 6, 20]);
        }
        bytes.extend((0..600).map(|_| byte()));
        let mut request = sshd.connect_request();
        request.endpoint.port = speaker(bytes.leak(), b"\n").await;
        request.limits.handshake = Duration::from_secs(10);
        attempts.spawn(dial(request));
    }
    while let Some(ended) = attempts.join_next().await {
        let error = ended.unwrap().unwrap_err();
        let told = matches!(
            error.kind,
            ErrorKind::SshProtocol(_) | ErrorKind::ConnectionLost | ErrorKind::NoCommonAlgorithm(_)
        );
        assert!(told, "{error}");
    }
}

#[tokio::test]
async fn what_is_dropped_is_gone_on_the_server_too() {
    let sshd = Sshd::start(SshdOptions { config: "MaxSessions 1\n".into(), ..SshdOptions::default() });
    let session = dial(sshd.connect_request()).await.unwrap();
    // A channel that is dropped makes room for the next one.
    for _ in 0..5 {
        let open_again = async {
            loop {
                match session.open_files().await {
                    Ok(files) => break files,
                    Err(error) => assert_eq!(error.kind, ErrorKind::ServiceRefused),
                }
            }
        };
        let files = tokio::time::timeout(PATIENCE, open_again).await.expect("room for a channel");
        files.home().await.unwrap();
    }
    assert_eq!(sshd.live_sessions(), 1);
    drop(session);
    let gone = async {
        while sshd.live_sessions() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("the connection ends");
}

#[tokio::test]
async fn an_attempt_that_is_given_up_leaves_no_connection_behind() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let sshd = Sshd::start(SshdOptions::default());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut request = sshd.connect_request();
    request.endpoint.port = listener.local_addr().unwrap().port();
    request.limits.handshake = Duration::from_millis(300);
    // Greets, and falls silent in the middle of the key exchange.
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"SSH-2.0-silent\r\n").await.unwrap();
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await
    };
    let (ended, heard) = tokio::join!(dial(request), tokio::time::timeout(PATIENCE, server));
    assert_eq!(ended.unwrap_err().kind, ErrorKind::TimedOut(Stage::Handshake));
    heard.expect("the connection ends").unwrap();
}
