//! New keys for logins: made here, kept in OpenSSH's form, never over a file that is there.

use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::SecretString;
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::{KeypairData, RsaKeypair};
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A kind of key that can be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NewKeyKind {
    /// Ed25519: short, fast, taken by every server of the last ten years.
    #[default]
    Ed25519,
    /// RSA of 3,072 bits, for older servers.
    Rsa3072,
    /// RSA of 4,096 bits.
    Rsa4096,
}

impl NewKeyKind {
    /// All of them, the best one first.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::Rsa3072, Self::Rsa4096];

    /// The kind as a word of a command line, and its name for eyes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Rsa3072 => "rsa-3072",
            Self::Rsa4096 => "rsa-4096",
        }
    }

    /// The kind of a word; `None` for other words.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// Which key to make.
#[derive(Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its kind.
    pub kind: NewKeyKind,
    /// What tells it from others in `authorized_keys`; control characters are left out.
    pub comment: String,
    /// What locks the file; `None` or empty: nothing.
    pub passphrase: Option<SecretString>,
    /// The file of the private half; the public one lies beside it, with `.pub` behind the name.
    pub path: PathBuf,
}

/// A key that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeKey {
    /// The file of the private half, for its owner alone.
    pub path: PathBuf,
    /// The file of the public half.
    pub public_path: PathBuf,
    /// The public half as it stands in that file, without the end of the line.
    pub line: String,
    /// `SHA256:...`.
    pub fingerprint: String,
}

/// Makes a key and writes its two files; blocks, with RSA for seconds.
///
/// # Errors
/// `AlreadyExists` with the path where one of the two files is there; `NotFound`, `PermissionDenied`, `DiskFull` and the like.
/// Nothing stays behind then.
pub fn make_key(wish: &NewKey) -> Result<MadeKey> {
    let public_path = with_pub(&wish.path);
    // Both are looked at before the long work.
    for path in [&wish.path, &public_path] {
        if path.symlink_metadata().is_ok() {
            return Err(Error::new(ErrorKind::AlreadyExists).at(Place::Local(path.clone())));
        }
    }
    let crypto = |fault: russh::keys::ssh_key::Error| {
        Error::new(ErrorKind::Failure).with_detail(fault.to_string()).at(Place::Local(wish.path.clone()))
    };
    let mut rng = russh::keys::key::safe_rng();
    let mut key = match wish.kind {
        NewKeyKind::Ed25519 => PrivateKey::random(&mut rng, Algorithm::Ed25519).map_err(crypto)?,
        NewKeyKind::Rsa3072 => rsa(3072).map_err(crypto)?,
        NewKeyKind::Rsa4096 => rsa(4096).map_err(crypto)?,
    };
    let comment: String = wish.comment.trim().chars().filter(|c| !c.is_control()).collect();
    key.set_comment(comment);
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let line = key.public_key().to_openssh().map_err(crypto)?;
    let locked = wish.passphrase.as_ref().filter(|passphrase| !passphrase.is_empty());
    if let Some(passphrase) = locked {
        key = key.encrypt(&mut rng, passphrase.expose()).map_err(crypto)?;
    }
    let private: Zeroizing<String> = key.to_openssh(LineEnding::LF).map_err(crypto)?;
    write_new(&wish.path, private.as_bytes(), 0o600)?;
    if let Err(error) = write_new(&public_path, format!("{line}\n").as_bytes(), 0o644) {
        // Half a pair is of no use; the fault that is told is the first one.
        let _kept = std::fs::remove_file(&wish.path);
        return Err(error);
    }
    Ok(MadeKey { path: wish.path.clone(), public_path, line, fingerprint })
}

fn rsa(bits: usize) -> std::result::Result<PrivateKey, russh::keys::ssh_key::Error> {
    let pair = RsaKeypair::random(&mut russh::keys::key::safe_rng(), bits)?;
    PrivateKey::new(KeypairData::from(pair), "")
}

fn with_pub(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

/// Writes a file that is not there yet; removed again when it cannot be completed.
fn write_new(path: &Path, content: &[u8], mode: u32) -> Result<()> {
    let local = |fault: &std::io::Error| Error::local(fault, path);
    let mut file = create_new(path, mode).map_err(|fault| local(&fault))?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    written.map_err(|fault| {
        let _kept = std::fs::remove_file(path);
        local(&fault)
    })
}

#[cfg(unix)]
fn create_new(path: &Path, mode: u32) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

/// On Windows the folder of the user's profile hands down who may read.
#[cfg(not(unix))]
fn create_new(path: &Path, _mode: u32) -> std::io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
