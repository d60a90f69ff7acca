//! Places of a site that are visited often.

use super::text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A folder of this computer and one of the server, opened together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// What it is called.
    pub name: String,
    /// The local folder as typed, `~` is the home folder; `None`: the left pane stays.
    pub local_folder: Option<String>,
    /// The folder on the server as typed, in the bytes of the server; `None`: the right pane stays.
    #[serde(with = "text::optional_bytes")]
    pub remote_folder: Option<Vec<u8>>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
