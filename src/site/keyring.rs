//! The system's own store of secrets: Secret Service, Keychain, Credential Manager. Blocks, perhaps until a person has
//! unlocked it: not for the thread of a window.

use super::secret_name::SecretName;
use crate::model::SecretString;
use keyring_core::{CredentialStore, Entry, Error as Fault};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize;

/// Under which name all secrets of the program stand there.
const SERVICE: &str = "Catamaran";

/// Why the system's store gave or took nothing. The texts are the system's own words and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyringFault {
    /// There is none: no session bus, nobody who serves secrets.
    Missing(String),
    /// It is locked, and was not unlocked.
    Locked(String),
    /// It did not answer in time.
    TimedOut,
    /// It refused, or what it holds is no text.
    Refused(String),
}

type Opener = fn() -> keyring_core::Result<Arc<CredentialStore>>;

/// The store, opened when it is first needed, and anew after a failure: one that is started later is found.
pub struct Keyring {
    open: Option<Opener>,
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// That of this system.
    #[must_use]
    pub fn system() -> Self {
        Self { open: Some(system_store), store: Mutex::default() }
    }

    /// One that is never there.
    #[must_use]
    pub fn none() -> Self {
        Self { open: None, store: Mutex::default() }
    }

    /// This store, for tests.
    #[must_use]
    pub fn of(store: Arc<CredentialStore>) -> Self {
        Self { open: None, store: Mutex::new(Some(store)) }
    }

    /// Looks a secret up; `None`: there is none of that name.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn get(&self, name: &SecretName) -> Result<Option<SecretString>, KeyringFault> {
        match self.with(name, Entry::get_password) {
            Ok(secret) => Ok(Some(SecretString::new(secret))),
            Err(Fault::NoEntry) => Ok(None),
            Err(fault) => Err(self.failed(fault)),
        }
    }

    /// Keeps a secret in place of an older one.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), KeyringFault> {
        self.with(name, |entry| entry.set_password(secret.expose())).map_err(|fault| self.failed(fault))
    }

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn remove(&self, name: &SecretName) -> Result<(), KeyringFault> {
        match self.with(name, Entry::delete_credential) {
            Ok(()) | Err(Fault::NoEntry) => Ok(()),
            Err(fault) => Err(self.failed(fault)),
        }
    }

    fn with<T>(
        &self,
        name: &SecretName,
        work: impl FnOnce(&Entry) -> keyring_core::Result<T>,
    ) -> keyring_core::Result<T> {
        let store = self.store()?;
        let label = format!("{SERVICE}: {}", name.line());
        // Only the Secret Service shows a label of its own; others show service and name.
        let labels = HashMap::from([("label", label.as_str())]);
        let labels = cfg!(any(target_os = "linux", target_os = "freebsd")).then_some(&labels);
        let labels = labels.filter(|_| self.open.is_some());
        work(&store.build(SERVICE, &name.line(), labels)?)
    }

    fn store(&self) -> keyring_core::Result<Arc<CredentialStore>> {
        let mut kept = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &*kept {
            return Ok(Arc::clone(store));
        }
        let store = self.open.ok_or(Fault::NoDefaultStore)?()?;
        *kept = Some(Arc::clone(&store));
        Ok(store)
    }

    /// What a fault means. The bytes that some faults carry are the secret: they are wiped.
    fn failed(&self, fault: Fault) -> KeyringFault {
        match fault {
            Fault::NoStorageAccess(words) => KeyringFault::Locked(words.to_string()),
            Fault::NoDefaultStore => KeyringFault::Missing(String::new()),
            Fault::PlatformFailure(words) => {
                // The connection to it may be gone; the next call makes a new one.
                if self.open.is_some() {
                    *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
                }
                KeyringFault::Missing(words.to_string())
            }
            Fault::BadEncoding(mut bytes) | Fault::BadDataFormat(mut bytes, _) => {
                bytes.zeroize();
                KeyringFault::Refused(String::new())
            }
            Fault::TooLong(what, most) => KeyringFault::Refused(format!("{what} > {most}")),
            Fault::Invalid(what, why) => KeyringFault::Refused(format!("{what}: {why}")),
            Fault::NotSupportedByStore(why) | Fault::BadStoreFormat(why) => KeyringFault::Refused(why),
            _ => KeyringFault::Refused(String::new()),
        }
    }
}

#[cfg(any(target_os = "linux", target_os = "freebsd"))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    zbus_secret_service_keyring_store::Store::new().map(|store| store as Arc<CredentialStore>)
}

#[cfg(target_os = "macos")]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    apple_native_keyring_store::keychain::Store::new().map(|store| store as Arc<CredentialStore>)
}

#[cfg(windows)]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    windows_native_keyring_store::Store::new().map(|store| store as Arc<CredentialStore>)
}

#[cfg(not(any(target_os = "linux", target_os = "freebsd", target_os = "macos", windows)))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Fault::NoDefaultStore)
}
