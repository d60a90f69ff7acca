//! Kept secrets in words: what they are, where they are kept, and why one is not.

use super::report::error_report;
use crate::error::SecretFault;
use crate::i18n::fl;
use crate::model::escape_bytes;
use crate::site::{Home, KeyringFault, SecretKind, SecretName, SecretPlace};

fn safe(text: &str) -> String {
    escape_bytes(text.as_bytes())
}

/// The keyring of this kind of system, as its users call it.
#[must_use]
pub fn keyring_name() -> String {
    if cfg!(target_os = "macos") {
        fl!("keyring-name-keychain")
    } else if cfg!(windows) {
        fl!("keyring-name-credentials")
    } else {
        fl!("keyring-name")
    }
}

/// A place, inside a sentence.
#[must_use]
pub fn secret_place(place: SecretPlace) -> String {
    match place {
        SecretPlace::Keyring => keyring_name(),
        SecretPlace::Vault => fl!("vault-name"),
    }
}

/// What a secret is, and whose.
#[must_use]
pub fn secret_name(name: &SecretName) -> String {
    let of = safe(&name.of);
    match name.kind {
        SecretKind::Password => fl!("secret-password-of", of = of),
        SecretKind::Passphrase => fl!("secret-passphrase-of", of = of),
        SecretKind::Account => fl!("secret-account-of", of = of),
        SecretKind::ProxyPassword => fl!("secret-proxy-of", of = of),
    }
}

/// The same of a line as the log has it.
#[must_use]
pub fn secret_line(line: &str) -> String {
    SecretName::parse(line).map_or_else(|| safe(line), |name| secret_name(&name))
}

/// Why a secret was not kept, not found, or not forgotten; a sentence.
#[must_use]
pub fn secret_fault(fault: &SecretFault) -> String {
    let keyring = keyring_name();
    match fault {
        SecretFault::NoKeyring(words) if words.is_empty() => fl!("secret-fault-no-keyring", keyring = keyring),
        SecretFault::NoKeyring(words) => fl!("secret-fault-no-keyring-why", keyring = keyring, why = safe(words)),
        SecretFault::KeyringLocked(words) => fl!("secret-fault-locked", keyring = keyring, why = safe(words)),
        SecretFault::KeyringSilent => fl!("secret-fault-silent", keyring = keyring),
        SecretFault::KeyringRefused(words) if words.is_empty() => fl!("secret-fault-refused", keyring = keyring),
        SecretFault::KeyringRefused(words) => fl!("secret-fault-refused-why", keyring = keyring, why = safe(words)),
        SecretFault::NoVault => fl!("secret-fault-no-vault"),
        SecretFault::WrongMaster => fl!("vault-refused"),
        SecretFault::VaultBroken => fl!("secret-fault-vault-broken"),
        SecretFault::VaultNewer => fl!("secret-fault-vault-newer"),
        SecretFault::VaultChanged => fl!("secret-fault-vault-changed"),
        SecretFault::VaultFile(error) => fl!("secret-fault-vault-file", why = error_report(error).line()),
        SecretFault::System(words) if words.is_empty() => fl!("secret-fault-system"),
        SecretFault::System(words) => fl!("secret-fault-system-why", why = safe(words)),
    }
}

/// Why the keyring is not used; a sentence.
#[must_use]
pub fn keyring_fault(fault: &KeyringFault) -> String {
    secret_fault(&fault.into())
}

/// Where a secret would be kept; a sentence or two.
#[must_use]
pub fn secret_home(home: &Home) -> String {
    match home {
        Home::Keyring => fl!("secret-home-keyring", keyring = keyring_name()),
        Home::Vault { exists: true, why } => fl!("secret-home-vault", why = keyring_fault(why)),
        Home::Vault { exists: false, why } => fl!("secret-home-new-vault", why = keyring_fault(why)),
        Home::Nowhere(why) => fl!("secret-home-nowhere", why = keyring_fault(why)),
        Home::Unwanted => fl!("secret-home-unwanted"),
    }
}
