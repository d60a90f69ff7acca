//! Files of known hosts, read together.

use super::line::{BadLine, KnownHostsLine};
use crate::error::{Error, ErrorKind, Place};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Most bytes of one file that are read; real ones stay far below.
const FILE_MAX: u64 = 64 << 20;

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedLine {
    /// The file.
    pub file: PathBuf,
    /// The line in it, counted from 1.
    pub line: usize,
}

/// The content of one or more files of known hosts, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct KnownHosts {
    pub(super) lines: Vec<KnownHostsLine>,
    skipped: Vec<SkippedLine>,
    unreadable: Vec<Error>,
}

impl KnownHosts {
    /// Reads files; those that do not exist are passed over, those that cannot be read are in [`Self::unreadable`].
    #[must_use]
    pub fn load<P: AsRef<Path>>(files: &[P]) -> Self {
        let mut known = Self::default();
        for file in files {
            let file = file.as_ref();
            let mut bytes = Vec::new();
            match File::open(file).and_then(|f| f.take(FILE_MAX).read_to_end(&mut bytes)) {
                Ok(_) => known.add(file, &bytes),
                Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                Err(fault) => {
                    let mut error = Error::io(&fault).at(Place::Local(file.to_owned()));
                    error.kind = ErrorKind::KnownHostsUnusable;
                    known.unreadable.push(*error);
                }
            }
        }
        known
    }

    /// Adds the content of a file.
    pub fn add(&mut self, file: &Path, content: &[u8]) {
        for (at, text) in content.split(|b| *b == b'\n').enumerate() {
            match KnownHostsLine::parse(text, file.to_owned(), at + 1) {
                Ok(Some(line)) => {
                    if line.key.is_none() || !line.for_openssh {
                        self.skipped.push(SkippedLine { file: file.to_owned(), line: at + 1 });
                    }
                    self.lines.push(line);
                }
                Ok(None) => {}
                Err(BadLine) => self.skipped.push(SkippedLine { file: file.to_owned(), line: at + 1 }),
            }
        }
    }

    /// All lines that name hosts and a key, in order.
    #[must_use]
    pub fn lines(&self) -> &[KnownHostsLine] {
        &self.lines
    }

    /// The lines that `ssh-keygen -F name` finds, in order.
    pub fn find<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a KnownHostsLine> {
        self.lines.iter().filter(move |line| line.for_openssh && line.matches(name))
    }

    /// Lines that could not be read, in order.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedLine] {
        &self.skipped
    }

    /// Files that exist and could not be read: `KnownHostsUnusable` with the system's words and the path.
    #[must_use]
    pub fn unreadable(&self) -> &[Error] {
        &self.unreadable
    }
}
