//! What is told when a server's key is not the one that is known. Pure.

use std::path::PathBuf;

/// A key that a file of known hosts holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The algorithm, `ssh-ed25519` and the like.
    pub algorithm: String,
    /// `SHA256:` and the Base64 digest, as OpenSSH writes it.
    pub fingerprint: String,
    /// The file that holds it.
    pub file: PathBuf,
    /// Its line, counted from 1.
    pub line: usize,
}

/// A server's key beside those that are known for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKeyConflict {
    /// The name under which the key was looked up (`host`, or `[host]:port`).
    pub host: String,
    /// The algorithm of the key that the server presented.
    pub algorithm: String,
    /// Its fingerprint, `SHA256:...`.
    pub fingerprint: String,
    /// The key itself as it stands in files (`ssh-ed25519 AAAA...`); empty where it was not kept.
    pub key: String,
    /// The known keys it does not match, or the lines that revoke it.
    pub stored: Vec<StoredKey>,
}
