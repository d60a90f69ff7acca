//! Sites to hand to somebody else, or to another computer. Pure but for random numbers; opening a sealed file computes for a
//! moment: not for the thread of a window.
//!
//! Two forms, both JSON in UTF-8:
//!
//! - readable: `{"catamaran_sites": 1, "entries": [...]}`, as our own file of sites has it. No secret is in it.
//! - sealed: `{"catamaran_sealed_sites": 1, "kdf": {"name": "argon2id", "memory_kib", "passes", "lanes", "salt"}, "cipher":
//!   "aes-256-gcm", "nonce", "sealed"}`; salt, nonce and sealed bytes in base64. The key is made of the passphrase by Argon2id
//!   (RFC 9106). Sealed along, so that it cannot be changed, is the compact JSON of the first three fields. What is sealed is
//!   `{"sites": TEXT, "secrets": {NAME: SECRET}}`, where the text is the readable form and names are those of
//!   [`SecretName::line`].
//!
//! A greater number behind the first field is that of a newer version, which is not read.

use super::book::SiteBook;
use super::file::{self, Content, State};
use super::id::NodeId;
use super::seal::{CIPHER, Cost, Kdf, SealFault, Sealed, open, seal};
use super::secret_name::SecretName;
use crate::durable::replace;
use crate::error::{self, Error};
use crate::model::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

const VERSION: u32 = 1;
const PLAIN_MARK: &str = "\"catamaran_sites\"";
const SEALED_MARK: &str = "\"catamaran_sealed_sites\"";
/// What a key costs: more than OWASP's least for Argon2id, and little enough memory that a file from elsewhere can be opened
/// within what every import may take.
const COST: Cost = Cost { memory_kib: 19 << 10, passes: 4, lanes: 1 };
/// What a file from elsewhere may ask for at most.
const MOST: Cost = Cost { memory_kib: 32 << 10, passes: 8, lanes: 4 };
/// The most values of a file; five thousand sites have fewer. More would fill the memory.
const MOST_VALUES: usize = 250_000;

/// Why a file of shared sites is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShareFault {
    /// It is no such file.
    Foreign,
    /// It is sealed, and no passphrase was given.
    Sealed,
    /// The passphrase is another one, or the sealed bytes were changed; nobody can tell which.
    WrongPassphrase,
    /// It ends in the middle, or something in it cannot be understood.
    Broken,
    /// A newer version of the program wrote it.
    Newer,
    /// It holds more than any person has.
    TooMany,
    /// The system gives no random numbers or not enough memory; its own words.
    System(String),
}

impl From<SealFault> for ShareFault {
    fn from(fault: SealFault) -> Self {
        match fault {
            SealFault::Wrong => Self::WrongPassphrase,
            SealFault::Broken => Self::Broken,
            SealFault::System(words) => Self::System(words),
        }
    }
}

/// Secrets by name.
pub type NamedSecrets = BTreeMap<SecretName, SecretString>;

/// What was read. Cannot be printed, for secrets may be in it.
#[derive(Clone, PartialEq)]
pub struct Shared {
    /// The sites with their folders.
    pub book: SiteBook,
    /// Their secrets; empty in readable files.
    pub secrets: NamedSecrets,
}

/// What is sealed along.
#[derive(Clone, Serialize, Deserialize)]
struct Head {
    catamaran_sealed_sites: u32,
    kdf: Kdf,
    cipher: String,
}

#[derive(Serialize, Deserialize)]
struct SealedFile {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    content: Sealed,
}

#[derive(Serialize)]
struct Inner<'a> {
    sites: &'a str,
    secrets: BTreeMap<String, &'a str>,
}

#[derive(Deserialize)]
struct InnerRead {
    sites: String,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

/// Whether text is a file of our own sites, sealed or not; also one that ends in the middle.
#[must_use]
pub fn is_shared(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') && [PLAIN_MARK, SEALED_MARK].iter().any(|mark| text.contains(mark))
}

/// The readable form.
///
/// # Errors
/// `Broken`, which no book leads to.
pub fn to_json(book: &SiteBook) -> Result<Vec<u8>, ShareFault> {
    let content = Content { book: book.clone(), ..Content::default() };
    file::write(&content).map_err(|_| ShareFault::Broken)
}

/// The sealed form.
///
/// # Errors
/// `System`.
pub fn to_sealed(book: &SiteBook, secrets: &NamedSecrets, passphrase: &SecretString) -> Result<Vec<u8>, ShareFault> {
    let json = to_json(book)?;
    let sites = std::str::from_utf8(&json).map_err(|_| ShareFault::Broken)?;
    let secrets = secrets.iter().map(|(name, secret)| (name.line(), secret.expose())).collect();
    let content = serde_json::to_vec(&Inner { sites, secrets }).map_err(|_| ShareFault::Broken)?;
    let content = Zeroizing::new(content);
    let head = Head { catamaran_sealed_sites: VERSION, kdf: Kdf::new(COST)?, cipher: CIPHER.to_owned() };
    let key = head.kdf.key(passphrase, MOST)?;
    let bound = serde_json::to_vec(&head).map_err(|_| ShareFault::Broken)?;
    let whole = SealedFile { content: seal(&key, &bound, &content)?, head };
    let mut text = serde_json::to_vec_pretty(&whole).map_err(|_| ShareFault::Broken)?;
    text.push(b'\n');
    Ok(text)
}

/// Writes such a file as a whole. Blocks.
///
/// # Errors
/// The system's; an older file is left as it was then.
pub fn write_shared(file: &Path, content: &[u8]) -> error::Result<()> {
    replace(file, content).map_err(|fault| Error::local(&fault, file))
}

/// Reads either form.
///
/// # Errors
/// [`ShareFault`].
pub fn read_shared(text: &str, passphrase: Option<&SecretString>) -> Result<Shared, ShareFault> {
    if !is_shared(text) {
        return Err(ShareFault::Foreign);
    }
    if text.contains(SEALED_MARK) {
        return sealed(text, passphrase);
    }
    plain(text).map(|book| Shared { book, secrets: NamedSecrets::new() })
}

fn plain(text: &str) -> Result<SiteBook, ShareFault> {
    if text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > MOST_VALUES {
        return Err(ShareFault::TooMany);
    }
    let content = file::read(text.as_bytes());
    match content.state {
        State::Whole => Ok(content.book),
        State::Newer => Err(ShareFault::Newer),
        State::Broken => Err(ShareFault::Broken),
    }
}

fn sealed(text: &str, passphrase: Option<&SecretString>) -> Result<Shared, ShareFault> {
    #[derive(Deserialize)]
    struct Mark {
        catamaran_sealed_sites: u64,
    }
    let mark: Mark = serde_json::from_str(text).map_err(|_| ShareFault::Broken)?;
    if mark.catamaran_sealed_sites > u64::from(VERSION) {
        return Err(ShareFault::Newer);
    }
    let stored: SealedFile = serde_json::from_str(text).map_err(|_| ShareFault::Broken)?;
    if stored.head.cipher != CIPHER {
        return Err(ShareFault::Broken);
    }
    let passphrase = passphrase.ok_or(ShareFault::Sealed)?;
    let key = stored.head.kdf.key(passphrase, MOST)?;
    let bound = serde_json::to_vec(&stored.head).map_err(|_| ShareFault::Broken)?;
    let content = open(&stored.content, &key, &bound)?;
    let inner: InnerRead = serde_json::from_slice(&content).map_err(|_| ShareFault::Broken)?;
    let named = |(line, secret): (String, String)| Some((SecretName::parse(&line)?, SecretString::new(secret)));
    Ok(Shared { secrets: inner.secrets.into_iter().filter_map(named).collect(), book: plain(&inner.sites)? })
}

impl SiteBook {
    /// Only these entries with what is in them; those whose folder is not among them stand at the top.
    #[must_use]
    pub fn part(&self, ids: &[NodeId]) -> Self {
        let chosen = |id: NodeId| ids.contains(&id) || self.path(id).iter().any(|folder| ids.contains(&folder.id));
        Self::new(self.nodes().iter().filter(|node| chosen(node.id)).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret_name::SecretKind;
    use super::super::{Node, Site};
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::new(text.to_owned())
    }

    fn book() -> SiteBook {
        let folder = Node::folder(NodeId::from(1), None, "Work");
        let site =
            Site { host: "h".into(), note: "ü".into(), remote_folder: Some(b"/\xFF".to_vec()), ..Site::default() };
        SiteBook::new(vec![
            folder,
            Node::site(NodeId::from(2), Some(NodeId::from(1)), "web-01", site.clone()),
            Node::site(NodeId::from(3), None, "other", site),
        ])
    }

    #[test]
    fn both_forms_bring_back_the_same_sites_and_secrets() {
        let name = SecretName { kind: SecretKind::Password, of: "sftp://ada@h".to_owned() };
        let secrets = NamedSecrets::from([(name, secret("canary"))]);
        let json = String::from_utf8(to_json(&book()).unwrap()).unwrap();
        assert!(is_shared(&json) && read_shared(&json, None).is_ok_and(|shared| shared.book == book()));
        let sealed = String::from_utf8(to_sealed(&book(), &secrets, &secret("pass phrase")).unwrap()).unwrap();
        assert!(is_shared(&sealed) && !sealed.contains("web-01") && !sealed.contains("canary"));
        let back = read_shared(&sealed, Some(&secret("pass phrase"))).ok().unwrap();
        assert!(back.book == book() && back.secrets == secrets);
        assert_eq!(read_shared(&sealed, None).err(), Some(ShareFault::Sealed));
        assert_eq!(read_shared(&sealed, Some(&secret("x"))).err(), Some(ShareFault::WrongPassphrase));
        let names = |book: &SiteBook| book.nodes().iter().map(|node| node.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&book().part(&[NodeId::from(1)])), ["Work", "web-01"]);
        assert_eq!(names(&book().part(&[NodeId::from(2)])), ["web-01"]);
    }

    #[test]
    fn what_is_changed_cut_newer_or_greedy_is_told() {
        let sealed = String::from_utf8(to_sealed(&book(), &NamedSecrets::new(), &secret("p")).unwrap()).unwrap();
        let fault = |text: &str| read_shared(text, Some(&secret("p"))).err();
        assert_eq!(fault(&sealed), None);
        assert_eq!(fault(&sealed.replace("\"passes\": 4", "\"passes\": 5")), Some(ShareFault::WrongPassphrase));
        assert_eq!(fault(&sealed.replace("19456", "4000000")), Some(ShareFault::Broken));
        assert_eq!(fault(&sealed.replace("_sites\": 1", "_sites\": 2")), Some(ShareFault::Newer));
        let json = String::from_utf8(to_json(&book()).unwrap()).unwrap();
        assert_eq!(fault(&json.replace("_sites\": 1", "_sites\": 2")), Some(ShareFault::Newer));
        assert_eq!(fault("{\"other\":1}"), Some(ShareFault::Foreign));
        assert_eq!(fault("{\"catamaran_sites\":1,\"entries\":[7]}"), Some(ShareFault::Broken));
        for text in [&json, &sealed] {
            for cut in (40..text.len() - 2).step_by(7).filter(|cut| text.is_char_boundary(*cut)) {
                let fault = text.get(..cut).and_then(fault);
                assert!(matches!(fault, Some(ShareFault::Broken | ShareFault::Foreign)), "{cut}: {fault:?}");
            }
        }
    }
}
