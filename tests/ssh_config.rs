//! OpenSSH's configuration is read as OpenSSH reads it, and nothing in it is ever run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod ssh_config_support;

use catamaran::error::ErrorKind;
use catamaran::model::AddressFault;
use catamaran::ssh_config::{
    Computer, ConfigFile, ConfigFiles, HostConfig, Keyword, NoteKind, StartFile, SystemFiles, Wanted, resolve,
};
use ssh_config_support::openssh::{asked, differences, ours, shown};
use ssh_config_support::random::{Dice, HOSTS, write};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

fn wanted(host: &str) -> Wanted {
    Wanted { host: host.to_owned(), user: None, port: None }
}

fn compare(file: &Path, wanted: &Wanted) -> Vec<String> {
    match asked(file.to_str().unwrap(), wanted) {
        Ok(theirs) => differences(&theirs, &shown(&ours(file, wanted))),
        Err(words) => vec![format!("ssh -G refuses the file: {words}")],
    }
}

#[test]
fn ssh_g_agrees_over_the_samples() {
    let mut faults = Vec::new();
    let mut samples: Vec<PathBuf> =
        fs::read_dir("tests/data/ssh_config").unwrap().map(|entry| entry.unwrap().path()).collect();
    samples.sort();
    assert!(samples.len() >= 20, "{}", samples.len());
    for sample in samples {
        for host in HOSTS {
            let said = Wanted { host: (*host).into(), user: Some("ada".into()), port: Some(2200) };
            for wanted in [wanted(host), said] {
                let different = compare(&sample, &wanted);
                faults.extend(different.into_iter().map(|line| format!("{} {wanted:?}: {line}", sample.display())));
            }
        }
    }
    assert!(faults.is_empty(), "{} differences\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn ssh_g_agrees_over_random_files() {
    let dir = tempfile::tempdir().unwrap();
    let mut dice = Dice(20_260_101);
    let mut compared = 0;
    for case in 0..500 {
        let folder = dir.path().join(case.to_string());
        fs::create_dir(&folder).unwrap();
        write(&mut dice, &folder);
        let host = dice.pick(HOSTS);
        let user = (dice.roll(4) == 0).then(|| "bob".to_owned());
        let file = folder.join("config");
        let wanted = Wanted { host: host.into(), user, port: None };
        if let Err(words) = asked(file.to_str().unwrap(), &wanted) {
            // It ends where a host would be reached through itself; we tell that when the hops are followed.
            assert!(words.contains("jumphost loop"), "{case}: {words}\n{}", fs::read_to_string(&file).unwrap());
            continue;
        }
        let different = compare(&file, &wanted);
        let texts = || -> String {
            let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
            names.sort();
            let shown: Vec<String> =
                names.iter().map(|n| format!("--- {}\n{}", n.display(), fs::read_to_string(n).unwrap())).collect();
            shown.concat()
        };
        assert!(different.is_empty(), "case {case}, {wanted:?}\n{}\n{}", different.join("\n"), texts());
        compared += 1;
    }
    assert!(compared >= 450, "{compared}");
}

/// Files in memory, and how often they were read.
#[derive(Debug, Default)]
struct Memory {
    files: BTreeMap<PathBuf, ConfigFile>,
    reads: Mutex<Vec<PathBuf>>,
}

impl Memory {
    fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), ConfigFile { bytes: text.as_bytes().to_vec(), foreign: false });
        self
    }

    fn resolve(&self, host: &str) -> HostConfig {
        let computer =
            Computer { user: "me".into(), home: Some("/home/me".into()), uid: "1000".into(), ..Computer::default() };
        resolve(&wanted(host), &StartFile::Usual, self, &computer).unwrap()
    }
}

impl ConfigFiles for Memory {
    fn read(&self, path: &Path, most: u64) -> io::Result<ConfigFile> {
        self.reads.lock().unwrap().push(path.to_owned());
        let mut file = self.files.get(path).cloned().ok_or(io::ErrorKind::NotFound)?;
        file.bytes.truncate(usize::try_from(most).unwrap());
        Ok(file)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let inside = self.files.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.filter_map(|path| path.file_name().map(OsString::from)).collect())
    }
}

#[test]
fn the_users_file_wins_over_the_systems_and_includes_start_in_their_own_folders() {
    let memory = Memory::default()
        .with("/home/me/.ssh/config", "Include conf.d/*.conf ~/extra\nHost web\n User late\n Port 1\n")
        .with("/home/me/.ssh/conf.d/2.conf", "User second\nConnectTimeout 2\n")
        .with("/home/me/.ssh/conf.d/1.conf", "Host w*\nUser first\nHost other\nPort 9\n")
        .with("/home/me/.ssh/conf.d/3.txt", "Port 3\n")
        .with("/home/me/extra", "Compression yes\n")
        .with("/etc/ssh/ssh_config", "Include ssh_config.d/*.conf\nPort 4\nInclude ~/stolen\n")
        .with("/etc/ssh/ssh_config.d/x.conf", "ConnectTimeout 5\nServerAliveInterval 6\n");
    let config = memory.resolve("web");
    assert_eq!((config.user(), config.port()), (Some("first"), Some(1)));
    assert_eq!(config.word(Keyword::ConnectTimeout), Some("2"));
    assert_eq!(config.word(Keyword::ServerAliveInterval), Some("6"));
    assert_eq!(config.flag(Keyword::Compression), Some(true));
    let notes: Vec<_> = config.notes.iter().map(|n| (n.kind, n.what.as_str(), n.source.line)).collect();
    assert_eq!(notes, [(NoteKind::BadValue, "Include ~/stolen", 3)]);
}

#[test]
fn include_loops_end_with_a_note() {
    let memory =
        Memory::default().with("/home/me/.ssh/config", "Include config\nInclude config\nInclude config\nPort 7\n");
    let config = memory.resolve("web");
    assert_eq!(config.port(), Some(7));
    assert!(config.notes.iter().any(|note| note.kind == NoteKind::TooManyIncludes));
    // Three times three times three... would be 43 million.
    assert!(memory.reads.lock().unwrap().len() <= 1_002);
}

#[test]
fn what_is_broken_is_told_with_its_line_and_the_rest_holds() {
    let memory = Memory::default().with(
        "/home/me/.ssh/config",
        "Host \"web\n\nHost web\nHostName\nPort 0\nPort 2222 3333\nUser \"ada\nNonsense 1\nCompression maybe\n\
         IdentityFile ~bob/key\nIdentityFile ${NO_SUCH}/key\nProxyJump -oProxyCommand=x\nConnectTimeout 1x\n\
         ForwardAgent yes\nMatch nonsense x\nUser wrong\nMatch exec \"touch /tmp/never\"\nUser wrong\nMatch all\nPort 44\n",
    );
    let config = memory.resolve("web");
    let notes: Vec<_> = config.notes.iter().map(|n| (n.source.line, n.kind)).collect();
    assert_eq!(
        notes,
        [
            (1, NoteKind::OpenQuote),
            (4, NoteKind::NoValue),
            (5, NoteKind::BadValue),
            (6, NoteKind::ExtraWords),
            (7, NoteKind::OpenQuote),
            (8, NoteKind::UnknownKeyword),
            (9, NoteKind::BadValue),
            (12, NoteKind::BadValue),
            (13, NoteKind::BadValue),
            (14, NoteKind::NotUsed),
            (15, NoteKind::BadMatch),
            (17, NoteKind::ExecNotRun),
            (10, NoteKind::BadValue),
            (11, NoteKind::BadValue),
        ]
    );
    assert_eq!((config.port(), config.user(), config.host_name.as_str()), (Some(44), None, "web"));
}

#[test]
fn commands_in_the_configuration_are_never_run() {
    let dir = tempfile::tempdir().unwrap();
    let mark = dir.path().join("ran");
    let file = dir.path().join("config");
    let touch = format!("touch {}", mark.display());
    let text = format!(
        "Match exec \"{touch}\"\n Port 1\nMatch !exec \"{touch}\"\n Port 2\nHost *\n ProxyCommand {touch}\n \
         LocalCommand {touch}\n PermitLocalCommand yes\n KnownHostsCommand {touch}\n"
    );
    fs::write(&file, text).unwrap();
    let config = ours(&file, &wanted("web"));
    assert_eq!((config.port(), config.proxy_command()), (None, Some(touch.as_str())));
    assert!(!mark.exists());
}

#[test]
fn hosts_that_begin_with_a_dash_are_refused() {
    let memory = Memory::default().with("/home/me/.ssh/config", "HostName -oProxyCommand=x\n");
    let computer = Computer::default();
    let refused = resolve(&wanted("-web"), &StartFile::None, &memory, &computer).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::BadAddress(AddressFault::BadHost("-web".into())));
    let computer = Computer { home: Some("/home/me".into()), ..computer };
    let refused = resolve(&wanted("web"), &StartFile::Usual, &memory, &computer).unwrap_err();
    assert!(matches!(refused.kind, ErrorKind::BadAddress(_)), "{refused}");
}

#[test]
fn files_that_others_may_change_and_large_ones_are_not_used() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path();
    fs::create_dir(home.join(".ssh")).unwrap();
    let file = home.join(".ssh/config");
    fs::write(&file, "Port 666\n").unwrap();
    let computer = Computer { home: Some(home.to_owned()), ..Computer::default() };
    let read = |mode: u32| {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let config = resolve(&wanted("web"), &StartFile::Usual, &SystemFiles, &computer).unwrap();
        (config.port(), config.notes.into_iter().filter(|n| n.source.file == file).map(|n| n.kind).collect::<Vec<_>>())
    };
    assert_eq!(read(0o600), (Some(666), vec![]));
    assert_eq!(read(0o620), (None, vec![NoteKind::ForeignFile]));
    fs::write(&file, "Port 7\n".repeat(200_000)).unwrap();
    assert_eq!(read(0o600), (None, vec![NoteKind::TooLarge]));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(read(0o700), (None, vec![NoteKind::Unreadable]));
    let missing = StartFile::Only(home.join("missing"));
    let error = resolve(&wanted("web"), &missing, &SystemFiles, &computer).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[test]
fn rubbish_is_survived() {
    let mut dice = Dice(7);
    let dir = tempfile::tempdir().unwrap();
    for case in 0..300 {
        let folder = dir.path().join(case.to_string());
        fs::create_dir(&folder).unwrap();
        write(&mut dice, &folder);
        let file = folder.join("config");
        let mut bytes = fs::read(&file).unwrap();
        for _ in 0..8 {
            let at = dice.roll(bytes.len());
            match dice.roll(3) {
                0 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
                1 => bytes.insert(at, b"\"'\\%${}=#!,*[~\0\n\xff"[dice.roll(16)]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        fs::write(&file, &bytes).unwrap();
        let computer = Computer { home: Some(folder.clone()), ..Computer::default() };
        let read = resolve(&wanted("web"), &StartFile::Only(file), &SystemFiles, &computer);
        assert!(read.is_ok_and(|config| config.notes.len() <= 1_000), "{}", bytes.escape_ascii());
    }
    // A million lines of rubbish: many faults, few notes.
    let memory = Memory::default().with("/home/me/.ssh/config", &"x y\n".repeat(262_000));
    assert!(memory.resolve("web").notes.len() <= 1_000);
}

#[test]
fn every_kind_of_note_has_its_words() {
    for kind in NoteKind::ALL {
        let key = format!("ssh-config-{}", kind.name());
        assert!(catamaran::i18n::lookup(&key).is_some(), "{key}");
    }
}
