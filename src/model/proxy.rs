//! A proxy between this computer and servers, and how it is named as a URL. Pure.

use super::endpoint::{AddressFault, checked_host, decode_text, encode, split_port};
use super::secret::SecretString;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// SOCKS version 5 (RFC 1928), with user name and password (RFC 1929); it looks names up itself.
    #[default]
    Socks5,
    /// SOCKS version 4A: as version 4, and it looks names up itself.
    Socks4a,
    /// SOCKS version 4: names are looked up here, IPv4 only, a user name without password.
    Socks4,
    /// HTTP with the method CONNECT (RFC 9110, section 9.3.6); it looks names up itself.
    Http,
}

impl ProxyKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Socks5, Self::Socks4a, Self::Socks4, Self::Http];

    /// The URL scheme.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Socks5 => "socks5",
            Self::Socks4a => "socks4a",
            Self::Socks4 => "socks4",
            Self::Http => "http",
        }
    }

    /// The port where nothing else is said: that of SOCKS, and the one that Squid made usual.
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Socks5 | Self::Socks4a | Self::Socks4 => 1080,
            Self::Http => 3128,
        }
    }

    /// Whether a login at it has a password.
    #[must_use]
    pub fn has_password(self) -> bool {
        matches!(self, Self::Socks5 | Self::Http)
    }

    fn of_scheme(scheme: &str) -> Option<Self> {
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            // What curl calls version 5 with names that are looked up by the proxy, which is what we do.
            "socks5h" | "socks" => Some(Self::Socks5),
            other => Self::ALL.into_iter().find(|kind| kind.scheme() == other),
        }
    }
}

/// A proxy; never holds a password, so that it can be stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Proxy {
    /// What it speaks.
    pub kind: ProxyKind,
    /// Name or address, without brackets; never empty, never begins with `-`.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    /// The user to log in as; `None`: no login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// A proxy with the password of its user.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAccess {
    /// The proxy.
    pub proxy: Proxy,
    /// The password; `None`: asked for where one is needed.
    pub password: Option<SecretString>,
}

/// Why text names no proxy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ProxyFault {
    /// There is no scheme, or one that cannot be spoken.
    UnknownScheme(String),
    /// It holds a password, which does not belong into an address that is shown and stored.
    Password,
    /// Behind host and port stands something else.
    Extra,
    /// A part of it is wrong as in any other address.
    Address(AddressFault),
}

impl Proxy {
    /// Reads `socks5://user@host:port`; schemes are `socks5` (also `socks5h`, `socks`), `socks4a`, `socks4` and `http`.
    ///
    /// # Errors
    /// [`ProxyFault`] that names the part which is wrong.
    pub fn parse(text: &str) -> Result<Self, ProxyFault> {
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once("://") else { return Err(ProxyFault::UnknownScheme(String::new())) };
        let kind = ProxyKind::of_scheme(scheme).ok_or_else(|| ProxyFault::UnknownScheme(scheme.to_owned()))?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, host_port) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.contains(':')) {
            return Err(ProxyFault::Password);
        }
        if host_port.contains('/') {
            return Err(ProxyFault::Extra);
        }
        let user = user.map(decode_text).transpose().map_err(ProxyFault::Address)?.filter(|user| !user.is_empty());
        let (host, port) = split_port(host_port).map_err(ProxyFault::Address)?;
        let port = port.map_or(Ok(kind.default_port()), |port| port_number(port).map_err(ProxyFault::Address))?;
        Self::new(kind, &host, port, user).map_err(ProxyFault::Address)
    }

    /// A proxy of its parts.
    ///
    /// # Errors
    /// [`AddressFault`] for a host that is none, and for a user name that no login can carry: with control characters, or
    /// longer than 255 bytes (RFC 1929); for HTTP with a colon (RFC 7617, section 2).
    pub fn new(kind: ProxyKind, host: &str, port: u16, user: Option<String>) -> Result<Self, AddressFault> {
        let unfit = |user: &String| {
            user.len() > 255 || user.contains(char::is_control) || (kind == ProxyKind::Http && user.contains(':'))
        };
        if user.as_ref().is_some_and(unfit) {
            return Err(AddressFault::BadEscape);
        }
        Ok(Self { kind, host: checked_host(host)?, port, user })
    }

    /// The URL without the user, for messages: `socks5://host:port`.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.host.contains(':') {
            format!("{}://[{}]:{}", self.kind.scheme(), self.host, self.port)
        } else {
            format!("{}://{}:{}", self.kind.scheme(), self.host, self.port)
        }
    }
}

/// A port as typed.
///
/// # Errors
/// `BadPort` for what is no number from 1 to 65535.
fn port_number(text: &str) -> Result<u16, AddressFault> {
    text.parse().ok().filter(|port| *port > 0).ok_or_else(|| AddressFault::BadPort(text.to_owned()))
}

impl fmt::Display for Proxy {
    /// The URL: `socks5://user@host:port`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown();
        match (&self.user, shown.split_once("://")) {
            (Some(user), Some((scheme, place))) => {
                write!(f, "{scheme}://{}@{place}", encode(user.as_bytes(), b"-._~"))
            }
            _ => f.write_str(&shown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_people_type() {
        for (text, printed) in [
            ("socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080"),
            ("SOCKS5H://ada@proxy.example", "socks5://ada@proxy.example:1080"),
            ("socks4://old:9050/", "socks4://old:9050"),
            ("socks4a://old", "socks4a://old:1080"),
            ("http://a%3Ab@[::1]:8080", ""),
            ("http://a%40b@[::1]:8080", "http://a%40b@[::1]:8080"),
            ("http://proxy", "http://proxy:3128"),
        ] {
            match Proxy::parse(text) {
                Ok(proxy) => {
                    assert_eq!(proxy.to_string(), printed, "{text}");
                    assert_eq!(Proxy::parse(printed).as_ref(), Ok(&proxy));
                    let stored = serde_json::to_string(&proxy).unwrap();
                    assert_eq!(serde_json::from_str::<Proxy>(&stored).unwrap(), proxy);
                }
                Err(fault) => {
                    assert_eq!((printed, fault), ("", ProxyFault::Address(AddressFault::BadEscape)), "{text}");
                }
            }
        }
    }

    #[test]
    fn wrong_proxies_name_the_wrong_part() {
        for (text, fault) in [
            ("proxy:1080", ProxyFault::UnknownScheme(String::new())),
            ("ftp://proxy", ProxyFault::UnknownScheme("ftp".into())),
            ("https://proxy", ProxyFault::UnknownScheme("https".into())),
            ("socks5://ada:secret@proxy", ProxyFault::Password),
            ("socks5://proxy/path", ProxyFault::Extra),
            ("socks5://", ProxyFault::Address(AddressFault::NoHost)),
            ("socks5://-x", ProxyFault::Address(AddressFault::BadHost("-x".into()))),
            ("socks5://proxy:0", ProxyFault::Address(AddressFault::BadPort("0".into()))),
            ("socks5://a%00b@proxy", ProxyFault::Address(AddressFault::BadEscape)),
        ] {
            assert_eq!(Proxy::parse(text), Err(fault), "{text}");
        }
    }
}
