//! What all these tests use.

pub use crate::wire_support::scripted::{
    ATTRS, DATA, HANDLE, NAME, STATUS, connected, connected_with, first_words, packet, string,
};
pub use crate::wire_support::{memory_stream, options};
pub use bytes::Bytes;
pub use catamaran::error::{Error, ErrorKind, PacketFault, Place, ServerText, SpokenProtocol, Stage, StatusCode};
pub use catamaran::log::LogBody;
pub use catamaran::model::{ByteSize, RemotePath};
pub use catamaran::remote::sftp::wire::{ByteBudget, SftpFs, StartOptions, TransportEnd, TransportSender};
pub use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, RemoteFs, WriteBuffer};
pub use std::sync::Arc;
pub use std::time::Duration;
pub use tokio::task::JoinSet;

pub const OPEN: u8 = 3;
pub const CLOSE: u8 = 4;
pub const READ: u8 = 5;
pub const WRITE: u8 = 6;
pub const OPENDIR: u8 = 11;
pub const READDIR: u8 = 12;
pub const STAT: u8 = 17;
pub const PLAIN: OpenWrite = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };

pub fn path(text: &str) -> RemotePath {
    RemotePath::parse(text.as_bytes()).unwrap()
}
