//! The command line from outside: the real binary, against the embedded server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;

use catamaran::demo::{DemoFolder, DemoOptions, DemoServer};
use cli_support::{ClosedPort, Ran, catamaran};
use serde_json::Value;
use std::fs;

fn sample() -> DemoServer {
    DemoServer::start(DemoOptions::default()).unwrap()
}

fn empty() -> DemoServer {
    DemoServer::start(DemoOptions { folder: DemoFolder::Empty, ..DemoOptions::default() }).unwrap()
}

/// Runs with the server's key and known hosts.
fn on(server: &DemoServer, arguments: &[&str]) -> Ran {
    let known_hosts = server.known_hosts.to_str().unwrap();
    let identity = server.identity.to_str().unwrap();
    let (verb, rest) = arguments.split_first().unwrap();
    let all = [&[*verb, "--known-hosts", known_hosts, "--identity", identity], rest].concat();
    catamaran(&all, b"")
}

#[test]
fn ls_lists_for_people_and_for_programs() {
    let server = sample();
    let ran = on(&server, &["ls", &server.url("/")]);
    assert_eq!(ran.code, 0, "{ran}");
    let line = ran.out.lines().find(|line| line.ends_with("website")).unwrap();
    assert!(line.starts_with("drwx"), "{line}");

    let ran = on(&server, &["ls", "--json", &server.url("/website")]);
    assert_eq!(ran.code, 0, "{ran}");
    let lines = ran.json();
    let page = lines.iter().find(|line| line["name"] == "index.html").unwrap();
    assert_eq!(page["event"], "entry");
    assert_eq!(page["kind"], "file");
    assert_eq!(page["size"], fs::metadata(server.root.join("website/index.html")).unwrap().len());
    assert!(page["modified"].as_str().unwrap().ends_with('Z'));
    assert_eq!(page["permissions"], "644");
    assert_eq!(page.get("name_bytes"), None);
    let names: Vec<&str> = lines.iter().filter_map(|line| line["name"].as_str()).collect();
    assert_eq!(names, ["drafts", "index.html", "menu.html", "robots.txt", "style.css"]);
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["files"], &last["failed"]), (&"summary".into(), &5.into(), &0.into()));
}

#[test]
fn ls_of_a_file_and_stat_of_a_link() {
    let server = sample();
    let ran = on(&server, &["ls", "--json", &server.url("/website/style.css")]);
    assert_eq!((ran.code, ran.json()[0]["name"].as_str().unwrap()), (0, "style.css"), "{ran}");
    let ran = on(&server, &["stat", &server.url("/drafts")]);
    assert!(ran.code == 0 && ran.out.contains("website/drafts") && ran.out.contains("symbolic link"), "{ran}");
    let ran = on(&server, &["stat", "--json", &server.url("/drafts"), &server.url("/missing")]);
    let lines = ran.json();
    assert_eq!((ran.code, &lines[0]["kind"], &lines[1]["code"]), (1, &"link".into(), &2.into()), "{ran}");
    assert_eq!(lines[1]["name"], "SSH_FX_NO_SUCH_FILE");
    assert_eq!(lines[1]["cause"], "not_found");
    assert_eq!(lines[1]["path"], "/missing");
}

#[test]
fn mkdir_mv_chmod_rm() {
    let server = empty();
    let at = |path: &str| server.root.join(path);
    let url = |path: &str| server.url(path);
    let ran = on(&server, &["mkdir", &url("/a")]);
    assert!(ran.code == 0 && at("a").is_dir(), "{ran}");
    for (path, cause) in [("/a", "already_exists"), ("/x/y/z", "missing_folder")] {
        let ran = on(&server, &["mkdir", "--json", &url(path)]);
        let line = &ran.json()[0];
        assert_eq!((ran.code, &line["cause"], &line["confidence"]), (1, &cause.into(), &"certain".into()), "{ran}");
    }
    let ran = on(&server, &["mkdir", &url("/x/y/z")]);
    assert!(ran.code == 1 && ran.err.contains("A folder is missing") && ran.err.contains("/x on "), "{ran}");
    let ran = on(&server, &["mkdir", "-p", &url("/x/y/z"), &url("/a")]);
    assert!(ran.code == 0 && at("x/y/z").is_dir(), "{ran}");

    fs::write(at("one"), b"1").unwrap();
    let ran = on(&server, &["mv", &url("/one"), &url("/two")]);
    assert!(ran.code == 0 && at("two").exists(), "{ran}");
    let ran = on(&server, &["mv", &url("/two"), &url("/a")]);
    assert!(ran.code == 0 && at("a/two").exists(), "{ran}");
    fs::write(at("three"), b"3").unwrap();
    let ran = on(&server, &["mv", &url("/three"), &url("/a/two")]);
    assert!(ran.code == 1 && fs::read(at("a/two")).unwrap() == b"1", "nothing is replaced: {ran}");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| fs::metadata(at(path)).unwrap().permissions().mode() & 0o7777;
        assert_eq!(on(&server, &["chmod", "600", &url("/three")]).code, 0);
        assert_eq!(mode("three"), 0o600);
        assert_eq!(on(&server, &["chmod", "-r", "a=rX,u+w", &url("/a")]).code, 0);
        assert_eq!((mode("a"), mode("a/two")), (0o755, 0o644));
    }

    let ran = on(&server, &["rm", &url("/a")]);
    assert!(ran.code == 1 && ran.err.contains("-r"), "{ran}");
    let ran = on(&server, &["rm", "--json", "-r", &url("/a"), &url("/missing"), &url("/three")]);
    assert!(ran.code == 1 && !at("a").exists() && !at("three").exists(), "{ran}");
    let events: Vec<Value> = ran.json().iter().map(|line| line["event"].clone()).collect();
    assert_eq!(events, ["done", "error", "done", "summary"], "{ran}");
}

#[test]
fn the_home_folder_is_where_a_tilde_points() {
    let server = sample();
    for path in ["", "/~", "/~/"] {
        let ran = on(&server, &["ls", &server.url(path)]);
        assert!(ran.code == 0 && ran.out.contains("website"), "{path}: {ran}");
    }
    assert_eq!(on(&server, &["stat", &server.url("/~/website/style.css")]).code, 0);
}

#[test]
fn wrong_command_lines_end_with_2() {
    for arguments in
        [&["ls"][..], &["ls", "host/path"], &["ls", "http://host/"], &["ls", "sftp://host:99999/"], &["fly"]]
    {
        let ran = catamaran(arguments, b"");
        assert!(ran.code == 2 && !ran.err.is_empty() && ran.out.is_empty(), "{arguments:?}: {ran}");
    }
    let ran = catamaran(&["get", "--help"], b"");
    assert!(ran.code == 0 && ran.out.contains("--overwrite"), "{ran}");
}

#[test]
fn no_connection_ends_with_3() {
    let nothing = ClosedPort::take();
    let refused = nothing.port;
    let web = cli_support::speaking(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n");
    let ftp = cli_support::speaking(b"220 ready\r\n");
    for (address, cause) in [
        ("sftp://someone@no-such-host.invalid/".to_owned(), "host_not_found"),
        (format!("sftp://someone@127.0.0.1:{refused}/"), "connection_refused"),
        (format!("sftp://someone@127.0.0.1:{web}/"), "wrong_protocol"),
        (format!("sftp://someone@127.0.0.1:{ftp}/"), "wrong_protocol"),
    ] {
        let ran = catamaran(&["ls", "--json", &address], b"");
        let lines = ran.json();
        assert_eq!((ran.code, lines[0]["cause"].as_str().unwrap()), (3, cause), "{ran}");
        assert_eq!(lines.last().unwrap()["failed"], 1);
        let ran = catamaran(&["ls", &address], b"");
        let host = address.split(['@', '/', ':']).find(|part| part.contains('.')).unwrap();
        assert!(ran.code == 3 && ran.err.contains(host) && ran.out.is_empty(), "{ran}");
    }
}

#[test]
fn an_unknown_server_ends_with_4_unless_it_may_be_new() {
    let server = sample();
    let folder = tempfile::tempdir().unwrap();
    let known = folder.path().join("known_hosts");
    let identity = server.identity.to_str().unwrap();
    let arguments = ["ls", "--known-hosts", known.to_str().unwrap(), "--identity", identity];
    let url = server.url("/");
    let ran = catamaran(&[&arguments[..], &[&url]].concat(), b"");
    assert!(ran.code == 4 && ran.err.contains(&server.fingerprint), "{ran}");
    let ran = catamaran(&[&arguments[..], &["--accept-new-host-key", &url]].concat(), b"");
    assert_eq!(ran.code, 0, "{ran}");
    let ran = catamaran(&[&arguments[..], &[&url]].concat(), b"");
    assert_eq!(ran.code, 0, "the key was remembered: {ran}");

    let other = sample();
    let line = fs::read_to_string(&other.known_hosts).unwrap();
    fs::write(&known, line.replace(&other.port.to_string(), &server.port.to_string())).unwrap();
    let ran = catamaran(&[&arguments[..], &["--accept-new-host-key", &url]].concat(), b"");
    assert!(ran.code == 4 && ran.err.contains(&server.fingerprint), "a changed key is never accepted: {ran}");
}

#[test]
fn a_refused_login_ends_with_5() {
    let server = sample();
    let known = server.known_hosts.to_str().unwrap();
    let url = server.url("/");
    let with =
        |more: &[&str], input: &[u8]| catamaran(&[&["ls", "--known-hosts", known], more, &[&url]].concat(), input);
    let ran = with(&["--password-stdin"], b"wrong\n");
    assert_eq!(ran.code, 5, "{ran}");
    let ran = with(&["--password-stdin"], format!("{}\n", server.password.expose()).as_bytes());
    assert_eq!(ran.code, 0, "{ran}");
    let ran = with(&[], b"");
    assert!(ran.code == 5 && ran.err.contains("--password-stdin"), "{ran}");
    let ran = with(&["--identity", "/nowhere/key"], b"");
    assert!(ran.code == 5 && ran.err.contains("/nowhere/key"), "{ran}");
    let ran = with(&["--identity", known], b"");
    assert_eq!(ran.code, 5, "a file that is no key: {ran}");
}

#[test]
fn a_denied_folder_is_a_remote_error_with_the_servers_words() {
    let server = sample();
    let ran = on(&server, &["mkdir", &server.url("/archive (read-only)/x").replace(' ', "%20")]);
    assert_eq!(ran.code, 1, "{ran}");
    for part in ["SSH_FX_PERMISSION_DENIED", "Permission denied", "/archive (read-only)/x", "SSH_FXP_MKDIR"] {
        assert!(ran.err.contains(part), "{part} is missing: {ran}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let server = empty();
    for number in 0..3000 {
        fs::write(server.root.join(format!("a file with a long name to fill the pipe {number:04}")), b"").unwrap();
    }
    let ran = cli_support::closed_output(&[
        "ls",
        "--known-hosts",
        server.known_hosts.to_str().unwrap(),
        "--identity",
        server.identity.to_str().unwrap(),
        &server.url("/"),
    ]);
    assert!(!ran.err.contains("panic"), "{ran}");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn verbose_writes_the_log_to_standard_error() {
    let server = sample();
    let ran = on(&server, &["ls", "--json", "-v", &server.url("/logs")]);
    assert!(ran.code == 0 && ran.err.contains("SSH_FXP_OPENDIR") || ran.err.contains("127.0.0.1"), "{ran}");
    assert_eq!(ran.json().len(), 2, "{ran}");
}

#[test]
fn what_stops_a_transfer_before_it_begins_is_explained_under_what_was_tried() {
    let server = sample();
    let here = tempfile::tempdir().unwrap();
    let (missing, letter) = (server.url("/documents/none/here.txt"), here.path().join("letter.txt"));
    fs::write(&letter, b"text").unwrap();
    let ran = on(&server, &["get", &missing, here.path().to_str().unwrap()]);
    assert!(ran.err.starts_with(&format!("Could not download {missing}")), "{ran}");
    assert!(ran.err.contains("/documents/none") && ran.err.contains("looked at"), "{ran}");
    let ran = on(&server, &["put", "--json", letter.to_str().unwrap(), &format!("{missing}/")]);
    assert_eq!((ran.code, &ran.json()[0]["cause"]), (1, &"missing_folder".into()), "{ran}");
    let ran = on(&server, &["stat", &missing]);
    assert!(ran.err.starts_with("Could not look at /documents/none/here.txt"), "{ran}");
}

#[test]
fn a_refused_password_from_standard_input_is_told_once_and_not_asked_for_again() {
    let server = sample();
    let known_hosts = server.known_hosts.to_str().unwrap();
    let url = server.url("/");
    let ran = catamaran(&["ls", "--password-stdin", "--known-hosts", known_hosts, &url], b"wrong\n");
    assert_eq!(ran.code, 5, "{ran}");
    assert!(!ran.err.contains("--password-stdin"), "{ran}");
    assert!(ran.err.starts_with("Could not connect to"), "{ran}");
}
