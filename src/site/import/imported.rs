//! What comes out of another program's file: sites, what could not be taken of each, and what was left out.

use crate::model::SecretString;
use crate::site::{NamedSecrets, SecretKind, SecretName, Site};
use std::path::Path;
use std::sync::Arc;

/// A site that was found.
#[derive(Clone, PartialEq)]
pub struct Imported {
    /// The folders around it, the outermost first.
    pub folders: Vec<String>,
    /// What it is called.
    pub name: String,
    /// The site.
    pub site: Site,
    /// Its secrets, decoded; to be kept only when the person asks for it.
    pub secrets: Vec<(SecretKind, SecretString)>,
    /// Secrets of our own sealed file, by name, of which those of this site are taken; `None` where there are none.
    pub(super) pool: Option<Arc<NamedSecrets>>,
    /// What could not be taken as it was.
    pub notes: Vec<ImportNote>,
}

impl Imported {
    /// A site without secrets and notes.
    #[must_use]
    pub fn new(folders: Vec<String>, name: String, site: Site) -> Self {
        Self { folders, name, site, secrets: Vec::new(), pool: None, notes: Vec::new() }
    }

    /// Its secrets by the names under which they are to be kept: only such as belong to this very site, for a file from
    /// elsewhere must not replace what is kept for others. `user`: who logs in where the site names nobody; `home`: what `~`
    /// stands for.
    #[must_use]
    pub fn named_secrets(&self, user: &str, home: &Path) -> Vec<(SecretName, SecretString)> {
        let own = self.secrets.iter().flat_map(|(kind, secret)| {
            let names = self.site.secret_names_of(*kind, user, home);
            names.into_iter().map(|name| (name, secret.clone()))
        });
        let mut all: Vec<_> = own.collect();
        if let Some(pool) = &self.pool {
            let names = self.site.secret_names(user, home).into_iter();
            all.extend(names.filter_map(|name| Some((name.clone(), pool.get(&name)?.clone()))));
        }
        all
    }

    /// Whether secrets of it may be kept.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        !self.secrets.is_empty() || self.pool.is_some()
    }

    pub(super) fn note(&mut self, note: ImportNote) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Keeps a secret that is not empty.
    pub(super) fn secret(&mut self, kind: SecretKind, secret: SecretString) {
        if !secret.is_empty() {
            self.secrets.push((kind, secret));
        }
    }
}

/// Something about a site that could not be taken as it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ImportNote {
    /// Its secret is encrypted with the master password of the other program.
    MasterPassword,
    /// Its secret is damaged, or of a form that is not known.
    SecretUnreadable,
    /// The other program went on without encryption where the server has none; here TLS is required.
    TlsRequired,
    /// It is FTP without TLS: name and password travel so that everybody on the way can read them.
    PlainText,
    /// The other program used SCP; here it is SFTP.
    ScpBecomesSftp,
    /// The proxy is of a kind that is not there; which.
    Proxy(String),
    /// Names are in a charset that is not known; which.
    Charset(String),
    /// The key file of a server on the way; set it in the SSH configuration.
    JumpKey(String),
    /// Settings that have no counterpart, by the other program's names.
    Settings(Vec<String>),
}

/// Something that is no site here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is called there.
    pub name: String,
    /// Why.
    pub why: LeftOutWhy,
}

/// Why something is no site here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LeftOutWhy {
    /// Its protocol is not spoken here; by the other program's name or number.
    Protocol(String),
    /// Its host is none, or begins with `-`; as it stands there.
    Host(String),
}

/// What a file holds.
#[derive(Clone, Default, PartialEq)]
pub struct Import {
    /// The sites, in the order of the file.
    pub sites: Vec<Imported>,
    /// What is no site here, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

impl Import {
    /// Takes a site; one that cannot be connected to for its host or port is left out.
    pub(super) fn take(&mut self, mut imported: Imported) {
        let host = imported.site.host.trim().to_owned();
        imported.site.host = host;
        if imported.site.endpoint().is_err() {
            let host = imported.site.host;
            return self.left_out.push(LeftOut { name: imported.name, why: LeftOutWhy::Host(host) });
        }
        let known = |name: &String| encoding_rs::Encoding::for_label(name.as_bytes()).is_some();
        if let Some(charset) = imported.site.charset.take_if(|name| !known(name)) {
            imported.note(ImportNote::Charset(charset));
        }
        imported.site.post_login_commands.retain(|command| !command.trim().is_empty());
        if imported.name.trim().is_empty() {
            imported.name.clone_from(&imported.site.host);
        }
        self.sites.push(imported);
    }

    pub(super) fn no_protocol(&mut self, name: &str, protocol: impl Into<String>) {
        self.left_out.push(LeftOut { name: name.to_owned(), why: LeftOutWhy::Protocol(protocol.into()) });
    }
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportFault {
    /// It is larger than [`super::FILE_MAX`].
    TooLarge,
    /// It is no text.
    NotText,
    /// It is none of the files that are known here.
    UnknownForm,
    /// The XML is broken or ends in the middle; the line, counted from 1.
    BrokenXml(usize),
    /// The XML defines entities of its own, which no such file does and which can fill the memory.
    OwnEntities,
    /// Folders in folders, more than any person makes.
    TooDeep,
    /// More entries than any person makes.
    TooMany,
    /// It is our own and sealed: a passphrase opens it.
    Sealed,
    /// That passphrase does not open it, or it was changed.
    WrongPassphrase,
    /// It is our own, and damaged or not whole.
    Broken,
    /// A newer version of this program wrote it.
    Newer,
    /// The system does not give what opening it needs.
    NoMemory,
}
