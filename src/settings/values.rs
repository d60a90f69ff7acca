//! The settings with their defaults and bounds. Pure.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Which theme the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the operating system has it; dark where that cannot be known.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// A column of the file table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// Icon and name.
    Name,
    /// Size in bytes.
    Size,
    /// Time of the last change.
    Modified,
    /// Permission bits.
    Permissions,
    /// Owning user.
    Owner,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 5] = [Self::Name, Self::Size, Self::Modified, Self::Permissions, Self::Owner];

    /// The width in points where none was set.
    #[must_use]
    pub fn default_width(self) -> f32 {
        match self {
            Self::Name => 240.0,
            Self::Size | Self::Owner => 84.0,
            Self::Modified => 132.0,
            Self::Permissions => 92.0,
        }
    }

    /// The least width in points.
    #[must_use]
    pub fn min_width(self) -> f32 {
        match self {
            Self::Name => 120.0,
            _ => 48.0,
        }
    }
}

/// How a file table is sorted; folders always stand first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SortOrder {
    /// By which column.
    pub column: Column,
    /// Smallest first.
    pub ascending: bool,
}

impl Default for SortOrder {
    fn default() -> Self {
        Self { column: Column::Name, ascending: true }
    }
}

/// What is kept for one pane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaneSettings {
    /// Widths of columns in points; a column that is missing has its default.
    pub widths: BTreeMap<Column, f32>,
    /// The sort order.
    pub sort: SortOrder,
}

impl PaneSettings {
    /// The width of a column in points.
    #[must_use]
    pub fn width(&self, column: Column) -> f32 {
        self.widths.get(&column).copied().unwrap_or_else(|| column.default_width()).max(column.min_width())
    }
}

/// Everything that is kept between two runs. Unknown fields of a newer version are ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeChoice,
    /// Enlargement of everything, 0.5 to 3.
    pub zoom: f32,
    /// Whether names that begin with a dot are shown.
    pub show_hidden: bool,
    /// Inner size of the window in points.
    pub window: [f32; 2],
    /// Share of the height between toolbar and status bar that the bottom panel has, 0.1 to 0.8.
    pub bottom_share: f32,
    /// Whether the bottom panel is open.
    pub bottom_open: bool,
    /// Share of the window's width that the left pane has, 0.15 to 0.85.
    pub split: f32,
    /// The left and the right pane.
    pub panes: [PaneSettings; 2],
    /// Addresses connected to and names of sites, the latest first, without passwords; at most [`Settings::MAX_RECENT`].
    /// They have a file of their own.
    #[serde(skip_serializing)]
    pub recent: Vec<String>,
    /// Commands that were sent to FTP servers by hand, the latest first, none with a password; at most 50.
    pub console_history: Vec<String>,
    /// The local folder to open; `None`: the home folder.
    pub local_folder: Option<PathBuf>,
    /// How many files are transferred at the same time, 1 to 256.
    pub parallel: usize,
    /// The most bytes a second to all servers together; `None`: no limit.
    pub upload_limit: Option<u64>,
    /// The most bytes a second from all servers together; `None`: no limit.
    pub download_limit: Option<u64>,
    /// Whether the message log is written to files.
    pub log_to_file: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            zoom: 1.0,
            show_hidden: true,
            window: [1280.0, 800.0],
            bottom_share: 0.335,
            bottom_open: true,
            split: 0.5,
            panes: [PaneSettings::default(), PaneSettings::default()],
            recent: Vec::new(),
            console_history: Vec::new(),
            local_folder: None,
            parallel: 4,
            upload_limit: None,
            download_limit: None,
            log_to_file: false,
        }
    }
}

impl Settings {
    /// How many recent addresses are kept.
    pub const MAX_RECENT: usize = 12;
    /// The least and the greatest enlargement.
    pub const ZOOM: (f32, f32) = (0.5, 3.0);

    /// The same settings with every number inside its bounds: the file can be edited by hand.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let bound = |value: f32, low: f32, high: f32, other: f32| {
            if value.is_finite() { value.clamp(low, high) } else { other }
        };
        self.zoom = bound(self.zoom, Self::ZOOM.0, Self::ZOOM.1, 1.0);
        self.window = self.window.map(|side| bound(side, 200.0, 20_000.0, 800.0));
        self.bottom_share = bound(self.bottom_share, 0.1, 0.8, 0.335);
        self.split = bound(self.split, 0.15, 0.85, 0.5);
        for pane in &mut self.panes {
            pane.widths.retain(|_, width| width.is_finite() && (20.0..4000.0).contains(width));
        }
        self.recent.truncate(Self::MAX_RECENT);
        self.console_history.truncate(50);
        self.parallel = self.parallel.clamp(1, 256);
        self.upload_limit = self.upload_limit.filter(|limit| *limit > 0);
        self.download_limit = self.download_limit.filter(|limit| *limit > 0);
        self
    }

    /// Puts an address at the head of the recent ones.
    pub fn remember(&mut self, address: &str) {
        self.recent.retain(|known| known != address);
        self.recent.insert(0, address.to_owned());
        self.recent.truncate(Self::MAX_RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "bounds are exact")]
    fn values_out_of_bounds_are_brought_back() {
        let settings: Settings = serde_json::from_str(
            r#"{"zoom": 99, "split": -3, "parallel": 0, "theme": "light", "later": 1,
                "panes": [{"widths": {"name": 1e9, "size": 70}}, {}]}"#,
        )
        .unwrap();
        let settings = settings.bounded();
        assert_eq!((settings.zoom, settings.split, settings.parallel), (3.0, 0.15, 1));
        assert_eq!(settings.theme, ThemeChoice::Light);
        assert_eq!(settings.panes[0].width(Column::Name), Column::Name.default_width());
        assert_eq!(settings.panes[0].width(Column::Size), 70.0);
    }

    #[test]
    fn recent_addresses_move_to_the_head() {
        let mut settings = Settings::default();
        for address in ["a", "b", "a"] {
            settings.remember(address);
        }
        assert_eq!(settings.recent, ["a", "b"]);
        (0..50).for_each(|n| settings.remember(&n.to_string()));
        assert_eq!(settings.recent.len(), Settings::MAX_RECENT);
    }
}
