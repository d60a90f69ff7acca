//! What was tried, as the headline of an error: `Could not upload report.pdf to /srv/data`.

use crate::engine::{Location, Operation};
use crate::error::Place;
use crate::i18n::fl;
use crate::model::{EntryName, RemotePath, escape_bytes};
use crate::queue::{Direction, RowView};
use std::path::Path;

/// A transfer that failed: its name and the folder it was to go to.
#[must_use]
pub fn tried_transfer(row: &RowView) -> String {
    let name = escape_bytes(row.name.as_bytes());
    let folder = parent_words(&row.target);
    match row.direction {
        Direction::Upload => fl!("tried-upload", name = name, folder = folder),
        Direction::Download => fl!("tried-download", name = name, folder = folder),
    }
}

/// The folder that holds a place, for eyes; the place itself where it has none.
#[must_use]
pub fn parent_words(place: &Place) -> String {
    match place {
        Place::Local(path) => local_words(path.parent().unwrap_or(path)),
        Place::Remote(path) => path.parent().map_or_else(|| path.display(), |parent| parent.display()),
    }
}

/// The last part of a place, for eyes; the whole path where there is none.
#[must_use]
pub fn place_name(place: &Place) -> String {
    match place {
        Place::Local(path) => {
            path.file_name().map_or_else(|| local_words(path), |name| escape_bytes(name.as_encoded_bytes()))
        }
        Place::Remote(path) => remote_name(path),
    }
}

/// A folder that could not be shown.
#[must_use]
pub fn tried_list(folder: &Location) -> String {
    fl!("tried-list", folder = location_words(folder))
}

/// A connection that could not be made.
#[must_use]
pub fn tried_connect(host: &str) -> String {
    fl!("headline-connect", host = escape_bytes(host.as_bytes()))
}

/// A line that was sent by hand and got no answer; without a secret in it.
#[must_use]
pub fn tried_by_hand(line: &str) -> String {
    fl!("headline-by-hand", line = escape_bytes(line.as_bytes()))
}

/// A file operation that failed.
#[must_use]
pub fn tried_operation(operation: &Operation) -> String {
    match operation {
        Operation::CreateFolder { parent, name } => {
            fl!("tried-create-folder", name = name.display(), folder = location_words(parent))
        }
        Operation::Rename { item, name } => {
            fl!("tried-rename", name = name_words(item), to = name.display())
        }
        Operation::MoveInto { items, folder } => match items.as_slice() {
            [item] => fl!("tried-move", name = name_words(item), folder = location_words(folder)),
            items => fl!("tried-move-many", count = items.len(), folder = location_words(folder)),
        },
        Operation::MoveTo { moves, .. } => match moves.as_slice() {
            [(item, to)] if item.parent() == to.parent() => {
                fl!("tried-rename", name = name_words(item), to = name_words(to))
            }
            [(item, to)] => fl!("tried-move", name = name_words(item), folder = folder_words(to)),
            moves => {
                let folder = moves.first().map(|(_, to)| folder_words(to)).unwrap_or_default();
                fl!("tried-move-many", count = moves.len(), folder = folder)
            }
        },
        Operation::Delete { items, .. } => match items.as_slice() {
            [item] => fl!("tried-delete", path = location_words(item)),
            items => fl!("tried-delete-many", count = items.len()),
        },
        Operation::SetPermissions { items, .. } => match items.as_slice() {
            [item] => fl!("tried-permissions", path = location_words(item)),
            items => fl!("tried-permissions-many", count = items.len()),
        },
    }
}

/// The folder that holds a location, for eyes; the location itself at the top.
fn folder_words(location: &Location) -> String {
    location_words(&location.parent().unwrap_or_else(|| location.clone()))
}

/// The path of a location, for eyes.
#[must_use]
pub fn location_words(location: &Location) -> String {
    match location {
        Location::Local(path) => local_words(path),
        Location::Remote(_, path) => path.display(),
    }
}

/// The last part of a location, for eyes; the whole path where there is none.
#[must_use]
pub fn name_words(location: &Location) -> String {
    match location {
        Location::Local(path) => {
            path.file_name().map_or_else(|| local_words(path), |name| escape_bytes(name.as_encoded_bytes()))
        }
        Location::Remote(_, path) => remote_name(path),
    }
}

fn remote_name(path: &RemotePath) -> String {
    path.name().as_ref().map_or_else(|| path.display(), EntryName::display)
}

fn local_words(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes())
}
