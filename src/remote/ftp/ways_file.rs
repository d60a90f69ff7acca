//! The file that remembers which ways to a connection for data work with which server, so that the next run does not wait in
//! vain for what this one has waited for: lines of `host:port passive|active EPSV,PASV,EPRT,PORT SECONDS`, the last word being
//! when that was learned.

use crate::durable;
use crate::error::{DataMode, DataWay as Way};
use std::fs;
use std::io;
use std::path::Path;

/// Most bytes of the file that are read.
const FILE_MAX: u64 = 1 << 20;
/// Most lines that are kept, the newest ones.
const MOST: usize = 500;
/// How long a line holds, in seconds: firewalls change.
const HOLDS: i64 = 30 * 24 * 3600;
/// What stands at its head.
const HEAD: &str = "# Which ways to connections for data work with which FTP server. It may be deleted.\n";

/// What is known of one server, for one wished mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// `host:port`.
    pub(super) host: String,
    pub(super) wished: DataMode,
    /// The ways, the best one first.
    pub(super) ways: Vec<Way>,
    /// When that was learned, in seconds since 1970.
    pub(super) since: i64,
}

/// Reads the file. One that cannot be read, and lines that cannot be understood or are too old, tell nothing.
pub(super) fn read(file: &Path, now: i64) -> Vec<Line> {
    let sound = fs::metadata(file).is_ok_and(|facts| facts.is_file() && facts.len() <= FILE_MAX);
    let text = if sound { fs::read(file).unwrap_or_default() } else { Vec::new() };
    let lines = text.split(|b| *b == b'\n').filter_map(|line| read_line(std::str::from_utf8(line).ok()?));
    lines.filter(|line| (0..=HOLDS).contains(&now.saturating_sub(line.since))).collect()
}

fn read_line(line: &str) -> Option<Line> {
    let mut words = line.trim().split(' ');
    let (host, wished, ways, since) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let wished = match wished {
        "passive" => DataMode::Passive,
        "active" => DataMode::Active,
        _ => return None,
    };
    let mut known: Vec<Way> = Vec::new();
    for word in ways.split(',') {
        let way = Way::ALL.into_iter().find(|way| way.command() == word)?;
        if known.contains(&way) {
            return None;
        }
        known.push(way);
    }
    let whole = known.len() == Way::ALL.len() && words.next().is_none() && !host.starts_with('#');
    whole.then_some(Line { host: host.to_owned(), wished, ways: known, since: since.parse().ok()? })
}

/// Adds a line in place of an earlier one of that server and mode.
///
/// # Errors
/// When the file or its folder cannot be written; the old file is left as it was then.
pub(super) fn add(file: &Path, line: &Line) -> io::Result<()> {
    fs::create_dir_all(durable::folder_of(file))?;
    durable::locked(file, || {
        let mut lines = read(file, line.since);
        lines.retain(|other| (&other.host, other.wished) != (&line.host, line.wished));
        lines.push(line.clone());
        let first = lines.len().saturating_sub(MOST);
        let written = lines.iter().skip(first).map(|Line { host, wished, ways, since }| {
            let wished = if *wished == DataMode::Passive { "passive" } else { "active" };
            let ways: Vec<&str> = ways.iter().map(|way| way.command()).collect();
            format!("{host} {wished} {} {since}\n", ways.join(","))
        });
        let text: String = std::iter::once(HEAD.to_owned()).chain(written).collect();
        durable::replace(file, text.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_763_740_000;

    fn line(host: &str, first: Way, since: i64) -> Line {
        let mut ways = vec![first];
        ways.extend(Way::ALL.into_iter().filter(|way| *way != first));
        Line { host: host.into(), wished: DataMode::Passive, ways, since }
    }

    #[test]
    fn what_was_added_is_read_until_it_is_old() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/ftp_ways");
        assert_eq!(read(&file, NOW), []);
        add(&file, &line("a:21", Way::Passive, NOW)).unwrap();
        add(&file, &line("b:21", Way::Active, NOW + 1)).unwrap();
        add(&file, &line("a:21", Way::ExtendedActive, NOW + 2)).unwrap();
        let kept = [line("b:21", Way::Active, NOW + 1), line("a:21", Way::ExtendedActive, NOW + 2)];
        assert_eq!(read(&file, NOW + 3), kept);
        assert_eq!(read(&file, NOW + 2 + HOLDS), kept[1..], "the older one holds no more");
        assert_eq!(read(&file, NOW - 10), [], "not from a time to come");
    }

    #[test]
    fn what_cannot_be_understood_tells_nothing_and_the_file_stays_small() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ftp_ways");
        let junk = b"\xff\xfe\na:21 passive EPSV 1\nb:21 sideways EPSV,PASV,EPRT,PORT 1763740000\n\
            c:21 passive EPSV,EPSV,EPRT,PORT 1763740000\nd:21 passive PASV,EPSV,EPRT,PORT soon\n\
            e:21 passive PASV,EPSV,EPRT,PORT 1763740000\n";
        fs::write(&file, junk).unwrap();
        assert_eq!(read(&file, NOW).iter().map(|line| line.host.as_str()).collect::<Vec<_>>(), ["e:21"]);
        for number in 0..MOST + 20 {
            add(&file, &line(&format!("h{number}:21"), Way::Passive, NOW)).unwrap();
        }
        let kept = read(&file, NOW);
        assert_eq!((kept.len(), kept[0].host.as_str()), (MOST, "h20:21"));
        fs::write(&file, vec![b'x'; 2 << 20]).unwrap();
        assert_eq!(read(&file, NOW), []);
    }
}
