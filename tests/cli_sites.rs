//! Sites on the command line: listed, shown, and used in place of addresses, on a real OpenSSH server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::site::{Edit, LoginKind, Node, NodeId, Site, SiteStore};
use cli_support::in_home;
use std::fs;
use support::{Sshd, SshdOptions};
use tempfile::TempDir;

/// A home folder with these sites.
fn home(nodes: Vec<Node>) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let store = SiteStore::at(home.path().join(".local/share/catamaran/sites.json"));
    store.apply(nodes.into_iter().map(|node| Edit::Add { node, before: None }).collect()).unwrap();
    home
}

fn nodes(site: Site) -> Vec<Node> {
    let folder = NodeId::from(1);
    vec![Node::folder(folder, None, "Work"), Node::site(NodeId::from(2), Some(folder), "box one", site)]
}

#[test]
fn sites_are_listed_and_shown() {
    let site = Site { host: "h.example".into(), port: Some(2222), note: "by hand".into(), ..Site::default() };
    let home = home(nodes(site));
    let list = in_home(home.path(), &["sites", "list"]);
    assert_eq!((list.code, list.out.as_str()), (0, "Work/box one\tsftp://h.example:2222\n"), "{list}");
    let json = in_home(home.path(), &["sites", "list", "--json"]).json();
    assert_eq!(json[0]["folder"], serde_json::json!(["Work"]));
    assert_eq!((json[0]["name"].as_str(), json[0]["port"].as_u64()), (Some("box one"), Some(2222)));
    let shown = in_home(home.path(), &["sites", "show", "BOX ONE"]);
    assert!(shown.out.contains("\n  note: \"by hand\"\n") && shown.out.contains("  port: 2222\n"), "{shown}");
    assert!(!shown.out.contains("charset"), "what is as usual is left out: {shown}");
    let json = in_home(home.path(), &["sites", "show", "Work/box one", "--json"]).json();
    assert_eq!(json[0]["site"]["note"], "by hand");
    let missing = in_home(home.path(), &["sites", "show", "gone"]);
    assert!(missing.code == 2 && missing.err.contains("“gone”"), "{missing}");
    let missing = in_home(home.path(), &["ls", "site:gone/x"]);
    assert!(missing.code == 2 && missing.err.contains("“gone”"), "{missing}");
}

#[test]
fn a_site_is_an_address_with_all_that_is_set_for_it() {
    let server = Sshd::start(SshdOptions::default());
    let docs = server.files.join("docs");
    fs::create_dir(&docs).unwrap();
    fs::write(docs.join("a.txt"), "hello").unwrap();
    let site = Site {
        host: "127.0.0.1".into(),
        port: Some(server.port),
        user: Some(server.user.clone()),
        login: LoginKind::Key,
        key_files: vec!["~/keys/site key".into()],
        remote_folder: Some(docs.to_str().unwrap().into()),
        ..Site::default()
    };
    let home = home(nodes(site));
    fs::create_dir(home.path().join("keys")).unwrap();
    fs::copy(&server.identity, home.path().join("keys/site key")).unwrap();
    let known = server.known_hosts.to_str().unwrap().to_owned();
    let on = |verb: &str, rest: &[&str]| {
        let mut arguments = vec![verb, "--known-hosts", &known];
        arguments.extend(rest);
        in_home(home.path(), &arguments)
    };
    let listed = on("ls", &["site:box one"]);
    assert!(listed.code == 0 && listed.out.contains("a.txt"), "{listed}");
    let to = home.path().join("got.txt");
    let file = format!("site:Work/box one{}/a.txt", docs.display());
    let got = on("get", &[&file, to.to_str().unwrap()]);
    assert_eq!((got.code, fs::read_to_string(&to).unwrap().as_str()), (0, "hello"), "{got}");
    let put = on("put", &[to.to_str().unwrap(), "site:box one"]);
    assert!(put.code == 0 && docs.join("got.txt").exists(), "{put}");
    // Without the key of the site nothing is let in.
    fs::remove_file(home.path().join("keys/site key")).unwrap();
    assert_eq!(on("ls", &["site:box one"]).code, 5);
}
