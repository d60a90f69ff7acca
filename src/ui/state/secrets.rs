//! Kept secrets, as the window knows them. Pure.

use crate::engine::SecretsReport;
use crate::error::SecretFault;
use crate::model::SecretString;
use crate::site::{KeptInVault, SecretName, SecretPlace};

/// What the manager of kept secrets shows.
#[derive(Clone, Default, PartialEq)]
pub struct SecretsState {
    /// What is kept, and what was done last; `None` until it was told.
    pub report: Option<SecretsReport>,
    /// Whether the engine is at work on it.
    pub busy: bool,
    /// The chosen row, from 0.
    pub chosen: usize,
}

impl SecretsState {
    /// Everything that is kept, as far as it can be seen: the system's store first.
    #[must_use]
    pub fn rows(&self) -> Vec<(SecretPlace, &SecretName)> {
        let Some(kept) = self.report.as_ref().and_then(|report| report.kept.as_deref()) else { return Vec::new() };
        let keyring = kept.keyring.iter().flatten().map(|name| (SecretPlace::Keyring, name));
        let vault: &[SecretName] = match &kept.vault {
            KeptInVault::Open(names) => names,
            KeptInVault::None | KeptInVault::Locked | KeptInVault::Unreadable(_) => &[],
        };
        keyring.chain(vault.iter().map(|name| (SecretPlace::Vault, name))).collect()
    }

    /// The vault as it was told; `None` until then.
    #[must_use]
    pub fn vault(&self) -> Option<&KeptInVault> {
        Some(&self.report.as_ref()?.kept.as_deref()?.vault)
    }
}

/// What the master password is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MasterPurpose {
    /// To open the vault.
    Open,
    /// To give it another one.
    Change,
}

/// A master password being typed.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterDraft {
    /// What for.
    pub purpose: MasterPurpose,
    /// The one that holds; for a change the new one twice behind it.
    pub secrets: Vec<SecretString>,
    /// Whether they are shown.
    pub reveal: bool,
    /// Whether the engine is at work on it.
    pub busy: bool,
    /// Why it did not work.
    pub fault: Option<SecretFault>,
}

impl MasterDraft {
    /// An empty one.
    #[must_use]
    pub fn new(purpose: MasterPurpose) -> Self {
        let fields = if purpose == MasterPurpose::Open { 1 } else { 3 };
        let secrets = (0..fields).map(|_| SecretString::new(String::new())).collect();
        Self { purpose, secrets, reveal: false, busy: false, fault: None }
    }

    /// Whether the new one was typed the same twice.
    #[must_use]
    pub fn same_twice(&self) -> bool {
        !matches!(self.secrets.as_slice(), [_, new, again] if new != again)
    }

    /// Whether it can be carried out.
    #[must_use]
    pub fn ready(&self) -> bool {
        !self.busy && self.same_twice() && self.secrets.iter().all(|secret| !secret.is_empty())
    }
}

/// Something with kept secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretsAction {
    /// Show what is kept where.
    Open,
    /// Choose a row, from 0.
    Choose(usize),
    /// Ask whether to forget the chosen one.
    Forget,
    /// Ask whether to forget all that are shown.
    ForgetAll,
    /// Ask for the master password.
    Master(MasterPurpose),
}
