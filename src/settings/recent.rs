//! The file of recent connections, beside the settings: history is kept apart from what was set, so that it can be deleted
//! by itself.

use crate::durable::replace;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The file that belongs to a file of settings.
pub(super) fn recent_file(settings: &Path) -> PathBuf {
    settings.with_file_name("recent.json")
}

/// The recent connections; `None`: there is no such file yet, or it cannot be understood, which is no loss worth a question.
pub(super) fn read(settings: &Path) -> Option<Vec<String>> {
    let text = fs::read(recent_file(settings)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Replaces the file; without connections it is removed.
///
/// # Errors
/// The system's.
pub(super) fn write(settings: &Path, recent: &[String]) -> io::Result<()> {
    let file = recent_file(settings);
    if recent.is_empty() {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    replace(&file, &serde_json::to_vec_pretty(recent)?)
}
