//! The SFTP client (draft-ietf-secsh-filexfer-02, version 3) over any ordered byte stream, with OpenSSH's extensions.

mod attrs;
mod budget;
mod client;
mod decode;
mod extensions;
mod fields;
mod link;
mod listing;
mod options;
mod owners;
mod packet;
mod read_queue;
mod read_stream;
mod receiving;
mod reply;
mod sending;
mod sftp_fs;
mod transport;
mod window;
mod write_queue;
mod write_stream;

pub use budget::{ByteBudget, BytePermit, StreamShare};
pub use options::StartOptions;
pub use sftp_fs::SftpFs;
pub use transport::{TransportEnd, TransportReceiver, TransportSender};
