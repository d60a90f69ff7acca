//! Opens files with the programs that the user has for them.

use crate::error::{Error, ErrorKind, Place, Result};
use std::path::PathBuf;
use std::thread;

/// Opens a file with its program, in the background; `done` is called with what came of it.
pub fn open_file(path: PathBuf, done: impl FnOnce(Result<()>) + Send + 'static) {
    thread::spawn(move || {
        let opened = opener::open(&path).map_err(|fault| {
            let error = match &fault {
                opener::OpenError::Io(error) => Error::io(error),
                _ => Error::new(ErrorKind::Failure).with_detail(fault.to_string()),
            };
            error.at(Place::Local(path))
        });
        done(opened);
    });
}

/// Shows a folder of the program with the system's file manager, in the background; makes it when it is missing. `done` is
/// called with what came of it.
pub fn show_folder(path: PathBuf, done: impl FnOnce(Result<()>) + Send + 'static) {
    thread::spawn(move || match std::fs::create_dir_all(&path) {
        Ok(()) => open_file(path, done),
        Err(error) => done(Err(Error::local(&error, path))),
    });
}
