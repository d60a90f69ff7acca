//! The transfer queue: items, states and their legal changes, and the picture of it that front ends sample.

mod control;
mod drawing;
mod item;
mod meter;
mod picture;
mod progress;
#[expect(clippy::module_inception, reason = "the queue itself")]
mod queue;
mod retry;
mod room;
mod row;
mod scheduler;
mod view;
mod work;

pub use control::BatchCounts;
pub use item::{Existing, FolderPhase, Item, ItemState, PartMemory};
pub use progress::Progress;
pub use queue::{NewItem, Queue};
pub use retry::{MOST_ATTEMPTS, MOST_BREAKS, Verdict, after_failure};
pub use room::{BIG_WEIGHT, Room, SMALL, is_tiny};
pub use scheduler::next_jobs;
pub use view::{Direction, QueueTotals, QueueView, RowView, TransferState};
pub use work::{Work, WorkPhase, WorkView};
