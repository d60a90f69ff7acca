//! Names, listings, links and paths.

use crate::site::Site;
use crate::support::FtpDaemon;
use catamaran::error::ErrorKind;
use catamaran::model::{EntryKind, EntryName};
use catamaran::remote::{FollowLinks, RenameMode};

pub async fn odd_names_live_and_die(site: &Site) {
    let long = vec![b'n'; 255];
    let mut names: Vec<&[u8]> = vec![
        b"plain",
        b"two  spaces ",
        b"line\nbreak",
        "\u{1f980} crab \u{65e5}\u{672c}\u{8a9e}".as_bytes(),
        b"-rf",
        b"~",
        b"back\\slash",
        b"glob*[?]",
        b"quote'\"$(x)",
        b"...",
        "rtl\u{202e}gnp".as_bytes(),
        &long,
    ];
    if site.byte_names {
        names.extend([&b"caf\xe9"[..], b"\xff\xfe\x80", b"\x01\x1b[31m"]);
    }
    if let Some(daemon) = site.ftp {
        // A command is one line, so such a name cannot be sent; nothing is, rather than something else.
        let cut = site.path(b"line\nbreak");
        assert_eq!(site.fs.create_folder(&cut, None).await.unwrap_err().kind, ErrorKind::NameRefused);
        // ProFTPD takes patterns for patterns, pure-ftpd forbids what Windows would take for a path.
        names.retain(|name| !name.contains(&b'\n') && !name.contains(&b'*') && !name.contains(&b'\\'));
        match daemon {
            FtpDaemon::ProFtpd => {}
            // 0xFF is sent twice (RFC 959 with RFC 854), and vsftpd takes it so.
            FtpDaemon::Vsftpd => names.retain(|name| !name.contains(&0xff)),
            // It writes an underscore for a blank at the end.
            FtpDaemon::PureFtpd => names.retain(|name| !name.ends_with(b" ")),
        }
    }
    for name in &names {
        site.put(&site.path(name), name).await;
    }
    let mut wanted: Vec<EntryName> = names.iter().map(|name| EntryName::new(*name).unwrap()).collect();
    wanted.sort();
    assert_eq!(site.names(&site.folder).await, wanted);
    for name in &names {
        let path = site.path(name);
        let entry = site.fs.stat(&path, FollowLinks::Yes).await.unwrap();
        assert_eq!((entry.name.as_bytes(), entry.kind), (*name, EntryKind::File));
        assert_eq!(site.get(&path, 0, None).await, *name);
        let moved = site.path("moved");
        site.fs.rename(&path, &moved, RenameMode::KeepExisting).await.unwrap();
        site.fs.rename(&moved, &path, RenameMode::KeepExisting).await.unwrap();
        site.fs.remove_file(&path).await.unwrap();
        site.fs.create_folder(&path, None).await.unwrap();
        assert!(site.names(&path).await.is_empty());
        site.fs.remove_folder(&path).await.unwrap();
    }
    assert!(site.names(&site.folder).await.is_empty());
}

pub async fn names_that_are_too_long_are_refused(site: &Site) {
    let path = site.path([b'n'; 256]);
    let error = site.fs.create_folder(&path, None).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::InvalidArgument | ErrorKind::NameTooLong | ErrorKind::Failure), "{error}");
    assert!(!error.ends_session());
}

pub async fn three_thousand_entries_are_listed(site: &Site) {
    let folder = site.path("many");
    site.fs.create_folder(&folder, None).await.unwrap();
    let mut making = tokio::task::JoinSet::new();
    let mut wanted = Vec::new();
    for number in 0..3000 {
        let name = EntryName::new(format!("entry {number:04}").into_bytes()).unwrap();
        let (fs, path) = (site.fs.clone(), folder.join(&name));
        making.spawn(async move { fs.create_folder(&path, None).await });
        wanted.push(name);
    }
    while let Some(made) = making.join_next().await {
        made.unwrap().unwrap();
    }
    let mut seen = 0;
    let listing = site.fs.list(&folder, &mut |page| seen += page.len()).await.unwrap();
    assert_eq!((seen, listing.truncated, listing.refused.len()), (3000, false, 0));
    let mut names: Vec<EntryName> = listing.entries.iter().map(|entry| entry.name.clone()).collect();
    names.sort();
    assert_eq!(names, wanted);
    let first = &listing.entries[0];
    assert_eq!(first.kind, EntryKind::Folder);
    assert!(first.modified.is_some() && first.permissions.is_some());
    assert!(site.ftp.is_some() || first.size.is_some() && first.owner.id.is_some());
}

pub async fn folders_that_cannot_be_listed_say_so(site: &Site) {
    let missing = site.fs.list(&site.path("missing"), &mut |_| {}).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound, "{missing}");
    let file = site.path("file");
    site.put(&file, b"x").await;
    let error = site.fs.list(&file, &mut |_| {}).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NotAFolder | ErrorKind::NotFound | ErrorKind::Failure), "{error}");
}

pub async fn links_are_told_from_what_they_lead_to(site: &Site) {
    let fs = &site.fs;
    if !fs.capabilities().symlink {
        let error = fs.create_symlink(&site.path("link"), b"file").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported);
        return;
    }
    fs.create_folder(&site.path("folder"), None).await.unwrap();
    site.put(&site.path("file"), b"12345").await;
    let absolute = site.path("file").as_bytes().to_vec();
    for (link, target) in [
        ("to file", &b"file"[..]),
        ("to folder", b"folder"),
        ("to nothing", b"missing"),
        ("loop", b"loop"),
        ("absolute", &absolute),
    ] {
        fs.create_symlink(&site.path(link), target).await.unwrap();
        // The demo server keeps links inside of its folder by writing absolute ones anew.
        if link != "absolute" {
            assert_eq!(fs.read_link(&site.path(link)).await.unwrap(), target);
        }
        let itself = fs.stat(&site.path(link), FollowLinks::No).await.unwrap();
        assert_eq!(itself.kind, EntryKind::Link);
        assert!(itself.link_target.is_some());
    }
    let led_to = fs.stat(&site.path("to file"), FollowLinks::Yes).await.unwrap();
    assert_eq!((led_to.kind, led_to.size.unwrap().0), (EntryKind::File, 5));
    assert_eq!(fs.stat(&site.path("to folder"), FollowLinks::Yes).await.unwrap().kind, EntryKind::Folder);
    for broken in ["to nothing", "loop"] {
        let error = fs.stat(&site.path(broken), FollowLinks::Yes).await.unwrap_err();
        assert!(matches!(error.kind, ErrorKind::NotFound | ErrorKind::LinkLoop | ErrorKind::Failure), "{error}");
    }
    let listing = fs.list(&site.folder, &mut |_| {}).await.unwrap();
    let kinds = |name: &str| {
        let entry = listing.entries.iter().find(|entry| entry.name.as_bytes() == name.as_bytes()).unwrap();
        (entry.kind, entry.link_kind, entry.leads_to_folder())
    };
    assert_eq!(kinds("to file"), (EntryKind::Link, Some(EntryKind::File), false));
    assert_eq!(kinds("to folder"), (EntryKind::Link, Some(EntryKind::Folder), true));
    assert_eq!(kinds("to nothing"), (EntryKind::Link, None, false));
    assert_eq!(kinds("file"), (EntryKind::File, None, false));

    let error = fs.read_link(&site.path("file")).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Failure | ErrorKind::InvalidArgument | ErrorKind::NotFound), "{error}");
    let error = fs.create_symlink(&site.path("to file"), b"x").await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::AlreadyExists | ErrorKind::Failure), "{error}");
    fs.remove_file(&site.path("to folder")).await.unwrap();
    assert_eq!(fs.stat(&site.path("folder"), FollowLinks::No).await.unwrap().kind, EntryKind::Folder);
    assert_eq!(site.get(&site.path("to file"), 0, None).await, b"12345");
}

pub async fn typed_paths_become_absolute(site: &Site) {
    let fs = &site.fs;
    let home = fs.home().await.unwrap();
    assert_eq!(fs.real_path(b".").await.unwrap(), home);
    assert_eq!(fs.real_path(b"/").await.unwrap().as_bytes(), b"/");
    assert_eq!(fs.real_path(b"~").await.unwrap(), fs.real_path(b"~/").await.unwrap());
    fs.create_folder(&site.path("a"), None).await.unwrap();
    let around = [site.folder.as_bytes(), b"/a/.././a//"].concat();
    assert_eq!(fs.real_path(&around).await.unwrap(), site.path("a"));
    assert_eq!(fs.real_path(b"a\0b").await.unwrap_err().kind, ErrorKind::NameRefused);
}
