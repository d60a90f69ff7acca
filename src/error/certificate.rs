//! What can be wrong with the certificate of a server. Pure.

use std::path::PathBuf;

/// A certificate beside the one that is trusted for its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateConflict {
    /// The server, as `host:port`.
    pub host: String,
    /// SHA-256 of the certificate that the server shows, as hexadecimal bytes with colons.
    pub shown: String,
    /// SHA-256 of the certificate that is trusted for it.
    pub trusted: String,
    /// The file that holds the trusted one; `None`: it is that of the command connection, and the data connection shows
    /// another one.
    pub file: Option<PathBuf>,
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not come yet.
    NotYetValid,
    /// It is made out for another name or address.
    WrongName,
    /// The authority that issued it is not trusted here.
    UnknownIssuer,
    /// The server issued it to itself.
    SelfSigned,
    /// A certificate between it and its authority was not sent.
    IncompleteChain,
    /// It was withdrawn by its authority.
    Revoked,
    /// Whether it was withdrawn cannot be found out.
    RevocationUnknown,
    /// The list of withdrawn certificates is too old.
    RevocationListExpired,
    /// Its signature does not fit.
    BadSignature,
    /// It is signed with an algorithm that is no longer safe or not known.
    WeakSignature,
    /// Its key is too short to be safe.
    WeakKey,
    /// It is made for something else than servers.
    WrongPurpose,
    /// It is the certificate of an authority, used as that of a server.
    AuthorityAsServer,
    /// A certificate in the chain may not issue others.
    NotAnAuthority,
    /// The chain is longer than its authority allows.
    ChainTooLong,
    /// Its authority may not issue certificates for such names.
    NameNotPermitted,
    /// It demands something that is not understood here.
    UnknownCriticalExtension,
    /// It cannot be read.
    Malformed,
    /// It is not the one that was trusted before.
    Changed,
    /// The server sent none.
    Missing,
}

impl CertificateFault {
    /// All of them, in the order in which lists show them.
    pub const ALL: [Self; 21] = [
        Self::Expired,
        Self::NotYetValid,
        Self::WrongName,
        Self::UnknownIssuer,
        Self::SelfSigned,
        Self::IncompleteChain,
        Self::Revoked,
        Self::RevocationUnknown,
        Self::RevocationListExpired,
        Self::BadSignature,
        Self::WeakSignature,
        Self::WeakKey,
        Self::WrongPurpose,
        Self::AuthorityAsServer,
        Self::NotAnAuthority,
        Self::ChainTooLong,
        Self::NameNotPermitted,
        Self::UnknownCriticalExtension,
        Self::Malformed,
        Self::Changed,
        Self::Missing,
    ];

    /// The fault as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::WrongName => "wrong_name",
            Self::UnknownIssuer => "unknown_issuer",
            Self::SelfSigned => "self_signed",
            Self::IncompleteChain => "incomplete_chain",
            Self::Revoked => "revoked",
            Self::RevocationUnknown => "revocation_unknown",
            Self::RevocationListExpired => "revocation_list_expired",
            Self::BadSignature => "bad_signature",
            Self::WeakSignature => "weak_signature",
            Self::WeakKey => "weak_key",
            Self::WrongPurpose => "wrong_purpose",
            Self::AuthorityAsServer => "authority_as_server",
            Self::NotAnAuthority => "not_an_authority",
            Self::ChainTooLong => "chain_too_long",
            Self::NameNotPermitted => "name_not_permitted",
            Self::UnknownCriticalExtension => "unknown_critical_extension",
            Self::Malformed => "malformed",
            Self::Changed => "changed",
            Self::Missing => "missing",
        }
    }

    /// The document with the rule that it breaks.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Expired | Self::NotYetValid => "RFC 5280, section 4.1.2.5",
            Self::WrongName => "RFC 9525, section 6",
            Self::UnknownIssuer | Self::SelfSigned | Self::IncompleteChain | Self::BadSignature => {
                "RFC 5280, section 6.1"
            }
            Self::Revoked | Self::RevocationUnknown | Self::RevocationListExpired => "RFC 5280, section 6.3",
            Self::WeakSignature | Self::WeakKey => "RFC 9325, section 4",
            Self::WrongPurpose => "RFC 5280, section 4.2.1.12",
            Self::AuthorityAsServer | Self::NotAnAuthority | Self::ChainTooLong => "RFC 5280, section 4.2.1.9",
            Self::NameNotPermitted => "RFC 5280, section 4.2.1.10",
            Self::UnknownCriticalExtension => "RFC 5280, section 4.2",
            Self::Malformed => "RFC 5280, section 4.1",
            Self::Changed => "RFC 7469, section 2.6 (pinning, done here per server)",
            Self::Missing => "RFC 8446, section 4.4.2",
        }
    }
}
