//! Values every other room speaks in: names, paths, sizes, times, ids. No I/O, no toolkit, no runtime.

mod clock;
mod endpoint;
mod entry;
mod id;
mod link;
mod name;
mod overwrite;
mod path;
mod permissions;
mod proxy;
mod quantity;
mod redact;
mod secret;
mod space;
mod timestamp;
mod wildcard;

pub use clock::{Clock, ManualClock, SystemClock};
pub use endpoint::{Address, AddressFault, Endpoint, Protocol};
pub use entry::{Entry, EntryKind, Listing, Owner, UnreadLines};
pub use id::{BatchId, IdSource, OperationId, PromptId, RequestId, SessionId, TransferId};
pub use link::Link;
pub use name::{EntryName, NameFault, escape_bytes, is_hazardous_char};
pub use overwrite::OverwriteRule;
pub use path::{PathFault, RemotePath};
pub use permissions::Permissions;
pub use proxy::{Proxy, ProxyAccess, ProxyFault, ProxyKind};
pub use quantity::{ByteRate, ByteSize};
pub use redact::{MASK, Redactor};
pub use secret::SecretString;
pub use space::Space;
pub use timestamp::{Precision, Timestamp};
pub use wildcard::{wildcard_list_matches, wildcard_matches};
