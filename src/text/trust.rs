//! What says that a server is trusted, in words.

use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::trust::{HostKey, Marker, TrustItem, fingerprint};

/// One thing of the manager of trust, for eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustWords {
    /// The hosts it is about, or that they are hashed.
    pub title: String,
    /// What it is: `Key of a server`.
    pub kind: String,
    /// Labels and values; no value is empty.
    pub rows: Vec<(String, String)>,
}

impl TrustWords {
    /// All of it in one line, for the list.
    #[must_use]
    pub fn note(&self) -> String {
        let values = self.rows.iter().skip(1).take(2).map(|(_, value)| value.as_str());
        std::iter::once(self.kind.as_str()).chain(values).collect::<Vec<_>>().join(" · ")
    }
}

/// `ssh-ed25519, 256 bits`.
#[must_use]
pub fn host_key_words(key: &HostKey) -> String {
    match key.bits() {
        Some(bits) => fl!("security-key-bits", algorithm = key.algorithm(), bits = bits.to_string()),
        None => escape_bytes(key.algorithm().as_bytes()),
    }
}

/// One thing of the manager of trust in words.
#[must_use]
pub fn trust_words(item: &TrustItem) -> TrustWords {
    let hosts = item.hosts();
    let title = hosts.unwrap_or_else(|| fl!("trust-hashed"));
    let file = escape_bytes(item.file().as_os_str().as_encoded_bytes());
    let mut rows = vec![(fl!("trust-row-hosts"), title.clone())];
    let kind = match item {
        TrustItem::Key(line) => {
            match &line.key {
                Some(key) => {
                    rows.push((fl!("security-host-key"), host_key_words(key)));
                    rows.push((fl!("security-fingerprint"), fingerprint(key)));
                }
                None => rows.push((fl!("security-host-key"), fl!("trust-unreadable"))),
            }
            rows.push((fl!("trust-row-place"), fl!("security-trust-place", file = file, line = line.line.to_string())));
            match line.marker {
                Marker::Plain => fl!("trust-kind-key"),
                Marker::CertAuthority => fl!("trust-kind-authority"),
                Marker::Revoked => fl!("trust-kind-revoked"),
            }
        }
        TrustItem::Certificate { sha256, .. } => {
            rows.push((fl!("trust-certificate-fingerprint"), sha256.clone()));
            rows.push((fl!("trust-row-place"), file));
            fl!("trust-kind-certificate")
        }
    };
    TrustWords { title, kind, rows }
}
