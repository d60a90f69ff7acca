//! Replacing a small file in one step.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::Path;

/// Replaces a file in one step: it has either its old content or the new one. Made for this user alone, with its folder, where
/// it is missing; else its rights stay. `still`: asked at the last moment; `false` leaves everything as it is.
///
/// Returns whether it was replaced.
pub(super) fn replace(file: &Path, content: &[u8], still: impl FnOnce() -> io::Result<bool>) -> io::Result<bool> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // Temporary files of this crate are made for this user alone.
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(content)?;
    if let Ok(facts) = fs::metadata(file) {
        temporary.as_file().set_permissions(facts.permissions())?;
    }
    temporary.as_file().sync_all()?;
    if !still()? {
        return Ok(false);
    }
    temporary.persist(file).map_err(|fault| fault.error)?;
    Ok(true)
}
