//! Whole listings of basic-ftp's tests, and the lines of `ELinks` and node-ftp.

use super::read::{corpus, owners, read, read_as, shown};
use catamaran::model::{Entry, EntryKind, Permissions};
use catamaran::remote::ftp::listing::{Asked, ServerSystem};
use serde_json::Value;

fn octal(bits: &Value) -> Option<u32> {
    let part = |who: &str| bits[who].as_u64().and_then(|bits| u32::try_from(bits).ok());
    Some(part("user")? << 6 | part("group")? << 3 | part("world")?)
}

/// What differs between an entry and basic-ftp's expectation.
fn differences(entry: &Entry, expected: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |field: &str, got: Value, expected: Value| {
        if !expected.is_null() && got != expected {
            faults.push(format!("{field}: {got} instead of {expected}"));
        }
    };
    check("name", entry.name.as_str().into(), expected["name"].clone());
    // basic-ftp writes 0 where the server of `<DIR>` tells nothing.
    let size = if expected["type"] == "dir" && entry.size.is_none() { Some(0) } else { entry.size.map(|size| size.0) };
    check("size", size.into(), expected["size"].clone());
    let kind = match entry.kind {
        EntryKind::Folder => "dir",
        EntryKind::File => "file",
        EntryKind::Link => "link",
        EntryKind::Special | EntryKind::Unknown => "unknown",
    };
    check("type", kind.into(), expected["type"].clone());
    let target = entry.link_target.clone().map(|target| String::from_utf8(target).unwrap());
    // An empty target is no target.
    check("link", target.into(), Some(&expected["link"]).filter(|link| **link != "").cloned().unwrap_or_default());
    let time = entry.modified.map(|time| format!("{}.000Z", shown(time)));
    check("time", time.into(), expected["modifiedAt"].clone());
    let named = ["user", "group"].iter().filter_map(|who| expected[who].as_str()).collect::<Vec<_>>().join(" ");
    check("owners", owners(entry).into(), Some(named).filter(|text| !text.is_empty()).into());
    let bits = entry.permissions.map(|bits| bits.mode() & 0o777);
    check("permissions", bits.into(), octal(&expected["permissions"]).into());
    faults
}

#[test]
fn basic_ftps_listings_are_read() {
    let mut faults = Vec::new();
    let rows = corpus("list_basic_ftp.jsonl");
    for row in &rows {
        let title = row["title"].as_str().unwrap();
        let asked = if title.starts_with("MLSD") { Asked::Mlsd } else { Asked::List };
        let (listing, _) = read_as(asked, ServerSystem::Other, row["list"].as_str().unwrap().as_bytes());
        let Some(expected) = row["exp"].as_array() else {
            // Forms that basic-ftp does not know: one is none at all, the other is a library of z/OS.
            match row["id"].as_u64() {
                Some(24) => assert_eq!((listing.entries.len(), listing.unread.count), (0, 1)),
                _ => assert_eq!(listing.entries[0].name.as_str(), Some("INCOMING.RPTBM024.D061704")),
            }
            continue;
        };
        if listing.entries.len() != expected.len() || listing.unread.count != 0 || !listing.refused.is_empty() {
            faults.push(format!("{title}: {listing:?}"));
            continue;
        }
        for (entry, expected) in listing.entries.iter().zip(expected) {
            faults.extend(differences(entry, expected).iter().map(|fault| format!("{title}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(rows.len(), 28, "all of them right");
}

#[test]
fn elinks_lines_are_accepted_or_refused() {
    const NAMES: [&str; 25] = [
        "pub",
        "README",
        "etc",
        "etc",
        "bin",
        "ls-lR.Z",
        "Softlib",
        "message.ftp",
        "5.3 has moved to ftp-archive",
        "login",
        "cx.exe",
        "MegaPhone.sit",
        "network",
        "client.tar",
        "dontlook",
        "djb.html",
        "514",
        "514.html",
        "00README.TXT;1",
        "CORE",
        "CII-MANUAL.TEX;1",
        "",
        "licensed",
        "pub",
        "readme.htm",
    ];
    let rows = corpus("list_elinks.jsonl");
    for (row, name) in rows.iter().zip(NAMES) {
        let line = row["line"].as_str().unwrap();
        let listing = read(line.as_bytes());
        let names: Vec<_> = listing.entries.iter().filter_map(|entry| entry.name.as_str()).collect();
        let expected = if row["expect"]["verdict"] == "accept" { vec![name] } else { Vec::new() };
        assert_eq!((names, listing.unread.count), (expected, usize::from(name.is_empty())), "{line}");
    }
    assert_eq!(rows.len(), 25, "all of them right");
}

#[test]
fn node_ftps_lines_are_read() {
    let rows = corpus("list_node_ftp.jsonl");
    for row in &rows {
        let (line, expected) = (row["line"].as_str().unwrap(), &row["expect"]);
        let listing = read(line.as_bytes());
        if expected.is_null() {
            assert_eq!((listing.entries.len(), listing.unread.count), (0, 0), "{line}");
            continue;
        }
        let entry = &listing.entries[0];
        let bits = |who: &str, shift: u32| {
            let letters = expected["rights"][who].as_str().unwrap().bytes();
            letters.fold(0, |sum, letter| {
                sum | match letter {
                    b'r' => 4,
                    b'w' => 2,
                    _ => 1,
                } << shift
            })
        };
        let sticky = if expected["sticky"] == true { 0o1000 } else { 0 };
        let mode = Permissions::from_mode(sticky | bits("user", 6) | bits("group", 3) | bits("other", 0));
        assert_eq!(entry.permissions, Some(mode), "{line}");
        assert_eq!(entry.name.as_str(), expected["name"].as_str());
        assert_eq!(entry.size.map(|size| size.0), expected["size"].as_u64());
        assert_eq!(format!("{}T00:00:00.000Z", shown(entry.modified.unwrap())), expected["date"].as_str().unwrap());
        let words = [&expected["owner"], &expected["group"]].map(|word| word.as_str().unwrap());
        assert_eq!(owners(entry), words.join(" "));
        assert_eq!(entry.kind == EntryKind::Folder, expected["type"] == "d");
    }
    assert_eq!(rows.len(), 9, "all of them right");
}
