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
    let told = reply.lines().filter_map(|line| line.get(4..)).find_map(|line| checksum_in(line, algorithm));
    Ok(told.filter(|_| reply.is_done()))
}

#[cfg(test)]
mod tests {
    use super::super::reply::Reply;
    use super::*;

    fn features(lines: &str) -> Features {
        Features::read(&Reply::read(format!("211-Features:\r\n{lines}211 End\r\n").as_bytes()).unwrap())
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
