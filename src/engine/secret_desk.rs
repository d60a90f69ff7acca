//! Where secrets are kept, for the engine's tasks: every call runs on a thread of its own and has a time limit, for a
//! system's store may wait for a person.

use crate::model::SecretString;
use crate::site::{Found, KeyringFault, NotKept, SecretKeeper, SecretName, SecretPlace, VaultFault};
use std::sync::Arc;
use std::time::Duration;

/// How long all of it may take. The keyring has a shorter limit of its own; this one is for files on hanging disks.
const LIMIT: Duration = Duration::from_mins(2);

/// The keeper, asked from tasks.
#[derive(Clone, Debug)]
pub(super) struct SecretDesk(pub(super) Arc<SecretKeeper>);

impl SecretDesk {
    /// Does something with the keeper; `None`: it took too long.
    pub(super) async fn within<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SecretKeeper) -> T + Send + 'static,
    ) -> Option<T> {
        let keeper = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || work(&keeper));
        tokio::time::timeout(LIMIT, task).await.ok()?.ok()
    }

    /// Looks a secret up.
    ///
    /// # Errors
    /// `Err(None)`: it took too long.
    pub(super) async fn find(&self, name: &SecretName) -> Result<Found, Option<VaultFault>> {
        let name = name.clone();
        self.within(move |keeper| keeper.find(&name)).await.map_or(Err(None), |found| found.map_err(Some))
    }

    /// Keeps a secret.
    ///
    /// # Errors
    /// [`NotKept`].
    pub(super) async fn keep(&self, name: &SecretName, secret: &SecretString) -> Result<SecretPlace, NotKept> {
        let (name, secret) = (name.clone(), secret.clone());
        let kept = self.within(move |keeper| keeper.keep(&name, &secret)).await;
        kept.unwrap_or(Err(NotKept::NoPlace { why: KeyringFault::TimedOut, vault: false }))
    }

    /// Forgets a secret; `false`: there was none of that name. What cannot be reached keeps it.
    pub(super) async fn forget(&self, name: &SecretName) -> Result<bool, NotKept> {
        let name = name.clone();
        let done = self.within(move |keeper| keeper.forget(&name)).await;
        done.unwrap_or(Err(NotKept::NoPlace { why: KeyringFault::TimedOut, vault: false }))
    }

    /// Opens the vault, or makes it. `None`: it took too long.
    pub(super) async fn open_vault(&self, master: SecretString) -> Option<Result<(), VaultFault>> {
        self.within(move |keeper| keeper.open_vault(&master)).await
    }
}
