//! The command line: the same engine without a window, for people at a terminal and for programs.

mod arguments;
mod exit;
mod invocation;
mod json;
mod mode;

pub use arguments::parse;
pub use exit::Exit;
pub use invocation::{DemoWish, FilesWish, Invocation, Options, RemoteUrl, TransferOptions, Verb};
pub use mode::ModeChange;
