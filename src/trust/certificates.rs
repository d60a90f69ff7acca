//! The file of certificates that the user trusts for one server each: lines of `host:port SHA256`.

use crate::durable::{locked, make_folder_of, replace_shared};
use crate::error::{Error, ErrorKind, Place, Result};
use std::fs;
use std::io;
use std::path::Path;

/// Most bytes of the file that are read; real ones stay far below.
const FILE_MAX: u64 = 4 << 20;
/// What stands at its head.
const HEAD: &str =
    "# Certificates that were accepted for one server each: host:port and the SHA-256 of the certificate.\n";

/// Certificates that are trusted although nobody vouches for them, each for one server and port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedCertificates {
    lines: Vec<(String, String)>,
}

impl TrustedCertificates {
    /// Reads the file; one that does not exist holds nothing. Lines that cannot be read are passed over.
    ///
    /// # Errors
    /// `CertificateFileUnusable` with the system's words and the path.
    pub fn load(file: &Path) -> Result<Self> {
        let text = match fs::metadata(file) {
            Ok(facts) if facts.len() > FILE_MAX => Err(io::Error::from(io::ErrorKind::FileTooLarge)),
            Ok(_) => fs::read(file),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(fault) => Err(fault),
        };
        let text = text.map_err(|fault| unusable(file, &fault))?;
        let pair = |line: &str| {
            let (host, sha256) = line.trim().split_once(' ')?;
            let sound = sha256.split(':').count() == 32 && sha256.bytes().all(|b| b == b':' || b.is_ascii_hexdigit());
            (sound && !host.starts_with('#')).then(|| (host.to_ascii_lowercase(), sha256.to_ascii_uppercase()))
        };
        Ok(Self {
            lines: text.split(|b| *b == b'\n').filter_map(|line| pair(std::str::from_utf8(line).ok()?)).collect(),
        })
    }

    /// The SHA-256 of the certificate that is trusted for a server, as hexadecimal bytes with colons; `None` where there
    /// is none. The last line for it counts.
    #[must_use]
    pub fn of(&self, host_port: &str) -> Option<String> {
        let host = host_port.to_ascii_lowercase();
        self.lines.iter().rev().find(|(known, _)| *known == host).map(|(_, sha256)| sha256.clone())
    }

    /// All of them: host and port, and the SHA-256 of the certificate, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().map(|(host, sha256)| (host.as_str(), sha256.as_str()))
    }

    /// Adds a certificate to a file, in place of an earlier one of that server. The file is replaced in one step, and made
    /// for this user alone, with its folder, where it is missing.
    ///
    /// # Errors
    /// `CertificateFileUnusable` with the system's words and the path.
    pub fn remember(file: &Path, host_port: &str, sha256: &str) -> Result<()> {
        Self::change(file, |lines| {
            let host = host_port.to_ascii_lowercase();
            lines.retain(|(other, _)| *other != host);
            lines.push((host, sha256.to_ascii_uppercase()));
        })
    }

    /// Takes the certificate of a server out of a file.
    ///
    /// # Errors
    /// `CertificateFileUnusable` with the system's words and the path.
    pub fn forget(file: &Path, host_port: &str) -> Result<()> {
        let host = host_port.to_ascii_lowercase();
        Self::change(file, |lines| lines.retain(|(other, _)| *other != host))
    }

    fn change(file: &Path, change: impl FnOnce(&mut Vec<(String, String)>)) -> Result<()> {
        make_folder_of(file).map_err(|fault| unusable(file, &fault))?;
        // Two windows may change it at once.
        let changed = locked(file, || {
            let mut known = match Self::load(file) {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            change(&mut known.lines);
            let mut text = HEAD.to_owned();
            for (host, sha256) in &known.lines {
                text.push_str(host);
                text.push(' ');
                text.push_str(sha256);
                text.push('\n');
            }
            replace_shared(file, text.as_bytes(), || Ok(true)).map(|_| Ok(()))
        });
        changed.unwrap_or_else(|fault| Err(unusable(file, &fault)))
    }
}

fn unusable(file: &Path, fault: &io::Error) -> Box<Error> {
    let mut error = Error::io(fault).at(Place::Local(file.to_owned()));
    error.kind = ErrorKind::CertificateFileUnusable;
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_bound_to_host_and_port_and_replaces_the_earlier_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/trusted_certificates");
        let (first, second) = (["AA"; 32].join(":"), ["0b"; 32].join(":"));
        assert_eq!(TrustedCertificates::load(&file).unwrap(), TrustedCertificates::default());
        TrustedCertificates::remember(&file, "Example.org:21", &first).unwrap();
        TrustedCertificates::remember(&file, "example.org:990", &second).unwrap();
        let known = TrustedCertificates::load(&file).unwrap();
        assert_eq!(known.of("EXAMPLE.org:21"), Some(first));
        assert_eq!(known.of("example.org:990"), Some(second.to_uppercase()));
        assert_eq!(known.of("example.org:2121"), None);
        TrustedCertificates::remember(&file, "example.org:21", &second).unwrap();
        assert_eq!(TrustedCertificates::load(&file).unwrap().of("example.org:21"), Some(second.to_uppercase()));
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 3);
        TrustedCertificates::forget(&file, "EXAMPLE.org:990").unwrap();
        let known = TrustedCertificates::load(&file).unwrap();
        assert_eq!(known.iter().collect::<Vec<_>>(), [("example.org:21", second.to_uppercase().as_str())]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn junk_is_passed_over_and_a_folder_in_its_place_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("certificates");
        fs::write(&file, b"\xff\xfe\n\nhost:21 AA:BB\nhost:21\n#h:1 x\n").unwrap();
        assert_eq!(TrustedCertificates::load(&file).unwrap(), TrustedCertificates::default());
        let error = TrustedCertificates::load(dir.path()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::CertificateFileUnusable);
    }
}
