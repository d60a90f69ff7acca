//! What went wrong, as values: one `Error` for every protocol and the local system, the tables behind its codes, and the
//! rules that find the cause behind a code.

mod attempt;
mod case;
mod cause;
mod code;
mod diagnose;
mod diagnosis;
mod disconnect;
mod errno;
mod facts;
mod failure;
mod fixes;
mod host_key;
mod kind;
mod packet;
mod place;
mod reasons;
mod rules_denied;
mod rules_failure;
mod rules_missing;
mod rules_named;
mod sftp_status;

pub use attempt::{Act, Attempt};
pub use cause::{Cause, Class, Denial, Need};
pub use code::StatusCode;
pub use diagnose::{Questions, diagnose, diagnose_alone, questions};
pub use diagnosis::{Confidence, Diagnosis, Evidence, Finding, Fix};
pub use disconnect::{DisconnectReason, disconnect_reason};
pub use facts::{Facts, LinkEnd, PathFacts, Step, Told, User, Verdict};
pub use failure::{Error, Result, ServerText};
pub use host_key::{HostKeyConflict, StoredKey};
pub use kind::{ErrorKind, KeyFault, RetryClass, SpokenProtocol, Stage};
pub use packet::PacketFault;
pub use place::Place;
pub use sftp_status::{SFTP_STATUSES, SftpStatus, sftp_status};
