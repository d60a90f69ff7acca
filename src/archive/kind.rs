//! The kind of an error in a record: its stable name, and what it carries.

use super::names;
use crate::error::{ErrorKind, HostKeyConflict, PacketFault, ProxyTrouble, SshConfigFault, StoredKey};
use crate::model::AddressFault;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A key that a file of known hosts holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedKey {
    /// The algorithm.
    pub algorithm: String,
    /// `SHA256:...`.
    pub fingerprint: String,
    /// The file that holds it.
    pub file: String,
    /// Its line, counted from 1.
    pub line: usize,
}

/// A server's key beside those that are known for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedConflict {
    /// The name under which the key was looked up.
    pub host: String,
    /// The algorithm of the key that came.
    pub algorithm: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The known keys.
    pub stored: Vec<SavedKey>,
}

/// The kind of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedKind {
    /// Its stable name, `disk_full`.
    pub name: String,
    /// Words that it carries: methods that were tried, a stage, the library's words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// More words: the methods that the server would still accept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
    /// Numbers that it carries, of packets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<u64>,
    /// Keys that do not agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<SavedConflict>,
}

/// Kinds that carry nothing.
const PLAIN: &[ErrorKind] = &[
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::AlreadyExists,
    ErrorKind::IsAFolder,
    ErrorKind::NotAFolder,
    ErrorKind::FolderNotEmpty,
    ErrorKind::DiskFull,
    ErrorKind::QuotaExceeded,
    ErrorKind::ReadOnlyFileSystem,
    ErrorKind::OtherFileSystem,
    ErrorKind::LinkLoop,
    ErrorKind::NameTooLong,
    ErrorKind::NameRefused,
    ErrorKind::Busy,
    ErrorKind::SpecialFile,
    ErrorKind::TooDeep,
    ErrorKind::Unsupported,
    ErrorKind::InvalidArgument,
    ErrorKind::TooManyOpenFiles,
    ErrorKind::NoTrash,
    ErrorKind::Failure,
    ErrorKind::SiteLocked,
    ErrorKind::EndedEarly,
    ErrorKind::ChangedDuringTransfer,
    ErrorKind::ResumeMismatch,
    ErrorKind::ContentDiffers,
    ErrorKind::HostNotFound,
    ErrorKind::ConnectionRefused,
    ErrorKind::Unreachable,
    ErrorKind::ConnectionLost,
    ErrorKind::ServiceRefused,
    ErrorKind::ServerLimit,
    ErrorKind::HostKeyUnknown,
    ErrorKind::HostKeyRejected,
    ErrorKind::KnownHostsUnusable,
    ErrorKind::Cancelled,
];

impl SavedKind {
    /// A kind for a record.
    #[must_use]
    pub fn new(kind: &ErrorKind) -> Self {
        let mut saved = Self { name: kind.cause_name().to_owned(), ..Self::default() };
        match kind {
            ErrorKind::BadAddress(fault) => saved.words = address_words(fault),
            ErrorKind::TimedOut(stage) => saved.words = vec![names::stage_word(*stage).to_owned()],
            ErrorKind::WrongProtocol(spoken) => saved.words = vec![names::protocol_word(*spoken).to_owned()],
            ErrorKind::NoCommonAlgorithm(text)
            | ErrorKind::SshProtocol(text)
            | ErrorKind::SshConfig(
                SshConfigFault::ProxyCommand(text) | SshConfigFault::JumpLoop(text) | SshConfigFault::NoAlgorithm(text),
            ) => saved.words = vec![text.clone()],
            ErrorKind::MalformedPacket(fault) => {
                let (word, numbers) = packet_words(*fault);
                (saved.words, saved.numbers) = (vec![word.to_owned()], numbers);
            }
            ErrorKind::HostKeyChanged(conflict) | ErrorKind::HostKeyRevoked(conflict) => {
                saved.conflict = Some(SavedConflict::new(conflict));
            }
            ErrorKind::LoginRefused { tried, accepted } => {
                (saved.words, saved.accepted) = (tried.clone(), accepted.clone());
            }
            ErrorKind::KeyUnusable(fault) => saved.words = vec![names::key_fault_word(*fault).to_owned()],
            _ => {}
        }
        saved
    }

    /// The kind again; `None` for one that this version does not know.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        let word = || self.words.first().map(String::as_str).unwrap_or_default();
        Some(match self.name.as_str() {
            "bad_address" => ErrorKind::BadAddress(self.address()?),
            "timed_out" => ErrorKind::TimedOut(names::stage(word())?),
            "wrong_protocol" | "login_script_text" => ErrorKind::WrongProtocol(names::protocol(word())?),
            "no_common_algorithm" => ErrorKind::NoCommonAlgorithm(word().to_owned()),
            "ssh_protocol" => ErrorKind::SshProtocol(word().to_owned()),
            "ssh_config_proxy_command" => ErrorKind::SshConfig(SshConfigFault::ProxyCommand(word().to_owned())),
            "ssh_config_jump_loop" => ErrorKind::SshConfig(SshConfigFault::JumpLoop(word().to_owned())),
            "ssh_config_no_algorithm" => ErrorKind::SshConfig(SshConfigFault::NoAlgorithm(word().to_owned())),
            "malformed_packet" => ErrorKind::MalformedPacket(self.packet()?),
            "host_key_changed" => ErrorKind::HostKeyChanged(Box::new(self.conflict.as_ref()?.conflict())),
            "host_key_revoked" => ErrorKind::HostKeyRevoked(Box::new(self.conflict.as_ref()?.conflict())),
            "login_refused" => ErrorKind::LoginRefused { tried: self.words.clone(), accepted: self.accepted.clone() },
            "key_unusable" => ErrorKind::KeyUnusable(names::key_fault(word())?),
            name => match ProxyTrouble::named(name) {
                Some(trouble) => ErrorKind::Proxy(trouble),
                None => PLAIN.iter().find(|kind| kind.cause_name() == name)?.clone(),
            },
        })
    }

    fn address(&self) -> Option<AddressFault> {
        let text = || self.words.get(1).cloned().unwrap_or_default();
        Some(match self.words.first()?.as_str() {
            "empty" => AddressFault::Empty,
            "no_host" => AddressFault::NoHost,
            "bad_host" => AddressFault::BadHost(text()),
            "bad_port" => AddressFault::BadPort(text()),
            "unknown_scheme" => AddressFault::UnknownScheme(text()),
            "bad_escape" => AddressFault::BadEscape,
            "bad_proxy" => AddressFault::BadProxy(text()),
            _ => return None,
        })
    }

    fn packet(&self) -> Option<PacketFault> {
        let number = |at: usize| u32::try_from(*self.numbers.get(at)?).ok();
        let kind = |at: usize| u8::try_from(*self.numbers.get(at)?).ok();
        Some(match self.words.first()?.as_str() {
            "too_long" => PacketFault::TooLong { length: number(0)? },
            "too_short" => PacketFault::TooShort { packet_type: kind(0) },
            "unexpected_type" => PacketFault::UnexpectedType { packet_type: kind(0)? },
            "unknown_request" => PacketFault::UnknownRequest { request: number(0)? },
            "wrong_reply" => PacketFault::WrongReply { packet_type: kind(0)? },
            "too_much_data" => PacketFault::TooMuchData { asked: number(0)?, came: number(1)? },
            "bad_name_count" => PacketFault::BadNameCount { count: number(0)? },
            "bad_handle" => PacketFault::BadHandle { length: usize::try_from(*self.numbers.first()?).ok()? },
            "bad_version" => PacketFault::BadVersion { version: number(0)? },
            _ => return None,
        })
    }
}

fn address_words(fault: &AddressFault) -> Vec<String> {
    let (word, text) = match fault {
        AddressFault::Empty => ("empty", None),
        AddressFault::NoHost => ("no_host", None),
        AddressFault::BadHost(text) => ("bad_host", Some(text)),
        AddressFault::BadPort(text) => ("bad_port", Some(text)),
        AddressFault::UnknownScheme(text) => ("unknown_scheme", Some(text)),
        AddressFault::BadEscape => ("bad_escape", None),
        AddressFault::BadProxy(text) => ("bad_proxy", Some(text)),
    };
    std::iter::once(word.to_owned()).chain(text.cloned()).collect()
}

fn packet_words(fault: PacketFault) -> (&'static str, Vec<u64>) {
    match fault {
        PacketFault::TooLong { length } => ("too_long", vec![length.into()]),
        PacketFault::TooShort { packet_type } => ("too_short", packet_type.map(u64::from).into_iter().collect()),
        PacketFault::UnexpectedType { packet_type } => ("unexpected_type", vec![packet_type.into()]),
        PacketFault::UnknownRequest { request } => ("unknown_request", vec![request.into()]),
        PacketFault::WrongReply { packet_type } => ("wrong_reply", vec![packet_type.into()]),
        PacketFault::TooMuchData { asked, came } => ("too_much_data", vec![asked.into(), came.into()]),
        PacketFault::BadNameCount { count } => ("bad_name_count", vec![count.into()]),
        PacketFault::BadHandle { length } => ("bad_handle", vec![length as u64]),
        PacketFault::BadVersion { version } => ("bad_version", vec![version.into()]),
    }
}

impl SavedConflict {
    fn new(conflict: &HostKeyConflict) -> Self {
        let key = |key: &StoredKey| SavedKey {
            algorithm: key.algorithm.clone(),
            fingerprint: key.fingerprint.clone(),
            file: key.file.display().to_string(),
            line: key.line,
        };
        Self {
            host: conflict.host.clone(),
            algorithm: conflict.algorithm.clone(),
            fingerprint: conflict.fingerprint.clone(),
            stored: conflict.stored.iter().map(key).collect(),
        }
    }

    fn conflict(&self) -> HostKeyConflict {
        let key = |key: &SavedKey| StoredKey {
            algorithm: key.algorithm.clone(),
            fingerprint: key.fingerprint.clone(),
            file: PathBuf::from(&key.file),
            line: key.line,
        };
        HostKeyConflict {
            host: self.host.clone(),
            algorithm: self.algorithm.clone(),
            fingerprint: self.fingerprint.clone(),
            // What happened in an earlier run is no ground to trust a key.
            key: String::new(),
            stored: self.stored.iter().map(key).collect(),
        }
    }
}
