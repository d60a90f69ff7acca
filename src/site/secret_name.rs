//! How secrets are named where they are kept. The name holds the server, so that a stored password can never go to another
//! one: whoever changes the host of a site is asked anew.

use crate::model::Endpoint;

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
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Password, Self::Passphrase, Self::Account, Self::ProxyPassword];

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

    /// The name that a line stands for; `None` where it is none.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (word, of) = line.split_once(' ')?;
        let kind = SecretKind::ALL.into_iter().find(|kind| kind.word() == word)?;
        Some(Self { kind, of: of.to_owned() })
    }

    /// One line: `password sftp://ada@example.org`. A stable interface: so it stands in keyrings.
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
    use crate::model::Address;

    #[test]
    fn the_name_holds_the_server_and_the_port() {
        let name = |text: &str| SecretName::password(&Address::parse(text).unwrap().endpoint, "ada").line();
        assert_eq!(name("sftp://Example.org"), "password sftp://ada@example.org");
        assert_ne!(name("sftp://h"), name("sftp://h:2222"));
        assert_ne!(name("sftp://h"), name("sftp://h2"));
        for kind in SecretKind::ALL {
            let secret = SecretName { kind, of: "/home/ada/my key".to_owned() };
            assert_eq!(SecretName::parse(&secret.line()), Some(secret));
        }
        assert_eq!(SecretName::parse("word x"), None);
    }
}
