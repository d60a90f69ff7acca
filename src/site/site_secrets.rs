//! Which secrets belong to a site, by the names under which they are kept.

use super::fields::Site;
use super::login::LoginKind;
use super::secret_name::{SecretKind, SecretName};
use crate::model::{Address, Protocol, at_home, escape_bytes};
use std::path::Path;

impl Site {
    /// The names of all secrets that a connection to it may ask for. `user`: who logs in where the site names nobody; `home`:
    /// what `~` stands for. A host that is an alias of the SSH configuration is taken as it is written.
    #[must_use]
    pub fn secret_names(&self, user: &str, home: &Path) -> Vec<SecretName> {
        let kinds = [SecretKind::Password, SecretKind::Account, SecretKind::Passphrase, SecretKind::ProxyPassword];
        let mut names: Vec<SecretName> =
            kinds.into_iter().flat_map(|kind| self.secret_names_of(kind, user, home)).collect();
        for jump in &self.jump_hosts {
            if let Ok(Address { endpoint, .. }) = Address::parse(jump) {
                let user = endpoint.user.clone().unwrap_or_else(|| user.to_owned());
                names.push(SecretName::password(&endpoint, &user));
            }
        }
        names
    }

    /// The names of the secrets of one kind; those of jump hosts are left out.
    #[must_use]
    pub fn secret_names_of(&self, kind: SecretKind, user: &str, home: &Path) -> Vec<SecretName> {
        let login = || {
            let endpoint = self.endpoint().ok().filter(|_| self.login != LoginKind::Anonymous)?;
            let user = self.user.clone().or_else(|| (self.protocol == Protocol::Sftp).then(|| user.to_owned()))?;
            Some((endpoint, user))
        };
        match kind {
            SecretKind::Password => login().map(|(at, user)| SecretName::password(&at, &user)).into_iter().collect(),
            SecretKind::Account => {
                let login = login().filter(|_| self.protocol.is_ftp());
                login.map(|(at, user)| SecretName::account(&at, &user)).into_iter().collect()
            }
            SecretKind::Passphrase => self.key_files.iter().map(|file| passphrase_of(file, home)).collect(),
            SecretKind::ProxyPassword => {
                let proxy = self.proxy_address().ok().flatten().zip(self.proxy.user.as_ref());
                proxy.map(|((host, port), user)| SecretName::proxy(&host, port, user)).into_iter().collect()
            }
        }
    }
}

/// As logins name a key file: its path, `~` replaced, for eyes.
fn passphrase_of(typed: &str, home: &Path) -> SecretName {
    SecretName::passphrase(&escape_bytes(at_home(typed, home).as_os_str().as_encoded_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::{Proxy, ProxyRule};
    use super::*;

    #[test]
    fn each_secret_is_named_as_a_login_names_it() {
        let site = Site {
            host: "Files.example".into(),
            port: Some(2222),
            key_files: vec!["~/.ssh/work".into()],
            jump_hosts: vec!["hop@gate:24".into(), "second".into()],
            proxy_rule: ProxyRule::Own,
            proxy: Proxy { host: "proxy".into(), user: Some("p".into()), ..Proxy::default() },
            ..Site::default()
        };
        let lines = |site: &Site| -> Vec<String> {
            site.secret_names("me", Path::new("/home/me")).iter().map(SecretName::line).collect()
        };
        let wanted = [
            "password sftp://me@files.example:2222",
            "passphrase /home/me/.ssh/work",
            "proxy-password p@proxy:1080",
            "password sftp://hop@gate:24",
            "password sftp://me@second",
        ];
        assert_eq!(lines(&site), wanted);
        let ftp = Site { protocol: Protocol::Ftpes, host: "h".into(), user: Some("u".into()), ..Site::default() };
        assert_eq!(lines(&ftp), ["password ftpes://u@h", "account ftpes://u@h"]);
        assert!(lines(&Site { login: LoginKind::Anonymous, ..ftp }).is_empty());
    }
}
