//! The panels around the panes: transfer queue, message log, status bar.

mod log;
mod log_index;
mod status_bar;
mod tabs;
mod transfer_row;
mod transfers;

pub use log::log;
pub use status_bar::status_bar;
pub use tabs::bottom_panel;
pub use transfers::transfers;
