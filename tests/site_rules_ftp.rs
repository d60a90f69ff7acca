//! What a site's settings do on real FTP servers: locks, connections, kinds of login, kept passwords, times.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{
    Answer, CertificateTrust, Command, ConnectWish, Event, FtpConnector, Operation, Question, SessionState, SiteRules,
};
use catamaran::error::ErrorKind;
use catamaran::model::{EntryName, FtpOptions, OverwriteRule, RequestId, SecretString, SystemClock};
use catamaran::remote::HandAnswer;
use catamaran::site::{Keyring, LoginKind, ProductionLock, SecretKeeper, SecretName, Vault};
use engine_support::{Bench, on_server, remote, session, wish};
use std::fs;
use std::sync::Arc;
use support::{FtpDaemon, FtpSecurity, FtpServer};

fn connector() -> Arc<FtpConnector> {
    Arc::new(FtpConnector::new(Arc::new(SystemClock::new()), CertificateTrust::default()))
}

fn wished(server: &FtpServer, rules: SiteRules) -> ConnectWish {
    let request = server.request();
    let ftp = Box::new(FtpOptions { plain: true, ..FtpOptions::default() });
    ConnectWish { password: request.password, ftp, rules: Box::new(rules), ..wish(request.endpoint, None) }
}

fn connected(server: &FtpServer, rules: SiteRules) -> Bench {
    let mut bench = Bench::start(connector());
    bench.connect(wished(server, rules));
    bench
}

#[test]
fn a_locked_ftp_site_is_only_read() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        fs::write(server.files.join("precious"), b"keep").unwrap();
        let mut bench = connected(&server, SiteRules { lock: ProductionLock::Refuse, ..SiteRules::default() });
        let parent = on_server(&server.folder);
        let made = bench.operate(Operation::CreateFolder { parent, name: EntryName::new("new").unwrap() });
        assert_eq!(made.errors[0].kind, ErrorKind::SiteLocked, "{daemon:?}");
        let file = tempfile::NamedTempFile::new().unwrap();
        let batch = bench.upload(&[file.path()], &server.folder, OverwriteRule::Overwrite);
        assert_eq!(bench.finished(batch).failed, 1, "{daemon:?}");
        let path = server.path("/precious");
        let mut by_hand = |line: String| {
            let request = RequestId::from(bench.number());
            bench.engine.send(Command::ByHand { request, session: session(), line: SecretString::new(line) });
            bench.wait(|event| match event {
                Event::Answered { request: of, result } if *of == request => Some(result.clone()),
                _ => None,
            })
        };
        for line in [format!("DELE {path}"), "SITE CHMOD 777 x".into(), "XFROB".into()] {
            assert_eq!(by_hand(line.clone()).unwrap_err().kind, ErrorKind::SiteLocked, "{daemon:?} {line}");
        }
        // A size, or that there is none in the type that is set: it went out and was answered.
        let size = by_hand(format!("SIZE {path}")).unwrap();
        assert!(matches!(&*size, HandAnswer::Replies(replies) if matches!(replies[0].code, 213 | 550)), "{size:?}");
        let target = tempfile::tempdir().unwrap();
        let batch = bench.download(&[remote(&path)], target.path(), OverwriteRule::Overwrite);
        assert_eq!(bench.finished(batch).files, 1, "{daemon:?}");
        let names: Vec<_> = fs::read_dir(&server.files).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["precious"], "{daemon:?}");
    }
}

#[test]
fn a_site_with_one_connection_makes_one() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let mut bench = connected(&server, SiteRules { most_connections: Some(1), ..SiteRules::default() });
        let tree = tempfile::tempdir().unwrap();
        for n in 0..12 {
            fs::write(tree.path().join(n.to_string()), vec![1; 5000]).unwrap();
        }
        let batch = bench.upload(&[tree.path()], &server.folder, OverwriteRule::Overwrite);
        assert_eq!(bench.finished(batch).files, 12, "{daemon:?}");
        assert_eq!(server.connections(), 1, "{daemon:?}");
    }
}

#[test]
fn an_anonymous_site_uses_neither_user_nor_password() {
    // This server knows its own user only, so that it tells which one came.
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let rules = SiteRules { login: Some(LoginKind::Anonymous), ..SiteRules::default() };
    let mut bench = Bench::start(connector());
    bench.engine.send(Command::Connect { session: session(), wish: wished(&server, rules) });
    let error = bench.wait(|event| match event {
        Event::Session(_, SessionState::Ended(Some(error))) => Some(Arc::clone(error)),
        Event::Session(_, SessionState::Connected { .. }) => panic!("as whom?"),
        Event::Asked { question, .. } => panic!("asked {question:?}"),
        _ => None,
    });
    assert!(matches!(error.kind, ErrorKind::LoginRefused { .. }), "{error:?}");
    let sent = bench.log.read(bench.log.range());
    assert!(sent.iter().any(|(_, entry)| format!("{:?}", entry.body).contains("USER anonymous")));
}

#[test]
fn a_site_that_asks_for_its_password_takes_none_that_is_kept() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::of(keyring_core::mock::Store::new().unwrap());
    let keeper = Arc::new(SecretKeeper::new(keyring, Vault::at(folder.path().join("vault.json"))));
    let name = SecretName::password(&server.request().endpoint, server.user);
    keeper.keep(&name, &SecretString::new(server.password.to_owned())).unwrap();
    for (login, asks) in [(None, false), (Some(LoginKind::Password), false), (Some(LoginKind::Ask), true)] {
        let mut wish = wished(&server, SiteRules { login, ..SiteRules::default() });
        wish.password = None;
        let mut bench = Bench::start_with(connector(), Some(Arc::clone(&keeper)));
        bench.engine.send(Command::Connect { session: session(), wish });
        let asked = bench.wait(|event| match event {
            Event::Session(_, SessionState::Connected { .. }) => Some(None),
            Event::Asked { prompt, question: Question::Password(..) } => Some(Some(*prompt)),
            Event::Session(_, SessionState::Ended(error)) => panic!("{login:?}: {error:?}"),
            _ => None,
        });
        assert_eq!(asked.is_some(), asks, "{login:?}");
        if let Some(prompt) = asked {
            let answer = Answer::Keep(SecretString::new(server.password.to_owned()));
            bench.engine.send(Command::Answer { prompt, answer });
            bench.wait(|event| matches!(event, Event::Session(_, SessionState::Connected { .. })).then_some(()));
        }
    }
}
