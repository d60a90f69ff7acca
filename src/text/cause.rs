//! What went wrong as sentences: the cause in a few words, an explanation that names host and path, and what to do.

use super::ftp_words::{certificate_conflict, certificate_faults, ftp_fault};
use crate::error::{
    Error, ErrorKind, HostKeyConflict, KeyFault, PacketFault, Place, ProxyTrouble, SpokenProtocol, SshConfigFault,
    Stage, StatusCode,
};
use crate::i18n::{fl, lookup};
use crate::model::{AddressFault, ProxyFault, escape_bytes};

/// The cause in a few words and without a full stop, for a table cell: `The disk is full`.
#[must_use]
pub fn cause(kind: &ErrorKind) -> String {
    lookup(&format!("cause-{}", key(kind))).unwrap_or_else(|| fl!("cause-unknown"))
}

/// What a person can do about it; `None` where there is nothing to say (the user stopped it himself).
#[must_use]
pub(super) fn advice(kind: &ErrorKind) -> Option<String> {
    lookup(&format!("fix-{}", key(kind)))
}

/// The end of the keys of a kind: its machine name, with details where the words differ by them.
fn key(kind: &ErrorKind) -> String {
    let detail = match kind {
        ErrorKind::TimedOut(stage) => match stage {
            Stage::Connect => "connect",
            Stage::Handshake => "handshake",
            Stage::Login => "login",
            Stage::Service => "service",
            Stage::Session => "session",
        },
        ErrorKind::WrongProtocol(spoken) => match spoken {
            SpokenProtocol::Ftp => "ftp",
            SpokenProtocol::Http => "http",
            SpokenProtocol::Tls => "tls",
            SpokenProtocol::Ssh => "ssh",
            SpokenProtocol::LoginText => "login-text",
            SpokenProtocol::Unknown => "unknown",
        },
        ErrorKind::KeyUnusable(fault) => match fault {
            KeyFault::Unreadable => "unreadable",
            KeyFault::NotAKey => "not-a-key",
            KeyFault::PublicKey => "public-key",
            KeyFault::WrongPassphrase => "wrong-passphrase",
            KeyFault::UnsupportedForm => "unsupported-form",
            KeyFault::ForeignForm => "foreign-form",
            KeyFault::RetiredKind => "retired-kind",
            KeyFault::HardwareKey => "hardware-key",
            KeyFault::PrivateKey => "private-key",
            KeyFault::NotAPublicKey => "not-a-public-key",
        },
        _ => return kind.cause_name().replace('_', "-"),
    };
    match kind {
        ErrorKind::TimedOut(_) => format!("timed-out-{detail}"),
        ErrorKind::WrongProtocol(_) => format!("wrong-protocol-{detail}"),
        _ => format!("key-unusable-{detail}"),
    }
}

/// The path and the host of an error as one phrase: `/srv/www on web-01`, `/home/ada/x on this computer`.
pub(super) fn place_words(error: &Error) -> String {
    place_at(error, error.place.as_ref())
}

/// The same for another path of that error.
pub(super) fn place_at(error: &Error, place: Option<&Place>) -> String {
    let host = error.host.as_ref().map(|host| escape_bytes(host.as_bytes()));
    match (place, host) {
        (Some(place @ Place::Local(_)), _) => fl!("where-local", path = place.display()),
        (Some(place @ Place::Remote(_)), Some(host)) => fl!("where-remote", path = place.display(), host = host),
        (Some(place @ Place::Remote(_)), None) => fl!("where-server", path = place.display()),
        (None, Some(host)) => host,
        (None, None) if matches!(error.code, Some(StatusCode::Os(_))) => fl!("where-this-computer"),
        (None, None) => fl!("where-the-server"),
    }
}

/// The explanation: a sentence or two that name host, path and what is known of the fault.
pub(super) fn explanation(error: &Error) -> String {
    let place = place_words(error);
    match &error.kind {
        ErrorKind::NotFound => fl!("why-not-found", place = place),
        ErrorKind::PermissionDenied => fl!("why-permission-denied", place = place),
        ErrorKind::AlreadyExists => fl!("why-already-exists", place = place),
        ErrorKind::IsAFolder => fl!("why-is-a-folder", place = place),
        ErrorKind::NotAFolder => fl!("why-not-a-folder", place = place),
        ErrorKind::FolderNotEmpty => fl!("why-folder-not-empty", place = place),
        ErrorKind::DiskFull => fl!("why-disk-full", place = place),
        ErrorKind::QuotaExceeded => fl!("why-quota-exceeded", place = place),
        ErrorKind::ReadOnlyFileSystem => fl!("why-read-only-file-system", place = place),
        ErrorKind::OtherFileSystem => fl!("why-other-file-system", place = place),
        ErrorKind::LinkLoop => fl!("why-link-loop", place = place),
        ErrorKind::NameTooLong => fl!("why-name-too-long", place = place),
        ErrorKind::NameRefused => fl!("why-name-refused", place = place),
        ErrorKind::Busy => fl!("why-file-busy", place = place),
        ErrorKind::SpecialFile => fl!("why-special-file", place = place),
        ErrorKind::TooDeep => fl!("why-too-deep", place = place),
        ErrorKind::Unsupported => fl!("why-unsupported", place = place),
        ErrorKind::InvalidArgument => fl!("why-invalid-argument", place = place),
        ErrorKind::TooManyOpenFiles => fl!("why-too-many-open-files", place = place),
        ErrorKind::NoTrash => fl!("why-no-trash", place = place),
        ErrorKind::Failure => fl!("why-unknown", place = place),
        ErrorKind::SiteLocked => fl!("why-site-locked", place = place),
        ErrorKind::EndedEarly => fl!("why-ended-early", place = place),
        ErrorKind::ChangedDuringTransfer => fl!("why-changed-during-transfer", place = place),
        ErrorKind::ContentDiffers => fl!("why-content-differs", place = place),
        ErrorKind::ResumeMismatch => fl!("why-resume-mismatch", place = place),
        ErrorKind::BadAddress(fault) => address_fault(fault),
        ErrorKind::HostNotFound => fl!("why-host-not-found", place = place),
        ErrorKind::ConnectionRefused => fl!("why-connection-refused", place = place),
        ErrorKind::Unreachable => fl!("why-unreachable", place = place),
        ErrorKind::TimedOut(Stage::Connect) => fl!("why-timed-out-connect", place = place),
        ErrorKind::TimedOut(Stage::Handshake) => fl!("why-timed-out-handshake", place = place),
        ErrorKind::TimedOut(Stage::Login) => fl!("why-timed-out-login", place = place),
        ErrorKind::TimedOut(Stage::Service) => fl!("why-timed-out-service", place = place),
        ErrorKind::TimedOut(Stage::Session) => fl!("why-timed-out-session", place = place),
        ErrorKind::ConnectionLost => fl!("why-connection-lost", place = place),
        ErrorKind::WrongProtocol(spoken) => match spoken {
            SpokenProtocol::Ftp => fl!("why-wrong-protocol-ftp", place = place),
            SpokenProtocol::Http => fl!("why-wrong-protocol-http", place = place),
            SpokenProtocol::Tls => fl!("why-wrong-protocol-tls", place = place),
            SpokenProtocol::Ssh => fl!("why-wrong-protocol-ssh", place = place),
            SpokenProtocol::LoginText => fl!("why-wrong-protocol-login-text", place = place),
            SpokenProtocol::Unknown => fl!("why-wrong-protocol-unknown", place = place),
        },
        ErrorKind::NoCommonAlgorithm(what) => {
            fl!("why-no-common-algorithm", place = place, what = escape_bytes(what.as_bytes()))
        }
        ErrorKind::SshProtocol(what) => fl!("why-ssh-protocol", place = place, what = escape_bytes(what.as_bytes())),
        ErrorKind::ServiceRefused => fl!("why-service-refused", place = place),
        ErrorKind::ServerLimit => fl!("why-server-limit", place = place),
        ErrorKind::MalformedPacket(fault) => {
            fl!("why-malformed-packet", place = place, what = packet_fault(*fault))
        }
        ErrorKind::FtpProtocol(fault) => fl!("why-ftp-protocol", place = place, what = ftp_fault(*fault)),
        ErrorKind::NoDataConnection => fl!("why-no-data-connection", place = place),
        ErrorKind::EncryptionRefused => fl!("why-encryption-refused", place = place),
        ErrorKind::PlainTextRefused => fl!("why-plain-text-refused", place = place),
        ErrorKind::TlsFailed(what) => fl!("why-tls-failed", place = place, what = escape_bytes(what.as_bytes())),
        ErrorKind::CertificateRejected(faults) => {
            fl!("why-certificate-rejected", place = place, what = certificate_faults(faults))
        }
        ErrorKind::CertificateChanged(conflict) => certificate_conflict(conflict),
        ErrorKind::CertificateFileUnusable => fl!("why-certificate-file-unusable", place = place),
        ErrorKind::Proxy(trouble) => proxy_words(&place, *trouble),
        ErrorKind::SshConfig(SshConfigFault::ProxyCommand(command)) => {
            fl!("why-ssh-config-proxy-command", place = place, command = escape_bytes(command.as_bytes()))
        }
        ErrorKind::SshConfig(SshConfigFault::JumpLoop(host)) => {
            fl!("why-ssh-config-jump-loop", place = place, host = escape_bytes(host.as_bytes()))
        }
        ErrorKind::SshConfig(SshConfigFault::NoAlgorithm(what)) => {
            fl!("why-ssh-config-no-algorithm", place = place, what = escape_bytes(what.as_bytes()))
        }
        ErrorKind::HostKeyUnknown => fl!("why-host-key-unknown", place = place),
        ErrorKind::HostKeyRejected => fl!("why-host-key-rejected", place = place),
        ErrorKind::HostKeyChanged(conflict) => conflict_words(conflict, false),
        ErrorKind::HostKeyRevoked(conflict) => conflict_words(conflict, true),
        ErrorKind::KnownHostsUnusable => fl!("why-known-hosts-unusable", place = place),
        ErrorKind::LoginRefused { tried, accepted } => login_refused(&place, tried, accepted),
        ErrorKind::KeyUnusable(fault) => match fault {
            KeyFault::Unreadable => fl!("why-key-unusable-unreadable", place = place),
            KeyFault::NotAKey => fl!("why-key-unusable-not-a-key", place = place),
            KeyFault::PublicKey => fl!("why-key-unusable-public-key", place = place),
            KeyFault::WrongPassphrase => fl!("why-key-unusable-wrong-passphrase", place = place),
            KeyFault::UnsupportedForm => fl!("why-key-unusable-unsupported-form", place = place),
            KeyFault::ForeignForm => fl!("why-key-unusable-foreign-form", place = place),
            KeyFault::RetiredKind => fl!("why-key-unusable-retired-kind", place = place),
            KeyFault::PrivateKey => fl!("why-key-unusable-private-key", place = place),
            KeyFault::NotAPublicKey => fl!("why-key-unusable-not-a-public-key", place = place),
            KeyFault::HardwareKey => fl!("why-key-unusable-hardware-key", place = place),
        },
        ErrorKind::Cancelled => fl!("why-cancelled", place = place),
    }
}

fn login_refused(place: &str, tried: &[String], accepted: &[String]) -> String {
    let list = |methods: &[String]| match methods {
        [] => fl!("methods-none"),
        methods => escape_bytes(methods.join(", ").as_bytes()),
    };
    fl!("why-login-refused", place = place, tried = list(tried), accepted = list(accepted))
}

fn conflict_words(conflict: &HostKeyConflict, revoked: bool) -> String {
    let host = escape_bytes(conflict.host.as_bytes());
    let mut words =
        if revoked { fl!("why-host-key-revoked", host = host) } else { fl!("why-host-key-changed", host = host) };
    for line in conflict_lines(conflict) {
        words.push('\n');
        words.push_str(&line);
    }
    words
}

/// The keys of a conflict, one a line: the presented one first, then each stored one with its file and line.
#[must_use]
pub fn conflict_lines(conflict: &HostKeyConflict) -> Vec<String> {
    let safe = |text: &str| escape_bytes(text.as_bytes());
    let mut lines = vec![fl!(
        "host-key-presented",
        algorithm = safe(&conflict.algorithm),
        fingerprint = safe(&conflict.fingerprint)
    )];
    lines.extend(conflict.stored.iter().map(|stored| {
        fl!(
            "host-key-stored",
            algorithm = safe(&stored.algorithm),
            fingerprint = safe(&stored.fingerprint),
            file = escape_bytes(stored.file.as_os_str().as_encoded_bytes()),
            line = stored.line.to_string()
        )
    }));
    lines
}

/// Why an address cannot be understood, for the field in which it was typed.
#[must_use]
pub fn address_fault(fault: &AddressFault) -> String {
    let safe = |text: &str| escape_bytes(text.as_bytes());
    match fault {
        AddressFault::Empty => fl!("address-empty"),
        AddressFault::NoHost => fl!("address-no-host"),
        AddressFault::BadHost(host) => fl!("address-bad-host", host = safe(host)),
        AddressFault::BadPort(port) => fl!("address-bad-port", port = safe(port)),
        AddressFault::UnknownScheme(scheme) => fl!("address-unknown-scheme", scheme = safe(scheme)),
        AddressFault::BadEscape => fl!("address-bad-escape"),
        AddressFault::BadProxy(proxy) => fl!("address-bad-proxy", proxy = safe(proxy)),
    }
}

/// Why text names no proxy.
#[must_use]
pub fn proxy_fault(fault: &ProxyFault) -> String {
    match fault {
        ProxyFault::UnknownScheme(_) => fl!("proxy-unknown-scheme"),
        ProxyFault::Password => fl!("proxy-password"),
        ProxyFault::Extra => fl!("proxy-extra"),
        ProxyFault::Address(fault) => address_fault(fault),
    }
}

fn proxy_words(place: &str, trouble: ProxyTrouble) -> String {
    match trouble {
        ProxyTrouble::LoginNeeded => fl!("why-proxy-login-needed", place = place),
        ProxyTrouble::LoginRefused => fl!("why-proxy-login-refused", place = place),
        ProxyTrouble::LoginMethod => fl!("why-proxy-login-method", place = place),
        ProxyTrouble::Forbidden => fl!("why-proxy-forbidden", place = place),
        ProxyTrouble::TargetUnreachable => fl!("why-proxy-target-unreachable", place = place),
        ProxyTrouble::Unsupported => fl!("why-proxy-unsupported", place = place),
        ProxyTrouble::NotAProxy => fl!("why-not-a-proxy", place = place),
        ProxyTrouble::Failed => fl!("why-proxy-failed", place = place),
    }
}

fn packet_fault(fault: PacketFault) -> String {
    match fault {
        PacketFault::TooLong { length } => fl!("packet-too-long", length = length.to_string()),
        PacketFault::TooShort { packet_type: Some(number) } => fl!("packet-too-short", number = i64::from(number)),
        PacketFault::TooShort { packet_type: None } => fl!("packet-empty"),
        PacketFault::UnexpectedType { packet_type } => fl!("packet-unexpected-type", number = i64::from(packet_type)),
        PacketFault::UnknownRequest { request } => fl!("packet-unknown-request", request = request.to_string()),
        PacketFault::WrongReply { packet_type } => fl!("packet-wrong-reply", number = i64::from(packet_type)),
        PacketFault::TooMuchData { asked, came } => {
            fl!("packet-too-much-data", asked = asked.to_string(), came = came.to_string())
        }
        PacketFault::BadNameCount { count } => fl!("packet-bad-name-count", count = count.to_string()),
        PacketFault::BadHandle { length } => fl!("packet-bad-handle", length = length.to_string()),
        PacketFault::BadVersion { version } => fl!("packet-bad-version", version = version.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::StoredKey;
    use crate::model::RemotePath;

    fn conflict() -> HostKeyConflict {
        HostKeyConflict {
            host: "web-01".into(),
            algorithm: "ssh-ed25519".into(),
            fingerprint: "SHA256:new".into(),
            key: String::new(),
            stored: vec![StoredKey {
                algorithm: "ssh-ed25519".into(),
                fingerprint: "SHA256:old".into(),
                file: "/home/ada/.ssh/known_hosts".into(),
                line: 7,
            }],
        }
    }

    fn every_kind() -> Vec<ErrorKind> {
        use ErrorKind as K;
        let mut kinds = vec![
            K::NotFound,
            K::PermissionDenied,
            K::AlreadyExists,
            K::IsAFolder,
            K::NotAFolder,
            K::FolderNotEmpty,
            K::DiskFull,
            K::QuotaExceeded,
            K::ReadOnlyFileSystem,
            K::OtherFileSystem,
            K::LinkLoop,
            K::NameTooLong,
            K::NameRefused,
            K::Busy,
            K::SpecialFile,
            K::TooDeep,
            K::Unsupported,
            K::InvalidArgument,
            K::TooManyOpenFiles,
            K::NoTrash,
            K::Failure,
            K::SiteLocked,
            K::EndedEarly,
            K::ChangedDuringTransfer,
            K::ResumeMismatch,
            K::ContentDiffers,
            K::BadAddress(AddressFault::NoHost),
            K::HostNotFound,
            K::ConnectionRefused,
            K::Unreachable,
            K::ConnectionLost,
            K::NoCommonAlgorithm("cipher: 3des-cbc".into()),
            K::SshProtocol("bad MAC".into()),
            K::ServiceRefused,
            K::ServerLimit,
            K::MalformedPacket(PacketFault::TooLong { length: u32::MAX }),
            K::FtpProtocol(crate::error::FtpFault::EndlessReply),
            K::NoDataConnection,
            K::EncryptionRefused,
            K::PlainTextRefused,
            K::TlsFailed("bad record".into()),
            K::CertificateRejected(vec![crate::error::CertificateFault::Expired]),
            K::CertificateChanged(Box::new(crate::error::CertificateConflict {
                host: "web-01:21".into(),
                shown: "AA".into(),
                trusted: "BB".into(),
                file: None,
            })),
            K::CertificateFileUnusable,
            K::SshConfig(SshConfigFault::ProxyCommand("nc %h".into())),
            K::SshConfig(SshConfigFault::JumpLoop("gate".into())),
            K::SshConfig(SshConfigFault::NoAlgorithm("Ciphers x".into())),
            K::HostKeyUnknown,
            K::HostKeyRejected,
            K::HostKeyChanged(conflict().into()),
            K::HostKeyRevoked(conflict().into()),
            K::KnownHostsUnusable,
            K::LoginRefused { tried: vec!["publickey".into()], accepted: vec!["password".into()] },
            K::Cancelled,
        ];
        kinds.extend(ProxyTrouble::ALL.map(K::Proxy));
        kinds.extend([Stage::Connect, Stage::Handshake, Stage::Login, Stage::Service, Stage::Session].map(K::TimedOut));
        kinds.extend(
            [
                SpokenProtocol::Ftp,
                SpokenProtocol::Http,
                SpokenProtocol::Tls,
                SpokenProtocol::Ssh,
                SpokenProtocol::LoginText,
                SpokenProtocol::Unknown,
            ]
            .map(K::WrongProtocol),
        );
        kinds.extend(
            [
                KeyFault::Unreadable,
                KeyFault::NotAKey,
                KeyFault::PublicKey,
                KeyFault::WrongPassphrase,
                KeyFault::UnsupportedForm,
                KeyFault::ForeignForm,
                KeyFault::RetiredKind,
                KeyFault::HardwareKey,
                KeyFault::PrivateKey,
                KeyFault::NotAPublicKey,
            ]
            .map(K::KeyUnusable),
        );
        kinds
    }

    #[test]
    fn every_kind_has_cause_explanation_and_advice() {
        for kind in every_kind() {
            assert!(lookup(&format!("cause-{}", key(&kind))).is_some(), "cause-{}", key(&kind));
            if kind != ErrorKind::Cancelled {
                assert!(advice(&kind).is_some(), "fix-{}", key(&kind));
            }
            let mut error = Error::new(kind.clone()).on_host("web-01");
            error.place = Some(Place::Remote(RemotePath::parse(b"/srv/www").unwrap()));
            let words = explanation(&error);
            assert!(words.len() > 20 && words.ends_with(|c: char| c == '.' || c.is_ascii_alphanumeric()), "{words}");
        }
    }

    #[test]
    fn a_changed_key_names_both_fingerprints_and_the_line() {
        let words = explanation(&Error::new(ErrorKind::HostKeyChanged(conflict().into())));
        for part in ["web-01", "SHA256:new", "SHA256:old", "/home/ada/.ssh/known_hosts", "7"] {
            assert!(words.contains(part), "{part} in {words}");
        }
    }

    #[test]
    fn a_refused_login_names_what_was_tried_and_what_is_accepted() {
        let kind = ErrorKind::LoginRefused { tried: vec!["publickey".into(), "password".into()], accepted: Vec::new() };
        let words = explanation(&Error::new(kind).on_host("web-01"));
        assert!(words.contains("publickey, password") && words.contains(&fl!("methods-none")), "{words}");
    }

    #[test]
    fn hostile_values_are_shown_as_escapes() {
        let error = Error::new(ErrorKind::SshProtocol("a\u{202e}b\u{1b}[2J".into())).on_host("h\u{7}");
        let words = explanation(&error);
        assert!(words.contains("\\u{202E}") && words.contains("\\x1B[2J") && words.contains("h\\x07"), "{words}");
    }
}
