//! The hosts that the configuration names one by one, for lists to choose from.

use super::computer::Computer;
use super::directives::Directives;
use super::files::{ConfigFile, ConfigFiles};
use super::host_config::{StartFile, Wanted, read_all, resolve};
use super::reader::Reader;
use crate::error::Result;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A host of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedHost {
    /// As its `Host` line names it; what to connect to.
    pub alias: String,
    /// The host behind it.
    pub host_name: String,
    /// The port; `None`: not set.
    pub port: Option<u16>,
    /// The user; `None`: not set.
    pub user: Option<String>,
    /// The hosts on the way, first one first, as written; empty: none.
    pub via: Vec<String>,
    /// Whether a command makes the connection (`ProxyCommand`).
    pub by_command: bool,
}

/// The hosts on `Host` lines, in order: those without wildcards whose settings name a host that there can be. Blocks; reads
/// each file once.
///
/// # Errors
/// The system's, when the file of [`StartFile::Only`] cannot be read.
pub fn listed_hosts(start: &StartFile, files: &dyn ConfigFiles, computer: &Computer) -> Result<Vec<ListedHost>> {
    let files = Remembered { inner: files, read: Mutex::default() };
    // No host has this name, so that nothing is set; the names on the lines are met all the same.
    let mut reader = Reader::new(&files, computer, "", Directives::default());
    read_all(&mut reader, start, computer)?;
    let names = std::mem::take(&mut reader.names);
    let mut hosts = Vec::with_capacity(names.len());
    for alias in names {
        let wanted = Wanted { host: alias.clone(), user: None, port: None };
        let Ok(config) = resolve(&wanted, start, &files, computer) else { continue };
        let via = config.hops().into_iter().map(|hop| hop.host).collect();
        hosts.push(ListedHost {
            host_name: config.host_name.clone(),
            port: config.port(),
            user: config.user().map(str::to_owned),
            via,
            by_command: config.proxy_command().is_some(),
            alias,
        });
    }
    Ok(hosts)
}

/// Files that are read once.
#[derive(Debug)]
struct Remembered<'a> {
    inner: &'a dyn ConfigFiles,
    read: Mutex<HashMap<PathBuf, ConfigFile>>,
}

impl ConfigFiles for Remembered<'_> {
    fn read(&self, path: &Path, most: u64) -> io::Result<ConfigFile> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = read.get(path) {
            return Ok(file.clone());
        }
        let file = self.inner.read(path, most)?;
        read.insert(path.to_owned(), file.clone());
        Ok(file)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.inner.names(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::SystemFiles;
    use super::*;

    #[test]
    fn hosts_without_wildcards_are_listed_with_what_holds_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let more = folder.path().join("more");
        let text = format!(
            "Host bastion gate\n  HostName gate.example\n  Port 2222\nHost db-*\n  User never\nInclude {}\n\
             Host !x bastion\nHost web*  plain\n  User ada\nMatch host plain\n  ProxyCommand nc %h\n",
            more.display()
        );
        std::fs::write(&file, text).unwrap();
        std::fs::write(&more, "Host db-backup\n  ProxyJump ada@bastion\n").unwrap();
        let hosts = listed_hosts(&StartFile::Only(file.clone()), &SystemFiles, &Computer::default()).unwrap();
        let names: Vec<&str> = hosts.iter().map(|host| host.alias.as_str()).collect();
        assert_eq!(names, ["bastion", "gate", "db-backup", "plain"]);
        assert_eq!((hosts[1].host_name.as_str(), hosts[1].port), ("gate.example", Some(2222)));
        assert_eq!((hosts[2].user.as_deref(), hosts[2].via.as_slice()), (Some("never"), &["bastion".to_owned()][..]));
        assert_eq!((hosts[3].user.as_deref(), hosts[3].by_command), (Some("ada"), true));
        assert_eq!(listed_hosts(&StartFile::None, &SystemFiles, &Computer::default()).unwrap(), []);
        std::fs::remove_file(&file).unwrap();
        assert!(listed_hosts(&StartFile::Only(file), &SystemFiles, &Computer::default()).is_err());
    }

    #[test]
    fn many_hosts_are_all_listed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let text: String =
            (0..300).map(|n| format!("Host h{n}\n  HostName h{n}.example\n")).collect::<Vec<_>>().concat();
        std::fs::write(&file, text).unwrap();
        let hosts = listed_hosts(&StartFile::Only(file), &SystemFiles, &Computer::default()).unwrap();
        assert_eq!(hosts.len(), 300);
    }
}
