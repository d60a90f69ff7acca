//! The list of sites and its file: nothing is lost by two windows, a broken file, or a newer version of the program.

use catamaran::error::ErrorKind;
use catamaran::model::{OverwriteRule, Protocol};
use catamaran::site::{
    Bookmark, Colour, Edit, FileFault, LoginKind, Node, NodeId, NodeKind, ProductionLock, Proxy, ProxyKind, ProxyRule,
    SafeWrite, Site, SiteBook, SiteStore,
};
use std::fs;
use std::process::Command;

fn id(number: u64) -> NodeId {
    NodeId::from(number)
}

fn site(number: u64, parent: Option<u64>, name: &str) -> Node {
    Node::site(id(number), parent.map(id), name, Site { host: format!("{name}.example"), ..Site::default() })
}

fn add(node: Node) -> Edit {
    Edit::Add { node, before: None }
}

fn names(book: &SiteBook) -> Vec<(usize, String)> {
    book.rows(true).into_iter().map(|row| (row.depth, row.node.name.clone())).collect()
}

/// One with no field as it is by default.
fn full() -> Site {
    Site {
        protocol: Protocol::Ftpes,
        host: "ftp.example".into(),
        port: Some(2121),
        user: Some("ada".into()),
        login: LoginKind::Account,
        key_files: vec!["~/.ssh/id_ed25519".into()],
        local_folder: Some("~/web".into()),
        remote_folder: Some(b"/caf\xE9".to_vec()),
        charset: Some("iso-8859-1".into()),
        time_offset_minutes: -90,
        data_mode: catamaran::site::DataMode::Active,
        most_connections: Some(2),
        upload_limit: Some(1 << 20),
        download_limit: Some(2 << 20),
        keepalive_secs: Some(30),
        timeout_secs: Some(20),
        proxy_rule: ProxyRule::Own,
        proxy: Proxy {
            kind: ProxyKind::Http,
            host: "proxy".into(),
            port: Some(3128),
            user: Some("p".into()),
            ..Proxy::default()
        },
        jump_hosts: vec!["bastion".into(), "ada@gate:2222".into()],
        post_login_commands: vec!["SITE UMASK 022".into()],
        sftp_server: Some("sudo /usr/lib/openssh/sftp-server".into()),
        overwrite: Some(OverwriteRule::Newer),
        safe_write: SafeWrite::InPlace,
        lock: ProductionLock::Refuse,
        text_masks: vec!["*.html".into()],
        colour: Some(Colour::Red),
        note: "only after 18:00\nask Bob".into(),
        bookmarks: vec![Bookmark {
            name: "logs".into(),
            local_folder: None,
            remote_folder: Some(b"/var/log".to_vec()),
            ..Bookmark::default()
        }],
        ..Site::default()
    }
}

#[test]
fn every_field_survives_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = SiteStore::at(folder.path().join("new/sites.json"));
    let node = Node::site(id(1), None, "full", full());
    store.apply(vec![add(node.clone())]).unwrap();
    let loaded = store.load().unwrap();
    assert_eq!((loaded.book.nodes(), loaded.fault), ([node].as_slice(), None));
}

#[test]
fn fields_and_entries_of_later_versions_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    let text = r#"{"catamaran_sites": 1, "favourites": [3], "entries": [
        {"id": "0000000000000001", "kind": "folder", "name": "Work", "icon": "house"},
        {"id": "0000000000000002", "folder": "0000000000000001", "kind": "site", "name": "a", "protocol": "sftp", "host": "h", "tags": ["x"]},
        {"id": "0000000000000003", "kind": "site", "name": "cloud", "protocol": "s3", "host": "h", "bucket": "b"},
        {"id": "0000000000000004", "kind": "snippet", "name": "s", "text": "t"}]}"#;
    fs::write(&file, text).unwrap();
    let store = SiteStore::at(&file);
    let loaded = store.load().unwrap();
    assert_eq!(loaded.fault, None);
    assert_eq!(names(&loaded.book), [(0, "Work".to_owned()), (1, "a".to_owned())]);
    let from = loaded.book.get(id(2)).unwrap().as_site().unwrap().clone();
    let to = Site { host: "other".into(), ..from.clone() };
    store
        .apply(vec![Edit::Change {
            id: id(2),
            parent: None,
            from: ("a".into(), Box::new(from)),
            to: ("a".into(), Box::new(to)),
        }])
        .unwrap();
    let written: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(written["favourites"], serde_json::json!([3]));
    assert_eq!(written["entries"][0]["icon"], "house");
    assert_eq!(written["entries"][1]["tags"], serde_json::json!(["x"]));
    assert_eq!(written["entries"][1]["host"], "other");
    assert_eq!((&written["entries"][2]["protocol"], &written["entries"][2]["bucket"]), (&"s3".into(), &"b".into()));
    assert_eq!((&written["entries"][3]["kind"], &written["entries"][3]["text"]), (&"snippet".into(), &"t".into()));
}

#[test]
fn a_newer_file_is_shown_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    let text = r#"{"catamaran_sites": 9, "entries": [{"id": "0000000000000001", "kind": "folder", "name": "Work"}]}"#;
    fs::write(&file, text).unwrap();
    let store = SiteStore::at(&file);
    let loaded = store.load().unwrap();
    assert_eq!(loaded.fault, Some(FileFault::Newer { file: file.clone() }));
    assert_eq!(loaded.book.nodes().len(), 1);
    assert_eq!(store.apply(vec![Edit::Sort(None)]).unwrap_err().kind, ErrorKind::Unsupported);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_broken_file_is_kept_aside_and_told_of_once() {
    for text in [
        &b"not json"[..],
        b"",
        b"\xff\xfe\x00",
        b"[]",
        br#"{"entries": 5}"#,
        br#"{"catamaran_sites": 1, "entries": [7, {"id": "0000000000000001", "kind": "folder", "name": "Work"}]}"#,
        br#"{"catamaran_sites": 1, "entries": [{"id": "00"#,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sites.json");
        fs::write(&file, text).unwrap();
        let store = SiteStore::at(&file);
        // An edit that comes before any look at it must not lose it either.
        let kept = file.with_extension("broken");
        let loaded = store.apply(vec![add(site(7, None, "new"))]).unwrap();
        assert_eq!(loaded.fault, Some(FileFault::Broken { kept: kept.clone() }));
        assert_eq!(fs::read(&kept).unwrap(), text);
        let again = store.load().unwrap();
        assert_eq!(again.fault, None);
        assert!(again.book.get(id(7)).is_some());
        assert_eq!(again.book.get(id(1)).is_some(), text.ends_with(br#""name": "Work"}]}"#));
    }
}

#[test]
fn two_windows_keep_each_others_edits() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    let (one, two) = (SiteStore::at(&file), SiteStore::at(&file));
    one.apply(vec![add(site(1, None, "a"))]).unwrap();
    // Both begin from the same picture.
    let base = one.load().unwrap().book.get(id(1)).unwrap().as_site().unwrap().clone();
    let change = |to: Site| Edit::Change {
        id: id(1),
        parent: None,
        from: ("a".into(), Box::new(base.clone())),
        to: ("a".into(), Box::new(to)),
    };
    one.apply(vec![change(Site { host: "moved.example".into(), ..base.clone() })]).unwrap();
    let both = two.apply(vec![change(Site { note: "mine".into(), ..base.clone() }), add(site(2, None, "b"))]).unwrap();
    let merged = both.book.get(id(1)).unwrap().as_site().unwrap();
    assert_eq!((merged.host.as_str(), merged.note.as_str()), ("moved.example", "mine"));
    // What one removes while the other changes it comes back rather than losing the change.
    one.apply(vec![Edit::Remove(vec![id(1)])]).unwrap();
    let back = two.apply(vec![change(Site { note: "later".into(), ..base.clone() })]).unwrap();
    assert_eq!(back.book.get(id(1)).unwrap().as_site().unwrap().note, "later");
}

/// Run by [`two_processes_lose_nothing`] as programs of their own; by itself it does nothing.
#[test]
fn one_process_of_two() {
    let Some(file) = std::env::var_os("CATAMARAN_TEST_SITES") else { return };
    let first: u64 = std::env::var("CATAMARAN_TEST_FIRST").unwrap().parse().unwrap();
    let store = SiteStore::at(file);
    for number in first..first + 40 {
        store.apply(vec![add(site(number, None, &number.to_string()))]).unwrap();
    }
}

#[test]
fn two_processes_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sites.json");
    let start = |first: u64| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "one_process_of_two"])
            .env("CATAMARAN_TEST_SITES", &file)
            .env("CATAMARAN_TEST_FIRST", first.to_string())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let both = [start(1000), start(2000)];
    for mut process in both {
        assert!(process.wait().unwrap().success());
    }
    let book = SiteStore::at(&file).load().unwrap().book;
    for number in (1000..1040).chain(2000..2040) {
        assert!(book.get(id(number)).is_some(), "{number}");
    }
}

#[test]
fn entries_are_moved_sorted_removed_and_brought_back() {
    let mut book = SiteBook::default();
    let folder = |number, parent: Option<u64>, name: &str| add(Node::folder(id(number), parent.map(id), name));
    for edit in [
        folder(1, None, "Work"),
        folder(2, Some(1), "Inner"),
        add(site(3, Some(2), "c")),
        add(site(4, Some(1), "b")),
        add(site(5, None, "a")),
    ] {
        book.apply(edit);
    }
    let before = book.clone();
    let tree = |rows: &[(usize, &str)]| rows.iter().map(|(d, n)| (*d, (*n).to_owned())).collect::<Vec<_>>();
    assert_eq!(names(&book), tree(&[(0, "Work"), (1, "Inner"), (2, "c"), (1, "b"), (0, "a")]));
    // A folder cannot go into itself, and nothing into a site.
    book.apply(Edit::Move { id: id(1), parent: Some(id(2)), before: None });
    book.apply(Edit::Move { id: id(4), parent: Some(id(5)), before: None });
    assert_eq!(book, before);
    book.apply(Edit::Move { id: id(5), parent: Some(id(1)), before: Some(id(4)) });
    assert_eq!(names(&book), tree(&[(0, "Work"), (1, "Inner"), (2, "c"), (1, "a"), (1, "b")]));
    book.apply(Edit::Move { id: id(4), parent: Some(id(1)), before: Some(id(2)) });
    book.apply(Edit::Sort(Some(id(1))));
    assert_eq!(names(&book), tree(&[(0, "Work"), (1, "Inner"), (2, "c"), (1, "a"), (1, "b")]));
    let whole = book.clone();
    let undo = book.undo_of_removal(&[id(2), id(5)]);
    book.apply(Edit::Remove(vec![id(2), id(5)]));
    assert_eq!(names(&book), tree(&[(0, "Work"), (1, "b")]));
    for edit in undo {
        book.apply(edit);
    }
    assert_eq!(names(&book), names(&whole));
}

#[test]
fn folders_in_circles_and_without_a_parent_go_to_the_top() {
    let book = SiteBook::new(vec![
        Node::folder(id(1), Some(id(2)), "x"),
        Node::folder(id(2), Some(id(1)), "y"),
        Node::folder(id(3), Some(id(3)), "self"),
        site(4, Some(99), "lost"),
        site(5, Some(4), "in a site"),
        site(4, None, "twice"),
    ]);
    assert_eq!(book.rows(true).len(), 5);
    assert_eq!(book.nodes().len(), 5);
}

#[test]
fn a_hundred_thousand_nested_folders_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = SiteStore::at(folder.path().join("sites.json"));
    let nested = (1..=100_000).map(|n| Node::folder(id(n), (n > 1).then(|| id(n - 1)), "f")).collect();
    let book = SiteBook::new(nested);
    assert_eq!(book.rows(true).last().unwrap().depth, 99_999);
    assert_eq!(book.path(id(100_000)).len(), 99_999);
    let entries: Vec<_> = (1..=100_000_u64)
        .map(|n| serde_json::json!({"id": id(n).to_string(), "folder": id(n - 1).to_string(), "kind": "folder"}))
        .collect();
    let text = serde_json::json!({"catamaran_sites": 1, "entries": entries}).to_string();
    fs::write(store.file().unwrap(), text).unwrap();
    assert_eq!(store.load().unwrap().book.rows(true).len(), 100_000);
}

#[test]
fn sites_are_found_by_any_of_their_words() {
    let mut book =
        SiteBook::new(vec![Node::folder(id(1), None, "Work"), site(2, Some(1), "Web"), site(3, None, "web")]);
    book.apply(add(Node::site(id(4), None, "other", full())));
    let found = |text: &str| book.search(text).iter().map(|node| node.id.get()).collect::<Vec<_>>();
    assert_eq!(found("WEB.EX"), [2, 3]);
    assert_eq!(found("bob"), [4]);
    assert_eq!(found("ada"), [4]);
    let named = |text: &str| book.named(text).iter().map(|node| node.id.get()).collect::<Vec<_>>();
    assert_eq!((named("Web"), named("work/web"), named("WEB"), named("none")), (vec![2], vec![2], vec![2, 3], vec![]));
    assert!(matches!(book.like(&full()).unwrap().kind, NodeKind::Site(_)));
}

#[test]
fn words_lead_to_one_site_or_are_none() {
    let id = |number: u64| NodeId::from(number);
    let at = |parent, number, name: &str| Node::site(id(number), parent, name, Site::default());
    let book = SiteBook::new(vec![
        Node::folder(id(1), None, "Work"),
        Node::folder(id(2), Some(id(1)), "Web"),
        at(Some(id(2)), 3, "prod"),
        at(None, 4, "prod"),
        at(None, 5, "alone"),
        at(None, 6, "sftp://looks.like.one"),
        at(None, 7, ""),
    ]);
    let words: Vec<_> = (3..=8).map(|number| book.words_for(id(number))).collect();
    assert_eq!(words, [Some("Work/Web/prod".into()), None, Some("alone".into()), None, None, None]);
    assert_eq!(book.named("work/WEB/Prod").iter().map(|node| node.id).collect::<Vec<_>>(), [id(3)]);
    assert!(book.named("ork/Web/prod").is_empty() && book.named("Web/prod").is_empty());
}

#[test]
fn bookmarks_of_two_windows_are_both_kept() {
    let mark = |name: &str| Bookmark { name: name.to_owned(), ..Default::default() };
    let with =
        |names: &[&str]| Box::new(Site { bookmarks: names.iter().map(|name| mark(name)).collect(), ..Site::default() });
    let id = NodeId::from(1);
    let mut book = SiteBook::new(vec![Node::site(id, None, "web", *with(&["a", "b"]))]);
    let mut change = |from: &[&str], to: &[&str]| {
        let (from, to) = (("web".to_owned(), with(from)), ("web".to_owned(), with(to)));
        book.apply(Edit::Change { id, parent: None, from, to });
        let site = book.get(id).unwrap().as_site().unwrap();
        site.bookmarks.iter().map(|bookmark| bookmark.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(change(&["a", "b"], &["a", "b", "mine"]), ["a", "b", "mine"]);
    // The other window knows nothing of the new one, adds its own and takes one out.
    assert_eq!(change(&["a", "b"], &["b", "theirs"]), ["b", "mine", "theirs"]);
    assert_eq!(change(&["a", "b"], &["b", "theirs"]), ["b", "mine", "theirs"], "the same once more changes nothing");
    assert_eq!(
        change(&["b", "mine", "theirs"], &["theirs", "b"]),
        ["theirs", "b"],
        "order and all, where nobody else was"
    );
}
