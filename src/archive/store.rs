//! The file that keeps the error log: one line a record, bounded, replaced as a whole, shared by all windows of a user.

use super::record::Record;
use crate::durable::{folder_of, locked, replace, set_aside};
use crate::error::{Error, ErrorKind as Kind, Place, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The first line of the file.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The version of the form of the lines that follow.
    catamaran_errors: u32,
}

const VERSION: u32 = 1;

/// Why a file was not read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// Some of it could not be understood; what could was taken over, and a copy of all of it is kept here.
    Broken {
        /// The copy.
        kept: PathBuf,
    },
    /// A newer version of the program wrote it: it is left as it is, and nothing of this run is kept.
    Newer {
        /// The file.
        file: PathBuf,
    },
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The records, the oldest first.
    pub records: Vec<Record>,
    /// What was wrong with the file.
    pub fault: Option<StoreFault>,
}

/// Where the error log is kept.
#[derive(Clone, Debug)]
pub struct ErrorStore {
    file: Option<PathBuf>,
}

impl ErrorStore {
    /// How many records are kept: the newest.
    pub const MOST: usize = 2_000;
    /// How many bytes of them.
    pub const MOST_BYTES: usize = 4 << 20;

    /// A store in this file; its folder is made when it is missing.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()) }
    }

    /// A store that keeps nothing, for demonstrations and tests.
    #[must_use]
    pub fn nowhere() -> Self {
        Self { file: None }
    }

    /// Whether it keeps anything.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.file.is_some()
    }

    /// Reads the file. Blocks: not for the thread of a window.
    ///
    /// # Errors
    /// When the file exists but cannot be read, or its copy cannot be made.
    pub fn load(&self) -> Result<Loaded> {
        let Some(file) = &self.file else { return Ok(Loaded::default()) };
        if !file.exists() {
            return Ok(Loaded::default());
        }
        locked(file, || read(file)).map_err(|error| Error::local(&error, file))
    }

    /// Adds records, replaces those with the same number, and takes out `removed`; records of other windows stay. Blocks:
    /// not for the thread of a window.
    ///
    /// # Errors
    /// When the file cannot be read or written; when a newer version of the program wrote it. It is left as it was then.
    pub fn save(&self, put: Vec<Record>, removed: &[(u64, u64)]) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let all = || -> io::Result<bool> {
            fs::create_dir_all(folder_of(file))?;
            locked(file, || {
                let loaded = read(file)?;
                if matches!(loaded.fault, Some(StoreFault::Newer { .. })) {
                    return Ok(false);
                }
                let old = loaded.records.into_iter();
                let mut records: BTreeMap<_, _> = old.chain(put).map(|record| (record.id, record)).collect();
                for id in removed {
                    records.remove(id);
                }
                replace(file, &lines(records.into_values().collect())?)?;
                Ok(true)
            })
        };
        match all() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::new(Kind::Unsupported).at(Place::Local(file.clone()))),
            Err(error) => Err(Error::local(&error, file)),
        }
    }
}

/// The newest records as lines, within the bounds.
fn lines(mut records: Vec<Record>) -> io::Result<Vec<u8>> {
    records.sort_by_key(|record| (record.secs, record.nanos, record.id));
    let mut bytes = 0;
    let mut kept = Vec::new();
    for record in records.iter().rev().take(ErrorStore::MOST) {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        bytes += line.len();
        if bytes > ErrorStore::MOST_BYTES {
            break;
        }
        kept.push(line);
    }
    let mut text = serde_json::to_vec(&Head { catamaran_errors: VERSION })?;
    text.push(b'\n');
    kept.into_iter().rev().for_each(|line| text.extend(line));
    Ok(text)
}

fn read(file: &Path) -> io::Result<Loaded> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Loaded::default()),
        Err(error) => return Err(error),
    };
    let mut all = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let head = all.next().and_then(|line| serde_json::from_slice::<Head>(line).ok());
    if head.as_ref().is_some_and(|head| head.catamaran_errors > VERSION) {
        return Ok(Loaded { records: Vec::new(), fault: Some(StoreFault::Newer { file: file.to_owned() }) });
    }
    let mut broken = head.is_none();
    let mut records = Vec::new();
    for line in all {
        match serde_json::from_slice(line) {
            Ok(record) => records.push(record),
            Err(_not_understood) => broken = true,
        }
    }
    let fault = if broken { Some(StoreFault::Broken { kept: set_aside(file)? }) } else { None };
    if broken {
        // The next reader finds a good file, and the copy is made once.
        replace(file, &lines(records.clone())?)?;
    }
    Ok(Loaded { records, fault })
}
