//! The engine against a real OpenSSH server that the test starts itself.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{Location, Operation, SftpConnector};
use catamaran::error::ErrorKind;
use catamaran::model::{EntryName, OverwriteRule, Permissions, SystemClock};
use catamaran::queue::TransferState;
use engine_support::{Bench, endpoint, on_server, remote, wish};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;
use support::{Sshd, SshdOptions};

fn connector(sshd: &Sshd) -> Arc<SftpConnector> {
    let mut connector = SftpConnector::new(Arc::new(SystemClock::new()), None);
    connector.known_hosts = sshd.connect_request().known_hosts;
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
            let content: Vec<u8> = (0..(n * 997) % 9000).map(|b| (b * 31 + at) as u8).collect();
            let path = folder.join(OsStr::from_bytes(&name));
            fs::write(&path, content).unwrap();
            let mode = [0o644, 0o600, 0o755, 0o444][n % 4];
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            filetime::set_file_mtime(&path, filetime::FileTime::from_unix_time(1_500_000_000 + n as i64, 0)).unwrap();
        }
        fs::create_dir(folder.join("empty")).unwrap();
        filetime::set_file_mtime(&folder, filetime::FileTime::from_unix_time(1_400_000_000, 0)).unwrap();
    }
    // More than one window, and not a multiple of anything.
    let big: Vec<u8> = (0..5_000_003u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
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
