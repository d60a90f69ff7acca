//! Certificates for eyes: names, dates and fingerprints out of their DER form.

use crate::error::CertificateFault;
use crate::model::{Timestamp, escape_bytes};
use crate::remote::CertificateInfo;
use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use std::net::{Ipv4Addr, Ipv6Addr};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// The most names of a certificate that are shown.
const MOST_NAMES: usize = 50;

/// SHA-256 of a certificate, as hexadecimal bytes with colons.
pub(super) fn sha256(certificate: &CertificateDer<'_>) -> String {
    let digest = Sha256::digest(certificate.as_ref());
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// What can be shown of a certificate.
pub(super) fn info(certificate: &CertificateDer<'_>) -> CertificateInfo {
    let mut info = CertificateInfo {
        subject: String::new(),
        issuer: String::new(),
        names: Vec::new(),
        not_before: None,
        not_after: None,
        sha256: sha256(certificate),
    };
    let Ok((_, parsed)) = X509Certificate::from_der(certificate.as_ref()) else { return info };
    let safe = |text: String| escape_bytes(text.as_bytes());
    info.subject = safe(parsed.subject().to_string());
    info.issuer = safe(parsed.issuer().to_string());
    info.not_before = Some(Timestamp::from_secs(parsed.validity().not_before.timestamp()));
    info.not_after = Some(Timestamp::from_secs(parsed.validity().not_after.timestamp()));
    if let Ok(Some(names)) = parsed.subject_alternative_name() {
        info.names = names.value.general_names.iter().filter_map(name_text).take(MOST_NAMES).collect();
    }
    info
}

fn name_text(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(escape_bytes(name.as_bytes())),
        GeneralName::IPAddress(bytes) => match *bytes {
            [a, b, c, d] => Some(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => <[u8; 16]>::try_from(bytes).ok().map(|bytes| Ipv6Addr::from(bytes).to_string()),
        },
        _ => None,
    }
}

/// Whether a certificate was issued by the one that it is made out for.
pub(super) fn is_self_signed(certificate: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(certificate.as_ref())
        .is_ok_and(|(_, parsed)| parsed.subject().as_raw() == parsed.issuer().as_raw())
}

/// What the library found wrong.
pub(super) fn fault(error: &rustls::Error) -> CertificateFault {
    use CertificateFault as Fault;
    let rustls::Error::InvalidCertificate(error) = error else { return Fault::Malformed };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Fault::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Fault::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Fault::WrongName,
        CertificateError::Revoked => Fault::Revoked,
        CertificateError::UnknownRevocationStatus => Fault::RevocationUnknown,
        CertificateError::ExpiredRevocationList | CertificateError::ExpiredRevocationListContext { .. } => {
            Fault::RevocationListExpired
        }
        CertificateError::BadSignature => Fault::BadSignature,
        CertificateError::BadEncoding => Fault::Malformed,
        CertificateError::UnhandledCriticalExtension => Fault::UnknownCriticalExtension,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Fault::WrongPurpose,
        CertificateError::UnknownIssuer => Fault::UnknownIssuer,
        // The library hands these on as the words of another crate only.
        other => match format!("{other:?}") {
            words if words.contains("CaUsedAsEndEntity") => Fault::AuthorityAsServer,
            words if words.contains("EndEntityUsedAsCa") => Fault::NotAnAuthority,
            words if words.contains("PathLenConstraint") => Fault::ChainTooLong,
            words if words.contains("NameConstraint") => Fault::NameNotPermitted,
            words if words.contains("SignatureAlgorithm") => Fault::WeakSignature,
            _ => Fault::Malformed,
        },
    }
}
