//! Options of the command line for FTP, and what it tells in JSON.

use crate::cli_support::catamaran;
use crate::on;
use crate::support::{FtpDaemon, FtpSecurity, FtpServer};
use std::os::unix::ffi::OsStrExt;

#[test]
fn errors_in_json_carry_family_code_meaning_and_the_whole_reply() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let ran = on(&server, &["rm", "--plain", "--json", &server.url("/missing")]);
    let error = &ran.json()[0];
    assert_eq!(
        (&error["event"], &error["family"], &error["code"]),
        (&"error".into(), &"ftp".into(), &550.into()),
        "{ran}"
    );
    assert!(error["server_text"].as_str().unwrap().starts_with("550 "), "{ran}");
    assert!(!error["meaning"].as_str().unwrap().is_empty() && error["cause"] == "not_found", "{ran}");
    let wrong = catamaran(&["ls", "--plain", "--json", "--password-stdin", &server.url("/")], b"wrong password\n");
    let error = &wrong.json()[0];
    assert_eq!((wrong.code, &error["family"], &error["code"]), (5, &"ftp".into(), &530.into()), "{wrong}");
}

#[test]
fn a_password_travels_in_clear_only_with_plain() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Plain) else { return };
    let ran = on(&server, &["ls", &server.url("/")]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(server.connections(), 0, "nothing was even dialled");
    assert_eq!(on(&server, &["ls", "--plain", &server.url("/")]).code, 0);
    let ran = on(&server, &["ls", "--plain", &server.url_by("ftpes", "/")]);
    assert_eq!(ran.code, 3, "TLS that was asked for is never given up: {ran}");
}

#[test]
fn certificates_are_vouched_for_by_a_file_or_accepted_by_option() {
    let Some(server) = FtpServer::start(FtpDaemon::ProFtpd, FtpSecurity::Explicit) else { return };
    let address = server.url("/");
    let ran = on(&server, &["ls", "--json", &address]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.json()[0]["cause"].as_str().unwrap().starts_with("certificate"), "{ran}");
    let authority = server.authority.to_str().unwrap();
    assert_eq!(on(&server, &["ls", "--ca-file", authority, &address]).code, 0);
    assert_eq!(on(&server, &["ls", "--accept-new-certificate", &address]).code, 0);
    let missing = on(&server, &["ls", "--ca-file", "/no/such/file", &address]);
    assert_eq!(missing.code, 4, "{missing}");
    // Our own certificate is shown where the server asks; one that is none is told before anything is sent.
    let both = server.dir.path().join("own.pem");
    let made = std::process::Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=me -keyout own.key -out own.crt".split(' '))
        .current_dir(server.dir.path())
        .output()
        .unwrap();
    assert!(made.status.success());
    let read = |name: &str| std::fs::read_to_string(server.dir.path().join(name)).unwrap();
    std::fs::write(&both, read("own.key") + &read("own.crt")).unwrap();
    let own = on(&server, &["ls", "--ca-file", authority, "--client-cert", both.to_str().unwrap(), &address]);
    assert_eq!(own.code, 0, "{own}");
    let no_key = server.dir.path().join("own.crt");
    let ran = on(&server, &["ls", "--ca-file", authority, "--client-cert", no_key.to_str().unwrap(), &address]);
    assert_eq!(ran.code, 4, "{ran}");
}

#[test]
fn active_mode_and_charsets_work_from_the_command_line() {
    for daemon in FtpDaemon::ALL {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        // pure-ftpd and ProFTPD are told UTF-8 by default; vsftpd passes bytes on.
        std::fs::write(server.files.join("plain.txt"), b"12345").unwrap();
        let ran = on(&server, &["ls", "--plain", "--active", "-v", &server.url("/")]);
        assert!(ran.code == 0 && ran.out.contains("plain.txt"), "{daemon:?} {ran}");
        assert!(ran.err.contains("Command  EPRT") && !ran.err.contains("Command  EPSV"), "{daemon:?} {ran}");
        let wrong = on(&server, &["ls", "--plain", "--charset", "klingon", &server.url("/")]);
        assert_ne!(wrong.code, 0, "{wrong}");
    }
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    std::fs::write(server.files.join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt")), b"12345").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let get = server.url("/caf%C3%A9.txt");
    let ran = on(&server, &["get", "--plain", "--charset", "iso-8859-1", &get, folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(std::fs::read(folder.path().join("caf\u{e9}.txt")).unwrap(), b"12345");
    let listed = on(&server, &["ls", "--plain", "--json", "--charset", "iso-8859-1", &server.url("/")]);
    assert_eq!(listed.json()[0]["name"], "caf\u{e9}.txt", "{listed}");
}

/// The two cases of curl's suite that are about addresses and not about servers: 340 (a NUL in the path) is refused with nothing
/// of the path sent, as with curl; 524 (an upload to an address that ends with a slash), for which curl has no name, goes by the name of the file.
#[test]
fn addresses_as_in_curls_cases_340_and_524() {
    let Some(server) = FtpServer::start(FtpDaemon::Vsftpd, FtpSecurity::Plain) else { return };
    let here = tempfile::tempdir().unwrap();
    let into = here.path().to_str().unwrap();
    let ran = on(&server, &["get", "--plain", "-v", &server.url("/%00first/second/third/340"), into]);
    assert!(ran.code != 0 && !ran.err.is_empty(), "{ran}");
    let sent = ran.err.lines().filter(|line| line.contains("Command  ") && line.contains("first"));
    assert_eq!(sent.count(), 0, "{ran}");
    std::fs::create_dir_all(server.files.join("path/to")).unwrap();
    for folder in ["path", "path/to"] {
        server.give(&server.files.join(folder));
    }
    let file = here.path().join("name");
    std::fs::write(&file, "content").unwrap();
    let ran = on(&server, &["put", "--plain", file.to_str().unwrap(), &server.url("/path/to/")]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(std::fs::read(server.files.join("path/to/name")).unwrap(), b"content");
}
