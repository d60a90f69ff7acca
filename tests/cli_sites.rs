//! Sites on the command line: listed, shown, and used in place of addresses, on a real OpenSSH server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::model::OverwriteRule;
use catamaran::site::{Edit, LoginKind, Node, NodeId, ProductionLock, Site, SiteStore};
use cli_support::{Ran, command, ended, in_home};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use support::{Sshd, SshdOptions, Subsystem};
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
fn a_list_that_is_partly_broken_is_told_and_put_aside() {
    let home = home(nodes(Site { host: "h.example".into(), ..Site::default() }));
    let folder = home.path().join(".local/share/catamaran");
    let whole = fs::read_to_string(folder.join("sites.json")).unwrap();
    for arguments in [&["sites", "list"][..], &["sites", "show", "box one"], &["ls", "site:gone/x"]] {
        fs::write(folder.join("sites.json"), whole.replacen('{', "{{", 1)).unwrap();
        let told = in_home(home.path(), arguments);
        assert!(told.err.contains("could not be understood") && told.err.contains("sites.broken"), "{told}");
        assert!(folder.join("sites.broken").exists());
        fs::remove_file(folder.join("sites.broken")).unwrap();
    }
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

/// A server whose users begin in a folder of the test, and a site of it.
struct OnSite {
    server: Sshd,
    home: TempDir,
    start: TempDir,
}

impl OnSite {
    fn new(change: impl FnOnce(&mut Site)) -> Self {
        let start = tempfile::tempdir().unwrap();
        let server = Sshd::start(SshdOptions {
            config: format!("Subsystem sftp internal-sftp -d {}\n", start.path().display()),
            subsystem: Subsystem::Missing,
            ..SshdOptions::default()
        });
        let mut site = Site {
            host: "127.0.0.1".into(),
            port: Some(server.port),
            user: Some(server.user.clone()),
            login: LoginKind::Key,
            key_files: vec![server.identity.to_str().unwrap().into()],
            ..Site::default()
        };
        change(&mut site);
        Self { home: home(vec![Node::site(NodeId::from(2), None, "prod", site)]), start, server }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.start.path().join(name)
    }

    fn url(&self, name: &str) -> String {
        format!("site:prod{}/{name}", self.start.path().display())
    }

    fn arguments<'a>(&'a self, verb: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
        let known = self.server.known_hosts.to_str().unwrap();
        [&[verb, "-F", "none", "--known-hosts", known], rest].concat()
    }

    fn run(&self, verb: &str, rest: &[&str]) -> Ran {
        in_home(self.home.path(), &self.arguments(verb, rest))
    }

    /// At a terminal where this is typed; what is shown there is in `out`.
    #[cfg(target_os = "linux")]
    fn typed(&self, verb: &str, rest: &[&str], typed: &str) -> Ran {
        let program = env!("CARGO_BIN_EXE_catamaran");
        let line: Vec<String> =
            [program].into_iter().chain(self.arguments(verb, rest)).map(|word| format!("'{word}'")).collect();
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &line.join(" "), "/dev/null"]);
        command.env_clear().env("HOME", self.home.path()).env("LC_ALL", "C").env("SHELL", "/bin/sh");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ended(command.spawn().unwrap(), typed.as_bytes())
    }

    /// Tries every way to change something; each must end with this code.
    fn try_all(&self, code: i32, words: &str) {
        let (file, folder, new) = (self.url("file"), self.url("folder"), self.url("new"));
        let deep = self.url("new/deep");
        let key = Sshd::user_key("rsa").with_extension("pub");
        let here = tempfile::NamedTempFile::new().unwrap();
        for (verb, rest) in [
            ("rm", vec![file.as_str()]),
            ("rm", vec!["-r", folder.as_str()]),
            ("mv", vec![file.as_str(), new.as_str()]),
            ("mv", vec![file.as_str(), folder.as_str()]),
            ("mkdir", vec![new.as_str()]),
            ("mkdir", vec!["-p", deep.as_str()]),
            ("chmod", vec!["600", file.as_str()]),
            ("install-key", vec!["site:prod", key.to_str().unwrap()]),
            ("put", vec![here.path().to_str().unwrap(), new.as_str()]),
        ] {
            let ran = self.run(verb, &rest);
            assert_eq!(ran.code, code, "{verb} {rest:?}: {ran}");
            assert!(ran.err.contains(words), "{verb} {rest:?}: {ran}");
        }
    }
}

#[test]
fn verbs_for_single_files_went_past_the_lock_of_a_site() {
    for (lock, words) in
        [(ProductionLock::Refuse, "locked against changes"), (ProductionLock::Confirm, "nobody can be asked")]
    {
        let on = OnSite::new(|site| site.lock = lock);
        fs::write(on.at("file"), "precious").unwrap();
        fs::create_dir(on.at("folder")).unwrap();
        fs::write(on.at("folder/inside"), "too").unwrap();
        let rights = fs::metadata(on.at("file")).unwrap().permissions();
        on.try_all(1, words);
        let mut names: Vec<_> =
            fs::read_dir(on.start.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["file", "folder"]);
        assert_eq!(fs::read_to_string(on.at("file")).unwrap(), "precious");
        assert_eq!(fs::metadata(on.at("file")).unwrap().permissions(), rights);
        assert!(on.at("folder/inside").exists());
        // Looking is free, and so is what is there already.
        assert_eq!(on.run("ls", &["site:prod"]).code, 0);
        assert_eq!(on.run("mkdir", &["-p", &on.url("folder")]).code, 0);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_site_that_asks_is_asked_about_once_for_each_address() {
    let on = OnSite::new(|site| site.lock = ProductionLock::Confirm);
    let asked = |ran: &Ran| ran.out.matches("asks before each change").count();
    let deep = on.url("a/b/c");
    let ran = on.typed("mkdir", &["-p", &deep], "no\n");
    assert_eq!((ran.code, asked(&ran), on.at("a").exists()), (130, 1, false), "{ran}");
    let ran = on.typed("mkdir", &["-p", &deep], "yes\n");
    assert_eq!((ran.code, asked(&ran), on.at("a/b/c").is_dir()), (0, 1, true), "{ran}");
    let ran = on.typed("rm", &["-r", &on.url("a")], "yes\n");
    assert_eq!((ran.code, asked(&ran), on.at("a").exists()), (0, 1, false), "{ran}");
    let key = Sshd::user_key("rsa").with_extension("pub");
    let ran = on.typed("install-key", &["--mend", "site:prod", key.to_str().unwrap()], "yes\n");
    assert_eq!((ran.code, asked(&ran), on.at(".ssh/authorized_keys").exists()), (0, 1, true), "{ran}");
}

#[test]
fn names_and_times_of_a_site_did_not_hold_for_single_files() {
    use std::os::unix::ffi::OsStrExt as _;
    let on = OnSite::new(|site| {
        site.charset = Some("iso-8859-1".into());
        site.time_offset_minutes = 90;
    });
    let bytes = |name: &[u8]| on.start.path().join(std::ffi::OsStr::from_bytes(name));
    fs::write(bytes(b"caf\xE9"), "x").unwrap();
    let ran = on.run("ls", &["site:prod"]);
    assert!(ran.code == 0 && ran.out.contains("café"), "{ran}");
    let time = |ran: &Ran| ran.json()[0]["modified"].as_str().map(str::to_owned);
    let shifted = on.run("stat", &["--json", &on.url("café")]);
    assert_eq!(shifted.code, 0, "{shifted}");
    let plain = OnSite::new(|_| ());
    fs::write(plain.at("same"), "x").unwrap();
    let modified = fs::metadata(bytes(b"caf\xE9")).unwrap().modified().unwrap();
    fs::File::open(plain.at("same")).unwrap().set_modified(modified).unwrap();
    assert_ne!(time(&shifted), time(&plain.run("stat", &["--json", &plain.url("same")])));
    assert_eq!(on.run("mkdir", &[&on.url("né")]).code, 0);
    assert!(bytes(b"n\xE9").is_dir());
    assert_eq!(on.run("mv", &[&on.url("café"), &on.url("né")]).code, 0);
    assert!(bytes(b"n\xE9/caf\xE9").exists());
    assert_eq!(on.run("rm", &["-r", &on.url("né")]).code, 0);
    assert_eq!(fs::read_dir(on.start.path()).unwrap().count(), 0);
}

#[test]
fn a_rule_of_the_site_beat_the_one_that_was_said() {
    let on = OnSite::new(|site| site.overwrite = Some(OverwriteRule::Overwrite));
    fs::write(on.at("file"), "old").unwrap();
    let new = on.home.path().join("new");
    fs::write(&new, "new content").unwrap();
    let (new, file) = (new.to_str().unwrap(), on.url("file"));
    let ran = on.run("put", &["--overwrite", "ask", new, &file]);
    assert_ne!(ran.code, 0, "nobody could be asked: {ran}");
    assert_eq!(fs::read_to_string(on.at("file")).unwrap(), "old");
    let ran = on.run("put", &["--overwrite", "skip", new, &file]);
    assert_eq!((ran.code, fs::read_to_string(on.at("file")).unwrap().as_str()), (0, "old"), "{ran}");
    let ran = on.run("put", &[new, &file]);
    assert_eq!((ran.code, fs::read_to_string(on.at("file")).unwrap().as_str()), (0, "new content"), "{ran}");
}

#[test]
fn jump_hosts_and_keys_that_were_said_had_no_effect_on_sites() {
    let on = OnSite::new(|site| site.jump_hosts = vec!["nobody@127.0.0.1:1".into()]);
    assert_eq!(on.run("ls", &["site:prod"]).code, 3, "nobody listens there");
    let ran = on.run("ls", &["-J", "none", "site:prod"]);
    assert_eq!(ran.code, 0, "{ran}");
    for login in [LoginKind::Agent, LoginKind::Password, LoginKind::Interactive] {
        let on = OnSite::new(|site| (site.login, site.key_files) = (login, Vec::new()));
        assert_eq!(on.run("ls", &["site:prod"]).code, 5, "{login:?}");
        let ran = on.run("ls", &["-i", on.server.identity.to_str().unwrap(), "site:prod"]);
        assert_eq!(ran.code, 0, "{login:?}: {ran}");
    }
}

#[test]
fn sealing_without_a_passphrase_named_a_switch_that_is_not_there_or_said_nothing() {
    let home = home(nodes(Site { host: "h.example".into(), ..Site::default() }));
    let file = home.path().join("sealed");
    let export = |more: &[&str], input: &[u8]| {
        let arguments = [&["sites", "export", "--seal"], more, &[file.to_str().unwrap()]].concat();
        ended(command(home.path(), &arguments).spawn().unwrap(), input)
    };
    let ran = export(&[], b"");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("--passphrase-stdin") && !ran.err.contains("--no-passphrase"), "{ran}");
    let ran = export(&["--passphrase-stdin"], b"\n");
    assert!(ran.code == 2 && ran.err.contains("empty"), "{ran}");
    assert!(!file.exists());
    let ran = export(&["--passphrase-stdin"], b"words\n");
    assert!(ran.code == 0 && file.exists(), "{ran}");
}

#[test]
fn passwords_of_sites_that_were_taken_were_dropped_when_a_later_file_failed() {
    let list = |host: &str| {
        format!(
            "<FileZilla3><Servers><Server><Host>{host}</Host><Port>22</Port><Protocol>1</Protocol><User>ada</User>\
             <Pass encoding=\"base64\">c2VjcmV0LXNhdWNl</Pass><Logontype>1</Logontype><Name>{host}</Name></Server>\
             </Servers></FileZilla3>"
        )
    };
    // The list has room for one more site: what comes after it makes the file too large to be read.
    let note = |length: usize| Site { host: "big.example".into(), note: "x".repeat(length), ..Site::default() };
    let empty = home(nodes(note(0)));
    let size = fs::metadata(empty.path().join(".local/share/catamaran/sites.json")).unwrap().len();
    let room = usize::try_from(SiteStore::MOST_BYTES - size).unwrap() - 20;
    let home = home(nodes(note(room)));
    let files = ["first.example", "second.example"].map(|host| {
        let file = home.path().join(format!("{host}.xml"));
        fs::write(&file, list(host)).unwrap();
        file
    });
    let [first, second] = files.each_ref().map(|file| file.to_str().unwrap());
    let ran = in_home(home.path(), &["sites", "import", "--passwords", first, second]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("sites.json"), "the second one failed: {ran}");
    assert!(ran.out.contains("One site was imported"), "{ran}");
    // There is no place for it here, and that is told: it was not forgotten about.
    assert!(
        ran.err.contains("Password of sftp://ada@first.example: not kept") && !ran.err.contains("ada@second"),
        "{ran}"
    );
}
