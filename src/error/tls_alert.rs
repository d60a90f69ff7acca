//! The alerts of TLS. Pure.

use super::code_class::CodeClass;

/// One alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsAlert {
    /// The number in the record.
    pub code: u8,
    /// The name in RFC 8446, section 6, or in the document that `source` names.
    pub name: &'static str,
    /// What it is about.
    pub class: CodeClass,
    /// The document that defines it.
    pub source: &'static str,
}

const TLS13: &str = "RFC 8446, section 6";
const TLS12: &str = "RFC 5246, section 7.2 (reserved since TLS 1.3)";
const OLD: &str = "RFC 8446, appendix B.2 (reserved, from SSL 3.0 and TLS 1.0)";
const EXTENSIONS: &str = "RFC 6066, section 9 (reserved since TLS 1.3)";

const fn row(code: u8, name: &'static str, class: CodeClass, source: &'static str) -> TlsAlert {
    TlsAlert { code, name, class, source }
}

/// Every alert, in order of its number.
pub static TLS_ALERTS: [TlsAlert; 35] = [
    row(0, "close_notify", CodeClass::Connection, TLS13),
    row(10, "unexpected_message", CodeClass::Protocol, TLS13),
    row(20, "bad_record_mac", CodeClass::Security, TLS13),
    row(21, "decryption_failed", CodeClass::Security, OLD),
    row(22, "record_overflow", CodeClass::Protocol, TLS13),
    row(30, "decompression_failure", CodeClass::Protocol, TLS12),
    row(40, "handshake_failure", CodeClass::Security, TLS13),
    row(41, "no_certificate", CodeClass::Security, OLD),
    row(42, "bad_certificate", CodeClass::Security, TLS13),
    row(43, "unsupported_certificate", CodeClass::Security, TLS13),
    row(44, "certificate_revoked", CodeClass::Security, TLS13),
    row(45, "certificate_expired", CodeClass::Security, TLS13),
    row(46, "certificate_unknown", CodeClass::Security, TLS13),
    row(47, "illegal_parameter", CodeClass::Protocol, TLS13),
    row(48, "unknown_ca", CodeClass::Security, TLS13),
    row(49, "access_denied", CodeClass::Rights, TLS13),
    row(50, "decode_error", CodeClass::Protocol, TLS13),
    row(51, "decrypt_error", CodeClass::Security, TLS13),
    row(60, "export_restriction", CodeClass::Security, OLD),
    row(70, "protocol_version", CodeClass::Unsupported, TLS13),
    row(71, "insufficient_security", CodeClass::Security, TLS13),
    row(80, "internal_error", CodeClass::System, TLS13),
    row(86, "inappropriate_fallback", CodeClass::Security, "RFC 7507, section 2"),
    row(90, "user_canceled", CodeClass::Connection, TLS13),
    row(100, "no_renegotiation", CodeClass::Unsupported, TLS12),
    row(109, "missing_extension", CodeClass::Protocol, TLS13),
    row(110, "unsupported_extension", CodeClass::Protocol, TLS13),
    row(111, "certificate_unobtainable", CodeClass::Security, EXTENSIONS),
    row(112, "unrecognized_name", CodeClass::Connection, TLS13),
    row(113, "bad_certificate_status_response", CodeClass::Security, TLS13),
    row(114, "bad_certificate_hash_value", CodeClass::Security, EXTENSIONS),
    row(115, "unknown_psk_identity", CodeClass::Login, TLS13),
    row(116, "certificate_required", CodeClass::Login, TLS13),
    row(120, "no_application_protocol", CodeClass::Unsupported, TLS13),
    row(121, "ech_required", CodeClass::Security, "RFC 9849, section 5"),
];

/// The row of an alert; `None` for numbers that no document defines.
#[must_use]
pub fn tls_alert(code: u8) -> Option<&'static TlsAlert> {
    TLS_ALERTS.iter().find(|alert| alert.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_sorted_and_found() {
        assert!(TLS_ALERTS.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(tls_alert(42).map(|alert| alert.name), Some("bad_certificate"));
        assert_eq!(tls_alert(1), None);
        assert_eq!(tls_alert(255), None);
    }
}
