//! Sites to be written to a file for somebody else, as the window knows it. Pure.

use crate::error::Error;
use crate::model::SecretString;
use crate::site::NodeId;
use std::sync::Arc;

/// How far writing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ExportStage {
    /// It is being thought about.
    #[default]
    Asking,
    /// It is being written.
    Writing,
    /// It is written.
    Done {
        /// The file, for eyes.
        file: String,
        /// How many sites.
        sites: usize,
        /// How many passwords and the like.
        secrets: usize,
    },
    /// It could not be written.
    Failed(Arc<Error>),
}

/// What is to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportDraft {
    /// The chosen entries with what is in them; `None`: all.
    pub ids: Option<Vec<NodeId>>,
    /// Whether it is sealed with a passphrase.
    pub sealed: bool,
    /// Whether passwords and the like go along, sealed.
    pub passwords: bool,
    /// The passphrase, twice.
    pub passphrase: [SecretString; 2],
    /// Whether it is shown.
    pub reveal: bool,
    /// How far it is.
    pub stage: ExportStage,
}

impl ExportDraft {
    /// Of these entries; `None`: all.
    #[must_use]
    pub fn new(ids: Option<Vec<NodeId>>) -> Self {
        let nothing = || SecretString::new(String::new());
        Self {
            ids,
            sealed: false,
            passwords: false,
            passphrase: [nothing(), nothing()],
            reveal: false,
            stage: ExportStage::Asking,
        }
    }

    /// Whether it can be written.
    #[must_use]
    pub fn ready(&self) -> bool {
        let [typed, again] = &self.passphrase;
        self.stage != ExportStage::Writing && (!self.sealed || (!typed.is_empty() && typed == again))
    }

    /// The name that is offered for the file.
    #[must_use]
    pub fn file_name(&self) -> &'static str {
        if self.sealed { "catamaran-sites.sealed.json" } else { "catamaran-sites.json" }
    }
}
