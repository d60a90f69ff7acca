//! The transfer queue: items, states and their legal changes, and the picture of it that front ends sample.

mod view;

pub use view::{Direction, QueueTotals, QueueView, RowView, TransferState};
