//! The command line: the same engine without a window, for people at a terminal and for programs.

mod arguments;
mod arguments_of_paths;
mod client;
mod connection_arguments;
mod doctor;
mod exit;
mod explain;
mod ftp_command;
mod invocation;
mod json;
mod kept_arguments;
mod kept_sessions;
mod key_arguments;
mod keys;
mod listing;
mod manage;
mod mode;
mod output;
mod questions;
mod run;
mod secrets;
mod share;
mod site_address;
mod sites;
mod transfer;
mod watch;

pub use arguments::parse;
pub use exit::Exit;
pub use explain::explain;
pub use invocation::{
    AskedCode, ConfigOptions, DemoWish, ExplainWish, FilesWish, Invocation, KeygenWish, Options, RemoteUrl,
    SecretsVerb, ShareVerb, SitesWish, TransferOptions, Verb,
};
pub use keys::keygen;
pub use mode::ModeChange;
pub use run::run;
pub use secrets::secrets;
pub use share::{SitesRoom, share};
pub use site_address::{SiteLookup, site_url};
pub use sites::sites;
