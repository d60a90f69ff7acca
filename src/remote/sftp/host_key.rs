//! Whether a server's key is let through: the files of known hosts, then the user.

use super::request::{KnownHostsFiles, UnknownHostKey};
use crate::error::{Error, ErrorKind, HostKeyConflict, Result, StoredKey};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{Clock, SessionId, escape_bytes};
use crate::remote::{HostKeyAnswer, HostKeyQuestion, HostKeyTrust, Pace, Prompter, TrustedLine};
use crate::trust::{
    CertificateVerdict, CertifiedKey, HostKey, HostKeyVerdict, KnownHosts, KnownHostsLine, fingerprint, lookup_name,
    randomart, remember,
};
use russh::keys::ssh_key::certificate::CertType;
use russh::keys::ssh_key::public::KeyData;
use russh::keys::{Certificate, HashAlg, PublicKey, PublicKeyOrCertificate};
use std::path::Path;
use std::sync::Arc;

/// Judges the key of one server.
#[derive(Debug)]
pub(super) struct HostKeyGate {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) files: KnownHostsFiles,
    pub(super) unknown: UnknownHostKey,
    pub(super) known: Arc<KnownHosts>,
    pub(super) prompter: Arc<dyn Prompter>,
    pub(super) pace: Pace,
    pub(super) log: Arc<MessageLog>,
    pub(super) session: SessionId,
    pub(super) clock: Arc<dyn Clock>,
}

/// A key that a server shows, and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct ShownKey {
    pub(super) key: HostKey,
    /// The algorithm that the session uses: that of the key, or of the certificate that counted.
    pub(super) algorithm: String,
    pub(super) verdict: HostKeyVerdict,
    /// Why it is trusted, where it is known.
    pub(super) trust: HostKeyTrust,
}

impl ShownKey {
    /// `SHA256:...` of the key.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.key)
    }
}

impl HostKeyGate {
    /// Compares what a server shows with what is known; asks and changes nothing. A certificate counts where a known
    /// authority vouches for this server; else its key stands for itself.
    ///
    /// # Errors
    /// `SshProtocol` for a key that cannot be read.
    pub(super) fn look(&self, shown: &PublicKeyOrCertificate) -> Result<ShownKey> {
        let certificate = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => return self.look_at_key(key.key_data()),
            PublicKeyOrCertificate::Certificate(certificate) => certificate,
        };
        if !self.is_sound(certificate) {
            return self.look_at_key(certificate.public_key());
        }
        let certified = CertifiedKey {
            key: host_key(certificate.public_key())?,
            authority: host_key(certificate.signature_key())?,
            principals: certificate.valid_principals().to_vec(),
        };
        let verdict = match self.known.judge_certificate(&self.host, self.port, &certified) {
            CertificateVerdict::Trusted => HostKeyVerdict::Known,
            CertificateVerdict::Revoked(conflict) => HostKeyVerdict::Revoked(conflict),
            CertificateVerdict::Unvouched => return self.look_at_key(certificate.public_key()),
        };
        let algorithm = certificate.algorithm().to_certificate_type();
        let vouching = self.known.lines_of_authority(&self.host, self.port, &certified.authority);
        let trust = HostKeyTrust::Authority(vouching.into_iter().map(trusted_line).collect());
        Ok(ShownKey { key: certified.key, algorithm, verdict, trust })
    }

    fn look_at_key(&self, key: &KeyData) -> Result<ShownKey> {
        let key = host_key(key)?;
        let verdict = self.known.judge(&self.host, self.port, &key);
        let holding = self.known.lines_of_key(&self.host, self.port, &key);
        let trust = HostKeyTrust::Known(holding.into_iter().map(trusted_line).collect());
        Ok(ShownKey { algorithm: key.algorithm().to_owned(), key, verdict, trust })
    }

    /// Lets a key through, after asking where that is needed; tells why it is trusted.
    ///
    /// # Errors
    /// `HostKeyChanged`, `HostKeyRevoked`, `HostKeyUnknown`, `HostKeyRejected`, `Cancelled`.
    pub(super) async fn let_through(&self, shown: ShownKey) -> Result<HostKeyTrust> {
        let key = shown.key;
        match shown.verdict {
            HostKeyVerdict::Known => Ok(shown.trust),
            HostKeyVerdict::Changed(conflict) => Err(Error::new(ErrorKind::HostKeyChanged(Box::new(conflict)))),
            HostKeyVerdict::Revoked(conflict) => Err(Error::new(ErrorKind::HostKeyRevoked(Box::new(conflict)))),
            HostKeyVerdict::Unknown { other_algorithms, known_as } => match self.unknown {
                UnknownHostKey::AcceptNew if other_algorithms.is_empty() => Ok(self.save(&key).await),
                // Nobody looks at the question, so a server must not slip in with a key of another type.
                UnknownHostKey::AcceptNew => {
                    Err(Error::new(ErrorKind::HostKeyChanged(Box::new(self.other_keys(&key)))))
                }
                UnknownHostKey::Refuse => Err(Error::new(ErrorKind::HostKeyUnknown).with_detail(format!(
                    "{} {}",
                    key.algorithm(),
                    fingerprint(&key)
                ))),
                UnknownHostKey::Ask => self.ask(&key, other_algorithms, known_as).await,
            },
        }
    }

    /// Whether a certificate is for servers, signed by the key it names, and valid now; without demands that nobody here
    /// understands (PROTOCOL.certkeys of OpenSSH: none are defined for servers).
    fn is_sound(&self, certificate: &Certificate) -> bool {
        let now = u64::try_from(self.clock.now().secs).unwrap_or(0);
        let signer = certificate.signature_key().fingerprint(HashAlg::Sha256);
        certificate.cert_type() == CertType::Host
            && certificate.critical_options().is_empty()
            && certificate.validate_at(now, [&signer]).is_ok()
    }

    async fn ask(&self, key: &HostKey, other_algorithms: Vec<String>, known_as: Vec<String>) -> Result<HostKeyTrust> {
        let question = HostKeyQuestion {
            host: lookup_name(&self.host, self.port),
            algorithm: key.algorithm().to_owned(),
            fingerprint: fingerprint(key),
            randomart: randomart(key),
            known_as,
            other_algorithms,
        };
        match self.pace.asking(self.prompter.host_key(question)).await {
            Some(HostKeyAnswer::Once) => Ok(HostKeyTrust::Once),
            Some(HostKeyAnswer::Always) => Ok(self.save(key).await),
            Some(HostKeyAnswer::Cancel) => Err(Error::new(ErrorKind::HostKeyRejected)),
            None => Err(Error::new(ErrorKind::Cancelled)),
        }
    }

    /// Adds the key to the file; a fault there is logged and does not end the connection that the user agreed to.
    async fn save(&self, key: &HostKey) -> HostKeyTrust {
        let Some(file) = self.files.write.clone() else { return HostKeyTrust::Accepted(None) };
        let kept_in = file.clone();
        let (host, port, key) = (self.host.clone(), self.port, key.clone());
        let saved = tokio::task::spawn_blocking(move || remember(&file, &host, port, &key)).await;
        if let Ok(Err(error)) = saved {
            self.log.push(Some(self.session), LogBody::Error(Arc::new(*error)));
            return HostKeyTrust::Accepted(None);
        }
        HostKeyTrust::Accepted(Some(kept_in))
    }

    fn other_keys(&self, key: &HostKey) -> HostKeyConflict {
        let host = lookup_name(&self.host, self.port);
        let stored = self.known.find(&host).filter_map(|line| {
            let key = line.key.as_ref()?;
            Some(StoredKey {
                algorithm: key.algorithm().to_owned(),
                fingerprint: fingerprint(key),
                file: line.file.clone(),
                line: line.line,
            })
        });
        let stored = stored.collect();
        HostKeyConflict {
            host,
            algorithm: key.algorithm().to_owned(),
            fingerprint: fingerprint(key),
            key: key.to_text(),
            stored,
        }
    }
}

fn trusted_line(line: &KnownHostsLine) -> TrustedLine {
    TrustedLine { file: line.file.clone(), line: line.line }
}

fn host_key(key: &KeyData) -> Result<HostKey> {
    let blob = PublicKey::from(key.clone()).to_bytes().ok().and_then(HostKey::from_blob);
    blob.ok_or_else(|| Error::new(ErrorKind::SshProtocol("unreadable host key".into())))
}

/// Reads the files of known hosts off the runtime and logs what could not be read in them.
pub(super) async fn load_known_hosts(files: &KnownHostsFiles, log: &MessageLog, session: SessionId) -> Arc<KnownHosts> {
    let mut read = files.read.clone();
    // What was remembered must be found again.
    read.extend(files.write.clone().filter(|file| !files.read.contains(file)));
    let known = tokio::task::spawn_blocking(move || KnownHosts::load(&read)).await.unwrap_or_default();
    for error in known.unreadable() {
        log.push(Some(session), LogBody::Error(Arc::new(error.clone())));
    }
    for skipped in known.skipped() {
        let file = path_text(&skipped.file);
        log.push(Some(session), LogBody::Status(StatusMessage::KnownHostsLineSkipped { file, line: skipped.line }));
    }
    Arc::new(known)
}

fn path_text(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes())
}
