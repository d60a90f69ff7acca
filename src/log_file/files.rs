//! A file that is written until it is full, then steps back in a row of files; the oldest of them goes.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of the message log: `catamaran.log`, then `catamaran.1.log` and so on, the oldest last.
#[derive(Debug)]
pub struct LogFiles {
    folder: PathBuf,
    most_bytes: u64,
    most_files: u32,
    open: Option<(File, u64)>,
}

impl LogFiles {
    /// How many files there are at most.
    pub const FILES: u32 = 5;
    /// How many bytes each has at most.
    pub const BYTES: u64 = 10 << 20;

    /// Files in this folder, which is made when the first line comes.
    #[must_use]
    pub fn new(folder: PathBuf, most_files: u32, most_bytes: u64) -> Self {
        Self { folder, most_bytes, most_files: most_files.max(1), open: None }
    }

    fn name(&self, number: u32) -> PathBuf {
        self.folder.join(if number == 0 { "catamaran.log".to_owned() } else { format!("catamaran.{number}.log") })
    }

    /// Writes whole lines; begins a new file where they would not fit.
    ///
    /// # Errors
    /// When folder or file cannot be written.
    pub fn write(&mut self, lines: &str) -> Result<()> {
        self.put(lines.as_bytes()).map_err(|error| {
            self.open = None;
            Error::local(&error, self.name(0))
        })
    }

    fn put(&mut self, lines: &[u8]) -> io::Result<()> {
        let (mut file, mut size) = match self.open.take() {
            Some(open) => open,
            None => open(&self.folder, &self.name(0))?,
        };
        if size > 0 && size + lines.len() as u64 > self.most_bytes {
            drop(file);
            self.rotate()?;
            (file, size) = open(&self.folder, &self.name(0))?;
        }
        file.write_all(lines)?;
        self.open = Some((file, size + lines.len() as u64));
        Ok(())
    }

    fn rotate(&self) -> io::Result<()> {
        for number in (0..self.most_files - 1).rev() {
            let from = self.name(number);
            if from.exists() {
                fs::rename(from, self.name(number + 1))?;
            }
        }
        // With one file there is nothing to step back to.
        if self.most_files == 1 { fs::remove_file(self.name(0)) } else { Ok(()) }
    }
}

/// Opens a file to write behind what is in it; only its user may read it.
fn open(folder: &Path, file: &Path) -> io::Result<(File, u64)> {
    fs::create_dir_all(folder)?;
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(file)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_step_back_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = LogFiles::new(folder.path().join("deep/log"), 3, 100);
        for number in 0..20 {
            files.write(&format!("{number:029}\n")).unwrap();
        }
        let mut names: Vec<_> = fs::read_dir(folder.path().join("deep/log"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["catamaran.1.log", "catamaran.2.log", "catamaran.log"]);
        let text = |number| fs::read_to_string(files.name(number)).unwrap();
        assert!(text(0).ends_with("19\n") && text(2).len() <= 100, "{}", text(0));
        let mut again = LogFiles::new(folder.path().join("deep/log"), 3, 100);
        again.write("more\n").unwrap();
        assert!(text(0).contains("19\nmore\n"), "an open file is gone on with");
    }
}
