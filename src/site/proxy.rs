//! The proxy that a site is reached through. Its password is a secret and not part of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// SOCKS 4: addresses only, no names.
    Socks4,
    /// SOCKS 4a: the proxy looks names up.
    Socks4a,
    /// SOCKS 5 (RFC 1928): the proxy looks names up; login by RFC 1929.
    #[default]
    Socks5,
    /// HTTP `CONNECT` (RFC 9110, section 9.3.6).
    Http,
}

impl ProxyKind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Socks5, Self::Socks4a, Self::Socks4, Self::Http];

    /// The port where nothing else is said.
    #[must_use]
    pub fn default_port(self) -> u16 {
        if self == Self::Http { 8080 } else { 1080 }
    }
}

/// A proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Name or address.
    pub host: String,
    /// 1 to 65535; `None`: the usual one of its kind.
    pub port: Option<u16>,
    /// The user to log in as at the proxy; `None`: no login.
    pub user: Option<String>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Whether a site goes through a proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyRule {
    /// None.
    #[default]
    Direct,
    /// The one in [`super::Site::proxy`].
    Own,
}
