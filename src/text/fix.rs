//! Fixes in words: what a button says, what it would do, and what a repair was when it failed itself.

use super::attempt::{location_words, place_name};
use crate::engine::Repair;
use crate::error::{DataMode, Fix};
use crate::i18n::fl;

/// What a button says that does a fix: short, with dots where it asks for something first.
#[must_use]
pub fn fix_button(fix: &Fix) -> String {
    match fix {
        Fix::CreateFolder(_) => fl!("repair-create-folder"),
        Fix::Overwrite => fl!("repair-overwrite"),
        Fix::CopyAndDelete => fl!("repair-copy-and-delete"),
        Fix::MakeWritable { permissions, .. } => fl!("repair-make-writable", rights = permissions.octal()),
        Fix::DeleteContent(_) => fl!("repair-delete-content"),
        Fix::ShowFolder(_) => fl!("repair-show-folder"),
        Fix::ChooseFolder => fl!("repair-choose-folder"),
        Fix::Rename => fl!("repair-rename"),
        Fix::Skip => fl!("repair-skip"),
        Fix::Retry => fl!("repair-retry"),
        Fix::SwitchDataMode(DataMode::Passive) => fl!("repair-passive-mode"),
        Fix::SwitchDataMode(DataMode::Active) => fl!("repair-active-mode"),
        Fix::Reconnect => fl!("repair-reconnect"),
        Fix::EditConnection => fl!("repair-edit-connection"),
        Fix::Unlock => fl!("repair-unlock"),
    }
}

/// What a fix would do, where its button does not say it all: the whole path, what is kept.
#[must_use]
pub fn fix_words(fix: &Fix) -> Option<String> {
    match fix {
        Fix::CreateFolder(place) => Some(fl!("repair-create-folder-at", folder = place.display())),
        Fix::CopyAndDelete => Some(fl!("repair-copy-and-delete-how")),
        Fix::MakeWritable { at, permissions } => {
            Some(fl!("repair-make-writable-at", path = at.display(), rights = permissions.to_string()))
        }
        Fix::DeleteContent(place) => Some(fl!("repair-delete-content-at", folder = place.display())),
        Fix::ShowFolder(place) => Some(fl!("repair-show-folder-at", folder = place.display())),
        Fix::Unlock => Some(fl!("repair-unlock-how")),
        Fix::SwitchDataMode(DataMode::Passive) => Some(fl!("repair-passive-mode-how")),
        Fix::SwitchDataMode(DataMode::Active) => Some(fl!("repair-active-mode-how")),
        _ => None,
    }
}

/// A repair that failed itself, as a headline without a full stop.
#[must_use]
pub fn tried_repair(repair: &Repair) -> String {
    match repair {
        Repair::CreateFolder(at) => fl!("tried-make-folder", path = location_words(at)),
        Repair::MakeWritable { at, .. } => fl!("tried-permissions", path = location_words(at)),
        Repair::DeleteContent(at) => fl!("tried-delete", path = location_words(at)),
        Repair::IntoFolder(at) => fl!("tried-into-folder", folder = location_words(at)),
        Repair::Retry
        | Repair::SwitchDataMode(_)
        | Repair::Overwrite
        | Repair::Rename(_)
        | Repair::CopyAndDelete
        | Repair::Skip
        | Repair::Abort => fl!("tried-again"),
    }
}

/// What the command line may say about a fix, where one of its options does it; `None` else. The options are those of
/// `get` and `put`.
#[must_use]
pub fn fix_hint(fix: &Fix) -> Option<String> {
    match fix {
        Fix::CreateFolder(place) if !place.is_local() => Some(fl!("hint-create-folder", folder = place.display())),
        Fix::Overwrite => Some(fl!("hint-overwrite")),
        Fix::MakeWritable { at, permissions } if !at.is_local() => {
            Some(fl!("hint-make-writable", name = place_name(at), rights = permissions.octal()))
        }
        Fix::SwitchDataMode(DataMode::Active) => Some(fl!("hint-active-mode")),
        Fix::SwitchDataMode(DataMode::Passive) => Some(fl!("hint-passive-mode")),
        _ => None,
    }
}
