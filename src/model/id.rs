//! Identities that survive reordering: numbers from one counter per kind, never indices.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The number, for storing and showing.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )*};
}

ids! {
    /// One connection to one server, from the wish to connect until it is forgotten.
    SessionId;
    /// One file or folder in the transfer queue.
    TransferId;
    /// What one gesture added to the transfer queue.
    BatchId;
    /// One question that waits for an answer.
    PromptId;
    /// One request for a listing, so that a late answer is told from the current one.
    RequestId;
    /// One file operation (create folder, rename, delete, permissions).
    OperationId;
}

/// Hands out ids of one kind, counting from 1.
#[derive(Debug)]
pub struct IdSource<T> {
    next: AtomicU64,
    kind: PhantomData<fn() -> T>,
}

impl<T: From<u64>> IdSource<T> {
    /// A source whose first id is 1.
    #[must_use]
    pub const fn new() -> Self {
        Self { next: AtomicU64::new(1), kind: PhantomData }
    }

    /// The next id; never the same one twice.
    pub fn next_id(&self) -> T {
        T::from(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

impl<T: From<u64>> Default for IdSource<T> {
    fn default() -> Self {
        Self::new()
    }
}
