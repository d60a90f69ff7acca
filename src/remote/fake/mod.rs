//! A server in memory that does what tests script: faults at chosen operations, a link that breaks, a full disk.

mod fake_fs;
mod script;
mod server;
mod session;
mod state;
mod streams;
mod tree;

pub use fake_fs::FakeFs;
pub use script::{FakeOp, Gate, When};
pub use server::FakeServer;
pub use session::FakeSession;
