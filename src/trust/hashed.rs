//! Hashed host names: `|1|salt|HMAC-SHA1(salt, name)`, both in Base64, as OpenSSH writes them. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a salt: as many as SHA-1 has.
const SALT_LEN: usize = 20;

/// Why a field that begins with `|` is no hashed name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadHash;

/// Whether `field` is the hash of exactly `name` (letters in the case they have).
pub(super) fn hash_matches(field: &[u8], name: &[u8]) -> Result<bool, BadHash> {
    let salt = field.strip_prefix(b"|1|").ok_or(BadHash)?.split(|b| *b == b'|').next().ok_or(BadHash)?;
    if !field.get(3 + salt.len()..).is_some_and(|rest| rest.starts_with(b"|")) {
        return Err(BadHash);
    }
    let salt = STANDARD.decode(salt).map_err(|_| BadHash)?;
    if salt.len() != SALT_LEN {
        return Err(BadHash);
    }
    Ok(hash(&salt, name).ok_or(BadHash)?.as_bytes() == field)
}

/// The field that OpenSSH would write for this salt and name.
fn hash(salt: &[u8], name: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(salt).ok()?;
    mac.update(name);
    Some(format!("|1|{}|{}", STANDARD.encode(salt), STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_written_by_openssh_are_recognised() {
        // Lines of OpenSSH's own test data (regress/unittests/hostkeys/testdata/known_hosts).
        let field = b"|1|B7t/AYabn8zgwU47Cb4A/Nqt3eI=|arQPZyRphkzisr7w6wwikvhaOyE=";
        assert_eq!(hash_matches(field, b"sisyphus.example.com"), Ok(true));
        assert_eq!(hash_matches(field, b"SISYPHUS.example.com"), Ok(false));
        assert_eq!(hash_matches(field, b"prometheus.example.com"), Ok(false));
        for bad in [&b"|1|"[..], b"|1|xx", b"|2|B7t/AYabn8zgwU47Cb4A/Nqt3eI=|x", b"|1|AAAA|BBBB", b"|"] {
            assert_eq!(hash_matches(bad, b"a"), Err(BadHash), "{bad:?}");
        }
    }
}
