//! Addresses that come from elsewhere: pasted, from the desktop, on the command line. They fill a form and do no more. Pure.

use super::endpoint::{Address, AddressFault, Protocol};

/// An address from elsewhere, without everything that could do harm: passwords and settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The protocol.
    pub protocol: Protocol,
    /// Name or address, without brackets; never empty, never begins with `-`.
    pub host: String,
    /// 1 to 65535; `None`: none was said.
    pub port: Option<u16>,
    /// The user; `None`: none was said.
    pub user: Option<String>,
    /// The path as it stood there, with its escapes, from its `/` on; `None`: none was said.
    pub path: Option<String>,
    /// A password stood in it, and is forgotten.
    pub had_password: bool,
    /// Settings stood in it (`;x-name=value`, a query, a fragment), and are forgotten.
    pub had_settings: bool,
}

impl Link {
    /// Whether text is a URL, of whatever scheme.
    #[must_use]
    pub fn is_url(text: &str) -> bool {
        text.contains("://")
    }

    /// Reads `sftp://user@host:port/path` and the like, or what people type without a scheme.
    ///
    /// # Errors
    /// [`AddressFault`] that names the part which is wrong.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        let plain = text.split(['?', '#']).next().unwrap_or_default();
        let mut had_settings = plain.len() < text.len();
        let (scheme, rest) = plain.split_once("://").map_or(("", plain), |(scheme, rest)| (scheme, rest));
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        // What follows a `;` is settings; an escaped one belongs to the name.
        let (user, behind) = login.split_once(';').unwrap_or((login, ""));
        let (path, type_of) = path.split_once(";x-").or_else(|| path.split_once(";type=")).unwrap_or((path, ""));
        had_settings |= !behind.is_empty() || !type_of.is_empty();
        let prefix = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
        let at = if user.is_empty() { "" } else { "@" };
        let Address { endpoint, password, port_said, .. } =
            Address::parse(&format!("{prefix}{user}{at}{place}{path}"))?;
        Ok(Self {
            protocol: endpoint.protocol,
            port: Some(endpoint.port).filter(|_| port_said),
            host: endpoint.host,
            user: endpoint.user,
            path: Some(path.to_owned()).filter(|path| !path.is_empty()),
            // A password may stand behind the settings too.
            had_password: password.is_some() || behind.contains(':'),
            had_settings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_and_passwords_of_links_are_forgotten() {
        for (text, user, path, had_password, had_settings) in [
            ("sftp://ada@h/srv", Some("ada"), Some("/srv"), false, false),
            ("sftp://ada:secret@h", Some("ada"), None, true, false),
            ("sftp://ada;x-proxymethod=5;x-proxytelnetcommand=calc@h/a", Some("ada"), Some("/a"), false, true),
            ("sftp://ada;fingerprint=ssh-ed25519-x:secret@h", Some("ada"), None, true, true),
            ("ftp://h/a;type=i", None, Some("/a"), false, true),
            ("sftp://h/a;b", None, Some("/a;b"), false, false),
            ("sftp://h/a?x-name=y#z", None, Some("/a"), false, true),
            ("sftp://;x-a=b@h", None, None, false, true),
            ("ada@h", Some("ada"), None, false, false),
            ("sftp://h/caf%E9%20x", None, Some("/caf%E9%20x"), false, false),
        ] {
            let link = Link::parse(text).unwrap();
            let found = (link.user.as_deref(), link.path.as_deref(), link.had_password, link.had_settings);
            assert_eq!(found, (user, path, had_password, had_settings), "{text}");
            assert_eq!((link.host.as_str(), link.port), ("h", None), "{text}");
        }
    }

    #[test]
    fn hostile_links_are_refused() {
        for text in [
            "sftp://-oProxyCommand=calc/",
            "sftp://ada@-oProxyCommand=calc",
            "sftp://%2DoProxyCommand=x/",
            "sftp://;x-a=b",
            "sftp://?host",
            "sftp://h:0/",
            "sftp://h%0d%0aDELE/",
            "file:///etc/passwd",
            "javascript://h",
            "",
        ] {
            assert!(Link::parse(text).is_err(), "{text}");
        }
    }
}
