//! The engine finds out why something failed before it tells: once for like errors, in five seconds at most, reading only.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::engine::{Command, Event, Location, Operation, OperationReport};
use catamaran::error::{Act, Attempt, Cause, Confidence, Error, ErrorKind, Finding, Fix, Place, Told};
use catamaran::model::{ByteSize, EntryName, ManualClock, OperationId, OverwriteRule, Timestamp};
use catamaran::queue::TransferState;
use catamaran::remote::Prober;
use catamaran::remote::fake::{FakeOp, FakeServer, Gate, When};
use engine_lab::{Lab, content, remote, session};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const FILES: usize = 1000;

/// What an explanation must never do.
const WRITES: [FakeOp; 7] = [
    FakeOp::CreateFolder,
    FakeOp::RemoveFile,
    FakeOp::RemoveFolder,
    FakeOp::Rename,
    FakeOp::SetAttributes,
    FakeOp::OpenRead,
    FakeOp::OpenWrite,
];

async fn operate(lab: &mut Lab, what: Operation) -> OperationReport {
    let number = OperationId::from(4711);
    lab.engine.send(Command::Operate { operation: number, what });
    lab.wait(|event| match event {
        Event::Operated { operation, report } if *operation == number => Some(report.clone()),
        _ => None,
    })
    .await
}

fn at(path: &str) -> Location {
    Location::Remote(session(), remote(path))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_like_failures_are_one_group_with_one_look() {
    let mut lab = Lab::connected().await;
    let folder = lab.local("many");
    fs::create_dir(&folder).unwrap();
    let paths: Vec<_> = (0..FILES).map(|n| folder.join(format!("{n:04}"))).collect();
    for path in &paths {
        fs::write(path, content(10_000)).unwrap();
    }
    lab.server.limit_space(Some(1_000));
    lab.server.fail(FakeOp::Write, When::Always, Error::sftp(4, None));
    let sources: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let before = lab.server.count(FakeOp::Stat);
    let batch = lab.upload(&sources, "/home/ada", OverwriteRule::Overwrite);
    let summary = lab.finished(batch).await;
    assert_eq!(summary.failed, FILES as u64);
    let told = lab.events.iter().filter(|event| matches!(event, Event::TransferFailed { .. })).count();
    assert_eq!(told, 1, "one dialog");
    assert_eq!(lab.server.count(FakeOp::Space), 1, "one set of questions");
    let asked = lab.server.count(FakeOp::Stat) - before;
    println!("{FILES} failures: 1 dialog, 1 question about the disk, {asked} stats in all, transfers included");
    assert!(asked <= FILES as u64 + 10, "{asked}");
    lab.settle().await;
    let view = lab.engine.queue();
    let mut groups: Vec<(&str, Confidence)> = Vec::new();
    for row in &view.rows {
        assert_eq!(row.state, TransferState::Failed);
        let error = row.error.as_ref().unwrap();
        assert_eq!(error.host.as_deref(), Some("fake"));
        let diagnosis = error.diagnosis.as_ref().unwrap();
        let full = Cause::DiskFull {
            folder: Some(Place::Remote(remote("/home/ada"))),
            free: Some(ByteSize(1_000)),
            needed: Some(ByteSize(10_000)),
        };
        assert_eq!(diagnosis.cause, full);
        groups.push((error.cause_name(), error.confidence()));
    }
    groups.dedup();
    assert_eq!(groups, [("disk_full", Confidence::Certain)]);
    // The same value stands in the log.
    let logged = lab.logged_errors();
    assert_eq!(logged.len(), FILES);
    assert!(Arc::ptr_eq(
        &logged[0],
        view.rows
            .iter()
            .find(|r| r.error.as_ref().is_some_and(|e| Arc::ptr_eq(e, &logged[0])))
            .unwrap()
            .error
            .as_ref()
            .unwrap()
    ));
}

#[tokio::test(start_paused = true)]
async fn operations_and_listings_are_explained() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/srv/file", b"x").unwrap();
    lab.server.put_file("/srv/full/.hidden", b"x").unwrap();
    let name = |text: &str| EntryName::new(text.as_bytes()).unwrap();
    let report = operate(&mut lab, Operation::CreateFolder { parent: at("/srv"), name: name("file") }).await;
    assert_eq!(report.errors[0].cause_name(), "already_exists");
    let report = operate(&mut lab, Operation::CreateFolder { parent: at("/srv/none/deep"), name: name("x") }).await;
    let diagnosis = report.errors[0].diagnosis.clone().unwrap();
    assert_eq!(diagnosis.cause, Cause::MissingFolder { folder: Place::Remote(remote("/srv/none")) });
    assert_eq!(diagnosis.fixes[0], Fix::CreateFolder(Place::Remote(remote("/srv/none/deep"))));
    let report = operate(&mut lab, Operation::MoveInto { items: vec![at("/srv")], folder: at("/srv/full") }).await;
    assert_eq!(report.errors[0].cause_name(), "moved_into_itself");
    let request = lab.list("/srv/file");
    assert_eq!(lab.listed(request).await.unwrap_err().cause_name(), "not_a_folder");
    let request = lab.list("/srv/nowhere/x");
    assert_eq!(lab.listed(request).await.unwrap_err().cause_name(), "missing_folder");
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_not_looked_into_but_explained() {
    let mut lab = Lab::connected().await;
    let before = lab.server.count(FakeOp::Stat);
    lab.server.cut_link();
    let error = lab
        .wait(|event| match event {
            Event::Session(_, catamaran::engine::SessionState::Reconnecting { error }) => Some(Arc::clone(error)),
            _ => None,
        })
        .await;
    let diagnosis = error.diagnosis.clone().unwrap();
    assert_eq!((error.cause_name(), diagnosis.confidence), ("connection_lost", Confidence::Certain));
    assert_eq!(diagnosis.fixes[0], Fix::Reconnect);
    assert_eq!(lab.server.count(FakeOp::Stat), before);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_holds_an_error_up_for_five_seconds_at_most() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/srv/file", b"x").unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Space, When::Always, &gate);
    let before = lab.now();
    let name = EntryName::new(b"file").unwrap();
    let report = operate(&mut lab, Operation::CreateFolder { parent: at("/srv"), name }).await;
    let took = lab.now().saturating_sub(before);
    assert!(took <= Duration::from_secs(5), "{took:?}");
    let diagnosis = report.errors[0].diagnosis.clone().unwrap();
    // What was answered counts all the same, and what was not is told.
    assert_eq!((diagnosis.cause.name(), diagnosis.confidence), ("already_exists", Confidence::Certain));
    assert!(diagnosis.evidence.iter().any(|evidence| evidence.finding == Finding::Silent), "{diagnosis:#?}");
}

/// A prober beside the engine.
fn prober(server: &FakeServer) -> (Prober, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(Timestamp::from_secs(0)));
    let clock_of_prober: Arc<ManualClock> = Arc::clone(&clock);
    (Prober::new(server.fs(), "ada".into(), clock_of_prober), clock)
}

#[tokio::test]
async fn looking_around_reads_only_and_remembers_a_disk_for_two_seconds() {
    let server = FakeServer::new().unwrap();
    server.put_file("/srv/full/x", b"x").unwrap();
    server.put_special("/srv/pipe").unwrap();
    let before: Vec<u64> = WRITES.iter().map(|op| server.count(*op)).collect();
    let (prober, clock) = prober(&server);
    let place = |path: &str| Place::Remote(remote(path));
    for act in [
        Act::RemoveFolder,
        Act::OpenRead,
        Act::OpenWrite { exclusive: false },
        Act::Write,
        Act::Rename { replace: true },
        Act::SetAttributes,
        Act::List,
    ] {
        for path in ["/srv/full", "/srv/pipe", "/srv/none"] {
            for kind in [ErrorKind::Failure, ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::Busy] {
                let _facts =
                    prober.ask(&Error::new(kind), &Attempt::between(act, place(path), place("/srv/full"))).await;
            }
        }
    }
    let after: Vec<u64> = WRITES.iter().map(|op| server.count(*op)).collect();
    assert_eq!(before, after);

    let before = server.count(FakeOp::Space);
    let attempt = Attempt::new(Act::Write, place("/home/ada/x"));
    for _ in 0..100 {
        assert!(prober.ask(&Error::new(ErrorKind::Failure), &attempt).await.target.space.yes().is_some());
    }
    assert_eq!(server.count(FakeOp::Space) - before, 1);
    clock.advance(Duration::from_secs(2));
    let _facts = prober.ask(&Error::new(ErrorKind::Failure), &attempt).await;
    assert_eq!(server.count(FakeOp::Space) - before, 2);
}

#[tokio::test]
async fn a_special_file_is_never_listed() {
    let server = FakeServer::new().unwrap();
    server.put_special("/srv/pipe").unwrap();
    let (prober, _) = prober(&server);
    let attempt = Attempt::new(Act::RemoveFolder, Place::Remote(remote("/srv/pipe")));
    let facts = prober.ask(&Error::new(ErrorKind::Failure), &attempt).await;
    assert_eq!((facts.target.content, server.count(FakeOp::List)), (Told::NotAsked, 0));
}
