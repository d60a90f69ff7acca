//! A server shows another certificate than the one that was accepted for it: nothing secret is sent, both are told, and after the
//! new one was put in its place the server is trusted again, by exactly that one.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{CertificateTrust, Command, Engine, Event, FtpConnector, SessionState, TrustCommand};
use catamaran::error::{Error, ErrorKind};
use catamaran::log::LogBody;
use catamaran::model::{Endpoint, Protocol, SecretString, SystemClock};
use catamaran::trust::TrustedCertificates;
use engine_support::{options, session, wish};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use support::{FtpDaemon, FtpSecurity, FtpServer};

fn engine(pins: &Path) -> Engine {
    let trust = CertificateTrust { pins: Some(pins.to_owned()), ..CertificateTrust::default() };
    let connector = FtpConnector::new(Arc::new(SystemClock::new()), trust);
    Engine::start(options(Arc::new(connector), &Arc::default())).unwrap()
}

fn wait<T>(engine: &Engine, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
    loop {
        let event = engine.event_within(Duration::from_mins(1)).expect("an event in time");
        assert!(!matches!(event, Event::Asked { .. }), "a changed certificate is no question: {event:?}");
        if let Some(found) = wanted(&event) {
            return found;
        }
    }
}

fn connect(engine: &Engine, server: &FtpServer) -> Result<(), Arc<Error>> {
    let at = Endpoint {
        protocol: Protocol::Ftpes,
        host: "127.0.0.1".into(),
        port: server.port,
        user: Some(server.user.to_owned()),
    };
    let mut wish = wish(at, None);
    wish.password = Some(SecretString::new(server.password.to_owned()));
    engine.send(Command::Connect { session: session(), wish });
    wait(engine, |event| match event {
        Event::Session(_, SessionState::Connected { .. }) => Some(Ok(())),
        Event::Session(_, SessionState::Ended(error)) => Some(Err(error.clone().unwrap())),
        _ => None,
    })
}

#[test]
fn a_changed_certificate_is_replaced_only_when_both_were_seen() {
    for daemon in [FtpDaemon::PureFtpd, FtpDaemon::Vsftpd] {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Explicit) else { continue };
        let dir = tempfile::tempdir().unwrap();
        let pins = dir.path().join("trusted_certificates");
        let (host, other) = (format!("127.0.0.1:{}", server.port), ["AB"; 32].join(":"));
        TrustedCertificates::remember(&pins, &host, &other).unwrap();
        TrustedCertificates::remember(&pins, "elsewhere:21", &other).unwrap();
        fs::set_permissions(&pins, fs::Permissions::from_mode(0o640)).unwrap();
        let engine = engine(&pins);
        let error = connect(&engine, &server).unwrap_err();
        let ErrorKind::CertificateChanged(conflict) = &error.kind else { panic!("{error:?}") };
        assert_eq!((&conflict.trusted, conflict.file.as_deref()), (&other, Some(pins.as_path())));
        assert_ne!(conflict.shown, other);
        let lines = engine.log().read(engine.log().range());
        let sent = |line: &LogBody| matches!(line, LogBody::Command(text) if text.starts_with("PASS"));
        assert!(!lines.iter().any(|(_, entry)| sent(&entry.body)), "nothing secret was sent");

        engine.send(Command::Trust(TrustCommand::ReplaceCertificate(conflict.clone())));
        let failed = wait(&engine, |event| match event {
            Event::Trust { error, .. } => Some(error.clone()),
            _ => None,
        });
        assert_eq!(failed, None);
        connect(&engine, &server).unwrap();
        let known = TrustedCertificates::load(&pins).unwrap();
        assert_eq!(known.of(&host), Some(conflict.shown.clone()));
        assert_eq!(known.of("elsewhere:21"), Some(other), "the others stay");
        assert_eq!(fs::metadata(&pins).unwrap().permissions().mode() & 0o777, 0o640, "its rights stay");
        // That of a data connection stands in no file: there is nothing to replace.
        let mut nowhere = (**conflict).clone();
        nowhere.file = None;
        engine.send(Command::Trust(TrustCommand::ReplaceCertificate(Box::new(nowhere))));
        let failed = wait(&engine, |event| match event {
            Event::Trust { error, .. } => Some(error.clone()),
            _ => None,
        });
        assert_eq!(failed.unwrap().kind, ErrorKind::InvalidArgument);
    }
}
