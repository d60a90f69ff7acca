//! A file of secrets under a master password, for systems without a store of their own: Argon2id (RFC 9106) makes the key,
//! AES-256-GCM seals the content. Blocks, for about a second of computing: not for the thread of a window.

use super::seal::{CIPHER, Cost, Kdf, Key, SealFault, Sealed, open, seal};
use super::secret_name::SecretName;
use crate::durable::{folder_of, locked, replace};
use crate::error::{Error, SecretFault};
use crate::model::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The version of the form.
const VERSION: u32 = 1;
/// What a key is made with: the second recommendation of RFC 9106, section 4.
const COST: Cost = Cost { memory_kib: 64 << 10, passes: 3, lanes: 4 };
/// What a file may ask for at most, so that a forged one cannot take all memory or time.
const MOST: Cost = Cost { memory_kib: 1 << 20, passes: 32, lanes: 16 };
const MOST_BYTES: u64 = 8 << 20;

/// Why a vault gave or took nothing.
#[derive(Debug)]
pub enum VaultFault {
    /// The master password is not the one that it was sealed with, or the sealed bytes were changed.
    WrongPassword,
    /// The file is none, or asks for more memory or time than is given.
    Broken,
    /// A newer version of the program wrote it; it is left as it is.
    Newer,
    /// Another window gave it another master password: it must be opened anew.
    Changed,
    /// There is no place for one.
    Nowhere,
    /// The file cannot be read or written.
    File(Box<Error>),
    /// The system gives no random numbers or not enough memory; its own words.
    System(String),
}

impl From<SealFault> for VaultFault {
    fn from(fault: SealFault) -> Self {
        match fault {
            SealFault::Wrong => Self::WrongPassword,
            SealFault::Broken => Self::Broken,
            SealFault::System(words) => Self::System(words),
        }
    }
}

impl From<&VaultFault> for SecretFault {
    fn from(fault: &VaultFault) -> Self {
        match fault {
            VaultFault::WrongPassword => Self::WrongMaster,
            VaultFault::Broken => Self::VaultBroken,
            VaultFault::Newer => Self::VaultNewer,
            VaultFault::Changed => Self::VaultChanged,
            VaultFault::Nowhere => Self::NoVault,
            VaultFault::File(error) => Self::VaultFile(error.clone()),
            VaultFault::System(words) => Self::System(words.clone()),
        }
    }
}

type Result<T> = std::result::Result<T, VaultFault>;

/// What is not secret and sealed along: who changes it cannot open the rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    catamaran_vault: u32,
    kdf: Kdf,
    cipher: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    content: Sealed,
}

type Secrets = BTreeMap<String, SecretString>;

/// The file.
#[derive(Clone, Debug)]
pub struct Vault {
    file: Option<PathBuf>,
}

/// A vault whose master password was given. The key is wiped when it is dropped.
pub struct OpenVault {
    file: PathBuf,
    head: Head,
    key: Key,
}

impl fmt::Debug for OpenVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenVault")
    }
}

impl Vault {
    /// A vault in this file; its folder is made when it is missing.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()) }
    }

    /// No vault: nothing can be kept in it.
    #[must_use]
    pub fn nowhere() -> Self {
        Self { file: None }
    }

    /// Whether there can be one.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.file.is_some()
    }

    /// Whether there is one.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.exists())
    }

    fn file(&self) -> Result<&Path> {
        self.file.as_deref().ok_or(VaultFault::Nowhere)
    }

    /// Makes an empty one, open. One that another window made meanwhile is opened instead.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn create(&self, master: &SecretString) -> Result<OpenVault> {
        let file = self.file()?;
        fs::create_dir_all(folder_of(file)).map_err(|fault| told(&fault, file))?;
        let (head, key) = new_key(master)?;
        let made = locked_file(file, || {
            if file.exists() {
                return Ok(None);
            }
            write(file, &head, &key, &Secrets::new())?;
            Ok(Some(OpenVault { file: file.to_owned(), head, key }))
        })?;
        made.map_or_else(|| self.open(master), Ok)
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn open(&self, master: &SecretString) -> Result<OpenVault> {
        let file = self.file()?;
        let stored = locked_file(file, || read(file))?;
        let key = stored.head.kdf.key(master, MOST)?;
        drop(unseal(&stored, &key)?);
        Ok(OpenVault { file: file.to_owned(), head: stored.head, key })
    }
}

impl OpenVault {
    /// A secret; `None`: there is none of that name.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn get(&self, name: &SecretName) -> Result<Option<SecretString>> {
        locked_file(&self.file, || Ok(self.content()?.remove(&name.line())))
    }

    /// The names of all secrets in it, in order.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn names(&self) -> Result<Vec<SecretName>> {
        let content = locked_file(&self.file, || self.content())?;
        Ok(content.keys().filter_map(|line| SecretName::parse(line)).collect())
    }

    /// Keeps a secret in place of an older one; `None` forgets it. Whether there was one of that name.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn set(&self, name: &SecretName, secret: Option<&SecretString>) -> Result<bool> {
        locked_file(&self.file, || {
            let mut secrets = self.content()?;
            let older = match secret {
                Some(secret) => secrets.insert(name.line(), secret.clone()),
                None => secrets.remove(&name.line()),
            };
            if older.is_some() || secret.is_some() {
                write(&self.file, &self.head, &self.key, &secrets)?;
            }
            Ok(older.is_some())
        })
    }

    /// Seals everything under another master password, with a new salt.
    ///
    /// # Errors
    /// [`VaultFault`]; the old one holds then.
    pub fn change_master(&mut self, master: &SecretString) -> Result<()> {
        let (head, key) = new_key(master)?;
        locked_file(&self.file, || write(&self.file, &head, &key, &self.content()?))?;
        (self.head, self.key) = (head, key);
        Ok(())
    }

    fn content(&self) -> Result<Secrets> {
        let stored = read(&self.file)?;
        if stored.head != self.head {
            return Err(VaultFault::Changed);
        }
        unseal(&stored, &self.key)
    }
}

fn told(fault: &io::Error, file: &Path) -> VaultFault {
    VaultFault::File(Error::local(fault, file))
}

/// Runs `work` while no other process does; its own fault comes out as it is.
fn locked_file<T>(file: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    match locked(file, || Ok(work())) {
        Ok(done) => done,
        Err(fault) => Err(told(&fault, file)),
    }
}

fn new_key(master: &SecretString) -> Result<(Head, Key)> {
    let kdf = Kdf::new(COST)?;
    let key = kdf.key(master, MOST)?;
    Ok((Head { catamaran_vault: VERSION, kdf, cipher: CIPHER.to_owned() }, key))
}

fn read(file: &Path) -> Result<File> {
    let size = fs::metadata(file).map_err(|fault| told(&fault, file))?.len();
    if size > MOST_BYTES {
        return Err(VaultFault::Broken);
    }
    let text = fs::read(file).map_err(|fault| told(&fault, file))?;
    let version = serde_json::from_slice::<serde_json::Value>(&text).ok();
    let version = version.as_ref().and_then(|all| all.get("catamaran_vault")).and_then(serde_json::Value::as_u64);
    if version.is_some_and(|version| version > u64::from(VERSION)) {
        return Err(VaultFault::Newer);
    }
    let stored: File = serde_json::from_slice(&text).map_err(|_| VaultFault::Broken)?;
    if stored.head.cipher != CIPHER {
        return Err(VaultFault::Broken);
    }
    Ok(stored)
}

fn unseal(stored: &File, key: &Key) -> Result<Secrets> {
    let head = serde_json::to_vec(&stored.head).map_err(|_| VaultFault::Broken)?;
    let content = open(&stored.content, key, &head)?;
    let secrets: BTreeMap<String, String> = serde_json::from_slice(&content).map_err(|_| VaultFault::Broken)?;
    Ok(secrets.into_iter().map(|(name, secret)| (name, SecretString::new(secret))).collect())
}

fn write(file: &Path, head: &Head, key: &Key, secrets: &Secrets) -> Result<()> {
    let plain: BTreeMap<&str, &str> = secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose())).collect();
    let content = Zeroizing::new(serde_json::to_vec(&plain).map_err(|_| VaultFault::Broken)?);
    let bound = serde_json::to_vec(head).map_err(|_| VaultFault::Broken)?;
    let whole = File { head: head.clone(), content: seal(key, &bound, &content)? };
    let text = serde_json::to_vec(&whole).map_err(|_| VaultFault::Broken)?;
    replace(file, &text).map_err(|fault| told(&fault, file))
}
