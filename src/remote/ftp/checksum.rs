//! Checksums that servers make: HASH (draft-bryan-ftpext-hash), else the older commands that FEAT names.

use super::channel::Held;
use super::command::Command;
use super::features::Features;
use crate::error::Result;
use crate::model::{Checksum, HashAlgorithm, RemotePath, checksum_in};
use std::time::Duration;

/// How long a server may read a file for it.
const LIMIT: Duration = Duration::from_mins(15);

/// How to ask for one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ask {
    /// HASH; with OPTS before it, where another algorithm is on.
    Hash { choose: bool },
    /// A command of its own.
    Own(&'static str),
}

/// The surest way that a server names; `None` where it names none.
fn way(features: &Features) -> Option<(HashAlgorithm, Ask)> {
    HashAlgorithm::ALL.into_iter().find_map(|algorithm| {
        let offered = features.value("HASH").unwrap_or_default().split([';', ',', ' ']);
        let named = offered.map(|word| (word.trim_end_matches('*'), word.ends_with('*')));
        let hash = named.filter(|(word, _)| word.eq_ignore_ascii_case(algorithm.name())).map(|(_, on)| on).next();
        if let Some(on) = hash {
            return Some((algorithm, Ask::Hash { choose: !on }));
        }
        let own: &[&'static str] = match algorithm {
            HashAlgorithm::Sha512 => &["XSHA512"],
            HashAlgorithm::Sha256 => &["XSHA256"],
            HashAlgorithm::Sha1 => &["XSHA1", "XSHA"],
            HashAlgorithm::Md5 => &["XMD5", "MD5"],
            HashAlgorithm::Crc32 => &["XCRC"],
        };
        own.iter().find(|verb| features.has(verb)).map(|verb| (algorithm, Ask::Own(verb)))
    })
}

/// The checksum of a file; `None` where the server makes none.
///
/// # Errors
/// Those of the connection. A server that refuses has made none.
pub(super) async fn checksum(held: &mut Held, path: &RemotePath) -> Result<Option<Checksum>> {
    let Some((algorithm, ask)) = way(&held.site().facts().features) else { return Ok(None) };
    let bytes = held.site().bytes(path);
    let control = held.control()?;
    let command = match ask {
        Ask::Hash { choose } => {
            if choose {
                let chosen = Command::with("OPTS", format!("HASH {}", algorithm.name()));
                if control.try_done(&chosen).await?.is_none() {
                    return Ok(None);
                }
            }
            Command::on("HASH", &bytes)
        }
        Ask::Own(verb) => Command::on(verb, &bytes),
    };
    let reply = control.exchange_within(&command, LIMIT).await?;
    let lines = reply.lines().filter_map(|line| line.get(4..));
    let told =
        lines.map(|line| without_range(without_name(line, &bytes))).find_map(|line| checksum_in(line, algorithm));
    Ok(told.filter(|_| reply.is_done()))
}

/// What a server says of a file without the file's name, which may look like a checksum: in quotes or bare, in front or at the
/// end, with its folders or without.
fn without_name<'a>(line: &'a [u8], path: &[u8]) -> &'a [u8] {
    let line = line.trim_ascii();
    let base = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    for name in [path, base].into_iter().filter(|name| !name.is_empty()) {
        let quoted = [b"\"", name, b"\""].concat();
        for name in [quoted.as_slice(), name] {
            let behind = line.strip_prefix(name).filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace));
            let before = line.strip_suffix(name).filter(|rest| rest.last().is_some_and(u8::is_ascii_whitespace));
            if let Some(rest) = behind.or(before) {
                return rest;
            }
        }
    }
    line
}

/// What stands behind the range that a reply to HASH names (`213 CRC32 0-49 1A2B3C4D`): its end may look like a checksum.
fn without_range(line: &[u8]) -> &[u8] {
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let is_range = |word: &[u8]| {
        let middle = word.iter().position(|byte| *byte == b'-');
        middle
            .and_then(|at| Some((word.get(..at)?, word.get(at + 1..)?)))
            .is_some_and(|(from, to)| digits(from) && digits(to))
    };
    let mut at = 0;
    for word in line.split(|byte| *byte == b' ') {
        at += word.len() + 1;
        if is_range(word) {
            return line.get(at..).unwrap_or_default();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::reply::Reply;
    use super::*;

    fn features(lines: &str) -> Features {
        Features::read(&Reply::read(format!("211-Features:\r\n{lines}211 End\r\n").as_bytes()).unwrap())
    }

    #[test]
    fn a_name_or_a_range_is_not_taken_for_a_checksum() {
        let told = |text: &str, path: &str, algorithm| {
            let line = without_range(without_name(text.as_bytes(), path.as_bytes()));
            checksum_in(line, algorithm).map(|found| found.digest)
        };
        let right = Some(vec![0x0b, 0xad, 0xca, 0xfe]);
        for (text, path) in [
            ("CRC32 0-12345678 0BADCAFE f", "/f"),
            ("deadbeef 0badcafe", "/a/deadbeef"),
            ("0badcafe deadbeef", "/a/deadbeef"),
            ("0BADCAFE", "/a/deadbeef"),
        ] {
            assert_eq!(told(text, path, HashAlgorithm::Crc32), right, "{text}");
        }
        let (md5, name) = ("900150983cd24fb0d6963f7d28e17f72", "d41d8cd98f00b204e9800998ecf8427e");
        let path = format!("/srv/{name}");
        let wanted = checksum_in(md5.as_bytes(), HashAlgorithm::Md5).map(|found| found.digest);
        for text in [format!("\"{path}\" {md5}"), format!("{name} {md5}"), format!("MD5 0-3 {md5} {path}")] {
            assert_eq!(told(&text, &path, HashAlgorithm::Md5), wanted, "{text}");
        }
    }

    #[test]
    fn the_surest_way_is_taken() {
        for (lines, wanted) in [
            (" HASH SHA-1;SHA-256*;MD5\r\n", Some((HashAlgorithm::Sha256, Ask::Hash { choose: false }))),
            (" HASH SHA-1*;SHA-512;MD5\r\n", Some((HashAlgorithm::Sha512, Ask::Hash { choose: true }))),
            (" XCRC\r\n XMD5\r\n XSHA1\r\n", Some((HashAlgorithm::Sha1, Ask::Own("XSHA1")))),
            (" XCRC filename;start;end\r\n", Some((HashAlgorithm::Crc32, Ask::Own("XCRC")))),
            (" MD5\r\n", Some((HashAlgorithm::Md5, Ask::Own("MD5")))),
            (" SIZE\r\n", None),
        ] {
            assert_eq!(way(&features(lines)), wanted, "{lines}");
        }
    }
}
