//! Where other programs keep their sites.

use super::imported::{Import, ImportFault};
use super::read::{FILE_MAX, Program, read_with};
use crate::model::SecretString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most files of one folder that are looked at.
const FILES_MAX: usize = 2_000;

/// A file of another program, or a folder of them, and what is in it.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// The program; `None` where the file is not understood.
    pub program: Option<Program>,
    /// The file or folder.
    pub place: PathBuf,
    /// What it holds; or why nothing was read.
    pub import: Result<Import, ReadFault>,
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFault {
    /// The file itself is at fault.
    Content(ImportFault),
    /// It could not be read, in the system's words.
    Io(String),
}

impl Found {
    /// Reads one file, or all files of a folder. Blocks.
    #[must_use]
    pub fn at(place: &Path) -> Self {
        Self::read(place, None)
    }

    /// Reads one of our own sealed files. Blocks, and computes for a moment.
    #[must_use]
    pub fn unsealed(place: &Path, passphrase: &SecretString) -> Self {
        Self::read(place, Some(passphrase))
    }

    /// Whether it is one of our own files that wants a passphrase, or another one.
    #[must_use]
    pub fn wants_passphrase(&self) -> bool {
        let fault = self.import.as_ref().err();
        matches!(fault, Some(ReadFault::Content(ImportFault::Sealed | ImportFault::WrongPassphrase)))
    }

    fn read(place: &Path, passphrase: Option<&SecretString>) -> Self {
        let read = if place.is_dir() { folder(place) } else { file(place, passphrase) };
        match read {
            Ok((program, import)) => Self { program: Some(program), place: place.to_owned(), import: Ok(import) },
            Err(fault) => Self { program: None, place: place.to_owned(), import: Err(fault) },
        }
    }
}

/// Reads the files of other programs in their usual places; those that are not there, and those without a site, are passed
/// over. `home`: the home folder. Blocks.
#[must_use]
pub fn look_around(home: &Path) -> Vec<Found> {
    let found = usual(home).into_iter().filter(|place| place.exists()).map(|place| Found::at(&place));
    found.filter(|found| found.import.as_ref().map_or(true, |import| !import.sites.is_empty())).collect()
}

fn usual(home: &Path) -> Vec<PathBuf> {
    let roaming = std::env::var_os("APPDATA").map(PathBuf::from);
    let config = std::env::var_os("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from);
    let mut places = Vec::new();
    if let Some(roaming) = roaming {
        places.extend([
            roaming.join("WinSCP.ini"),
            roaming.join("FileZilla").join("sitemanager.xml"),
            roaming.join("FileZilla").join("recentservers.xml"),
            roaming.join("Cyberduck").join("Bookmarks"),
            roaming.join("rclone").join("rclone.conf"),
        ]);
    }
    places.extend([
        config.join("filezilla/sitemanager.xml"),
        config.join("filezilla/recentservers.xml"),
        home.join(".filezilla/sitemanager.xml"),
        home.join(".putty/sessions"),
        home.join("Library/Group Containers/G69SCX94XU.duck/Library/Application Support/duck/Bookmarks"),
        config.join("rclone/rclone.conf"),
        home.join(".local/share/lftp/bookmarks"),
        home.join(".lftp/bookmarks"),
    ]);
    places
}

fn file(path: &Path, passphrase: Option<&SecretString>) -> Result<(Program, Import), ReadFault> {
    let io = |fault: io::Error| ReadFault::Io(fault.to_string());
    let mut content = Vec::new();
    let most = u64::try_from(FILE_MAX).unwrap_or(u64::MAX) + 1;
    File::open(path).map_err(io)?.take(most).read_to_end(&mut content).map_err(io)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    read_with(name, &content, passphrase).map_err(ReadFault::Content)
}

/// All files of a folder together; those that are of another program are passed over.
fn folder(path: &Path) -> Result<(Program, Import), ReadFault> {
    let entries = fs::read_dir(path).map_err(|fault| ReadFault::Io(fault.to_string()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    let mut all: Option<(Program, Import)> = None;
    for path in files.into_iter().take(FILES_MAX) {
        let Ok((program, import)) = file(&path, None) else { continue };
        match &mut all {
            None => all = Some((program, import)),
            Some((first, sum)) if *first == program => {
                sum.sites.extend(import.sites);
                sum.left_out.extend(import.left_out);
            }
            Some(_) => {}
        }
    }
    all.ok_or(ReadFault::Content(ImportFault::UnknownForm))
}
