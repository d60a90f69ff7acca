//! Which program a file is of, and reading it. Pure.

use super::imported::{Import, ImportFault, ImportNote};
use super::{cyberduck, filezilla, lftp, own, putty, rclone, sections, text, winscp, xml};
use crate::model::{Protocol, SecretString};
use crate::site::{LoginKind, is_shared};

/// Most bytes of a file that is read: ten thousand sites have fewer.
pub const FILE_MAX: usize = 8 << 20;

/// A program whose sites can be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "names of programs")]
pub enum Program {
    Catamaran,
    WinScp,
    FileZilla,
    Putty,
    Cyberduck,
    Rclone,
    Lftp,
}

impl Program {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Catamaran, Self::WinScp, Self::FileZilla, Self::Putty, Self::Cyberduck, Self::Rclone, Self::Lftp];

    /// The folder into which its sites go; `None`: those of our own program go to the top.
    #[must_use]
    pub fn folder(self) -> Option<&'static str> {
        Some(self.name()).filter(|_| self != Self::Catamaran)
    }

    /// Its name, which is the same in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Catamaran => "Catamaran",
            Self::WinScp => "WinSCP",
            Self::FileZilla => "FileZilla",
            Self::Putty => "PuTTY",
            Self::Cyberduck => "Cyberduck",
            Self::Rclone => "rclone",
            Self::Lftp => "lftp",
        }
    }
}

/// Reads a file of whatever program; `name`: that of the file, which is the name of a session of PuTTY on Unix. Takes at most a
/// second and 50 MB, whatever stands in it.
///
/// # Errors
/// [`ImportFault`].
pub fn read(name: &str, content: &[u8]) -> Result<(Program, Import), ImportFault> {
    read_with(name, content, None)
}

/// The same; `passphrase` opens our own sealed files.
///
/// # Errors
/// [`ImportFault`].
pub fn read_with(
    name: &str,
    content: &[u8],
    passphrase: Option<&SecretString>,
) -> Result<(Program, Import), ImportFault> {
    let (program, mut import) = of_program(name, content, passphrase)?;
    for site in &mut import.sites {
        if site.site.protocol == Protocol::Ftp && site.site.login != LoginKind::Anonymous {
            site.note(ImportNote::PlainText);
        }
    }
    Ok((program, import))
}

fn of_program(name: &str, content: &[u8], passphrase: Option<&SecretString>) -> Result<(Program, Import), ImportFault> {
    if content.len() > FILE_MAX {
        return Err(ImportFault::TooLarge);
    }
    let text = text::text_of(content)?;
    let start = text.trim_start();
    if is_shared(start) {
        return own::read(start, passphrase).map(|import| (Program::Catamaran, import));
    }
    if start.starts_with('<') {
        let root = xml::document(start)?;
        return if cyberduck::is_it(&root) {
            cyberduck::read(&root).map(|import| (Program::Cyberduck, import))
        } else {
            filezilla::read(&root).map(|import| (Program::FileZilla, import))
        };
    }
    let registry = start.starts_with("Windows Registry Editor") || start.starts_with("REGEDIT4");
    let sections = if registry { sections::registry(&text)? } else { sections::ini(&text)? };
    if winscp::is_it(&sections) {
        return winscp::read(&sections).map(|import| (Program::WinScp, import));
    }
    if putty::is_it(&sections) {
        return putty::read(&sections).map(|import| (Program::Putty, import));
    }
    if rclone::is_it(&sections) {
        return rclone::read(&sections).map(|import| (Program::Rclone, import));
    }
    if let Ok(import) = putty::read_file(name, &sections) {
        return Ok((Program::Putty, import));
    }
    lftp::read(&text).map(|import| (Program::Lftp, import))
}
