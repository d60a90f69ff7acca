//! The JSON file that keeps the settings: read once, written whole and atomically.

use super::recent;
use super::values::Settings;
use crate::durable::{folder_of, replace};
use crate::error::{Error, Result};
use std::io;
use std::path::PathBuf;

/// Where the settings are kept.
#[derive(Clone, Debug)]
pub struct SettingsStore {
    file: Option<PathBuf>,
}

impl SettingsStore {
    /// A store in this file; its folder is made when it is missing.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()) }
    }

    /// A store that keeps nothing, for demonstrations and tests.
    #[must_use]
    pub fn nowhere() -> Self {
        Self { file: None }
    }

    /// The settings of the file, the defaults where there is none. A file that cannot be understood is kept beside as
    /// `.broken` and replaced at the next save.
    ///
    /// # Errors
    /// When the file exists but cannot be read.
    pub fn load(&self) -> Result<Settings> {
        let Some(file) = &self.file else { return Ok(Settings::default()) };
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let recent = recent::read(file).unwrap_or_default();
                return Ok(Settings { recent, ..Settings::default() }.bounded());
            }
            Err(error) => return Err(Error::local(&error, file)),
        };
        match serde_json::from_slice::<Settings>(&text) {
            Ok(mut settings) => {
                // Files of earlier versions held them themselves.
                settings.recent = recent::read(file).unwrap_or(settings.recent);
                Ok(settings.bounded())
            }
            Err(fault) => {
                log::warn!("settings cannot be understood: {fault}");
                let broken = file.with_extension("json.broken");
                std::fs::rename(file, &broken).map_err(|error| Error::local(&error, file))?;
                Ok(Settings::default())
            }
        }
    }

    /// Writes the settings; the old file stays whole until the new one is complete.
    ///
    /// # Errors
    /// When folder or file cannot be written.
    pub fn save(&self, settings: &Settings) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let write = || -> io::Result<()> {
            std::fs::create_dir_all(folder_of(file))?;
            replace(file, &serde_json::to_vec_pretty(settings)?)?;
            recent::write(file, &settings.recent)
        };
        write().map_err(|error| Error::local(&error, file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_settings_are_read_back_and_broken_ones_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/settings.json");
        let store = SettingsStore::at(&file);
        assert_eq!(store.load().unwrap(), Settings::default());
        let mut settings = Settings::default();
        settings.remember("sftp://ada@example.org");
        settings.zoom = 1.5;
        store.save(&settings).unwrap();
        assert_eq!(store.load().unwrap(), settings);
        let recent = file.with_file_name("recent.json");
        assert!(recent.exists() && !std::fs::read_to_string(&file).unwrap().contains("example.org"));
        settings.recent.clear();
        store.save(&settings).unwrap();
        assert!(!recent.exists(), "what is cleared leaves nothing");
        std::fs::write(&file, r#"{"recent": ["sftp://old"]}"#).unwrap();
        assert_eq!(store.load().unwrap().recent, ["sftp://old"], "an earlier version's");
        std::fs::write(&file, "{").unwrap();
        assert_eq!(store.load().unwrap(), Settings::default());
        assert!(file.with_extension("json.broken").exists());
    }
}
