//! The file of commands that the user lets run on the way to a server: one JSON object a line.

use crate::error::{Error, ErrorKind, Place, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Most bytes of the file that are read.
const FILE_MAX: u64 = 1 << 20;

/// One command for one server; another letter in either is another consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Allowed {
    host: String,
    command: String,
}

/// Whether a command may run for a server; blocks. A file that cannot be read allows nothing.
#[must_use]
pub fn command_is_allowed(file: &Path, host: &str, command: &str) -> bool {
    let small = fs::metadata(file).is_ok_and(|facts| facts.len() <= FILE_MAX);
    let text = if small { fs::read_to_string(file).unwrap_or_default() } else { String::new() };
    let mut lines = text.lines().filter_map(|line| serde_json::from_str::<Allowed>(line).ok());
    lines.any(|allowed| allowed.host == host && allowed.command == command)
}

/// Remembers that a command may run for a server; blocks. The file is made for this user alone.
///
/// # Errors
/// The system's, with the path.
pub fn allow_command(file: &Path, host: &str, command: &str) -> Result<()> {
    let allowed = Allowed { host: host.to_owned(), command: command.to_owned() };
    let line = serde_json::to_string(&allowed).map_err(|fault| {
        Error::new(ErrorKind::Failure).with_detail(fault.to_string()).at(Place::Local(file.to_owned()))
    })?;
    append(file, &format!("{line}\n")).map_err(|fault| Error::local(&fault, file))
}

fn append(file: &Path, line: &str) -> io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(line.as_bytes())?;
    opened.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_for_exactly_this_command_and_host() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/allowed_commands");
        assert!(!command_is_allowed(&file, "box", "nc box 22"));
        allow_command(&file, "box", "nc box 22").unwrap();
        fs::write(&file, fs::read_to_string(&file).unwrap() + "rubbish\n").unwrap();
        allow_command(&file, "b\nx", "a \"b\"\n").unwrap();
        assert!(command_is_allowed(&file, "box", "nc box 22") && command_is_allowed(&file, "b\nx", "a \"b\"\n"));
        for (host, command) in [("box", "nc box 22 "), ("Box", "nc box 22"), ("other", "nc box 22"), ("box", "nc")] {
            assert!(!command_is_allowed(&file, host, command), "{host} {command}");
        }
        assert!(allow_command(dir.path(), "h", "c").is_err());
    }
}
