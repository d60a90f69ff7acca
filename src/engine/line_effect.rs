//! Whether a line that is sent by hand may change something on the server. What is not known to be reading only counts as
//! a change. Pure.

use crate::error::{FtpEffect, ftp_command};
use crate::remote::verb_of;

/// Commands of a shell that only read, whatever stands behind them.
const READING: [&str; 34] = [
    "basename",
    "cat",
    "cksum",
    "cut",
    "df",
    "dirname",
    "du",
    "echo",
    "free",
    "grep",
    "groups",
    "head",
    "id",
    "ls",
    "lscpu",
    "md5sum",
    "nl",
    "printenv",
    "ps",
    "pwd",
    "quota",
    "readlink",
    "realpath",
    "sha1sum",
    "sha256sum",
    "sha512sum",
    "stat",
    "tail",
    "test",
    "uname",
    "uptime",
    "w",
    "wc",
    "who",
];
/// Commands of a shell that only read when nothing stands behind them.
const READING_ALONE: [&str; 3] = ["date", "hostname", "whoami"];
/// What makes more than one simple command of a line, or writes to a file.
const SPECIAL: &[char] = &[';', '&', '|', '<', '>', '$', '`', '(', ')', '{', '}', '\\', '^', '!', '\n', '\r', '\0'];
/// Commands of FTP that begin a change, though their own effect is another one.
const BEGINNING: [&str; 5] = ["APPE", "RNFR", "SMNT", "STOR", "STOU"];

/// Whether a command of FTP may change files on the server.
pub(super) fn ftp_line_changes(line: &str) -> bool {
    match ftp_command(verb_of(line)) {
        Some(command) => {
            command.effect == FtpEffect::Files
                || BEGINNING.contains(&command.name)
                || (command.name == "MDTM" && sets_time(line))
        }
        None => true,
    }
}

/// Whether a time stands before the name: servers set it then (vsftpd's `mdtm_write`, `WS_FTP` and others; no RFC).
fn sets_time(line: &str) -> bool {
    let argument = line.trim_start().split_once(' ').map_or("", |(_, argument)| argument.trim_start());
    let digits = argument.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 14 && argument.as_bytes().get(digits).is_some_and(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether a command of the shell may change something on the server.
pub(super) fn shell_line_changes(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let Some(verb) = words.next() else { return false };
    if line.contains(SPECIAL) {
        return true;
    }
    !(READING.contains(&verb) || (READING_ALONE.contains(&verb) && words.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_to_read_is_a_change() {
        for line in ["ls -l /srv", "cat 'a b'", " df -h", "date", "", "du -sh *"] {
            assert!(!shell_line_changes(line), "{line}");
        }
        for line in [
            "rm x",
            "ls > x",
            "ls; rm x",
            "cat $(rm x)",
            "ls `rm x`",
            "date -s 0",
            "A=b ls",
            "sudo ls",
            "./ls",
            "ls & rm x",
            "find . -delete",
            "sort -o x y",
            "l\\s",
            "ls\nrm x",
            "uniq a b",
        ] {
            assert!(shell_line_changes(line), "{line}");
        }
        for line in
            ["PWD", "stat /x", "LIST", "RETR x", "TYPE I", "CWD /x", "NOOP", "SIZE x", "MDTM 20200101.txt", "MDTM /x"]
        {
            assert!(!ftp_line_changes(line), "{line}");
        }
        for line in [
            "DELE x",
            "MKD x",
            "site chmod 777 x",
            "STOR x",
            "rnfr x",
            "RNTO y",
            "XFROB",
            "APPE x",
            "MFMT 1 x",
            "PWD\tx",
            "MDTM 20200101000000 /x",
            "mdtm  20200101000000+60 x",
        ] {
            assert!(ftp_line_changes(line), "{line}");
        }
    }
}
