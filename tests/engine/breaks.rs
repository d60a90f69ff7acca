//! Connections that break, are refused, or cannot be made again, and what passes by itself.

use crate::engine_lab::{Lab, content};
use crate::{names, row};
use catamaran::engine::{Command, Event, Location, QueueCommand, SessionState};
use catamaran::error::{Error, ErrorKind};
use catamaran::log::{LogBody, StatusMessage};
use catamaran::model::OverwriteRule;
use catamaran::queue::MOST_BREAKS;
use catamaran::remote::fake::{FakeOp, Gate, When};
use std::fs;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_cut_link_is_made_again_and_the_upload_goes_on_behind_what_is_confirmed() {
    for cut in [1, 2, 40, 99, 150] {
        let mut lab = Lab::connected().await;
        let file = lab.local("big.bin");
        fs::write(&file, content(5_000_000)).unwrap();
        lab.server.cut_at(FakeOp::Write, When::Nth(cut));
        let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.failed), (1, 0), "cut at write {cut}: {:#?}", lab.events);
        assert_eq!(lab.server.content("/home/ada/big.bin").unwrap(), content(5_000_000), "cut at write {cut}");
        assert_eq!(lab.server.names("/home/ada").len(), 1, "no part file is left");
        assert!(lab.events.iter().any(|e| matches!(e, Event::Session(_, SessionState::Reconnecting { .. }))));
        let writes = lab.server.count(FakeOp::Write);
        assert!(writes < 5_000_000 / 32_768 + 8, "only what was not confirmed is sent again: {writes}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cut_link_is_made_again_and_the_download_goes_on() {
    for cut in [1, 50, 140] {
        let mut lab = Lab::connected().await;
        lab.server.put_file("/home/ada/big.bin", &content(5_000_000)).unwrap();
        lab.server.cut_at(FakeOp::Read, When::Nth(cut));
        let target = lab.local("");
        let batch = lab.download(&["/home/ada/big.bin"], &target, OverwriteRule::Ask);
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.failed), (1, 0), "cut at read {cut}: {:#?}", lab.events);
        assert_eq!(fs::read(target.join("big.bin")).unwrap(), content(5_000_000), "cut at read {cut}");
        assert_eq!(names(&target), ["big.bin"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_link_that_breaks_again_and_again_loses_nothing() {
    // Fewer breaks than end a transfer: which files move between two of them is the machine's choice.
    const BREAKS: u32 = MOST_BREAKS - 2;
    let mut lab = Lab::connected().await;
    let tree = lab.local("tree");
    fs::create_dir(&tree).unwrap();
    for n in 0..40usize {
        fs::write(tree.join(n.to_string()), content(n * 40_000)).unwrap();
    }
    for n in 1..=u64::from(BREAKS) / 2 {
        lab.server.cut_at(FakeOp::Write, When::Nth(n * 11));
        lab.server.cut_at(FakeOp::Rename, When::Nth(n * 3));
    }
    let batch = lab.upload(&[&tree], "/home/ada", OverwriteRule::Overwrite);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (40, 0), "{:#?}", lab.logged_errors());
    for n in 0..40usize {
        assert_eq!(lab.server.content(format!("/home/ada/tree/{n}")).unwrap(), content(n * 40_000), "{n}");
    }
    assert_eq!(lab.server.names("/home/ada/tree").len(), 40);
}

#[tokio::test(start_paused = true)]
async fn refused_channels_leave_one_that_works() {
    let mut lab = Lab::connected().await;
    lab.server.fail(FakeOp::OpenFiles, When::Always, Error::new(ErrorKind::ServiceRefused));
    let file = lab.local("f");
    fs::write(&file, content(100_000)).unwrap();
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
    assert_eq!(lab.finished(batch).await.files, 1);
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_and_what_does_not_is_told() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/busy", b"x").unwrap();
    lab.server.put_file("/home/ada/stuck", b"x").unwrap();
    let busy = || Error::new(ErrorKind::Busy);
    for n in 1..=3 {
        lab.server.fail_on(FakeOp::OpenRead, "/home/ada/busy", When::Nth(n), busy()).unwrap();
    }
    lab.server.fail_on(FakeOp::OpenRead, "/home/ada/stuck", When::Always, busy()).unwrap();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download(&["/home/ada/busy", "/home/ada/stuck"], &target, OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (1, 1));
    assert!(lab.said(|m| matches!(m, StatusMessage::RetryPlanned { .. })));
    assert_eq!(lab.engine.queue().rows[1].error.as_ref().unwrap().kind, ErrorKind::Busy);
    assert_eq!(names(&target), ["busy"]);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_cannot_be_made_again_ends_and_its_transfers_with_it() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/big", &content(3_000_000)).unwrap();
    lab.refuse_connections(Error::new(ErrorKind::LoginRefused { tried: vec![], accepted: vec![] }));
    lab.server.cut_at(FakeOp::Read, When::Nth(10));
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download(&["/home/ada/big"], &target, OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (0, 1));
    assert!(matches!(row(&lab).error.as_ref().unwrap().kind, ErrorKind::LoginRefused { .. }));
    assert_eq!(names(&target), ["big.filepart"], "what is there is kept");
    // The user connects again, under the same id, and tries again.
    lab.allow_connections();
    lab.connect().await;
    let id = row(&lab).id;
    lab.engine.send(Command::Queue(QueueCommand::Retry(vec![id])));
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(fs::read(target.join("big")).unwrap(), content(3_000_000));
    assert_eq!(names(&target), ["big"]);
}

#[tokio::test(start_paused = true)]
async fn listings_wait_for_the_connection_and_are_cancelled_at_once() {
    let mut lab = Lab::connected().await;
    let gate = Gate::new();
    lab.server.hold(FakeOp::List, When::Nth(1), &gate);
    let request = lab.list("/srv");
    gate.arrivals(1).await;
    let before = lab.now();
    lab.engine.send(Command::CancelList(request));
    let error = lab.listed(request).await.unwrap_err();
    assert!(error.is_cancelled() && lab.now().saturating_sub(before) < Duration::from_millis(200));
    gate.open();
    lab.server.cut_link();
    lab.wait(|e| matches!(e, Event::Session(_, SessionState::Reconnecting { .. })).then_some(())).await;
    let request = lab.list("/home");
    assert_eq!(lab.listed(request).await.unwrap().entries.len(), 1);
    assert!(lab.events.iter().any(|e| matches!(e, Event::Listed { folder: Location::Remote(..), .. })));
    let lines = lab.log.read(lab.log.range());
    assert!(lines.iter().any(|(_, l)| matches!(&l.body, LogBody::Status(StatusMessage::ReconnectPlanned { .. }))));
}
