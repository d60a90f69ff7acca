//! Words for faults of FTP and of certificates.

use crate::error::{CertificateConflict, CertificateFault, FtpFault};
use crate::i18n::{fl, lookup};
use crate::model::escape_bytes;

/// What an FTP server did wrong, as a part of a sentence.
pub(super) fn ftp_fault(fault: FtpFault) -> String {
    match fault {
        FtpFault::UnreadableReply => fl!("ftp-fault-unreadable-reply"),
        FtpFault::EndlessReply => fl!("ftp-fault-endless-reply"),
        FtpFault::ControlInReply => fl!("ftp-fault-control-in-reply"),
        FtpFault::UnaskedReply => fl!("ftp-fault-unasked-reply"),
        FtpFault::BytesBeforeTls => fl!("ftp-fault-bytes-before-tls"),
        FtpFault::LoginBeforeTls => fl!("ftp-fault-login-before-tls"),
        FtpFault::UnexpectedReply => fl!("ftp-fault-unexpected-reply"),
        FtpFault::BadDataAddress => fl!("ftp-fault-bad-data-address"),
        FtpFault::EndlessLine => fl!("ftp-fault-endless-line"),
        FtpFault::TextIgnored => fl!("ftp-fault-text-ignored"),
    }
}

/// What is wrong with a certificate, in words without a full stop: `the certificate is made out for another host`.
#[must_use]
pub fn certificate_fault(fault: CertificateFault) -> String {
    lookup(&format!("certificate-{}", fault.name().replace('_', "-"))).unwrap_or_else(|| fault.name().to_owned())
}

/// All of them in a row.
pub(super) fn certificate_faults(faults: &[CertificateFault]) -> String {
    faults.iter().map(|fault| certificate_fault(*fault)).collect::<Vec<_>>().join(", ")
}

/// A certificate that is not the trusted one, with both fingerprints.
pub(super) fn certificate_conflict(conflict: &CertificateConflict) -> String {
    let safe = |text: &str| escape_bytes(text.as_bytes());
    let host = safe(&conflict.host);
    let words = match &conflict.file {
        Some(_) => fl!("why-certificate-changed", host = host),
        None => fl!("why-certificate-changed-data", host = host),
    };
    let mut lines = vec![
        words,
        fl!("trust-certificate-shown", fingerprint = safe(&conflict.shown)),
        fl!("trust-certificate-trusted", fingerprint = safe(&conflict.trusted)),
    ];
    if let Some(file) = &conflict.file {
        lines.push(fl!("trust-certificate-trusted-file", file = escape_bytes(file.as_os_str().as_encoded_bytes())));
    }
    lines.join("\n")
}
