//! The steps of a checkup, a list for each protocol. Pure.

use crate::model::Protocol;

/// One step. A protocol has its own list ([`CheckStep::of`]); what a new protocol needs is a variant and a place in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckStep {
    /// The name of the host is looked up.
    Dns,
    /// A TCP connection to an address; one result for each address.
    Tcp,
    /// A proxy connects to the server; lookup and connection before it are those of the proxy. In the list of no protocol,
    /// for without a proxy there is no such step.
    Proxy,
    /// The server says what it is (RFC 4253, section 4.2; of FTP RFC 959, section 5.4).
    Banner,
    /// Algorithms are agreed on and keys exchanged (RFC 4253, section 7).
    KeyExchange,
    /// The server's key is compared with the known ones; nothing is asked or written.
    HostKey,
    /// A login with `none` tells which methods the server offers (RFC 4252, section 5.2).
    LoginMethods,
    /// The login itself.
    Login,
    /// The SFTP service is started: version, extensions, limits.
    Sftp,
    /// The folder in which the server starts the user.
    Home,
    /// Free space there.
    Space,
    /// TLS: asked for by AUTH, or from the first byte on (RFC 4217).
    Tls,
    /// The certificate that the server showed; nothing is asked or written.
    Certificate,
    /// What the server says that it can do (FEAT, RFC 2389).
    Features,
    /// The server's system (SYST).
    System,
    /// A listing over a connection for data that EPSV opened.
    ExtendedPassive,
    /// A listing over a connection for data that PASV opened.
    Passive,
    /// A listing over a connection for data that the server opened.
    Active,
    /// Whether connections for data go on with the TLS session of the connection for commands.
    SessionReuse,
}

const SFTP: [CheckStep; 10] = [
    CheckStep::Dns,
    CheckStep::Tcp,
    CheckStep::Banner,
    CheckStep::KeyExchange,
    CheckStep::HostKey,
    CheckStep::LoginMethods,
    CheckStep::Login,
    CheckStep::Sftp,
    CheckStep::Home,
    CheckStep::Space,
];

const FTP: [CheckStep; 10] = [
    CheckStep::Dns,
    CheckStep::Tcp,
    CheckStep::Banner,
    CheckStep::Login,
    CheckStep::Features,
    CheckStep::System,
    CheckStep::Home,
    CheckStep::ExtendedPassive,
    CheckStep::Passive,
    CheckStep::Active,
];

const FTPES: [CheckStep; 13] = [
    CheckStep::Dns,
    CheckStep::Tcp,
    CheckStep::Banner,
    CheckStep::Tls,
    CheckStep::Certificate,
    CheckStep::Login,
    CheckStep::Features,
    CheckStep::System,
    CheckStep::Home,
    CheckStep::ExtendedPassive,
    CheckStep::Passive,
    CheckStep::Active,
    CheckStep::SessionReuse,
];

const FTPS: [CheckStep; 13] = [
    CheckStep::Dns,
    CheckStep::Tcp,
    CheckStep::Tls,
    CheckStep::Certificate,
    CheckStep::Banner,
    CheckStep::Login,
    CheckStep::Features,
    CheckStep::System,
    CheckStep::Home,
    CheckStep::ExtendedPassive,
    CheckStep::Passive,
    CheckStep::Active,
    CheckStep::SessionReuse,
];

impl CheckStep {
    /// Every step of every protocol.
    pub const ALL: [Self; 19] = [
        Self::Dns,
        Self::Tcp,
        Self::Proxy,
        Self::Banner,
        Self::KeyExchange,
        Self::HostKey,
        Self::LoginMethods,
        Self::Login,
        Self::Sftp,
        Self::Home,
        Self::Space,
        Self::Tls,
        Self::Certificate,
        Self::Features,
        Self::System,
        Self::ExtendedPassive,
        Self::Passive,
        Self::Active,
        Self::SessionReuse,
    ];

    /// The steps of a protocol, in order.
    #[must_use]
    pub fn of(protocol: Protocol) -> &'static [Self] {
        match protocol {
            Protocol::Sftp => &SFTP,
            Protocol::Ftp => &FTP,
            Protocol::Ftpes => &FTPES,
            Protocol::Ftps => &FTPS,
        }
    }

    /// The step as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Proxy => "proxy",
            Self::Banner => "banner",
            Self::KeyExchange => "key_exchange",
            Self::HostKey => "host_key",
            Self::LoginMethods => "login_methods",
            Self::Login => "login",
            Self::Sftp => "sftp",
            Self::Home => "home",
            Self::Space => "space",
            Self::Tls => "tls",
            Self::Certificate => "certificate",
            Self::Features => "features",
            Self::System => "system",
            Self::ExtendedPassive => "epsv",
            Self::Passive => "pasv",
            Self::Active => "active",
            Self::SessionReuse => "session_reuse",
        }
    }
}
