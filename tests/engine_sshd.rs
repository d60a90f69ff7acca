//! The engine against a real OpenSSH server that the test starts itself.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_support;
mod support;

use catamaran::engine::{Location, Operation, SftpConnector};
use catamaran::error::ErrorKind;
use catamaran::model::{EntryName, Permissions, SystemClock};
use engine_support::{Bench, endpoint, on_server, session, wish};
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
    let _session = session();
    let _mode = fs::Permissions::from_mode(0o755);
}
