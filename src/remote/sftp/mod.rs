//! SFTP: the protocol on its own wire layer, and the SSH session that carries it.

pub mod wire;
