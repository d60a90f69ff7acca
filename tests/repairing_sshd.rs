//! Repairs against a real OpenSSH server: missing folders, taken names, closed folders of one's own, another file system.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{Command, Event, Failed, Location, MoveHow, Operation, OperationReport, Repair, SftpConnector};
use catamaran::error::{Fix, Place};
use catamaran::model::{EntryName, OperationId, OverwriteRule, SystemClock, TransferId};
use catamaran::queue::TransferState;
use engine_support::{Bench, endpoint, on_server, wish};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::{Sshd, SshdOptions, Subsystem};

/// Who has no rights but those that everybody has.
const NOBODY: u32 = 65_534;

fn connected(sshd: &Sshd) -> Bench {
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    connector.known_hosts = Some(sshd.connect_request().known_hosts);
    connector.config = catamaran::ssh_config::StartFile::None;
    let mut bench = Bench::start(Arc::new(connector));
    bench.connect(wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(sshd.identity.clone())));
    bench
}

fn at(path: &Path) -> Location {
    on_server(path.as_os_str().as_encoded_bytes())
}

fn name(text: &str) -> EntryName {
    EntryName::new(text.as_bytes()).unwrap()
}

fn repair(bench: &mut Bench, failed: Failed, repair: Repair) -> OperationReport {
    let number = OperationId::from(bench.number());
    bench.engine.send(Command::Repair { operation: number, failed, repair });
    bench.wait(|event| match event {
        Event::Operated { operation, report } if *operation == number => Some(report.clone()),
        _ => None,
    })
}

/// Uploads files that fail; tells their ids and the fixes that are offered for the first.
fn failing(bench: &mut Bench, sources: &[&Path], folder: &Path) -> (Vec<TransferId>, Vec<Fix>) {
    let batch = bench.upload(sources, folder.as_os_str().as_encoded_bytes(), OverwriteRule::Ask);
    let summary = bench.finished(batch);
    assert_eq!(summary.failed, sources.len() as u64);
    let view = bench.engine.queue();
    let fixes = view.rows[0].error.as_ref().unwrap().diagnosis.as_ref().unwrap().fixes.clone();
    (view.rows.iter().map(|row| row.id).collect(), fixes)
}

/// Waits until all rows have come to an end.
fn all_done(bench: &mut Bench) {
    let summary = bench.wait(|event| match event {
        Event::BatchFinished { summary, .. } => Some(*summary),
        _ => None,
    });
    let view = bench.engine.queue();
    let done = view.rows.iter().all(|row| row.state == TransferState::Done);
    assert!(done && summary.failed == 0, "{summary:?} {:?}", bench.logged_errors());
}

#[test]
fn a_missing_folder_is_made_and_a_taken_name_is_replaced() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..5).map(|n| local.path().join(n.to_string())).collect();
    for path in &paths {
        fs::write(path, path.as_os_str().as_encoded_bytes()).unwrap();
    }
    let sources: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let folder = sshd.files.join("none/deep/er");
    let (ids, fixes) = failing(&mut bench, &sources, &folder);
    let Fix::CreateFolder(Place::Remote(path)) = &fixes[0] else { panic!("{fixes:?}") };
    assert_eq!(path.as_bytes(), folder.as_os_str().as_encoded_bytes());
    let one = Failed::Transfers { ids: ids[..1].to_vec(), alike: true };
    let report = repair(&mut bench, one, Repair::CreateFolder(at(&folder)));
    assert_eq!((report.done, report.failed), (5, 0), "{report:?}");
    all_done(&mut bench);
    assert_eq!(fs::read(folder.join("3")).unwrap(), paths[3].as_os_str().as_encoded_bytes());

    let (old, new) = (sshd.files.join("old"), sshd.files.join("new"));
    fs::write(&old, b"old").unwrap();
    fs::write(&new, b"new").unwrap();
    let report = bench.operate(Operation::Rename { item: at(&new), name: name("old") });
    assert_eq!(report.errors[0].cause_name(), "already_exists");
    let report = repair(&mut bench, Failed::Operation(report.remaining.unwrap()), Repair::Overwrite);
    assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
    assert!(fs::read(&old).unwrap() == b"new" && !new.exists());
}

#[test]
fn a_closed_folder_of_ones_own_is_made_writable() {
    let root = rustix::process::getuid().is_root();
    let programs = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server"];
    let program = programs.iter().find(|path| Path::new(path).exists());
    let subsystem = match (root, program) {
        (false, _) => Subsystem::Internal,
        (true, Some(program)) => {
            Subsystem::Command(format!("setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups {program}"))
        }
        (true, None) => {
            eprintln!(
                "skipped: permission bits stop nobody who is root, and there is no sftp-server to run as somebody"
            );
            return;
        }
    };
    let sshd = Sshd::start(SshdOptions { subsystem, ..SshdOptions::default() });
    let closed = sshd.files.join("closed");
    fs::create_dir(&closed).unwrap();
    if root {
        std::os::unix::fs::chown(&closed, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = (0..3).map(|n| local.path().join(n.to_string())).collect();
    for path in &paths {
        fs::write(path, b"x").unwrap();
    }
    let sources: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let (ids, fixes) = failing(&mut bench, &sources, &closed);
    let Some(Fix::MakeWritable { at: Place::Remote(path), permissions }) = fixes.first().cloned() else {
        // Who one is there is told by name alone, and root's name is not the one that sftp-server runs as.
        assert!(root, "{fixes:?}");
        eprintln!("not offered for a server that runs as another user than it was logged in as");
        let all = Failed::Transfers { ids, alike: false };
        let permissions = catamaran::model::Permissions::from_mode(0o700);
        let report = repair(&mut bench, all, Repair::MakeWritable { at: at(&closed), permissions });
        assert_eq!((report.done, report.failed), (3, 0), "{report:?}");
        all_done(&mut bench);
        return;
    };
    assert_eq!((path.as_bytes(), permissions.octal().as_str()), (closed.as_os_str().as_encoded_bytes(), "700"));
    let all = Failed::Transfers { ids: ids[..1].to_vec(), alike: true };
    let report = repair(&mut bench, all, Repair::MakeWritable { at: at(&closed), permissions });
    assert_eq!((report.done, report.failed), (3, 0), "{report:?}");
    all_done(&mut bench);
    assert_eq!(fs::metadata(&closed).unwrap().mode() & 0o7777, 0o700);
}

fn tree(root: &Path) {
    fs::create_dir_all(root.join("deep/er")).unwrap();
    fs::create_dir(root.join("empty")).unwrap();
    let big: Vec<u8> = (0..3_000_001u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    fs::write(root.join("big"), &big).unwrap();
    for n in 0..40 {
        fs::write(root.join(format!("deep/{n}")), vec![7; n * 100]).unwrap();
    }
    fs::write(root.join("deep/er/caf\u{e9}"), b"x").unwrap();
    symlink("../nowhere", root.join("deep/link")).unwrap();
    fs::set_permissions(root.join("big"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(root.join("empty"), fs::Permissions::from_mode(0o750)).unwrap();
    filetime::set_file_mtime(root.join("big"), filetime::FileTime::from_unix_time(1_400_000_000, 0)).unwrap();
    filetime::set_file_mtime(root.join("deep"), filetime::FileTime::from_unix_time(1_400_000_001, 0)).unwrap();
}

fn assert_arrived(root: &Path) {
    let big: Vec<u8> = (0..3_000_001u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    assert!(fs::read(root.join("big")).unwrap() == big);
    assert_eq!(fs::read_dir(root.join("deep")).unwrap().count(), 42);
    assert_eq!(fs::read(root.join("deep/39")).unwrap(), vec![7; 3900]);
    assert_eq!(fs::read_link(root.join("deep/link")).unwrap(), Path::new("../nowhere"));
    let of = |path: &str| fs::metadata(root.join(path)).unwrap();
    assert_eq!((of("big").mode() & 0o777, of("empty").mode() & 0o777), (0o640, 0o750));
    assert_eq!((of("big").mtime(), of("deep").mtime()), (1_400_000_000, 1_400_000_001));
}

/// A folder on another file system than the temporary folder; `None` where there is none.
fn other_disk(from: &Path) -> Option<tempfile::TempDir> {
    let there = tempfile::Builder::new().prefix("catamaran").tempdir_in("/dev/shm").ok()?;
    let differs = fs::metadata(there.path()).ok()?.dev() != fs::metadata(from).ok()?.dev();
    if !differs {
        eprintln!("skipped: /dev/shm is on the same file system as {}", from.display());
    }
    differs.then_some(there)
}

#[test]
fn a_tree_on_the_server_goes_to_another_disk_whole() {
    let sshd = Sshd::start(SshdOptions::default());
    let Some(other) = other_disk(&sshd.files) else { return };
    let mut bench = connected(&sshd);
    tree(&sshd.files.join("tree"));
    let items = vec![at(&sshd.files.join("tree"))];
    let report = bench.operate(Operation::MoveInto { items, folder: at(other.path()) });
    let diagnosis = report.errors[0].diagnosis.clone().unwrap();
    assert_eq!((diagnosis.cause.name(), &diagnosis.fixes[0]), ("other_file_system", &Fix::CopyAndDelete));
    let report = repair(&mut bench, Failed::Operation(report.remaining.unwrap()), Repair::CopyAndDelete);
    assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
    assert_arrived(&other.path().join("tree"));
    assert!(!sshd.files.join("tree").exists(), "the original is gone");
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_tree_of_this_computer_goes_to_another_disk_whole() {
    let sshd = Sshd::start(SshdOptions::default());
    let local = tempfile::tempdir().unwrap();
    let Some(other) = other_disk(local.path()) else { return };
    let mut bench = connected(&sshd);
    tree(&local.path().join("tree"));
    let items = vec![Location::Local(local.path().join("tree"))];
    let report = bench.operate(Operation::MoveInto { items, folder: Location::Local(other.path().into()) });
    assert_eq!(report.errors[0].cause_name(), "other_file_system", "{report:?}");
    assert_eq!(report.errors[0].diagnosis.as_ref().unwrap().fixes[0], Fix::CopyAndDelete);
    let report = repair(&mut bench, Failed::Operation(report.remaining.unwrap()), Repair::CopyAndDelete);
    assert_eq!((report.done, report.failed), (1, 0), "{report:?}");
    assert_arrived(&other.path().join("tree"));
    assert!(!local.path().join("tree").exists());

    // What is there already is never replaced, and the original stays.
    tree(&local.path().join("tree"));
    let moves = vec![(Location::Local(local.path().join("tree")), Location::Local(other.path().join("tree")))];
    let report = bench.operate(Operation::MoveTo { moves, how: MoveHow::Copy });
    assert_eq!(report.errors[0].cause_name(), "already_exists", "{report:?}");
    assert_arrived(&local.path().join("tree"));
}
