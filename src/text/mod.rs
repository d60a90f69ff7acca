//! Words for values: sizes, times, states and errors as people read them. Shared by the window and the command line.

mod attempt;
mod cause;
mod code;
mod log_line;
mod number;
mod report;
mod transfer;

pub use attempt::{
    location_words, name_words, parent_words, place_name, tried_connect, tried_list, tried_operation, tried_transfer,
};
pub use cause::{address_fault, cause, conflict_lines};
pub use code::{code_advice, code_line, code_meaning};
pub use log_line::{level_name, log_words};
pub use number::{clock_time, duration, iso_time, permissions, rate, size, size_of, when};
pub use report::{ErrorWords, error_report};
pub use transfer::transfer_words;
