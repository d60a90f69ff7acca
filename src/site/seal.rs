//! Content under a passphrase: Argon2id (RFC 9106) makes the key, AES-256-GCM seals. Computes for up to a second: not for the
//! thread of a window.

use crate::model::SecretString;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The cipher, as files name it.
pub(super) const CIPHER: &str = "aes-256-gcm";
const KDF: &str = "argon2id";

/// Why something was not sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SealFault {
    /// The passphrase is another one, or the sealed bytes were changed; nobody can tell which.
    Wrong,
    /// It is no sealed content, or asks for more memory or time than is given.
    Broken,
    /// The system gives no random numbers or not enough memory; its own words.
    System(String),
}

pub(super) type Result<T> = std::result::Result<T, SealFault>;

/// A key; wiped when it is dropped.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// What a key is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

/// How the key was made, as it stands in a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl Kdf {
    /// With a salt of its own.
    pub(super) fn new(cost: Cost) -> Result<Self> {
        let Cost { memory_kib, passes, lanes } = cost;
        Ok(Self { name: KDF.to_owned(), memory_kib, passes, lanes, salt: STANDARD.encode(random::<16>()?) })
    }

    /// The key of a passphrase. `most`: what it may cost, so that a forged file cannot take all memory or time.
    pub(super) fn key(&self, passphrase: &SecretString, most: Cost) -> Result<Key> {
        let within = self.memory_kib <= most.memory_kib && self.passes <= most.passes && self.lanes <= most.lanes;
        let salt = STANDARD.decode(&self.salt).map_err(|_| SealFault::Broken)?;
        if self.name != KDF || !within {
            return Err(SealFault::Broken);
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| SealFault::Broken)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, key.as_mut_slice())
            .map_err(|fault| SealFault::System(fault.to_string()))?;
        Ok(key)
    }
}

/// Sealed content, as it stands in a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    nonce: String,
    sealed: String,
}

/// Seals; `bound` is not secret and cannot be changed without notice.
pub(super) fn seal(key: &Key, bound: &[u8], content: &[u8]) -> Result<Sealed> {
    let nonce = random::<12>()?;
    let cipher = Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| SealFault::Broken)?;
    let sealed = cipher
        .encrypt(&nonce.into(), Payload { msg: content, aad: bound })
        .map_err(|_| SealFault::System(CIPHER.to_owned()))?;
    Ok(Sealed { nonce: STANDARD.encode(nonce), sealed: STANDARD.encode(sealed) })
}

/// Opens what [`seal`] made with the same key and the same `bound`.
pub(super) fn open(stored: &Sealed, key: &Key, bound: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let nonce: [u8; 12] =
        STANDARD.decode(&stored.nonce).ok().and_then(|nonce| nonce.try_into().ok()).ok_or(SealFault::Broken)?;
    let sealed = STANDARD.decode(&stored.sealed).map_err(|_| SealFault::Broken)?;
    let cipher = Aes256Gcm::new_from_slice(key.as_slice()).map_err(|_| SealFault::Broken)?;
    let content = cipher.decrypt(&nonce.into(), Payload { msg: &sealed, aad: bound });
    content.map(Zeroizing::new).map_err(|_| SealFault::Wrong)
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| SealFault::System(fault.to_string()))?;
    Ok(bytes)
}
