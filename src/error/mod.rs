//! What went wrong, as values: one `Error` for every protocol and the local system, and the tables behind its codes.

mod code;
mod disconnect;
mod errno;
mod failure;
mod host_key;
mod kind;
mod packet;
mod sftp_status;

pub use code::StatusCode;
pub use disconnect::{DisconnectReason, disconnect_reason};
pub use failure::{Error, Place, Result, ServerText};
pub use host_key::{HostKeyConflict, StoredKey};
pub use kind::{ErrorKind, KeyFault, RetryClass, SpokenProtocol, Stage};
pub use packet::PacketFault;
pub use sftp_status::{SFTP_STATUSES, SftpStatus, sftp_status};
