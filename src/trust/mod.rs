//! Which server keys are known: files of known hosts, matched as OpenSSH does it, and fingerprints for eyes.

mod accept;
mod authority;
mod certificates;
mod commands;
mod edit;
mod file;
mod fingerprint;
mod hashed;
mod key;
mod line;
mod lookup;
mod pattern;
mod save;
mod store;

pub use accept::{replace_certificate, replace_host_key};
pub use authority::{CertificateVerdict, CertifiedKey};
pub use certificates::TrustedCertificates;
pub use commands::{allow_command, command_is_allowed};
pub use edit::{LineEdit, edit_line};
pub use file::{KnownHosts, SkippedLine};
pub use fingerprint::{fingerprint, randomart};
pub use key::HostKey;
pub use line::{KnownHostsLine, Marker};
pub use lookup::{HostKeyVerdict, lookup_name};
pub use save::remember;
pub use store::{TrustFiles, TrustItem, TrustStore};
