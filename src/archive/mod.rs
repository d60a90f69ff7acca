//! The error log on disk: failures as records that other versions and programs can read, and the file that keeps them.

mod bytes;
mod cause;
mod data_try;
mod evidence;
mod kind;
mod names;
mod record;
mod store;

pub use bytes::{Bytes, SavedPlace};
pub use cause::SavedCause;
pub use data_try::SavedTry;
pub use evidence::{SavedDiagnosis, SavedEvidence, SavedFinding, SavedSpace};
pub use kind::{SavedConflict, SavedKey, SavedKind};
pub use record::{Record, Restored};
pub use store::{ErrorStore, Loaded, StoreFault};
