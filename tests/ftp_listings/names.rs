//! Hostile and odd names: set apart or kept byte for byte, in facts, Unix and DOS lines.

use super::read::{hex, read, read_as};
use catamaran::model::EntryName;
use catamaran::remote::ftp::listing::{Asked, ServerSystem};
use serde_json::Value;

#[test]
fn hostile_names_are_kept_or_refused_and_never_changed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hostile_names.json");
    let names: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut tried = 0;
    for row in names["rows"].as_array().unwrap() {
        // Rows without one name are about names that collide.
        let Some(name) = row["name_hex"].as_str().map(hex) else { continue };
        // A line end in a name cuts the line: no listing can hold one.
        if name.contains(&b'\n') || name.ends_with(b"\r") {
            continue;
        }
        tried += 1;
        for (asked, head) in [
            (Asked::Mlsd, &b"type=file;size=5; "[..]),
            (Asked::List, b"-rw-r--r--   1 root     other        531 Jan 29 03:26 "),
            (Asked::List, b"04-14-00  03:47PM                  589 "),
        ] {
            let line = [head, &name, b"\r\n"].concat();
            let (listing, _) = read_as(asked, ServerSystem::Other, &line);
            let told: Vec<&[u8]> = listing.entries.iter().map(|entry| entry.name.as_bytes()).collect();
            match EntryName::new(name.as_slice()) {
                Ok(_) => assert_eq!(told, [&name[..]], "{line:?}"),
                Err(_) if name == b"." || name == b".." => assert!(told.is_empty() && listing.refused.is_empty()),
                Err(_) => assert_eq!((told.len(), &listing.refused), (0, &vec![name.clone()]), "{line:?}"),
            }
            assert_eq!(listing.unread.count, 0, "{line:?}");
        }
    }
    assert!(tried > 90);
}

#[test]
fn the_folder_itself_is_never_an_entry() {
    for line in [
        "drwxr-xr-x 2 a b 512 Jan 29 03:26 .",
        "drwxr-xr-x 2 a b 512 Jan 29 03:26 ..",
        "drwxr-xr-x 2 a b 512 Jan 29 03:26 ./",
        "04-27-00  09:09PM       <DIR>          ..",
        "+/,\t..",
        "type=pdir; /",
    ] {
        let listing = read(line.as_bytes());
        assert_eq!((listing.entries.len(), listing.refused.len(), listing.unread.count), (0, 0, 0), "{line}");
    }
    let listing = read(b"drwxr-xr-x 2 a b 512 Jan 29 03:26 pub/\n-rw-r--r-- 1 a b 5 Jan 29 03:26 x/\n");
    assert_eq!(listing.entries[0].name.as_str(), Some("pub"), "marked as `ls -F` does");
    assert_eq!(listing.refused, [b"x/"], "a file cannot be");
}
