//! Where sites are kept: one file that all windows of a user share. Blocks: not for the thread of a window.

use super::book::SiteBook;
use super::edit::Edit;
use super::file::{self, Content, FileFault, State};
use crate::durable::{folder_of, locked, replace, set_aside};
use crate::error::{Error, ErrorKind as Kind, Place, Result};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What the store holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// Sites and folders.
    pub book: SiteBook,
    /// What was wrong with the file.
    pub fault: Option<FileFault>,
}

/// The store. Clones share it.
#[derive(Clone, Debug)]
pub struct SiteStore {
    place: Where,
}

#[derive(Clone, Debug)]
enum Where {
    File(PathBuf),
    /// For demonstrations: gone with the program.
    Memory(Arc<Mutex<SiteBook>>),
}

impl SiteStore {
    /// The largest file that is read, in bytes.
    pub const MOST_BYTES: u64 = 32 << 20;

    /// A store in this file; its folder is made when it is missing.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { place: Where::File(file.into()) }
    }

    /// A store that forgets everything with the program.
    #[must_use]
    pub fn in_memory(book: SiteBook) -> Self {
        Self { place: Where::Memory(Arc::new(Mutex::new(book))) }
    }

    /// Its file; `None`: it is kept in memory.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Where::File(file) => Some(file),
            Where::Memory(_) => None,
        }
    }

    /// Reads everything. A file that cannot be understood is copied aside first, and the fault told.
    ///
    /// # Errors
    /// When the file exists but cannot be read, is above [`Self::MOST_BYTES`], or its copy cannot be made.
    pub fn load(&self) -> Result<Loaded> {
        match &self.place {
            Where::Memory(book) => {
                Ok(Loaded { book: book.lock().unwrap_or_else(PoisonError::into_inner).clone(), fault: None })
            }
            Where::File(file) if !file.exists() => Ok(Loaded::default()),
            Where::File(file) => {
                let (content, fault) = locked(file, || read(file)).map_err(|error| Error::local(&error, file))?;
                Ok(Loaded { book: content.book, fault })
            }
        }
    }

    /// Makes changes on top of what the file holds now, and tells what it holds then.
    ///
    /// # Errors
    /// When the file cannot be read or written; `Unsupported` when a newer version of the program wrote it. It is left as
    /// it was then.
    pub fn apply(&self, edits: Vec<Edit>) -> Result<Loaded> {
        match &self.place {
            Where::Memory(book) => {
                let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
                for edit in edits {
                    book.apply(edit);
                }
                Ok(Loaded { book: book.clone(), fault: None })
            }
            Where::File(file) => Self::apply_in(file, edits),
        }
    }

    fn apply_in(file: &Path, edits: Vec<Edit>) -> Result<Loaded> {
        let all = || -> io::Result<Option<Loaded>> {
            fs::create_dir_all(folder_of(file))?;
            locked(file, || {
                let (mut content, fault) = read(file)?;
                if content.state == State::Newer {
                    return Ok(None);
                }
                for edit in edits {
                    content.book.apply(edit);
                }
                replace(file, &file::write(&content)?)?;
                Ok(Some(Loaded { book: content.book, fault }))
            })
        };
        match all() {
            Ok(Some(loaded)) => Ok(loaded),
            Ok(None) => Err(Error::new(Kind::Unsupported).at(Place::Local(file.to_owned()))),
            Err(error) => Err(Error::local(&error, file)),
        }
    }
}

fn read(file: &Path) -> io::Result<(Content, Option<FileFault>)> {
    match fs::metadata(file) {
        Ok(facts) if facts.len() > SiteStore::MOST_BYTES => return Err(io::Error::from(ErrorKind::FileTooLarge)),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(<(Content, _)>::default()),
        Err(error) => return Err(error),
    }
    let content = file::read(&fs::read(file)?);
    let fault = match content.state {
        State::Whole => None,
        State::Newer => Some(FileFault::Newer { file: file.to_owned() }),
        State::Broken => {
            let kept = set_aside(file)?;
            // The next reader finds a good file, and the copy is made once.
            replace(file, &file::write(&content)?)?;
            Some(FileFault::Broken { kept })
        }
    };
    Ok((content, fault))
}
