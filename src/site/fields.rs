//! One site: a server and everything special about it.

use super::bookmark::Bookmark;
use super::colour::Colour;
use super::login::LoginKind;
use super::proxy::{Proxy, ProxyRule};
use super::rules::{DataMode, ProductionLock, SafeWrite};
use super::text;
use crate::model::{Address, AddressFault, Endpoint, OverwriteRule, Protocol};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// A server that a person keeps. Holds no secret by type; see [`super::SecretName`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Site {
    /// What it speaks.
    #[serde(with = "text::protocol")]
    pub protocol: Protocol,
    /// Name, address without brackets, or an alias of the SSH configuration.
    pub host: String,
    /// 1 to 65535; `None`: what the SSH configuration says, else the protocol's own.
    pub port: Option<u16>,
    /// The user to log in as; `None`: what the SSH configuration says, else the name of the local user.
    pub user: Option<String>,
    /// How to log in.
    pub login: LoginKind,
    /// Private key files as typed, the first one first; only with [`LoginKind::Key`].
    pub key_files: Vec<String>,
    /// The local folder to open, as typed, `~` is the home folder; `None`: the one that is open.
    pub local_folder: Option<String>,
    /// The folder of the server to open, as typed, in the bytes of the server; `None`: the server's start folder.
    #[serde(with = "text::optional_bytes")]
    pub remote_folder: Option<Vec<u8>>,
    /// The charset of names, as the WHATWG names it; `None`: bytes as they are, shown as UTF-8.
    pub charset: Option<String>,
    /// What to add to times that the server tells, in minutes, -1560 to 1560.
    pub time_offset_minutes: i32,
    /// Who opens connections for data; FTP only.
    pub data_mode: DataMode,
    /// The ports that the server may be told in active mode, the first and the last one; `None`: any. FTP only.
    pub active_ports: Option<(u16, u16)>,
    /// Our address that the server is told in active mode; `None`: the one from which we are connected. FTP only.
    pub active_address: Option<IpAddr>,
    /// Our own certificate with its key for servers that ask for one, as typed; `None`: none. FTP over TLS only.
    pub client_certificate: Option<String>,
    /// Whether what was transferred is compared by a checksum of the server, where it makes one; FTP only.
    pub verify: bool,
    /// The most connections at a time, 1 to 64; `None`: as many as are useful.
    pub most_connections: Option<u16>,
    /// The most bytes a second to the server; `None`: no limit.
    pub upload_limit: Option<u64>,
    /// The most bytes a second from the server; `None`: no limit.
    pub download_limit: Option<u64>,
    /// After how many seconds of silence the server is asked for a sign of life; `None`: the usual, 0: never.
    pub keepalive_secs: Option<u32>,
    /// How many seconds to wait for a connection, 1 to 600; `None`: the usual.
    pub timeout_secs: Option<u32>,
    /// Whether a proxy is used.
    pub proxy_rule: ProxyRule,
    /// The proxy; kept while it is not used.
    pub proxy: Proxy,
    /// Servers to go through, `[user@]host[:port]`, the first one first; empty: what the SSH configuration says.
    pub jump_hosts: Vec<String>,
    /// Commands to send after the login; FTP only.
    pub post_login_commands: Vec<String>,
    /// The command that starts SFTP on the server in place of the subsystem; `None`: the subsystem.
    pub sftp_server: Option<String>,
    /// What to do with targets that exist; `None`: as set for all.
    #[serde(with = "text::optional_overwrite")]
    pub overwrite: Option<OverwriteRule>,
    /// How uploaded files come to be under their name.
    pub safe_write: SafeWrite,
    /// Whether changes are confirmed or refused.
    pub lock: ProductionLock,
    /// Names of files that are text, such as `*.html`; empty: none is.
    pub text_masks: Vec<String>,
    /// The mark; `None`: none.
    pub colour: Option<Colour>,
    /// Words of the person about it; may have several lines.
    pub note: String,
    /// Places that are visited often, in the person's order.
    pub bookmarks: Vec<Bookmark>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            protocol: Protocol::Sftp,
            host: String::new(),
            port: None,
            user: None,
            login: LoginKind::Ask,
            key_files: Vec::new(),
            local_folder: None,
            remote_folder: None,
            charset: None,
            time_offset_minutes: 0,
            data_mode: DataMode::Passive,
            active_ports: None,
            active_address: None,
            client_certificate: None,
            verify: false,
            most_connections: None,
            upload_limit: None,
            download_limit: None,
            keepalive_secs: None,
            timeout_secs: None,
            proxy_rule: ProxyRule::Direct,
            proxy: Proxy::default(),
            jump_hosts: Vec::new(),
            post_login_commands: Vec::new(),
            sftp_server: None,
            overwrite: None,
            safe_write: SafeWrite::PartFile,
            lock: ProductionLock::Off,
            text_masks: Vec::new(),
            colour: None,
            note: String::new(),
            bookmarks: Vec::new(),
            other: Map::new(),
        }
    }
}

/// What is wrong with a site as it stands in a form or an import.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SiteFault {
    /// The host or its port cannot be connected to.
    Address(AddressFault),
    /// A jump host cannot be understood; which.
    JumpHost(String),
    /// The proxy is used and its host is no host.
    Proxy(AddressFault),
    /// The charset is not known; which.
    Charset(String),
    /// A key is wished and none is named.
    NoKeyFile,
    /// A command holds a line end, so that it would be two; which.
    Command(String),
}

impl Site {
    /// The greatest and least [`Site::time_offset_minutes`].
    pub const OFFSET: std::ops::RangeInclusive<i32> = -1560..=1560;

    /// A site of an address that was typed, without its password.
    #[must_use]
    pub fn of_address(address: &Address) -> Self {
        let Endpoint { protocol, host, port, user } = address.endpoint.clone();
        let port = Some(port).filter(|_| address.port_said);
        Self { protocol, host, port, user, remote_folder: address.path.clone(), ..Self::default() }
    }

    /// Where to connect.
    ///
    /// # Errors
    /// [`AddressFault`] when the host is empty or none, or the port is 0.
    pub fn endpoint(&self) -> Result<Endpoint, AddressFault> {
        checked(self.protocol, &self.host, self.port, self.user.clone())
    }

    /// The proxy's host and port; `None`: no proxy is used.
    ///
    /// # Errors
    /// [`AddressFault`] when its host is none.
    pub fn proxy_address(&self) -> Result<Option<(String, u16)>, AddressFault> {
        if self.proxy_rule == ProxyRule::Direct {
            return Ok(None);
        }
        let port = self.proxy.port.unwrap_or_else(|| self.proxy.kind.default_port());
        checked(Protocol::Sftp, &self.proxy.host, Some(port), None).map(|found| Some((found.host, found.port)))
    }

    /// Everything that keeps it from being used; empty when it can be connected to.
    #[must_use]
    pub fn faults(&self) -> Vec<SiteFault> {
        let mut faults = Vec::new();
        faults.extend(self.endpoint().err().map(SiteFault::Address));
        faults.extend(self.proxy_address().err().map(SiteFault::Proxy));
        // What the protocol has no use for is kept, and keeps nobody from connecting.
        let ftp = self.protocol.is_ftp();
        let bad_jump =
            |jump: &&String| !ftp && (Address::parse(jump).is_err() || jump.contains("://") || jump.contains('/'));
        faults.extend(self.jump_hosts.iter().filter(bad_jump).cloned().map(SiteFault::JumpHost));
        let unknown = |name: &&String| encoding_rs::Encoding::for_label(name.as_bytes()).is_none();
        faults.extend(self.charset.iter().filter(unknown).cloned().map(SiteFault::Charset));
        if self.login == LoginKind::Key && self.key_files.is_empty() {
            faults.push(SiteFault::NoKeyFile);
        }
        let two = |command: &&String| ftp && command.contains(['\r', '\n', '\0']);
        faults.extend(self.post_login_commands.iter().filter(two).cloned().map(SiteFault::Command));
        faults
    }

    /// The same site with every number inside its bounds: the file can be edited by hand.
    #[must_use]
    pub(super) fn bounded(mut self) -> Self {
        self.port = self.port.filter(|port| *port > 0);
        self.time_offset_minutes = self.time_offset_minutes.clamp(*Self::OFFSET.start(), *Self::OFFSET.end());
        self.most_connections = self.most_connections.map(|most| most.clamp(1, 64));
        self.timeout_secs = self.timeout_secs.map(|secs| secs.clamp(1, 600));
        self.upload_limit = self.upload_limit.filter(|limit| *limit > 0);
        self.download_limit = self.download_limit.filter(|limit| *limit > 0);
        self.user = self.user.filter(|user| !user.is_empty());
        self
    }
}

/// An endpoint, by the rules that hold for typed addresses.
fn checked(protocol: Protocol, host: &str, port: Option<u16>, user: Option<String>) -> Result<Endpoint, AddressFault> {
    let host = host.trim();
    if host.contains(['@', '/', '[', ']'])
        || (host.contains(':') && host.parse::<std::net::Ipv6Addr>().is_err() && !host.contains('%'))
    {
        return Err(AddressFault::BadHost(host.to_owned()));
    }
    let bracketed = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let port = port.unwrap_or_else(|| protocol.default_port());
    let address = Address::parse(&format!("{}://{bracketed}:{port}", protocol.scheme()))?;
    Ok(Endpoint { user, ..address.endpoint })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str) -> Site {
        Site { host: host.to_owned(), ..Site::default() }
    }

    #[test]
    fn an_endpoint_is_checked_like_a_typed_address() {
        for (host, good) in [
            ("example.org", true),
            ("::1", true),
            ("fe80::1%eth0", true),
            ("", false),
            ("-oProxyCommand=x", false),
            ("a b", false),
            ("ada@h", false),
            ("h:22", false),
            ("h/x", false),
        ] {
            assert_eq!(at(host).endpoint().is_ok(), good, "{host}");
        }
        assert_eq!(Site { port: Some(0), ..at("h") }.endpoint(), Err(AddressFault::BadPort("0".into())));
    }

    #[test]
    fn every_fault_is_named() {
        let site = Site {
            jump_hosts: vec!["ok@h:22".into(), "-x".into()],
            charset: Some("klingon".into()),
            login: LoginKind::Key,
            proxy_rule: ProxyRule::Own,
            ..at("")
        };
        assert_eq!(
            site.faults(),
            [
                SiteFault::Address(AddressFault::NoHost),
                SiteFault::Proxy(AddressFault::NoHost),
                SiteFault::JumpHost("-x".into()),
                SiteFault::Charset("klingon".into()),
                SiteFault::NoKeyFile,
            ]
        );
        let two = vec!["SITE A\r\nDELE x".to_owned()];
        let ftp = Site { protocol: Protocol::Ftpes, post_login_commands: two.clone(), ..at("h") };
        assert_eq!(ftp.faults(), [SiteFault::Command("SITE A\r\nDELE x".into())]);
        assert!(at("h").faults().is_empty());
    }

    #[test]
    fn what_the_protocol_has_no_use_for_is_no_fault() {
        let two = vec!["SITE A\r\nDELE x".to_owned()];
        let ftp = Site { protocol: Protocol::Ftps, jump_hosts: vec!["-x".into()], ..at("h") };
        assert!(ftp.faults().is_empty() && Site { post_login_commands: two, ..at("h") }.faults().is_empty());
    }
}
