//! TLS over rustls: one configuration for each control connection, so that its data connections resume its session.

use super::gate::CertificateGate;
use super::own::OwnCertificate;
use super::stages::Passed;
use super::stream::TlsStream;
use super::tickets::Tickets;
use super::tls_facts::TlsFacts;
use super::verifier::Verifier;
use crate::error::{CertificateConflict, Error, ErrorKind, Place, Result, StatusCode};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// What all connections to a site share: roots, our own certificate. Read once a session, off the runtime.
#[derive(Debug)]
pub(super) struct TlsBase {
    roots: Option<Arc<WebPkiServerVerifier>>,
    own_authorities: Vec<CertificateDer<'static>>,
    own: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    provider: Arc<CryptoProvider>,
    /// What the connections showed.
    pub(super) facts: Arc<TlsFacts>,
}

static ONLY_TLS12: &[&rustls::SupportedProtocolVersion] = &[&rustls::version::TLS12];

/// Which versions of TLS are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Versions {
    /// 1.2 and 1.3.
    All,
    /// 1.2 alone, whose sessions can be resumed again and again.
    OnlyTls12,
}

/// The roots of this system; read once, for that takes a moment.
fn system_roots() -> &'static [CertificateDer<'static>] {
    static ROOTS: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    ROOTS.get_or_init(|| rustls_native_certs::load_native_certs().certs)
}

fn unusable(file: &Path, words: String) -> Box<Error> {
    Error::new(ErrorKind::CertificateFileUnusable).at(Place::Local(file.to_owned())).with_detail(words)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let found = read.map_err(|fault| unusable(file, fault.to_string()))?;
    if found.is_empty() { Err(unusable(file, "no certificate in it".into())) } else { Ok(found) }
}

impl TlsBase {
    /// Reads the system's roots and the files that the user named.
    ///
    /// # Errors
    /// `CertificateFileUnusable` with the file and what is wrong with it.
    pub(super) fn load(authorities: Option<&Path>, own: Option<&Path>) -> Result<Self> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        let (_added, _unreadable) = roots.add_parsable_certificates(system_roots().iter().cloned());
        let own_authorities = authorities.map(certificates).transpose()?.unwrap_or_default();
        let (_added, _unreadable) = roots.add_parsable_certificates(own_authorities.iter().cloned());
        let roots = if roots.is_empty() {
            None
        } else {
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().ok()
        };
        let own = own
            .map(|file| {
                let key = PrivateKeyDer::from_pem_file(file).map_err(|fault| unusable(file, fault.to_string()))?;
                Ok::<_, Box<Error>>((certificates(file)?, key))
            })
            .transpose()?;
        Ok(Self { roots, own_authorities, own, provider, facts: Arc::default() })
    }

    /// What one control connection and its data connections share.
    ///
    /// # Errors
    /// `TlsFailed` where the host's name cannot be in a certificate, or our own certificate and key do not fit.
    pub(super) fn context(&self, host: &str, gate: CertificateGate, versions: Versions) -> Result<Arc<TlsContext>> {
        // A zone is of this computer only.
        let host = host.split('%').next().unwrap_or_default();
        let name = ServerName::try_from(host.to_owned()).map_err(|fault| tls_failed(&fault.to_string()))?;
        let verifier =
            Arc::new(Verifier::new(self.roots.clone(), self.own_authorities.clone(), Arc::clone(&self.provider)));
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(match versions {
                Versions::All => rustls::ALL_VERSIONS,
                Versions::OnlyTls12 => ONLY_TLS12,
            })
            .map_err(|fault| tls_failed(&fault.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&verifier) as Arc<_>);
        let key = match &self.own {
            Some((chain, key)) => {
                let key = CertifiedKey::from_der(chain.clone(), key.clone_key(), &self.provider);
                Some(Arc::new(key.map_err(|fault| tls_failed(&fault.to_string()))?))
            }
            None => None,
        };
        let own = Arc::new(OwnCertificate::new(key));
        let mut config = builder.with_client_cert_resolver(Arc::clone(&own) as Arc<_>);
        let tickets = Arc::new(Tickets::default());
        config.resumption = Resumption::store(Arc::clone(&tickets) as Arc<_>);
        Ok(Arc::new(TlsContext {
            connector: TlsConnector::from(Arc::new(config)),
            name,
            verifier,
            tickets,
            own,
            gate,
            resumed: AtomicBool::new(false),
            facts: Arc::clone(&self.facts),
        }))
    }
}

/// TLS for one control connection and its data connections.
pub(super) struct TlsContext {
    connector: TlsConnector,
    name: ServerName<'static>,
    verifier: Arc<Verifier>,
    tickets: Arc<Tickets>,
    /// Our certificate, and whether the server asked for it.
    pub(super) own: Arc<OwnCertificate>,
    gate: CertificateGate,
    /// Whether the latest data connection went on with an earlier TLS session.
    resumed: AtomicBool,
    facts: Arc<TlsFacts>,
}

impl std::fmt::Debug for TlsContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsContext").field("name", &self.name).finish_non_exhaustive()
    }
}

impl TlsContext {
    /// Secures the control connection, and asks about a certificate that nobody vouches for before anything is sent.
    ///
    /// # Errors
    /// `TlsFailed`, `ConnectionLost`, `CertificateRejected`, `CertificateChanged`, `Cancelled`.
    pub(super) async fn secure_control(&self, stream: TcpStream) -> Result<TlsStream> {
        let stream = self.handshake(stream).await?;
        let seen = self.verifier.seen();
        self.gate.stages.pass(|| Passed::Shaken { agreed: stream.agreed(), seen: seen.clone() });
        let trust = self.gate.judge(&seen).await?;
        self.gate.stages.pass(|| Passed::Trusted);
        if let Some(certificate) = seen.chain.first() {
            self.facts.trusted(|| super::certificate::info(certificate), trust);
            self.verifier.bind(certificate.clone());
        }
        Ok(stream)
    }

    /// Secures a data connection: by the session of the control connection, or at least with the same certificate.
    ///
    /// # Errors
    /// `CertificateChanged` where another certificate comes; `TlsFailed`, `ConnectionLost`.
    pub(super) async fn secure_data(&self, stream: TcpStream) -> Result<TlsStream> {
        let stream = self.handshake(stream).await?;
        self.resumed.store(stream.is_resumed(), Ordering::Relaxed);
        let shown = stream.server_certificate();
        match (self.verifier.bound(), shown) {
            (Some(bound), Some(shown)) if bound != shown => Err(self.other_certificate(&shown)),
            (Some(_), None) => Err(tls_failed("no certificate on the data connection")),
            _ => {
                self.facts.count_data(stream.is_resumed());
                Ok(stream)
            }
        }
    }

    /// Whether the latest data connection went on with an earlier TLS session.
    pub(super) fn was_resumed(&self) -> bool {
        self.resumed.load(Ordering::Relaxed)
    }

    /// Whether data connections can resume the session of the control connection, as far as the server lets them.
    pub(super) fn can_resume(&self) -> bool {
        !self.tickets.are_used_up()
    }

    /// How many tickets of TLS 1.3 came so far; 0 with TLS 1.2.
    pub(super) fn tickets_that_came(&self) -> u64 {
        self.tickets.came()
    }

    /// SHA-256 of the server's certificate; empty before the handshake.
    pub(super) fn fingerprint(&self) -> String {
        self.verifier.bound().map(|bound| super::certificate::sha256(&bound)).unwrap_or_default()
    }

    async fn handshake(&self, stream: TcpStream) -> Result<TlsStream> {
        match self.connector.connect(self.name.clone(), stream).await {
            Ok(stream) => Ok(TlsStream::new(stream)),
            Err(fault) => match self.verifier.seen().other {
                Some(other) => Err(self.other_certificate(&other)),
                None => Err(io_error(&fault)),
            },
        }
    }

    fn other_certificate(&self, shown: &CertificateDer<'_>) -> Box<Error> {
        let trusted = self.fingerprint();
        Error::new(ErrorKind::CertificateChanged(Box::new(CertificateConflict {
            host: self.gate.host.clone(),
            shown: super::certificate::sha256(shown),
            trusted,
            file: None,
        })))
    }
}

fn tls_failed(words: &str) -> Box<Error> {
    Error::new(ErrorKind::TlsFailed(words.to_owned()))
}

/// A fault of a stream: of TLS, with the number of the alert where there is one, or of the connection below it.
pub(super) fn io_error(fault: &io::Error) -> Box<Error> {
    let of_tls = fault.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(fault) = of_tls {
        let mut error = tls_failed(&fault.to_string());
        if let rustls::Error::AlertReceived(alert) = fault {
            error.code = Some(StatusCode::TlsAlert(u8::from(*alert)));
        }
        return error;
    }
    let mut error = Error::io(fault);
    if !matches!(error.kind, ErrorKind::Unreachable) {
        error.kind = ErrorKind::ConnectionLost;
    }
    error
}
