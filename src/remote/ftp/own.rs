//! Our own certificate: shown to a server that asks for one. Whether it asked tells what a refusal behind that means.

use crate::error::{Error, ErrorKind, StatusCode};
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Alerts by which servers turn a missing or strange certificate down (RFC 8446, section 6.2): handshake failure, those about
/// certificates, a certificate is required.
const ALERTS: [u8; 11] = [40, 41, 42, 43, 44, 45, 46, 48, 49, 51, 116];

/// The certificate with its key, if any was chosen, and whether the server asked for it.
#[derive(Debug)]
pub(super) struct OwnCertificate {
    key: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

impl OwnCertificate {
    pub(super) fn new(key: Option<Arc<CertifiedKey>>) -> Self {
        Self { key, asked: AtomicBool::new(false) }
    }

    /// An error of the handshake, or of what was read first behind it: with TLS 1.3 a server judges only then.
    pub(super) fn judged(&self, mut error: Box<Error>) -> Box<Error> {
        let about_it = matches!(error.code, Some(StatusCode::TlsAlert(alert)) if ALERTS.contains(&alert));
        if about_it && self.asked.load(Ordering::Relaxed) && matches!(error.kind, ErrorKind::TlsFailed(_)) {
            error.kind = match self.key {
                Some(_) => ErrorKind::UserCertificateRefused,
                None => ErrorKind::UserCertificateMissing,
            };
        }
        error
    }
}

impl ResolvesClientCert for OwnCertificate {
    fn resolve(&self, _authorities: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // Whatever authorities the server names: the user chose this one for it.
        self.asked.store(true, Ordering::Relaxed);
        self.key.clone()
    }

    fn has_certs(&self) -> bool {
        self.key.is_some()
    }
}
