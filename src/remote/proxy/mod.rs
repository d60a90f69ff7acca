//! Ways through proxies: SOCKS 4, 4A and 5, and HTTP CONNECT.

mod checkup;
mod http;
mod seen;
mod socks;
mod tunnel;

pub use checkup::reach_server;
pub use tunnel::Tunnel;
