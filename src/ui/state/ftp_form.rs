//! What stands in the fields for an FTP site, and the options that they stand for.

use crate::engine::knows_charset;
use crate::model::{DataDirection, FtpOptions, SecretString, words_of_list};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// The most connections that a site may be given.
const MOST_CONNECTIONS: usize = 16;

/// A field that cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FtpField {
    /// Ports: one, or two with `-` between them.
    Ports,
    /// Our address as the server sees it.
    External,
    /// The charset of names.
    Charset,
    /// How many connections.
    Connections,
}

/// The fields for an FTP site.
#[derive(Clone, PartialEq, Eq)]
pub struct FtpForm {
    /// Whether the fields are shown.
    pub open: bool,
    /// The server opens data connections.
    pub active: bool,
    /// The ports that it may be told; empty: any.
    pub ports: String,
    /// The address that it is told; empty: ours.
    pub external: String,
    /// The charset of names; empty: UTF-8.
    pub charset: String,
    /// The most connections; empty: the usual number.
    pub connections: String,
    /// The account, for servers that ask for one; empty: none.
    pub account: SecretString,
    /// Our certificate; empty: none.
    pub client_certificate: String,
    /// Commands after the login, separated by `;`.
    pub after_login: String,
    /// Masks of files that are transferred as text, separated by `;`.
    pub text_masks: String,
    /// Compare checksums after transfers.
    pub verify: bool,
}

impl Default for FtpForm {
    fn default() -> Self {
        Self::of(&FtpOptions::default())
    }
}

impl FtpForm {
    /// The fields as these options fill them.
    #[must_use]
    pub fn of(options: &FtpOptions) -> Self {
        let (active, ports, external) = match &options.data {
            DataDirection::Passive => (false, None, None),
            DataDirection::Active { ports, external } => (true, ports.clone(), *external),
        };
        Self {
            // What differs from other sites is seen at once.
            open: FtpOptions { plain: false, ..options.clone() } != FtpOptions::default(),
            active,
            ports: ports.map(|ports| format!("{}-{}", ports.start(), ports.end())).unwrap_or_default(),
            external: external.map(|address| address.to_string()).unwrap_or_default(),
            charset: options.charset.clone().unwrap_or_default(),
            connections: options.connections.map(|count| count.to_string()).unwrap_or_default(),
            account: SecretString::new(String::new()),
            client_certificate: options
                .client_certificate
                .as_ref()
                .map(|path| path.display().to_string())
                .unwrap_or_default(),
            after_login: options.after_login.join("; "),
            text_masks: options.text_masks.join("; "),
            verify: options.verify,
        }
    }

    /// The fields that cannot be understood.
    #[must_use]
    pub fn faults(&self) -> Vec<FtpField> {
        let external = self.external.trim();
        let charset = self.charset.trim();
        let wrong = [
            (FtpField::Ports, self.active && ports(&self.ports).is_err()),
            (FtpField::External, self.active && !external.is_empty() && external.parse::<std::net::IpAddr>().is_err()),
            (FtpField::Charset, !charset.is_empty() && !knows_charset(charset)),
            (FtpField::Connections, connections(&self.connections).is_err()),
        ];
        wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect()
    }

    /// The options that the fields stand for; `None` while one of them cannot be understood. `plain`: a password may travel
    /// in clear.
    #[must_use]
    pub fn options(&self, plain: bool) -> Option<FtpOptions> {
        if !self.faults().is_empty() {
            return None;
        }
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let data = if self.active {
            DataDirection::Active {
                ports: ports(&self.ports).ok().flatten(),
                external: said(&self.external).and_then(|address| address.parse().ok()),
            }
        } else {
            DataDirection::Passive
        };
        let after_login = self.after_login.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty());
        Some(FtpOptions {
            plain,
            data,
            charset: said(&self.charset),
            after_login: after_login.map(str::to_owned).collect(),
            connections: connections(&self.connections).ok().flatten(),
            client_certificate: said(&self.client_certificate).map(PathBuf::from),
            text_masks: words_of_list(&self.text_masks),
            verify: self.verify,
        })
    }
}

/// Ports as typed; `None` where nothing was.
///
/// # Errors
/// Where they cannot be understood.
fn ports(typed: &str) -> Result<Option<RangeInclusive<u16>>, FtpField> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    DataDirection::read_ports(typed).map(Some).ok_or(FtpField::Ports)
}

/// A number of connections as typed; `None` where nothing was.
///
/// # Errors
/// Where it is none that there can be.
fn connections(typed: &str) -> Result<Option<usize>, FtpField> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let count = typed.parse().ok().filter(|count| (1..=MOST_CONNECTIONS).contains(count));
            count.map(Some).ok_or(FtpField::Connections)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_options_are_the_same_thing() {
        let form = FtpForm {
            active: true,
            ports: "50000-50010".into(),
            external: " 203.0.113.7 ".into(),
            charset: "windows-1251".into(),
            connections: "2".into(),
            client_certificate: "/home/ada/me.pem".into(),
            after_login: "SITE UMASK 022; CWD /www".into(),
            text_masks: "*.txt;*.htm".into(),
            verify: true,
            ..FtpForm::default()
        };
        let options = form.options(true).unwrap();
        assert_eq!(options.after_login, ["SITE UMASK 022", "CWD /www"]);
        let again = FtpForm::of(&options);
        assert!(again.open && again.options(true) == Some(options));
        assert_eq!(FtpForm::default().options(false), Some(FtpOptions::default()));
        assert!(!FtpForm::of(&FtpOptions { plain: true, ..FtpOptions::default() }).open);
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let wrong = FtpForm {
            active: true,
            ports: "9-3".into(),
            external: "home".into(),
            charset: "klingon".into(),
            connections: "0".into(),
            ..FtpForm::default()
        };
        let all = [FtpField::Ports, FtpField::External, FtpField::Charset, FtpField::Connections];
        assert_eq!(wrong.faults(), all);
        assert_eq!(wrong.options(false), None);
        // What is not used is not asked about.
        let passive = FtpForm { active: false, charset: String::new(), connections: "17".into(), ..wrong };
        assert_eq!(passive.faults(), [FtpField::Connections]);
    }
}
