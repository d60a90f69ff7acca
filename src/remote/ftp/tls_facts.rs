//! What the connections of one FTP session showed of their TLS, for the padlock.

use crate::remote::{CertificateInfo, CertificateTrustedBy, TlsSecurity};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Written by every connection of a session, read by the session.
#[derive(Debug, Default)]
pub(super) struct TlsFacts {
    server: OnceLock<(CertificateInfo, CertificateTrustedBy)>,
    resumed: AtomicU64,
    own: AtomicU64,
}

impl TlsFacts {
    /// The first connection's certificate, and why it was let through; later ones must show the same.
    pub(super) fn trusted(&self, certificate: impl FnOnce() -> CertificateInfo, by: CertificateTrustedBy) {
        self.server.get_or_init(|| (certificate(), by));
    }

    /// A connection for data stands. `resumed`: it went on with the session of the connection for commands.
    pub(super) fn count_data(&self, resumed: bool) {
        // Figures for eyes: no order with anything else is needed.
        (if resumed { &self.resumed } else { &self.own }).fetch_add(1, Ordering::Relaxed);
    }

    /// All of it, with version and cipher suite; `None` before a certificate was let through.
    pub(super) fn security(&self, (version, cipher): (String, String)) -> Option<TlsSecurity> {
        let (certificate, trust) = self.server.get()?.clone();
        let (data_resumed, data_own) = (self.resumed.load(Ordering::Relaxed), self.own.load(Ordering::Relaxed));
        Some(TlsSecurity { version, cipher, certificate, trust, data_resumed, data_own })
    }
}
