//! The demo that shows itself: a script that uses the window in place of a person, and checks what came of it.

mod report;
mod script;
mod trees;

pub use report::{Check, Report};
pub use script::Script;
