//! What differs between operating systems: folders, opening files, the system's dialogs for paths.

mod file_dialog;
mod folders;
mod open;

pub use file_dialog::{PathDialog, PathWish};
pub use folders::{errors_file, home_folder, log_folder, settings_file, sites_file, vault_file};
pub use open::{open_file, show_folder};
