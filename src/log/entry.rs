//! One line of the message log, typed so that each front end words it in its own language. Pure.

use crate::error::{Error, SecretFault};
use crate::model::{Redactor, SessionId, Timestamp};
use std::borrow::Cow;
use std::sync::Arc;

/// What kind of line it is; the names are those that users of FTP clients know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// What the program does.
    Status,
    /// What it sends.
    Command,
    /// What the server answers.
    Response,
    /// What failed.
    Error,
    /// Details for finding faults.
    Debug,
}

impl LogLevel {
    /// Every level.
    pub const ALL: [Self; 5] = [Self::Status, Self::Command, Self::Response, Self::Error, Self::Debug];
}

/// What the program reports of its own doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusMessage {
    /// Looking up a name.
    Resolving {
        /// The name.
        host: String,
    },
    /// Opening a TCP connection.
    Connecting {
        /// Address and port.
        address: String,
    },
    /// The TCP connection stands.
    Connected {
        /// Address and port.
        address: String,
    },
    /// Key exchange is done.
    Secured {
        /// Key exchange algorithm.
        key_exchange: String,
        /// Cipher.
        cipher: String,
        /// Type of the server's key.
        host_key: String,
        /// `SHA256:...` of the server's key.
        fingerprint: String,
    },
    /// Text that the server shows before login.
    Banner {
        /// The text, with visible escapes.
        text: String,
    },
    /// A login method is tried.
    TryingLogin {
        /// `publickey`, `password`, `keyboard-interactive`.
        method: String,
        /// What is tried, such as the path or comment of a key; never a secret.
        what: String,
    },
    /// A secret that is kept was used; nobody was asked.
    SecretUsed {
        /// Its name, such as `password sftp://ada@example.org`.
        name: String,
        /// From the vault, not the system's store.
        vault: bool,
    },
    /// A secret was kept.
    SecretKept {
        /// Its name.
        name: String,
        /// In the vault, not the system's store.
        vault: bool,
    },
    /// A secret could not be kept and will be asked for again.
    SecretNotKept {
        /// Its name.
        name: String,
        /// Why.
        why: SecretFault,
    },
    /// The server, or the key, refused a secret that was kept; it is kept no longer.
    SecretRefused {
        /// Its name.
        name: String,
        /// It was in the vault, not the system's store.
        vault: bool,
    },
    /// A secret is kept no longer.
    SecretForgotten {
        /// Its name.
        name: String,
    },
    /// A secret is still kept.
    SecretNotForgotten {
        /// Its name.
        name: String,
        /// Why.
        why: SecretFault,
    },
    /// The vault cannot be used.
    VaultUnusable {
        /// Why.
        why: SecretFault,
    },
    /// Logged in.
    LoggedIn {
        /// The user.
        user: String,
    },
    /// The SFTP service answers.
    ServiceReady {
        /// The protocol version.
        version: u32,
        /// The extensions that the server offers.
        extensions: String,
    },
    /// A line of a file of known hosts could not be read and was skipped.
    KnownHostsLineSkipped {
        /// The file.
        file: String,
        /// Its line, counted from 1.
        line: usize,
    },
    /// A line of the user's SSH configuration holds for this connection.
    SshConfigUsed {
        /// The file.
        file: String,
        /// Its line, counted from 1.
        line: usize,
        /// Keyword and value.
        setting: String,
    },
    /// A line of the user's SSH configuration, or a file of it, has no effect.
    SshConfigSkipped {
        /// The file.
        file: String,
        /// Its line, counted from 1; 0 for the file as a whole.
        line: usize,
        /// Why, as a word of `ssh_config::NoteKind::name`.
        why: &'static str,
        /// The words in question.
        what: String,
    },
    /// The server is reached through another one.
    Jumping {
        /// The one that is logged in to first.
        through: String,
        /// Where it is asked to connect to.
        to: String,
    },
    /// The server ended the session.
    Disconnected {
        /// The server's reason; empty when it gave none.
        reason: String,
    },
    /// A file was transferred.
    Transferred {
        /// Where from, for eyes.
        source: String,
        /// Where to, for eyes.
        target: String,
        /// How many bytes moved.
        bytes: u64,
    },
    /// A transfer goes on from where an earlier one ended.
    Resumed {
        /// The file, for eyes.
        name: String,
        /// How many bytes of it are there already.
        offset: u64,
    },
    /// A transferred file was compared by a checksum of the server, and is the same.
    Verified {
        /// The file on the server.
        name: String,
        /// How the checksum was made (`SHA-256`).
        algorithm: &'static str,
    },
    /// No part file could be made beside the target (its folder is closed, or the target is a link), so the target itself
    /// is written: until the transfer is complete it holds a part of the file.
    WrittenInPlace {
        /// The target, for eyes.
        target: String,
    },
    /// A transfer into the target itself ended before all was there, so that the name holds a part of the file.
    LeftIncomplete {
        /// The target, for eyes.
        target: String,
        /// How many bytes of it are known to be there.
        there: u64,
        /// How many it should be.
        size: u64,
    },
    /// Permission bits or times were refused by the target's file system; the content is complete.
    AttributesRefused {
        /// The target, for eyes.
        target: String,
    },
    /// The lock of a site was lifted for its session, or closed again.
    LockSet {
        /// Whether it may be changed now.
        open: bool,
    },
    /// A broken connection will be made again.
    ReconnectPlanned {
        /// Seconds until then.
        in_secs: u64,
    },
    /// A failed transfer will be tried again.
    RetryPlanned {
        /// The file, for eyes.
        name: String,
        /// Seconds until then.
        in_secs: u64,
    },
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogBody {
    /// The program's own doing.
    Status(StatusMessage),
    /// A request, in the protocol's words, secrets left out.
    Command(String),
    /// An answer, in the server's words, with visible escapes.
    Response(String),
    /// A failure; the same value stands in the queue row and the dialog.
    Error(Arc<Error>),
    /// A detail for finding faults.
    Debug(String),
}

impl LogBody {
    /// The level of the line.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        match self {
            Self::Status(_) => LogLevel::Status,
            Self::Command(_) => LogLevel::Command,
            Self::Response(_) => LogLevel::Response,
            Self::Error(_) => LogLevel::Error,
            Self::Debug(_) => LogLevel::Debug,
        }
    }
}

impl LogBody {
    /// The same without secrets: what comes from servers, or may hold what was typed, is looked through.
    #[must_use]
    pub(super) fn redacted(self, redactor: &Redactor) -> Self {
        let clean = |text: String| match redactor.clean(&text) {
            Cow::Owned(clean) => clean,
            Cow::Borrowed(_) => text,
        };
        match self {
            Self::Command(text) => Self::Command(clean(text)),
            Self::Response(text) => Self::Response(clean(text)),
            Self::Debug(text) => Self::Debug(clean(text)),
            Self::Error(error) => Self::Error(error.redacted(redactor)),
            Self::Status(StatusMessage::Banner { text }) => Self::Status(StatusMessage::Banner { text: clean(text) }),
            Self::Status(StatusMessage::Disconnected { reason }) => {
                Self::Status(StatusMessage::Disconnected { reason: clean(reason) })
            }
            Self::Status(StatusMessage::TryingLogin { method, what }) => {
                Self::Status(StatusMessage::TryingLogin { method, what: clean(what) })
            }
            Self::Status(StatusMessage::Resolving { host }) => {
                Self::Status(StatusMessage::Resolving { host: clean(host) })
            }
            other @ Self::Status(_) => other,
        }
    }
}

/// One line of the message log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When it was written.
    pub time: Timestamp,
    /// The session it belongs to; `None` for the program as a whole.
    pub session: Option<SessionId>,
    /// What it says.
    pub body: LogBody,
}
