//! SFTP: the protocol on its own wire layer, and the SSH session that carries it.

mod agent;
mod algorithms;
mod attempt;
mod channel;
mod checkup;
mod connect;
mod failure;
mod host_key;
mod identity;
mod key_queue;
mod login;
mod login_interactive;
mod login_keys;
mod observed;
mod quirks;
mod recorded;
mod request;
mod session;
mod user;
pub mod wire;

pub use checkup::check;
pub use connect::connect;
pub use request::{ConnectRequest, KnownHostsFiles, TimeLimits, UnknownHostKey};
pub use wire::ByteBudget;
