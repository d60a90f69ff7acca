//! The SFTP client (draft-ietf-secsh-filexfer-02, version 3) over any ordered byte stream, with OpenSSH's extensions.

mod budget;
mod options;
mod transport;

pub use budget::{ByteBudget, BytePermit, StreamShare};
pub use options::StartOptions;
pub use transport::{TransportEnd, TransportReceiver, TransportSender};
