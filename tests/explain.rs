//! `catamaran explain` from outside: the real binary prints every code, and refuses nonsense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;

use catamaran::error::{CodeBook, CodeFamily};
use cli_support::catamaran;

#[test]
fn every_code_and_command_is_printed() {
    let ran = catamaran(&["explain", "--all"], b"");
    assert_eq!(ran.code, 0, "{ran}");
    let rows = CodeBook::get().rows();
    assert_eq!(ran.out.lines().count(), rows.len());
    for (line, row) in ran.out.lines().zip(rows) {
        assert!(line.contains(row.name), "{line}");
    }
    for family in CodeFamily::ALL {
        let ran = catamaran(&["explain", "--json", "--all", family.name()], b"");
        let names: Vec<String> = ran.json().iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, CodeBook::get().of_family(family).map(|row| row.name).collect::<Vec<_>>(), "{family:?}");
    }
}

#[test]
fn single_codes_are_explained() {
    for (asked, parts) in [
        (
            &["explain", "sftp", "14"][..],
            &["SSH_FX_NO_SPACE_ON_FILESYSTEM", "no space", "draft-ietf-secsh-filexfer-05"][..],
        ),
        (&["explain", "ftp", "550"], &["FILE_UNAVAILABLE", "5: files on the server", "RFC 959"]),
        (&["explain", "winsock", "10054"], &["WSAECONNRESET", "Linux 104", "macOS 54"]),
        (&["explain", "errno", "28"], &["ENOSPC"]),
        (&["explain", "ENOSPC"], &["Linux 28"]),
        (&["explain", "dns", "-2"], &["EAI_NONAME", "macOS 8"]),
        (&["explain", "ssh", "11"], &["SSH_DISCONNECT_BY_APPLICATION"]),
        (&["explain", "ssh", "1"], &["SSH_DISCONNECT_HOST_NOT_ALLOWED", "SSH_OPEN_ADMINISTRATIVELY_PROHIBITED"]),
        (&["explain", "tls", "42"], &["bad_certificate", "RFC 8446"]),
        (&["explain", "tls", "self-signed"], &["self_signed", "RFC 5280"]),
        (&["explain", "ftp-command", "MFMT"], &["MFMT YYYYMMDDhhmmss path", "draft-somers-ftp-mfxx"]),
        (&["explain", "530"], &["NOT_LOGGED_IN"]),
        (&["explain", "ftp", "459"], &["may work later", "files on the server"]),
        (&["explain", "ftp", "120 Service ready in 5 minutes"], &["ready in 5 minutes"]),
        (&["explain", "sftp", "400"], &["no table has"]),
    ] {
        let ran = catamaran(asked, b"");
        assert_eq!(ran.code, 0, "{ran}");
        for part in parts {
            assert!(ran.out.contains(part), "{part} in {ran}");
        }
    }
}

#[test]
fn nonsense_is_a_wrong_command_line() {
    for asked in [&["explain"][..], &["explain", "ftp"], &["explain", "nonsense"], &["explain", "--all", "gopher"]] {
        let ran = catamaran(asked, b"");
        assert!(ran.code == 2 && ran.out.is_empty(), "{ran}");
    }
}
