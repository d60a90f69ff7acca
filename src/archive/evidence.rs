//! What was found out about an error, in a record: cause, confidence, questions and answers.

use super::bytes::{Bytes, SavedPlace};
use super::cause::SavedCause;
use super::data_try::SavedTry;
use super::kind::SavedKind;
use super::names;
use crate::error::{Confidence, Diagnosis, Evidence, Finding};
use crate::model::{ByteSize, Owner, Permissions, Space};
use serde::{Deserialize, Serialize};

/// The state of a file system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedSpace {
    /// Bytes in all.
    pub total: u64,
    /// Bytes that are free for this user.
    pub available: u64,
    /// Files that may still be made.
    pub available_files: Option<u64>,
    /// Whether it can only be read.
    pub read_only: bool,
    /// Longest name in bytes.
    pub name_max: Option<u64>,
    /// A number that tells file systems apart.
    pub file_system_id: Option<u64>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedFinding {
    /// There is something.
    Entry {
        /// `file`, `folder`, `link`...
        kind: String,
        /// Its permission bits as a number.
        permissions: Option<u32>,
        /// The number of its owner.
        owner_id: Option<u32>,
        /// The name of its owner.
        owner: Option<String>,
        /// The number of its group.
        group_id: Option<u32>,
        /// The name of its group.
        group: Option<String>,
        /// What a link holds.
        link: Option<Bytes>,
    },
    /// What a followed link leads to.
    LeadsTo(String),
    /// The state of the file system.
    Space(SavedSpace),
    /// How many entries a folder holds.
    Holds(u64),
    /// The question itself failed.
    Failed(SavedKind),
    /// No answer came in time.
    Silent,
    /// A way to a connection for data that did not work.
    Data(SavedTry),
    /// A like error was looked into before.
    SameAs,
    /// As which user it was tried.
    User {
        /// The name.
        name: String,
        /// The number.
        id: Option<u32>,
        /// Whether the server itself told the number.
        sure: bool,
    },
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedEvidence {
    /// What was asked about; missing for facts about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<SavedPlace>,
    /// The answer.
    pub finding: SavedFinding,
}

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedDiagnosis {
    /// The cause.
    pub cause: SavedCause,
    /// `certain`, `likely`, `unknown`.
    pub confidence: String,
    /// What else it could be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<SavedCause>,
    /// What it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<SavedEvidence>,
}

impl SavedDiagnosis {
    /// A diagnosis for a record; what can be done about it is not kept, for it is of that moment.
    #[must_use]
    pub fn new(diagnosis: &Diagnosis) -> Self {
        Self {
            cause: SavedCause::new(&diagnosis.cause),
            confidence: names::confidence_word(diagnosis.confidence).to_owned(),
            alternatives: diagnosis.alternatives.iter().map(SavedCause::new).collect(),
            evidence: diagnosis.evidence.iter().map(SavedEvidence::new).collect(),
        }
    }

    /// The diagnosis again; `None` when its cause is not known to this version.
    #[must_use]
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        Some(Diagnosis {
            cause: self.cause.cause()?,
            confidence: names::confidence(&self.confidence).unwrap_or(Confidence::Unknown),
            alternatives: self.alternatives.iter().filter_map(SavedCause::cause).collect(),
            evidence: self.evidence.iter().filter_map(SavedEvidence::evidence).collect(),
            fixes: Vec::new(),
        })
    }
}

impl SavedEvidence {
    fn new(evidence: &Evidence) -> Self {
        let finding = match &evidence.finding {
            Finding::Entry { kind, permissions, owner, group, link_target } => SavedFinding::Entry {
                kind: names::entry_kind_word(*kind).to_owned(),
                permissions: permissions.map(Permissions::mode),
                owner_id: owner.id,
                owner: owner.name.clone(),
                group_id: group.id,
                group: group.name.clone(),
                link: link_target.as_ref().map(|target| Bytes::new(target, 4096)),
            },
            Finding::LeadsTo(kind) => SavedFinding::LeadsTo(names::entry_kind_word(*kind).to_owned()),
            Finding::Space(space) => SavedFinding::Space(SavedSpace {
                total: space.total.0,
                available: space.available.0,
                available_files: space.available_files,
                read_only: space.read_only,
                name_max: space.name_max,
                file_system_id: space.file_system_id,
            }),
            Finding::Holds(count) => SavedFinding::Holds(*count),
            Finding::Failed(kind) => SavedFinding::Failed(SavedKind::new(kind)),
            Finding::Silent => SavedFinding::Silent,
            Finding::Data(tried) => SavedFinding::Data(SavedTry::new(tried)),
            Finding::SameAs => SavedFinding::SameAs,
            Finding::User { name, id, sure } => SavedFinding::User { name: name.clone(), id: *id, sure: *sure },
        };
        Self { about: evidence.about.as_ref().map(SavedPlace::new), finding }
    }

    fn evidence(&self) -> Option<Evidence> {
        let finding = match &self.finding {
            SavedFinding::Entry { kind, permissions, owner_id, owner, group_id, group, link } => Finding::Entry {
                kind: names::entry_kind(kind)?,
                permissions: permissions.map(Permissions::from_mode),
                owner: Owner { id: *owner_id, name: owner.clone() },
                group: Owner { id: *group_id, name: group.clone() },
                link_target: link.as_ref().map(Bytes::bytes),
            },
            SavedFinding::LeadsTo(kind) => Finding::LeadsTo(names::entry_kind(kind)?),
            SavedFinding::Space(space) => Finding::Space(Space {
                total: ByteSize(space.total),
                available: ByteSize(space.available),
                available_files: space.available_files,
                read_only: space.read_only,
                name_max: space.name_max,
                file_system_id: space.file_system_id,
            }),
            SavedFinding::Holds(count) => Finding::Holds(*count),
            SavedFinding::Failed(kind) => Finding::Failed(kind.kind()?),
            SavedFinding::Silent => Finding::Silent,
            SavedFinding::Data(tried) => Finding::Data(tried.data_try()?),
            SavedFinding::SameAs => Finding::SameAs,
            SavedFinding::User { name, id, sure } => Finding::User { name: name.clone(), id: *id, sure: *sure },
        };
        Some(Evidence { about: self.about.as_ref().and_then(SavedPlace::place), finding })
    }
}
