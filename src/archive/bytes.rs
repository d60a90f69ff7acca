//! Bytes and paths in records: as text where they are text, else in Base64, so that nothing is lost.

use crate::error::Place;
use crate::model::RemotePath;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Bytes that are text most of the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Coded {
        /// In Base64 with padding (RFC 4648, section 4).
        base64: String,
    },
}

impl Bytes {
    /// Bytes for a record; what is longer than `most` is cut off.
    #[must_use]
    pub fn new(bytes: &[u8], most: usize) -> Self {
        let bytes = bytes.get(..most).unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            // A character that was cut in two is left out; other bytes are kept as they are.
            Err(fault) if fault.error_len().is_none() && bytes.len() == most => {
                Self::new(bytes.get(..fault.valid_up_to()).unwrap_or_default(), most)
            }
            Err(_) => Self::Coded { base64: STANDARD.encode(bytes) },
        }
    }

    /// The bytes again; nothing for Base64 that is none.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Coded { base64 } => STANDARD.decode(base64).unwrap_or_default(),
        }
    }
}

/// A path of this computer or of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedPlace {
    /// Of this computer.
    Local(Bytes),
    /// Of the server.
    Remote(Bytes),
}

/// Paths are no longer than this on any system that is known (`PATH_MAX` of Linux, 32,767 UTF-16 units of Windows).
const MOST: usize = 128 << 10;

impl SavedPlace {
    /// A path for a record.
    #[must_use]
    pub fn new(place: &Place) -> Self {
        match place {
            Place::Local(path) => Self::Local(Bytes::new(path.as_os_str().as_encoded_bytes(), MOST)),
            Place::Remote(path) => Self::Remote(Bytes::new(path.as_bytes(), MOST)),
        }
    }

    /// The path again; `None` for what is no path.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Local(bytes) => local(bytes.bytes()).map(Place::Local),
            Self::Remote(bytes) => RemotePath::parse(&bytes.bytes()).ok().map(Place::Remote),
        }
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have bytes that are no path")]
fn local(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn local(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}
