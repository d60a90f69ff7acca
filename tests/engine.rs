//! The engine on a server in memory, on paused time: what happens when things go wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::engine::{
    Answer, Command, Event, LinkPolicy, Location, OverwriteAnswer, Question, QueueCommand, SessionState,
};
use catamaran::error::{Error, ErrorKind};
use catamaran::log::{LogBody, StatusMessage};
use catamaran::model::{ByteSize, OverwriteRule, Permissions, Timestamp};
use catamaran::queue::{MOST_BREAKS, RowView, TransferState};
use catamaran::remote::Capabilities;
use catamaran::remote::fake::{FakeOp, Gate, When};
use engine_lab::{Lab, content, remote};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn row(lab: &Lab) -> std::sync::Arc<RowView> {
    lab.engine.queue().rows[0].clone()
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_files_cost_ten_events() {
    let mut lab = Lab::connected().await;
    let tree = lab.local("tree");
    for folder in 0..100 {
        fs::create_dir_all(tree.join(folder.to_string())).unwrap();
        for file in 0..100 {
            fs::write(tree.join(format!("{folder}/{file}")), b"x").unwrap();
        }
    }
    let before = lab.events.len();
    let batch = lab.upload(&[&tree], "/home/ada", OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed, summary.bytes), (10_000, 0, ByteSize(10_000)));
    lab.settle().await;
    let events = &lab.events[before..];
    assert!(events.len() <= 10, "{events:#?}");
    let view = lab.engine.queue();
    assert_eq!((view.rows.len(), view.rows[0].files_done, view.rows[0].files_total), (1, 10_000, 10_000));
    assert_eq!(view.rows[0].state, TransferState::Done);
    assert_eq!(lab.server.open_files(), 0);
    // Idle: nobody is woken.
    let wakes = lab.wakes();
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(lab.wakes(), wakes);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_rows_cost_ten_events() {
    let mut lab = Lab::connected().await;
    let folder = lab.local("many");
    fs::create_dir(&folder).unwrap();
    let paths: Vec<_> = (0..10_000).map(|n| folder.join(format!("{n:05}"))).collect();
    for path in &paths {
        fs::write(path, b"x").unwrap();
    }
    let before = lab.events.len();
    let sources: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let batch = lab.upload(&sources, "/home/ada", OverwriteRule::Ask);
    assert_eq!(lab.finished(batch).await.files, 10_000);
    assert!(lab.events.len() - before <= 10, "{:#?}", &lab.events[before..]);
    assert!(lab.wakes() < 2_000, "{}", lab.wakes());
}

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
async fn a_full_disk_fails_with_the_code_and_the_rest_goes_on() {
    let mut lab = Lab::connected().await;
    let (big, small) = (lab.local("big"), lab.local("small"));
    fs::write(&big, content(2_000_000)).unwrap();
    fs::write(&small, b"small").unwrap();
    lab.server.limit_space(Some(1_000_000));
    let batch = lab.upload(&[&big, &small], "/home/ada", OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (1, 1), "{:#?}", lab.events);
    let failed = row(&lab);
    assert_eq!(failed.state, TransferState::Failed);
    assert_eq!(failed.error.as_ref().unwrap().kind, ErrorKind::DiskFull);
    assert!(lab.server.content("/home/ada/big").is_none(), "no part under the final name");
    assert_eq!(lab.server.content("/home/ada/small").unwrap(), b"small");
    assert_eq!(lab.logged_errors().len(), 1, "each error once");
    // Space is made: the same row goes on and completes.
    lab.server.limit_space(None);
    let writes = lab.server.count(FakeOp::Write);
    lab.engine.send(Command::Queue(QueueCommand::Retry(vec![failed.id])));
    assert_eq!(lab.finished(batch).await.files, 2);
    assert_eq!(lab.server.content("/home/ada/big").unwrap(), content(2_000_000));
    assert!(lab.server.count(FakeOp::Write) - writes < 62, "it goes on, it does not begin anew");
}

#[tokio::test(start_paused = true)]
async fn an_existing_target_is_asked_about_with_both_sides() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/a.txt", b"old").unwrap();
    lab.server.set_modified("/home/ada/a.txt", Timestamp::from_secs(1_000)).unwrap();
    let file = lab.local("a.txt");
    fs::write(&file, b"new one").unwrap();
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
    let (prompt, question) = lab.asked().await;
    let Question::Overwrite(_, question) = question else { panic!("{question:?}") };
    assert_eq!((question.source.size, question.target.size), (Some(ByteSize(7)), Some(ByteSize(3))));
    assert_eq!(question.target.modified, Some(Timestamp::from_secs(1_000)));
    lab.settle().await;
    assert_eq!(row(&lab).state, TransferState::Asking);
    let answer = Answer::Overwrite(OverwriteAnswer { rule: OverwriteRule::Overwrite, for_all: false });
    lab.engine.send(Command::Answer { prompt, answer });
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/home/ada/a.txt").unwrap(), b"new one");
}

#[tokio::test(start_paused = true)]
async fn an_answer_for_all_is_asked_once() {
    let mut lab = Lab::connected().await;
    let folder = lab.local("site");
    fs::create_dir(&folder).unwrap();
    for n in 0..50 {
        fs::write(folder.join(n.to_string()), b"new").unwrap();
        lab.server.put_file(format!("/home/ada/site/{n}"), b"old").unwrap();
    }
    let batch = lab.upload(&[&folder], "/home/ada", OverwriteRule::Ask);
    let (prompt, _) = lab.asked().await;
    let answer = Answer::Overwrite(OverwriteAnswer { rule: OverwriteRule::Skip, for_all: true });
    lab.engine.send(Command::Answer { prompt, answer });
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.skipped), (0, 50));
    assert_eq!(lab.events.iter().filter(|e| matches!(e, Event::Asked { .. })).count(), 1);
    assert_eq!(row(&lab).state, TransferState::Skipped);
}

#[tokio::test(start_paused = true)]
async fn rules_decide_without_questions() {
    for (rule, files, skipped, a, names_after) in [
        (OverwriteRule::Overwrite, 1, 0, &b"new"[..], vec!["a.txt"]),
        (OverwriteRule::Skip, 0, 1, b"old", vec!["a.txt"]),
        (OverwriteRule::Rename, 1, 0, b"old", vec!["a (2).txt", "a.txt"]),
        (OverwriteRule::Newer, 0, 1, b"old", vec!["a.txt"]),
    ] {
        let mut lab = Lab::connected().await;
        lab.server.put_file("/home/ada/a.txt", b"new").unwrap();
        lab.server.set_modified("/home/ada/a.txt", Timestamp::from_secs(1_000)).unwrap();
        let target = lab.local("in");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("a.txt"), b"old").unwrap();
        let batch = lab.download(&["/home/ada/a.txt"], &target, rule);
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.skipped, summary.failed), (files, skipped, 0), "{rule:?}");
        assert_eq!(fs::read(target.join("a.txt")).unwrap(), a, "{rule:?}");
        assert_eq!(names(&target), names_after, "{rule:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn resume_goes_on_behind_a_shorter_copy_and_refuses_another_file() {
    for upload in [true, false] {
        let mut lab = Lab::connected().await;
        let whole = content(1_000_000);
        let local = lab.local("f");
        if upload {
            fs::write(&local, &whole).unwrap();
            lab.server.put_file("/home/ada/f", &whole[..600_000]).unwrap();
        } else {
            fs::write(&local, &whole[..600_000]).unwrap();
            lab.server.put_file("/home/ada/f", &whole).unwrap();
        }
        let batch = if upload {
            lab.upload(&[&local], "/home/ada", OverwriteRule::Resume)
        } else {
            lab.download(&["/home/ada/f"], local.parent().unwrap(), OverwriteRule::Resume)
        };
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.failed), (1, 0), "upload {upload}: {:#?}", lab.logged_errors());
        assert!(lab.said(|m| matches!(m, StatusMessage::Resumed { offset: 600_000, .. })));
        assert_eq!(fs::read(&local).unwrap(), whole);
        assert_eq!(lab.server.content("/home/ada/f").unwrap(), whole);

        let mut other = whole[..600_000].to_vec();
        other[599_000] ^= 1;
        if upload {
            lab.server.put_file("/home/ada/f", &other).unwrap();
        } else {
            fs::write(&local, &other).unwrap();
        }
        let batch = if upload {
            lab.upload(&[&local], "/home/ada", OverwriteRule::Resume)
        } else {
            lab.download(&["/home/ada/f"], local.parent().unwrap(), OverwriteRule::Resume)
        };
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.failed), (0, 1), "upload {upload}");
        assert_eq!(lab.logged_errors().last().unwrap().kind, ErrorKind::ResumeMismatch);
        // The other file stands where it stood.
        let there = if upload { lab.server.content("/home/ada/f").unwrap() } else { fs::read(&local).unwrap() };
        assert_eq!(there, other, "upload {upload}");
    }
}

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
async fn a_refused_rename_keeps_the_old_file_and_tells_the_reason() {
    for atomic in [true, false] {
        let mut lab = Lab::new();
        let mut capabilities = catamaran::remote::RemoteFs::capabilities(&*lab.server.fs()).clone();
        capabilities.atomic_replace = atomic;
        lab.server.set_capabilities(Capabilities { ..capabilities });
        lab.connect().await;
        lab.server.put_file("/home/ada/f", b"old").unwrap();
        let file = lab.local("f");
        fs::write(&file, b"new").unwrap();
        let denied = || Error::sftp(3, None);
        lab.server.fail_on(FakeOp::Rename, "/home/ada/f.filepart", When::Nth(1), denied()).unwrap();
        let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Overwrite);
        let summary = lab.finished(batch).await;
        assert_eq!((summary.files, summary.failed), (0, 1), "atomic {atomic}");
        assert_eq!(row(&lab).error.as_ref().unwrap().kind, ErrorKind::PermissionDenied);
        assert_eq!(lab.server.content("/home/ada/f").unwrap(), b"old", "atomic {atomic}");
        let id = row(&lab).id;
        lab.engine.send(Command::Queue(QueueCommand::Retry(vec![id])));
        let summary = lab.finished(batch).await;
        assert_eq!(summary.files, 1, "atomic {atomic} {summary:?} {:#?} {:#?}", lab.logged_errors(), row(&lab));
        assert_eq!(lab.server.content("/home/ada/f").unwrap(), b"new", "atomic {atomic}");
        assert_eq!(lab.server.names("/home/ada").len(), 1, "no backup, no part: {:?}", lab.server.names("/home/ada"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_that_appears_meanwhile_is_asked_about() {
    let mut lab = Lab::connected().await;
    let file = lab.local("f");
    fs::write(&file, content(500_000)).unwrap();
    let gate = Gate::new();
    lab.server.hold(FakeOp::Finish, When::Nth(1), &gate);
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Ask);
    gate.arrivals(1).await;
    lab.server.put_file("/home/ada/f", b"somebody else's").unwrap();
    gate.open();
    let (prompt, _) = lab.asked().await;
    assert_eq!(lab.server.content("/home/ada/f").unwrap(), b"somebody else's");
    let answer = Answer::Overwrite(OverwriteAnswer { rule: OverwriteRule::Rename, for_all: false });
    lab.engine.send(Command::Answer { prompt, answer });
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/home/ada/f (2)").unwrap(), content(500_000));
    assert_eq!(lab.server.content("/home/ada/f").unwrap(), b"somebody else's");
}

#[tokio::test(start_paused = true)]
async fn a_vanished_and_a_changing_source_are_told() {
    let mut lab = Lab::connected().await;
    let (gone, changing, fine) = (lab.local("gone"), lab.local("changing"), lab.local("fine"));
    fs::write(&changing, content(3_000_000)).unwrap();
    fs::write(&fine, b"fine").unwrap();
    let gate = Gate::new();
    lab.server.hold_on(FakeOp::Write, "/home/ada/changing.filepart", When::Nth(20), &gate).unwrap();
    let batch = lab.upload(&[&gone, &changing, &fine], "/home/ada", OverwriteRule::Ask);
    gate.arrivals(1).await;
    let mut longer = content(3_000_000);
    longer.extend_from_slice(b"more");
    fs::write(&changing, &longer).unwrap();
    gate.open();
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (2, 1), "{:#?}", lab.events);
    assert_eq!(lab.server.content("/home/ada/changing").unwrap(), longer, "tried again by itself");
    let kinds: Vec<_> = lab.logged_errors().iter().map(|e| e.kind.clone()).collect();
    assert!(kinds.contains(&ErrorKind::NotFound) && kinds.contains(&ErrorKind::ChangedDuringTransfer), "{kinds:?}");
}

#[tokio::test(start_paused = true)]
async fn hostile_trees_stay_inside_and_the_rest_arrives() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/t/good", b"good").unwrap();
    lab.server.put_link("/home/ada/t/to-file", b"good").unwrap();
    lab.server.put_link("/home/ada/t/to-root", b"/").unwrap();
    lab.server.put_link("/home/ada/t/loop", b"loop").unwrap();
    lab.server.put_special("/home/ada/t/pipe").unwrap();
    lab.server.tell_refused_name("/home/ada/t", b"../evil").unwrap();
    let mut deep = String::from("/home/ada/t");
    for n in 0..80 {
        write!(deep, "/{n}").unwrap();
    }
    lab.server.put_file(format!("{deep}/bottom"), b"x").unwrap();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download(&["/home/ada/t"], &target, OverwriteRule::Ask);
    let summary = lab.finished(batch).await;
    let kinds: Vec<_> = lab.logged_errors().iter().map(|e| e.kind.clone()).collect();
    assert_eq!((summary.files, summary.skipped), (2, 1), "{kinds:?}");
    for kind in [ErrorKind::NameRefused, ErrorKind::SpecialFile, ErrorKind::TooDeep] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    assert_eq!(names(&target), ["t"]);
    assert_eq!(fs::read(target.join("t/to-file")).unwrap(), b"good");
    assert!(!target.parent().unwrap().join("evil").exists());
    let told: Vec<_> = lab.events.iter().filter(|e| matches!(e, Event::TransferFailed { .. })).collect();
    assert!(told.len() <= 5, "the first of each kind: {told:?}");
    assert_eq!(row(&lab).state, TransferState::Failed);
    assert!(row(&lab).children.len() >= 3);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn links_in_the_local_target_are_not_followed() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/t/x/file", b"new").unwrap();
    lab.server.put_file("/home/ada/t/plain", b"new").unwrap();
    let (target, outside) = (lab.local("in"), lab.local("outside"));
    fs::create_dir_all(target.join("t")).unwrap();
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("precious"), b"keep").unwrap();
    std::os::unix::fs::symlink(&outside, target.join("t/x")).unwrap();
    std::os::unix::fs::symlink(outside.join("precious"), target.join("t/plain")).unwrap();
    std::os::unix::fs::symlink(outside.join("precious"), target.join("t/plain.filepart")).unwrap();
    let batch = lab.download(&["/home/ada/t"], &target, OverwriteRule::Overwrite);
    lab.finished(batch).await;
    assert_eq!(names(&outside), ["precious"]);
    assert_eq!(fs::read(outside.join("precious")).unwrap(), b"keep");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn links_are_made_anew_or_left_out_as_wished() {
    for (links, kept) in [(LinkPolicy::Keep, true), (LinkPolicy::Skip, false)] {
        let mut lab = Lab::connected().await;
        lab.server.put_link("/home/ada/t/link", b"../elsewhere").unwrap();
        let target = lab.local("in");
        fs::create_dir(&target).unwrap();
        let batch = lab.download_with(&["/home/ada/t"], &target, |wish| wish.links = links);
        lab.finished(batch).await;
        assert_eq!(fs::read_link(target.join("t/link")).is_ok(), kept);
        let batch = lab.upload_with(&[&target.join("t")], "/srv", |wish| wish.links = links);
        lab.finished(batch).await;
        assert_eq!(lab.server.names("/srv/t").len(), usize::from(kept));
    }
}

#[tokio::test(start_paused = true)]
async fn a_move_removes_what_arrived_and_keeps_what_did_not() {
    let mut lab = Lab::connected().await;
    for n in 0..5 {
        lab.server.put_file(format!("/home/ada/t/{n}"), b"x").unwrap();
    }
    lab.server.put_file("/home/ada/t/sub/ok", b"x").unwrap();
    lab.server.fail_on(FakeOp::OpenRead, "/home/ada/t/3", When::Always, Error::sftp(3, None)).unwrap();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download_with(&["/home/ada/t"], &target, |wish| wish.remove_source = true);
    let summary = lab.finished(batch).await;
    assert_eq!((summary.files, summary.failed), (5, 1), "{:?}", lab.logged_errors());
    let left: Vec<_> = lab.server.names("/home/ada/t").iter().map(catamaran::model::EntryName::display).collect();
    assert_eq!(left, ["3"]);

    let up = lab.local("in/t");
    let batch = lab.upload_with(&[&up], "/srv", |wish| wish.remove_source = true);
    assert_eq!(lab.finished(batch).await.failed, 0);
    assert!(!up.exists());
    assert_eq!(lab.server.names("/srv/t").len(), 5);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn modes_from_the_server_are_masked_and_those_of_replaced_files_stay() {
    use std::os::unix::fs::PermissionsExt;
    let mut lab = Lab::connected().await;
    let bits = Permissions::from_mode(0o6777);
    lab.server.put_file("/home/ada/a", b"1").unwrap();
    let change = catamaran::remote::AttributeChange { permissions: Some(bits), ..Default::default() };
    let follow = catamaran::remote::FollowLinks::Yes;
    let fs_ = lab.server.fs();
    catamaran::remote::RemoteFs::set_attributes(&*fs_, &remote("/home/ada/a"), change, follow).await.unwrap();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download(&["/home/ada/a"], &target, OverwriteRule::Ask);
    lab.finished(batch).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&target.join("a")) & 0o7770, 0o770);
    fs::set_permissions(target.join("a"), fs::Permissions::from_mode(0o600)).unwrap();
    let batch = lab.download(&["/home/ada/a"], &target, OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(mode(&target.join("a")) & 0o7777, 0o600);
}

#[tokio::test(start_paused = true)]
async fn a_closed_folder_is_written_in_place_and_said_so() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/home/ada/f", b"old and longer").unwrap();
    let file = lab.local("f");
    fs::write(&file, b"new").unwrap();
    lab.server.fail_on(FakeOp::OpenWrite, "/home/ada/f.filepart", When::Always, Error::sftp(3, None)).unwrap();
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1, "{:?}", lab.logged_errors());
    assert_eq!(lab.server.content("/home/ada/f").unwrap(), b"new");
    assert!(lab.said(|m| matches!(m, StatusMessage::WrittenInPlace { .. })));
    // A new file has nothing to be written in place of.
    lab.server.fail_on(FakeOp::OpenWrite, "/home/ada/g.filepart", When::Always, Error::sftp(3, None)).unwrap();
    let file = lab.local("g");
    fs::write(&file, b"new").unwrap();
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.failed, 1);
}

#[tokio::test(start_paused = true)]
async fn a_link_target_is_written_through_and_stays_a_link() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/srv/real", b"old").unwrap();
    lab.server.put_link("/home/ada/f", b"/srv/real").unwrap();
    let file = lab.local("f");
    fs::write(&file, b"new").unwrap();
    let batch = lab.upload(&[&file], "/home/ada", OverwriteRule::Overwrite);
    assert_eq!(lab.finished(batch).await.files, 1);
    assert_eq!(lab.server.content("/srv/real").unwrap(), b"new");
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

#[tokio::test(start_paused = true)]
async fn what_happens_on_screen_is_told_once_per_folder_and_batch() {
    let mut lab = Lab::connected().await;
    for n in 0..30 {
        lab.server.put_file(format!("/home/ada/t/{n}/f"), b"x").unwrap();
    }
    let request = lab.list("/home/ada/t/7");
    lab.listed(request).await.unwrap();
    let before = lab.events.len();
    let target = lab.local("in");
    fs::create_dir(&target).unwrap();
    let batch = lab.download_with(&["/home/ada/t"], &target, |wish| wish.remove_source = true);
    lab.finished(batch).await;
    let changed: Vec<_> = lab.events[before..]
        .iter()
        .filter_map(|e| if let Event::FolderChanged(folder) = e { Some(folder.clone()) } else { None })
        .collect();
    let there = |path: &str| Location::Remote(engine_lab::session(), remote(path));
    assert_eq!(changed, [Location::Local(target), there("/home/ada"), there("/home/ada/t/7")]);
}
