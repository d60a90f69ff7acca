//! What the steps of a checkup found. Pure.

use super::check_step::CheckStep;
use crate::error::Error;
use crate::model::{ByteSize, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// How a step came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// It works, or was not tried; somebody should look at it.
    Warning,
    /// It does not work.
    Failed,
    /// Not reached, or not there to be checked.
    Skipped,
}

impl CheckState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ok, Self::Warning, Self::Failed, Self::Skipped];

    /// The state as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// Something that a step found. In machine-readable output these are the keys of `facts`: a stable interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say what the texts `doctor-fact-*` say")]
pub enum Fact {
    Ipv4,
    Ipv6,
    Address,
    ServerVersion,
    KeyExchange,
    Cipher,
    Mac,
    StrictKeyExchange,
    HostKeyAlgorithm,
    Fingerprint,
    KnownHosts,
    KnownAs,
    OtherAlgorithms,
    Methods,
    Greeting,
    User,
    Method,
    Version,
    Extensions,
    MaxRead,
    MaxWrite,
    MaxHandles,
    Path,
    Available,
    Total,
    TlsVersion,
    Subject,
    Issuer,
    Names,
    ValidFrom,
    ValidUntil,
    Chain,
    Faults,
    TrustedBy,
    Features,
    System,
    Entries,
    Resumed,
    PrintedText,
    Proxy,
}

impl Fact {
    /// All of them.
    pub const ALL: [Self; 40] = [
        Self::Ipv4,
        Self::Ipv6,
        Self::Address,
        Self::ServerVersion,
        Self::KeyExchange,
        Self::Cipher,
        Self::Mac,
        Self::StrictKeyExchange,
        Self::HostKeyAlgorithm,
        Self::Fingerprint,
        Self::KnownHosts,
        Self::KnownAs,
        Self::OtherAlgorithms,
        Self::Methods,
        Self::Greeting,
        Self::User,
        Self::Method,
        Self::Version,
        Self::Extensions,
        Self::MaxRead,
        Self::MaxWrite,
        Self::MaxHandles,
        Self::Path,
        Self::Available,
        Self::Total,
        Self::TlsVersion,
        Self::Subject,
        Self::Issuer,
        Self::Names,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::Chain,
        Self::Faults,
        Self::TrustedBy,
        Self::Features,
        Self::System,
        Self::Entries,
        Self::Resumed,
        Self::PrintedText,
        Self::Proxy,
    ];

    /// The fact as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Address => "address",
            Self::ServerVersion => "server_version",
            Self::KeyExchange => "key_exchange",
            Self::Cipher => "cipher",
            Self::Mac => "mac",
            Self::StrictKeyExchange => "strict_key_exchange",
            Self::HostKeyAlgorithm => "host_key_algorithm",
            Self::Fingerprint => "fingerprint",
            Self::KnownHosts => "known_hosts",
            Self::KnownAs => "known_as",
            Self::OtherAlgorithms => "other_algorithms",
            Self::Methods => "methods",
            Self::Greeting => "greeting",
            Self::User => "user",
            Self::Method => "method",
            Self::Version => "version",
            Self::Extensions => "extensions",
            Self::MaxRead => "max_read",
            Self::MaxWrite => "max_write",
            Self::MaxHandles => "max_handles",
            Self::Path => "path",
            Self::Available => "available",
            Self::Total => "total",
            Self::TlsVersion => "tls_version",
            Self::Subject => "subject",
            Self::Issuer => "issuer",
            Self::Names => "names",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::Chain => "chain",
            Self::Faults => "faults",
            Self::TrustedBy => "trusted_by",
            Self::Features => "features",
            Self::System => "system",
            Self::Entries => "entries",
            Self::Resumed => "resumed",
            Self::PrintedText => "printed_text",
            Self::Proxy => "proxy",
        }
    }
}

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Words; of a server with visible escapes.
    Text(String),
    /// Several, in order; may be empty.
    List(Vec<String>),
    /// A number.
    Number(u64),
    /// An amount of bytes.
    Bytes(ByteSize),
    /// Whether it is so.
    Flag(bool),
    /// A point in time.
    Time(Timestamp),
}

/// Why a step is amber or grey. In machine-readable output `note`: a stable interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckNote {
    /// An earlier step failed.
    NotReached,
    /// Another address of the host works.
    OtherAddressWorks,
    /// The server's key is not known, so that nothing secret is sent.
    UnknownKey,
    /// The server's key is not known, but keys of other types are.
    OtherKeyTypes,
    /// The key is not known and was let through for this checkup; it is not remembered.
    AcceptedOnce,
    /// Not tried, because the server's key is not known.
    KeyNotTrusted,
    /// The server lets everybody in.
    NoLoginNeeded,
    /// The key exchange is not protected against cut messages (CVE-2023-48795).
    NotStrict,
    /// The server cannot tell.
    NotTold,
    /// The file system can only be read.
    ReadOnly,
    /// No space is left.
    Full,
    /// Nobody vouches for the server's certificate, so that nothing secret is sent.
    UnknownCertificate,
    /// Not tried, because nobody vouches for the server's certificate.
    CertificateNotTrusted,
    /// The certificate was let through for this checkup; it is not remembered.
    CertificateAcceptedOnce,
    /// The certificate ends within two weeks.
    EndsSoon,
    /// This way to a connection for data does not work; another one does.
    OtherWayWorks,
    /// Not tried, because connections for data are wished for in the other mode.
    NotWished,
    /// Connections for data begin TLS sessions of their own.
    NotResumed,
    /// The server can do TLS, and passwords and files travel in clear.
    TlsOffered,
}

impl CheckNote {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::NotReached,
        Self::OtherAddressWorks,
        Self::UnknownKey,
        Self::OtherKeyTypes,
        Self::AcceptedOnce,
        Self::KeyNotTrusted,
        Self::NoLoginNeeded,
        Self::NotStrict,
        Self::NotTold,
        Self::ReadOnly,
        Self::Full,
        Self::UnknownCertificate,
        Self::CertificateNotTrusted,
        Self::CertificateAcceptedOnce,
        Self::EndsSoon,
        Self::OtherWayWorks,
        Self::NotWished,
        Self::NotResumed,
        Self::TlsOffered,
    ];

    /// The note as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReached => "not_reached",
            Self::OtherAddressWorks => "other_address_works",
            Self::UnknownKey => "unknown_key",
            Self::OtherKeyTypes => "other_key_types",
            Self::AcceptedOnce => "accepted_once",
            Self::KeyNotTrusted => "key_not_trusted",
            Self::NoLoginNeeded => "no_login_needed",
            Self::NotStrict => "not_strict",
            Self::NotTold => "not_told",
            Self::ReadOnly => "read_only",
            Self::Full => "full",
            Self::UnknownCertificate => "unknown_certificate",
            Self::CertificateNotTrusted => "certificate_not_trusted",
            Self::CertificateAcceptedOnce => "certificate_accepted_once",
            Self::EndsSoon => "ends_soon",
            Self::OtherWayWorks => "other_way_works",
            Self::NotWished => "not_wished",
            Self::NotResumed => "not_resumed",
            Self::TlsOffered => "tls_offered",
        }
    }
}

/// What came of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepResult {
    /// Which.
    pub step: CheckStep,
    /// How it came out.
    pub state: CheckState,
    /// How long it took; zero when it was skipped. Time in which a person was asked counts.
    pub took: Duration,
    /// What was found, in the order in which it is shown.
    pub facts: Vec<(Fact, FactValue)>,
    /// Why it is amber or grey.
    pub note: Option<CheckNote>,
    /// Why it failed, or, where it is amber, what failed beside what works.
    pub error: Option<Arc<Error>>,
}

impl StepResult {
    /// A step that came out well.
    #[must_use]
    pub fn ok(step: CheckStep, took: Duration, facts: Vec<(Fact, FactValue)>) -> Self {
        Self { step, state: CheckState::Ok, took, facts, note: None, error: None }
    }

    /// A step that failed.
    #[must_use]
    pub fn failed(step: CheckStep, took: Duration, facts: Vec<(Fact, FactValue)>, error: Box<Error>) -> Self {
        Self { step, state: CheckState::Failed, took, facts, note: None, error: Some(Arc::from(error)) }
    }

    /// A step that was not done.
    #[must_use]
    pub fn skipped(step: CheckStep, note: CheckNote) -> Self {
        let state = CheckState::Skipped;
        Self { step, state, took: Duration::ZERO, facts: Vec::new(), note: Some(note), error: None }
    }

    /// The same in amber.
    #[must_use]
    pub fn warning(self, note: CheckNote) -> Self {
        Self { state: CheckState::Warning, note: Some(note), ..self }
    }
}

/// What is told while a checkup runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckNews {
    /// A step has begun.
    Began(CheckStep),
    /// A step is over.
    Step(Box<StepResult>),
}
