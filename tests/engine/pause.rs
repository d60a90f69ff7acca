//! Transfers that are paused, cancelled, or left behind when the program ends.

use crate::engine_lab::{Lab, content};
use crate::{names, row};
use catamaran::engine::{Command, Event, QueueCommand};
use catamaran::log::StatusMessage;
use catamaran::model::OverwriteRule;
use catamaran::queue::TransferState;
use catamaran::remote::fake::{FakeOp, Gate, When};
use std::fs;

#[tokio::test(start_paused = true)]
async fn pause_keeps_the_part_resume_completes_cancel_removes() {
    let mut lab = Lab::connected().await;
    let file = lab.local("big");
    fs::write(&file, content(3_000_000)).unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Write, When::Nth(50), &gate);
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
    gate.arrivals(1).await;
    lab.settle().await;
    let id = row(&lab).id;
    assert_eq!(row(&lab).state, TransferState::Running);
    lab.engine.send(Command::Queue(QueueCommand::Pause(vec![id])));
    lab.until(|lab| row(lab).state == TransferState::Paused).await;
    assert_eq!(lab.server.open_files(), 0, "its handle is closed");
    assert!(lab.server.content("/home/ada/big").is_none());
    assert!(lab.server.content("/home/ada/big.filepart").is_some());
    gate.open();
    let writes = lab.server.count(FakeOp::Write);
    lab.engine.send(Command::Queue(QueueCommand::Resume(vec![id])));
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/home/ada/big").unwrap(), content(3_000_000));
    assert!(lab.server.count(FakeOp::Write) - writes < 60);

    let gate = Gate::new();
    lab.server.hold(FakeOp::Write, When::Nth(10), &gate);
    let batch = lab.upload(&[&file], "/srv", OverwriteRule::Ask);
    gate.arrivals(1).await;
    lab.settle().await;
    let id = lab.engine.queue().rows[1].id;
    lab.engine.send(Command::Queue(QueueCommand::Cancel(vec![id])));
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.cancelled), (0, 1));
    assert!(lab.server.names("/srv").is_empty(), "{:?}", lab.server.names("/srv"));
    gate.open();
    lab.engine.send(Command::Queue(QueueCommand::Retry(vec![id])));
    assert_eq!(lab.finished(batch).await.files, 1);
    lab.engine.send(Command::Queue(QueueCommand::ClearFinished));
    lab.until(|lab| lab.engine.queue().rows.is_empty()).await;
}

#[tokio::test(start_paused = true)]
async fn a_paused_download_is_cancelled_and_leaves_nothing() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/big", &content(3_000_000)).unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Read, When::Nth(80), &gate);
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download(&["/home/ada/big"], &target, OverwriteRule::Ask);
    gate.arrivals(1).await;
    lab.engine.send(Command::Queue(QueueCommand::PauseAll));
    lab.until(|lab| row(lab).state == TransferState::Paused).await;
    assert_eq!(names(&target), ["big.filepart"]);
    let id = row(&lab).id;
    lab.engine.send(Command::Queue(QueueCommand::Cancel(vec![id])));
    assert_eq!(lab.finished(batch).await.cancelled, 1);
    lab.until(|_| names(&target).is_empty()).await;
}

#[tokio::test(start_paused = true)]
async fn shutdown_keeps_part_files_and_closes_handles() {
    let mut lab = Lab::connected().await;
    let file = lab.local("big");
    fs::write(&file, content(3_000_000)).unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Write, When::Nth(30), &gate);
    lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
    gate.arrivals(1).await;
    lab.engine.send(Command::Shutdown);
    lab.wait(|e| matches!(e, Event::Stopped).then_some(())).await;
    assert_eq!(lab.server.open_files(), 0);
    assert!(lab.server.content("/home/ada/big.filepart").is_some() && lab.server.content("/home/ada/big").is_none());
}

#[tokio::test(start_paused = true)]
async fn part_files_of_an_earlier_run_are_gone_on_with() {
    let mut lab = Lab::connected().await;
    let whole = content(1_000_000);
    let up = lab.local("up");
    fs::write(&up, &whole).unwrap();
    lab.server.put_file("/srv/up.filepart", &whole[..700_000]).unwrap();
    let batch = lab.upload(&[&up], "/srv", OverwriteRule::Resume);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/up").unwrap(), whole);
    assert!(lab.said(|m| matches!(m, StatusMessage::Resumed { offset: 700_000, .. })));

    lab.server.put_file("/srv/down", &whole).unwrap();
    fs::write(lab.local("down.filepart"), &whole[..300_000]).unwrap();
    let batch = lab.download(&["/srv/down"], &lab.local(""), OverwriteRule::Resume);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(fs::read(lab.local("down")).unwrap(), whole);
    assert!(lab.said(|m| matches!(m, StatusMessage::Resumed { offset: 300_000, .. })));

    // Without the rule, or when it is no beginning of the file, they are written anew.
    lab.server.put_file("/srv/other.filepart", b"something else").unwrap();
    let other = lab.local("other");
    fs::write(&other, &whole).unwrap();
    let batch = lab.upload(&[&other], "/srv", OverwriteRule::Resume);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/other").unwrap(), whole);
    assert_eq!(lab.server.names("/srv").len(), 3);
}
