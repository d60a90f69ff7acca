//! An SFTP server on loopback with a folder to try things on: for `catamaran demo`, and for tests without OpenSSH.

mod attributes;
mod folder;
mod login;
mod sample;
mod server;
mod sftp;
mod wire;

pub use sample::{fill_local, fill_remote};
pub use server::{DemoFolder, DemoOptions, DemoServer};
