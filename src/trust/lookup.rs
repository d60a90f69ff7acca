//! The judgement on a server's key. Pure.

use super::file::KnownHosts;
use super::fingerprint::fingerprint;
use super::key::HostKey;
use super::line::{KnownHostsLine, Marker};
use crate::error::{HostKeyConflict, StoredKey};
use crate::model::escape_bytes;

/// What is known of a key that a server shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostKeyVerdict {
    /// It is this server's key.
    Known,
    /// No key of this algorithm is known for the server.
    Unknown {
        /// Algorithms of other keys that are known for it; empty when the server is new.
        other_algorithms: Vec<String>,
        /// Other names under which exactly this key is known (file and line where the name is hashed).
        known_as: Vec<String>,
    },
    /// Another key of this algorithm is known for the server.
    Changed(HostKeyConflict),
    /// The key was revoked.
    Revoked(HostKeyConflict),
}

/// The name under which a server is looked up: `host`, or `[host]:port` where the port is not 22; in small letters, as
/// OpenSSH has it.
#[must_use]
pub fn lookup_name(host: &str, port: u16) -> String {
    let host = host.to_ascii_lowercase();
    if port == 22 { host } else { format!("[{host}]:{port}") }
}

impl KnownHosts {
    /// Judges the key that the server at `host` and `port` shows. A revoked key is never [`HostKeyVerdict::Known`],
    /// whatever other lines say. On another port than 22 a key that is known for the bare host is known too, as in OpenSSH.
    #[must_use]
    pub fn judge(&self, host: &str, port: u16, key: &HostKey) -> HostKeyVerdict {
        let name = lookup_name(host, port);
        let bare = lookup_name(host, 22);
        let about = |name: &str, marker: Marker| -> Vec<&KnownHostsLine> {
            let relevant = |line: &&KnownHostsLine| line.marker == marker && line.key.is_some() && line.matches(name);
            self.lines.iter().filter(relevant).collect()
        };
        let holds = |line: &&KnownHostsLine| line.key.as_ref() == Some(key);
        let conflict = |lines: Vec<&KnownHostsLine>| HostKeyConflict {
            host: name.clone(),
            algorithm: key.algorithm().to_owned(),
            fingerprint: fingerprint(key),
            key: key.to_text(),
            stored: lines.into_iter().filter_map(stored).collect(),
        };

        let mut revoked = about(&name, Marker::Revoked);
        if bare != name {
            revoked.extend(about(&bare, Marker::Revoked));
        }
        revoked.retain(holds);
        if !revoked.is_empty() {
            return HostKeyVerdict::Revoked(conflict(revoked));
        }
        let plain = about(&name, Marker::Plain);
        if plain.iter().any(holds) {
            return HostKeyVerdict::Known;
        }
        let same_algorithm =
            |line: &&KnownHostsLine| line.key.as_ref().is_some_and(|k| k.algorithm() == key.algorithm());
        let others: Vec<_> = plain.iter().copied().filter(same_algorithm).collect();
        if !others.is_empty() {
            return HostKeyVerdict::Changed(conflict(others));
        }
        if plain.is_empty() && bare != name && about(&bare, Marker::Plain).iter().any(holds) {
            return HostKeyVerdict::Known;
        }
        let mut other_algorithms = Vec::new();
        for line in plain {
            let algorithm = line.key.as_ref().map(|k| k.algorithm().to_owned());
            other_algorithms.extend(algorithm.filter(|a| !other_algorithms.contains(a)));
        }
        HostKeyVerdict::Unknown { other_algorithms, known_as: self.known_as(key) }
    }

    /// The lines by which a key is that of a server, in the order of the files; those of the bare host where only these
    /// name it, as in [`Self::judge`].
    #[must_use]
    pub fn lines_of_key(&self, host: &str, port: u16, key: &HostKey) -> Vec<&KnownHostsLine> {
        let of = |name: String| -> Vec<&KnownHostsLine> {
            let holds = |line: &&KnownHostsLine| line.marker == Marker::Plain && line.key.as_ref() == Some(key);
            self.lines.iter().filter(holds).filter(|line| line.matches(&name)).collect()
        };
        let lines = of(lookup_name(host, port));
        if lines.is_empty() && port != 22 { of(lookup_name(host, 22)) } else { lines }
    }

    /// Algorithms of the keys that are known for a server, in the order of the files, each once.
    #[must_use]
    pub fn algorithms(&self, host: &str, port: u16) -> Vec<String> {
        let of = |name: String| {
            let mut algorithms: Vec<String> = Vec::new();
            for line in self.lines.iter().filter(|line| line.marker == Marker::Plain && line.matches(&name)) {
                let algorithm = line.key.as_ref().map(|k| k.algorithm().to_owned());
                algorithms.extend(algorithm.filter(|a| !algorithms.contains(a)));
            }
            algorithms
        };
        let known = of(lookup_name(host, port));
        if known.is_empty() && port != 22 { of(lookup_name(host, 22)) } else { known }
    }

    fn known_as(&self, key: &HostKey) -> Vec<String> {
        let mut names = Vec::new();
        let lines = self.lines.iter().filter(|line| line.marker == Marker::Plain && line.key.as_ref() == Some(key));
        for line in lines {
            let name = if line.hosts.starts_with(b"|") {
                format!("{}:{}", line.file.display(), line.line)
            } else {
                escape_bytes(&line.hosts)
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// A line's key, for showing.
pub(super) fn stored(line: &KnownHostsLine) -> Option<StoredKey> {
    let key = line.key.as_ref()?;
    Some(StoredKey {
        algorithm: key.algorithm().to_owned(),
        fingerprint: fingerprint(key),
        file: line.file.clone(),
        line: line.line,
    })
}
