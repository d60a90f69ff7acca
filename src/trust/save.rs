//! Remembering a server's key.

use super::key::HostKey;
use super::lookup::lookup_name;
use crate::error::{Error, ErrorKind, Place, Result};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Adds a line for `host` and `port` at the end of a file of known hosts. The file and its folder are made where they are
/// missing, for this user alone. Other programs may append at the same time: the line goes out in one write, and begins
/// on a line of its own even when the file does not end with a newline.
///
/// # Errors
/// `KnownHostsUnusable` with the system's words and the path.
pub fn remember(file: &Path, host: &str, port: u16, key: &HostKey) -> Result<()> {
    let line = format!("{} {}\n", lookup_name(host, port), key.to_text());
    append(file, &line).map_err(|fault| {
        let mut error = Error::io(&fault).at(Place::Local(file.to_owned()));
        error.kind = ErrorKind::KnownHostsUnusable;
        error
    })
}

fn append(file: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).read(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    let repair = if ends_with_newline(&mut opened)? { "" } else { "\n" };
    opened.write_all(format!("{repair}{line}").as_bytes())?;
    opened.sync_data()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether the next line starts at the end of the file: it is empty or its last byte is a newline.
fn ends_with_newline(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::super::file::KnownHosts;
    use super::super::lookup::HostKeyVerdict;
    use super::*;

    #[test]
    fn a_remembered_key_is_known_and_a_missing_newline_is_repaired() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/er/known_hosts");
        let blob = |n: u8| [&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &[n; 32]].concat();
        let key = HostKey::from_blob(blob(1)).unwrap();
        remember(&file, "Example.org", 22, &key).unwrap();
        let mut text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("example.org ssh-ed25519 AAAA") && text.ends_with('\n'));
        text.pop();
        std::fs::write(&file, text).unwrap();
        remember(&file, "::1", 2222, &key).unwrap();
        let known = KnownHosts::load(&[&file]);
        assert!(known.skipped().is_empty());
        assert_eq!(known.judge("example.ORG", 22, &key), HostKeyVerdict::Known);
        assert_eq!(known.judge("::1", 2222, &key), HostKeyVerdict::Known);
        let other = HostKey::from_blob(blob(2)).unwrap();
        assert!(matches!(known.judge("::1", 2222, &other), HostKeyVerdict::Changed(c) if c.stored[0].line == 2));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let blocker = dir.path().join("file");
        std::fs::write(&blocker, "").unwrap();
        let key = HostKey::from_blob(b"\0\0\0\x01x".to_vec()).unwrap();
        let error = remember(&blocker.join("known_hosts"), "h", 22, &key).unwrap_err();
        assert_eq!(error.kind, ErrorKind::KnownHostsUnusable);
    }
}
