//! How a session is secured, and why its server is trusted: what the padlock shows. Pure.

use super::prompter::CertificateInfo;
use std::path::PathBuf;

/// How a session is secured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecurityInfo {
    /// Not at all: names, passwords and files travel in clear.
    #[default]
    Plain,
    /// By SSH.
    Ssh(SshSecurity),
    /// By TLS.
    Tls(Box<TlsSecurity>),
}

impl SecurityInfo {
    /// What SSH agreed on; `None` where it is something else.
    #[must_use]
    pub fn ssh(&self) -> Option<&SshSecurity> {
        match self {
            Self::Ssh(ssh) => Some(ssh),
            Self::Plain | Self::Tls(_) => None,
        }
    }

    /// What TLS agreed on; `None` where it is something else.
    #[must_use]
    pub fn tls(&self) -> Option<&TlsSecurity> {
        match self {
            Self::Tls(tls) => Some(tls),
            Self::Plain | Self::Ssh(_) => None,
        }
    }
}

/// What an SSH connection agreed on. Names are those of the protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SshSecurity {
    /// Key exchange algorithm.
    pub key_exchange: String,
    /// Cipher, the same in both directions.
    pub cipher: String,
    /// Message authentication; both where the directions differ; empty where the cipher does it.
    pub mac: String,
    /// Compression; `none` where there is none.
    pub compression: String,
    /// Algorithm of the server's key, or of the certificate that counted.
    pub host_key_algorithm: String,
    /// Bits of the server's key; `None` for algorithms they cannot be told for.
    pub host_key_bits: Option<usize>,
    /// `SHA256:...` of the server's key.
    pub host_key_fingerprint: String,
    /// Why that key is trusted.
    pub trust: HostKeyTrust,
    /// Whether strict key exchange protects against Terrapin (CVE-2023-48795).
    pub strict_key_exchange: bool,
}

impl SshSecurity {
    /// Whether an attacker on the way could have cut messages off the beginning unseen (Terrapin, CVE-2023-48795): only
    /// without strict key exchange, and only with `chacha20-poly1305` or CBC with a MAC over the encrypted text.
    #[must_use]
    pub fn is_open_to_terrapin(&self) -> bool {
        let chacha = self.cipher.contains("chacha20");
        let cbc = self.cipher.contains("cbc") && self.mac.contains("etm");
        !self.strict_key_exchange && (chacha || cbc)
    }
}

/// A line of a file of known hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedLine {
    /// The file.
    pub file: PathBuf,
    /// The line in it, counted from 1.
    pub line: usize,
}

/// Why the key of a server is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HostKeyTrust {
    /// Nothing was judged.
    #[default]
    Unjudged,
    /// These lines hold it; never empty.
    Known(Vec<TrustedLine>),
    /// It has a certificate of an authority in these lines; never empty.
    Authority(Vec<TrustedLine>),
    /// It was new, was accepted on this connection, and is kept from now on: in this file, or nowhere where there is none.
    Accepted(Option<PathBuf>),
    /// It was accepted for this connection alone.
    Once,
}

/// What a TLS connection agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsSecurity {
    /// Protocol version, as `TLSv1.3`.
    pub version: String,
    /// Cipher suite by its name in the registry of IANA.
    pub cipher: String,
    /// The server's certificate.
    pub certificate: CertificateInfo,
    /// Why that certificate is trusted.
    pub trust: CertificateTrustedBy,
    /// Connections for data that went on with the TLS session of the connection for commands.
    pub data_resumed: u64,
    /// Connections for data that began a TLS session of their own, by the same certificate.
    pub data_own: u64,
}

/// Why the certificate of a server is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateTrustedBy {
    /// An authority of this system, or of a file that the user named, vouches for it.
    Authority,
    /// The user accepted this very certificate for this server for good.
    Pin,
    /// The user accepted it for this connection alone.
    Once,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ciphers_that_count_by_themselves_need_strictness() {
        let of = |cipher: &str, mac: &str, strict_key_exchange| SshSecurity {
            cipher: cipher.into(),
            mac: mac.into(),
            strict_key_exchange,
            ..SshSecurity::default()
        };
        assert!(of("chacha20-poly1305@openssh.com", "", false).is_open_to_terrapin());
        assert!(of("aes128-cbc", "hmac-sha2-256-etm@openssh.com", false).is_open_to_terrapin());
        assert!(of("aes128-cbc", "hmac-sha2-256, hmac-sha2-256-etm@openssh.com", false).is_open_to_terrapin());
        assert!(!of("chacha20-poly1305@openssh.com", "", true).is_open_to_terrapin());
        assert!(!of("aes128-gcm@openssh.com", "", false).is_open_to_terrapin());
        assert!(!of("aes128-ctr", "hmac-sha2-256-etm@openssh.com", false).is_open_to_terrapin());
    }
}
