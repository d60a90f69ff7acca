//! The hints of the command line under an error: each one names what really helps, and it does.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use cli_support::{Ran, catamaran};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use support::{Sshd, SshdOptions};

fn on(server: &Sshd, verb: &[&str], rest: &[&str]) -> Ran {
    let (known, identity) = (server.known_hosts.to_str().unwrap(), server.identity.to_str().unwrap());
    let (first, more) = verb.split_first().unwrap();
    catamaran(&[&[*first, "--known-hosts", known, "--identity", identity], more, rest].concat(), b"")
}

fn url(server: &Sshd, path: &Path) -> String {
    server.url(path.to_str().unwrap())
}

fn source(server: &Sshd) -> String {
    let file = server.dir.path().join("source.txt");
    fs::write(&file, b"content").unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_missing_folder_is_made_as_the_hint_says() {
    let server = Sshd::start(SshdOptions::default());
    let folder = server.files.join("none/deep");
    let target = url(&server, &folder.join("a.txt"));
    let ran = on(&server, &["put"], &[&source(&server), &target]);
    assert_eq!(ran.code, 1, "{ran}");
    let hint = format!("hint: make the folder first: catamaran mkdir --parents, then {}", folder.display());
    assert!(ran.err.contains(&hint), "{hint} in {ran}");
    assert_eq!(on(&server, &["mkdir", "--parents"], &[&url(&server, &folder)]).code, 0);
    assert_eq!(on(&server, &["put"], &[&source(&server), &target]).code, 0);
    assert_eq!(fs::read(folder.join("a.txt")).unwrap(), b"content");
}

#[test]
fn a_name_that_is_taken_is_replaced_or_kept_as_the_hint_says() {
    let server = Sshd::start(SshdOptions::default());
    let there = server.files.join("a.txt");
    fs::write(&there, b"old").unwrap();
    let target = url(&server, &there);
    let ran = on(&server, &["put"], &[&source(&server), &target]);
    assert!(ran.code == 1 && ran.err.contains("Choose a rule with --overwrite"), "{ran}");
    assert_eq!(on(&server, &["put", "--overwrite", "rename"], &[&source(&server), &target]).code, 0);
    assert_eq!(fs::read(&there).unwrap(), b"old", "both are kept");
    assert_eq!(fs::read_dir(&server.files).unwrap().count(), 2);
    assert_eq!(on(&server, &["put", "--overwrite", "overwrite"], &[&source(&server), &target]).code, 0);
    assert_eq!(fs::read(&there).unwrap(), b"content");
}

#[test]
fn a_folder_of_ones_own_is_opened_as_the_hint_says() {
    if rustix::process::getuid().is_root() {
        eprintln!("left out: root is denied nothing");
        return;
    }
    let server = Sshd::start(SshdOptions::default());
    let closed = server.files.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    let target = url(&server, &closed.join("a.txt"));
    let ran = on(&server, &["put"], &[&source(&server), &target]);
    assert_eq!(ran.code, 1, "{ran}");
    let at = ran.err.find("catamaran chmod ").unwrap_or_else(|| panic!("no hint in {ran}"));
    let mode: String = ran.err[at + 16..].chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(on(&server, &["chmod", &mode], &[&url(&server, &closed)]).code, 0, "{ran}");
    assert_eq!(on(&server, &["put"], &[&source(&server), &target]).code, 0);
}
