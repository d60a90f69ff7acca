//! Private key files: what they hold, whether they want a passphrase, and what is wrong with them.

use crate::error::{Error, ErrorKind, KeyFault, Place, Result};
use russh::keys::{Algorithm, Certificate, PrivateKey, PublicKey, decode_secret_key};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Most bytes of a key file; an RSA key of 16,384 bits has some 13,000.
const FILE_MAX: u64 = 1 << 20;

/// A private key file that was read.
pub(super) struct KeyFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its public half, where it can be told without a passphrase.
    pub(super) public: Option<PublicKey>,
    /// Whether it wants a passphrase.
    pub(super) encrypted: bool,
    text: Zeroizing<String>,
}

impl KeyFile {
    /// Reads a file; blocks.
    ///
    /// # Errors
    /// `KeyUnusable` with the path: `Unreadable`, `NotAKey`, `PublicKey`, `ForeignForm`, `RetiredKind`, `HardwareKey`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        if is_public(&text) {
            return Err(unusable(KeyFault::PublicKey, path));
        }
        if let Some(fault) = left_behind(&text) {
            return Err(unusable(fault, path));
        }
        let Some(encrypted) = encryption(&text) else { return Err(unusable(KeyFault::NotAKey, path)) };
        let public = if text.contains(OPENSSH) {
            let key = PrivateKey::from_openssh(text.trim().as_bytes());
            key.ok().map(|key| key.public_key().clone())
        } else {
            None
        };
        match public.as_ref().map(PublicKey::algorithm) {
            Some(Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256) => {
                return Err(unusable(KeyFault::HardwareKey, path));
            }
            Some(Algorithm::Dsa) => return Err(unusable(KeyFault::RetiredKind, path)),
            _ => {}
        }
        Ok(Self { path: path.to_owned(), public: public.or_else(|| beside(path)), encrypted, text })
    }

    /// The certificates for this key: those in the files `more`, and the one beside the key (`id_ed25519-cert.pub`);
    /// blocks.
    pub(super) fn certificates(&self, more: &[PathBuf]) -> Vec<Certificate> {
        let beside = certificate_path(&self.path);
        let files = more.iter().filter(|path| **path != beside).chain([&beside]);
        files.filter_map(|path| certificate_in(path)).filter(|found| self.fits(found)).collect()
    }

    fn fits(&self, certificate: &Certificate) -> bool {
        self.public.as_ref().is_none_or(|public| public.key_data() == certificate.public_key())
    }

    /// Whether there is a file where the certificate would be; the server may want it and not the bare key.
    pub(super) fn has_certificate(&self) -> bool {
        certificate_path(&self.path).exists()
    }

    /// Opens the key; takes a while with a passphrase, and blocks.
    ///
    /// # Errors
    /// `WrongPassphrase` where a passphrase was needed and did not open it, `UnsupportedForm`, `NotAKey`; with words of
    /// the library.
    pub(super) fn open(&self, passphrase: Option<&str>) -> Result<PrivateKey> {
        decode_secret_key(&self.text, passphrase).map_err(|fault| {
            let fault_kind = match &fault {
                russh::keys::Error::UnsupportedKeyType { .. } | russh::keys::Error::UnknownAlgorithm(_) => {
                    KeyFault::UnsupportedForm
                }
                _ if unsupported_cipher(&self.text) => KeyFault::UnsupportedForm,
                _ if self.encrypted => KeyFault::WrongPassphrase,
                _ => KeyFault::NotAKey,
            };
            unusable(fault_kind, &self.path).with_detail(fault.to_string())
        })
    }
}

/// The certificates for a key whose private half is somewhere else: those in the files `more`, and those beside key files;
/// blocks.
pub(super) fn certificates_of(key: &PublicKey, more: &[PathBuf], keys: &[PathBuf]) -> Vec<Certificate> {
    let mut files: Vec<PathBuf> = more.to_vec();
    files.extend(keys.iter().map(|path| certificate_path(path)));
    let mut seen = HashSet::new();
    files.retain(|path| seen.insert(path.clone()));
    let found = files.iter().filter_map(|path| certificate_in(path));
    found.filter(|certificate| certificate.public_key() == key.key_data()).collect()
}

fn certificate_in(path: &Path) -> Option<Certificate> {
    Certificate::from_openssh(read_text(path).ok()?.trim()).ok()
}

/// Where OpenSSH looks for the certificate of a key file, also of one that holds the public half.
fn certificate_path(path: &Path) -> PathBuf {
    let bare = path.as_os_str().to_str().and_then(|text| text.strip_suffix(".pub")).map(OsString::from);
    let mut name = bare.unwrap_or_else(|| path.as_os_str().to_owned());
    name.push("-cert.pub");
    PathBuf::from(name)
}

const OPENSSH: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";

/// The public key that belongs to a private key file, from the file itself or from the `.pub` beside it; also when the
/// file is a public key. Blocks.
pub(super) fn public_of(path: &Path) -> Option<PublicKey> {
    let text = read_text(path).ok();
    match text {
        Some(text) if is_public(&text) => PublicKey::from_openssh(text.trim()).ok(),
        Some(text) if text.contains(OPENSSH) => {
            PrivateKey::from_openssh(text.trim().as_bytes()).ok().map(|key| key.public_key().clone())
        }
        _ => beside(path),
    }
}

fn beside(path: &Path) -> Option<PublicKey> {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    PublicKey::from_openssh(read_text(Path::new(&name)).ok()?.trim()).ok()
}

/// The text of a file with what the library trips over put right: a byte order mark, blanks at the end of lines.
fn read_text(path: &Path) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|file| file.take(FILE_MAX).read_to_end(&mut bytes));
    if let Err(fault) = read {
        let mut error = Error::local(&fault, path);
        error.kind = ErrorKind::KeyUnusable(KeyFault::Unreadable);
        return Err(error);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| unusable(KeyFault::NotAKey, path))?;
    let mut clean = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in text.lines() {
        clean.push_str(line.trim_end());
        clean.push('\n');
    }
    Ok(clean)
}

fn is_public(text: &str) -> bool {
    let text = text.trim_start();
    ["ssh-", "ecdsa-", "sk-", "---- BEGIN SSH2 PUBLIC", "-----BEGIN PUBLIC", "-----BEGIN RSA PUBLIC"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Why a private key of long ago, or of another program, cannot be used; `None` for others.
fn left_behind(text: &str) -> Option<KeyFault> {
    let start = text.trim_start();
    let putty = start.starts_with("PuTTY-User-Key-File-");
    let old = start.starts_with("SSH PRIVATE KEY FILE FORMAT 1")
        || text.contains("-----BEGIN DSA PRIVATE KEY-----")
        || start.starts_with("PuTTY-User-Key-File-1:")
        || (putty && start.lines().next().is_some_and(|line| line.trim_end().ends_with(": ssh-dss")));
    let foreign = start.starts_with("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----");
    match (old, foreign) {
        (true, _) => Some(KeyFault::RetiredKind),
        (_, true) => Some(KeyFault::ForeignForm),
        _ => None,
    }
}

/// Whether a private key wants a passphrase; `None` when it is no private key.
fn encryption(text: &str) -> Option<bool> {
    if text.trim_start().starts_with("PuTTY-User-Key-File-") {
        let cipher = text.lines().find_map(|line| line.strip_prefix("Encryption:"));
        return Some(cipher.is_some_and(|cipher| cipher.trim() != "none"));
    }
    if text.contains(OPENSSH) {
        return Some(PrivateKey::from_openssh(text.trim().as_bytes()).is_ok_and(|key| key.is_encrypted()));
    }
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
        return Some(true);
    }
    text.contains("PRIVATE KEY-----").then(|| text.contains("Proc-Type: 4,ENCRYPTED"))
}

/// Forms of encryption that the library has not: legacy PEM with another cipher than AES-128-CBC or around a key that is
/// not RSA.
fn unsupported_cipher(text: &str) -> bool {
    let legacy = text.contains("Proc-Type: 4,ENCRYPTED");
    legacy && !(text.contains("DEK-Info: AES-128-CBC,") && text.contains("-----BEGIN RSA PRIVATE KEY-----"))
}

fn unusable(fault: KeyFault, path: &Path) -> Box<Error> {
    Error::new(ErrorKind::KeyUnusable(fault)).at(Place::Local(path.to_owned()))
}
