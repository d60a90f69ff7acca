//! A large file and a tree of small ones, both ways with each real FTP server in every set-up, by the command line: what
//! arrives is what was sent. The whole measure (1 GiB, 2,000 files) is `benches/ftp_throughput`'s, with the release build.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use cli_support::catamaran;
use std::collections::BTreeMap;
use std::path::Path;
use support::{FtpDaemon, FtpSecurity, FtpServer};

const LARGE: usize = 64 << 20;
const FILES: usize = 300;

/// Every file below a folder with its content, by its path from there.
fn content(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Bytes that do not repeat at any power of two.
fn pattern(size: usize, seed: usize) -> Vec<u8> {
    let mut state = seed as u64 * 2 + 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.rotate_left(23).to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

fn both_ways(daemon: FtpDaemon, security: FtpSecurity) {
    let Some(server) = FtpServer::start(daemon, security) else { return };
    let here = tempfile::tempdir().unwrap();
    let large = here.path().join("large");
    std::fs::write(&large, pattern(LARGE, 1)).unwrap();
    let tree = here.path().join("tree");
    for number in 0..FILES {
        let folder = tree.join(format!("{}", number / 50)).join("deeper");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("file {number}")), pattern(number * 131 % 70_000, number)).unwrap();
    }
    let authority = server.authority.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let (verb, rest) = arguments.split_first().unwrap();
        let all = [&[*verb, "--plain", "--ca-file", authority, "--password-stdin"], rest].concat();
        let ran = catamaran(&all, format!("{}\n", server.password).as_bytes());
        assert_eq!(ran.code, 0, "{daemon:?} {security:?}: {ran}\n{}", server.log());
    };
    let back = here.path().join("back");
    std::fs::create_dir(&back).unwrap();
    run(&["put", large.to_str().unwrap(), &server.url("/large")]);
    run(&["get", &server.url("/large"), back.join("large").to_str().unwrap()]);
    let sent = std::fs::read(&large).unwrap();
    assert!(std::fs::read(server.files.join("large")).unwrap() == sent, "{daemon:?} {security:?}: other content there");
    assert!(std::fs::read(back.join("large")).unwrap() == sent, "{daemon:?} {security:?}: other content came back");
    run(&["put", "-r", tree.to_str().unwrap(), &server.url("/")]);
    run(&["get", "-r", &server.url("/tree"), back.to_str().unwrap()]);
    let sent = content(&tree);
    assert_eq!(sent.len(), FILES);
    assert!(content(&server.files.join("tree")) == sent, "{daemon:?} {security:?}: another tree is there");
    assert!(content(&back.join("tree")) == sent, "{daemon:?} {security:?}: another tree came back");
}

/// How many logins the message log on standard error tells of.
fn logins(ran: &cli_support::Ran) -> usize {
    ran.err.lines().filter(|line| line.contains("PASS ")).count()
}

#[test]
fn one_file_alone_takes_one_connection_and_a_tree_three() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let here = tempfile::tempdir().unwrap();
    let tree = here.path().join("tree");
    std::fs::create_dir(&tree).unwrap();
    for number in 0..100 {
        std::fs::write(tree.join(number.to_string()), pattern(20_000, number)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let (verb, rest) = arguments.split_first().unwrap();
        let all = [&[*verb, "-v", "--plain", "--password-stdin"], rest].concat();
        let ran = catamaran(&all, format!("{}\n", server.password).as_bytes());
        assert_eq!(ran.code, 0, "{ran}\n{}", server.log());
        logins(&ran)
    };
    assert_eq!(run(&["put", tree.join("7").to_str().unwrap(), &server.url("/large")]), 1);
    assert_eq!(run(&["get", &server.url("/large"), here.path().join("back").to_str().unwrap()]), 1);
    assert_eq!(std::fs::read(here.path().join("back")).unwrap(), pattern(20_000, 7));
    assert_eq!(run(&["put", "-r", tree.to_str().unwrap(), &server.url("/")]), 3);
    assert!(content(&server.files.join("tree")) == content(&tree));
}

#[test]
fn vsftpd_in_clear() {
    both_ways(FtpDaemon::Vsftpd, FtpSecurity::Plain);
}

#[test]
fn vsftpd_that_requires_data_to_resume_the_tls_session() {
    both_ways(FtpDaemon::Vsftpd, FtpSecurity::Explicit);
}

#[test]
fn vsftpd_with_tls_from_the_first_byte() {
    both_ways(FtpDaemon::Vsftpd, FtpSecurity::Implicit);
}

#[test]
fn proftpd_in_clear() {
    both_ways(FtpDaemon::ProFtpd, FtpSecurity::Plain);
}

#[test]
fn proftpd_over_tls() {
    both_ways(FtpDaemon::ProFtpd, FtpSecurity::Explicit);
}

#[test]
fn pure_ftpd_in_clear() {
    both_ways(FtpDaemon::PureFtpd, FtpSecurity::Plain);
}

#[test]
fn pure_ftpd_over_tls() {
    both_ways(FtpDaemon::PureFtpd, FtpSecurity::Explicit);
}
