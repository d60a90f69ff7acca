//! A server's public key as it travels and as it stands in files. Pure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A public key: its algorithm and the blob of RFC 4253, section 6.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKey {
    algorithm: String,
    blob: Vec<u8>,
}

impl HostKey {
    /// Takes a key blob; `None` when it does not begin with the name of an algorithm.
    #[must_use]
    pub fn from_blob(blob: Vec<u8>) -> Option<Self> {
        let name = Fields(&blob).next()?;
        let algorithm = std::str::from_utf8(name).ok().filter(|n| !n.is_empty() && n.is_ascii())?.to_owned();
        Some(Self { algorithm, blob })
    }

    /// Reads the Base64 text of a line; `None` when it is no key.
    pub(super) fn from_base64(text: &[u8]) -> Option<Self> {
        Self::from_blob(STANDARD.decode(text.trim_ascii()).ok()?)
    }

    /// Reads `ssh-ed25519 AAAA...`, as it stands in files; `None` when it is no key.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let algorithm = words.next()?;
        Self::from_base64(words.next()?.as_bytes()).filter(|key| key.algorithm() == algorithm)
    }

    /// The algorithm inside the key: `ssh-ed25519`, `ssh-rsa` and the like.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// The key blob.
    #[must_use]
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// `ssh-ed25519 AAAA...`, as it stands in files.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{} {}", self.algorithm, STANDARD.encode(&self.blob))
    }

    /// The family as OpenSSH shows it (`ED25519`, `RSA`...).
    #[must_use]
    pub fn family(&self) -> &str {
        family(self.algorithm.as_bytes()).unwrap_or(&self.algorithm)
    }

    /// Size in bits, as `ssh-keygen -l` shows it; `None` for algorithms and blobs it cannot be told for.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        let mut fields = Fields(&self.blob).skip(1);
        match self.family() {
            "ED25519" | "ED25519-SK" | "ECDSA-SK" => Some(256),
            "ECDSA" => self.algorithm.rsplit_once("nistp")?.1.get(..3)?.parse().ok(),
            "RSA" => fields.nth(1).map(integer_bits),
            "DSA" => fields.next().map(integer_bits),
            _ => None,
        }
    }
}

/// Bits of a positive integer in the form of RFC 4251, section 5.
fn integer_bits(bytes: &[u8]) -> usize {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let rest = bytes.get(zeros..).unwrap_or_default();
    rest.first().map_or(0, |first| rest.len() * 8 - usize::try_from(first.leading_zeros()).unwrap_or(0))
}

/// The strings of a blob, each behind its length; ends at the first that does not fit.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }
}

/// The family of an algorithm name as OpenSSH knows it, certificates and short names (`RSA`) included; `None` for names
/// that OpenSSH 9.2 does not know.
pub(super) fn family(name: &[u8]) -> Option<&'static str> {
    const SHORT: [&str; 6] = ["ED25519", "ED25519-SK", "RSA", "DSA", "ECDSA", "ECDSA-SK"];
    let name = std::str::from_utf8(name).ok()?;
    if let Some(short) = SHORT.iter().find(|short| short.eq_ignore_ascii_case(name)) {
        return Some(short);
    }
    if name == "webauthn-sk-ecdsa-sha2-nistp256@openssh.com" {
        return Some("ECDSA-SK");
    }
    let plain = match name.strip_suffix("-cert-v01@openssh.com") {
        // Security keys carry the domain in both forms.
        Some(stem) if stem.starts_with("sk-") => return family(format!("{stem}@openssh.com").as_bytes()),
        Some(stem) => stem,
        None => name,
    };
    match plain {
        "ssh-ed25519" => Some("ED25519"),
        "sk-ssh-ed25519@openssh.com" => Some("ED25519-SK"),
        "ssh-rsa" | "rsa-sha2-256" | "rsa-sha2-512" => Some("RSA"),
        "ssh-dss" => Some("DSA"),
        "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" => Some("ECDSA"),
        "sk-ecdsa-sha2-nistp256@openssh.com" => Some("ECDSA-SK"),
        _ => None,
    }
}
