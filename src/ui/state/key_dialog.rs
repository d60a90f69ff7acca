//! What stands in the dialogs about keys. Pure.

use crate::engine::{MadeKey, NewKeyKind};
use crate::error::Error;
use crate::model::{OperationId, SecretString};
use crate::remote::InstalledKey;
use std::sync::Arc;

/// A new key as far as it is described.
#[derive(Clone, PartialEq, Eq)]
pub struct NewKeyDraft {
    /// Its kind.
    pub kind: NewKeyKind,
    /// The file of the private half, as typed; may begin with `~`.
    pub path: String,
    /// The comment.
    pub comment: String,
    /// The passphrase; empty: none.
    pub passphrase: SecretString,
    /// The same once more.
    pub again: SecretString,
    /// Whether the passphrase can be read while it is typed.
    pub reveal: bool,
    /// The command that makes it, while that runs.
    pub running: Option<OperationId>,
    /// What was made.
    pub made: Option<MadeKey>,
    /// Why it was not made.
    pub error: Option<Arc<Error>>,
}

impl Default for NewKeyDraft {
    fn default() -> Self {
        let nothing = || SecretString::new(String::new());
        Self {
            kind: NewKeyKind::default(),
            path: "~/.ssh/id_ed25519".to_owned(),
            comment: String::new(),
            passphrase: nothing(),
            again: nothing(),
            reveal: false,
            running: None,
            made: None,
            error: None,
        }
    }
}

impl NewKeyDraft {
    /// Whether it can be made as it is described.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.running.is_none() && !self.path.trim().is_empty() && self.passphrase == self.again
    }
}

/// A key that is to be installed.
#[derive(Clone, PartialEq, Eq)]
pub struct InstallKeyDraft {
    /// The file of the public half, as typed; may begin with `~`.
    pub path: String,
    /// The command that installs it, while that runs.
    pub running: Option<OperationId>,
    /// What came of it.
    pub installed: Option<InstalledKey>,
    /// Why it was not installed.
    pub error: Option<Arc<Error>>,
}

impl Default for InstallKeyDraft {
    fn default() -> Self {
        Self { path: "~/.ssh/id_ed25519.pub".to_owned(), running: None, installed: None, error: None }
    }
}
