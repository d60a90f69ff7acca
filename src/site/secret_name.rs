//! How secrets are named where they are kept. The name holds the server, so that a stored password can never go to another
//! one: whoever changes the host of a site is asked anew.

use crate::model::{Address, Endpoint, Protocol};

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// The password of a user on a server.
    Password,
    /// The passphrase of a private key file.
    Passphrase,
    /// The account of an FTP login.
    Account,
    /// The password of a user at a proxy.
    ProxyPassword,
}

impl SecretKind {
    /// The word in stored names: a stable interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passphrase => "passphrase",
            Self::Account => "account",
            Self::ProxyPassword => "proxy-password",
        }
    }
}

/// The name of one secret; holds nothing secret itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    /// What it is.
    pub kind: SecretKind,
    /// Whose it is: a URL of server and user, or the path of a key file.
    pub of: String,
}

impl SecretName {
    /// The password of a user on a server; `user` is who really logs in.
    #[must_use]
    pub fn password(endpoint: &Endpoint, user: &str) -> Self {
        Self { kind: SecretKind::Password, of: full(endpoint, user) }
    }

    /// The password of a user on a server as a question shows it: `host`, `host:port`, or `alias (host:port)`.
    #[must_use]
    pub fn password_of(protocol: Protocol, shown: &str, user: &str) -> Self {
        let place = shown.rsplit_once(" (").and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(shown);
        match Address::parse(&format!("{}://{place}", protocol.scheme())) {
            Ok(address) => Self::password(&address.endpoint, user),
            Err(_unusual) => Self { kind: SecretKind::Password, of: format!("{}://{user}@{place}", protocol.scheme()) },
        }
    }

    /// The account of an FTP login.
    #[must_use]
    pub fn account(endpoint: &Endpoint, user: &str) -> Self {
        Self { kind: SecretKind::Account, of: full(endpoint, user) }
    }

    /// The passphrase of a key file, as its path is shown.
    #[must_use]
    pub fn passphrase(key: &str) -> Self {
        Self { kind: SecretKind::Passphrase, of: key.to_owned() }
    }

    /// The password of a user at a proxy.
    #[must_use]
    pub fn proxy(host: &str, port: u16, user: &str) -> Self {
        Self { kind: SecretKind::ProxyPassword, of: format!("{user}@{host}:{port}") }
    }

    /// One line: `password sftp://ada@example.org`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.kind.word(), self.of)
    }
}

fn full(endpoint: &Endpoint, user: &str) -> String {
    Endpoint { user: Some(user.to_owned()), host: endpoint.host.to_ascii_lowercase(), ..endpoint.clone() }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_holds_the_server_and_the_port() {
        let name = |text: &str| SecretName::password(&Address::parse(text).unwrap().endpoint, "ada").line();
        assert_eq!(name("sftp://Example.org"), "password sftp://ada@example.org");
        assert_ne!(name("sftp://h"), name("sftp://h:2222"));
        assert_ne!(name("sftp://h"), name("sftp://h2"));
        for (shown, asked) in
            [("example.org", "sftp://Example.org"), ("web (h:2222)", "sftp://h:2222"), ("[::1]:24", "sftp://[::1]:24")]
        {
            assert_eq!(SecretName::password_of(Protocol::Sftp, shown, "ada").line(), name(asked), "{shown}");
        }
    }
}
