//! `catamaran doctor` against real servers and against what is no SSH server: which step is red, why, and the exit code.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::model::Protocol;
use catamaran::remote::CheckStep;
use cli_support::{ClosedPort, Ran, catamaran, speaking};
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use support::{Sshd, SshdOptions, Subsystem, strange_key};

/// The line of a step; where there are several, the first.
fn step(ran: &Ran, name: &str) -> Value {
    let line = ran.json().into_iter().find(|line| line["event"] == "step" && line["step"] == name);
    line.unwrap_or_else(|| panic!("no {name} in {ran}"))
}

fn verdict(ran: &Ran) -> Value {
    let lines = ran.json();
    let last = lines.last().unwrap().clone();
    assert_eq!(last["event"], "verdict", "{ran}");
    last
}

/// Each step in its order with its state.
fn states(ran: &Ran) -> Vec<(String, String)> {
    let lines = ran.json();
    let steps = lines.iter().filter(|line| line["event"] == "step");
    let of = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    steps.map(|line| (of(line, "step"), of(line, "state"))).collect()
}

/// The checkup with the test's key; `known` is the file of known hosts.
fn check(url: &str, identity: Option<&Path>, known: &Path, more: &[&str], input: &str) -> Ran {
    let mut arguments = vec!["doctor", "--json", "--known-hosts", known.to_str().unwrap()];
    if let Some(identity) = identity {
        arguments.extend(["--identity", identity.to_str().unwrap()]);
    }
    arguments.extend(more);
    arguments.push(url);
    catamaran(&arguments, input.as_bytes())
}

fn check_sshd(sshd: &Sshd, more: &[&str]) -> Ran {
    check(&sshd.url("/"), Some(&sshd.identity), &sshd.known_hosts, more, "")
}

/// Asserts that a step is the first red one, that all before it are not red, and that all after it are grey.
fn assert_fails(ran: &Ran, name: &str, cause: &str, code: i32) {
    let line = step(ran, name);
    assert_eq!((&line["state"], &line["error"]["cause"]), (&"failed".into(), &cause.into()), "{ran}");
    let last = verdict(ran);
    assert_eq!(
        (&last["state"], &last["step"], &last["cause"]),
        (&"failed".into(), &name.into(), &cause.into()),
        "{ran}"
    );
    assert!(last["explanation"].as_str().unwrap().len() > 20, "{ran}");
    let states = states(ran);
    let at = states.iter().position(|(step, _)| step == name).unwrap();
    assert!(states[..at].iter().all(|(_, state)| state == "ok"), "{ran}");
    assert!(states[at + 1..].iter().all(|(_, state)| state == "skipped"), "{ran}");
    assert_eq!(states.len(), CheckStep::of(Protocol::Sftp).len(), "every step is told: {ran}");
    assert_eq!(ran.code, code, "{ran}");
}

#[test]
fn a_good_server_is_green_from_the_first_step_to_the_last() {
    let sshd = Sshd::start(SshdOptions::default());
    let before = fs::read(&sshd.known_hosts).unwrap();
    let ran = check_sshd(&sshd, &[]);
    assert_eq!(ran.code, 0, "{ran}");
    let steps: Vec<String> = states(&ran).into_iter().map(|(step, _)| step).collect();
    assert_eq!(steps, CheckStep::of(Protocol::Sftp).iter().map(|step| step.name()).collect::<Vec<_>>());
    assert!(states(&ran).iter().all(|(_, state)| state == "ok"), "{ran}");
    assert_eq!(verdict(&ran)["state"], "ok");
    let fact = |name: &str, fact: &str| step(&ran, name)["facts"][fact].clone();
    assert_eq!(fact("dns", "ipv4"), Value::from(vec!["127.0.0.1"]));
    assert_eq!(fact("tcp", "address"), format!("127.0.0.1:{}", sshd.port));
    assert!(fact("banner", "server_version").as_str().unwrap().starts_with("SSH-2.0-OpenSSH"), "{ran}");
    for name in ["key_exchange", "cipher"] {
        assert!(!fact("key_exchange", name).as_str().unwrap().is_empty(), "{ran}");
    }
    assert!(fact("host_key", "fingerprint").as_str().unwrap().starts_with("SHA256:"), "{ran}");
    assert_eq!(fact("host_key", "known_hosts"), "known");
    assert_eq!(fact("login_methods", "methods"), Value::from(vec!["publickey"]));
    assert_eq!(fact("login", "method"), "publickey");
    assert_eq!(fact("login", "user"), sshd.user.as_str());
    assert_eq!(fact("sftp", "version"), 3);
    assert!(fact("sftp", "extensions").as_array().unwrap().contains(&"limits@openssh.com".into()), "{ran}");
    assert!(fact("sftp", "max_read").as_u64().unwrap() > 0 && fact("space", "total").as_u64().unwrap() > 0, "{ran}");
    assert!(fact("home", "path").as_str().unwrap().starts_with('/'), "{ran}");
    assert_eq!(sshd.connections(), 1, "one connection serves every step");
    assert_eq!(fs::read(&sshd.known_hosts).unwrap(), before);
}

#[test]
fn people_read_the_same() {
    let sshd = Sshd::start(SshdOptions::default());
    let (identity, known) = (sshd.identity.to_str().unwrap(), sshd.known_hosts.to_str().unwrap());
    let ran = catamaran(&["doctor", "-i", identity, "--known-hosts", known, &sshd.url("/")], b"");
    assert_eq!(ran.code, 0, "{ran}");
    for part in ["Name lookup", "Key exchange", "SHA256:", "publickey", "statvfs@openssh.com", "All is well"] {
        assert!(ran.out.contains(part), "{part} in {ran}");
    }
    let closed = ClosedPort::take();
    let ran = catamaran(&["doctor", &format!("sftp://nobody@127.0.0.1:{}/", closed.port)], b"");
    assert_eq!(ran.code, 3, "{ran}");
    for part in ["FAILED", "The first step that fails: Connection", "Not reached", "ECONNREFUSED"] {
        assert!(ran.out.contains(part), "{part} in {ran}");
    }
}

#[test]
fn what_is_no_ssh_server_is_recognised() {
    let nothing = Path::new("/dev/null");
    let url = |port: u16| format!("sftp://nobody@127.0.0.1:{port}/");
    let closed = ClosedPort::take();
    assert_fails(&check(&url(closed.port), None, nothing, &[], ""), "tcp", "connection_refused", 3);
    for (greeting, words) in [
        (&b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"[..], "This is a web server"),
        (b"220 ProFTPD Server ready.\r\n", "This is an FTP server"),
        (b"\x15\x03\x01\0\x02\x02\x46", "This port speaks TLS"),
    ] {
        let ran = check(&url(speaking(greeting)), None, nothing, &["--timeout", "5"], "");
        assert_fails(&ran, "banner", "wrong_protocol", 3);
        assert!(verdict(&ran)["explanation"].as_str().unwrap().contains(words), "{words} in {ran}");
    }
    // Taken in by the system, and never answered.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let ran = check(&url(port), None, nothing, &["--timeout", "1"], "");
    assert_fails(&ran, "banner", "timed_out", 3);
    let ran = check("sftp://nobody@no-such-host.invalid/", None, nothing, &["--timeout", "5"], "");
    assert_eq!((states(&ran)[0].clone(), ran.code), (("dns".into(), "failed".into()), 3), "{ran}");
}

#[test]
fn a_refused_password_is_told_with_what_the_server_offers() {
    let config = "PasswordAuthentication yes".into();
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let ran = check(&sshd.url("/"), None, &sshd.known_hosts, &["--password-stdin"], "wrong-Xq7\n");
    assert_fails(&ran, "login", "login_refused", 5);
    let methods = step(&ran, "login_methods")["facts"]["methods"].clone();
    assert!(methods.as_array().unwrap().contains(&"password".into()), "{ran}");
    assert!(!ran.out.contains("wrong-Xq7") && !ran.err.contains("wrong-Xq7"), "{ran}");
}

#[test]
fn an_unknown_key_is_amber_and_gets_no_secret() {
    let config = "PasswordAuthentication yes".into();
    let sshd = Sshd::start(SshdOptions { config, ..SshdOptions::default() });
    let known = sshd.dir.path().join("nothing_known");
    fs::write(&known, "").unwrap();
    let ran = check(&sshd.url("/"), Some(&sshd.identity), &known, &["--password-stdin"], "secret\n");
    assert_eq!(ran.code, 4, "{ran}");
    let line = step(&ran, "host_key");
    assert_eq!((&line["state"], &line["note"]), (&"warning".into(), &"unknown_key".into()), "{ran}");
    assert_eq!(line["facts"]["known_hosts"], "unknown");
    assert_eq!(step(&ran, "login_methods")["state"], "ok", "the way to log in is told all the same: {ran}");
    for name in ["login", "sftp", "home", "space"] {
        let line = step(&ran, name);
        assert_eq!((&line["state"], &line["note"]), (&"skipped".into(), &"key_not_trusted".into()), "{ran}");
    }
    assert_eq!(verdict(&ran)["state"], "untrusted");
    let log = sshd.log();
    assert!(!log.contains("Failed password") && !log.contains("Accepted"), "{log}");

    let ran = check(&sshd.url("/"), Some(&sshd.identity), &known, &["--accept-new-host-key"], "");
    assert_eq!((ran.code, &step(&ran, "host_key")["note"]), (0, &"accepted_once".into()), "{ran}");
    assert_eq!((&verdict(&ran)["state"], &step(&ran, "space")["state"]), (&"warning".into(), &"ok".into()), "{ran}");
    assert_eq!(fs::read_to_string(&known).unwrap(), "", "the doctor writes no known hosts");
}

#[test]
fn a_changed_or_revoked_key_ends_the_checkup_before_any_login() {
    let sshd = Sshd::start(SshdOptions { host_keys: vec!["ed25519"], ..SshdOptions::default() });
    let known = sshd.dir.path().join("other_known");
    fs::write(&known, format!("[127.0.0.1]:{} {}", sshd.port, strange_key("ed25519"))).unwrap();
    for more in [&[][..], &["--accept-new-host-key"]] {
        let ran = check(&sshd.url("/"), Some(&sshd.identity), &known, more, "");
        assert_fails(&ran, "host_key", "host_key_changed", 4);
        assert_eq!(step(&ran, "host_key")["facts"]["known_hosts"], "changed");
    }
    let own = fs::read_to_string(sshd.host_public_key("ed25519")).unwrap();
    fs::write(&known, format!("@revoked * {own}")).unwrap();
    assert_fails(&check(&sshd.url("/"), Some(&sshd.identity), &known, &[], ""), "host_key", "host_key_revoked", 4);
    assert!(!sshd.log().contains("Accepted"), "{}", sshd.log());
}

#[test]
fn a_service_that_does_not_start_is_told_with_its_reason() {
    let options = |config: &str, subsystem| SshdOptions { config: config.into(), subsystem, ..SshdOptions::default() };
    let sshd = Sshd::start(options("MaxSessions 0", Subsystem::Internal));
    assert_fails(&check_sshd(&sshd, &["--timeout", "10"]), "sftp", "service_refused", 3);
    let sshd = Sshd::start(options("", Subsystem::Missing));
    assert_fails(&check_sshd(&sshd, &["--timeout", "10"]), "sftp", "service_refused", 3);
    let talking = "echo 'Welcome to this server'; exec cat > /dev/null".into();
    let sshd = Sshd::start(options("", Subsystem::Command(talking)));
    let ran = check_sshd(&sshd, &["--timeout", "10"]);
    assert_fails(&ran, "sftp", "login_script_text", 3);
    assert_eq!(step(&ran, "sftp")["facts"]["printed_text"], "Welcome to this server", "{ran}");
    let (identity, known) = (sshd.identity.to_str().unwrap(), sshd.known_hosts.to_str().unwrap());
    let ran = catamaran(&["doctor", "-i", identity, "--known-hosts", known, &sshd.url("/")], b"");
    assert!(ran.out.contains("Welcome to this server"), "{ran}");
}
