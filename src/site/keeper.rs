//! Where secrets are kept: in the system's store, else in a vault, else nowhere. Never in clear. Blocks: not for the
//! thread of a window.

use super::keyring::{Keyring, KeyringFault};
use super::secret_name::SecretName;
use super::vault::{OpenVault, Vault, VaultFault};
use crate::error::SecretFault;
use crate::model::SecretString;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretPlace {
    /// In the system's own store.
    Keyring,
    /// In the vault of this program.
    Vault,
}

/// What was found of a name.
#[derive(Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there.
    Secret(SecretString, SecretPlace),
    /// There is none.
    Nothing,
    /// The system has no store; the vault may have it, and needs its master password.
    VaultLocked(KeyringFault),
}

/// Why a secret was not kept.
#[derive(Debug)]
pub enum NotKept {
    /// The system's store did not take it, and the vault is not open.
    NoPlace {
        /// Why the system's store did not.
        why: KeyringFault,
        /// Whether there is a vault that can be opened; else one can be made.
        vault: bool,
    },
    /// The vault did not take it.
    Vault(VaultFault),
}

impl From<&NotKept> for SecretFault {
    fn from(fault: &NotKept) -> Self {
        match fault {
            NotKept::NoPlace { why, .. } => why.into(),
            NotKept::Vault(fault) => fault.into(),
        }
    }
}

/// Where a secret that is given now would be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the system's own store.
    Keyring,
    /// In the vault.
    Vault {
        /// Whether there is one already.
        exists: bool,
        /// Why not in the system's store.
        why: KeyringFault,
    },
    /// Nowhere: neither can be used; why not the system's store.
    Nowhere(KeyringFault),
    /// Nowhere, for nothing is to be kept.
    Unwanted,
}

/// What is kept, as far as it can be told without a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What the system's store has.
    pub keyring: Result<Vec<SecretName>, KeyringFault>,
    /// What the vault has.
    pub vault: KeptInVault,
}

/// What the vault has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptInVault {
    /// There is no vault.
    None,
    /// Its master password was not given.
    Locked,
    /// This.
    Open(Vec<SecretName>),
    /// It cannot be read.
    Unreadable(SecretFault),
}

/// The places.
#[derive(Debug)]
pub struct SecretKeeper {
    keyring: Keyring,
    vault: Vault,
    open: Mutex<Option<OpenVault>>,
}

impl SecretKeeper {
    /// These two.
    #[must_use]
    pub fn new(keyring: Keyring, vault: Vault) -> Self {
        Self { keyring, vault, open: Mutex::default() }
    }

    fn open(&self) -> MutexGuard<'_, Option<OpenVault>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks a secret up.
    ///
    /// # Errors
    /// When the open vault cannot be read.
    pub fn find(&self, name: &SecretName) -> Result<Found, VaultFault> {
        let fault = match self.keyring.get(name) {
            Ok(Some(secret)) => return Ok(Found::Secret(secret, SecretPlace::Keyring)),
            Ok(None) => None,
            Err(fault) => Some(fault),
        };
        let mut open = self.open();
        if let Some(vault) = &*open {
            match vault.get(name) {
                // Another window gave it another master password: it must be given anew.
                Err(VaultFault::Changed) => *open = None,
                found => {
                    return Ok(found?.map_or(Found::Nothing, |secret| Found::Secret(secret, SecretPlace::Vault)));
                }
            }
        }
        match fault {
            Some(fault) if self.vault.exists() => Ok(Found::VaultLocked(fault)),
            _ => Ok(Found::Nothing),
        }
    }

    /// Where a secret that is given now would be kept.
    pub fn home(&self) -> Home {
        match self.keyring.state() {
            Ok(()) => Home::Keyring,
            Err(why) if self.vault.is_possible() => Home::Vault { exists: self.vault.exists(), why },
            Err(why) => Home::Nowhere(why),
        }
    }

    /// What is kept where.
    pub fn kept(&self) -> Kept {
        let vault = match &*self.open() {
            _ if !self.vault.exists() => KeptInVault::None,
            None => KeptInVault::Locked,
            Some(vault) => match vault.names() {
                Ok(names) => KeptInVault::Open(names),
                Err(VaultFault::Changed) => KeptInVault::Locked,
                Err(fault) => KeptInVault::Unreadable((&fault).into()),
            },
        };
        Kept { keyring: self.keyring.names(), vault }
    }

    /// Keeps a secret, in the system's store where that takes it, else in the vault where that is open.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn keep(&self, name: &SecretName, secret: &SecretString) -> Result<SecretPlace, NotKept> {
        let Err(why) = self.keyring.set(name, secret) else { return Ok(SecretPlace::Keyring) };
        let mut open = self.open();
        match open.as_ref().map(|vault| vault.set(name, Some(secret))) {
            Some(Ok(_older)) => return Ok(SecretPlace::Vault),
            Some(Err(VaultFault::Changed)) => *open = None,
            Some(Err(fault)) => return Err(NotKept::Vault(fault)),
            None => {}
        }
        Err(NotKept::NoPlace { why, vault: self.vault.exists() })
    }

    /// Forgets a secret wherever it is; whether it was anywhere. A vault that is not open is not looked into.
    ///
    /// # Errors
    /// When a place keeps it, or cannot be asked whether it does: a system's store that does not answer counts only where the
    /// vault did not have it, for a secret is kept in one of the two.
    pub fn forget(&self, name: &SecretName) -> Result<bool, NotKept> {
        let mut open = self.open();
        let in_vault = match open.as_ref().map(|vault| vault.set(name, None)) {
            None => false,
            Some(Ok(had)) => had,
            Some(Err(fault)) => {
                if matches!(fault, VaultFault::Changed) {
                    *open = None;
                }
                return Err(NotKept::Vault(fault));
            }
        };
        drop(open);
        match self.keyring.remove(name) {
            Ok(had) => Ok(had || in_vault),
            Err(KeyringFault::Missing(_)) => Ok(in_vault),
            Err(KeyringFault::Locked(_) | KeyringFault::TimedOut) if in_vault => Ok(true),
            Err(why) => Err(NotKept::NoPlace { why, vault: self.vault.exists() }),
        }
    }

    /// Opens the vault, or makes it where there is none.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn open_vault(&self, master: &SecretString) -> Result<(), VaultFault> {
        let opened = if self.vault.exists() { self.vault.open(master) } else { self.vault.create(master) };
        *self.open() = Some(opened?);
        Ok(())
    }

    /// Gives the vault another master password; `old` must be the one that holds.
    ///
    /// # Errors
    /// [`VaultFault`].
    pub fn change_master(&self, old: &SecretString, new: &SecretString) -> Result<(), VaultFault> {
        let mut vault = self.vault.open(old)?;
        vault.change_master(new)?;
        *self.open() = Some(vault);
        Ok(())
    }
}
