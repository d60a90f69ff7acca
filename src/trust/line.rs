//! One line of a file of known hosts, read as OpenSSH reads it. Pure.

use super::hashed::hash_matches;
use super::key::{HostKey, family};
use super::pattern::list_matches;
use std::path::PathBuf;

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Marker {
    /// The key of a server.
    Plain,
    /// `@cert-authority`: the key signs certificates of servers.
    CertAuthority,
    /// `@revoked`: the key must never be accepted.
    Revoked,
}

/// A line that names hosts and a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHostsLine {
    /// The file.
    pub file: PathBuf,
    /// The line in it, counted from 1.
    pub line: usize,
    /// What the line is for.
    pub marker: Marker,
    /// Patterns divided by commas, or one hashed name; as it stands in the file.
    pub hosts: Vec<u8>,
    /// The key; `None` when it cannot be read, though the line looks right at first sight.
    pub key: Option<HostKey>,
    /// Whether OpenSSH reads it too. It passes over a `@revoked` that a tab divides from the hosts; a key that somebody
    /// meant to revoke is not accepted here all the same.
    pub(super) for_openssh: bool,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadLine;

impl KnownHostsLine {
    /// Reads a line without its newline; `None` for blank lines and comments.
    pub(super) fn parse(text: &[u8], file: PathBuf, line: usize) -> Result<Option<Self>, BadLine> {
        // OpenSSH's lines are C strings.
        let text = text.split(|b| *b == 0).next().unwrap_or_default();
        let text = skip_blanks(text);
        if text.is_empty() || text.starts_with(b"#") || text == b"\r" {
            return Ok(None);
        }
        let (marker, for_openssh, text) = read_marker(text)?;
        let (hosts, text) = word(text);
        let (algorithm, text) = word(text);
        if hosts.starts_with(b"|") && hash_matches(hosts, b"").is_err() {
            return Err(BadLine);
        }
        let Some(family_name) = family(algorithm) else { return Err(BadLine) };
        if algorithm.len() <= 1 || text.is_empty() || text.starts_with(b"#") {
            return Err(BadLine);
        }
        let key = HostKey::from_base64(word(text).0).filter(|key| {
            let full_name = algorithm.starts_with(b"ecdsa-") || algorithm.starts_with(b"sk-");
            key.family() == family_name && (!full_name || key.algorithm().as_bytes() == algorithm)
        });
        Ok(Some(Self { file, line, marker, hosts: hosts.to_vec(), key, for_openssh }))
    }

    /// Whether the line is about `name`: a hashed name in exactly these letters, patterns in either case.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        if self.hosts.starts_with(b"|") {
            return hash_matches(&self.hosts, name.as_bytes()).unwrap_or(false);
        }
        list_matches(&self.hosts, name.as_bytes())
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|b| !is_blank(*b)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// The first word, and what follows the blanks behind it.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| is_blank(*b)).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, b""));
    (word, skip_blanks(rest))
}

fn read_marker(text: &[u8]) -> Result<(Marker, bool, &[u8]), BadLine> {
    if !text.starts_with(b"@") {
        return Ok((Marker::Plain, true, text));
    }
    let (name, rest) = word(text);
    let marker = match name {
        b"@cert-authority" => Marker::CertAuthority,
        b"@revoked" => Marker::Revoked,
        _ => return Err(BadLine),
    };
    // OpenSSH ends the marker at the first space of the line, and at a tab only where there is no space at all.
    let for_openssh = text.get(name.len()) == Some(&b' ') || !text.contains(&b' ');
    if rest.starts_with(b"@") || (!for_openssh && marker != Marker::Revoked) {
        return Err(BadLine);
    }
    Ok((marker, for_openssh, rest))
}
