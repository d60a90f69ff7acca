//! One entry of the list: a folder, a site, or something that a later version of the program knows.

use super::fields::Site;
use super::id::NodeId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What an entry is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A folder.
    Folder {
        /// Whether its content is shown.
        open: bool,
        /// Fields of later versions, kept as they came.
        other: Map<String, Value>,
    },
    /// A site.
    Site(Box<Site>),
    /// Of a later version, such as a protocol that is not known here: not shown, kept as it came.
    Unknown(Map<String, Value>),
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its identity.
    pub id: NodeId,
    /// The folder it is in; `None`: at the top.
    pub parent: Option<NodeId>,
    /// What it is called; any text, names may repeat.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
}

/// What all entries have in the file.
#[derive(Serialize, Deserialize)]
struct Head {
    id: NodeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<NodeId>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
}

const HEAD: [&str; 4] = ["id", "folder", "name", "kind"];

impl Node {
    /// A closed folder.
    #[must_use]
    pub fn folder(id: NodeId, parent: Option<NodeId>, name: impl Into<String>) -> Self {
        Self { id, parent, name: name.into(), kind: NodeKind::Folder { open: false, other: Map::new() } }
    }

    /// A site.
    #[must_use]
    pub fn site(id: NodeId, parent: Option<NodeId>, name: impl Into<String>, site: Site) -> Self {
        Self { id, parent, name: name.into(), kind: NodeKind::Site(Box::new(site)) }
    }

    /// The site, where it is one.
    #[must_use]
    pub fn as_site(&self) -> Option<&Site> {
        match &self.kind {
            NodeKind::Site(site) => Some(site),
            _ => None,
        }
    }

    /// Whether it can hold others.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, NodeKind::Folder { .. })
    }

    /// Reads an entry of the file; `None` when it is none of any version.
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let Value::Object(mut fields) = value else { return None };
        let head: Head = serde_json::from_value(Value::Object(fields.clone())).ok()?;
        for field in HEAD {
            fields.remove(field);
        }
        let kind = match head.kind.as_str() {
            "folder" => {
                let open = fields.remove("open").is_some_and(|open| open == Value::Bool(true));
                NodeKind::Folder { open, other: fields }
            }
            "site" => match serde_json::from_value::<Site>(Value::Object(fields.clone())) {
                Ok(site) => NodeKind::Site(Box::new(site.bounded())),
                Err(_of_a_later_version) => NodeKind::Unknown(with_kind(fields, &head.kind)),
            },
            _ => NodeKind::Unknown(with_kind(fields, &head.kind)),
        };
        Some(Self { id: head.id, parent: head.folder, name: head.name, kind })
    }

    /// The entry as it stands in the file.
    pub(super) fn to_json(&self) -> serde_json::Result<Value> {
        let (kind, rest) = match &self.kind {
            NodeKind::Folder { open, other } => {
                let mut rest = other.clone();
                rest.insert("open".to_owned(), Value::Bool(*open));
                ("folder", Value::Object(rest))
            }
            NodeKind::Site(site) => ("site", serde_json::to_value(site)?),
            NodeKind::Unknown(fields) => {
                let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
                (kind, Value::Object(fields.clone()))
            }
        };
        let head = Head { id: self.id, folder: self.parent, name: self.name.clone(), kind: kind.to_owned() };
        let mut all = serde_json::to_value(head)?;
        if let (Value::Object(all), Value::Object(rest)) = (&mut all, rest) {
            for (name, value) in rest {
                all.entry(name).or_insert(value);
            }
        }
        Ok(all)
    }
}

fn with_kind(mut fields: Map<String, Value>, kind: &str) -> Map<String, Value> {
    fields.insert("kind".to_owned(), Value::String(kind.to_owned()));
    fields
}
