//! Sites of other programs: each sample becomes the sites that the other program has, and bad files are told at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[cfg(target_os = "linux")]
mod cpu_support;

use catamaran::model::Protocol;
use catamaran::site::import::{
    Found, Import, ImportFault, ImportNote, Imported, LeftOutWhy, Program, look_around, read,
};
use catamaran::site::{Bookmark, Colour, DataMode, LoginKind, Proxy, ProxyKind, ProxyRule, SecretKind, Site};
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::time::Duration;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(name)
}

fn import(name: &str, program: Program) -> Import {
    let (found, import) =
        read(name, &fs::read(data(name)).unwrap()).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    assert_eq!(found, program, "{name}");
    import
}

fn site<'a>(import: &'a Import, name: &str) -> &'a Imported {
    let found: Vec<_> = import.sites.iter().filter(|site| site.name == name).collect();
    assert_eq!(found.len(), 1, "{name}");
    found[0]
}

fn secrets(imported: &Imported) -> Vec<(SecretKind, &str)> {
    imported.secrets.iter().map(|(kind, secret)| (*kind, secret.expose())).collect()
}

fn left_out(import: &Import) -> Vec<(&str, LeftOutWhy)> {
    import.left_out.iter().map(|out| (out.name.as_str(), out.why.clone())).collect()
}

fn at(host: &str) -> Site {
    Site { host: host.to_owned(), ..Site::default() }
}

#[test]
fn winscp() {
    let import = import("winscp.ini", Program::WinScp);
    let names: Vec<_> = import.sites.iter().map(|site| (site.folders.join("/"), site.name.as_str())).collect();
    let wanted =
        [("", "Seedbox"), ("Work", "Ftp Site"), ("Work", "Implicit"), ("Work", "Büro"), ("", "Locked"), ("", "Old")];
    assert_eq!(names, wanted.map(|(folder, name)| (folder.to_owned(), name)));
    let seedbox = site(&import, "Seedbox");
    let wanted = Site {
        port: Some(2222),
        user: Some("seed".into()),
        login: LoginKind::Key,
        key_files: vec!["C:\\keys\\id_rsa.ppk".into()],
        local_folder: Some("C:\\Users\\ada".into()),
        remote_folder: Some(b"/home/seed/files".to_vec()),
        note: "first line\r\nsecond".into(),
        ..at("box.example.net")
    };
    assert_eq!((&seedbox.site, seedbox.notes.len(), seedbox.secrets.len()), (&wanted, 0, 0));
    let ftp = site(&import, "Ftp Site");
    let wanted = Site {
        protocol: Protocol::Ftpes,
        user: Some("me@corp".into()),
        login: LoginKind::Password,
        charset: Some("utf-8".into()),
        time_offset_minutes: 60,
        data_mode: DataMode::Active,
        timeout_secs: Some(40),
        post_login_commands: vec!["SITE UMASK 022".into(), "CWD /pub".into()],
        colour: Some(Colour::Red),
        ..at("ftp.example.org")
    };
    assert_eq!(ftp.site, wanted);
    assert_eq!(secrets(ftp), [(SecretKind::Password, "s3cret ü")]);
    assert_eq!(site(&import, "Implicit").site, Site { protocol: Protocol::Ftps, ..at("imp.example.org") });
    let inner = site(&import, "Büro");
    let wanted = Site {
        user: Some("ada".into()),
        keepalive_secs: Some(45),
        proxy_rule: ProxyRule::Own,
        proxy: Proxy {
            kind: ProxyKind::Socks5,
            host: "proxy.example.org".into(),
            port: Some(1081),
            user: Some("p".into()),
            ..Proxy::default()
        },
        jump_hosts: vec!["hop@gate.example.org:2200".into()],
        sftp_server: Some("sudo /usr/lib/openssh/sftp-server".into()),
        ..at("inner.example.org")
    };
    assert_eq!(inner.site, wanted);
    assert_eq!(inner.notes, [ImportNote::Settings(vec!["SynchronizeBrowsing".into()])]);
    let locked = site(&import, "Locked");
    assert_eq!((&locked.notes[..], locked.secrets.len()), (&[ImportNote::MasterPassword][..], 0));
    assert_eq!(locked.site.login, LoginKind::Password, "it is asked for");
    assert_eq!(site(&import, "Old").notes, [ImportNote::ScpBecomesSftp]);
    assert_eq!(
        left_out(&import),
        [("Bucket", LeftOutWhy::Protocol("S3".into())), ("Evil", LeftOutWhy::Host("-oProxyCommand=calc".into()))]
    );
    let registry = self::import("winscp.reg", Program::WinScp);
    let wanted = Site { local_folder: None, note: String::new(), ..seedbox.site.clone() };
    assert_eq!((registry.sites.len(), &registry.sites[0].site), (1, &wanted), "UTF-16 with backslashes");
}

#[test]
fn filezilla() {
    let import = import("filezilla.xml", Program::FileZilla);
    let web = site(&import, "web-01");
    assert_eq!(web.folders, ["Production"]);
    let wanted = Site {
        user: Some("deploy".into()),
        login: LoginKind::Password,
        local_folder: Some("/home/ada/files".into()),
        remote_folder: Some(b"/files/log".to_vec()),
        time_offset_minutes: 60,
        colour: Some(Colour::Red),
        note: "Do not touch & ask".into(),
        bookmarks: vec![Bookmark {
            name: "logs".into(),
            remote_folder: Some(b"/var/log".to_vec()),
            ..Bookmark::default()
        }],
        ..at("files.example.com")
    };
    assert_eq!(web.site, wanted);
    assert_eq!(secrets(web), [(SecretKind::Password, "secret-sauce")]);
    assert_eq!(web.notes, [ImportNote::Settings(vec!["SyncBrowsing".into()])]);
    let old = site(&import, "old.example.com");
    assert_eq!(old.folders, ["Production", "Old"]);
    let wanted = Site {
        protocol: Protocol::Ftpes,
        port: Some(2121),
        user: Some("u".into()),
        login: LoginKind::Account,
        charset: Some("ISO-8859-15".into()),
        data_mode: DataMode::Active,
        most_connections: Some(2),
        post_login_commands: vec!["SITE IDLE 600".into(), "CWD /pub".into()],
        ..at("old.example.com")
    };
    assert_eq!((&old.site, &old.notes[..]), (&wanted, &[ImportNote::TlsRequired][..]));
    assert_eq!(secrets(old), [(SecretKind::Password, "plain"), (SecretKind::Account, "acct")]);
    let prod = site(&import, "Prod Web");
    let wanted = Site {
        port: Some(2222),
        user: Some("deploy".into()),
        login: LoginKind::Key,
        key_files: vec!["/Users/me/.ssh/id_prod".into()],
        ..at("web.example.com")
    };
    assert_eq!((&prod.site, prod.secrets.len()), (&wanted, 0));
    let crypt = site(&import, "crypt");
    assert_eq!((&crypt.notes[..], crypt.secrets.len()), (&[ImportNote::MasterPassword][..], 0));
    let anonymous = site(&import, "Primary download server");
    let wanted = Site { protocol: Protocol::Ftpes, login: LoginKind::Anonymous, ..at("ftp.example.org") };
    assert_eq!((&anonymous.site, anonymous.secrets.len()), (&wanted, 0));
    assert_eq!(left_out(&import), [("Bucket", LeftOutWhy::Protocol("S3".into()))]);
}

#[test]
fn putty() {
    let import = import("putty.reg", Program::Putty);
    let wanted = Site {
        port: Some(2222),
        user: Some("ada".into()),
        login: LoginKind::Key,
        key_files: vec!["C:\\keys\\web.ppk".into()],
        keepalive_secs: Some(30),
        jump_hosts: vec!["hop@gate.example.org".into()],
        ..at("web.example.org")
    };
    assert_eq!(site(&import, "web server").site, wanted);
    let behind = site(&import, "behind");
    let wanted = Site {
        user: Some("bob".into()),
        proxy_rule: ProxyRule::Own,
        proxy: Proxy {
            kind: ProxyKind::Http,
            host: "proxy.example.org".into(),
            port: Some(3128),
            user: Some("p".into()),
            ..Proxy::default()
        },
        ..at("inner.example.org")
    };
    assert_eq!(behind.site, wanted);
    assert_eq!(secrets(behind), [(SecretKind::ProxyPassword, "proxy secret")]);
    let command = site(&import, "command");
    assert_eq!(command.notes, [ImportNote::Proxy("nc %host %port".into())], "shown, never run");
    assert_eq!(left_out(&import), [("serial", LeftOutWhy::Protocol("serial".into()))]);
    let unix = self::import("putty_session", Program::Putty);
    let wanted = Site {
        user: Some("ada".into()),
        login: LoginKind::Key,
        key_files: vec!["/home/ada/.ssh/web.ppk".into()],
        ..at("unix.example.org")
    };
    assert_eq!((unix.sites[0].name.as_str(), &unix.sites[0].site), ("putty_session", &wanted));
}

#[test]
fn cyberduck() {
    let import = import("cyberduck.duck", Program::Cyberduck);
    let duck = site(&import, "Großer Server");
    let wanted = Site {
        port: Some(2022),
        user: Some("ada".into()),
        login: LoginKind::Key,
        key_files: vec!["/Users/ada/.ssh/id_rsa".into()],
        remote_folder: Some(b"/srv/www".to_vec()),
        charset: Some("iso-8859-1".into()),
        most_connections: Some(1),
        note: "a <note>".into(),
        ..at("duck.example.org")
    };
    assert_eq!((&duck.site, &duck.notes[..]), (&wanted, &[ImportNote::Settings(vec!["Timezone".into()])][..]));
}

#[test]
fn rclone() {
    let import = import("rclone.conf", Program::Rclone);
    let web = site(&import, "web");
    let wanted =
        Site { port: Some(2222), user: Some("ada".into()), login: LoginKind::Password, ..at("web.example.org") };
    assert_eq!(web.site, wanted);
    assert_eq!(secrets(web), [(SecretKind::Password, "potato")]);
    let keyed = site(&import, "keyed");
    assert_eq!((keyed.site.login, &keyed.site.key_files[..]), (LoginKind::Key, &["~/.ssh/id_ed25519".to_owned()][..]));
    assert_eq!(secrets(keyed), [(SecretKind::Passphrase, "potato")]);
    assert_eq!((keyed.site.proxy.host.as_str(), keyed.site.proxy.user.as_deref()), ("proxy.example.org", Some("me")));
    let files = site(&import, "files");
    assert_eq!((files.site.protocol, &files.notes[..]), (Protocol::Ftpes, &[ImportNote::SecretUnreadable][..]));
    assert_eq!(left_out(&import), [("drive", LeftOutWhy::Protocol("drive".into()))]);
}

#[test]
fn sites_whose_password_travels_in_clear_say_so() {
    let found = |text: &str| {
        let (_, import) = read("bookmarks", text.as_bytes()).unwrap();
        import.sites.into_iter().map(|site| site.notes.contains(&ImportNote::PlainText)).collect::<Vec<_>>()
    };
    assert_eq!(found("a\tftp://ada@h.example/\nb\tftp://h.example/\nc\tsftp://ada@h.example/\n"), [true, false, false]);
    let filezilla = |protocol: u8| {
        format!(
            "<FileZilla3><Servers><Server><Host>h.example</Host><Protocol>{protocol}</Protocol><User>ada</User>\
             <Logontype>1</Logontype></Server></Servers></FileZilla3>"
        )
    };
    assert_eq!([filezilla(6), filezilla(4)].map(|text| found(&text)), [[true], [false]]);
}

#[test]
fn lftp() {
    let import = import("lftp_bookmarks", Program::Lftp);
    let mirror = site(&import, "mirror");
    assert_eq!((mirror.site.protocol, mirror.site.login), (Protocol::Ftp, LoginKind::Anonymous));
    let work = site(&import, "work");
    let wanted = Site {
        port: Some(2222),
        user: Some("ada".into()),
        login: LoginKind::Password,
        remote_folder: Some(b"/srv".to_vec()),
        ..at("work.example.org")
    };
    assert_eq!(work.site, wanted);
    assert_eq!(secrets(work), [(SecretKind::Password, "s#cret")]);
    let out = [("share", LeftOutWhy::Protocol("fish".into())), ("evil", LeftOutWhy::Host(String::new()))];
    assert_eq!(left_out(&import), out);
}

/// What this thread has computed so far, and the most memory that the process has held, in KiB.
#[cfg(target_os = "linux")]
fn spent() -> (Duration, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    (cpu_support::computed(), peak.split_whitespace().next().unwrap().parse().unwrap())
}

#[test]
fn bad_files_are_told_within_a_second_and_fifty_megabytes() {
    let nested = format!(
        "<FileZilla3><Servers>{}{}</Servers></FileZilla3>",
        "<Folder>a".repeat(100_000),
        "</Folder>".repeat(100_000)
    );
    let many =
        format!("<FileZilla3><Servers>{}</Servers></FileZilla3>", "<Server><Host>h</Host></Server>".repeat(200_000));
    let samples = fs::read(data("filezilla.xml")).unwrap();
    let laughs = fs::read(data("billion_laughs.xml")).unwrap();
    let attributes = format!("<FileZilla3 {}/>", "a='b' ".repeat(500_000));
    let binary: Vec<u8> = (0..1_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let noise = vec![b'%'; 7 << 20];
    let huge = vec![b'a'; 9 << 20];
    let cases: Vec<(&str, &[u8], &[ImportFault])> = vec![
        ("nested folders", nested.as_bytes(), &[ImportFault::TooDeep]),
        ("entities", &laughs, &[ImportFault::OwnEntities]),
        ("endless servers", many.as_bytes(), &[ImportFault::TooMany]),
        ("endless attributes", attributes.as_bytes(), &[ImportFault::UnknownForm, ImportFault::BrokenXml(1)]),
        ("binary", &binary, &[ImportFault::NotText]),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[ImportFault::NotText]),
        ("nothing", b"", &[ImportFault::UnknownForm]),
        ("other text", b"Dear Ada,\nhow are you?\n", &[ImportFault::UnknownForm]),
        ("one endless line", &noise, &[ImportFault::UnknownForm]),
        ("too large", &huge, &[ImportFault::TooLarge]),
        ("another document", b"<html><body/></html>", &[ImportFault::UnknownForm]),
    ];
    for (name, content, faults) in cases {
        #[cfg(target_os = "linux")]
        let (began, before) = spent();
        let fault = read("file", content).map(|_| ()).unwrap_err();
        assert!(faults.contains(&fault), "{name}: {fault:?}");
        #[cfg(target_os = "linux")]
        {
            let (ended, after) = spent();
            let took = ended.saturating_sub(began);
            assert!(took <= Duration::from_secs(1), "{name} took {took:?}");
            assert!(after - before <= 50 << 10, "{name} took {} KiB", after - before);
        }
    }
    // Cut anywhere, a file is told to be broken, or whole: never a panic, never half of it without a word.
    for cut in 1..samples.len() {
        if let Ok((_, import)) = read("file", &samples[..cut]) {
            assert_eq!(import.sites.len(), 5, "cut at {cut}");
        }
    }
}

#[test]
fn broken_escapes_stay_and_nothing_is_lost() {
    let ini = b"[Sessions\\100%25 %zz%4]\r\nHostName=h%\r\n[Sessions\\b]\nHostName=ok.example\nPassword=zz\nPortNumber=99999999999\n";
    let (_, import) = read("x", ini).unwrap();
    assert_eq!(left_out(&import), [("100% %zz%4", LeftOutWhy::Host("h%".into()))]);
    let other = site(&import, "b");
    assert_eq!((other.site.port, &other.notes[..]), (None, &[ImportNote::SecretUnreadable][..]));
}

#[test]
fn files_are_found_in_their_usual_places() {
    let home = tempfile::tempdir().unwrap();
    let put = |from: &str, to: &str| {
        let to = home.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(data(from), to).unwrap();
    };
    put("filezilla.xml", ".filezilla/sitemanager.xml");
    put("putty_session", ".putty/sessions/my%20server");
    put("putty_session", ".putty/sessions/other");
    put("lftp_bookmarks", ".lftp/bookmarks");
    put("billion_laughs.xml", ".local/share/lftp/bookmarks");
    let found = look_around(home.path());
    let of = |program| -> Vec<&Found> { found.iter().filter(|found| found.program == Some(program)).collect() };
    let own = |found: &&&Found| found.place.starts_with(home.path());
    let found_here = || found.iter().filter(|found| found.place.starts_with(home.path()));
    assert_eq!(of(Program::FileZilla).iter().filter(own).count(), 1);
    let putty = of(Program::Putty);
    let names: Vec<_> = putty[0].import.as_ref().ok().unwrap().sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["my server", "other"]);
    assert_eq!(of(Program::Lftp).iter().filter(own).count(), 1);
    assert_eq!(
        found_here().filter(|found| found.program.is_none()).count(),
        1,
        "a file that is there and not understood is told"
    );
}
