//! Values every other room speaks in: names, paths, sizes, times, ids. No I/O, no toolkit, no runtime.

mod checksum;
mod clock;
mod endpoint;
mod entry;
mod ftp_options;
mod id;
mod name;
mod name_mask;
mod overwrite;
mod path;
mod permissions;
mod quantity;
mod redact;
mod secret;
mod space;
mod timestamp;

pub use checksum::{Checksum, HashAlgorithm, Hasher, checksum_in};
pub use clock::{Clock, ManualClock, SystemClock};
pub use endpoint::{Address, AddressFault, Endpoint, Protocol};
pub use entry::{Entry, EntryKind, Listing, Owner, UnreadLines};
pub use ftp_options::{DataDirection, FtpOptions, words_of_list};
pub use id::{BatchId, IdSource, OperationId, PromptId, RequestId, SessionId, TransferId};
pub use name::{EntryName, NameFault, escape_bytes, is_hazardous_char};
pub use name_mask::fits_mask;
pub use overwrite::OverwriteRule;
pub use path::{PathFault, RemotePath};
pub use permissions::Permissions;
pub use quantity::{ByteRate, ByteSize};
pub use redact::{MASK, Redactor};
pub use secret::SecretString;
pub use space::Space;
pub use timestamp::{Precision, Timestamp};
