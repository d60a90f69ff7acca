//! Connections for data that cannot be made: what is tried, what is told of it, and the other mode that helps.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod engine_support;
mod support;

use catamaran::engine::{Command, ConnectWish, Event, Failed, FtpConnector, Repair};
use catamaran::error::{Cause, Confidence, DataFault, DataMode, DataTrouble, DataWay, Error, ErrorKind, Fix};
use catamaran::model::{Endpoint, OperationId, OverwriteRule, Protocol, SecretString, SystemClock, TransferId};
use catamaran::queue::TransferState;
use catamaran::remote::ftp::{CertificateTrust, DataDirection, FtpLimits, FtpOptions};
use cli_support::{Ran, catamaran};
use engine_support::{Bench, on_server, remote, session};
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use support::{Door, Doors, FtpDoors};

fn wish(server: &FtpDoors, data: DataDirection) -> ConnectWish {
    let user = Some("ada".into());
    ConnectWish {
        endpoint: Endpoint { protocol: Protocol::Ftp, host: "127.0.0.1".into(), port: server.port, user },
        password: Some(SecretString::new("secret-Xq7".into())),
        identities: Vec::new(),
        port_said: true,
        start_folder: None,
        proxy: None,
        ftp: Box::new(FtpOptions { plain: true, data, ..FtpOptions::default() }),
        account: None,
        rules: Box::default(),
    }
}

fn connected(server: &FtpDoors, data: DataDirection) -> Bench {
    let mut connector = FtpConnector::new(Arc::new(SystemClock::new()), CertificateTrust::default());
    // So short that a server that never connects is given up soon.
    connector.limits = FtpLimits { connect: Duration::from_millis(300), ..FtpLimits::default() };
    let mut bench = Bench::start(Arc::new(connector));
    bench.connect(wish(server, data));
    bench
}

fn active() -> DataDirection {
    DataDirection::from(DataMode::Active)
}

/// Mode, trouble, and the first fix of an error.
fn found(error: &Error) -> (DataMode, DataTrouble, Confidence, Fix) {
    assert_eq!(error.kind, ErrorKind::NoDataConnection, "{error}");
    let diagnosis = error.diagnosis.as_ref().expect("a diagnosis");
    let Cause::NoDataConnection { mode, trouble } = diagnosis.cause else { panic!("{:?}", diagnosis.cause) };
    assert_eq!(diagnosis.evidence.len(), error.tries.len(), "each way is shown");
    (mode, trouble, diagnosis.confidence, diagnosis.fixes[0].clone())
}

#[test]
fn ports_that_are_shut_are_told_with_every_way_that_was_tried() {
    let server = FtpDoors::start(Doors::new(Door::Shut, Door::Unknown));
    let mut bench = connected(&server, DataDirection::Passive);
    let error = bench.list(on_server("/")).unwrap_err();
    let (mode, trouble, confidence, fix) = found(&error);
    assert!(matches!(trouble, DataTrouble::PortClosed { port } if port > 0), "{trouble:?}");
    assert_eq!((mode, confidence), (DataMode::Passive, Confidence::Likely));
    assert_eq!(fix, Fix::SwitchDataMode(DataMode::Active));
    let tried: Vec<DataWay> = error.tries.iter().map(|tried| tried.way).collect();
    let all = [DataWay::ExtendedPassive, DataWay::Passive, DataWay::ExtendedActive, DataWay::Active];
    assert_eq!(tried, all);
    assert!(matches!(error.tries[0].fault, DataFault::Refused { .. }));
    assert_eq!(error.tries[3].fault, DataFault::CommandRefused(500));
}

#[test]
fn each_trouble_is_told_from_the_others() {
    let mixed = Doors { epsv: Door::Unknown, pasv: Door::Junk, eprt: Door::Unknown, port: Door::Unknown };
    for (doors, data, wanted) in [
        (Doors::new(Door::Unknown, Door::Unknown), DataDirection::Passive, DataTrouble::NotOffered),
        (Doors::new(Door::Junk, Door::Unknown), DataDirection::Passive, DataTrouble::BadAddress),
        (mixed, DataDirection::Passive, DataTrouble::BadAddress),
        (Doors::new(Door::Fails, Door::Fails), active(), DataTrouble::ServerFailed),
        (Doors::new(Door::Shut, Door::Shut), active(), DataTrouble::NotCalled),
    ] {
        let server = FtpDoors::start(doors);
        let mut bench = connected(&server, data);
        let error = bench.list(on_server("/")).unwrap_err();
        assert_eq!(found(&error).1, wanted, "{doors:?}: {error}");
    }
}

#[test]
fn another_way_is_found_without_a_word_and_remembered() {
    let doors = Doors { epsv: Door::Unknown, ..Doors::new(Door::Open, Door::Unknown) };
    let server = FtpDoors::start(doors);
    let mut bench = connected(&server, DataDirection::Passive);
    for _ in 0..2 {
        assert_eq!(bench.list(on_server("/")).unwrap().entries.len(), 1);
    }
    assert_eq!(server.sent().iter().filter(|line| *line == "EPSV").count(), 1, "{:?}", server.sent());
    assert!(bench.logged_errors().is_empty());
}

#[test]
fn a_listing_is_not_asked_for_again_on_a_connection_that_still_owes_a_reply() {
    let server = FtpDoors::start(Doors::new(Door::Open, Door::Late));
    let mut bench = connected(&server, active());
    let listing = bench.list(on_server("/")).unwrap();
    assert_eq!(listing.entries.len(), 1, "{:?}", server.sent());
    assert!(bench.logged_errors().is_empty());
}

#[test]
fn commands_after_the_login_that_would_derail_the_session_are_left_out() {
    let server = FtpDoors::start(Doors::new(Door::Open, Door::Unknown));
    let mut wished = wish(&server, DataDirection::Passive);
    wished.ftp.after_login = ["TYPE A", "QUIT", "RETR /x", "SITE UMASK 022", "STAT"].map(str::to_owned).into();
    let mut bench =
        Bench::start(Arc::new(FtpConnector::new(Arc::new(SystemClock::new()), CertificateTrust::default())));
    bench.connect(wished);
    assert_eq!(bench.list(on_server("/")).unwrap().entries.len(), 1);
    let sent = server.sent();
    let was_sent = |line: &str| sent.iter().any(|sent| sent == line);
    assert!(was_sent("SITE UMASK 022") && was_sent("STAT"), "{sent:?}");
    assert!(!was_sent("TYPE A") && !was_sent("RETR /x"), "{sent:?}");
}

#[test]
fn active_mode_keeps_its_ports_over_a_time_in_passive_mode() {
    let server = FtpDoors::start(Doors::new(Door::Open, Door::Open));
    let wished = DataDirection::Active { ports: Some(47_100..=47_900), external: None };
    let mut bench = connected(&server, wished);
    for mode in [DataMode::Passive, DataMode::Active] {
        bench.engine.send(Command::SwitchDataMode { session: session(), mode });
        assert_eq!(bench.list(on_server("/")).unwrap().entries.len(), 1);
    }
    let sent = server.sent();
    let told = sent.iter().filter_map(|line| line.strip_prefix("EPRT "));
    let ports: Vec<u16> = told.map(|told| told.split('|').nth(3).unwrap().parse().unwrap()).collect();
    assert!(!ports.is_empty() && ports.iter().all(|port| (47_100..=47_900).contains(port)), "{sent:?}");
    assert!(sent.iter().any(|line| line == "EPSV"), "{sent:?}");
}

#[test]
fn a_listing_finds_the_other_mode_and_the_session_switches() {
    // The server agrees to connect and never does, as behind a router; passive mode works.
    let server = FtpDoors::start(Doors::new(Door::Open, Door::Shut));
    let mut bench = connected(&server, active());
    let list = |bench: &mut Bench| {
        let before = server.sent().len();
        assert_eq!(bench.list(on_server("/")).unwrap().entries.len(), 1);
        server.sent()[before..].to_vec()
    };
    let eprt = |sent: &[String]| sent.iter().any(|line| line.starts_with("EPRT"));
    let epsv = |sent: &[String]| sent.contains(&"EPSV".to_owned());
    let first = list(&mut bench);
    assert!(eprt(&first) && epsv(&first), "{first:?}");
    // It is not waited for again.
    let second = list(&mut bench);
    assert!(epsv(&second) && !eprt(&second), "{second:?}");
    bench.engine.send(Command::SwitchDataMode { session: session(), mode: DataMode::Passive });
    let third = list(&mut bench);
    assert!(epsv(&third) && !eprt(&third), "{third:?}");
}

#[test]
fn a_transfer_that_failed_in_one_mode_is_repaired_by_the_other() {
    let server = FtpDoors::start(Doors::new(Door::Shut, Door::Shut));
    let mut bench = connected(&server, active());
    let target = tempfile::tempdir().unwrap();
    bench.download(&[remote("/hello")], target.path(), OverwriteRule::Overwrite);
    let (transfer, error): (TransferId, Arc<Error>) = bench.wait(|event| match event {
        Event::TransferFailed { transfer, error, .. } => Some((*transfer, Arc::clone(error))),
        _ => None,
    });
    assert_eq!(found(&error).1, DataTrouble::NotCalled);
    server.set(Doors::new(Door::Open, Door::Shut));
    let before = server.sent().len();
    let operation = OperationId::from(bench.number());
    let failed = Failed::Transfers { ids: vec![transfer], alike: true };
    let repair = Repair::SwitchDataMode(DataMode::Passive);
    bench.engine.send(Command::Repair { operation, failed, repair });
    bench.wait(|event| match event {
        Event::BatchFinished { summary, .. } if summary.failed == 0 => Some(()),
        _ => None,
    });
    assert_eq!(fs::read(target.path().join("hello")).unwrap(), b"hello");
    assert_eq!(bench.engine.queue().rows[0].state, TransferState::Done);
    let sent = server.sent();
    let ways = sent[before..].iter().filter(|line| matches!(line.get(..4), Some("EPSV" | "EPRT" | "PORT" | "PASV")));
    assert!(ways.clone().count() > 0 && ways.clone().all(|line| line == "EPSV"), "{sent:?}");
}

fn on(server: &FtpDoors, verb: &str, more: &[&str]) -> Ran {
    let url = format!("ftp://ada@127.0.0.1:{}/", server.port);
    let arguments = [&[verb, "--plain", "--password-stdin"], more, &[&url]].concat();
    catamaran(&arguments, b"secret-Xq7\n")
}

#[test]
fn the_command_line_tells_the_cause_and_the_option_that_helps() {
    let server = FtpDoors::start(Doors::new(Door::Fails, Door::Fails));
    let ran = on(&server, "ls", &["--json"]);
    assert_eq!(ran.code, 3, "{ran}");
    let lines = ran.json();
    let error = lines.iter().find(|line| line["event"] == "error").unwrap();
    assert_eq!((&error["family"], &error["code"]), (&"ftp".into(), &425.into()), "{ran}");
    assert_eq!(error["cause"], "no_data_connection");
    assert_eq!(error["server_text"], "425 Can't open data connection.", "the whole reply: {ran}");
    assert!(error["meaning"].as_str().unwrap().contains("data connection"), "{ran}");
    let ran = on(&server, "ls", &[]);
    for part in ["No connection for data.", "425 Can't open data connection.", "EPSV: ", "PORT: ", "--active lets"] {
        assert!(ran.err.contains(part), "{part} in {ran}");
    }
    let ran = on(&server, "ls", &["--active"]);
    assert!(ran.err.contains("leave --active out"), "{ran}");
    // And it does.
    let server = FtpDoors::start(Doors::new(Door::Shut, Door::Open));
    assert_eq!(on(&server, "ls", &["--active"]).code, 0);
}

#[test]
fn the_doctor_says_which_way_works() {
    let steps = |ran: &Ran| {
        let lines = ran.json();
        let of = |name: &str| lines.iter().find(|line| line["step"] == name && line["event"] == "step").cloned();
        ["epsv", "pasv", "active"].map(|name| {
            let line = of(name).unwrap_or_else(|| panic!("no {name} in {ran}"));
            (line["state"].as_str().unwrap().to_owned(), line["note"].clone(), line["error"]["cause"].clone())
        })
    };
    let doors = Doors { epsv: Door::Shut, ..Doors::new(Door::Open, Door::Open) };
    let ran = on(&FtpDoors::start(doors), "doctor", &["--json"]);
    assert_eq!(ran.code, 0, "{ran}");
    let [epsv, pasv, other] = steps(&ran);
    let none = serde_json::Value::Null;
    assert_eq!(epsv, ("warning".into(), "other_way_works".into(), "no_data_connection".into()), "{ran}");
    assert_eq!(pasv, ("ok".into(), none.clone(), none.clone()));
    assert_eq!(other, ("skipped".into(), "not_wished".into(), none.clone()));
    let last = ran.json().pop().unwrap();
    assert_eq!((&last["event"], &last["state"], &last["step"]), (&"verdict".into(), &"warning".into(), &"epsv".into()));

    let server = FtpDoors::start(Doors::new(Door::Shut, Door::Open));
    let ran = on(&server, "doctor", &["--json"]);
    assert_eq!(ran.code, 3, "{ran}");
    let [epsv, pasv, _] = steps(&ran);
    assert_eq!((epsv.0.as_str(), pasv.0.as_str()), ("failed", "failed"), "{ran}");
    let last = ran.json().pop().unwrap();
    assert_eq!((&last["step"], &last["cause"]), (&"epsv".into(), &"no_data_connection".into()), "{ran}");
    let ran = on(&server, "doctor", &["--json", "--active"]);
    assert_eq!(ran.code, 0, "{ran}");
    let [epsv, _, other] = steps(&ran);
    assert_eq!((epsv.0.as_str(), other.0.as_str()), ("skipped", "ok"), "{ran}");
    // Without agreement no password goes out in clear.
    let url = format!("ftp://ada@127.0.0.1:{}/", server.port);
    let before = server.sent().len();
    let ran = catamaran(&["doctor", "--json", "--password-stdin", &url], b"secret-Xq7\n");
    let lines = ran.json();
    let login = lines.iter().find(|line| line["step"] == "login").unwrap();
    assert_eq!((&login["state"], &login["error"]["cause"]), (&"failed".into(), &"plain_text_refused".into()), "{ran}");
    assert_eq!(server.sent()[before..].iter().filter(|l| l.starts_with("USER") || *l == "PASS").count(), 0);
}
