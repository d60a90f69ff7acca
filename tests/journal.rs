//! The engine notes each failure once with what was being done, and what becomes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::engine::{
    Command, Event, Location, NewKey, NewKeyKind, Operation, QueueCommand, SitesExport, TrustCommand,
};
use catamaran::error::{Error, ErrorKind, HostKeyConflict, Place};
use catamaran::journal::{Book, Group, Tried};
use catamaran::model::{EntryName, OperationId, OverwriteRule};
use catamaran::remote::fake::{FakeOp, When};
use catamaran::text::{group_count, group_title};
use engine_lab::{Lab, content, remote, session};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The book of a window that looks now.
fn book(lab: &Lab) -> Book {
    let mut book = Book::default();
    for note in lab.engine.journal().read(0, usize::MAX).notes {
        book.take_in(note);
    }
    book
}

fn titles(book: &Book) -> Vec<(String, String)> {
    book.groups().map(|group| (group_title(group), group_count(group))).collect()
}

fn said(title: &str, count: &str) -> (String, String) {
    (title.to_owned(), count.to_owned())
}

fn files(lab: &Lab, count: usize) -> Vec<PathBuf> {
    let folder = lab.local("many");
    fs::create_dir(&folder).unwrap();
    let paths: Vec<_> = (0..count).map(|n| folder.join(format!("{n:04}"))).collect();
    for path in &paths {
        fs::write(path, content(10_000)).unwrap();
    }
    paths
}

#[tokio::test(start_paused = true)]
async fn a_thousand_like_failures_are_one_group_and_tell_that_they_were_done_later() {
    let mut lab = Lab::connected().await;
    let paths = files(&lab, 1000);
    lab.server.limit_space(Some(1_000));
    lab.server.fail(FakeOp::Write, When::Always, Error::sftp(4, None));
    let sources: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let batch = lab.upload(&sources, "/home/ada", OverwriteRule::Overwrite);
    lab.finished(batch).await;
    let failed = book(&lab);
    assert_eq!(titles(&failed), [said("Disk full on /home/ada", "1000 files")]);
    let group = failed.groups().next().unwrap();
    let Tried::Upload { source, target } = &failed.entry(group.entries[7]).unwrap().failure.tried else { panic!() };
    assert!(matches!(source, Place::Local(path) if paths.contains(path)));
    assert_eq!(target.parent(), Some(Place::Remote(remote("/home/ada"))));
    assert_eq!(lab.engine.journal().timeline().bars(96).1.iter().map(|bar| bar.failed).sum::<u32>(), 1000);

    lab.server.limit_space(None);
    lab.server.clear_script();
    lab.engine.send(Command::Queue(QueueCommand::Retry(failed.unsettled(group.id))));
    lab.until(|lab| book(lab).groups().all(Group::is_settled)).await;
    assert_eq!(titles(&book(&lab)), [said("Disk full on /home/ada", "retried, all 1000 files done")]);
}

#[tokio::test(start_paused = true)]
async fn operations_that_fail_are_noted_and_what_was_given_up_is_left_out() {
    let mut lab = Lab::connected().await;
    let paths = files(&lab, 1);
    lab.server.fail(FakeOp::CreateFolder, When::Always, Error::sftp(3, None));
    let what = Operation::CreateFolder {
        parent: Location::Remote(session(), remote("/home/ada")),
        name: EntryName::new("new").unwrap(),
    };
    lab.engine.send(Command::Operate { operation: OperationId::from(1), what });
    lab.until(|lab| !book(lab).is_empty()).await;
    let noted = book(&lab);
    let group = noted.groups().next().unwrap();
    assert_eq!((group.key.cause, group.transfers, group.len()), ("protected_by_policy", 0, 1));
    assert_eq!(noted.entry(group.entries[0]).unwrap().failure.tried, Tried::Operate);

    lab.server.fail(FakeOp::OpenWrite, When::Always, Error::sftp(12, None));
    let batch = lab.upload(&[&paths[0]], "/home/ada", OverwriteRule::Overwrite);
    lab.finished(batch).await;
    let failed = book(&lab);
    assert_eq!(failed.len(), 2);
    let last = failed.groups().last().unwrap();
    lab.engine.send(Command::Queue(QueueCommand::Remove(failed.unsettled(last.id))));
    lab.until(|lab| book(lab).groups().last().unwrap().left == 1).await;
    assert_eq!(group_count(book(&lab).groups().last().unwrap()), "one file, 1 left out");
}

#[tokio::test(start_paused = true)]
async fn failed_keys_exports_and_trusted_servers_reached_neither_log_nor_journal() {
    let mut lab = Lab::connected().await;
    let missing = lab.local("no/such/folder/file");
    let operation = OperationId::from(70);
    let wish = NewKey { kind: NewKeyKind::Ed25519, comment: "x".into(), passphrase: None, path: missing.clone() };
    lab.engine.send(Command::MakeKey { operation, wish });
    lab.wait(|event| matches!(event, Event::KeyMade { result: Err(_), .. }).then_some(())).await;
    lab.engine.send(Command::InstallKey { operation, session: session(), key: missing.clone(), mend: false });
    lab.wait(|event| matches!(event, Event::KeyInstalled { result: Err(_), .. }).then_some(())).await;
    let export = SitesExport { book: Arc::default(), file: missing, passphrase: None, secrets: Vec::new() };
    lab.engine.send(Command::ExportSites(Box::new(export)));
    lab.wait(|event| matches!(event, Event::SitesExported { result: Err(_), .. }).then_some(())).await;
    let conflict = HostKeyConflict {
        host: "h".into(),
        algorithm: "ssh-ed25519".into(),
        fingerprint: "SHA256:x".into(),
        key: "no key".into(),
        stored: Vec::new(),
    };
    lab.engine.send(Command::Trust(TrustCommand::ReplaceKey(Box::new(conflict))));
    lab.wait(|event| matches!(event, Event::Trust { error: Some(_), .. }).then_some(())).await;

    let logged = lab.logged_errors();
    assert_eq!(logged.len(), 4, "each once: {logged:?}");
    assert!(matches!(logged[1].kind, ErrorKind::KeyUnusable(_)), "{logged:?}");
    let book = book(&lab);
    assert!(logged.iter().all(|error| book.find(error).is_some()), "{:?}", titles(&book));
    assert_eq!(book.len(), 4);
}
