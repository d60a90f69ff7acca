//! The system's own store of secrets: Secret Service, Keychain, Credential Manager. Blocks, perhaps until a person has
//! unlocked it: not for the thread of a window.

use super::secret_name::{SecretKind, SecretName};
use crate::error::SecretFault;
use crate::model::SecretString;
use keyring_core::{CredentialStore, Entry, Error as Fault};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;
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

impl From<&KeyringFault> for SecretFault {
    fn from(fault: &KeyringFault) -> Self {
        match fault {
            KeyringFault::Missing(words) => Self::NoKeyring(words.clone()),
            KeyringFault::Locked(words) => Self::KeyringLocked(words.clone()),
            KeyringFault::TimedOut => Self::KeyringSilent,
            KeyringFault::Refused(words) => Self::KeyringRefused(words.clone()),
        }
    }
}

type Opener = fn() -> keyring_core::Result<Arc<CredentialStore>>;

/// How long the store may take: a person may have to unlock it first.
const LIMIT: Duration = Duration::from_secs(40);
/// How long it may take after it did not answer once; until it does, nobody waits for it for long again.
const SHORT: Duration = Duration::from_secs(2);

/// The store, opened when it is first needed, and anew after a failure: one that is started later is found.
pub struct Keyring {
    shared: Arc<Shared>,
    limit: Duration,
}

struct Shared {
    open: Option<Opener>,
    store: Mutex<Option<Arc<CredentialStore>>>,
    /// How the last call went; `None` before the first one.
    last: Mutex<Option<Result<(), KeyringFault>>>,
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
        Self::with_store(Some(system_store), None)
    }

    /// One that is never there.
    #[must_use]
    pub fn none() -> Self {
        Self::with_store(None, None)
    }

    /// This store, for tests.
    #[must_use]
    pub fn of(store: Arc<CredentialStore>) -> Self {
        Self::with_store(None, Some(store))
    }

    fn with_store(open: Option<Opener>, store: Option<Arc<CredentialStore>>) -> Self {
        let shared = Shared { open, store: Mutex::new(store), last: Mutex::default() };
        Self { shared: Arc::new(shared), limit: LIMIT }
    }

    /// The same with another time limit for each call.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Looks a secret up; `None`: there is none of that name.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn get(&self, name: &SecretName) -> Result<Option<SecretString>, KeyringFault> {
        self.entry(name, |entry| entry.get_password().map(SecretString::new))
    }

    /// Keeps a secret in place of an older one.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), KeyringFault> {
        let secret = secret.clone();
        self.entry(name, move |entry| entry.set_password(secret.expose())).map(|_| ())
    }

    /// Forgets a secret; `false`: there was none of that name.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn remove(&self, name: &SecretName) -> Result<bool, KeyringFault> {
        self.entry(name, Entry::delete_credential).map(|removed| removed.is_some())
    }

    /// The names of all secrets that this program keeps there, in order.
    ///
    /// # Errors
    /// [`KeyringFault`]; `Refused` where the system's store cannot list what it holds.
    pub fn names(&self) -> Result<Vec<SecretName>, KeyringFault> {
        let found = self.call(|store| {
            let found = store.search(&HashMap::from([("service", SERVICE)]))?;
            Ok(found.iter().filter_map(Entry::get_specifiers).map(|(_, name)| name).collect::<Vec<_>>())
        })?;
        let mut names: Vec<SecretName> = found.iter().flatten().filter_map(|line| SecretName::parse(line)).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Whether it can be used; asks it where nothing was asked of it yet.
    ///
    /// # Errors
    /// [`KeyringFault`].
    pub fn state(&self) -> Result<(), KeyringFault> {
        if let Some(last) = self.shared.last().clone() {
            return last;
        }
        let nothing = SecretName { kind: SecretKind::Password, of: String::new() };
        self.get(&nothing).map(|_| ())
    }

    fn entry<T: Send + 'static>(
        &self,
        name: &SecretName,
        work: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, KeyringFault> {
        let name = name.line();
        let labelled = self.shared.open.is_some() && cfg!(any(target_os = "linux", target_os = "freebsd"));
        self.call(move |store| {
            let label = format!("{SERVICE}: {name}");
            // Only the Secret Service shows a label of its own; others show service and name.
            let labels = HashMap::from([("label", label.as_str())]);
            work(&store.build(SERVICE, &name, labelled.then_some(&labels))?)
        })
    }

    /// Does something with the store on a thread of its own, for no call of it has an end of its own: a prompt may stay open,
    /// a service may hang. `None`: there is no such entry.
    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&CredentialStore) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, KeyringFault> {
        let silent = matches!(&*self.shared.last(), Some(Err(KeyringFault::TimedOut)));
        let limit = if silent { SHORT.min(self.limit) } else { self.limit };
        let shared = Arc::clone(&self.shared);
        let (tell, told) = mpsc::channel();
        let thread = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let done = match shared.store().and_then(|store| work(&*store)) {
                Ok(done) => Ok(Some(done)),
                Err(Fault::NoEntry) => Ok(None),
                Err(fault) => Err(shared.failed(fault)),
            };
            // Nobody waits any more where it took too long.
            let _late = tell.send(done);
        });
        let done = match thread {
            Ok(_) => told.recv_timeout(limit).unwrap_or_else(|_| {
                // The connection hangs; whoever comes next makes a new one.
                self.shared.forget_store();
                Err(KeyringFault::TimedOut)
            }),
            Err(fault) => Err(KeyringFault::Refused(fault.to_string())),
        };
        *self.shared.last() = Some(done.as_ref().map(|_| ()).map_err(Clone::clone));
        done
    }
}

impl Shared {
    fn last(&self) -> MutexGuard<'_, Option<Result<(), KeyringFault>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store; no lock is held while it is opened, for that may hang.
    fn store(&self) -> keyring_core::Result<Arc<CredentialStore>> {
        if let Some(store) = &*self.kept() {
            return Ok(Arc::clone(store));
        }
        let store = self.open.ok_or(Fault::NoDefaultStore)?()?;
        *self.kept() = Some(Arc::clone(&store));
        Ok(store)
    }

    /// The connection to it may be gone; the next call makes a new one.
    fn forget_store(&self) {
        if self.open.is_some() {
            *self.kept() = None;
        }
    }

    /// What a fault means. The bytes that some faults carry are the secret: they are wiped.
    fn failed(&self, fault: Fault) -> KeyringFault {
        match fault {
            Fault::NoStorageAccess(words) => KeyringFault::Locked(words.to_string()),
            Fault::NoDefaultStore => KeyringFault::Missing(String::new()),
            Fault::PlatformFailure(words) => {
                self.forget_store();
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
