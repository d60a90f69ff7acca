//! One decision about failures: each repair does what it says and tries again, for one transfer or for a whole group.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::engine::{Command, Event, Failed, Location, MoveHow, Operation, OperationReport, Repair};
use catamaran::error::{Error, ErrorKind};
use catamaran::model::{EntryName, OperationId, OverwriteRule, Permissions, TransferId};
use catamaran::queue::{TransferState, WorkPhase};
use catamaran::remote::fake::{FakeOp, Gate, When};
use catamaran::remote::{Capabilities, RemoteFs};
use engine_lab::{Lab, content, remote, session};
use std::fs;
use std::path::Path;

fn name(text: &str) -> EntryName {
    EntryName::new(text.as_bytes()).unwrap()
}

fn at(path: &str) -> Location {
    Location::Remote(session(), remote(path))
}

async fn ended(lab: &mut Lab, wanted: OperationId) -> OperationReport {
    lab.wait(|event| match event {
        Event::Operated { operation, report } if *operation == wanted => Some(report.clone()),
        _ => None,
    })
    .await
}

async fn repair(lab: &mut Lab, failed: Failed, repair: Repair) -> OperationReport {
    let operation = OperationId::from(7);
    lab.engine.send(Command::Repair { operation, failed, repair });
    ended(lab, operation).await
}

async fn operate(lab: &mut Lab, what: Operation) -> OperationReport {
    let operation = OperationId::from(8);
    lab.engine.send(Command::Operate { operation, what });
    ended(lab, operation).await
}

/// Uploads files of these names; everything is told before it returns.
async fn upload(lab: &mut Lab, names: &[&str], folder: &str, rule: OverwriteRule) -> Vec<TransferId> {
    let paths: Vec<_> = names.iter().map(|name| lab.local(name)).collect();
    for path in &paths {
        fs::write(path, content(1000)).unwrap();
    }
    let sources: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let batch = lab.upload(&sources, folder, rule);
    lab.finished(batch).await;
    lab.settle().await;
    let view = lab.engine.queue();
    view.rows.iter().filter(|row| row.batch == batch).map(|row| row.id).collect()
}

fn states(lab: &Lab) -> Vec<TransferState> {
    lab.engine.queue().rows.iter().map(|row| row.state.clone()).collect()
}

fn told(lab: &Lab) -> usize {
    lab.events.iter().filter(|event| matches!(event, Event::TransferFailed { .. })).count()
}

fn all(ids: &[TransferId]) -> Failed {
    Failed::Transfers { ids: ids.to_vec(), alike: false }
}

fn like(id: TransferId) -> Failed {
    Failed::Transfers { ids: vec![id], alike: true }
}

#[tokio::test(start_paused = true)]
async fn missing_folders_are_made_and_the_whole_group_goes_on() {
    let mut lab = Lab::connected().await;
    let ids = upload(&mut lab, &["a", "b", "c"], "/srv/none/deep", OverwriteRule::Ask).await;
    assert_eq!((states(&lab), told(&lab)), (vec![TransferState::Failed; 3], 1));
    let report = repair(&mut lab, like(ids[1]), Repair::CreateFolder(at("/srv/none/deep"))).await;
    assert_eq!((report.done, report.failed), (3, 0), "{report:?}");
    lab.settle().await;
    assert_eq!(states(&lab), vec![TransferState::Done; 3]);
    assert_eq!(lab.server.content("/srv/none/deep/c"), Some(content(1000)));
    assert!(lab.events.contains(&Event::FolderChanged(at("/srv/none"))));
}

#[tokio::test(start_paused = true)]
async fn a_repair_that_fails_tells_its_own_error_and_tries_nothing() {
    let mut lab = Lab::connected().await;
    lab.server.put_file("/srv/file", b"x").unwrap();
    let ids = upload(&mut lab, &["a"], "/srv/none", OverwriteRule::Ask).await;
    lab.server.fail(FakeOp::CreateFolder, When::Always, Error::sftp(3, None));
    let report = repair(&mut lab, all(&ids), Repair::CreateFolder(at("/srv/none"))).await;
    let error = &report.errors[0];
    assert_eq!((report.done, report.failed, error.kind.clone()), (0, 1, ErrorKind::PermissionDenied));
    assert!(error.diagnosis.is_some() && error.host.is_some(), "a card of its own: {error}");
    lab.settle().await;
    assert_eq!(states(&lab), [TransferState::Failed]);
}

#[tokio::test(start_paused = true)]
async fn the_same_failure_after_a_decision_is_told_again() {
    let mut lab = Lab::connected().await;
    let ids = upload(&mut lab, &["a", "b"], "/srv/none", OverwriteRule::Ask).await;
    assert_eq!(told(&lab), 1);
    repair(&mut lab, all(&ids), Repair::Retry).await;
    lab.settle().await;
    assert_eq!((states(&lab), told(&lab)), (vec![TransferState::Failed; 2], 2), "once more, and for both once");
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_replaced_or_gets_a_neighbour() {
    let mut lab = Lab::connected().await;
    for file in ["a", "b", "c"] {
        lab.server.put_file(format!("/srv/{file}"), b"old and quite a bit longer than before").unwrap();
    }
    lab.server.put_folder("/srv/d").unwrap();
    // Told as taken only when it is written: the rule is not asked.
    lab.server.fail(FakeOp::OpenWrite, When::Always, Error::new(ErrorKind::AlreadyExists));
    let ids = upload(&mut lab, &["a", "b", "c"], "/srv", OverwriteRule::Overwrite).await;
    assert_eq!(states(&lab), vec![TransferState::Failed; 3]);
    lab.server.clear_script();
    repair(&mut lab, all(&ids[..1]), Repair::Overwrite).await;
    repair(&mut lab, all(&ids[1..2]), Repair::Rename(None)).await;
    repair(&mut lab, all(&ids[2..]), Repair::Rename(Some(name("other")))).await;
    lab.settle().await;
    assert_eq!(states(&lab), vec![TransferState::Done; 3]);
    assert_eq!(lab.server.content("/srv/a"), Some(content(1000)));
    assert_eq!(lab.server.content("/srv/b (2)"), Some(content(1000)));
    assert_eq!(lab.server.content("/srv/other"), Some(content(1000)));
    assert_eq!(lab.server.content("/srv/c").unwrap(), b"old and quite a bit longer than before");
    // A folder has the name: another one.
    let ids = upload(&mut lab, &["d"], "/srv", OverwriteRule::Overwrite).await;
    repair(&mut lab, all(&ids), Repair::Rename(Some(name("d.txt")))).await;
    lab.settle().await;
    assert_eq!(lab.server.content("/srv/d.txt"), Some(content(1000)));
}

#[tokio::test(start_paused = true)]
async fn a_group_goes_into_another_folder_and_keeps_its_tree() {
    let mut lab = Lab::connected().await;
    lab.server.put_folder("/srv/full").unwrap();
    lab.server.put_folder("/srv/other").unwrap();
    let tree = lab.local("photos");
    fs::create_dir_all(tree.join("2026/may")).unwrap();
    for file in ["x", "2026/y", "2026/may/z"] {
        fs::write(tree.join(file), content(5000)).unwrap();
    }
    lab.server.limit_space(Some(0));
    lab.server.fail(FakeOp::Write, When::Always, Error::sftp(4, None));
    let batch = lab.upload(&[&tree], "/srv/full", OverwriteRule::Ask);
    assert_eq!(lab.finished(batch).await.failed, 3);
    lab.settle().await;
    lab.server.clear_script();
    lab.server.limit_space(None);
    let row = lab.engine.queue().rows[0].clone();
    assert_eq!(row.error.as_ref().unwrap().cause_name(), "disk_full");
    let report = repair(&mut lab, like(row.children[0].id), Repair::IntoFolder(at("/srv/other"))).await;
    // Each folder has its own disk as far as anybody knows: like ones are those of the same folder.
    assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
    let report = repair(&mut lab, all(&[row.id]), Repair::IntoFolder(at("/srv/other"))).await;
    assert_eq!((report.done, report.failed), (2, 0), "{report:?}");
    lab.settle().await;
    for file in ["x", "2026/y", "2026/may/z"] {
        assert_eq!(lab.server.content(format!("/srv/other/photos/{file}")), Some(content(5000)), "{file}");
        assert_eq!(lab.server.content(format!("/srv/full/photos/{file}")), None);
    }
    assert!(lab.server.names("/srv/full/photos").iter().all(|name| name.as_bytes() == b"2026"), "no part is left");
    assert!(lab.events.contains(&Event::FolderChanged(at("/srv/other"))));
}

#[tokio::test(start_paused = true)]
async fn a_closed_folder_is_opened_and_the_transfers_go_on() {
    let mut lab = Lab::connected().await;
    lab.server.put_folder("/srv/closed").unwrap();
    lab.server.fail(FakeOp::OpenWrite, When::Always, Error::sftp(3, None));
    let ids = upload(&mut lab, &["a", "b"], "/srv/closed", OverwriteRule::Ask).await;
    lab.server.clear_script();
    let permissions = Permissions::from_mode(0o750);
    let report = repair(&mut lab, all(&ids), Repair::MakeWritable { at: at("/srv/closed"), permissions }).await;
    assert_eq!((report.done, report.failed), (2, 0), "{report:?}");
    lab.settle().await;
    assert_eq!(states(&lab), vec![TransferState::Done; 2]);
    assert_eq!(lab.server.count(FakeOp::SetAttributes), 1);
}

#[tokio::test(start_paused = true)]
async fn all_like_one_are_left_out_also_those_to_come() {
    let mut lab = Lab::connected().await;
    lab.server.put_folder("/srv/x").unwrap();
    let gate = Gate::new();
    lab.server.hold_on(FakeOp::OpenWrite, "/srv/x/c.filepart", When::Always, &gate).unwrap();
    lab.server.fail(FakeOp::OpenWrite, When::Always, Error::sftp(3, None));
    let paths: Vec<_> = ["a", "b", "c"].map(|name| lab.local(name)).into();
    for path in &paths {
        fs::write(path, content(10)).unwrap();
    }
    let sources: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let batch = lab.upload(&sources, "/srv/x", OverwriteRule::Ask);
    lab.until(|lab| lab.engine.queue().totals.failed == 2).await;
    let first = lab.engine.queue().rows[0].id;
    let report = repair(&mut lab, like(first), Repair::Skip).await;
    assert_eq!(report.done, 2);
    gate.open();
    let summary = lab.finished(batch).await;
    assert_eq!((summary.failed, summary.skipped), (0, 3));
    lab.settle().await;
    assert_eq!(states(&lab), vec![TransferState::Skipped; 3]);
}

#[tokio::test(start_paused = true)]
async fn one_of_several_is_left_out() {
    let mut lab = Lab::connected().await;
    let ids = upload(&mut lab, &["a", "b"], "/srv/none", OverwriteRule::Ask).await;
    let report = repair(&mut lab, all(&ids[..1]), Repair::Skip).await;
    assert_eq!(report.done, 1);
    lab.settle().await;
    assert_eq!(states(&lab), [TransferState::Skipped, TransferState::Failed]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_stopped_from_one_of_its_failures() {
    let mut lab = Lab::connected().await;
    let gate = Gate::new();
    lab.server.hold_on(FakeOp::OpenWrite, "/srv/b.filepart", When::Always, &gate).unwrap();
    lab.server.fail_on(FakeOp::OpenWrite, "/srv/a.filepart", When::Always, Error::sftp(3, None)).unwrap();
    lab.server.fail_on(FakeOp::OpenWrite, "/srv/a", When::Always, Error::sftp(3, None)).unwrap();
    let paths = ["a", "b"].map(|name| lab.local(name));
    for path in &paths {
        fs::write(path, content(10)).unwrap();
    }
    let batch = lab.upload(&[&paths[0], &paths[1]], "/srv", OverwriteRule::Ask);
    lab.until(|lab| lab.engine.queue().totals.failed == 1).await;
    let first = lab.engine.queue().rows[0].id;
    repair(&mut lab, all(&[first]), Repair::Abort).await;
    let summary = lab.finished(batch).await;
    assert_eq!((summary.failed, summary.cancelled), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn operations_are_repaired_and_tried_again() {
    let mut lab = Lab::connected().await;
    let what = Operation::CreateFolder { parent: at("/srv/none/deep"), name: name("x") };
    let report = operate(&mut lab, what.clone()).await;
    assert_eq!(report.remaining.as_deref(), Some(&what));
    let failed = Failed::Operation(report.remaining.unwrap());
    let report = repair(&mut lab, failed, Repair::CreateFolder(at("/srv/none/deep"))).await;
    assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
    assert_eq!(lab.server.names("/srv/none/deep"), [name("x")]);

    // A folder that got something meanwhile is emptied.
    lab.server.put_file("/srv/full/a/b", b"x").unwrap();
    lab.server.fail(FakeOp::RemoveFolder, When::Nth(1), Error::sftp(18, None));
    let delete = Operation::Delete { items: vec![at("/srv/full/a")], permanently: true };
    let report = operate(&mut lab, delete).await;
    assert_eq!(report.errors[0].cause_name(), "folder_not_empty");
    lab.server.put_file("/srv/full/a/new/deep", b"x").unwrap();
    let failed = Failed::Operation(report.remaining.unwrap());
    let report = repair(&mut lab, failed, Repair::DeleteContent(at("/srv/full/a"))).await;
    assert_eq!(report.failed, 0, "{report:?}");
    assert!(lab.server.names("/srv/full").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_taken_name_is_replaced_or_another_one_taken() {
    for atomic in [true, false] {
        let mut lab = Lab::new();
        lab.server.set_capabilities(Capabilities { atomic_replace: atomic, ..lab.server.fs().capabilities().clone() });
        lab.connect().await;
        lab.server.put_file("/srv/a", b"new").unwrap();
        lab.server.put_file("/srv/b", b"old").unwrap();
        lab.server.put_file("/srv/c/a", b"other").unwrap();
        let report = operate(&mut lab, Operation::Rename { item: at("/srv/a"), name: name("b") }).await;
        assert_eq!(report.errors[0].cause_name(), "already_exists");
        let report = repair(&mut lab, Failed::Operation(report.remaining.unwrap()), Repair::Overwrite).await;
        assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
        assert_eq!(lab.server.content("/srv/b").unwrap(), b"new");
        assert_eq!(lab.server.names("/srv").len(), 2, "nothing is left beside it");

        // Of several that were moved only those that failed are tried again.
        lab.server.put_file("/srv/a", b"moved").unwrap();
        let items = vec![at("/srv/a"), at("/srv/b")];
        let report = operate(&mut lab, Operation::MoveInto { items, folder: at("/srv/c") }).await;
        assert_eq!((report.done, report.failed), (1, 1));
        let failed = Failed::Operation(report.remaining.unwrap());
        let report = repair(&mut lab, failed, Repair::Rename(Some(name("a (2)")))).await;
        assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
        assert_eq!(lab.server.content("/srv/c/a").unwrap(), b"other");
        assert_eq!(lab.server.content("/srv/c/a (2)").unwrap(), b"moved");
    }
}

/// A server that copies files itself, or not.
async fn copying(on_server: bool) -> Lab {
    let mut lab = Lab::new();
    let capabilities = lab.server.fs().capabilities().clone();
    lab.server.set_capabilities(Capabilities { server_copy: on_server, ..capabilities });
    lab.connect().await;
    lab
}

/// A tree on the server, and a rename that meets another file system.
async fn across(lab: &mut Lab) -> Box<Operation> {
    lab.server.put_file("/srv/tree/a", &content(300_000)).unwrap();
    lab.server.put_file("/srv/tree/deep/b", &content(10)).unwrap();
    lab.server.put_file("/srv/tree/deep/empty", b"").unwrap();
    lab.server.put_link("/srv/tree/link", b"../nowhere").unwrap();
    lab.server.put_folder("/srv/tree/nothing").unwrap();
    lab.server.put_folder("/mnt").unwrap();
    let refused = Error::new(ErrorKind::OtherFileSystem);
    lab.server.fail_on(FakeOp::Rename, "/srv/tree", When::Always, refused).unwrap();
    let report = operate(lab, Operation::MoveInto { items: vec![at("/srv/tree")], folder: at("/mnt") }).await;
    assert_eq!(report.errors[0].cause_name(), "other_file_system");
    report.remaining.unwrap()
}

fn assert_moved(lab: &Lab) {
    assert_eq!(lab.server.content("/mnt/tree/a"), Some(content(300_000)));
    assert_eq!(lab.server.content("/mnt/tree/deep/b"), Some(content(10)));
    assert_eq!(lab.server.content("/mnt/tree/deep/empty"), Some(Vec::new()));
    assert_eq!(lab.server.names("/mnt/tree").len(), 4);
    assert!(lab.server.names("/srv").is_empty(), "the original is gone");
    assert_eq!(lab.server.names("/mnt"), [name("tree")], "nothing is left beside it");
}

fn assert_untouched(lab: &Lab) {
    assert_eq!(lab.server.content("/srv/tree/a"), Some(content(300_000)));
    assert_eq!(lab.server.content("/srv/tree/deep/b"), Some(content(10)));
    assert_eq!(lab.server.names("/srv/tree").len(), 4);
    assert!(lab.server.names("/mnt").is_empty(), "{:?}", lab.server.names("/mnt"));
    assert_eq!(lab.server.open_files(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_tree_goes_to_another_file_system_by_copy_compare_and_delete() {
    for on_server in [false, true] {
        let mut lab = copying(on_server).await;
        let rest = across(&mut lab).await;
        let report = repair(&mut lab, Failed::Operation(rest), Repair::CopyAndDelete).await;
        assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
        assert_moved(&lab);
        assert_eq!(lab.server.count(FakeOp::CopyOnServer) > 0, on_server);
        for folder in ["/srv", "/mnt"] {
            assert!(lab.events.contains(&Event::FolderChanged(at(folder))), "{folder}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_fails_leaves_the_original_whole_and_nothing_else() {
    for (op, when) in [
        (FakeOp::OpenWrite, When::Nth(3)),
        (FakeOp::Write, When::Nth(1)),
        (FakeOp::Finish, When::Nth(2)),
        (FakeOp::CreateFolder, When::Nth(2)),
        (FakeOp::CreateSymlink, When::Nth(1)),
        (FakeOp::OpenRead, When::Nth(4)),
    ] {
        let mut lab = copying(false).await;
        let rest = across(&mut lab).await;
        lab.server.fail(op, when, Error::sftp(4, None));
        let report = repair(&mut lab, Failed::Operation(rest), Repair::CopyAndDelete).await;
        assert_eq!((report.done, report.failed), (0, 1), "{op:?}: {report:?}");
        assert_untouched(&lab);
        // What is left to be done is the same in the same way.
        let Some(Operation::MoveTo { how: MoveHow::Copy, .. }) = report.remaining.as_deref() else {
            panic!("{report:?}")
        };
        lab.server.clear_script();
        let report = repair(&mut lab, Failed::Operation(report.remaining.unwrap()), Repair::Retry).await;
        assert_eq!(report.failed, 0, "{op:?}: {report:?}");
        assert_moved(&lab);
    }
}

#[tokio::test(start_paused = true)]
async fn an_original_that_changes_while_it_is_copied_stays() {
    for (op, path) in [(FakeOp::OpenRead, "/mnt/tree.filepart/a"), (FakeOp::Rename, "/mnt/tree.filepart")] {
        let mut lab = copying(false).await;
        let rest = across(&mut lab).await;
        let gate = Gate::new();
        lab.server.hold_on(op, path, When::Always, &gate).unwrap();
        let operation = OperationId::from(7);
        let failed = Failed::Operation(rest);
        lab.engine.send(Command::Repair { operation, failed, repair: Repair::CopyAndDelete });
        gate.arrivals(1).await;
        lab.server.put_file("/srv/tree/a", &content(299_999)).unwrap();
        gate.open();
        let report = ended(&mut lab, operation).await;
        assert_eq!(report.errors[0].kind, ErrorKind::ChangedDuringTransfer);
        assert_eq!(lab.server.content("/srv/tree/a"), Some(content(299_999)));
        // Compared before it changed: then the copy is complete, and what is new stays where it is.
        let copied = lab.server.content("/mnt/tree/a");
        assert_eq!(copied, (op == FakeOp::Rename).then(|| content(300_000)));
        assert!(!lab.server.names("/mnt").contains(&name("tree.filepart")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_move_by_copy_shows_how_far_it_is_and_can_be_stopped() {
    let mut lab = copying(false).await;
    let rest = across(&mut lab).await;
    let gate = Gate::new();
    lab.server.hold(FakeOp::Read, When::Nth(3), &gate);
    let operation = OperationId::from(7);
    let failed = Failed::Operation(rest);
    lab.engine.send(Command::Repair { operation, failed, repair: Repair::CopyAndDelete });
    gate.arrivals(1).await;
    lab.until(|lab| lab.engine.works().first().is_some_and(|work| work.phase == WorkPhase::Copying)).await;
    let work = lab.engine.works()[0];
    assert_eq!((work.operation, work.bytes_total.0), (operation, 300_010));
    lab.engine.send(Command::CancelOperation(operation));
    gate.open();
    let report = ended(&mut lab, operation).await;
    assert!(report.cancelled && report.failed == 0, "{report:?}");
    lab.settle().await;
    assert!(lab.engine.works().is_empty());
    assert_untouched(&lab);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_copies_wrongly_loses_nothing() {
    let mut lab = copying(true).await;
    let rest = across(&mut lab).await;
    let gate = Gate::new();
    lab.server.hold(FakeOp::OpenRead, When::Nth(1), &gate);
    let operation = OperationId::from(7);
    let failed = Failed::Operation(rest);
    lab.engine.send(Command::Repair { operation, failed, repair: Repair::CopyAndDelete });
    gate.arrivals(1).await;
    let mut wrong = content(300_000);
    wrong[123_456] ^= 1;
    lab.server.put_file("/mnt/tree.filepart/a", &wrong).unwrap();
    gate.open();
    let report = ended(&mut lab, operation).await;
    assert_eq!(report.errors[0].kind, ErrorKind::ChangedDuringTransfer);
    assert_untouched(&lab);
}

#[tokio::test(start_paused = true)]
async fn a_repair_waits_for_its_session_or_is_refused() {
    let mut lab = Lab::connected().await;
    let ids = upload(&mut lab, &["a"], "/srv/none", OverwriteRule::Ask).await;
    lab.engine.send(Command::Disconnect(session()));
    let report = repair(&mut lab, all(&ids), Repair::CreateFolder(at("/srv/none"))).await;
    assert_eq!(report.errors[0].kind, ErrorKind::ConnectionLost);
    let what = Operation::CreateFolder { parent: at("/srv/none"), name: name("x") };
    let report = repair(&mut lab, Failed::Operation(Box::new(what)), Repair::Retry).await;
    assert_eq!(report.errors[0].kind, ErrorKind::ConnectionLost);
    // Connected again under the same id, they go on.
    lab.connect().await;
    let report = repair(&mut lab, all(&ids), Repair::CreateFolder(at("/srv/none"))).await;
    assert_eq!((report.done, report.failed), (1, 0));
    lab.settle().await;
    assert_eq!(states(&lab), [TransferState::Done]);
}
