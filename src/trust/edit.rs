//! Taking lines out of files of known hosts, and putting another key into them: only the line that is meant changes, byte for
//! byte.

use super::key::HostKey;
use super::line::KnownHostsLine;
use crate::durable::replace_shared;
use crate::error::{Error, ErrorKind, Place, Result};
use std::fs;
use std::io;
use std::path::Path;

/// How often a file is looked at anew that another program changed meanwhile.
const TRIES: usize = 3;

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineEdit {
    /// It goes.
    Remove,
    /// It gets another key; marker, hosts and comment stay.
    Replace(HostKey),
}

/// Changes one line of the file it stands in. All others stay as they are, in their order, with their comments; rights of the
/// file stay too, and a link to it stays a link. The file is replaced in one step.
///
/// # Errors
/// `KnownHostsUnusable` with the system's words and the path; `ChangedDuringTransfer` where the line is not there any more as
/// it was seen.
pub fn edit_line(seen: &KnownHostsLine, edit: &LineEdit) -> Result<()> {
    let file = fs::canonicalize(&seen.file).map_err(|fault| unusable(&seen.file, &fault))?;
    for _ in 0..TRIES {
        let before = fs::read(&file).map_err(|fault| unusable(&seen.file, &fault))?;
        let Some(after) = edited(&before, seen, edit) else {
            return Err(Error::new(ErrorKind::ChangedDuringTransfer).at(Place::Local(seen.file.clone())));
        };
        // Other programs append lines: what came since is not to be lost.
        let unchanged = || Ok(fs::read(&file)? == before);
        match replace_shared(&file, &after, unchanged) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(fault) => return Err(unusable(&seen.file, &fault)),
        }
    }
    Err(Error::new(ErrorKind::ChangedDuringTransfer).at(Place::Local(seen.file.clone())))
}

/// The content with that line changed; `None` where the line is another one.
fn edited(content: &[u8], seen: &KnownHostsLine, edit: &LineEdit) -> Option<Vec<u8>> {
    let mut after = Vec::with_capacity(content.len());
    let mut found = false;
    for (at, raw) in content.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if at + 1 != seen.line {
            after.extend_from_slice(raw);
            continue;
        }
        let text = raw.strip_suffix(b"\n").unwrap_or(raw);
        let there = KnownHostsLine::parse(text, seen.file.clone(), seen.line).ok()??;
        if there != *seen {
            return None;
        }
        found = true;
        if let LineEdit::Replace(key) = edit {
            let (start, end) = key_place(text, seen)?;
            after.extend_from_slice(text.get(..start)?);
            after.extend_from_slice(key.to_text().as_bytes());
            after.extend_from_slice(raw.get(end..)?);
        }
    }
    found.then_some(after)
}

/// Where algorithm and key of a line begin and end.
fn key_place(text: &[u8], seen: &KnownHostsLine) -> Option<(usize, usize)> {
    let words = words(text);
    let hosts = words.iter().position(|(start, end)| text.get(*start..*end) == Some(&seen.hosts))?;
    Some((words.get(hosts + 1)?.0, words.get(hosts + 2)?.1))
}

/// Begin and end of each word.
fn words(text: &[u8]) -> Vec<(usize, usize)> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.iter().position(|byte| !blank(byte))) {
        let start = from + start;
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(blank).unwrap_or(rest.len());
        words.push((start, end));
        from = end;
    }
    words
}

fn unusable(file: &Path, fault: &io::Error) -> Box<Error> {
    let mut error = Error::io(fault).at(Place::Local(file.to_owned()));
    error.kind = ErrorKind::KnownHostsUnusable;
    error
}

#[cfg(test)]
mod tests {
    use super::super::file::KnownHosts;
    use super::*;

    fn key(n: u8) -> HostKey {
        HostKey::from_blob([&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &[n; 32]].concat()).unwrap()
    }

    fn sample() -> Vec<u8> {
        let mut text = b"# mine, \xFF bytes\r\n\n".to_vec();
        text.extend(format!("  a.example,b.example \t{}  ada@a since 2019\r\n", key(1).to_text()).bytes());
        text.extend(b"rubbish line\n");
        text.extend(format!("@cert-authority *.example {}\n", key(2).to_text()).bytes());
        text.extend(
            format!("|1|B7t/AYabn8zgwU47Cb4A/Nqt3eI=|arQPZyRphkzisr7w6wwikvhaOyE= {}", key(3).to_text()).bytes(),
        );
        text
    }

    #[test]
    fn only_the_line_that_is_meant_changes() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("known_hosts");
        let text = sample();
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        for gone in [3, 5, 6] {
            fs::write(&file, &text).unwrap();
            let known = KnownHosts::load(&[&file]);
            let line = known.lines().iter().find(|line| line.line == gone).unwrap();
            edit_line(line, &LineEdit::Remove).unwrap();
            let rest: Vec<&[u8]> = lines.iter().enumerate().filter(|(at, _)| at + 1 != gone).map(|(_, l)| *l).collect();
            assert_eq!(fs::read(&file).unwrap(), rest.concat());
            // It is another line now, or none.
            assert_eq!(edit_line(line, &LineEdit::Remove).unwrap_err().kind, ErrorKind::ChangedDuringTransfer);
            assert_eq!(fs::read(&file).unwrap(), rest.concat());
        }
    }

    #[test]
    fn a_new_key_leaves_hosts_and_comment() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("known_hosts"));
        fs::write(&real, sample()).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
            std::os::unix::fs::symlink(&real, &link).unwrap();
        }
        #[cfg(not(unix))]
        fs::copy(&real, &link).unwrap();
        for (place, n) in [(3, 7), (6, 8)] {
            let known = KnownHosts::load(&[&link]);
            let seen = known.lines().iter().find(|line| line.line == place).unwrap();
            edit_line(seen, &LineEdit::Replace(key(n))).unwrap();
        }
        let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
        let wanted =
            text(&sample()).replace(&key(1).to_text(), &key(7).to_text()).replace(&key(3).to_text(), &key(8).to_text());
        assert_eq!(text(&fs::read(&link).unwrap()), wanted);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        }
    }
}
