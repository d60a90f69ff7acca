//! Local paths as they are typed. Pure.

use std::path::{Path, PathBuf};

/// A local path as typed, without the blanks around it: `~` alone or before a `/` is the folder `home`; `~name` stays as it
/// is.
#[must_use]
pub fn at_home(typed: &str, home: &Path) -> PathBuf {
    let path = Path::new(typed.trim());
    path.strip_prefix("~").map_or_else(|_| path.to_owned(), |rest| home.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder() {
        let home = Path::new("/home/ada");
        for (typed, path) in [
            (" ~/.ssh/work ", "/home/ada/.ssh/work"),
            ("~", "/home/ada"),
            ("~bob/x", "~bob/x"),
            ("/a/~/b", "/a/~/b"),
            ("b", "b"),
        ] {
            assert_eq!(at_home(typed, home), Path::new(path), "{typed}");
        }
    }
}
