//! What is in files and trees: full disks, sources that change, hostile names, links, modes, moves.

#[cfg(unix)]
use crate::engine_lab::remote;
use crate::engine_lab::{Lab, content};
use crate::{names, row};
#[cfg(unix)]
use catamaran::engine::LinkPolicy;
use catamaran::engine::{Command, Event, QueueCommand};
use catamaran::error::{Error, ErrorKind};
use catamaran::log::StatusMessage;
use catamaran::model::OverwriteRule;
#[cfg(unix)]
use catamaran::model::Permissions;
use catamaran::queue::TransferState;
use catamaran::remote::fake::{FakeOp, Gate, When};
use std::fmt::Write;
use std::fs;
#[cfg(unix)]
use std::path::Path;

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
