//! Compares two trees of files byte by byte.

use crate::i18n::fl;
use crate::model::{ByteSize, escape_bytes};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// What two equal trees hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TreeSums {
    /// Files.
    pub(super) files: u64,
    /// Their bytes.
    pub(super) bytes: ByteSize,
}

/// Compares names, kinds, content and modification times (to the second, as SFTP tells them).
pub(super) fn compare(one: &Path, other: &Path) -> Result<TreeSums, String> {
    let mut sums = TreeSums::default();
    walk(one, other, &mut sums)?;
    Ok(sums)
}

fn walk(one: &Path, other: &Path, sums: &mut TreeSums) -> Result<(), String> {
    let fault = |path: &Path| {
        let path = escape_bytes(path.as_os_str().as_encoded_bytes());
        move |error: io::Error| fl!("drive-unreadable", path = path.as_str(), why = error.to_string())
    };
    let differ = || fl!("drive-not-the-same", path = escape_bytes(other.as_os_str().as_encoded_bytes()));
    let kind = fs::metadata(one).map_err(fault(one))?;
    let other_kind = fs::metadata(other).map_err(fault(other))?;
    if kind.is_dir() != other_kind.is_dir() {
        return Err(differ());
    }
    if kind.is_dir() {
        let (names, others) = (names(one).map_err(fault(one))?, names(other).map_err(fault(other))?);
        if names != others {
            return Err(differ());
        }
        return names.iter().try_for_each(|name| walk(&one.join(name), &other.join(name), sums));
    }
    let seconds = |metadata: &fs::Metadata| filetime::FileTime::from_last_modification_time(metadata).unix_seconds();
    let content = fs::read(one).map_err(fault(one))?;
    if content != fs::read(other).map_err(fault(other))? || seconds(&kind) != seconds(&other_kind) {
        return Err(differ());
    }
    sums.files += 1;
    sums.bytes = sums.bytes.saturating_add(ByteSize(content.len() as u64));
    Ok(())
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_difference_is_found() {
        let here = tempfile::tempdir().unwrap();
        let (one, other) = (here.path().join("one"), here.path().join("other"));
        let time = filetime::FileTime::from_unix_time(1_000, 0);
        for root in [&one, &other] {
            fs::create_dir_all(root.join("sub")).unwrap();
            fs::write(root.join("sub/file"), b"content").unwrap();
            filetime::set_file_mtime(root.join("sub/file"), time).unwrap();
        }
        assert_eq!(compare(&one, &other), Ok(TreeSums { files: 1, bytes: ByteSize(7) }));
        fs::write(other.join("sub/file"), b"c0ntent").unwrap();
        filetime::set_file_mtime(other.join("sub/file"), time).unwrap();
        assert!(compare(&one, &other).is_err());
        fs::write(other.join("sub/file"), b"content").unwrap();
        assert!(compare(&one, &other).is_err(), "another time");
        filetime::set_file_mtime(other.join("sub/file"), time).unwrap();
        fs::write(other.join("sub/more"), b"").unwrap();
        assert!(compare(&one, &other).is_err());
        assert!(compare(&one, &here.path().join("missing")).is_err());
    }
}
