//! Where to connect: what people type, paste and pass on the command line. Pure.

use super::path::RemotePath;
use super::secret::SecretString;
use std::fmt;

/// The protocol that a session speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// The SSH file transfer protocol, `sftp://`, port 22.
    Sftp,
    /// FTP without encryption, `ftp://`, port 21.
    Ftp,
    /// FTP that goes over to TLS before the login (RFC 4217), `ftpes://`, port 21.
    Ftpes,
    /// FTP over TLS from the first byte on, `ftps://`, port 990.
    Ftps,
}

impl Protocol {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Sftp, Self::Ftpes, Self::Ftps, Self::Ftp];

    /// The protocol of a URL scheme, in small or capital letters.
    #[must_use]
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| scheme.eq_ignore_ascii_case(protocol.scheme()))
    }

    /// Whether it is FTP, with TLS or without.
    #[must_use]
    pub fn is_ftp(self) -> bool {
        self != Self::Sftp
    }

    /// The URL scheme.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Sftp => "sftp",
            Self::Ftp => "ftp",
            Self::Ftpes => "ftpes",
            Self::Ftps => "ftps",
        }
    }

    /// The port where nothing else is said.
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Sftp => 22,
            Self::Ftp | Self::Ftpes => 21,
            Self::Ftps => 990,
        }
    }
}

/// A server and who we are on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// The protocol.
    pub protocol: Protocol,
    /// Name or address, without brackets; never empty, never begins with `-`.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    /// The user to log in as; `None`: the name of the local user, for FTP the anonymous login.
    pub user: Option<String>,
}

/// An endpoint with what else stood in a typed address.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Where to connect.
    pub endpoint: Endpoint,
    /// Path as typed, percent-decoded; may be relative (`~` or `~/x`); `None`: the server's start folder.
    pub path: Option<Vec<u8>>,
    /// A password in the address; used for this one login, never stored or shown.
    pub password: Option<SecretString>,
    /// Whether a port was said; one that was not may be replaced by configuration.
    pub port_said: bool,
}

/// Why text is no address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AddressFault {
    /// Nothing was typed.
    Empty,
    /// There is no host in it.
    NoHost,
    /// The host holds characters that no host has, or begins with `-`.
    BadHost(String),
    /// The port is not a number from 1 to 65535.
    BadPort(String),
    /// The scheme is not one that can be spoken.
    UnknownScheme(String),
    /// A `%` without two hexadecimal digits, or a user name that is not UTF-8.
    BadEscape,
    /// The proxy that was named with it cannot be understood; as typed.
    BadProxy(String),
}

impl Address {
    /// Reads `sftp://user:password@host:port/path` (`ftp`, `ftpes` and `ftps` likewise), `user@host`, `host:port`, `[::1]:22`, `host/path`.
    ///
    /// # Errors
    /// [`AddressFault`] that names the part which is wrong.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        let (protocol, rest) = match text.split_once("://") {
            Some((scheme, rest)) => match Protocol::of_scheme(scheme) {
                Some(protocol) => (protocol, rest),
                None => return Err(AddressFault::UnknownScheme(scheme.to_owned())),
            },
            None => (Protocol::Sftp, text),
        };
        if rest.is_empty() {
            return Err(if text.is_empty() { AddressFault::Empty } else { AddressFault::NoHost });
        }
        let (authority, path) = match rest.find('/') {
            Some(at) => (rest.get(..at).unwrap_or(rest), rest.get(at..)),
            None => (rest, None),
        };
        let (login, host_port) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(login), host),
            None => (None, authority),
        };
        let (user, password) =
            match login.map(|login| login.split_once(':').map_or((login, None), |(u, p)| (u, Some(p)))) {
                Some((user, password)) => (Some(decode_text(user)?), password.map(decode_text).transpose()?),
                None => (None, None),
            };
        let (host, port) = split_port(host_port)?;
        let port_said = port.is_some();
        let port = match port {
            Some(port) => port.parse().ok().filter(|p| *p > 0).ok_or_else(|| AddressFault::BadPort(port.to_owned()))?,
            None => protocol.default_port(),
        };
        Ok(Self {
            endpoint: Endpoint { protocol, host: checked_host(&host)?, port, user: user.filter(|u| !u.is_empty()) },
            path: path.map(decode).transpose()?.map(home_relative),
            password: password.map(SecretString::new),
            port_said,
        })
    }
}

/// `/~` and `/~/x` mean the home folder, as curl and the SFTP URI draft have it.
fn home_relative(path: Vec<u8>) -> Vec<u8> {
    match path.strip_prefix(b"/~") {
        Some([]) => b"~".to_vec(),
        Some([b'/', ..]) => path.get(1..).unwrap_or_default().to_vec(),
        _ => path,
    }
}

pub(super) fn split_port(text: &str) -> Result<(String, Option<&str>), AddressFault> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or_else(|| AddressFault::BadHost(text.to_owned()))?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((host.to_owned(), Some(port))),
            None if after.is_empty() => Ok((host.to_owned(), None)),
            None => Err(AddressFault::BadHost(text.to_owned())),
        };
    }
    // More than one colon without brackets is a bare IPv6 address.
    match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => Ok((host.to_owned(), Some(port))),
        _ => Ok((text.to_owned(), None)),
    }
}

pub(super) fn checked_host(host: &str) -> Result<String, AddressFault> {
    if host.is_empty() {
        return Err(AddressFault::NoHost);
    }
    let wrong =
        |c: char| c.is_whitespace() || super::name::is_hazardous_char(c) || "/\\@#?%\"'<>[]{}|^`$&;()*!=,".contains(c);
    let zone_allowed =
        |host: &str| host.contains(':') && host.split_once('%').is_some_and(|(_, zone)| !zone.contains(wrong));
    if host.starts_with('-') || host.len() > 255 || (host.contains(wrong) && !zone_allowed(host)) {
        return Err(AddressFault::BadHost(host.to_owned()));
    }
    Ok(host.to_owned())
}

pub(super) fn decode_text(text: &str) -> Result<String, AddressFault> {
    String::from_utf8(decode(text)?).map_err(|_| AddressFault::BadEscape)
}

fn decode(text: &str) -> Result<Vec<u8>, AddressFault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(AddressFault::BadEscape) };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| AddressFault::BadEscape)?);
    }
    Ok(bytes)
}

pub(super) fn encode(bytes: &[u8], plain: &[u8]) -> String {
    use fmt::Write;
    let mut text = String::new();
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || plain.contains(byte) {
            text.push(char::from(*byte));
        } else {
            let _infallible = write!(text, "%{byte:02X}");
        }
    }
    text
}

impl Endpoint {
    /// The address of `path` on this server, as a URL; the port is left out where it is the default.
    #[must_use]
    pub fn url(&self, path: &RemotePath) -> String {
        format!("{self}{}", encode(path.as_bytes(), b"/-._~!$&'()*+,;=:@"))
    }

    /// `host`, or `host:port` where the port is not the default; IPv6 addresses in brackets before a port.
    #[must_use]
    pub fn host_port(&self) -> String {
        let bare = self.port == self.protocol.default_port();
        match (self.host.contains(':'), bare) {
            (true, true) => format!("[{}]", self.host),
            (true, false) => format!("[{}]:{}", self.host, self.port),
            (false, true) => self.host.clone(),
            (false, false) => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for Endpoint {
    /// The URL without a path: `sftp://user@host:port`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.protocol.scheme())?;
        if let Some(user) = &self.user {
            write!(f, "{}@", encode(user.as_bytes(), b"-._~"))?;
        }
        f.write_str(&self.host_port())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (String, u16, Option<String>, Option<Vec<u8>>);

    fn parts(text: &str) -> Result<Parts, AddressFault> {
        Address::parse(text).map(|a| (a.endpoint.host, a.endpoint.port, a.endpoint.user, a.path))
    }

    #[test]
    fn addresses_people_type() {
        let some = |text: &str| Some(text.to_owned());
        for (text, host, port, user, path) in [
            ("example.org", "example.org", 22, None, None),
            ("sftp://ada@example.org:2222/srv/www", "example.org", 2222, some("ada"), Some("/srv/www")),
            ("ada@example.org", "example.org", 22, some("ada"), None),
            ("example.org:2022", "example.org", 2022, None, None),
            ("[::1]:2222", "::1", 2222, None, None),
            ("::1", "::1", 22, None, None),
            ("sftp://[fe80::1%eth0]/x", "fe80::1%eth0", 22, None, Some("/x")),
            ("SFTP://u%40corp@h/a%20b", "h", 22, some("u@corp"), Some("/a b")),
            ("sftp://user@corp@h/", "h", 22, some("user@corp"), Some("/")),
            ("sftp://h/~/docs", "h", 22, None, Some("~/docs")),
        ] {
            assert_eq!(parts(text), Ok((host.into(), port, user, path.map(|p| p.as_bytes().to_vec()))), "{text}");
        }
        assert_eq!(
            Address::parse("sftp://u:p%3Aw@h").ok().and_then(|a| a.password).map(|p| p.expose().to_owned()),
            some("p:w")
        );
    }

    #[test]
    fn wrong_addresses_name_the_wrong_part() {
        for (text, fault) in [
            ("", AddressFault::Empty),
            ("sftp://", AddressFault::NoHost),
            ("sftp://ada@/x", AddressFault::NoHost),
            ("sftp://-oProxyCommand=x/", AddressFault::BadHost("-oProxyCommand=x".into())),
            ("h:0", AddressFault::BadPort("0".into())),
            ("h:70000", AddressFault::BadPort("70000".into())),
            ("h:", AddressFault::BadPort(String::new())),
            ("gopher://h", AddressFault::UnknownScheme("gopher".into())),
            ("sftp://h/%zz", AddressFault::BadEscape),
            ("a b", AddressFault::BadHost("a b".into())),
            ("[::1", AddressFault::BadHost("[::1".into())),
        ] {
            assert_eq!(parts(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn printed_addresses_read_back() {
        for text in ["sftp://ada@example.org:2222", "sftp://u%40corp@h", "sftp://[::1]:24", "sftp://[::1]"] {
            assert_eq!(Address::parse(text).map(|a| a.endpoint.to_string()), Ok(text.to_owned()));
        }
        let endpoint = Address::parse("ada@h").unwrap().endpoint;
        assert_eq!(endpoint.url(&RemotePath::parse(b"/caf\xE9 x").unwrap()), "sftp://ada@h/caf%E9%20x");
    }
}
