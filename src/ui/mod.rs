//! The window: draws what the state holds, returns what the user means.

pub mod dialog;
pub mod panel;
pub mod state;
pub mod theme;
pub mod widget;
