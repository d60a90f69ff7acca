//! Lines of servers that no corpus holds, the frame around listings, and what is remembered.

use super::read::{NOW, read, read_as, shown};
use catamaran::model::{Entry, EntryKind, Timestamp};
use catamaran::remote::ftp::listing::{Asked, Family, ListingMemory, ListingReader, ServerSystem};

fn names(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.name.as_str().unwrap()).collect()
}

#[test]
fn frames_around_listings_are_passed_over() {
    for (text, expected, family) in [
        (
            "\r\nDirectory DISK$USER:[ANON]\r\n\r\nREADME.TXT;3       2/8   7-JAN-2000 10:11   [ANON]   (RWED,RE,,)\r\n\
             A_VERY_LONG_NAME_THAT_WRAPS.TXT;1\r\n                    12/16   8-JAN-2000 10:12:13   [ANON]   (RWED,RE,,)\r\n\
             \r\nTotal of 2 files, 14/24 blocks.\r\n",
            vec!["README.TXT;3", "A_VERY_LONG_NAME_THAT_WRAPS.TXT;1"],
            Family::Vms,
        ),
        (
            "Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\n\
             WYOSPT 3390   2003/05/21  1  200  FB      80  8053  PS  A.B.C\r\n\
             Migrated                                                A.OLD\r\n\
             Pseudo Directory                                        A.SUB\r\n\
             ARCIVE Not Direct Access Device                         A.ARC\r\n",
            vec!["A.B.C", "A.OLD", "A.SUB", "A.ARC"],
            Family::Mvs,
        ),
        (
            " Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\n\
             MEMBER1   01.01 2004/06/22 2004/06/22 16:32   128   128    0 BOBY12\r\nMEMBER2\r\n",
            vec!["MEMBER1", "MEMBER2"],
            Family::MvsMember,
        ),
        (
            "File         Code             EOF  Last Modification    Owner  RWEP\r\n\
             EMSACSTM    101             146  18-Sep-00 09:03:37 170,175 \"nnnn\"\r\n",
            vec!["EMSACSTM"],
            Family::NonStop,
        ),
        (
            "  size          date       time       name\r\n--------       ------     ------    --------\r\n\
             \x20    512    JAN-01-1980  00:00:00   bin               <DIR>\r\n",
            vec!["bin"],
            Family::VxWorks,
        ),
        ("итого 12\n-rw-r--r-- 1 a b 5 янв 29 03:26 имя\n", vec!["имя"], Family::Unix),
        (
            " Volume in drive C is OS\r\n04-14-00  03:47PM  589 x\r\n   1 File(s)   589 bytes\r\n",
            vec!["x"],
            Family::Dos,
        ),
    ] {
        let (listing, memory) = read_as(Asked::List, ServerSystem::Other, text.as_bytes());
        assert_eq!(names(&listing.entries), expected, "{listing:?}");
        assert_eq!((listing.unread.count, memory.family), (0, Some(family)), "{:?}", listing.unread);
    }
}

#[test]
fn single_lines_of_other_servers() {
    for (line, name, kind, size, time) in [
        ("prw-r--r--   1 root root 0 Oct 22 13:06 pipe", "pipe", EntryKind::Special, Some(0), "2026-10-22T13:06"),
        ("Drw-r--r--   1 root root 0 Oct 22 13:06 door", "door", EntryKind::Special, Some(0), "2026-10-22T13:06"),
        ("-rw-r--r--+ 1 u g 7 2026-11-20 09:30 iso", "iso", EntryKind::File, Some(7), "2026-11-20T09:30"),
        ("-rw-r--r-- 1 u g 7 Feb 29 09:30 leap", "leap", EntryKind::File, Some(7), "2024-02-29T09:30"),
        ("-rw-r--r-- 1 u g 7 Nov 23 09:30 last year", "last year", EntryKind::File, Some(7), "2025-11-23T09:30"),
        ("-rw-r--r-- 1 u g 7 Nov 22 09:30 server ahead", "server ahead", EntryKind::File, Some(7), "2026-11-22T09:30"),
        ("-rw-r--r-- 1 u g 7 juin 3 2011 fr", "fr", EntryKind::File, Some(7), "2011-06-03"),
        ("-rw-r--r-- 1 u g 7 3 März 2011 de", "de", EntryKind::File, Some(7), "2011-03-03"),
        ("-rw-r--r-- 1 u g 7 Apr  8 10:20:30 2004 bsd -T", "bsd -T", EntryKind::File, Some(7), "2004-04-08T10:20:30"),
        ("-rw-r--r-- 1 domain users staff 7 Apr  8 2004 x", "x", EntryKind::File, Some(7), "2004-04-08"),
        (
            "----------   1 owner    group         1803128 Jul 10 10:18 ls-lR.Z",
            "ls-lR.Z",
            EntryKind::File,
            Some(1_803_128),
            "2026-07-10T10:18",
        ),
        (
            "PEP             4019 04/03/18 18:58:16 *STMF      einladung.zip",
            "einladung.zip",
            EntryKind::File,
            Some(4019),
            "2018-04-03T18:58:16",
        ),
        ("-rwxr-xr-x   1 BPXROOT  OMVSGRP   8192 Mar  1  2004 uss", "uss", EntryKind::File, Some(8192), "2004-03-01"),
        (
            "01-01-1998  08:00AM       <DIR>          Program Files",
            "Program Files",
            EntryKind::Folder,
            None,
            "1998-01-01T08:00",
        ),
    ] {
        let listing = read(line.as_bytes());
        assert_eq!(names(&listing.entries), [name], "{line}");
        let entry = &listing.entries[0];
        assert_eq!((entry.kind, entry.size.map(|size| size.0)), (kind, size), "{line}");
        assert_eq!(shown(entry.modified.unwrap()), time, "{line}");
    }
    let member = read(b"QPGMR                                                        *MEM       QCLSRC.DSPOBJ");
    assert_eq!(names(&member.entries), ["QCLSRC.DSPOBJ"]);
}

#[test]
fn messages_in_a_listing_are_no_entries() {
    for line in [
        "ls: cannot access 'x': No such file or directory",
        "550 No such file or directory",
        "No files found.",
        "EA95_0PS.GZ;1      No privilege for attempted operation",
        "V43525 Tape NAME",
        "name",
        "Permission denied",
        "<html><body>File transfer</body></html>",
        "226 Transfer complete, 12:30 Jan 1",
    ] {
        let listing = read(line.as_bytes());
        assert_eq!(
            (names(&listing.entries), listing.unread.samples),
            (vec![], vec![line.as_bytes().to_vec()]),
            "{line}"
        );
    }
}

#[test]
fn the_last_form_of_a_server_is_remembered_and_another_still_understood() {
    let (_, memory) = read_as(Asked::List, ServerSystem::Other, b"04-14-00  03:47PM  589 x\r\n");
    assert_eq!(memory.family, Some(Family::Dos));
    let mut reader = ListingReader::new(Asked::List, memory, Timestamp::from_secs(NOW));
    reader.push(b"04-14-00  03:47PM  589 a\r\n-rw-r--r-- 1 u g 7 Feb 29 09:30 b\r\n").unwrap();
    let (listing, memory) = reader.finish();
    assert_eq!((names(&listing.entries), memory.family), (vec!["a", "b"], Some(Family::Unix)));
}

#[test]
fn times_of_day_are_moved_by_the_servers_offset_and_days_are_not() {
    let memory = ListingMemory { offset: Some(7200), ..ListingMemory::default() };
    let text = b"-rw-r--r-- 1 u g 7 Nov 21 13:30 a\n-rw-r--r-- 1 u g 7 Apr  8  2004 b\n+m1000000000,r,\tc\ntype=file;modify=20261121120000; d\n";
    let mut reader = ListingReader::new(Asked::List, memory, Timestamp::from_secs(NOW));
    // Cut at every byte: how the network cuts does not matter.
    for byte in text {
        reader.push(&[*byte]).unwrap();
    }
    assert_eq!(reader.fresh().len(), 4);
    assert!(reader.fresh().is_empty());
    let times: Vec<String> = reader.finish().0.entries.iter().filter_map(|entry| entry.modified).map(shown).collect();
    assert_eq!(times, ["2026-11-21T11:30", "2004-04-08", "2001-09-09T01:46:40", "2026-11-21T12:00:00"]);
}
