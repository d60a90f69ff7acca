//! Taking the key or certificate that a server shows in place of the one that is known: only after a person has compared them.

use super::certificates::TrustedCertificates;
use super::edit::{LineEdit, edit_line};
use super::file::KnownHosts;
use super::fingerprint::fingerprint;
use super::key::HostKey;
use super::line::{KnownHostsLine, Marker};
use crate::error::{CertificateConflict, Error, ErrorKind, HostKeyConflict, Place, Result, StoredKey};

/// The lines of a conflict as they stand in their files now; `None` for those that are not there any more.
fn lines<'a>(known: &'a KnownHosts, stored: &StoredKey) -> Option<&'a KnownHostsLine> {
    let is = |line: &&KnownHostsLine| {
        line.marker == Marker::Plain
            && line.file == stored.file
            && line.line == stored.line
            && line.key.as_ref().is_some_and(|key| fingerprint(key) == stored.fingerprint)
    };
    known.lines().iter().find(is)
}

/// Puts the key that a server showed into every line that holds another one for it.
///
/// # Errors
/// `KnownHostsUnusable` with the system's words and the path; `ChangedDuringTransfer` where a line is not there any more as it
/// was seen; `InvalidArgument` where the conflict does not tell the key.
pub fn replace_host_key(conflict: &HostKeyConflict) -> Result<()> {
    let shown = HostKey::from_text(&conflict.key).ok_or_else(|| Error::new(ErrorKind::InvalidArgument))?;
    for stored in &conflict.stored {
        let known = KnownHosts::load(&[&stored.file]);
        let Some(line) = lines(&known, stored) else {
            return Err(Error::new(ErrorKind::ChangedDuringTransfer).at(Place::Local(stored.file.clone())));
        };
        edit_line(line, &LineEdit::Replace(shown.clone()))?;
    }
    Ok(())
}

/// Puts the certificate that a server showed in place of the one that was accepted for it.
///
/// # Errors
/// `CertificateFileUnusable` with the system's words and the path; `InvalidArgument` where none was accepted.
pub fn replace_certificate(conflict: &CertificateConflict) -> Result<()> {
    let file = conflict.file.as_ref().ok_or_else(|| Error::new(ErrorKind::InvalidArgument))?;
    TrustedCertificates::remember(file, &conflict.host, &conflict.shown)
}

#[cfg(test)]
mod tests {
    use super::super::lookup::HostKeyVerdict;
    use super::*;
    use std::fs;

    fn key(n: u8) -> HostKey {
        HostKey::from_blob([&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], &[n; 32]].concat()).unwrap()
    }

    #[test]
    fn a_changed_key_is_replaced_in_every_line_and_known_from_then_on() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("known_hosts");
        let old = key(1).to_text();
        let other = key(9).to_text();
        fs::write(&file, format!("# a\nh {old} first\nother {other}\nh,h2 {old}\n")).unwrap();
        let HostKeyVerdict::Changed(conflict) = KnownHosts::load(&[&file]).judge("h", 22, &key(2)) else { panic!() };
        assert_eq!(conflict.stored.len(), 2);
        replace_host_key(&conflict).unwrap();
        let new = key(2).to_text();
        let wanted = format!("# a\nh {new} first\nother {other}\nh,h2 {new}\n");
        assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
        assert_eq!(KnownHosts::load(&[&file]).judge("h", 22, &key(2)), HostKeyVerdict::Known);
        // What was agreed to is done: once more finds other lines.
        assert_eq!(replace_host_key(&conflict).unwrap_err().kind, ErrorKind::ChangedDuringTransfer);
        assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    }
}
