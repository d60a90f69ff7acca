//! The settings of one host, ready for use.

use super::computer::Computer;
use super::directives::{Directives, Setting};
use super::files::ConfigFiles;
use super::jump::{Hop, parse_hops};
use super::keyword::Keyword;
use super::note::{Note, NoteKind};
use super::reader::{Reader, Trust};
use super::tokens::Tokens;
use super::value::{is_variable, seconds, sound_host};
use crate::error::{Error, ErrorKind, Result};
use crate::model::AddressFault;
use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StartFile {
    /// The user's `~/.ssh/config`, then the system's, as far as they exist.
    #[default]
    Usual,
    /// This file alone; it must exist (`ssh -F`).
    Only(PathBuf),
    /// No file.
    None,
}

/// A host as it was asked for; what is said here wins over every file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Name, address or alias.
    pub host: String,
    /// The user, where one was named.
    pub user: Option<String>,
    /// The port, where one was named.
    pub port: Option<u16>,
}

/// The settings that hold for one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostConfig {
    /// The host to connect to, with `HostName` applied; names in lower case.
    pub host_name: String,
    /// What was passed over in the files.
    pub notes: Vec<Note>,
    directives: Directives,
    paths: BTreeMap<Keyword, Vec<String>>,
    agent: Option<String>,
    proxy_command: Option<String>,
}

/// Reads the settings of a host. Blocks; at most 8 MiB are read.
///
/// # Errors
/// The system's, when the file of [`StartFile::Only`] cannot be read; `BadAddress` when the host that comes out is none
/// (it begins with `-`, or holds characters that no host has).
pub fn resolve(wanted: &Wanted, start: &StartFile, files: &dyn ConfigFiles, computer: &Computer) -> Result<HostConfig> {
    let said = |value: &str| Setting { values: vec![value.to_owned()], source: None };
    let mut given = Directives::default();
    if let Some(user) = &wanted.user {
        given.offer(Keyword::User, said(user));
    }
    if let Some(port) = wanted.port {
        given.offer(Keyword::Port, said(&port.to_string()));
    }
    let mut reader = Reader::new(files, computer, &wanted.host, given);
    read_all(&mut reader, start, computer)?;
    let mut host_name = host_name(&mut reader, &wanted.host);
    if reader.wants_final {
        reader.directives.forget(Keyword::HostName);
        reader.directives.offer(Keyword::HostName, said(&host_name));
        reader.begin_final(host_name.clone());
        read_all(&mut reader, start, computer)?;
    }
    if let Ok(address) = host_name.parse::<IpAddr>() {
        host_name = address.to_string();
    }
    if !sound_host(&host_name) {
        return Err(Error::new(ErrorKind::BadAddress(AddressFault::BadHost(host_name))).on_host(wanted.host.clone()));
    }
    Ok(finish(reader.directives, reader.notes, &wanted.host, host_name, computer))
}

pub(super) fn read_all(reader: &mut Reader<'_>, start: &StartFile, computer: &Computer) -> Result<()> {
    let ssh = computer.home.as_ref().map(|home| home.join(".ssh"));
    let of_user =
        |checked| Trust { folder: ssh.as_deref().unwrap_or_else(|| Path::new("")), user: true, checked, never: false };
    match start {
        StartFile::None => Ok(()),
        StartFile::Only(file) => reader.read(file, of_user(false)).map_err(|fault| Error::local(&fault, file)),
        StartFile::Usual => {
            let system = system_folder();
            let user_file = ssh.as_ref().map(|folder| (folder.join("config"), of_user(true)));
            let system_file =
                (system.join("ssh_config"), Trust { folder: &system, user: false, checked: false, never: false });
            for (file, trust) in user_file.into_iter().chain([system_file]) {
                match reader.read(&file, trust) {
                    Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                        reader.note_unreadable(file, &fault);
                    }
                    _ => {}
                }
            }
            Ok(())
        }
    }
}

/// Where the configuration of the whole computer lies.
fn system_folder() -> PathBuf {
    if cfg!(windows) { PathBuf::from(r"C:\ProgramData\ssh") } else { PathBuf::from("/etc/ssh") }
}

fn host_name(reader: &mut Reader<'_>, alias: &str) -> String {
    let setting = reader.directives.of(Keyword::HostName).first().cloned();
    let expanded = setting
        .as_ref()
        .and_then(|setting| setting.values.first())
        .map_or_else(|| Ok(alias.to_owned()), |name| Tokens::of_host_name(alias).expand(name));
    let name = expanded.unwrap_or_else(|token| {
        if let Some(source) = setting.and_then(|setting| setting.source) {
            reader.notes.push(Note { source, kind: NoteKind::BadValue, what: format!("HostName {token}") });
        }
        alias.to_owned()
    });
    if name.parse::<IpAddr>().is_ok() { name } else { name.to_ascii_lowercase() }
}

/// Expands what holds tokens, now that everything is known.
fn finish(
    directives: Directives,
    mut notes: Vec<Note>,
    alias: &str,
    host_name: String,
    computer: &Computer,
) -> HostConfig {
    let port = directives.value(Keyword::Port).and_then(super::value::port).unwrap_or(22);
    let user = directives.value(Keyword::User).unwrap_or(&computer.user).to_owned();
    let key_name = directives.value(Keyword::HostKeyAlias).map_or_else(|| alias.to_owned(), str::to_ascii_lowercase);
    let hops = directives.value(Keyword::ProxyJump).and_then(|list| parse_hops(list).ok()).unwrap_or_default();
    let jump = hops.last().map(|hop| hop.host.clone()).unwrap_or_default();
    let tokens = Tokens::of_client(alias, &host_name, (port, &user), (&key_name, &jump), computer);
    let mut expand = |keyword: Keyword| -> Vec<String> {
        let mut paths = Vec::new();
        for setting in directives.of(keyword) {
            for value in &setting.values {
                match tokens.expand_path(value, computer) {
                    Ok(path) => paths.push(path),
                    Err(unknown) => {
                        if let Some(source) = setting.source.clone() {
                            let what = format!("{} {unknown}", keyword.name());
                            notes.push(Note { source, kind: NoteKind::BadValue, what });
                        }
                    }
                }
            }
        }
        paths
    };
    let listed =
        [Keyword::IdentityFile, Keyword::CertificateFile, Keyword::UserKnownHostsFile, Keyword::GlobalKnownHostsFile];
    let paths = listed.into_iter().map(|keyword| (keyword, expand(keyword))).collect();
    let agent = match directives.value(Keyword::IdentityAgent) {
        Some(name) if name.strip_prefix('$').is_some_and(is_variable) => Some(name.to_owned()),
        Some(_) => expand(Keyword::IdentityAgent).into_iter().next(),
        None => None,
    };
    let command = directives.value(Keyword::ProxyCommand).filter(|command| !command.eq_ignore_ascii_case("none"));
    let proxy_command = command.map(|command| tokens.expand(command).unwrap_or_else(|_| command.to_owned()));
    HostConfig { host_name, notes, directives, paths, agent, proxy_command }
}

impl HostConfig {
    /// The user to log in as; `None`: nobody said.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.word(Keyword::User)
    }

    /// The port; `None`: nobody said.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.word(Keyword::Port).and_then(super::value::port)
    }

    /// The first value of a keyword as written; `None`: not set.
    #[must_use]
    pub fn word(&self, keyword: Keyword) -> Option<&str> {
        self.directives.value(keyword)
    }

    /// The settings of a keyword as written, in order.
    #[must_use]
    pub fn written(&self, keyword: Keyword) -> &[Setting] {
        self.directives.of(keyword)
    }

    /// Whether a keyword says yes; `None`: not set, or another word than yes and no.
    #[must_use]
    pub fn flag(&self, keyword: Keyword) -> Option<bool> {
        match self.word(keyword)? {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        }
    }

    /// A number; `None`: not set.
    #[must_use]
    pub fn number(&self, keyword: Keyword) -> Option<u32> {
        self.word(keyword)?.parse().ok()
    }

    /// A span of time; `None`: not set.
    #[must_use]
    pub fn time(&self, keyword: Keyword) -> Option<Duration> {
        seconds(self.word(keyword)?).map(Duration::from_secs)
    }

    /// The files of a keyword that names files, expanded; `none` is one of them where it was said.
    #[must_use]
    pub fn files(&self, keyword: Keyword) -> &[String] {
        self.paths.get(&keyword).map(Vec::as_slice).unwrap_or_default()
    }

    /// The agent: a path, `none`, `SSH_AUTH_SOCK`, or the name of a variable behind `$`; `None`: not set.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// The hosts to go through, first one first; empty for none.
    #[must_use]
    pub fn hops(&self) -> Vec<Hop> {
        self.word(Keyword::ProxyJump).and_then(|list| parse_hops(list).ok()).unwrap_or_default()
    }

    /// The command that OpenSSH would run to reach the host; it is shown, never run.
    #[must_use]
    pub fn proxy_command(&self) -> Option<&str> {
        self.proxy_command.as_deref()
    }

    /// What was set, and where.
    pub fn settings(&self) -> impl Iterator<Item = (Keyword, &Setting)> {
        self.directives.all()
    }
}
