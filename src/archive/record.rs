//! One failure as a record: everything that an error tells, without a secret, and nothing that only this version knows.

use super::bytes::{Bytes, SavedPlace};
use super::evidence::SavedDiagnosis;
use super::kind::SavedKind;
use super::names;
use crate::error::{Error, ErrorKind, ServerText};
use crate::journal::{Entry, Failure, Outcome, Tried};
use crate::model::{ByteSize, Precision, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The server's words are kept up to this length; a server may send a megabyte.
const SERVER_TEXT: usize = 16 << 10;
/// Requests and words of libraries are kept up to this length.
const WORDS: usize = 4 << 10;

/// One failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The run of the program, and the number of the failure in it: together never used twice.
    pub id: (u64, u64),
    /// When it failed, in seconds since 1970-01-01 UTC.
    pub secs: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
    /// `open`, `again`, `done`, `left_out`.
    pub outcome: String,
    /// How often it failed.
    pub tries: u32,
    /// `upload`, `download`, `connect`, `list`, `operate`, `other`.
    pub tried: String,
    /// Where a transfer came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SavedPlace>,
    /// Where it went to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<SavedPlace>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// What went wrong.
    pub kind: SavedKind,
    /// The family of the code, `sftp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_family: Option<String>,
    /// The number of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The server's words, at most 16 KB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_text: Option<Bytes>,
    /// Their language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Bytes>,
    /// The request with its parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Bytes>,
    /// The operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The path it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SavedPlace>,
    /// The other path of an operation on two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<SavedPlace>,
    /// The server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Words of the system or a library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Bytes>,
    /// What was found out about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<SavedDiagnosis>,
}

/// A failure of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The failure; it belongs to no session and no transfer any more.
    pub failure: Arc<Failure>,
    /// What became of it.
    pub outcome: Outcome,
    /// How often it failed.
    pub tries: u32,
    /// Its number in the store.
    pub id: (u64, u64),
}

impl Record {
    /// The record of a failure in the book.
    #[must_use]
    pub fn new(entry: &Entry) -> Self {
        let failure = &*entry.failure;
        let error = &*failure.error;
        let (tried, source, target) = match &failure.tried {
            Tried::Upload { source, target } => ("upload", Some(source), Some(target)),
            Tried::Download { source, target } => ("download", Some(source), Some(target)),
            Tried::Connect => ("connect", None, None),
            Tried::List => ("list", None, None),
            Tried::Operate => ("operate", None, None),
            Tried::Other => ("other", None, None),
        };
        let text = error.server_text.as_ref();
        let words = |text: &Option<String>| text.as_ref().map(|text| Bytes::new(text.as_bytes(), WORDS));
        Self {
            id: entry.stored,
            secs: failure.time.secs,
            nanos: failure.time.nanos,
            outcome: names::outcome_word(entry.outcome).to_owned(),
            tries: entry.tries,
            tried: tried.to_owned(),
            source: source.map(SavedPlace::new),
            target: target.map(SavedPlace::new),
            size: failure.size.map(|size| size.0),
            kind: SavedKind::new(&error.kind),
            code_family: error.code.map(|code| code.family().to_owned()),
            code: error.code.map(crate::error::StatusCode::number),
            server_text: text.map(|text| Bytes::new(&text.message, SERVER_TEXT)),
            language: text.and_then(|text| text.language.as_ref()).map(|tag| Bytes::new(tag, WORDS)),
            request: words(&error.request),
            act: error.act.map(|act| names::act_word(act).to_owned()),
            place: error.place.as_ref().map(SavedPlace::new),
            second: error.second.as_ref().map(SavedPlace::new),
            host: error.host.clone(),
            detail: words(&error.detail),
            diagnosis: error.diagnosis.as_deref().map(SavedDiagnosis::new),
        }
    }

    /// When it failed.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        Timestamp { secs: self.secs, nanos: self.nanos.min(999_999_999), precision: Precision::Nanosecond }
    }

    /// The failure again. What this version does not know is told as plain failure.
    #[must_use]
    pub fn restored(&self) -> Restored {
        let text = |bytes: &Option<Bytes>| {
            let bytes = bytes.as_ref()?.bytes();
            // What was cut in the middle of a character is repaired: these are words for eyes.
            Some(String::from_utf8(bytes).unwrap_or_else(|fault| crate::model::escape_bytes(fault.as_bytes())))
        };
        let place = |place: &Option<SavedPlace>| place.as_ref().and_then(SavedPlace::place);
        let mut error = Error::new(self.kind.kind().unwrap_or(ErrorKind::Failure));
        error.code = self.code_family.as_deref().zip(self.code).and_then(|(family, code)| names::code(family, code));
        error.server_text = self
            .server_text
            .as_ref()
            .map(|message| ServerText { message: message.bytes(), language: self.language.as_ref().map(Bytes::bytes) });
        error.request = text(&self.request);
        error.act = self.act.as_deref().and_then(names::act);
        error.place = place(&self.place);
        error.second = place(&self.second);
        error.host.clone_from(&self.host);
        error.detail = text(&self.detail);
        error.diagnosis = self.diagnosis.as_ref().and_then(SavedDiagnosis::diagnosis).map(Arc::new);
        let tried = match (self.tried.as_str(), place(&self.source), place(&self.target)) {
            ("upload", Some(source), Some(target)) => Tried::Upload { source, target },
            ("download", Some(source), Some(target)) => Tried::Download { source, target },
            ("connect", ..) => Tried::Connect,
            ("list", ..) => Tried::List,
            ("operate", ..) => Tried::Operate,
            _ => Tried::Other,
        };
        let failure = Failure {
            time: self.time(),
            session: None,
            transfer: None,
            tried,
            size: self.size.map(ByteSize),
            error: error.into(),
        };
        Restored {
            failure: Arc::new(failure),
            outcome: names::outcome(&self.outcome).unwrap_or(Outcome::Open),
            tries: self.tries.max(1),
            id: self.id,
        }
    }
}
