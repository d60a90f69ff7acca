//! The journal: every failure with what became of it, and what was done when. The engine writes it, front ends read it by
//! cursor, and put like failures together in a book.

mod book;
mod failure;
mod filter;
mod group;
mod id;
mod notes;
mod timeline;

pub use book::{Book, Entry};
pub use failure::{Failure, Note, Outcome, Tried};
pub use filter::ErrorFilter;
pub use group::{Group, GroupKey};
pub use id::{EntryId, GroupId};
pub use notes::{Journal, Notes};
pub use timeline::{Bucket, Timeline};
