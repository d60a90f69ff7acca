//! The window: draws what the state holds, returns what the user means.

mod app;
pub mod dialog;
mod drag_label;
mod drive;
mod engine_link;
mod error_keeper;
mod importing;
mod layout;
mod menu_bar;
pub mod pane;
pub mod panel;
mod run;
mod saving;
mod shortcuts;
mod site_keeper;
pub mod state;
pub mod theme;
mod toolbar;
pub mod widget;

pub use app::{App, Startup};
pub use drive::{DriveStep, Driver, Picture};
pub use engine_link::EngineLink;
pub use run::{Wake, run_window};
