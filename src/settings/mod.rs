//! What the user has set: values with defaults and bounds, and the file that keeps them.

mod recent;
mod store;
mod values;

pub use store::SettingsStore;
pub use values::{Column, PaneSettings, Settings, SortOrder, ThemeChoice};
