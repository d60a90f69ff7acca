//! From a wish to requests: the user's SSH configuration applied to a server and to every server on the way to it. Blocks.

use super::command::ConnectWish;
use super::site_login::{hops, over_ssh};
use crate::error::{Error, ErrorKind, Result, SshConfigFault};
use crate::log::{LogBody, MessageLog, StatusMessage};
use crate::model::{Clock, Endpoint, Protocol, SessionId, escape_bytes};
use crate::remote::sftp::{
    Algorithms, ByteBudget, CommandConsent, ConnectRequest, KnownHostsFiles, LoginMethod, UnknownHostKey,
    default_agent_socket, home_folder, local_user,
};
use crate::ssh_config::{
    Computer, Hop, HostConfig, Keyword, Note, NoteKind, Source, StartFile, SystemFiles, Wanted, assemble, resolve,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most servers on the way to one.
const HOPS_MAX: usize = 16;

/// What requests are made from.
#[derive(Clone)]
pub(super) struct SshWay {
    /// Which files of configuration hold.
    pub(super) config: StartFile,
    /// Servers to go through, in place of those that the configuration names.
    pub(super) jump: Option<Vec<Hop>>,
    /// Files of known hosts in place of all others.
    pub(super) known_hosts: Option<KnownHostsFiles>,
    /// The file of known hosts that is our own.
    pub(super) own: Option<PathBuf>,
    /// What the user wants done with unknown keys; `None`: as the configuration says.
    pub(super) unknown_host_key: Option<UnknownHostKey>,
    /// Which commands of the configuration may run.
    pub(super) command_consent: CommandConsent,
    /// The clock of the program.
    pub(super) clock: Arc<dyn Clock>,
    /// The memory that all transfers share.
    pub(super) budget: Arc<ByteBudget>,
    /// The session that log lines belong to.
    pub(super) session: SessionId,
    /// Where is told which lines hold.
    pub(super) log: Arc<MessageLog>,
}

impl SshWay {
    /// The request for a wish, with those for the servers on the way.
    ///
    /// # Errors
    /// `SshConfig`, `BadAddress`; the system's where a named file of configuration cannot be read.
    pub(super) fn request(&self, wish: &ConnectWish) -> Result<ConnectRequest> {
        let endpoint = &wish.endpoint;
        let wanted = Wanted {
            host: endpoint.host.clone(),
            user: endpoint.user.clone(),
            port: Some(endpoint.port).filter(|port| wish.port_said || *port != endpoint.protocol.default_port()),
        };
        // The site knows its own way, unless the front end took it out for another one that was said; else the one that was
        // said holds, else that of the configuration.
        let jump = hops(&wish.rules)?.or_else(|| self.jump.clone());
        let mut request = self.to(&wanted, jump, wish.proxy.is_some(), &mut Vec::new())?;
        // Secrets and keys of the wish are for this server alone, not for those on the way.
        request.password.clone_from(&wish.password);
        request.identity_files.clone_from(&wish.identities);
        over_ssh(&mut request, &wish.rules);
        // The proxy is what the first server is reached through, whatever lies behind it.
        request.first_on_the_way().proxy = wish.proxy.as_deref().cloned();
        Ok(request)
    }

    /// The request for one server. `via`: the servers to go through, where that was said; `proxied`: a proxy was named, which
    /// replaces a command; `passed`: the servers behind it.
    fn to(
        &self,
        wanted: &Wanted,
        via: Option<Vec<Hop>>,
        proxied: bool,
        passed: &mut Vec<String>,
    ) -> Result<ConnectRequest> {
        let config = resolve(wanted, &self.config, &SystemFiles, &computer())?;
        self.tell(&config);
        let mut request = self.of_config(wanted, &config)?;
        let shown = request.shown_host();
        let place = format!("{}@{}:{}", request.user(), request.endpoint.host, request.endpoint.port);
        if passed.contains(&place) || passed.len() > HOPS_MAX {
            return Err(Error::new(ErrorKind::SshConfig(SshConfigFault::JumpLoop(shown.clone()))).on_host(shown));
        }
        passed.push(place);
        if let (None, false) = (&via, proxied) {
            request.proxy_command = config.proxy_command().map(str::to_owned);
        }
        request.command_consent.clone_from(&self.command_consent);
        let mut hops = via.unwrap_or_else(|| config.hops());
        if let Some(last) = hops.pop() {
            // Those before the last one lead to it; the first one is reached as its own configuration says.
            let before = Some(hops).filter(|hops| !hops.is_empty());
            let hop = Wanted { host: last.host, user: last.user, port: last.port };
            request.jump = Some(Box::new(self.to(&hop, before, proxied, passed)?));
        }
        Ok(request)
    }

    fn of_config(&self, wanted: &Wanted, config: &HostConfig) -> Result<ConnectRequest> {
        let endpoint = Endpoint {
            protocol: Protocol::Sftp,
            host: config.host_name.clone(),
            port: config.port().unwrap_or(Protocol::Sftp.default_port()),
            user: config.user().map(str::to_owned),
        };
        let mut request = ConnectRequest::new(endpoint, self.session);
        request.alias = Some(wanted.host.clone()).filter(|alias| !alias.eq_ignore_ascii_case(&config.host_name));
        if let Some(alias) = &request.alias {
            let port = wanted.port.unwrap_or(Protocol::Sftp.default_port());
            request.kept_as = Endpoint { host: alias.clone(), port, ..request.endpoint.clone() };
        }
        request.clock = Arc::clone(&self.clock);
        request.budget = Arc::clone(&self.budget);
        request.known_hosts = self.known_hosts.clone().unwrap_or_else(|| self.known_hosts_of(config));
        request.host_key_alias = config.word(Keyword::HostKeyAlias).map(str::to_ascii_lowercase);
        request.unknown_host_key = self.unknown_host_key.unwrap_or_else(|| unknown_host_key(config));
        identities(&mut request, config);
        logins(&mut request, config);
        if let Some(limit) = config.time(Keyword::ConnectTimeout).filter(|limit| !limit.is_zero()) {
            request.limits.connect = limit;
            request.limits.handshake = limit;
        }
        if let Some(quiet) = config.time(Keyword::ServerAliveInterval) {
            request.limits.quiet = quiet;
        }
        if let Some(tries) = config.number(Keyword::ServerAliveCountMax) {
            // Zero would mean "without end" to the library.
            request.keepalive_tries = usize::try_from(tries).unwrap_or(usize::MAX).max(1);
        }
        let shown = request.shown_host();
        request.algorithms = algorithms(config).map_err(|error| error.on_host(shown))?;
        Ok(request)
    }

    /// Our own file is read besides, for what was accepted here must be found again.
    fn known_hosts_of(&self, config: &HostConfig) -> KnownHostsFiles {
        let named = |keyword, usual: Vec<PathBuf>| -> Vec<PathBuf> {
            if config.written(keyword).is_empty() {
                return usual;
            }
            let files = config.files(keyword).iter().filter(|file| !file.eq_ignore_ascii_case("none"));
            files.map(PathBuf::from).collect()
        };
        let mut read = named(Keyword::UserKnownHostsFile, KnownHostsFiles::of_user());
        read.extend(named(Keyword::GlobalKnownHostsFile, KnownHostsFiles::of_system()));
        read.extend(self.own.clone());
        KnownHostsFiles { read, write: self.own.clone() }
    }

    /// Tells which lines hold, and which have no effect.
    fn tell(&self, config: &HostConfig) {
        let push = |body| self.log.push(Some(self.session), body);
        for (keyword, setting) in config.settings() {
            let Some(Source { file, line }) = &setting.source else { continue };
            let setting = format!("{} {}", keyword.name(), setting.values.join(" "));
            push(LogBody::Status(StatusMessage::SshConfigUsed { file: shown(file), line: *line, setting }));
            if is_idle(keyword, config) {
                push(LogBody::Debug(format!("{}:{line}: {} has no effect here", shown(file), keyword.name())));
            }
        }
        for Note { source, kind, what } in &config.notes {
            let (file, line) = (shown(&source.file), source.line);
            push(match kind {
                NoteKind::NotUsed => LogBody::Debug(format!("{file}:{line}: {what} has no effect here")),
                kind => LogBody::Status(StatusMessage::SshConfigSkipped {
                    file,
                    line,
                    why: kind.name(),
                    what: what.clone(),
                }),
            });
        }
    }
}

fn shown(file: &Path) -> String {
    escape_bytes(file.as_os_str().as_encoded_bytes())
}

/// Settings that are understood and change nothing here.
fn is_idle(keyword: Keyword, config: &HostConfig) -> bool {
    match keyword {
        Keyword::AddressFamily => config.word(keyword) != Some("any"),
        Keyword::Compression | Keyword::HashKnownHosts | Keyword::UpdateHostKeys => config.flag(keyword) != Some(false),
        Keyword::BindAddress => true,
        _ => false,
    }
}

pub(super) fn computer() -> Computer {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    Computer {
        user: local_user(),
        home: home_folder(),
        uid: user_number(),
        host: gethostname::gethostname().into_string().unwrap_or_default(),
        variables: std::env::vars_os().filter_map(text).collect(),
    }
}

#[cfg(unix)]
fn user_number() -> String {
    rustix::process::getuid().as_raw().to_string()
}

#[cfg(not(unix))]
fn user_number() -> String {
    String::new()
}

/// A changed key is never accepted, whatever is set; `no` means no more than that a new server is not asked about.
fn unknown_host_key(config: &HostConfig) -> UnknownHostKey {
    match config.word(Keyword::StrictHostKeyChecking) {
        Some("yes" | "true") => UnknownHostKey::Refuse,
        Some("accept-new" | "no" | "false" | "off") => UnknownHostKey::AcceptNew,
        _ => UnknownHostKey::Ask,
    }
}

fn identities(request: &mut ConnectRequest, config: &HostConfig) {
    let files = |keyword| -> Vec<PathBuf> {
        let named = config.files(keyword).iter().filter(|file| !file.eq_ignore_ascii_case("none"));
        named.map(PathBuf::from).collect()
    };
    if !config.written(Keyword::IdentityFile).is_empty() {
        request.default_identity_files = files(Keyword::IdentityFile);
    }
    request.certificate_files = files(Keyword::CertificateFile);
    request.identities_only = config.flag(Keyword::IdentitiesOnly) == Some(true);
    request.agent_socket = match config.agent() {
        None | Some("SSH_AUTH_SOCK") => default_agent_socket(),
        Some(none) if none.eq_ignore_ascii_case("none") => None,
        Some(agent) => match agent.strip_prefix('$') {
            Some(name) => std::env::var_os(name).filter(|socket| !socket.is_empty()).map(PathBuf::from),
            None => Some(PathBuf::from(agent)),
        },
    };
}

fn logins(request: &mut ConnectRequest, config: &HostConfig) {
    if let Some(list) = config.word(Keyword::PreferredAuthentications) {
        let find = |name: &str| LoginMethod::ALL.into_iter().find(|method| method.name() == name);
        request.methods = list.split(',').filter_map(find).collect();
    }
    let off = |keyword| config.flag(keyword) == Some(false);
    request.methods.retain(|method| match method {
        LoginMethod::PublicKey => !off(Keyword::PubkeyAuthentication),
        LoginMethod::Password => !off(Keyword::PasswordAuthentication),
        LoginMethod::KeyboardInteractive => !off(Keyword::KbdInteractiveAuthentication),
    });
    if let Some(tries) = config.number(Keyword::NumberOfPasswordPrompts) {
        request.password_tries = usize::try_from(tries).unwrap_or(usize::MAX).clamp(1, 10);
    }
}

fn algorithms(config: &HostConfig) -> Result<Algorithms> {
    let list = |keyword: Keyword, (usual, all): (Vec<String>, Vec<String>)| {
        let Some(value) = config.word(keyword) else { return Ok(None) };
        let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let chosen = assemble(value, &usual, &all);
        if chosen.is_empty() {
            let fault = SshConfigFault::NoAlgorithm(format!("{} {value}", keyword.name()));
            return Err(Error::new(ErrorKind::SshConfig(fault)));
        }
        Ok(Some(chosen))
    };
    Ok(Algorithms {
        key_exchanges: list(Keyword::KexAlgorithms, Algorithms::key_exchange_names())?,
        ciphers: list(Keyword::Ciphers, Algorithms::cipher_names())?,
        macs: list(Keyword::Macs, Algorithms::mac_names())?,
        host_keys: list(Keyword::HostKeyAlgorithms, Algorithms::host_key_names())?,
    })
}
