//! Everything that says which servers are trusted, put together for the manager of trust.

use super::certificates::TrustedCertificates;
use super::edit::{LineEdit, edit_line};
use super::file::{KnownHosts, SkippedLine};
use super::line::KnownHostsLine;
use super::lookup::lookup_name;
use crate::error::{Error, Result};
use crate::model::escape_bytes;
use std::path::PathBuf;

/// The files that say which servers are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustFiles {
    /// Our own file of known hosts; `None`: there is none.
    pub own: Option<PathBuf>,
    /// OpenSSH's files of known hosts, the user's own first.
    pub openssh: Vec<PathBuf>,
    /// Our file of certificates; `None`: there is none.
    pub pins: Option<PathBuf>,
}

/// One thing that says that a server is trusted, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustItem {
    /// A line of a file of known hosts.
    Key(KnownHostsLine),
    /// A certificate that the user accepted for one server.
    Certificate {
        /// The file.
        file: PathBuf,
        /// The server, as `host:port`.
        host: String,
        /// SHA-256 of the certificate, as hexadecimal bytes with colons.
        sha256: String,
    },
}

impl TrustItem {
    /// The hosts for eyes: as they stand in the file; `None` where they are hashed.
    #[must_use]
    pub fn hosts(&self) -> Option<String> {
        match self {
            Self::Key(line) if line.hosts.starts_with(b"|") => None,
            Self::Key(line) => Some(escape_bytes(&line.hosts)),
            Self::Certificate { host, .. } => Some(escape_bytes(host.as_bytes())),
        }
    }

    /// The file that it stands in.
    #[must_use]
    pub fn file(&self) -> &PathBuf {
        match self {
            Self::Key(line) => &line.file,
            Self::Certificate { file, .. } => file,
        }
    }

    /// Whether it is about the host that somebody looks for: `typed` is a part of what stands there, or a whole name that a
    /// hash or a pattern matches (`host`, `host:port` or `[host]:port`). Empty: every one is.
    #[must_use]
    pub fn is_about(&self, typed: &str) -> bool {
        let typed = typed.trim().to_ascii_lowercase();
        if typed.is_empty() || self.hosts().is_some_and(|hosts| hosts.to_ascii_lowercase().contains(&typed)) {
            return true;
        }
        match self {
            Self::Key(line) => lookup_names(&typed).iter().any(|name| line.matches(name)),
            Self::Certificate { .. } => false,
        }
    }

    /// Takes it out of its file.
    ///
    /// # Errors
    /// `KnownHostsUnusable`, `CertificateFileUnusable` with the path; `ChangedDuringTransfer` where the line is not there any
    /// more as it was seen.
    pub fn remove(&self) -> Result<()> {
        match self {
            Self::Key(line) => edit_line(line, &LineEdit::Remove),
            Self::Certificate { file, host, .. } => TrustedCertificates::forget(file, host),
        }
    }
}

/// The names under which a server may be listed that somebody types.
fn lookup_names(typed: &str) -> Vec<String> {
    let mut names = vec![typed.to_owned()];
    if let Some((host, port)) = typed.rsplit_once(':')
        && let Ok(port) = port.parse()
    {
        names.push(lookup_name(host.trim_start_matches('[').trim_end_matches(']'), port));
    }
    names
}

/// What the files hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustStore {
    /// All of it: our own file first, then OpenSSH's, then certificates; each in the order of its file.
    pub items: Vec<TrustItem>,
    /// Lines that could not be read.
    pub skipped: Vec<SkippedLine>,
    /// Files that exist and could not be read.
    pub faults: Vec<Error>,
}

impl TrustStore {
    /// Reads the files. Those that do not exist hold nothing.
    #[must_use]
    pub fn load(files: &TrustFiles) -> Self {
        let mut read: Vec<&PathBuf> = files.own.iter().collect();
        read.extend(files.openssh.iter().filter(|file| Some(*file) != files.own.as_ref()));
        let known = KnownHosts::load(&read);
        let mut store = Self {
            items: known.lines().iter().cloned().map(TrustItem::Key).collect(),
            skipped: known.skipped().to_vec(),
            faults: known.unreadable().to_vec(),
        };
        if let Some(file) = &files.pins {
            match TrustedCertificates::load(file) {
                Ok(pins) => store.items.extend(pins.iter().map(|(host, sha256)| TrustItem::Certificate {
                    file: file.clone(),
                    host: host.to_owned(),
                    sha256: sha256.to_owned(),
                })),
                Err(error) => store.faults.push(*error),
            }
        }
        store
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";
    const HASHED: &str = "|1|B7t/AYabn8zgwU47Cb4A/Nqt3eI=|arQPZyRphkzisr7w6wwikvhaOyE=";

    #[test]
    fn hosts_are_found_by_parts_by_patterns_and_by_hash() {
        let dir = tempfile::tempdir().unwrap();
        let (own, theirs, pins) = (dir.path().join("own"), dir.path().join("known_hosts"), dir.path().join("pins"));
        fs::write(&own, format!("[Web-01.example.org]:2222 {KEY}\n")).unwrap();
        fs::write(&theirs, format!("{HASHED} {KEY}\n@revoked *.old.example {KEY}\njunk\n")).unwrap();
        TrustedCertificates::remember(&pins, "ftp.example.org:21", &["AB"; 32].join(":")).unwrap();
        let files = TrustFiles { own: Some(own.clone()), openssh: vec![theirs.clone(), own], pins: Some(pins) };
        let store = TrustStore::load(&files);
        assert_eq!((store.items.len(), store.skipped.len(), store.faults.len()), (4, 1, 0));
        let found = |typed: &str| -> Vec<usize> {
            let about = store.items.iter().enumerate().filter(|(_, item)| item.is_about(typed));
            about.map(|(at, _)| at).collect()
        };
        assert_eq!(found(""), [0, 1, 2, 3]);
        assert_eq!(found("WEB-01"), [0]);
        assert_eq!(found("web-01.example.org:2222"), [0]);
        assert_eq!(found("sisyphus.example.com"), [1], "the hash is of this name");
        assert_eq!(found("sisyphus.example"), [] as [usize; 0]);
        assert_eq!(found("db.old.example"), [2]);
        assert_eq!(found("ftp.example.org:21"), [3]);
        for item in &store.items {
            item.remove().unwrap();
            if item.hosts().is_none() {
                // The lines behind it have other numbers now.
                break;
            }
        }
        let left = TrustStore::load(&files);
        assert_eq!(left.items.len(), 2);
        assert_eq!(fs::read_to_string(&theirs).unwrap(), format!("@revoked *.old.example {KEY}\njunk\n"));
    }
}
