//! `get` and `put` from outside: the real binary against a real OpenSSH server.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use cli_support::{Ran, catamaran, command, new_home};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use support::{Sshd, SshdOptions};

fn server() -> Sshd {
    Sshd::start(SshdOptions::default())
}

fn with_login<'a>(server: &'a Sshd, arguments: &[&'a str]) -> Vec<&'a str> {
    let (verb, rest) = arguments.split_first().unwrap();
    let known_hosts = server.known_hosts.to_str().unwrap();
    let identity = server.identity.to_str().unwrap();
    [&[*verb, "--known-hosts", known_hosts, "--identity", identity], rest].concat()
}

fn on(server: &Sshd, arguments: &[&str]) -> Ran {
    catamaran(&with_login(server, arguments), b"")
}

/// The URL of a path of this computer on the server, which runs here as well.
fn url(server: &Sshd, path: &Path) -> String {
    let bytes = path.as_os_str().as_bytes().iter();
    let escaped: String = bytes
        .map(|byte| match byte {
            b'/' | b'.' | b'-' | b'_' => char::from(*byte).to_string(),
            byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    server.url(&escaped)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every path below a folder with what stands there: content, modification time in seconds, permission bits.
type Tree = BTreeMap<PathBuf, (Vec<u8>, i64, u32)>;

fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let inside = path.strip_prefix(root).unwrap().to_owned();
            let bits = metadata.permissions().mode() & 0o7777;
            if metadata.is_dir() {
                found.insert(inside, (b"<folder>".to_vec(), 0, bits));
                folders.push(path);
            } else {
                let time = filetime::FileTime::from_last_modification_time(&metadata).unix_seconds();
                found.insert(inside, (fs::read(&path).unwrap(), time, bits));
            }
        }
    }
    found
}

fn same(one: &Path, other: &Path) {
    let (one, other) = (tree(one), tree(other));
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (path, what) in &one {
        assert_eq!(Some(what), other.get(path), "{}", path.display());
    }
}

/// 2,000 files in folders, with names that programs trip over.
fn odd_tree(root: &Path) {
    let odd: [&[u8]; 14] = [
        b"two  spaces ",
        b" leading",
        b"new\nline",
        b"tab\there",
        b"caf\xE9 not utf-8 \xFF\xFE",
        "emoji ⛵🐙👩‍👩‍👧".as_bytes(),
        "\u{202e}gnp.exe".as_bytes(),
        b"-rf",
        b"*?[a-z]",
        b"quote ' \" ` $(x)",
        b"back\\slash",
        b"%41%00",
        b"~",
        b".hidden",
    ];
    let mut count = 0;
    for folder in 0..20 {
        let name = if folder % 3 == 0 { format!("folder\n{folder} ⛵") } else { format!("folder {folder}") };
        let folder_path = root.join(name).join("deeper");
        fs::create_dir_all(&folder_path).unwrap();
        for file in 0..100 {
            let mut name = odd.get(file).map_or_else(Vec::new, |name| name.to_vec());
            if file == 14 {
                name = vec![b'n'; 255];
            } else if file > 14 {
                name.extend_from_slice(format!("file {file}").as_bytes());
            }
            let path = folder_path.join(OsString::from_vec(name));
            fs::write(&path, vec![u8::try_from(file).unwrap(); (folder * 37 + file * 101) % 9000]).unwrap();
            let time = filetime::FileTime::from_unix_time(1_600_000_000 + count, 0);
            filetime::set_file_mtime(&path, time).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode([0o644, 0o600, 0o755][file % 3])).unwrap();
            count += 1;
        }
    }
    assert_eq!(count, 2000);
}

#[test]
fn two_thousand_files_with_odd_names_go_up_and_come_down_identical() {
    let server = server();
    let here = tempfile::tempdir().unwrap();
    let source = here.path().join("odd tree");
    fs::create_dir(&source).unwrap();
    odd_tree(&source);
    let to = url(&server, &server.files);
    let ran = on(&server, &["put", "--json", "-r", text(&source), &to]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    same(&source, &server.files.join("odd tree"));
    let lines = ran.json();
    assert_eq!(lines.iter().filter(|line| line["event"] == "done").count(), 2000);
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["files"], &last["failed"]), (&"summary".into(), &2000.into(), &0.into()));

    let down = here.path().join("down");
    fs::create_dir(&down).unwrap();
    let ran = on(&server, &["get", "-r", &url(&server, &server.files.join("odd tree")), text(&down)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2000"), "{}", ran.err);
    same(&source, &down.join("odd tree"));
}

#[test]
fn a_target_is_a_folder_or_a_new_name_on_both_sides() {
    let server = server();
    let here = tempfile::tempdir().unwrap();
    let inside = |name: &str| here.path().join(name);
    fs::write(inside("one"), b"1").unwrap();
    fs::create_dir(inside("folder")).unwrap();
    fs::write(inside("folder/two"), b"22").unwrap();
    let there = |name: &str| server.files.join(name);
    let put = |arguments: &[&str]| on(&server, &[&["put"], arguments].concat());

    assert_eq!(put(&[text(&inside("one")), &url(&server, &there("new"))]).code, 0);
    assert_eq!(fs::read(there("new")).unwrap(), b"1");
    assert_eq!(put(&[text(&inside("one")), &url(&server, &there(""))]).code, 0);
    assert_eq!(fs::read(there("one")).unwrap(), b"1");
    let ran = put(&["-r", text(&inside("folder")), &url(&server, &there("renamed"))]);
    assert_eq!(fs::read(there("renamed/two")).unwrap(), b"22", "{ran}");
    let ran = put(&[text(&inside("folder")), &url(&server, &there(""))]);
    assert!(ran.code == 6 && ran.err.contains("-r"), "{ran}");
    let ran = put(&[text(&inside("one")), &format!("{}/", url(&server, &there("missing")))]);
    assert!(ran.code == 1 && !there("missing").exists(), "{ran}");
    let ran = put(&["--json", text(&inside("gone")), text(&inside("folder/two")), &url(&server, &there(""))]);
    assert!(ran.code == 6 && there("two").exists(), "the other file goes on: {ran}");
    assert_eq!(ran.json()[0]["cause"], "not_found");

    let get = |arguments: &[&str]| on(&server, &[&["get"], arguments].concat());
    let ran = get(&[&url(&server, &there("new")), text(&inside("came"))]);
    assert_eq!(fs::read(inside("came")).unwrap(), b"1", "{ran}");
    let (two, missing) = (url(&server, &there("two")), url(&server, &there("missing")));
    let ran = get(&["--json", "--overwrite", "overwrite", &two, &missing, text(&inside("folder"))]);
    assert!(ran.code == 1 && ran.out.contains("\"code\":2"), "{ran}");
    let ran = get(&["-r", &url(&server, &there("renamed")), text(&inside("nowhere/deep"))]);
    assert_eq!(ran.code, 6, "{ran}");
    let before = server.connections();
    let ran =
        get(&[&url(&server, &there("new")), &url(&server, &there("one")), "--overwrite", "skip", text(here.path())]);
    assert_eq!((ran.code, server.connections()), (0, before + 1), "one login for both: {ran}");
}

#[test]
fn overwrite_rules() {
    let server = server();
    let here = tempfile::tempdir().unwrap();
    let (source, target) = (here.path().join("f.txt"), server.files.join("f.txt"));
    let time = |path: &Path, secs| filetime::set_file_mtime(path, filetime::FileTime::from_unix_time(secs, 0)).unwrap();
    let prepare = |new: &[u8], old: &[u8], newer: bool| {
        fs::write(&source, new).unwrap();
        fs::write(&target, old).unwrap();
        time(&source, if newer { 2_000 } else { 500 });
        time(&target, 1_000);
    };
    let put = |rule: &str| on(&server, &["put", "--overwrite", rule, text(&source), &url(&server, &server.files)]);

    prepare(b"new", b"old", true);
    let ran = put("ask");
    assert!(ran.code == 1 && ran.err.contains("--overwrite") && ran.err.contains("f.txt"), "{ran}");
    assert_eq!(fs::read(&target).unwrap(), b"old", "{ran}");
    for (rule, newer, expected) in
        [("skip", true, "old"), ("newer", false, "old"), ("newer", true, "new"), ("overwrite", false, "new")]
    {
        prepare(b"new", b"old", newer);
        let ran = put(rule);
        assert_eq!((ran.code, fs::read(&target).unwrap()), (0, expected.as_bytes().to_vec()), "{rule}: {ran}");
    }
    prepare(b"0123456789", b"01234", true);
    let ran = put("resume");
    assert_eq!((ran.code, fs::read(&target).unwrap().as_slice()), (0, &b"0123456789"[..]), "{ran}");
    prepare(b"new", b"old", true);
    let ran = put("rename");
    let second = server.files.join("f (2).txt");
    assert_eq!(
        (ran.code, fs::read(&target).unwrap(), fs::read(second).unwrap()),
        (0, b"old".into(), b"new".into()),
        "{ran}"
    );
}

#[test]
fn a_denied_target_leaves_nothing_and_the_rest_goes_on() {
    let server = server();
    let here = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        fs::create_dir_all(here.path().join("tree").join(name)).unwrap();
        fs::write(here.path().join("tree").join(name).join("file"), name).unwrap();
    }
    // A file stands where a folder must be made.
    fs::create_dir(server.files.join("tree")).unwrap();
    fs::write(server.files.join("tree/b"), b"in the way").unwrap();
    let source = here.path().join("tree");
    let ran = on(&server, &["put", "-r", "--json", text(&source), &url(&server, &server.files)]);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(fs::read(server.files.join("tree/b")).unwrap(), b"in the way");
    assert_eq!(fs::read(server.files.join("tree/a/file")).unwrap(), b"a");
    assert_eq!(fs::read(server.files.join("tree/c/file")).unwrap(), b"c");
    let lines = ran.json();
    assert!(lines.iter().any(|line| line["event"] == "error"), "{ran}");
    assert_ne!(lines.last().unwrap()["failed"], 0, "{ran}");
}

#[test]
fn ctrl_c_stops_in_order_and_keeps_what_has_arrived() {
    let server = server();
    let here = tempfile::tempdir().unwrap();
    let source = server.files.join("huge");
    fs::File::create(&source).unwrap().set_len(1 << 40).unwrap();
    let from = url(&server, &source);
    let arguments = with_login(&server, &["get", "-v", &from, text(here.path())]);
    let home = new_home();
    let mut child = command(home.path(), &arguments).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut seen = String::new();
    // The file is open, so the transfer is under way.
    while !seen.contains("SSH_FXP_OPEN ") {
        let mut line = String::new();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "{seen}");
        seen.push_str(&line);
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    log.read_to_string(&mut seen).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{seen}");
    assert!(!here.path().join("huge").exists(), "half a file stands under the final name");
    assert!(here.path().join("huge.filepart").exists(), "what has arrived was thrown away");
}
