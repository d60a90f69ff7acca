//! Where secrets are kept: in the system's store, else in a vault, else nowhere. Never in clear. Blocks: not for the
//! thread of a window.

use super::keyring::{Keyring, KeyringFault};
use super::secret_name::SecretName;
use super::vault::{OpenVault, Vault, VaultFault};
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
        if let Some(vault) = &*self.open() {
            let found = vault.get(name)?;
            return Ok(found.map_or(Found::Nothing, |secret| Found::Secret(secret, SecretPlace::Vault)));
        }
        match fault {
            Some(fault) if self.vault.exists() => Ok(Found::VaultLocked(fault)),
            _ => Ok(Found::Nothing),
        }
    }

    /// Keeps a secret, in the system's store where that takes it, else in the vault where that is open.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn keep(&self, name: &SecretName, secret: &SecretString) -> Result<SecretPlace, NotKept> {
        let Err(why) = self.keyring.set(name, secret) else { return Ok(SecretPlace::Keyring) };
        match &*self.open() {
            Some(vault) => vault.set(name, Some(secret)).map(|()| SecretPlace::Vault).map_err(NotKept::Vault),
            None => Err(NotKept::NoPlace { why, vault: self.vault.exists() }),
        }
    }

    /// Forgets a secret wherever it is.
    ///
    /// # Errors
    /// When one of the places that can be reached keeps it all the same.
    pub fn forget(&self, name: &SecretName) -> Result<(), NotKept> {
        if let Some(vault) = &*self.open() {
            vault.set(name, None).map_err(NotKept::Vault)?;
        }
        match self.keyring.remove(name) {
            Ok(()) | Err(KeyringFault::Missing(_)) => Ok(()),
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
