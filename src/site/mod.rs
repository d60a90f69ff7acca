//! Sites: servers that a person keeps, with everything special about each; their folders, their file, and the names of
//! their secrets. No secret is ever part of a site.

mod book;
mod bookmark;
mod colour;
mod edit;
mod fields;
mod file;
mod id;
pub mod import;
mod keeper;
mod keyring;
mod login;
mod node;
mod proxy;
mod rules;
mod seal;
mod secret_name;
mod share;
mod site_secrets;

mod store;
mod text;
mod vault;

pub use book::{Row, SiteBook};
pub use bookmark::Bookmark;
pub use colour::Colour;
pub use edit::Edit;
pub use fields::{Site, SiteFault};
pub use file::FileFault;
pub use id::NodeId;
pub use keeper::{Found, Home, Kept, KeptInVault, NotKept, SecretKeeper, SecretPlace};
pub use keyring::{Keyring, KeyringFault};
pub use login::LoginKind;
pub use node::{Node, NodeKind};
pub use proxy::{Proxy, ProxyKind, ProxyRule};
pub use rules::{DataMode, ProductionLock, SafeWrite};
pub use secret_name::{SecretKind, SecretName};
pub use share::{NamedSecrets, ShareFault, Shared, is_shared, read_shared, to_json, to_sealed, write_shared};
pub use store::{Loaded, SiteStore};
pub use vault::{OpenVault, Vault, VaultFault};
