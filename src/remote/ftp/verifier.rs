//! The check of a server's certificate during the TLS handshake: judged by the roots, kept for the questions that follow.

use super::certificate::{fault, is_self_signed, sha256};
use crate::error::CertificateFault;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was seen in a handshake.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The certificates that the server sent, its own first.
    pub(super) chain: Vec<CertificateDer<'static>>,
    /// What is wrong with them; empty when the roots vouch for the server.
    pub(super) faults: Vec<CertificateFault>,
    /// Another certificate came where this one was bound to come.
    pub(super) other: Option<CertificateDer<'static>>,
}

/// Checks certificates of one control connection and of its data connections. On the control connection a certificate
/// that nobody vouches for does not end the handshake: the user is asked before anything is sent. Data connections must
/// show the same certificate. That the server holds its key is checked always.
#[derive(Debug)]
pub(super) struct Verifier {
    roots: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates of the file that the user named; one of them may be the server's own.
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
    seen: Mutex<Seen>,
    bound: Mutex<Option<CertificateDer<'static>>>,
}

impl Verifier {
    /// `roots`: `None` where the system has none.
    pub(super) fn new(
        roots: Option<Arc<WebPkiServerVerifier>>,
        own: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Self {
        Self { roots, own, provider, seen: Mutex::default(), bound: Mutex::default() }
    }

    /// What was seen last.
    pub(super) fn seen(&self) -> Seen {
        self.seen_now().clone()
    }

    fn seen_now(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on only this certificate is let through.
    pub(super) fn bind(&self, certificate: CertificateDer<'static>) {
        *self.bound.lock().unwrap_or_else(PoisonError::into_inner) = Some(certificate);
    }

    /// The certificate of the control connection.
    pub(super) fn bound(&self) -> Option<CertificateDer<'static>> {
        self.bound.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn faults(
        &self,
        server: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Vec<CertificateFault> {
        let judged = match &self.roots {
            Some(roots) => roots.verify_server_cert(server, others, name, &[], now).map(|_| ()),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        let Err(error) = judged else { return Vec::new() };
        let mut faults = vec![fault(&error)];
        // The library tells the first fault only, and people must know all of them.
        if let Ok((_, parsed)) = x509_parser::parse_x509_certificate(server.as_ref()) {
            let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
            if parsed.validity().not_after.timestamp() < now {
                faults.push(CertificateFault::Expired);
            }
            if parsed.validity().not_before.timestamp() > now {
                faults.push(CertificateFault::NotYetValid);
            }
        }
        let named = ParsedCertificate::try_from(server).and_then(|parsed| verify_server_name(&parsed, name));
        if named.is_err() {
            faults.push(CertificateFault::WrongName);
        }
        let issuer_unknown =
            matches!(faults.first(), Some(CertificateFault::UnknownIssuer | CertificateFault::AuthorityAsServer));
        // A root that happens to have the name of a certificate which vouches for itself did not sign it.
        let of_another =
            matches!(faults.first(), Some(CertificateFault::BadSignature | CertificateFault::WeakSignature));
        if self.own.iter().any(|own| own.as_ref() == server.as_ref()) && issuer_unknown {
            // The user named this very certificate: nobody else needs to vouch for it.
            faults.remove(0);
        } else if (issuer_unknown || of_another) && is_self_signed(server) {
            faults.remove(0);
            faults.insert(0, CertificateFault::SelfSigned);
        } else if faults.first() == Some(&CertificateFault::UnknownIssuer) && others.is_empty() {
            faults.push(CertificateFault::IncompleteChain);
        }
        let mut once = Vec::new();
        for fault in faults {
            if !once.contains(&fault) {
                once.push(fault);
            }
        }
        once
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if let Some(bound) = self.bound() {
            if sha256(&bound) == sha256(end_entity) {
                return Ok(ServerCertVerified::assertion());
            }
            self.seen_now().other = Some(end_entity.clone().into_owned());
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        let faults = self.faults(end_entity, intermediates, server_name, now);
        let chain = std::iter::once(end_entity).chain(intermediates).map(|c| c.clone().into_owned()).collect();
        *self.seen_now() = Seen { chain, faults, other: None };
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
