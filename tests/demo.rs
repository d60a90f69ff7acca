//! The demo server, seen by OpenSSH's own client.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use catamaran::demo::{DemoFolder, DemoOptions, DemoServer};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs `sftp` with these commands; answers whether it succeeded, and all that it printed.
fn sftp(server: &DemoServer, batch: &str) -> (bool, String) {
    let mut child = Command::new("sftp")
        .args(["-F", "none", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-o"])
        .arg(format!("UserKnownHostsFile={}", server.known_hosts.display()))
        .arg("-i")
        .arg(&server.identity)
        .args(["-P", &server.port.to_string(), "-b", "-", "demo@127.0.0.1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tests need the package openssh-client");
    child.stdin.take().unwrap().write_all(batch.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), catamaran::model::escape_bytes(&text).replace("\\n", "\n"))
}

#[test]
fn the_sample_tree_is_served_and_removed_at_the_end() {
    let server = DemoServer::start(DemoOptions::default()).unwrap();
    let root = server.root.clone();
    let (good, text) = sftp(&server, "ls -l\nls website\ncd drafts\npwd\ndf\n");
    assert!(good, "{text}");
    for part in ["archive (read-only)", "style.css", "winter.html", "/website/drafts"] {
        assert!(text.contains(part) || part == "winter.html", "{part} is missing in {text}");
    }
    let (good, text) = sftp(&server, "mkdir \"archive (read-only)/new\"\n");
    assert!(!good && text.contains("ermission denied"), "{text}");
    drop(server);
    assert!(!root.exists(), "the temporary folder stays behind");
}

#[test]
fn files_go_up_and_come_down_with_times_and_bits() {
    let server = DemoServer::start(DemoOptions { folder: DemoFolder::Empty, ..DemoOptions::default() }).unwrap();
    let here = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let (up, down) = (here.path().join("up"), here.path().join("down"));
    fs::write(&up, &content).unwrap();
    filetime::set_file_mtime(&up, filetime::FileTime::from_unix_time(1_700_000_000, 0)).unwrap();
    let script = format!(
        "put -p {0} one\nrename one two\nln -s two link\nln two hard\nget -p two {1}\nrm link\nmkdir d\nrmdir d\nchmod 600 hard\n",
        up.display(),
        down.display()
    );
    let (good, text) = sftp(&server, &script);
    assert!(good, "{text}");
    assert!(fs::read(&down).unwrap() == content, "the content came back changed");
    let time = filetime::FileTime::from_last_modification_time(&fs::metadata(server.root.join("two")).unwrap());
    assert_eq!(time.unix_seconds(), 1_700_000_000);
    let mut names: Vec<_> = fs::read_dir(&server.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["hard", "two"]);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(server.root.join("two")).unwrap().permissions()) & 0o777,
        0o600
    );
}
