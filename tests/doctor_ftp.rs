//! `catamaran doctor` over FTP against real servers: every step, certificates, what is refused, and the exit code.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::remote::CheckStep;
use cli_support::{Ran, catamaran, speaking};
use serde_json::Value;
use support::{FtpDaemon, FtpSecurity, FtpServer};

fn check(server: &FtpServer, security: FtpSecurity, more: &[&str], password: &str) -> Ran {
    let url = format!("{}://{}@127.0.0.1:{}/", security.scheme(), server.user, server.port);
    let arguments = [&["doctor", "--json", "--password-stdin", "--timeout", "10"], more, &[&url]].concat();
    catamaran(&arguments, format!("{password}\n").as_bytes())
}

/// The lines of all steps, in order.
fn steps(ran: &Ran) -> Vec<Value> {
    ran.json().into_iter().filter(|line| line["event"] == "step").collect()
}

fn step(ran: &Ran, name: &str) -> Value {
    steps(ran).into_iter().find(|line| line["step"] == name).unwrap_or_else(|| panic!("no {name} in {ran}"))
}

fn verdict(ran: &Ran) -> Value {
    ran.json().pop().unwrap()
}

#[test]
fn good_servers_are_checked_from_the_first_step_to_the_last() {
    for daemon in FtpDaemon::ALL {
        for security in [FtpSecurity::Plain, FtpSecurity::Explicit, FtpSecurity::Implicit] {
            if (daemon, security) == (FtpDaemon::PureFtpd, FtpSecurity::Implicit) {
                // Only as a server of its own port, which it is not here.
                continue;
            }
            let Some(server) = FtpServer::start(daemon, security) else { continue };
            let authority = server.authority.to_str().unwrap();
            let more = match security {
                FtpSecurity::Plain => vec!["--plain"],
                _ => vec!["--ca-file", authority],
            };
            let ran = check(&server, security, &more, server.password);
            assert_eq!(ran.code, 0, "{daemon:?} {security:?} {ran}");
            let names: Vec<String> = steps(&ran).iter().map(|l| l["step"].as_str().unwrap().to_owned()).collect();
            let wanted: Vec<&str> = CheckStep::of(security.protocol()).iter().map(|step| step.name()).collect();
            assert_eq!(names, wanted, "{daemon:?} {security:?} {ran}");
            for line in steps(&ran) {
                let name = line["step"].as_str().unwrap();
                let state = line["state"].as_str().unwrap();
                // pure-ftpd never resumes TLS sessions, and does not insist on it.
                let expected = match name {
                    "active" => "skipped",
                    "session_reuse" if daemon == FtpDaemon::PureFtpd => "warning",
                    // It offers TLS and is not asked for it.
                    "features" if daemon == FtpDaemon::PureFtpd && security == FtpSecurity::Plain => "warning",
                    _ => "ok",
                };
                assert_eq!(state, expected, "{name} on {daemon:?} {security:?} {ran}");
            }
            assert!(!step(&ran, "features")["facts"]["features"].as_array().unwrap().is_empty(), "{ran}");
            assert!(step(&ran, "system")["facts"]["system"].as_str().unwrap().contains("UNIX"), "{ran}");
            assert_eq!(step(&ran, "home")["facts"]["path"], server.folder.as_str(), "{ran}");
            assert_eq!(step(&ran, "login")["facts"]["user"], server.user);
            if security == FtpSecurity::Plain {
                continue;
            }
            let tls = step(&ran, "tls");
            assert!(tls["facts"]["tls_version"].as_str().unwrap().starts_with("TLS"), "{ran}");
            let facts = step(&ran, "certificate")["facts"].clone();
            assert_eq!((&facts["trusted_by"], &facts["faults"]), (&"authority".into(), &Value::Null), "{ran}");
            assert_eq!((&facts["subject"], &facts["issuer"]), (&"CN=localhost".into(), &"CN=Authority".into()));
            assert_eq!(facts["names"], Value::from(vec!["localhost", "127.0.0.1", "::1"]));
            assert!(facts["valid_until"].as_str().unwrap().ends_with('Z'), "{ran}");
            assert!(facts["fingerprint"].as_str().unwrap().starts_with("SHA256:"), "{ran}");
        }
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_amber_and_gets_no_secret() {
    for security in [FtpSecurity::Explicit, FtpSecurity::Implicit] {
        let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, security) else { return };
        let ran = check(&server, security, &[], server.password);
        assert_eq!(ran.code, 4, "{ran}");
        let line = step(&ran, "certificate");
        assert_eq!((&line["state"], &line["note"]), (&"warning".into(), &"unknown_certificate".into()), "{ran}");
        assert_eq!(line["facts"]["trusted_by"], "nobody");
        assert!(line["facts"]["faults"].as_array().unwrap().contains(&"unknown_issuer".into()), "{ran}");
        for name in ["login", "features", "epsv", "session_reuse"] {
            let line = step(&ran, name);
            let expected = (&"skipped".into(), &"certificate_not_trusted".into());
            assert_eq!((&line["state"], &line["note"]), expected, "{ran}");
        }
        let last = verdict(&ran);
        assert_eq!((&last["state"], &last["step"]), (&"untrusted".into(), &"certificate".into()), "{ran}");
        assert!(last["explanation"].as_str().unwrap().contains("certificate"), "{ran}");
        // Let through for this once; the next checkup knows nothing of it.
        let ran = check(&server, security, &["--accept-new-certificate"], server.password);
        let note = step(&ran, "certificate")["note"].clone();
        assert_eq!((ran.code, note), (0, "certificate_accepted_once".into()), "{ran}");
        assert_eq!(check(&server, security, &[], server.password).code, 4);
    }
}

#[test]
fn what_fails_is_told_at_its_step() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let ran = check(&server, FtpSecurity::Plain, &["--plain"], "wrong-Xq7");
    let login = step(&ran, "login");
    assert_eq!((ran.code, &login["state"]), (5, &"failed".into()), "{ran}");
    let error = &login["error"];
    assert_eq!(
        (&error["family"], &error["code"], &error["cause"]),
        (&"ftp".into(), &530.into(), &"login_refused".into())
    );
    assert!(error["server_text"].as_str().unwrap().starts_with("530 "), "the whole reply: {ran}");
    assert!(!ran.out.contains("wrong-Xq7") && !ran.err.contains("wrong-Xq7"), "{ran}");
    assert_eq!(step(&ran, "epsv")["note"], "not_reached");
    // A server without TLS refuses AUTH.
    let ran = check(&server, FtpSecurity::Explicit, &[], server.password);
    let tls = step(&ran, "tls");
    assert_eq!((&tls["state"], &tls["error"]["cause"]), (&"failed".into(), &"encryption_refused".into()), "{ran}");
    // What is no FTP server is recognised.
    let others = [(&b"SSH-2.0-OpenSSH_9.2\r\n"[..], "wrong_protocol"), (b"421 Too many users.\r\n", "server_limit")];
    for (greeting, cause) in others {
        let url = format!("ftp://anonymous@127.0.0.1:{}/", speaking(greeting));
        let ran = catamaran(&["doctor", "--json", "--timeout", "5", &url], b"");
        let banner = step(&ran, "banner");
        assert_eq!((&banner["state"], &banner["error"]["cause"]), (&"failed".into(), &cause.into()), "{ran}");
        assert_eq!(ran.code, 3, "{ran}");
    }
    // In clear, where the server could encrypt.
    let Some(secure) = FtpServer::start(FtpDaemon::PureFtpd, FtpSecurity::Explicit) else { return };
    let ran = check(&secure, FtpSecurity::Plain, &["--plain"], secure.password);
    assert_eq!(step(&ran, "login")["state"], "failed", "it insists on TLS: {ran}");
}
