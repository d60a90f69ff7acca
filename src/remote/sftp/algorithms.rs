//! Which algorithms are offered, and in which order.

use russh::keys::{Algorithm, EcdsaCurve, HashAlg};
use russh::{Preferred, cipher, compression, kex, mac};
use std::borrow::Cow;

/// Post-quantum first, then X25519; the NIST curves serve old appliances.
const KEY_EXCHANGES: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_GEX_SHA256,
    kex::DH_G16_SHA512,
    kex::DH_G18_SHA512,
    kex::DH_G14_SHA256,
    kex::EXTENSION_SUPPORT_AS_CLIENT,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
];

/// Where the processor has AES: half the processor time of `ChaCha20` per byte (measured), and safe from Terrapin.
const CIPHERS_WITH_AES: &[cipher::Name] = &[
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_CTR,
    cipher::AES_192_CTR,
    cipher::AES_256_CTR,
];

const CIPHERS_WITHOUT_AES: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_128_GCM,
    cipher::AES_256_GCM,
    cipher::AES_128_CTR,
    cipher::AES_192_CTR,
    cipher::AES_256_CTR,
];

const MACS: &[mac::Name] = &[
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA1_ETM,
    mac::HMAC_SHA256,
    mac::HMAC_SHA512,
    mac::HMAC_SHA1,
];

/// Only offered where the user asks for it by name: broken or weak, but all that some old appliances have.
const OLD_KEY_EXCHANGES: &[kex::Name] =
    &[kex::DH_G15_SHA512, kex::DH_G17_SHA512, kex::DH_GEX_SHA1, kex::DH_G14_SHA1, kex::DH_G1_SHA1];

const OLD_CIPHERS: &[cipher::Name] = &[cipher::AES_128_CBC, cipher::AES_192_CBC, cipher::AES_256_CBC];

/// Which algorithms are offered, by the names of the protocol, best first; `None`: the usual ones. Names that are not
/// in [`Algorithms::all`] are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Algorithms {
    /// Key exchanges.
    pub key_exchanges: Option<Vec<String>>,
    /// Ciphers.
    pub ciphers: Option<Vec<String>>,
    /// Message authentication codes.
    pub macs: Option<Vec<String>>,
    /// Types of server keys; else those that are known for the server come first.
    pub host_keys: Option<Vec<String>>,
}

/// The names of one kind of algorithms: those that are offered where nothing is said, and all that there are.
pub type Names = (Vec<String>, Vec<String>);

impl Algorithms {
    /// Key exchanges.
    #[must_use]
    pub fn key_exchange_names() -> Names {
        let usual: Vec<String> = names(KEY_EXCHANGES).filter(|name| !is_marker(name)).collect();
        let all = usual.iter().cloned().chain(names(OLD_KEY_EXCHANGES)).collect();
        (usual, all)
    }

    /// Ciphers.
    #[must_use]
    pub fn cipher_names() -> Names {
        let usual: Vec<String> = names(usual_ciphers()).collect();
        let all = usual.iter().cloned().chain(names(OLD_CIPHERS)).collect();
        (usual, all)
    }

    /// Message authentication codes.
    #[must_use]
    pub fn mac_names() -> Names {
        (names(MACS).collect(), names(MACS).collect())
    }

    /// Types of server keys.
    #[must_use]
    pub fn host_key_names() -> Names {
        let usual: Vec<String> = host_key_algorithms(&[]).iter().map(ToString::to_string).collect();
        (usual.clone(), usual)
    }
}

fn names<N: AsRef<str>>(list: &[N]) -> impl Iterator<Item = String> {
    list.iter().map(|name| name.as_ref().to_owned())
}

/// Not an exchange, but a word to the other side.
fn is_marker(name: &str) -> bool {
    name == kex::EXTENSION_SUPPORT_AS_CLIENT.as_ref() || name == kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT.as_ref()
}

fn usual_ciphers() -> &'static [cipher::Name] {
    if has_aes() { CIPHERS_WITH_AES } else { CIPHERS_WITHOUT_AES }
}

/// The algorithms of these names, in this order.
fn chosen<N: AsRef<str> + Copy>(wished: &[String], known: &[&[N]]) -> Vec<N> {
    let known = || known.iter().copied().flatten().copied();
    wished.iter().filter_map(|name| known().find(|known| known.as_ref() == name)).collect()
}

/// What is offered to a server of which keys of the algorithms `known` are known: those are asked for first, as OpenSSH
/// does, so that a server does not show a key that nobody has seen. No compression (a decompression bomb costs memory).
/// Certificates are asked for where an authority is known.
pub(super) fn preferred(wished: &Algorithms, known: &[String], certificates: bool) -> Preferred {
    let mut host_keys = host_key_algorithms(known);
    if let Some(list) = &wished.host_keys {
        let all = host_keys.clone();
        host_keys =
            list.iter().filter_map(|name| all.iter().find(|known| known.to_string() == *name).cloned()).collect();
    }
    let exchanges = wished.key_exchanges.as_ref().map(|list| {
        let mut exchanges = chosen(list, &[KEY_EXCHANGES, OLD_KEY_EXCHANGES]);
        exchanges.extend(KEY_EXCHANGES.iter().copied().filter(|name| is_marker(name.as_ref())));
        exchanges
    });
    let ciphers = wished.ciphers.as_ref().map(|list| chosen(list, &[usual_ciphers(), OLD_CIPHERS]));
    let macs = wished.macs.as_ref().map(|list| chosen(list, &[MACS]));
    Preferred {
        kex: exchanges.map_or(Cow::Borrowed(KEY_EXCHANGES), Cow::Owned),
        host_key_certificates: Cow::Owned(if certificates { host_keys.clone() } else { Vec::new() }),
        key: Cow::Owned(host_keys),
        cipher: ciphers.map_or(Cow::Borrowed(usual_ciphers()), Cow::Owned),
        mac: macs.map_or(Cow::Borrowed(MACS), Cow::Owned),
        compression: Cow::Borrowed(&[compression::NONE]),
    }
}

fn host_key_algorithms(known: &[String]) -> Vec<Algorithm> {
    let mut algorithms = vec![
        Algorithm::Ed25519,
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
        Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
        Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
    ];
    // Keeps the order within both groups.
    algorithms.sort_by_key(|algorithm| {
        let key_type = match algorithm {
            Algorithm::Rsa { .. } => "ssh-rsa",
            other => other.as_str(),
        };
        !known.iter().any(|name| name == key_type)
    });
    algorithms
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn has_aes() -> bool {
    std::arch::is_x86_feature_detected!("aes") && std::arch::is_x86_feature_detected!("pclmulqdq")
}

#[cfg(target_arch = "aarch64")]
fn has_aes() -> bool {
    std::arch::is_aarch64_feature_detected!("aes") && std::arch::is_aarch64_feature_detected!("pmull")
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
fn has_aes() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_algorithms_come_first() {
        let names = |known: &[&str]| -> Vec<String> {
            let known: Vec<String> = known.iter().map(|k| (*k).to_owned()).collect();
            host_key_algorithms(&known).iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(&[]).first().unwrap(), "ssh-ed25519");
        assert_eq!(names(&["ecdsa-sha2-nistp384"])[..2], ["ecdsa-sha2-nistp384", "ssh-ed25519"]);
        assert_eq!(names(&["ssh-rsa"])[..3], ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]);
        assert_eq!(names(&["ssh-rsa", "ssh-dss"]).len(), 6);
    }
}
