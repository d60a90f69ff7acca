//! Targets that are there already: questions, rules, and files that are gone on with.

use crate::engine_lab::{Lab, content};
use crate::{names, row};
use catamaran::engine::{Answer, Command, Event, OverwriteAnswer, Question, QueueCommand};
use catamaran::error::{Error, ErrorKind};
use catamaran::log::StatusMessage;
use catamaran::model::{ByteSize, OverwriteRule, Timestamp};
use catamaran::queue::TransferState;
use catamaran::remote::Capabilities;
use catamaran::remote::fake::{FakeOp, Gate, When};
use std::fs;

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
