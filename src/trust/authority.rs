//! Servers that certificate authorities vouch for (`@cert-authority`). Pure.

use super::file::KnownHosts;
use super::fingerprint::fingerprint;
use super::key::HostKey;
use super::line::{KnownHostsLine, Marker};
use super::lookup::{lookup_name, stored};
use crate::error::HostKeyConflict;
use crate::model::wildcard_matches;

/// What a server's certificate says, its signature and its dates checked already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifiedKey {
    /// The server's key.
    pub key: HostKey,
    /// The key that signed the certificate.
    pub authority: HostKey,
    /// The hosts it is for, as patterns; empty: any host.
    pub principals: Vec<String>,
}

/// What is known of an authority and of the key it vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateVerdict {
    /// The authority is known for this server, and the certificate is for it.
    Trusted,
    /// The key or the authority was revoked.
    Revoked(HostKeyConflict),
    /// The certificate proves nothing here; the key stands for itself.
    Unvouched,
}

impl KnownHosts {
    /// Whether an authority is known for a server, so that it is worth asking for its certificate.
    #[must_use]
    pub fn has_authority(&self, host: &str, port: u16) -> bool {
        let name = lookup_name(host, port);
        self.lines.iter().any(|line| line.marker == Marker::CertAuthority && line.key.is_some() && line.matches(&name))
    }

    /// The lines by which an authority is known for a server, in the order of the files.
    #[must_use]
    pub fn lines_of_authority(&self, host: &str, port: u16, authority: &HostKey) -> Vec<&KnownHostsLine> {
        let name = lookup_name(host, port);
        let vouches =
            |line: &&KnownHostsLine| line.marker == Marker::CertAuthority && line.key.as_ref() == Some(authority);
        self.lines.iter().filter(vouches).filter(|line| line.matches(&name)).collect()
    }

    /// Judges the certificate that the server at `host` and `port` shows.
    #[must_use]
    pub fn judge_certificate(&self, host: &str, port: u16, certified: &CertifiedKey) -> CertificateVerdict {
        let name = lookup_name(host, port);
        let bare = lookup_name(host, 22);
        let is_either = |line: &&KnownHostsLine| {
            line.key.as_ref().is_some_and(|key| *key == certified.key || *key == certified.authority)
        };
        let about = |line: &&KnownHostsLine| line.matches(&name) || line.matches(&bare);
        let revoking = self.lines.iter().filter(|line| line.marker == Marker::Revoked);
        let revoked: Vec<_> = revoking.filter(is_either).filter(about).filter_map(stored).collect();
        if !revoked.is_empty() {
            return CertificateVerdict::Revoked(HostKeyConflict {
                host: name,
                algorithm: certified.key.algorithm().to_owned(),
                fingerprint: fingerprint(&certified.key),
                key: certified.key.to_text(),
                stored: revoked,
            });
        }
        let vouches = |line: &KnownHostsLine| {
            line.marker == Marker::CertAuthority && line.key.as_ref() == Some(&certified.authority)
        };
        let known = self.lines.iter().any(|line| vouches(line) && line.matches(&name));
        let for_host = certified.principals.is_empty()
            || certified
                .principals
                .iter()
                .any(|p| wildcard_matches(p.to_ascii_lowercase().as_bytes(), bare.as_bytes()));
        if known && for_host { CertificateVerdict::Trusted } else { CertificateVerdict::Unvouched }
    }
}
