//! TLS of the scripted server.

use crate::script::Script;
use crate::support::certificate;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, version};
use std::sync::Arc;

/// Control connections and, where that differs, data connections.
pub struct Tls {
    pub control: Arc<ServerConfig>,
    pub other: Arc<ServerConfig>,
}

impl Tls {
    /// As the script says. Sessions of one server are resumed by that server only.
    pub fn of(script: &Script) -> Self {
        let name = script.certificate.as_deref().unwrap_or("server");
        Self { control: config(script, name, "server"), other: config(script, "other", "other") }
    }
}

fn config(script: &Script, certificate_name: &str, key: &str) -> Arc<ServerConfig> {
    let read = |name: &str| -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_file_iter(certificate(&format!("{name}.pem"))).unwrap().map(Result::unwrap).collect()
    };
    let key = PrivateKeyDer::from_pem_file(certificate(&format!("{key}.key"))).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = match script.tls_version.as_deref() {
        Some("1.2") => vec![&version::TLS12],
        Some("1.3") => vec![&version::TLS13],
        _ => vec![&version::TLS12, &version::TLS13],
    };
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(&versions).unwrap();
    let builder = if script.client_certificate {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(read("ca"));
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    Arc::new(builder.with_single_cert(read(certificate_name), key).unwrap())
}
