//! A cause in a record: its stable name, and its facts, each in a field of its own.

use super::bytes::{Bytes, SavedPlace};
use super::data_try::{trouble, trouble_word};
use super::kind::SavedKind;
use super::names;
use crate::error::{Cause, Denial, Place};
use crate::model::{ByteSize, EntryKind, Owner, Permissions};
use serde::{Deserialize, Serialize};

/// What a link holds is kept up to this length.
const LINK: usize = 4096;

/// A cause with its facts; a fact that it does not have is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of `Cause` and `Denial`")]
pub struct SavedCause {
    /// Its stable name, `disk_full`.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SavedPlace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Who opens connections for data: `passive`, `active`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// What keeps them from being made, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// For causes that are the error's own kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SavedKind>,
}

impl SavedCause {
    /// A cause for a record.
    #[must_use]
    pub fn new(cause: &Cause) -> Self {
        let at = |place: &Option<Place>| place.as_ref().map(SavedPlace::new);
        let bytes = |size: &Option<ByteSize>| size.map(|size| size.0);
        let entry = |kind: &Option<EntryKind>| kind.map(|kind| names::entry_kind_word(kind).to_owned());
        let mut saved = Self { name: cause.name().to_owned(), ..Self::default() };
        match cause {
            Cause::DiskFull { folder, free, needed } => {
                (saved.place, saved.free, saved.needed) = (at(folder), bytes(free), bytes(needed));
            }
            Cause::QuotaExceeded { folder, free } => (saved.place, saved.free) = (at(folder), bytes(free)),
            Cause::NoInodes { folder } | Cause::ReadOnlyFileSystem { folder } => saved.place = at(folder),
            Cause::AlreadyExists { at: place, kind } | Cause::NotAFolder { at: place, kind } => {
                (saved.place, saved.entry) = (at(place), entry(kind));
            }
            Cause::FolderNotEmpty { at: place, entries } => (saved.place, saved.entries) = (at(place), *entries),
            Cause::IsAFolder { at: place }
            | Cause::NotFound { at: place }
            | Cause::ProtectedByPolicy { at: place }
            | Cause::LinkLoop { at: place }
            | Cause::NameRefused { at: place }
            | Cause::SpecialFile { at: place }
            | Cause::FileBusy { at: place } => saved.place = at(place),
            Cause::MissingFolder { folder: place }
            | Cause::MovedIntoItself { folder: place }
            | Cause::MountPoint { at: place } => saved.place = Some(SavedPlace::new(place)),
            Cause::StickyFolder { folder, owner } => {
                saved.place = Some(SavedPlace::new(folder));
                (saved.owner_id, saved.owner) = (owner.id, owner.name.clone());
            }
            Cause::BrokenLink { at: place, target } => {
                (saved.place, saved.link) = (Some(SavedPlace::new(place)), Some(Bytes::new(target, LINK)));
            }
            Cause::NameTooLong { length, limit } => (saved.length, saved.limit) = (*length, *limit),
            Cause::PermissionDenied(Some(denial)) => saved.denied(denial),
            Cause::NoDataConnection { mode, trouble } => {
                let (word, port) = trouble_word(*trouble);
                saved.mode = Some(names::data_mode_word(*mode).to_owned());
                (saved.trouble, saved.port) = (Some(word.to_owned()), port);
            }
            Cause::Told(kind) => saved.kind = Some(SavedKind::new(kind)),
            Cause::PermissionDenied(None)
            | Cause::DiskFault
            | Cause::OtherFileSystem
            | Cause::ServerLimit
            | Cause::Unknown => {}
        }
        saved
    }

    fn denied(&mut self, denial: &Denial) {
        self.place = Some(SavedPlace::new(&denial.at));
        self.need = Some(names::need_word(denial.need).to_owned());
        self.class = denial.class.map(|class| names::class_word(class).to_owned());
        self.permissions = denial.permissions.map(Permissions::mode);
        (self.owner_id, self.owner) = (denial.owner.id, denial.owner.name.clone());
        (self.group_id, self.group) = (denial.group.id, denial.group.name.clone());
        self.user.clone_from(&denial.user);
    }

    fn owner(&self) -> Owner {
        Owner { id: self.owner_id, name: self.owner.clone() }
    }

    /// The cause again; `None` for one that this version does not know.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        let at = self.place.as_ref().and_then(SavedPlace::place);
        let kind = self.entry.as_deref().and_then(names::entry_kind);
        let (free, needed) = (self.free.map(ByteSize), self.needed.map(ByteSize));
        if let Some(kind) = &self.kind {
            return kind.kind().map(Cause::Told);
        }
        Some(match self.name.as_str() {
            "disk_full" => Cause::DiskFull { folder: at, free, needed },
            "no_inodes" => Cause::NoInodes { folder: at },
            "quota_exceeded" => Cause::QuotaExceeded { folder: at, free },
            "read_only_file_system" => Cause::ReadOnlyFileSystem { folder: at },
            "disk_fault" => Cause::DiskFault,
            "already_exists" => Cause::AlreadyExists { at, kind },
            "is_a_folder" => Cause::IsAFolder { at },
            "not_a_folder" => Cause::NotAFolder { at, kind },
            "folder_not_empty" => Cause::FolderNotEmpty { at, entries: self.entries },
            "other_file_system" => Cause::OtherFileSystem,
            "missing_folder" => Cause::MissingFolder { folder: at? },
            "not_found" => Cause::NotFound { at },
            "permission_denied" => Cause::PermissionDenied(self.denial(at)),
            "sticky_folder" => Cause::StickyFolder { folder: at?, owner: self.owner() },
            "protected_by_policy" => Cause::ProtectedByPolicy { at },
            "link_loop" => Cause::LinkLoop { at },
            "broken_link" => {
                Cause::BrokenLink { at: at?, target: self.link.as_ref().map(Bytes::bytes).unwrap_or_default() }
            }
            "name_too_long" => Cause::NameTooLong { length: self.length, limit: self.limit },
            "name_refused" => Cause::NameRefused { at },
            "moved_into_itself" => Cause::MovedIntoItself { folder: at? },
            "mount_point" => Cause::MountPoint { at: at? },
            "special_file" => Cause::SpecialFile { at },
            "file_busy" => Cause::FileBusy { at },
            "server_limit" => Cause::ServerLimit,
            "no_data_connection" => Cause::NoDataConnection {
                mode: names::data_mode(self.mode.as_deref()?)?,
                trouble: trouble(self.trouble.as_deref()?, self.port)?,
            },
            "unknown" => Cause::Unknown,
            _ => return None,
        })
    }

    fn denial(&self, at: Option<Place>) -> Option<Box<Denial>> {
        Some(Box::new(Denial {
            at: at?,
            need: names::need(self.need.as_deref()?)?,
            class: self.class.as_deref().and_then(names::class),
            permissions: self.permissions.map(Permissions::from_mode),
            owner: self.owner(),
            group: Owner { id: self.group_id, name: self.group.clone() },
            user: self.user.clone(),
        }))
    }
}
