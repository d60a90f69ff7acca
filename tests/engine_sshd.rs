//! The engine against a real OpenSSH server that the test starts itself.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{Command, Event, Location, Operation, QueueCommand, SessionState, SftpConnector};
use catamaran::error::{ErrorKind, StatusCode};
use catamaran::model::{EntryName, OverwriteRule, Permissions, SystemClock};
use catamaran::queue::TransferState;
use catamaran::ssh_config::StartFile;
use engine_support::{Bench, endpoint, on_server, remote, wish};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use support::{Sshd, SshdOptions, Subsystem};

fn connector(sshd: &Sshd) -> Arc<SftpConnector> {
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    connector.known_hosts = Some(sshd.connect_request().known_hosts);
    connector.config = StartFile::None;
    Arc::new(connector)
}

fn connected(sshd: &Sshd) -> Bench {
    let mut bench = Bench::start(connector(sshd));
    bench.connect(wish(endpoint(sshd.port, Some(sshd.user.clone())), Some(sshd.identity.clone())));
    bench
}

fn at(path: &Path) -> Location {
    on_server(path.as_os_str().as_encoded_bytes())
}

fn name(text: &str) -> EntryName {
    EntryName::new(text.as_bytes()).unwrap()
}

#[test]
fn folders_are_listed_and_files_operated_on() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd);
    let report = bench.operate(Operation::CreateFolder { parent: at(&sshd.files), name: name("neu") });
    assert_eq!((report.done, report.failed), (1, 0));
    for n in 0..100 {
        fs::create_dir_all(sshd.files.join(format!("neu/{}/deep/er", n % 7))).unwrap();
        fs::write(sshd.files.join(format!("neu/{}/deep/{n}", n % 7)), b"x").unwrap();
    }
    fs::write(sshd.files.join("precious"), b"keep").unwrap();
    symlink(&sshd.files, sshd.files.join("neu/link")).unwrap();
    assert_eq!(bench.list(at(&sshd.files.join("neu"))).unwrap().entries.len(), 8);
    let denied = bench.list(at(&sshd.files.join("missing"))).unwrap_err();
    assert_eq!(denied.kind, ErrorKind::NotFound);
    assert_eq!(denied.host, Some(format!("127.0.0.1:{}", sshd.port)));

    // chmod -R u+rwX,go-rwx
    let bits = Permissions::from_mode;
    let change = Operation::SetPermissions {
        items: vec![at(&sshd.files.join("neu"))],
        set: bits(0o700),
        clear: bits(0o077),
        recursive: true,
        folders_only_execute: true,
    };
    let report = bench.operate(change);
    assert_eq!((report.done, report.failed), (1 + 7 + 7 + 7 + 100, 0), "{report:?}");
    assert_eq!(fs::metadata(sshd.files.join("neu/3/deep")).unwrap().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(sshd.files.join("neu/3/deep/3")).unwrap().mode() & 0o777, 0o600);

    let report = bench.operate(Operation::Rename { item: at(&sshd.files.join("neu")), name: name("alt") });
    assert_eq!(report.failed, 0);
    let report = bench.operate(Operation::Rename { item: at(&sshd.files.join("alt")), name: name("precious") });
    assert_eq!(report.errors[0].kind, ErrorKind::AlreadyExists, "{report:?}");
    let report = bench.operate(Operation::MoveInto {
        items: vec![at(&sshd.files.join("alt"))],
        folder: at(&sshd.files.join("alt/3")),
    });
    assert_eq!(report.errors[0].kind, ErrorKind::InvalidArgument);

    let report = bench.operate(Operation::Delete { items: vec![at(&sshd.files.join("alt"))], permanently: false });
    assert_eq!((report.failed, report.cancelled), (0, false), "{report:?}");
    assert_eq!(report.done, 1 + 7 + 7 + 7 + 100 + 1);
    assert!(!sshd.files.join("alt").exists() && sshd.files.join("precious").exists());
}

/// A tree with names that tell whether bytes survive.
fn odd_tree(root: &Path, files: usize) {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let names: [&[u8]; 8] = [
        b"with space",
        b"new\nline",
        b"caf\xE9",
        "\u{1F40B} whale".as_bytes(),
        b"-rf",
        b"quo'te\"\\",
        "\u{65E5}\u{672C}".as_bytes(),
        b".hidden",
    ];
    for (at, folder) in names.iter().enumerate() {
        let folder = root.join(OsStr::from_bytes(folder)).join("deep");
        fs::create_dir_all(&folder).unwrap();
        for n in 0..files / names.len() {
            let mut name = names[n % names.len()].to_vec();
            name.extend_from_slice(n.to_string().as_bytes());
            if n == 0 {
                name = vec![b'x'; 255];
            }
            let content: Vec<u8> = (0..(n * 997) % 9000).map(|b| (b * 31 + at).to_le_bytes()[0]).collect();
            let path = folder.join(OsStr::from_bytes(&name));
            fs::write(&path, content).unwrap();
            let mode = [0o644, 0o600, 0o755, 0o444][n % 4];
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            filetime::set_file_mtime(
                &path,
                filetime::FileTime::from_unix_time(1_500_000_000 + i64::try_from(n).unwrap(), 0),
            )
            .unwrap();
        }
        fs::create_dir(folder.join("empty")).unwrap();
        filetime::set_file_mtime(&folder, filetime::FileTime::from_unix_time(1_400_000_000, 0)).unwrap();
    }
    // More than one window, and not a multiple of anything.
    let big: Vec<u8> = (0..5_000_003u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    fs::write(root.join("big"), big).unwrap();
    fs::write(root.join("nothing"), b"").unwrap();
}

fn assert_same(one: &Path, other: &Path) {
    let mut names: Vec<_> = fs::read_dir(one).unwrap().map(|e| e.unwrap().file_name()).collect();
    let mut others: Vec<_> = fs::read_dir(other).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    others.sort();
    assert_eq!(names, others, "{}", one.display());
    for name in names {
        let (a, b) = (one.join(&name), other.join(&name));
        let (of_a, of_b) = (fs::metadata(&a).unwrap(), fs::metadata(&b).unwrap());
        assert_eq!(of_a.mode(), of_b.mode(), "{}", a.display());
        if of_a.is_dir() {
            assert_same(&a, &b);
        } else {
            assert!(fs::read(&a).unwrap() == fs::read(&b).unwrap(), "{}", a.display());
        }
        assert_eq!(of_a.mtime(), of_b.mtime(), "{}", a.display());
    }
}

#[test]
fn a_tree_with_odd_names_goes_up_and_comes_down_identical() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let tree = local.path().join("tree");
    fs::create_dir(&tree).unwrap();
    odd_tree(&tree, 400);
    let batch = bench.upload(&[&tree], sshd.files.as_os_str().as_encoded_bytes(), OverwriteRule::Ask);
    let up = bench.finished(batch);
    assert_eq!((up.files, up.failed, up.skipped), (402, 0, 0), "{:?}", bench.logged_errors());
    assert_same(&tree, &sshd.files.join("tree"));
    let back = local.path().join("back");
    fs::create_dir(&back).unwrap();
    let source = remote(sshd.files.join("tree").as_os_str().as_encoded_bytes());
    let batch = bench.download(&[source], &back, OverwriteRule::Ask);
    let down = bench.finished(batch);
    assert_eq!((down.files, down.failed, down.skipped), (402, 0, 0), "{:?}", bench.logged_errors());
    assert_same(&tree, &back.join("tree"));
    let view = bench.engine.queue();
    for row in &view.rows {
        assert_eq!((&row.state, row.bytes_total), (&TransferState::Done, Some(row.bytes_done)), "{row:?}");
    }
    assert!(bench.events.len() < 20, "{:#?}", bench.events);
}

/// Waits until the last row has moved some bytes.
fn moving(bench: &mut Bench) {
    for _ in 0..6000 {
        if bench.engine.queue().rows.last().is_some_and(|row| row.bytes_done.0 > 0) {
            return;
        }
        if let Some(event) = bench.engine.event_within(Duration::from_millis(10)) {
            bench.events.push(event);
        }
    }
    panic!("nothing moves: {:#?}", bench.engine.queue());
}

#[test]
fn killed_sessions_are_made_again_and_files_arrive_whole() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let big: Vec<u8> = (0..40_000_000u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    fs::write(local.path().join("big"), &big).unwrap();
    let folder = sshd.files.as_os_str().as_encoded_bytes();
    let batch = bench.upload(&[&local.path().join("big")], folder, OverwriteRule::Ask);
    moving(&mut bench);
    sshd.kill_sessions();
    let up = bench.finished(batch);
    assert_eq!((up.files, up.failed), (1, 0), "{:?}", bench.logged_errors());
    assert!(fs::read(sshd.files.join("big")).unwrap() == big);

    let back = local.path().join("back");
    fs::create_dir(&back).unwrap();
    let source = remote(sshd.files.join("big").as_os_str().as_encoded_bytes());
    let batch = bench.download(&[source], &back, OverwriteRule::Ask);
    for _ in 0..3 {
        moving(&mut bench);
        sshd.kill_sessions();
    }
    let down = bench.finished(batch);
    assert_eq!((down.files, down.failed), (1, 0), "{:?}", bench.logged_errors());
    assert!(fs::read(back.join("big")).unwrap() == big);
    assert_eq!(fs::read_dir(&back).unwrap().count(), 1, "no part is left");
    let broke = bench.events.iter().filter(|e| matches!(e, Event::Session(_, SessionState::Reconnecting { .. })));
    assert!(broke.count() >= 2, "{:#?}", bench.events);
}

#[test]
fn two_hundred_files_are_open_at_once() {
    let sshd = Sshd::start(SshdOptions::default());
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let tree = local.path().join("tree");
    fs::create_dir(&tree).unwrap();
    for n in 0..200u32 {
        fs::write(tree.join(n.to_string()), n.to_le_bytes().repeat(75_000)).unwrap();
    }
    bench.engine.send(Command::SetParallel(256));
    let batch = bench.upload(&[&tree], sshd.files.as_os_str().as_encoded_bytes(), OverwriteRule::Ask);
    let up = bench.finished(batch);
    assert_eq!((up.files, up.failed), (200, 0), "{:?}", bench.logged_errors());
    assert_same(&tree, &sshd.files.join("tree"));
}

#[test]
fn a_server_that_may_not_be_written_to_says_so_for_each_kind_once() {
    let read_only = Subsystem::Command("internal-sftp -R".into());
    let sshd = Sshd::start(SshdOptions { subsystem: read_only, ..SshdOptions::default() });
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..20).map(|n| local.path().join(n.to_string())).collect();
    for path in &paths {
        fs::write(path, b"x").unwrap();
    }
    let sources: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let batch = bench.upload(&sources, sshd.files.as_os_str().as_encoded_bytes(), OverwriteRule::Ask);
    let up = bench.finished(batch);
    assert_eq!((up.files, up.failed), (0, 20));
    let told: Vec<_> = bench.events.iter().filter(|e| matches!(e, Event::TransferFailed { .. })).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    let view = bench.engine.queue();
    let error = view.rows[7].error.as_ref().unwrap();
    assert_eq!((error.kind.clone(), error.code), (ErrorKind::PermissionDenied, Some(StatusCode::Sftp(3))));
    assert!(error.host.is_some() && error.place.is_some() && error.server_text.is_some(), "{error}");
    assert_eq!(bench.logged_errors().len(), 20, "each once");
    // The session is of use all the same.
    assert!(bench.list(at(&sshd.files)).unwrap().entries.is_empty());
}

/// A small file system; unmounted when dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn tmpfs(at: &Path) -> Option<Self> {
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(at).stderr(std::process::Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.into()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _told_by_the_tool = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_of_the_server_fails_one_file_and_not_the_others() {
    let sshd = Sshd::start(SshdOptions::default());
    let small = sshd.files.join("small");
    fs::create_dir(&small).unwrap();
    let Some(_mounted) = Mounted::tmpfs(&small) else {
        eprintln!("skipped: a small file system can only be mounted by root");
        return;
    };
    let mut bench = connected(&sshd);
    let local = tempfile::tempdir().unwrap();
    let (big, fits) = (local.path().join("big"), local.path().join("fits"));
    fs::write(&big, vec![7; 5_000_000]).unwrap();
    fs::write(&fits, b"fits").unwrap();
    let folder = small.as_os_str().as_encoded_bytes();
    let batch = bench.upload(&[&big], folder, OverwriteRule::Ask);
    let up = bench.finished(batch);
    let row = bench.engine.queue().rows[0].clone();
    assert_eq!((up.files, up.failed), (0, 1));
    assert_eq!(row.error.as_ref().unwrap().code, Some(StatusCode::Sftp(4)), "OpenSSH gives no reason");
    assert!(!small.join("big").exists(), "no part of it under its name");
    fs::remove_file(small.join("big.filepart")).unwrap();
    let batch = bench.upload(&[&fits], folder, OverwriteRule::Ask);
    assert_eq!(bench.finished(batch).files, 1);
    // The disk gets larger: the same row completes.
    let grown = std::process::Command::new("mount").args(["-o", "remount,size=20m"]).arg(&small).status().unwrap();
    assert!(grown.success());
    bench.engine.send(Command::Queue(QueueCommand::Retry(vec![row.id])));
    let again = bench.wait(|event| match event {
        Event::BatchFinished { summary, .. } if summary.files == 1 && summary.bytes.0 == 5_000_000 => Some(true),
        Event::BatchFinished { .. } => Some(false),
        _ => None,
    });
    let whole = fs::read(small.join("big")).is_ok_and(|content| content == vec![7; 5_000_000]);
    drop(bench);
    assert!(again && whole);
}
