//! The message log: what is said to servers and what they answer, kept in a bounded ring that front ends read.

mod entry;
mod ring;

pub use entry::{LogBody, LogEntry, LogLevel, StatusMessage};
pub use ring::MessageLog;
