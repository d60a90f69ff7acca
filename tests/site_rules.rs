//! What a site's settings do, on a server in memory: locks, limits of speed, overwriting, writing in place.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::engine::{
    Answer, Change, ChangeAnswer, Command, Event, Failed, Location, Operation, OperationReport, Question, Repair,
    SiteRules,
};
use catamaran::error::{Confidence, Error, ErrorKind, Fix};
use catamaran::log::{LogBody, StatusMessage};
use catamaran::model::{
    EntryName, OperationId, OverwriteRule, Permissions, PromptId, RequestId, SecretString, Timestamp,
};
use catamaran::queue::TransferState;
use catamaran::remote::fake::{FakeOp, Gate, When};
use catamaran::site::{ProductionLock, SafeWrite};
use engine_lab::{Lab, content, remote, session};
use std::fs;
use std::time::Duration;

fn locked(lock: ProductionLock) -> SiteRules {
    SiteRules { name: Some("web-01".into()), lock, ..SiteRules::default() }
}

fn at(path: &str) -> Location {
    Location::Remote(session(), remote(path))
}

fn name(text: &str) -> EntryName {
    EntryName::new(text).unwrap()
}

/// One of each operation, on what `prepare` has put there.
fn operations() -> Vec<Operation> {
    let bits = Permissions::from_mode;
    let (set, clear) = (bits(0o777), bits(0));
    vec![
        Operation::CreateFolder { parent: at("/srv"), name: name("new") },
        Operation::Rename { item: at("/srv/a"), name: name("b") },
        Operation::MoveInto { items: vec![at("/srv/a")], folder: at("/srv/folder") },
        Operation::Delete { items: vec![at("/srv/a"), at("/srv/folder")], permanently: true },
        Operation::SetPermissions {
            items: vec![at("/srv/a")],
            set,
            clear,
            recursive: false,
            folders_only_execute: false,
        },
    ]
}

async fn prepared(rules: SiteRules) -> Lab {
    let mut lab = Lab::new();
    lab.server.put_file("/srv/a", b"precious").unwrap();
    lab.server.put_folder("/srv/folder").unwrap();
    lab.connect_by(rules).await;
    lab
}

async fn operated(lab: &mut Lab, wanted: OperationId) -> OperationReport {
    lab.wait(|event| match event {
        Event::Operated { operation, report } if *operation == wanted => Some(report.clone()),
        _ => None,
    })
    .await
}

/// How often the server was asked to change anything.
fn changes(lab: &Lab) -> u64 {
    let asked = [
        FakeOp::CreateFolder,
        FakeOp::RemoveFile,
        FakeOp::RemoveFolder,
        FakeOp::Rename,
        FakeOp::SetAttributes,
        FakeOp::OpenWrite,
        FakeOp::Write,
    ];
    asked.into_iter().map(|op| lab.server.count(op)).sum()
}

#[tokio::test(start_paused = true)]
async fn a_site_that_refuses_is_not_even_asked_to_change_anything() {
    let mut lab = prepared(locked(ProductionLock::Refuse)).await;
    for (number, what) in (1..).zip(operations()) {
        let operation = OperationId::from(number);
        lab.engine.send(Command::Operate { operation, what: what.clone() });
        let report = operated(&mut lab, operation).await;
        let error = &report.errors[0];
        assert_eq!((report.failed, error.kind.clone()), (1, ErrorKind::SiteLocked), "{what:?}");
        assert!(error.code.is_none() && error.place.is_some());
        let diagnosis = error.diagnosis.as_ref().unwrap();
        assert_eq!(diagnosis.confidence, Confidence::Certain);
        assert_eq!(diagnosis.fixes.first(), Some(&Fix::Unlock));
        assert_eq!(report.remaining.as_deref(), Some(&what), "it can be tried again when the lock is lifted");
    }
    // Uploads, also of folders with many files, and downloads that take the source away.
    let tree = lab.local("tree");
    fs::create_dir(&tree).unwrap();
    for n in 0..200 {
        fs::write(tree.join(n.to_string()), b"x").unwrap();
    }
    let one = lab.local("one");
    fs::write(&one, b"x").unwrap();
    let batch = lab.upload(&[&tree, &one], "/srv", OverwriteRule::Overwrite);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (0, 2));
    let moved = lab.download_with(&["/srv/a"], &lab.local(""), |wish| wish.remove_source = true);
    assert_eq!(lab.finished(moved).await.failed, 1);
    // By hand.
    let request = RequestId::from(77);
    let line = SecretString::new("rm -rf /srv".into());
    lab.engine.send(Command::ByHand { request, session: session(), line });
    let answer = lab
        .wait(|event| match event {
            Event::Answered { request: of, result } if *of == request => Some(result.clone()),
            _ => None,
        })
        .await;
    assert_eq!(answer.unwrap_err().kind, ErrorKind::SiteLocked);
    let (operation, key) = (OperationId::from(99), lab.local("id.pub"));
    lab.engine.send(Command::InstallKey { operation, session: session(), key, mend: true });
    let installed = lab
        .wait(|event| match event {
            Event::KeyInstalled { result, .. } => Some(result.clone().map(|_| ())),
            _ => None,
        })
        .await;
    assert_eq!(installed.unwrap_err().kind, ErrorKind::SiteLocked);
    assert_eq!(changes(&lab), 0);
    assert_eq!(lab.server.content("/srv/a").unwrap(), b"precious");
    // Reading is free.
    let request = lab.list("/srv");
    assert_eq!(lab.listed(request).await.unwrap().entries.len(), 2);
    let batch = lab.download(&["/srv/a"], &lab.local(""), OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
}

#[tokio::test(start_paused = true)]
async fn a_lifted_lock_lets_what_failed_be_tried_again_and_a_closed_one_stops_what_runs() {
    let mut lab = prepared(locked(ProductionLock::Refuse)).await;
    let file = lab.local("file");
    fs::write(&file, content(3 << 20)).unwrap();
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.failed, 1);
    lab.engine.send(Command::SetLock { session: session(), lock: ProductionLock::Off });
    let open = lab.wait(|event| if let Event::Lock(_, lock) = event { Some(*lock) } else { None }).await;
    assert_eq!(open, ProductionLock::Off);
    // Half of it goes through, then the lock is closed again.
    let gate = Gate::new();
    lab.server.hold(FakeOp::Write, When::Nth(2), &gate);
    let ids = vec![lab.engine.queue().rows[0].id];
    let (operation, repair) = (OperationId::from(5), Repair::Retry);
    let failed = Failed::Transfers { ids, alike: false };
    lab.engine.send(Command::Repair { operation, failed, repair });
    lab.until(|lab| lab.server.count(FakeOp::Write) >= 2).await;
    lab.engine.send(Command::SetLock { session: session(), lock: ProductionLock::Refuse });
    lab.wait(|event| matches!(event, Event::Lock(_, ProductionLock::Refuse)).then_some(())).await;
    gate.open();
    assert_eq!(lab.finished(batch).await.failed, 1);
    let error = lab.engine.queue().rows[0].error.clone().unwrap();
    assert_eq!(error.kind, ErrorKind::SiteLocked);
    assert!(lab.server.content("/srv/file").is_none());
    lab.engine.send(Command::SetLock { session: session(), lock: ProductionLock::Off });
    let failed = Failed::Transfers { ids: vec![lab.engine.queue().rows[0].id], alike: false };
    lab.engine.send(Command::Repair { operation, failed, repair: Repair::Retry });
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/file").unwrap(), content(3 << 20));
}

async fn asked_about(lab: &mut Lab) -> (PromptId, Change) {
    match lab.asked().await {
        (prompt, Question::Change(_, asked)) => {
            assert_eq!(asked.site.as_deref(), Some("web-01"));
            (prompt, asked.change)
        }
        other => panic!("{other:?}"),
    }
}

fn answer(lab: &Lab, prompt: PromptId, answer: ChangeAnswer) {
    lab.engine.send(Command::Answer { prompt, answer: Answer::Change(answer) });
}

#[tokio::test(start_paused = true)]
async fn a_site_that_asks_asks_once_for_each_command_whatever_it_moves() {
    let mut lab = prepared(locked(ProductionLock::Confirm)).await;
    let tree = lab.local("tree");
    fs::create_dir(&tree).unwrap();
    for n in 0..300 {
        fs::write(tree.join(n.to_string()), b"x").unwrap();
    }
    let batch = lab.upload(&[&tree], "/srv", OverwriteRule::Overwrite);
    let (prompt, change) = asked_about(&mut lab).await;
    assert_eq!(change, Change::Upload { count: 1, folder: remote("/srv") });
    assert_eq!(changes(&lab), 0, "nothing before the answer");
    answer(&lab, prompt, ChangeAnswer::Once);
    assert_eq!(lab.finished(batch).await.files, 300);
    // The next command is asked about again, and a no leaves everything as it is.
    let before = changes(&lab);
    for (number, what) in (1..).zip(operations()) {
        let operation = OperationId::from(number);
        lab.engine.send(Command::Operate { operation, what: what.clone() });
        let (prompt, change) = asked_about(&mut lab).await;
        assert_eq!(change, Change::Operation(Box::new(what)));
        answer(&lab, prompt, ChangeAnswer::No);
        let report = operated(&mut lab, operation).await;
        assert!(report.cancelled && report.errors.is_empty() && report.done == 0, "{report:?}");
    }
    let refused = lab.upload(&[&tree], "/srv/folder", OverwriteRule::Overwrite);
    let (prompt, _) = asked_about(&mut lab).await;
    answer(&lab, prompt, ChangeAnswer::No);
    let summary = lab.finished(refused).await;
    assert_eq!((summary.files, summary.failed, summary.cancelled), (0, 0, 1));
    assert_eq!(changes(&lab), before);
    // Downloads are free, and a yes for the session is asked about no more.
    let free = lab.download(&["/srv/a"], &lab.local(""), OverwriteRule::Overwrite);
    assert_eq!(lab.finished(free).await.files, 1);
    let (first, second) = (OperationId::from(50), OperationId::from(51));
    let make = |text| Operation::CreateFolder { parent: at("/srv"), name: name(text) };
    lab.engine.send(Command::Operate { operation: first, what: make("one") });
    let (prompt, _) = asked_about(&mut lab).await;
    answer(&lab, prompt, ChangeAnswer::Session);
    assert_eq!(operated(&mut lab, first).await.done, 1);
    lab.engine.send(Command::Operate { operation: second, what: make("two") });
    assert_eq!(operated(&mut lab, second).await.done, 1);
    assert!(lab.events.iter().any(|event| matches!(event, Event::Lock(_, ProductionLock::Off))));
}

#[tokio::test(start_paused = true)]
async fn an_open_question_goes_with_its_session_and_its_command_is_answered() {
    let mut lab = prepared(locked(ProductionLock::Confirm)).await;
    let (operation, what) = (OperationId::from(1), operations().remove(0));
    lab.engine.send(Command::Operate { operation, what });
    let (prompt, _) = asked_about(&mut lab).await;
    lab.engine.send(Command::Disconnect(session()));
    assert!(operated(&mut lab, operation).await.cancelled);
    assert!(lab.events.contains(&Event::Withdrawn(prompt)));
    assert_eq!(changes(&lab), 0);
}

#[tokio::test(start_paused = true)]
async fn limits_hold_over_all_transfers_of_a_session_and_change_while_these_run() {
    let rules = SiteRules { download_limit: Some(1_000_000), ..SiteRules::default() };
    let mut lab = prepared(rules).await;
    for n in 0..4 {
        lab.server.put_file(format!("/srv/big{n}"), &content(2_500_000)).unwrap();
    }
    let sources = ["/srv/big0", "/srv/big1", "/srv/big2", "/srv/big3"];
    let began = lab.now();
    let batch = lab.download(&sources, &lab.local(""), OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.bytes.0, 10_000_000);
    let took = lab.now().saturating_sub(began).as_secs_f64();
    assert!((9.6..=10.6).contains(&took), "10 MB at 1 MB/s took {took} s");
    assert_eq!(fs::read(lab.local("big3")).unwrap(), content(2_500_000));

    // The other way is free of it.
    let file = lab.local("big0");
    let began = lab.now();
    let batch = lab.upload(&[&file], "/srv/folder", OverwriteRule::Overwrite);
    lab.finished(batch).await;
    assert!(lab.now().saturating_sub(began).as_secs_f64() < 0.5);

    // A limit for all sessions besides, and another one while it runs.
    lab.engine.send(Command::SetLimits { session: None, upload: Some(100_000), download: None });
    let began = lab.now();
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    tokio::time::sleep(Duration::from_secs(5)).await;
    lab.engine.send(Command::SetLimits { session: None, upload: Some(1_000_000), download: None });
    assert_eq!(lab.finished(batch).await.files, 1);
    let took = lab.now().saturating_sub(began).as_secs_f64();
    assert!((6.7..=7.3).contains(&took), "5 s at 100 KB/s and 2 MB at 1 MB/s took {took} s");
    assert_eq!(lab.server.content("/srv/big0").unwrap(), content(2_500_000));
}

#[tokio::test(start_paused = true)]
async fn many_small_files_keep_to_the_limit_too() {
    let rules = SiteRules { download_limit: Some(100_000), ..SiteRules::default() };
    let mut lab = prepared(rules).await;
    for n in 0..200 {
        lab.server.put_file(format!("/srv/folder/{n}"), &content(5_000)).unwrap();
    }
    let began = lab.now();
    let batch = lab.download(&["/srv/folder"], &lab.local(""), OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 200);
    let took = lab.now().saturating_sub(began).as_secs_f64();
    assert!((9.6..=10.6).contains(&took), "1 MB at 100 KB/s took {took} s");
}

#[tokio::test(start_paused = true)]
async fn the_speed_of_small_uploads_is_told() {
    let mut lab = Lab::new();
    lab.connect_by(SiteRules { upload_limit: Some(100_000), ..SiteRules::default() }).await;
    let folder = lab.local("small");
    fs::create_dir(&folder).unwrap();
    for n in 0..60 {
        fs::write(folder.join(n.to_string()), content(10_000)).unwrap();
    }
    let batch = lab.upload(&[&folder], "/", OverwriteRule::Overwrite);
    // The first burst is free; the rest takes seconds.
    lab.until(|lab| lab.engine.queue().totals.up.0 > 0).await;
    lab.until(|lab| lab.engine.queue().rows.iter().any(|row| row.rate.is_some_and(|rate| rate.0 > 0))).await;
    assert_eq!(lab.finished(batch).await.files, 60);
}

#[tokio::test(start_paused = true)]
async fn the_rule_of_a_site_answers_where_a_transfer_would_ask() {
    let rules = SiteRules { overwrite: Some(OverwriteRule::Skip), ..SiteRules::default() };
    let mut lab = prepared(rules).await;
    let file = lab.local("a");
    fs::write(&file, b"other").unwrap();
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Ask);
    assert_eq!(lab.finished(batch).await.skipped, 1);
    assert_eq!(lab.server.content("/srv/a").unwrap(), b"precious");
    // What was chosen for one transfer stands.
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/a").unwrap(), b"other");
}

#[tokio::test(start_paused = true)]
async fn files_written_in_place_have_no_part_file_and_a_cut_one_is_never_done() {
    let rules = SiteRules { safe_write: SafeWrite::InPlace, ..SiteRules::default() };
    let mut lab = prepared(rules).await;
    let (file, all) = (lab.local("big"), content(3 << 20));
    fs::write(&file, &all).unwrap();
    lab.server.put_file("/srv/big", b"old and short").unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Write, When::Nth(4), &gate);
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    lab.until(|lab| lab.server.count(FakeOp::Write) >= 4).await;
    let names: Vec<String> = lab.server.names("/srv").iter().map(EntryName::display).collect();
    assert_eq!(names, ["a", "big", "folder"], "no part file");
    // The link breaks in the middle, and for good.
    lab.refuse_connections(Error::new(ErrorKind::LoginRefused { tried: Vec::new(), accepted: Vec::new() }));
    lab.server.cut_link();
    gate.open();
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (0, 1));
    let row = &lab.engine.queue().rows[0];
    assert!(matches!(row.state, TransferState::Failed), "{:?}", row.state);
    let told = lab.log.read(lab.log.range()).iter().any(|(_, entry)| {
        matches!(&entry.body, LogBody::Status(StatusMessage::LeftIncomplete { target, size, .. })
            if target == "/srv/big" && *size == 3 << 20)
    });
    assert!(told, "the log says what is left under the name");
    let there = lab.server.content("/srv/big").unwrap();
    assert!(there.len() < all.len() && all.starts_with(&there));

    // With a connection it goes on behind what is there, and asks no rule about its own file.
    lab.allow_connections();
    lab.server.clear_script();
    lab.connect_by(SiteRules { safe_write: SafeWrite::InPlace, ..SiteRules::default() }).await;
    let ids = vec![lab.engine.queue().rows[0].id];
    lab.engine.send(Command::Queue(catamaran::engine::QueueCommand::Retry(ids)));
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/big").unwrap(), all);
}

#[tokio::test(start_paused = true)]
async fn names_and_times_of_a_site_are_translated_both_ways() {
    let rules = SiteRules { charset: Some("iso-8859-1".into()), time_offset_minutes: 60, ..SiteRules::default() };
    let mut lab = Lab::new();
    lab.server.put_file(b"/srv/caf\xe9", b"black").unwrap();
    lab.server.set_modified(b"/srv/caf\xe9", Timestamp::from_secs(1_000_000)).unwrap();
    lab.connect_by(rules).await;
    let request = lab.list("/srv");
    let listing = lab.listed(request).await.unwrap();
    assert_eq!(listing.entries[0].name.as_str(), Some("caf\u{e9}"));
    assert_eq!(listing.entries[0].modified.unwrap().secs, 1_003_600);
    let batch = lab.download(&["/srv/caf\u{e9}"], &lab.local(""), OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
    let local = lab.local("caf\u{e9}");
    assert_eq!(fs::read(&local).unwrap(), b"black");
    let time = filetime::FileTime::from_last_modification_time(&fs::metadata(&local).unwrap());
    assert_eq!(time.unix_seconds(), 1_003_600);
    let file = lab.local("m\u{fc}ll");
    fs::write(&file, b"x").unwrap();
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert!(lab.server.content(b"/srv/m\xfcll").is_some());
    let file = lab.local("\u{65e5}");
    fs::write(&file, b"x").unwrap();
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.failed, 1, "a name that the server cannot write is told, not bent");
    assert_eq!(lab.engine.queue().rows.last().unwrap().error.as_ref().unwrap().kind, ErrorKind::NameRefused);
}

#[tokio::test(start_paused = true)]
async fn a_charset_that_is_none_is_told_before_anything_is_sent() {
    let mut lab = Lab::new();
    let rules = SiteRules { charset: Some("klingon".into()), ..SiteRules::default() };
    let error = lab.connect_in_vain(rules).await;
    assert_eq!(error.kind, ErrorKind::InvalidArgument);
}
