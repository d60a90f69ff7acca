//! The panels around the panes: transfer queue, message log, status bar.

mod console;
mod console_input;
mod error_file_row;
mod error_filters;
mod error_group_row;
mod error_index;
mod errors;
mod log;
mod log_index;
mod status_bar;
mod tabs;
mod timeline;
mod transfer_row;
mod transfers;
mod work_row;

pub use log::log;
pub use status_bar::status_bar;
pub use tabs::bottom_panel;
pub use transfers::transfers;
