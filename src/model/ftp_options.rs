//! How one FTP site differs from others: everything about it that is no secret, so that it can be kept in a file.

use super::name_mask::fits_mask;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Which side opens the connection for data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataDirection {
    /// We do; where that does not work, the server.
    #[default]
    Passive,
    /// The server does.
    Active {
        /// The ports that it may be told; `None`: any.
        ports: Option<RangeInclusive<u16>>,
        /// The address that it is told; `None`: the one from which we are connected.
        external: Option<IpAddr>,
    },
}

impl DataDirection {
    /// Reads ports as people write them: `50000-50100`, or one alone. `None`: no ports from 1 to 65535, the lower one first.
    #[must_use]
    pub fn read_ports(text: &str) -> Option<RangeInclusive<u16>> {
        let number = |text: &str| {
            let digits = text.trim();
            digits.parse::<u16>().ok().filter(|port| *port > 0 && digits.bytes().all(|b| b.is_ascii_digit()))
        };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let ports = number(first)?..=number(last)?;
        (!ports.is_empty()).then_some(ports)
    }
}

/// How a site differs from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FtpOptions {
    /// A password may travel in clear. Without it, `ftp://` is for anonymous logins only.
    pub plain: bool,
    /// Who opens connections for data.
    pub data: DataDirection,
    /// The charset of names on the server, by one of its usual names; `None`: UTF-8, or whatever bytes there are.
    pub charset: Option<String>,
    /// Commands to send after each login, as a user typed them; a refused one is logged and does no harm. Passwords have
    /// no place in here: lines with PASS or ACCT are not sent.
    pub after_login: Vec<String>,
    /// The most connections to this site, at least 1; `None`: three.
    pub connections: Option<usize>,
    /// Our own certificate with its private key (PEM) for servers that ask for one; `None`: that of the program, if any.
    pub client_certificate: Option<PathBuf>,
    /// Names of files that are transferred as text, with the ends of lines of each side: masks with `*` and `?`. Empty:
    /// every file goes byte for byte.
    pub text_masks: Vec<String>,
    /// What was transferred is compared by a checksum of the server, where it can make one.
    pub verify: bool,
}

impl FtpOptions {
    /// Whether a file of this name is transferred as text.
    #[must_use]
    pub fn is_text(&self, name: &[u8]) -> bool {
        self.text_masks.iter().any(|mask| fits_mask(name, mask))
    }
}

/// The words of a list that was typed in one line: parts between `;`, `,` and line ends, without blanks around them.
#[must_use]
pub fn words_of_list(typed: &str) -> Vec<String> {
    let words = typed.split([';', ',', '\n']).map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_survive_a_file_and_unknown_ones_are_the_usual_ones() {
        let options = FtpOptions {
            plain: true,
            data: DataDirection::Active { ports: Some(50_000..=50_100), external: "203.0.113.7".parse().ok() },
            charset: Some("windows-1251".into()),
            after_login: vec!["SITE UMASK 022".into()],
            connections: Some(2),
            client_certificate: Some("/home/ada/me.pem".into()),
            text_masks: words_of_list("*.txt; *.html"),
            verify: true,
        };
        let text = serde_json::to_string(&options).unwrap();
        assert_eq!(serde_json::from_str::<FtpOptions>(&text).unwrap(), options);
        assert_eq!(serde_json::from_str::<FtpOptions>("{}").unwrap(), FtpOptions::default());
        assert!(options.is_text(b"README.TXT") && !options.is_text(b"a.tar"));
        assert!(!FtpOptions::default().is_text(b"README.TXT"));
    }

    #[test]
    fn ports_as_people_write_them() {
        for (text, ports) in [
            ("50000-50100", Some(50_000..=50_100)),
            ("50000", Some(50_000..=50_000)),
            (" 1 - 65535 ", Some(1..=65_535)),
            ("0-5", None),
            ("5-4", None),
            ("65536", None),
            ("+5", None),
            ("-5", None),
            ("5-", None),
            ("5-6-7", None),
            ("", None),
            ("any", None),
        ] {
            assert_eq!(DataDirection::read_ports(text), ports, "{text}");
        }
    }
}
