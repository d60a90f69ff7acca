//! What is dear to make and the same for every test: made once, and kept below the build folder for all later runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The folder of this name, which `make` fills where it is not there yet. It is made under another name and renamed, so that
/// nobody sees a half of it; where two do so at once, both have the one that was done first. The name has to say all that the
/// content depends on, for nothing is ever made anew under the same one.
pub fn made_once(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let place = below.join(name);
    if place.exists() {
        return place;
    }
    let making = tempfile::Builder::new().prefix("making").tempdir_in(below).unwrap();
    // Servers that run as somebody else read in it.
    fs::set_permissions(making.path(), fs::Permissions::from_mode(0o755)).unwrap();
    make(making.path());
    match fs::rename(making.path(), &place) {
        // It is gone from where it would be removed.
        Ok(()) => drop(making.keep()),
        Err(fault) => assert!(place.exists(), "{}: {fault}", place.display()),
    }
    place
}
