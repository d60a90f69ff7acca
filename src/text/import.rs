//! Sites of other programs in words: what could not be taken, what was left out, and why a file was not read.

use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::import::{ImportFault, ImportNote, LeftOut, LeftOutWhy, ReadFault};

fn safe(text: &str) -> String {
    escape_bytes(text.as_bytes())
}

/// What could not be taken of a site, in a sentence.
#[must_use]
pub fn import_note(note: &ImportNote) -> String {
    match note {
        ImportNote::MasterPassword => fl!("import-note-master-password"),
        ImportNote::SecretUnreadable => fl!("import-note-secret-unreadable"),
        ImportNote::TlsRequired => fl!("import-note-tls-required"),
        ImportNote::PlainText => fl!("import-note-plain-text"),
        ImportNote::ScpBecomesSftp => fl!("import-note-scp"),
        ImportNote::Proxy(kind) => fl!("import-note-proxy", kind = safe(kind)),
        ImportNote::Charset(name) => fl!("import-note-charset", name = safe(name)),
        ImportNote::JumpKey(file) => fl!("import-note-jump-key", file = safe(file)),
        ImportNote::Settings(names) => fl!("import-note-settings", names = safe(&names.join(", "))),
    }
}

/// What is no site here, and why.
#[must_use]
pub fn left_out(one: &LeftOut) -> String {
    let name = safe(&one.name);
    match &one.why {
        LeftOutWhy::Protocol(protocol) => fl!("import-left-out-protocol", name = name, protocol = safe(protocol)),
        LeftOutWhy::Host(host) => fl!("import-left-out-host", name = name, host = safe(host)),
    }
}

/// Why a file was not read, and what to do.
#[must_use]
pub fn import_fault(fault: &ReadFault) -> String {
    match fault {
        ReadFault::Io(words) => fl!("import-fault-io", words = safe(words)),
        ReadFault::Content(fault) => match fault {
            ImportFault::TooLarge => fl!("import-fault-too-large"),
            ImportFault::NotText => fl!("import-fault-not-text"),
            ImportFault::UnknownForm => fl!("import-fault-unknown"),
            ImportFault::BrokenXml(line) => fl!("import-fault-broken", line = line.to_string()),
            ImportFault::OwnEntities => fl!("import-fault-entities"),
            ImportFault::TooDeep => fl!("import-fault-too-deep"),
            ImportFault::TooMany => fl!("import-fault-too-many"),
            ImportFault::Sealed => fl!("import-fault-sealed"),
            ImportFault::WrongPassphrase => fl!("import-fault-wrong-passphrase"),
            ImportFault::Broken => fl!("import-fault-own-broken"),
            ImportFault::Newer => fl!("import-fault-newer"),
            ImportFault::NoMemory => fl!("import-fault-no-memory"),
        },
    }
}
