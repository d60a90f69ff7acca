//! Whether a server's certificate is let through: the roots, the file of trusted certificates, then the user.

use super::certificate::{info, sha256};
use super::request::CertificateTrust;
use super::stages::Stages;
use super::verifier::Seen;
use crate::error::{CertificateConflict, CertificateFault, Error, ErrorKind, Result};
use crate::log::{LogBody, MessageLog};
use crate::model::SessionId;
use crate::remote::{CertificateAnswer, CertificateQuestion, CertificateTrustedBy, Pace, Prompter};
use crate::trust::TrustedCertificates;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Judges the certificate of one server.
#[derive(Clone, Debug)]
pub(super) struct CertificateGate {
    /// `host:port`, which certificates are remembered for.
    pub(super) host: String,
    pub(super) trust: CertificateTrust,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) pace: Pace,
    pub(super) log: Arc<MessageLog>,
    pub(super) session: SessionId,
    /// What was accepted on this session, for its further connections.
    pub(super) accepted: Arc<Mutex<Option<String>>>,
    /// Set when somebody was asked and let one through: that took time.
    pub(super) asked: Arc<AtomicBool>,
    /// Who is told of the stages.
    pub(super) stages: Stages,
}

impl CertificateGate {
    /// Lets a certificate through, and tells why it is trusted, or not.
    ///
    /// # Errors
    /// `CertificateChanged`, `CertificateRejected`, `Cancelled`, `CertificateFileUnusable`.
    pub(super) async fn judge(&self, seen: &Seen) -> Result<CertificateTrustedBy> {
        let Some(certificate) = seen.chain.first() else {
            return Err(Error::new(ErrorKind::CertificateRejected(vec![CertificateFault::Missing])));
        };
        let shown = sha256(certificate);
        if seen.faults.is_empty() {
            return Ok(CertificateTrustedBy::Authority);
        }
        if self.accepted.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(&shown) {
            return Ok(CertificateTrustedBy::Once);
        }
        match self.trusted().await? {
            Some(trusted) if trusted == shown => return self.accept(shown, CertificateTrustedBy::Pin),
            Some(trusted) => {
                return Err(Error::new(ErrorKind::CertificateChanged(Box::new(CertificateConflict {
                    host: self.host.clone(),
                    shown,
                    trusted,
                    file: self.trust.pins.clone(),
                }))));
            }
            None => {}
        }
        if self.trust.accept_new {
            self.remember(&shown).await;
            return self.accept(shown, CertificateTrustedBy::Pin);
        }
        let question = CertificateQuestion {
            host: self.host.clone(),
            faults: seen.faults.clone(),
            chain: seen.chain.iter().map(info).collect(),
        };
        let answer = self.pace.asking(self.prompter.certificate(question)).await;
        self.asked
            .store(matches!(answer, Some(CertificateAnswer::Once | CertificateAnswer::Always)), Ordering::Relaxed);
        match answer {
            Some(CertificateAnswer::Once) => self.accept(shown, CertificateTrustedBy::Once),
            Some(CertificateAnswer::Always) => {
                self.remember(&shown).await;
                self.accept(shown, CertificateTrustedBy::Pin)
            }
            Some(CertificateAnswer::Cancel) => Err(Error::new(ErrorKind::CertificateRejected(seen.faults.clone()))),
            None => Err(Error::new(ErrorKind::Cancelled)),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the last step of a judgement")]
    fn accept(&self, shown: String, by: CertificateTrustedBy) -> Result<CertificateTrustedBy> {
        *self.accepted.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        Ok(by)
    }

    async fn trusted(&self) -> Result<Option<String>> {
        let Some(file) = self.trust.pins.clone() else { return Ok(None) };
        let host = self.host.clone();
        let looking = tokio::task::spawn_blocking(move || Ok(TrustedCertificates::load(&file)?.of(&host)));
        looking.await.unwrap_or(Ok(None))
    }

    /// Adds the certificate to the file; a fault there is logged and does not end the connection that was agreed to.
    async fn remember(&self, shown: &str) {
        let Some(file) = self.trust.pins.clone() else { return };
        let (host, shown) = (self.host.clone(), shown.to_owned());
        let saved = tokio::task::spawn_blocking(move || TrustedCertificates::remember(&file, &host, &shown)).await;
        if let Ok(Err(error)) = saved {
            self.log.push(Some(self.session), LogBody::Error(Arc::new(*error)));
        }
    }
}
