//! Listing folders of this computer.

use super::name::entry_name;
use super::owner_names::OwnerNames;
use crate::error::{Act, Error, ErrorKind, Result};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, Listing, Owner, Permissions, Precision, Timestamp};
use std::fs::{self, Metadata};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// How many entries make a page.
const PAGE: usize = 500;

/// The content of a folder. `progress` sees each page of entries and may stop the reading.
///
/// # Errors
/// `NotFound`, `NotAFolder`, `PermissionDenied` and other faults of the file system; `Cancelled` when `progress` broke off.
pub fn list(folder: &Path, progress: &mut dyn FnMut(&[Entry]) -> ControlFlow<()>) -> Result<Listing> {
    let names = OwnerNames::read();
    let mut listing = Listing::default();
    let mut shown = 0;
    for item in fs::read_dir(folder).map_err(|e| Error::local(&e, folder).trying(Act::List))? {
        let item = item.map_err(|e| Error::local(&e, folder).trying(Act::List))?;
        let Some(name) = entry_name(&item.file_name()) else { continue };
        // Deleted between reading its name and its attributes, or hidden by rights: the name is all that is known.
        let entry = match item.metadata() {
            Ok(data) => entry(name, &item.path(), &data, &names),
            Err(_) => Entry::new(name, EntryKind::Unknown),
        };
        listing.entries.push(entry);
        if listing.entries.len() - shown >= PAGE {
            let stop = progress(listing.entries.get(shown..).unwrap_or_default()).is_break();
            shown = listing.entries.len();
            if stop {
                return Err(Error::new(ErrorKind::Cancelled));
            }
        }
    }
    Ok(listing)
}

/// What is at a path; links are followed. The root of a file system is named `root`.
///
/// # Errors
/// `NotFound` (also for a broken link), `PermissionDenied`, `LinkLoop`.
pub fn stat(path: &Path) -> Result<Entry> {
    let data = fs::metadata(path).map_err(|e| Error::local(&e, path).trying(Act::Stat))?;
    Ok(entry(name_of(path)?, path, &data, &OwnerNames::default()))
}

/// What is at a path; a link is told of itself.
///
/// # Errors
/// `NotFound`, `PermissionDenied`.
pub fn stat_link(path: &Path) -> Result<Entry> {
    let data = fs::symlink_metadata(path).map_err(|e| Error::local(&e, path).trying(Act::Stat))?;
    Ok(entry(name_of(path)?, path, &data, &OwnerNames::default()))
}

fn name_of(path: &Path) -> Result<EntryName> {
    match path.file_name() {
        Some(name) => entry_name(name).ok_or_else(|| super::name::refused(name)),
        None => EntryName::new(&b"root"[..]).map_err(|_| Error::new(ErrorKind::NameRefused)),
    }
}

fn entry(name: EntryName, path: &Path, data: &Metadata, names: &OwnerNames) -> Entry {
    let mut entry = Entry::new(name, kind(data));
    entry.size = (entry.kind == EntryKind::File).then_some(ByteSize(data.len()));
    entry.modified = modified(data);
    owners(&mut entry, data, names);
    if entry.kind == EntryKind::Link {
        entry.link_target = fs::read_link(path).ok().map(|target| target.into_os_string().into_encoded_bytes());
        entry.link_kind = fs::metadata(path).ok().map(|data| kind(&data));
    }
    entry
}

fn kind(data: &Metadata) -> EntryKind {
    if data.is_symlink() {
        EntryKind::Link
    } else if data.is_dir() {
        EntryKind::Folder
    } else if data.is_file() {
        EntryKind::File
    } else {
        EntryKind::Special
    }
}

#[cfg(unix)]
fn owners(entry: &mut Entry, data: &Metadata, names: &OwnerNames) {
    use std::os::unix::fs::MetadataExt;
    entry.permissions = Some(Permissions::from_mode(data.mode()));
    entry.owner = Owner { id: Some(data.uid()), name: names.user(data.uid()) };
    entry.group = Owner { id: Some(data.gid()), name: names.group(data.gid()) };
}

#[cfg(not(unix))]
fn owners(_entry: &mut Entry, _data: &Metadata, _names: &OwnerNames) {}

/// When the content last changed; `None` where the file system keeps no times.
pub(super) fn modified(data: &Metadata) -> Option<Timestamp> {
    let time = data.modified().ok()?;
    let (secs, nanos) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).ok()?, after.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).ok()?.checked_neg()?;
            match before.subsec_nanos() {
                0 => (whole, 0),
                nanos => (whole.checked_sub(1)?, 1_000_000_000 - nanos),
            }
        }
    };
    Some(Timestamp { secs, nanos, precision: Precision::Nanosecond })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn entries_are_told_with_bytes_links_and_rights() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(OsStr::from_bytes(b"caf\xE9\n"));
        fs::write(&file, b"12345").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        fs::create_dir(dir.path().join("sub")).unwrap();
        symlink("sub", dir.path().join("link")).unwrap();
        symlink("nowhere", dir.path().join("broken")).unwrap();
        let listing = list(dir.path(), &mut |_| ControlFlow::Continue(())).unwrap();
        let find = |name: &[u8]| listing.entries.iter().find(|e| e.name.as_bytes() == name).unwrap();
        let odd = find(b"caf\xE9\n");
        assert_eq!((odd.kind, odd.size), (EntryKind::File, Some(ByteSize(5))));
        assert_eq!(odd.permissions.unwrap().octal(), "640");
        assert!(odd.owner.id.is_some() && odd.modified.is_some());
        let link = find(b"link");
        assert_eq!((link.kind, link.link_kind), (EntryKind::Link, Some(EntryKind::Folder)));
        assert_eq!(link.link_target.as_deref(), Some(&b"sub"[..]));
        assert_eq!(find(b"broken").link_kind, None);
        assert_eq!(list(&file, &mut |_| ControlFlow::Continue(())).unwrap_err().kind, ErrorKind::NotAFolder);
    }

    #[test]
    fn reading_stops_when_asked() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..=PAGE {
            fs::write(dir.path().join(n.to_string()), b"").unwrap();
        }
        let stopped = list(dir.path(), &mut |_| ControlFlow::Break(()));
        assert!(stopped.unwrap_err().is_cancelled());
    }
}
