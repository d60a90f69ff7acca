//! Words for values: sizes, times, states and errors as people read them. Shared by the window and the command line.

mod number;

pub use number::{duration, permissions, rate, size, size_of, when};
