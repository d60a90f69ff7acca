//! Who runs the program, for a login without a user name.

use std::path::PathBuf;

/// The name of the local user, as `ssh` would take it: by number from the system's list of users, else from the
/// environment (users of a directory service); empty when neither tells.
#[must_use]
pub fn local_user() -> String {
    listed_user().or_else(environment_user).unwrap_or_default()
}

/// The user's home folder; `None` when the environment does not tell.
#[must_use]
pub fn home_folder() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| !home.as_os_str().is_empty())
}

#[cfg(unix)]
fn listed_user() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let list = std::fs::read("/etc/passwd").ok()?;
    list.split(|b| *b == b'\n').find_map(|line| {
        let mut fields = line.split(|b| *b == b':');
        let name = fields.next()?;
        (fields.nth(1)? == uid.as_bytes()).then(|| String::from_utf8(name.to_vec()).ok())?
    })
}

#[cfg(not(unix))]
fn listed_user() -> Option<String> {
    None
}

fn environment_user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
}
