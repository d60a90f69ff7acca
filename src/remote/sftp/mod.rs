//! SFTP: the protocol on its own wire layer, and the SSH session that carries it.

mod agent;
mod algorithms;
mod attempt;
mod channel;
mod checkup;
mod connect;
mod exec;
mod failure;
mod host_key;
mod identity;
mod jump;
mod key_maker;
mod key_queue;
mod login;
mod login_interactive;
mod login_keys;
mod observed;
mod proxy_command;
mod quirks;
mod recorded;
mod request;
mod session;
mod user;
pub mod wire;

pub use algorithms::Algorithms;
pub use checkup::check;
pub use connect::connect;
pub use key_maker::{MadeKey, NewKey, NewKeyKind, make_key};
pub use request::{
    CommandConsent, ConnectRequest, KnownHostsFiles, LoginMethod, TimeLimits, UnknownHostKey, default_agent_socket,
};
pub use user::{home_folder, local_user};
pub use wire::ByteBudget;
