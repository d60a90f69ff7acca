//! Real servers are reached through proxies: SOCKS 4, 4A and 5 and HTTP CONNECT, with login and names looked up by the proxy,
//! for SFTP, and for both connections of FTP.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::error::{ErrorKind, ProxyTrouble};
use catamaran::model::{Proxy, ProxyAccess};
use cli_support::{ClosedPort, Ran, catamaran, speaking};
use std::fs;
use std::sync::Arc;
use support::{FtpDaemon, FtpSecurity, FtpServer, ProxyRules, Scripted, Sshd, SshdOptions, TestProxy, dial, dial_with};

const LOGIN: Option<(&str, &str)> = Some(("ada", "pr0xy-secret"));

/// Runs a verb on a server that only the proxy can name, with the proxy's password on standard input.
fn run(sshd: &Sshd, verb: &[&str], proxy: &str, host: &str, more: &[&str], password: &str) -> Ran {
    let known = sshd.dir.path().join("known_through_proxy");
    let key = fs::read_to_string(sshd.host_public_key("ed25519")).unwrap();
    fs::write(&known, format!("[{host}]:{} {key}", sshd.port)).unwrap();
    let url = format!("sftp://{}@{host}:{}{}", sshd.user, sshd.port, sshd.files.display());
    let identity = sshd.identity.display().to_string();
    let mut arguments = verb.to_vec();
    arguments.extend(["-v", "-F", "none", "--known-hosts", known.to_str().unwrap(), "-i", &identity]);
    arguments.extend(["--proxy", proxy]);
    arguments.extend(more);
    arguments.push(&url);
    catamaran(&arguments, format!("{password}\n").as_bytes())
}

#[test]
fn sftp_goes_through_every_kind_of_proxy_and_the_proxy_looks_the_name_up() {
    let sshd = Sshd::start(SshdOptions::default());
    fs::write(sshd.files.join("found"), "x").unwrap();
    for (scheme, host, told) in [
        ("socks5", "server.test", "server.test"),
        ("socks4a", "server.test", "server.test"),
        ("http", "server.test", "server.test"),
        // Version 4 can be told addresses alone, so the name is looked up here.
        ("socks4", "localhost", "127.0.0.1"),
    ] {
        for login in [None, LOGIN] {
            let proxy = TestProxy::start(ProxyRules { login, ..ProxyRules::default() });
            let user = login.map_or(String::new(), |(user, _)| format!("{user}@"));
            let url = format!("{scheme}://{user}127.0.0.1:{}", proxy.port);
            let ran = run(&sshd, &["ls"], &url, host, &["--proxy-password-stdin"], "pr0xy-secret");
            assert_eq!(ran.code, 0, "{url} {ran}");
            assert!(ran.out.contains("found") && !ran.err.contains("pr0xy-secret"), "{ran}");
            assert_eq!(proxy.asked(), [format!("{told}:{}", sshd.port)], "{url}");
            assert_eq!(proxy.logins(), usize::from(login.is_some()), "{url}");
        }
    }
}

#[test]
fn both_connections_of_ftp_go_through_the_proxy() {
    let mut ran_any = false;
    for daemon in FtpDaemon::ALL {
        for security in [FtpSecurity::Plain, FtpSecurity::Explicit, FtpSecurity::Implicit] {
            // pure-ftpd knows no TLS from the first byte on.
            if (daemon, security) == (FtpDaemon::PureFtpd, FtpSecurity::Implicit) {
                continue;
            }
            let Some(server) = FtpServer::start(daemon, security) else { continue };
            ran_any = true;
            let scheme = security.scheme();
            let dir = tempfile::tempdir().unwrap();
            fs::write(server.files.join("there"), "from the server").unwrap();
            for kind in ["socks5", "socks4a", "http"] {
                let proxy = TestProxy::start(ProxyRules { login: LOGIN, ..ProxyRules::default() });
                let through = format!("{kind}://ada@127.0.0.1:{}", proxy.port);
                let authority = server.authority.to_str().unwrap();
                let common = ["--proxy", &through, "--password-stdin", "--proxy-password-stdin", "--plain"];
                let run = |verb: &str, operands: &[&str]| {
                    let all = [&[verb, "--ca-file", authority], &common[..], operands].concat();
                    catamaran(&all, format!("{}\npr0xy-secret\n", server.password).as_bytes())
                };
                let target = dir.path().join(kind);
                let ran = run("get", &[&server.url("/there"), target.to_str().unwrap()]);
                assert_eq!(ran.code, 0, "{daemon:?} {scheme} through {kind}: {ran}");
                assert_eq!(fs::read_to_string(&target).unwrap(), "from the server");
                let ran = run("put", &[target.to_str().unwrap(), &server.url(&format!("/{kind}"))]);
                assert_eq!(ran.code, 0, "{daemon:?} {scheme} through {kind}: {ran}");
                assert_eq!(fs::read_to_string(server.files.join(kind)).unwrap(), "from the server");
                let asked = proxy.asked();
                let control = format!("localhost:{}", server.port);
                assert!(asked.iter().all(|told| told.starts_with("localhost:")), "{asked:?}");
                assert!(asked.iter().filter(|told| **told == control).count() >= 2, "{asked:?}");
                assert!(asked.iter().filter(|told| **told != control).count() >= 2, "data: {asked:?}");
            }
        }
    }
    if !ran_any {
        eprintln!("SKIPPED: no FTP server is there");
    }
}

#[test]
fn a_proxy_leads_to_the_first_hop() {
    let [hop, target] = [(); 2].map(|()| Sshd::start(SshdOptions::default()));
    fs::write(target.files.join("found"), "x").unwrap();
    let proxy = TestProxy::start(ProxyRules::default());
    let config = target.dir.path().join("config");
    let block = |alias: &str, sshd: &Sshd, more: &str| {
        format!(
            "Host {alias}\n HostName 127.0.0.1\n Port {}\n User {}\n IdentityFile {}\n UserKnownHostsFile {}\n{more}\n",
            sshd.port,
            sshd.user,
            sshd.identity.display(),
            sshd.known_hosts.display()
        )
    };
    // The command is not needed where a proxy is named.
    let text = block("hop", &hop, " ProxyCommand false") + &block("target", &target, " ProxyJump hop");
    fs::write(&config, text).unwrap();
    let url = format!("sftp://target{}", target.files.display());
    let through = format!("socks5://127.0.0.1:{}", proxy.port);
    let ran = catamaran(&["ls", "-F", config.to_str().unwrap(), "--proxy", &through, &url], b"");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("found"));
    assert_eq!(proxy.asked(), [format!("127.0.0.1:{}", hop.port)]);
    assert_eq!((hop.connections(), target.connections()), (1, 1));
}

#[test]
fn refusals_of_proxies_keep_their_code_and_words() {
    let sshd = Sshd::start(SshdOptions::default());
    let refusing = TestProxy::start(ProxyRules { refuse: Some(2), ..ProxyRules::default() });
    let guarded = TestProxy::start(ProxyRules { login: LOGIN, ..ProxyRules::default() });
    let nothing = ClosedPort::take();
    let closed = nothing.port;
    let web = speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    for (proxy, words) in [
        (format!("socks5://127.0.0.1:{}", refusing.port), &["2 SOCKS5_NOT_ALLOWED", "server.test"][..]),
        (format!("socks4a://127.0.0.1:{}", refusing.port), &["91 SOCKS4_REJECTED_OR_FAILED"]),
        (format!("http://127.0.0.1:{}", refusing.port), &["403 FORBIDDEN", "Not through me"]),
        (format!("socks5://127.0.0.1:{}", guarded.port), &["wants a login"]),
        (format!("http://127.0.0.1:{}", guarded.port), &["407 PROXY_AUTHENTICATION_REQUIRED", "Who are you"]),
        (format!("socks4://eve@127.0.0.1:{}", guarded.port), &["93 SOCKS4_OTHER_USER", "refused the login"]),
        (format!("socks5://eve@127.0.0.1:{}", guarded.port), &["refused the login"]),
        (format!("http://eve@127.0.0.1:{}", guarded.port), &["refused the login", "Who are you"]),
        (format!("socks5://127.0.0.1:{closed}"), &["socks5://127.0.0.1:"]),
        (format!("socks5://127.0.0.1:{web}"), &["another protocol", "HTTP/1.1 400"]),
        ("http://no-such-proxy.invalid:1".to_owned(), &["http://no-such-proxy.invalid:1"]),
    ] {
        let host = if proxy.starts_with("socks4:") { "localhost" } else { "server.test" };
        let ran = run(&sshd, &["ls"], &proxy, host, &["--proxy-password-stdin"], "wrong-secret");
        assert_eq!(ran.code, 3, "{proxy}: {ran}");
        assert!(words.iter().all(|word| ran.err.contains(word)), "{words:?} of {proxy}: {ran}");
        assert!(!ran.err.contains("wrong-secret"), "{ran}");
    }
    assert_eq!(sshd.connections(), 0);
    // A server that the proxy cannot reach is told as such.
    let open = TestProxy::start(ProxyRules::default());
    for (scheme, words) in [("socks5", "5 SOCKS5_CONNECTION_REFUSED"), ("http", "ERR_CONNECT_FAIL")] {
        let proxy = format!("{scheme}://127.0.0.1:{}", open.port);
        let ran = catamaran(&["ls", "--proxy", &proxy, &format!("sftp://server.test:{closed}/")], b"");
        assert_eq!(ran.code, 3, "{ran}");
        assert!(ran.err.contains(words) && ran.err.contains(&format!("server.test:{closed}")), "{ran}");
    }
}

#[test]
fn a_password_in_the_address_of_a_proxy_is_refused_and_not_repeated() {
    for proxy in ["socks5://ada:canary@127.0.0.1", "proxy:1080", "socks5://"] {
        let ran = catamaran(&["ls", "--proxy", proxy, "sftp://nowhere.invalid/"], b"");
        assert_eq!(ran.code, 2, "{ran}");
        assert!(!ran.err.contains("canary"), "{ran}");
    }
}

#[test]
fn the_doctor_has_a_step_for_the_proxy() {
    let sshd = Sshd::start(SshdOptions::default());
    let proxy = TestProxy::start(ProxyRules { login: LOGIN, ..ProxyRules::default() });
    let through = format!("socks5://ada@127.0.0.1:{}", proxy.port);
    let step = |ran: &Ran| {
        let steps = ran.json().into_iter().filter(|line| line["event"] == "check" || line["step"].is_string());
        steps.into_iter().find(|line| line["step"] == "proxy").unwrap_or_else(|| panic!("{ran}"))
    };
    let ran = run(&sshd, &["doctor", "--json"], &through, "server.test", &["--proxy-password-stdin"], "pr0xy-secret");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!((&step(&ran)["state"], &step(&ran)["facts"]["proxy"]), (&"ok".into(), &through.as_str().into()));
    let ran = run(&sshd, &["doctor", "--json"], &through, "server.test", &["--proxy-password-stdin"], "wrong");
    assert_eq!(ran.code, 3, "{ran}");
    assert_eq!(step(&ran)["state"], "failed");
    let server = format!("socks5://127.0.0.1:{}", sshd.port);
    let ran = run(&sshd, &["doctor", "--json"], &server, "server.test", &[], "");
    assert_eq!((ran.code, &step(&ran)["state"]), (3, &"failed".into()), "an SSH server is no proxy: {ran}");
}

#[tokio::test]
async fn the_password_of_a_proxy_is_asked_for_until_it_fits() {
    let sshd = Sshd::start(SshdOptions::default());
    let proxy = TestProxy::start(ProxyRules { login: LOGIN, ..ProxyRules::default() });
    let mut request = sshd.connect_request();
    let named = Proxy::parse(&format!("socks5://ada@127.0.0.1:{}", proxy.port)).unwrap();
    request.proxy = Some(ProxyAccess { proxy: named.clone(), password: None });
    let person = Arc::new(Scripted::default().password("wrong").password("pr0xy-secret"));
    dial_with(request.clone(), &person).await.unwrap();
    let asked = person.asked_passwords.lock().unwrap().clone();
    assert_eq!(asked.iter().map(|question| question.refused_before).collect::<Vec<_>>(), [false, true]);
    assert!(asked.iter().all(|question| question.host == named.shown() && question.user == "ada"));
    // Nobody there to be asked.
    let error = dial(request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Proxy(ProxyTrouble::LoginNeeded));
}
