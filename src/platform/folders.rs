//! The folders that the operating system has for programs.

use std::path::PathBuf;

/// The user's home folder; the root folder where there is none.
#[must_use]
pub fn home_folder() -> PathBuf {
    let dirs = directories::BaseDirs::new();
    dirs.map_or_else(|| PathBuf::from(std::path::MAIN_SEPARATOR_STR), |dirs| dirs.home_dir().to_owned())
}

/// The file for settings; `None` where the system names no folder for it.
#[must_use]
pub fn settings_file() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "catamaran").map(|dirs| dirs.config_dir().join("settings.json"))
}

/// The file for the error log; `None` where the system names no folder for data of programs.
#[must_use]
pub fn errors_file() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("errors.jsonl"))
}

/// The folder for the files of the message log; `None` where the system names no folder for data of programs.
#[must_use]
pub fn log_folder() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("log"))
}

/// The file for sites; `None` where the system names no folder for data of programs.
#[must_use]
pub fn sites_file() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("sites.json"))
}

/// The encrypted file for secrets where the system has no keyring; `None` where the system names no folder for it.
#[must_use]
pub fn vault_file() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("vault.json"))
}

fn data_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "catamaran").map(|dirs| dirs.data_dir().to_owned())
}
