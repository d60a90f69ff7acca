//! The lines of `FileZilla`'s own test.

use super::read::{corpus, hex, owners, read_as, shown};
use catamaran::model::{EntryKind, escape_bytes};
use catamaran::remote::ftp::listing::{Asked, ServerSystem};
use serde_json::Value;

/// Where this program says that it does not know, and why.
const DIFFERENT: &[(u64, &str)] = &[
    // "PS" data sets get 100 bytes in FileZilla whatever they hold; z/OS does not tell a size, and a made-up one would let
    // every download end too late or too early.
    (61, "size"),
    (83, "size"),
    (84, "size"),
];
/// Owners that are told in another way than as user and group.
const OTHER_OWNERS: &[(u64, &str)] = &[
    // The blanks within the owner are the server's.
    (51, "B BCC3I1       7670"),
    // The last column of a library's member is the user who changed it; FileZilla leaves it out.
    (67, "BOBY12"),
];

#[test]
fn filezillas_lines_are_read() {
    let (mut right, mut faults) = (0, Vec::new());
    let rows = corpus("list_filezilla.jsonl");
    for row in &rows {
        let id = row["id"].as_u64().unwrap();
        let line = row["line"].as_str().map_or_else(|| hex(row["line_hex"].as_str().unwrap()), Into::into);
        let system = if row["server"] == "MVS" { ServerSystem::Mvs } else { ServerSystem::Other };
        let (listing, _) = read_as(Asked::List, system, &line);
        if listing.entries.len() != 1 || listing.unread.count + listing.refused.len() != 0 {
            faults.push(format!("{id}: {} gives {listing:?}", escape_bytes(&line)));
            continue;
        }
        let entry = &listing.entries[0];
        let expect = &row["expect"];
        let kind = match entry.kind {
            EntryKind::Folder => "dir",
            EntryKind::File => "file",
            EntryKind::Link => "link",
            EntryKind::Special | EntryKind::Unknown => "other",
        };
        let time = expect["time"].as_str().map(|time| match time.strip_prefix("YYYY") {
            // The last year in which the moment is not more than a day ahead of the test's own time.
            Some(rest) if *rest <= *"-11-22T12:00" => format!("2026{rest}"),
            Some(rest) => format!("2025{rest}"),
            None => time.to_owned(),
        });
        let owner_given = expect["owner_group"].as_str().map(str::to_owned);
        let told = [
            ("name", entry.name.as_str().into(), expect["name"].clone()),
            ("size", entry.size.map(|size| size.0).into(), expect["size"].clone()),
            ("type", kind.into(), expect["type"].clone()),
            ("link_target", entry.link_target.as_deref().map(escape_bytes).into(), expect["link_target"].clone()),
            ("time", entry.modified.map(shown).into(), time.into()),
            ("owner", Some(owners(entry)).filter(|text| !text.is_empty()).into(), owner_given.into()),
        ];
        let mut all_right = true;
        for (field, got, expected) in told {
            let got: Value = got;
            let reasoned = DIFFERENT.iter().find(|(of, in_field)| (*of, *in_field) == (id, field));
            let owner = OTHER_OWNERS.iter().find(|(of, _)| *of == id).filter(|_| field == "owner");
            match (reasoned, owner) {
                (Some(_), _) if got.is_null() => all_right = false,
                (None, Some((_, other))) if got == *other => {}
                (None, None) if got == expected => {}
                _ => faults.push(format!("{id}: {field} is {got} instead of {expected}: {}", escape_bytes(&line))),
            }
        }
        if let Some(text) = expect["perm"].as_str().filter(|text| text.len() == 10)
            && entry.permissions.is_some_and(|bits| bits.to_string() != text[1..])
        {
            faults.push(format!("{id}: permissions {:?} instead of {text}", entry.permissions));
        }
        right += usize::from(all_right);
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!((right, rows.len()), (rows.len() - DIFFERENT.len(), 88), "85 of 88 as FileZilla reads them");
}
