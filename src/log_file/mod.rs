//! The message log in files: written on demand beside the program's work, bounded by rotation.

mod files;
mod writer;

pub use files::LogFiles;
pub use writer::LogWriter;
