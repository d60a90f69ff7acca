//! The steps of a checkup, a list for each protocol. Pure.

use crate::model::Protocol;

/// One step. A protocol has its own list ([`CheckStep::of`]); what a new protocol needs is a variant and a place in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckStep {
    /// The name of the host is looked up.
    Dns,
    /// A TCP connection to an address; one result for each address.
    Tcp,
    /// The server says what it is (RFC 4253, section 4.2).
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
}

impl CheckStep {
    /// Every step of every protocol.
    pub const ALL: [Self; 10] = [
        Self::Dns,
        Self::Tcp,
        Self::Banner,
        Self::KeyExchange,
        Self::HostKey,
        Self::LoginMethods,
        Self::Login,
        Self::Sftp,
        Self::Home,
        Self::Space,
    ];

    /// The steps of a protocol, in order.
    #[must_use]
    pub fn of(protocol: Protocol) -> &'static [Self] {
        match protocol {
            Protocol::Sftp => &Self::ALL,
            Protocol::Ftp | Protocol::Ftpes | Protocol::Ftps => &[Self::Dns, Self::Tcp, Self::Login, Self::Home],
        }
    }

    /// The step as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Banner => "banner",
            Self::KeyExchange => "key_exchange",
            Self::HostKey => "host_key",
            Self::LoginMethods => "login_methods",
            Self::Login => "login",
            Self::Sftp => "sftp",
            Self::Home => "home",
            Self::Space => "space",
        }
    }
}
