//! Why a secret was not kept, not found, or not forgotten: a value, of which `text` makes words.

use super::failure::Error;

/// What stood in the way of a secret. The texts are the system's own words and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretFault {
    /// The system has no keyring, or nobody serves it; its words, empty where it has none.
    NoKeyring(String),
    /// The keyring is locked and was not unlocked; its words.
    KeyringLocked(String),
    /// The keyring did not answer in time.
    KeyringSilent,
    /// The keyring refused; its words, empty where it has none.
    KeyringRefused(String),
    /// There is no place for a vault either.
    NoVault,
    /// The master password of the vault is another one.
    WrongMaster,
    /// The file of the vault is damaged, or none.
    VaultBroken,
    /// A newer version of the program wrote the vault.
    VaultNewer,
    /// Another window gave the vault another master password.
    VaultChanged,
    /// The file of the vault cannot be read or written.
    VaultFile(Box<Error>),
    /// The system gives no random numbers or not enough memory; its words.
    System(String),
}
