//! How a session is secured, in words: for the status bar, the security panel and the clipboard.

use super::number::day;
use crate::i18n::fl;
use crate::model::{Endpoint, Timestamp, escape_bytes};
use crate::remote::{
    CertificateTrustedBy, HostKeyTrust, SecurityInfo, SessionInfo, SshSecurity, TlsSecurity, TrustedLine,
};
use std::path::Path;

/// How good it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecurityGrade {
    /// Encrypted, and nothing is known against it.
    Good,
    /// Encrypted, with a weakness.
    Weak,
    /// Not encrypted.
    Open,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// What they are about.
    pub title: String,
    /// Label and value, in order; no value is empty.
    pub rows: Vec<(String, String)>,
}

/// All that is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityWords {
    /// How good it is.
    pub grade: SecurityGrade,
    /// The same in a sentence, with what to do where it is not good.
    pub verdict: String,
    /// The facts.
    pub groups: Vec<SecurityGroup>,
}

impl SecurityWords {
    /// As plain text: the verdict, then each group with one `label: value` a line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut lines = vec![self.verdict.clone()];
        for group in &self.groups {
            lines.extend([String::new(), group.title.clone()]);
            lines.extend(group.rows.iter().map(|(label, value)| format!("{label}: {value}")));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Protocol and algorithms in a few words: `SFTP · aes128-gcm · mlkem768x25519`.
#[must_use]
pub fn security_summary(endpoint: &Endpoint, security: &SecurityInfo) -> String {
    let protocol = endpoint.protocol.scheme().to_uppercase();
    match security {
        SecurityInfo::Plain => fl!("status-security-none", protocol = protocol),
        SecurityInfo::Ssh(ssh) => fl!(
            "status-security",
            protocol = protocol,
            cipher = short(&ssh.cipher),
            exchange = short(&ssh.key_exchange)
        ),
        SecurityInfo::Tls(tls) => {
            fl!("status-security", protocol = protocol, cipher = tls.version.clone(), exchange = tls.cipher.clone())
        }
    }
}

/// How good it is.
#[must_use]
pub fn security_grade(security: &SecurityInfo) -> SecurityGrade {
    match security {
        SecurityInfo::Plain => SecurityGrade::Open,
        SecurityInfo::Ssh(ssh) if ssh.is_open_to_terrapin() => SecurityGrade::Weak,
        SecurityInfo::Ssh(_) | SecurityInfo::Tls(_) => SecurityGrade::Good,
    }
}

/// All that is known of how a session is secured.
#[must_use]
pub fn security_words(endpoint: &Endpoint, info: &SessionInfo) -> SecurityWords {
    let safe = |text: &str| escape_bytes(text.as_bytes());
    let server = group(
        fl!("security-group-server"),
        [
            (fl!("security-server"), endpoint.to_string()),
            (fl!("security-user"), safe(&info.user)),
            (fl!("security-version"), info.server_version.clone()),
        ],
    );
    let mut groups = vec![server];
    let verdict = match &info.security {
        SecurityInfo::Plain => fl!("security-verdict-open"),
        SecurityInfo::Ssh(ssh) => {
            groups.extend(of_ssh(ssh));
            if ssh.is_open_to_terrapin() { fl!("security-verdict-terrapin") } else { fl!("security-verdict-ssh") }
        }
        SecurityInfo::Tls(tls) => {
            groups.extend(of_tls(tls));
            fl!("security-verdict-tls")
        }
    };
    SecurityWords { grade: security_grade(&info.security), verdict, groups }
}

fn group<const N: usize>(title: String, rows: [(String, String); N]) -> SecurityGroup {
    SecurityGroup { title, rows: rows.into_iter().filter(|(_, value)| !value.is_empty()).collect() }
}

fn of_ssh(ssh: &SshSecurity) -> [SecurityGroup; 2] {
    let mac = if ssh.mac.is_empty() { fl!("security-mac-in-cipher") } else { ssh.mac.clone() };
    let strict = match (ssh.strict_key_exchange, ssh.is_open_to_terrapin()) {
        (true, _) => fl!("security-strict-on"),
        (false, true) => fl!("security-strict-off"),
        (false, false) => fl!("security-strict-not-needed"),
    };
    let compression =
        if ssh.compression == "none" { fl!("security-compression-none") } else { ssh.compression.clone() };
    let key = match ssh.host_key_bits {
        Some(bits) => fl!("security-key-bits", algorithm = ssh.host_key_algorithm.clone(), bits = bits.to_string()),
        None => ssh.host_key_algorithm.clone(),
    };
    [
        group(
            fl!("security-group-encryption"),
            [
                (fl!("security-exchange"), ssh.key_exchange.clone()),
                (fl!("security-strict"), strict),
                (fl!("security-cipher"), ssh.cipher.clone()),
                (fl!("security-mac"), mac),
                (fl!("security-compression"), compression),
            ],
        ),
        group(
            fl!("security-group-key"),
            [
                (fl!("security-host-key"), key),
                (fl!("security-fingerprint"), ssh.host_key_fingerprint.clone()),
                (fl!("security-trust"), host_key_trust(&ssh.trust)),
            ],
        ),
    ]
}

fn host_key_trust(trust: &HostKeyTrust) -> String {
    match trust {
        HostKeyTrust::Unjudged => String::new(),
        HostKeyTrust::Known(lines) => fl!("security-trust-known", places = places(lines)),
        HostKeyTrust::Authority(lines) => fl!("security-trust-authority", places = places(lines)),
        HostKeyTrust::Accepted(Some(file)) => fl!("security-trust-accepted", file = path(file)),
        HostKeyTrust::Accepted(None) => fl!("security-trust-accepted-unkept"),
        HostKeyTrust::Once => fl!("security-trust-once"),
    }
}

fn path(file: &Path) -> String {
    escape_bytes(file.as_os_str().as_encoded_bytes())
}

fn places(lines: &[TrustedLine]) -> String {
    let place = |at: &TrustedLine| fl!("security-trust-place", file = path(&at.file), line = at.line.to_string());
    lines.iter().map(place).collect::<Vec<_>>().join(", ")
}

fn of_tls(tls: &TlsSecurity) -> [SecurityGroup; 2] {
    let certificate = &tls.certificate;
    let when = |time: Option<Timestamp>| time.map_or_else(|| fl!("trust-certificate-unknown"), day);
    let trust = match tls.trust {
        CertificateTrustedBy::Authority => fl!("security-trust-ca"),
        CertificateTrustedBy::Pin => fl!("security-trust-pin"),
        CertificateTrustedBy::Once => fl!("security-trust-once"),
    };
    let data = match (tls.data_resumed, tls.data_own) {
        (0, 0) => fl!("security-data-none"),
        (resumed, 0) => fl!("security-data-resumed", count = resumed),
        (resumed, own) => fl!("security-data-own", count = own, all = resumed.saturating_add(own)),
    };
    [
        group(
            fl!("security-group-encryption"),
            [
                (fl!("security-tls-version"), tls.version.replacen("TLSv", "TLS ", 1)),
                (fl!("security-cipher-suite"), tls.cipher.clone()),
                (fl!("security-data"), data),
            ],
        ),
        group(
            fl!("security-group-certificate"),
            [
                (fl!("trust-certificate-subject"), certificate.subject.clone()),
                (fl!("trust-certificate-names"), certificate.names.join(", ")),
                (fl!("trust-certificate-issuer"), certificate.issuer.clone()),
                (
                    fl!("trust-certificate-valid"),
                    fl!(
                        "trust-certificate-from-to",
                        from = when(certificate.not_before),
                        to = when(certificate.not_after)
                    ),
                ),
                (fl!("trust-certificate-fingerprint"), certificate.sha256.clone()),
                (fl!("security-trust"), trust),
            ],
        ),
    ]
}

/// `aes128-gcm@openssh.com` and `mlkem768x25519-sha256` without what nobody reads in a status bar.
fn short(algorithm: &str) -> String {
    let name = algorithm.split('@').next().unwrap_or(algorithm);
    name.strip_suffix("-sha256").or_else(|| name.strip_suffix("-sha512")).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    fn words(address: &str, security: SecurityInfo) -> SecurityWords {
        let endpoint = Address::parse(address).unwrap().endpoint;
        let info = SessionInfo { user: "ada".into(), security, ..SessionInfo::default() };
        security_words(&endpoint, &info)
    }

    #[test]
    fn no_encryption_is_said_in_plain_words() {
        let words = words("ftp://h", SecurityInfo::Plain);
        assert_eq!(words.grade, SecurityGrade::Open);
        assert!(words.verdict.starts_with("Not encrypted"), "{}", words.verdict);
        assert_eq!(words.groups.len(), 1);
        let endpoint = Address::parse("ftp://h").unwrap().endpoint;
        assert_eq!(security_summary(&endpoint, &SecurityInfo::Plain), "FTP · not encrypted");
    }

    #[test]
    fn terrapin_is_named_where_it_can_strike_and_only_there() {
        let ssh = |cipher: &str, strict_key_exchange| {
            SecurityInfo::Ssh(SshSecurity { cipher: cipher.into(), strict_key_exchange, ..SshSecurity::default() })
        };
        let weak = words("sftp://h", ssh("chacha20-poly1305@openssh.com", false));
        assert_eq!(weak.grade, SecurityGrade::Weak);
        assert!(weak.verdict.contains("CVE-2023-48795"), "{}", weak.verdict);
        for good in [ssh("chacha20-poly1305@openssh.com", true), ssh("aes128-gcm@openssh.com", false)] {
            let words = words("sftp://h", good);
            assert_eq!(words.grade, SecurityGrade::Good);
            assert!(!words.verdict.contains("CVE"), "{}", words.verdict);
        }
    }

    #[test]
    fn where_a_key_is_trusted_from_is_told_with_file_and_line() {
        let at = TrustedLine { file: "/home/ada/.ssh/known_hosts".into(), line: 7 };
        let trust = HostKeyTrust::Known(vec![at]);
        let words = words("sftp://h", SecurityInfo::Ssh(SshSecurity { trust, ..SshSecurity::default() }));
        assert!(words.to_text().contains("/home/ada/.ssh/known_hosts, line 7"), "{}", words.to_text());
    }
}
