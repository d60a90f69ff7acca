//! `secrets`: what is kept where, forgetting it, and the master password. No secret is ever printed.

use super::exit::Exit;
use super::invocation::SecretsVerb;
use super::output::Output;
use super::run::next_line;
use crate::error::SecretFault;
use crate::i18n::fl;
use crate::model::SecretString;
use crate::site::{Found, Home, KeptInVault, NotKept, SecretKeeper, SecretName, SecretPlace};
use crate::text::{keyring_fault, keyring_name, secret_fault, secret_home, secret_place};
use std::io::Write;

/// How often a master password is asked for.
const MOST_TRIES: usize = 3;

/// Does it; blocks.
#[must_use]
pub fn secrets(verb: &SecretsVerb, keeper: &SecretKeeper) -> Exit {
    match verb {
        SecretsVerb::List => list(keeper),
        SecretsVerb::Forget(names) => forget(names, keeper),
        SecretsVerb::ForgetAll => forget_all(keeper),
        SecretsVerb::ChangeMaster { stdin } => change_master(*stdin, keeper),
    }
}

pub(super) fn say(words: &str) {
    // A reader that went away is no fault.
    let _gone = writeln!(std::io::stdout(), "{words}");
}

pub(super) fn fail(words: &str) -> Exit {
    eprintln!("{words}");
    Exit::Local
}

fn list(keeper: &SecretKeeper) -> Exit {
    let kept = open_where_asked(keeper);
    match keeper.home() {
        Home::Keyring => say(&fl!("secrets-in-keyring", keyring = keyring_name())),
        home => say(&secret_home(&home)),
    }
    let mut exit = Exit::Ok;
    match &kept.keyring {
        Ok(names) => names.iter().for_each(|name| row(name, SecretPlace::Keyring)),
        // It was said already where it cannot be used at all.
        Err(fault) if keeper.home() == Home::Keyring => exit = fail(&keyring_fault(fault)),
        Err(_told) => {}
    }
    match &kept.vault {
        KeptInVault::None => {}
        KeptInVault::Locked => say(&fl!("secrets-vault-locked")),
        KeptInVault::Open(names) => names.iter().for_each(|name| row(name, SecretPlace::Vault)),
        KeptInVault::Unreadable(fault) => exit = fail(&secret_fault(fault)),
    }
    exit
}

/// The line is what `secrets forget` takes.
fn row(name: &SecretName, place: SecretPlace) {
    say(&fl!(
        "cli-secrets-row",
        name = crate::model::escape_bytes(name.line().as_bytes()),
        place = secret_place(place)
    ));
}

/// What is kept, with what is in the vault where its master password is given.
fn open_where_asked(keeper: &SecretKeeper) -> crate::site::Kept {
    let kept = keeper.kept();
    if kept.vault == KeptInVault::Locked && ask_for_vault(keeper, false).is_ok() { keeper.kept() } else { kept }
}

/// Asks for the master password until the vault opens; `create`: there is none yet. `Err`: it stays shut, and why.
pub(super) fn ask_for_vault(keeper: &SecretKeeper, create: bool) -> Result<(), SecretFault> {
    if !Output::can_ask() {
        eprintln!("{}", fl!("cli-unasked-vault"));
        return Err(SecretFault::WrongMaster);
    }
    let mut last = SecretFault::WrongMaster;
    for _ in 0..MOST_TRIES {
        let Some(master) = typed(&fl!("cli-ask-vault")) else { return Err(last) };
        if create && typed(&fl!("vault-master-again")).as_ref() != Some(&master) {
            eprintln!("{}", fl!("vault-differs"));
            continue;
        }
        match keeper.open_vault(&master) {
            Ok(()) => return Ok(()),
            Err(fault) => last = (&fault).into(),
        }
        eprintln!("{}", secret_fault(&last));
        if last != SecretFault::WrongMaster {
            break;
        }
    }
    Err(last)
}

/// What is typed unseen; `None`: nothing, or the user gave up.
pub(super) fn typed(prompt: &str) -> Option<SecretString> {
    unseen(prompt).filter(|typed| !typed.is_empty())
}

fn unseen(prompt: &str) -> Option<SecretString> {
    rpassword::prompt_password(format!("{prompt} ")).ok().map(SecretString::new)
}

/// A new passphrase, typed twice, perhaps empty; `None`: the user gave up.
pub(super) fn new_passphrase(prompt: &str) -> Option<SecretString> {
    loop {
        let first = unseen(prompt)?;
        if unseen(&fl!("cli-ask-new-passphrase-again"))? == first {
            return Some(first);
        }
        eprintln!("{}", fl!("cli-passphrases-differ"));
    }
}

/// A kept secret; asks for the master password where it is in the vault.
pub(super) fn find(keeper: &SecretKeeper, name: &SecretName, gave_up: &mut bool) -> Option<SecretString> {
    let mut found = keeper.find(name);
    if matches!(found, Ok(Found::VaultLocked(_))) && !*gave_up {
        *gave_up = ask_for_vault(keeper, false).is_err();
        found = keeper.find(name);
    }
    match found {
        Ok(Found::Secret(secret, _)) => Some(secret),
        _ => None,
    }
}

/// Keeps a secret; asks for the master password where it has to be in the vault.
pub(super) fn keep(
    keeper: &SecretKeeper,
    name: &SecretName,
    secret: &SecretString,
    gave_up: &mut bool,
) -> Result<SecretPlace, SecretFault> {
    match keeper.keep(name, secret) {
        Err(NotKept::NoPlace { why, vault }) if !*gave_up => {
            *gave_up = ask_for_vault(keeper, !vault).is_err();
            if *gave_up { Err((&why).into()) } else { keeper.keep(name, secret).map_err(|fault| (&fault).into()) }
        }
        kept => kept.map_err(|fault| (&fault).into()),
    }
}

fn forget_all(keeper: &SecretKeeper) -> Exit {
    let kept = open_where_asked(keeper);
    let mut names: Vec<SecretName> = kept.keyring.iter().flatten().cloned().collect();
    match kept.vault {
        KeptInVault::Open(inside) => names.extend(inside),
        KeptInVault::None => {}
        KeptInVault::Locked => return fail(&fl!("secrets-vault-locked")),
        KeptInVault::Unreadable(fault) => return fail(&secret_fault(&fault)),
    }
    if let (Err(fault), Home::Keyring) = (&kept.keyring, keeper.home()) {
        return fail(&keyring_fault(fault));
    }
    names.sort_unstable();
    names.dedup();
    forget(&names, keeper)
}

fn forget(names: &[SecretName], keeper: &SecretKeeper) -> Exit {
    let mut exit = Exit::Ok;
    let mut shut = None;
    if keeper.kept().vault == KeptInVault::Locked {
        shut = ask_for_vault(keeper, false).err();
    }
    if let Some(fault) = &shut {
        // What the keyring has can go all the same.
        exit = fail(&secret_fault(fault));
    }
    for name in names {
        let line = crate::model::escape_bytes(name.line().as_bytes());
        match keeper.forget(name) {
            Ok(true) => say(&fl!("log-secret-forgotten", name = line)),
            Ok(false) if shut.is_some() => exit = fail(&fl!("cli-secret-not-in-keyring", name = line)),
            Ok(false) => exit = fail(&fl!("cli-secret-unknown", name = line)),
            Err(fault) => {
                let why = secret_fault(&(&fault).into());
                exit = fail(&fl!("log-secret-not-forgotten", name = line, why = why));
            }
        }
    }
    exit
}

fn change_master(stdin: bool, keeper: &SecretKeeper) -> Exit {
    if keeper.kept().vault == KeptInVault::None {
        return fail(&fl!("cli-no-vault"));
    }
    let (old, new) = if stdin {
        match (next_line(), next_line()) {
            (Ok(old), Ok(new)) if !new.is_empty() => (old, new),
            _ => return fail(&fl!("cli-masters-missing")),
        }
    } else if !Output::can_ask() {
        return fail(&fl!("cli-unasked-vault"));
    } else {
        let Some(old) = typed(&fl!("vault-master-now")) else { return Exit::Cancelled };
        let Some(new) = typed(&fl!("vault-master-new")) else { return Exit::Cancelled };
        if typed(&fl!("vault-master-again")).as_ref() != Some(&new) {
            return fail(&fl!("cli-passphrases-differ"));
        }
        (old, new)
    };
    match keeper.change_master(&old, &new) {
        Ok(()) => {
            say(&fl!("cli-master-changed"));
            Exit::Ok
        }
        Err(fault) => fail(&secret_fault(&(&fault).into())),
    }
}
