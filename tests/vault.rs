//! The vault, and the two places together.

#![allow(clippy::unwrap_used, clippy::string_slice, clippy::indexing_slicing, reason = "tests")]

use catamaran::cli::{Exit, SecretsVerb, secrets};
use catamaran::model::SecretString;
use catamaran::site::{Found, Keyring, NotKept, SecretKeeper, SecretKind, SecretName, SecretPlace, Vault, VaultFault};
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::fs;
use std::sync::Arc;

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

fn name(of: &str) -> SecretName {
    SecretName { kind: SecretKind::Password, of: of.to_owned() }
}

fn text(found: Option<SecretString>) -> Option<String> {
    found.map(|secret| secret.expose().to_owned())
}

#[test]
fn a_vault_opens_with_its_master_password_alone_and_shows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/vault.json");
    let vault = Vault::at(&file);
    assert!(!vault.exists());
    let open = vault.create(&secret("master")).unwrap();
    open.set(&name("sftp://ada@h"), Some(&secret("canary-7f3a"))).unwrap();
    let content = fs::read_to_string(&file).unwrap();
    assert!(!content.contains("canary") && !content.contains("ada"), "{content}");
    assert!(matches!(vault.open(&secret("Master")), Err(VaultFault::WrongPassword)));
    let again = vault.open(&secret("master")).unwrap();
    assert_eq!(text(again.get(&name("sftp://ada@h")).unwrap()), Some("canary-7f3a".to_owned()));
    assert_eq!(text(again.get(&name("sftp://bob@h")).unwrap()), None);
    again.set(&name("sftp://ada@h"), None).unwrap();
    assert_eq!(text(open.get(&name("sftp://ada@h")).unwrap()), None);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "others cannot read it");
    }
}

#[test]
fn another_master_password_shuts_out_the_old_one_and_other_windows() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::at(folder.path().join("vault.json"));
    let other = vault.create(&secret("old")).unwrap();
    let mut open = vault.open(&secret("old")).unwrap();
    open.set(&name("a"), Some(&secret("1"))).unwrap();
    open.change_master(&secret("new")).unwrap();
    assert!(matches!(vault.open(&secret("old")), Err(VaultFault::WrongPassword)));
    assert!(matches!(other.set(&name("b"), Some(&secret("2"))), Err(VaultFault::Changed)));
    assert_eq!(text(vault.open(&secret("new")).unwrap().get(&name("a")).unwrap()), Some("1".to_owned()));
}

#[test]
fn changed_broken_and_newer_vaults_are_told_apart_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.json");
    let vault = Vault::at(&file);
    vault.create(&secret("m")).unwrap().set(&name("a"), Some(&secret("1"))).unwrap();
    let good = fs::read_to_string(&file).unwrap();
    let opened = |content: String| {
        fs::write(&file, &content).unwrap();
        let fault = vault.open(&secret("m")).err();
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
        fault
    };
    assert!(matches!(opened(good.replace("\"passes\":3", "\"passes\":4")), Some(VaultFault::WrongPassword)));
    // A forged file cannot take all memory.
    assert!(matches!(opened(good.replace("65536", "4000000000")), Some(VaultFault::Broken)));
    assert!(matches!(opened(good.replace("_vault\":1", "_vault\":2")), Some(VaultFault::Newer)));
    assert!(matches!(opened(good[..good.len() / 2].to_owned()), Some(VaultFault::Broken)));
    assert!(matches!(opened(String::new()), Some(VaultFault::Broken)));
    assert!(opened(good).is_none());
}

#[test]
fn the_keyring_comes_first_and_the_vault_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::at(folder.path().join("vault.json"));
    let with = SecretKeeper::new(Keyring::of(keyring_core::mock::Store::new().unwrap()), vault.clone());
    let a = name("sftp://ada@h");
    assert!(with.find(&a).unwrap() == Found::Nothing);
    assert_eq!(with.keep(&a, &secret("1")).unwrap(), SecretPlace::Keyring);
    assert!(with.find(&a).unwrap() == Found::Secret(secret("1"), SecretPlace::Keyring));
    assert!(!vault.exists());

    let without = SecretKeeper::new(Keyring::none(), vault.clone());
    assert!(matches!(without.keep(&a, &secret("2")), Err(NotKept::NoPlace { vault: false, .. })));
    without.open_vault(&secret("master")).unwrap();
    assert_eq!(without.keep(&a, &secret("2")).unwrap(), SecretPlace::Vault);
    assert!(without.find(&a).unwrap() == Found::Secret(secret("2"), SecretPlace::Vault));

    // The next run has to give the master password.
    let later = SecretKeeper::new(Keyring::none(), vault.clone());
    assert!(matches!(later.find(&a).unwrap(), Found::VaultLocked(_)));
    assert!(matches!(later.keep(&a, &secret("3")), Err(NotKept::NoPlace { vault: true, .. })));
    assert!(matches!(later.open_vault(&secret("wrong")), Err(VaultFault::WrongPassword)));
    later.change_master(&secret("master"), &secret("other")).unwrap();
    assert!(later.find(&a).unwrap() == Found::Secret(secret("2"), SecretPlace::Vault));
    assert!(later.forget(&a).unwrap());
    assert!(later.find(&a).unwrap() == Found::Nothing);
}

/// A vault in this folder that holds this, shut.
fn shut_vault(folder: &std::path::Path, held: &SecretName) -> Vault {
    let vault = Vault::at(folder.join("vault.json"));
    vault.create(&secret("master")).unwrap().set(held, Some(&secret("1"))).unwrap();
    vault
}

#[test]
fn forgetting_an_unknown_name_was_told_as_done() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (name("sftp://ada@h"), name("sftp://bob@h"));
    let keyring = Keyring::of(keyring_core::mock::Store::new().unwrap());
    let keeper = SecretKeeper::new(keyring, Vault::at(folder.path().join("vault.json")));
    keeper.keep(&a, &secret("1")).unwrap();
    assert!(!keeper.forget(&b).unwrap());
    assert_eq!(secrets(&SecretsVerb::Forget(vec![b.clone()]), &keeper), Exit::Local);
    assert_eq!(secrets(&SecretsVerb::Forget(vec![a.clone()]), &keeper), Exit::Ok);
    assert!(!keeper.forget(&a).unwrap(), "it is gone");
    keeper.open_vault(&secret("master")).unwrap();
    assert!(!keeper.forget(&b).unwrap());
}

#[test]
fn a_locked_vault_was_not_looked_into_where_the_keyring_works() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (name("sftp://ada@h"), name("sftp://bob@h"));
    let vault = shut_vault(folder.path(), &a);
    let keeper = SecretKeeper::new(Keyring::of(keyring_core::mock::Store::new().unwrap()), vault.clone());
    keeper.keep(&b, &secret("2")).unwrap();
    // Nobody can be asked for the master password here: what is in the keyring goes, and the end tells of the vault.
    assert_eq!(secrets(&SecretsVerb::Forget(vec![a.clone(), b.clone()]), &keeper), Exit::Local);
    assert!(keeper.find(&b).unwrap() == Found::Nothing);
    keeper.open_vault(&secret("master")).unwrap();
    assert!(keeper.find(&a).unwrap() == Found::Secret(secret("1"), SecretPlace::Vault));
    assert_eq!(secrets(&SecretsVerb::Forget(vec![a.clone()]), &keeper), Exit::Ok);
    assert!(keeper.find(&a).unwrap() == Found::Nothing);
}

/// A store that is locked and stays so.
#[derive(Debug)]
struct Locked;

impl keyring_core::api::CredentialStoreApi for Locked {
    fn vendor(&self) -> String {
        "locked".into()
    }
    fn id(&self) -> String {
        "locked".into()
    }
    fn build(&self, _: &str, _: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
        Err(Error::NoStorageAccess("it is locked".into()))
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[test]
fn forgetting_what_the_vault_had_failed_with_a_locked_keyring() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (name("sftp://ada@h"), name("sftp://bob@h"));
    let vault = shut_vault(folder.path(), &a);
    let keyring: Arc<CredentialStore> = Arc::new(Locked);
    let keeper = SecretKeeper::new(Keyring::of(keyring), vault);
    keeper.open_vault(&secret("master")).unwrap();
    assert!(keeper.forget(&a).unwrap());
    assert!(keeper.find(&a).unwrap() == Found::Nothing);
    // What the vault does not have may be behind the lock.
    assert!(matches!(keeper.forget(&b), Err(NotKept::NoPlace { .. })));
}
