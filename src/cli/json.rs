//! The lines of `--json`: a stable interface, described in README.md.

use crate::error::Error;
use crate::model::{Entry, EntryKind, Permissions, escape_bytes};
use crate::text::{ErrorJson, iso_time};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use std::time::Duration;

/// One line of output. The order of the fields is the order of the keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(super) enum Line {
    /// An entry of a folder.
    Entry {
        /// The name; for eyes where it is not UTF-8.
        name: String,
        /// The bytes of the name in base64, only where it is not UTF-8.
        #[serde(skip_serializing_if = "Option::is_none")]
        name_bytes: Option<String>,
        /// `file`, `folder`, `link`, `special`, `unknown`.
        kind: &'static str,
        /// In bytes.
        size: Option<u64>,
        /// RFC 3339, UTC.
        modified: Option<String>,
        /// Octal digits.
        permissions: Option<String>,
    },
    /// Something is done.
    Done {
        /// What was read, moved, or deleted.
        source: Option<String>,
        /// What was made or changed.
        target: Option<String>,
        /// Bytes moved.
        bytes: u64,
    },
    /// Something failed.
    Error(Box<ErrorJson>),
    /// The end.
    Summary {
        /// Files (or other entries) that were dealt with.
        files: u64,
        /// Bytes moved.
        bytes: u64,
        /// What failed.
        failed: u64,
        /// From the start to the end, three decimals.
        seconds: f64,
    },
}

impl Line {
    pub(super) fn entry(entry: &Entry) -> Self {
        let bytes = entry.name.as_bytes();
        let text = entry.name.as_str();
        Self::Entry {
            name: text.map_or_else(|| escape_bytes(bytes), str::to_owned),
            name_bytes: text.is_none().then(|| BASE64_STANDARD.encode(bytes)),
            kind: kind_name(entry.kind),
            size: entry.size.map(|size| size.0),
            modified: entry.modified.and_then(iso_time),
            permissions: entry.permissions.map(Permissions::octal),
        }
    }

    pub(super) fn error(error: &Error) -> Self {
        Self::Error(Box::new(ErrorJson::of(error)))
    }

    pub(super) fn summary(files: u64, bytes: u64, failed: u64, took: Duration) -> Self {
        Self::Summary { files, bytes, failed, seconds: (took.as_secs_f64() * 1000.0).round() / 1000.0 }
    }
}

/// The kind as a word.
fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Folder => "folder",
        EntryKind::File => "file",
        EntryKind::Link => "link",
        EntryKind::Special => "special",
        EntryKind::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServerText;
    use crate::model::{ByteSize, EntryName, RemotePath, Timestamp};

    fn text(line: &Line) -> String {
        serde_json::to_string(line).unwrap()
    }

    #[test]
    fn lines_have_the_documented_keys_in_the_documented_order() {
        let mut entry = Entry::new(EntryName::new("a b").unwrap(), EntryKind::File);
        entry.size = Some(ByteSize(7));
        entry.modified = Some(Timestamp::from_secs(0));
        entry.permissions = Some(Permissions::from_mode(0o644));
        assert_eq!(
            text(&Line::entry(&entry)),
            r#"{"event":"entry","name":"a b","kind":"file","size":7,"modified":"1970-01-01T00:00:00Z","permissions":"644"}"#
        );
        let odd = Entry::new(EntryName::new(*b"caf\xE9").unwrap(), EntryKind::Folder);
        assert_eq!(
            text(&Line::entry(&odd)),
            r#"{"event":"entry","name":"caf\\xE9","name_bytes":"Y2Fm6Q==","kind":"folder","size":null,"modified":null,"permissions":null}"#
        );
        let error = Error::sftp(14, Some(ServerText { message: b"full".to_vec(), language: None }))
            .during("SSH_FXP_WRITE")
            .at_remote(&RemotePath::parse(b"/x").unwrap());
        let line = text(&Line::error(&error));
        assert!(
            line.starts_with(
                r#"{"event":"error","family":"sftp","code":14,"name":"SSH_FX_NO_SPACE_ON_FILESYSTEM","meaning":""#
            ) && line.ends_with(r#","server_text":"full","request":"SSH_FXP_WRITE","path":"/x","cause":"disk_full","confidence":"certain","host":null}"#),
            "{line}"
        );
        assert_eq!(
            text(&Line::Done { source: Some("/a".into()), target: Some("sftp://h/a".into()), bytes: 3 }),
            r#"{"event":"done","source":"/a","target":"sftp://h/a","bytes":3}"#
        );
        assert_eq!(
            text(&Line::summary(1, 3, 0, Duration::from_micros(1_234_567))),
            r#"{"event":"summary","files":1,"bytes":3,"failed":0,"seconds":1.235}"#
        );
    }
}
