//! The error log on disk: everything comes back as it was, broken files are kept, two windows share one file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use catamaran::archive::{ErrorStore, Record, StoreFault};
use catamaran::error::{
    Act, Cause, Class, Confidence, Denial, Diagnosis, Error, ErrorKind, Evidence, Finding, HostKeyConflict, KeyFault,
    Need, PacketFault, Place, ServerText, SpokenProtocol, Stage, StoredKey,
};
use catamaran::journal::{Book, Entry, Failure, Note, Outcome, Tried};
use catamaran::model::{
    AddressFault, ByteSize, EntryKind, Owner, Permissions, Precision, RemotePath, Space, Timestamp, TransferId,
};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

fn place(path: &[u8]) -> Place {
    Place::Remote(RemotePath::parse(path).unwrap())
}

fn entry(run: u64, number: u64, tried: Tried, error: Box<Error>) -> Entry {
    let failure = Failure {
        time: Timestamp {
            secs: 1_795_096_937 + i64::try_from(number).unwrap(),
            nanos: 5,
            precision: Precision::Nanosecond,
        },
        session: None,
        transfer: None,
        tried,
        size: Some(ByteSize(7)),
        error: error.into(),
    };
    Entry { failure: Arc::new(failure), outcome: Outcome::Open, tries: 2, group: None, stored: (run, number) }
}

fn plain(run: u64, number: u64) -> Record {
    Record::new(&entry(run, number, Tried::List, Error::sftp(4, None).at(place(b"/x"))))
}

/// One error of every kind that carries something, and one of every cause.
#[expect(clippy::vec_box, reason = "errors are made and handed on in boxes")]
fn errors() -> Vec<Box<Error>> {
    let conflict = || {
        Box::new(HostKeyConflict {
            host: "h".into(),
            algorithm: "ssh-ed25519".into(),
            fingerprint: "SHA256:x".into(),
            key: String::new(),
            stored: vec![StoredKey {
                algorithm: "ssh-rsa".into(),
                fingerprint: "SHA256:y".into(),
                file: PathBuf::from("/k"),
                line: 3,
            }],
        })
    };
    let kinds = [
        ErrorKind::BadAddress(AddressFault::BadPort("x".into())),
        ErrorKind::TimedOut(Stage::Login),
        ErrorKind::WrongProtocol(SpokenProtocol::Http),
        ErrorKind::WrongProtocol(SpokenProtocol::LoginText),
        ErrorKind::NoCommonAlgorithm("kex".into()),
        ErrorKind::SshProtocol("words".into()),
        ErrorKind::MalformedPacket(PacketFault::TooMuchData { asked: 1, came: 2 }),
        ErrorKind::MalformedPacket(PacketFault::TooShort { packet_type: None }),
        ErrorKind::HostKeyChanged(conflict()),
        ErrorKind::HostKeyRevoked(conflict()),
        ErrorKind::LoginRefused { tried: vec!["password".into()], accepted: vec!["publickey".into()] },
        ErrorKind::KeyUnusable(KeyFault::WrongPassphrase),
        ErrorKind::Unreachable,
        ErrorKind::Busy,
    ];
    let at = || Some(place(b"/srv/caf\xE9"));
    let denial = Denial {
        at: place(b"/srv"),
        need: Need::Enter,
        class: Some(Class::Others),
        permissions: Some(Permissions::from_mode(0o750)),
        owner: Owner { id: Some(0), name: Some("root".into()) },
        group: Owner { id: Some(1), name: None },
        user: Some("ada".into()),
    };
    let causes = vec![
        Cause::DiskFull { folder: at(), free: Some(ByteSize(1)), needed: Some(ByteSize(2)) },
        Cause::QuotaExceeded { folder: None, free: Some(ByteSize(9)) },
        Cause::NoInodes { folder: at() },
        Cause::ReadOnlyFileSystem { folder: at() },
        Cause::DiskFault,
        Cause::AlreadyExists { at: at(), kind: Some(EntryKind::Link) },
        Cause::IsAFolder { at: at() },
        Cause::NotAFolder { at: at(), kind: Some(EntryKind::File) },
        Cause::FolderNotEmpty { at: at(), entries: Some(3) },
        Cause::OtherFileSystem,
        Cause::MissingFolder { folder: place(b"/none") },
        Cause::NotFound { at: at() },
        Cause::PermissionDenied(Some(Box::new(denial))),
        Cause::PermissionDenied(None),
        Cause::StickyFolder { folder: place(b"/tmp"), owner: Owner { id: Some(5), name: None } },
        Cause::ProtectedByPolicy { at: at() },
        Cause::LinkLoop { at: at() },
        Cause::BrokenLink { at: place(b"/l"), target: b"go\xFFne".to_vec() },
        Cause::NameTooLong { length: Some(300), limit: Some(255) },
        Cause::NameRefused { at: at() },
        Cause::MovedIntoItself { folder: place(b"/srv") },
        Cause::MountPoint { at: place(b"/mnt") },
        Cause::SpecialFile { at: at() },
        Cause::FileBusy { at: at() },
        Cause::ServerLimit,
        Cause::Told(ErrorKind::TimedOut(Stage::Session)),
        Cause::Unknown,
    ];
    let space = Space {
        total: ByteSize(100),
        available: ByteSize(1),
        available_files: Some(4),
        read_only: true,
        name_max: Some(255),
        file_system_id: None,
    };
    let findings = [
        Finding::Entry {
            kind: EntryKind::Link,
            permissions: Some(Permissions::from_mode(0o777)),
            owner: Owner::default(),
            group: Owner { id: Some(8), name: Some("g".into()) },
            link_target: Some(b"x".to_vec()),
        },
        Finding::LeadsTo(EntryKind::Folder),
        Finding::Space(space),
        Finding::Holds(3),
        Finding::Failed(ErrorKind::NotFound),
        Finding::Silent,
        Finding::SameAs,
        Finding::User { name: "ada".into(), id: Some(1000), sure: true },
    ];
    let evidence: Vec<_> = findings.into_iter().map(|finding| Evidence { about: at(), finding }).collect();
    let kinds = kinds.into_iter().map(|kind| Error::new(kind).on_host("web-01:22").with_detail("words"));
    let causes = causes.into_iter().map(|cause| {
        let diagnosis = Diagnosis {
            cause,
            confidence: Confidence::Likely,
            alternatives: vec![Cause::DiskFault],
            evidence: evidence.clone(),
            fixes: Vec::new(),
        };
        let text = ServerText { message: b"Fail\xFFure\n".to_vec(), language: Some(b"en".to_vec()) };
        Error::sftp(4, Some(text))
            .at(place(b"/srv/caf\xE9"))
            .and_place(Place::Local(PathBuf::from("/home/ada/x")))
            .trying(Act::Rename { replace: true })
            .during("SSH_FXP_RENAME")
            .explained(Arc::new(diagnosis))
    });
    kinds.chain(causes).collect()
}

#[test]
fn every_error_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = ErrorStore::at(folder.path().join("deep/errors.jsonl"));
    assert!(store.load().unwrap().records.is_empty());
    let tried = Tried::Upload { source: Place::Local(PathBuf::from("/home/ada/x")), target: place(b"/srv/\xFF") };
    let all: Vec<Entry> = (0..).zip(errors()).map(|(number, error)| entry(7, number, tried.clone(), error)).collect();
    store.save(all.iter().map(Record::new).collect(), &[]).unwrap();
    let loaded = store.load().unwrap();
    assert_eq!((loaded.records.len(), &loaded.fault), (all.len(), &None));
    for (before, after) in all.iter().zip(&loaded.records) {
        let after = after.restored();
        assert_eq!(after.failure, before.failure);
        assert_eq!((after.outcome, after.tries, after.id), (before.outcome, before.tries, before.stored));
    }
}

#[test]
fn what_a_newer_version_knows_is_told_as_plain_failure_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("errors.jsonl");
    let line = r#"{"id":[1,2],"secs":5,"kind":{"name":"eaten_by_whale","words":["blue"]},"later":true,
        "code_family":"morse","code":7}"#
        .replace('\n', " ");
    fs::write(&file, format!("{{\"catamaran_errors\":1}}\n{line}\n")).unwrap();
    let store = ErrorStore::at(&file);
    let restored = store.load().unwrap().records[0].restored();
    assert_eq!((&restored.failure.error.kind, restored.failure.error.code), (&ErrorKind::Failure, None));
    store.save(vec![plain(1, 3)], &[]).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("eaten_by_whale") && text.contains("morse"), "{text}");
}

#[test]
fn a_broken_file_is_kept_aside_and_told_and_its_good_lines_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("errors.jsonl");
    let store = ErrorStore::at(&file);
    store.save(vec![plain(1, 1), plain(1, 2)], &[]).unwrap();
    let good = fs::read(&file).unwrap();
    for cut in [0, 1, 10, good.len() / 2, good.len() - 20] {
        fs::write(&file, &good[..cut]).unwrap();
        let loaded = store.load().unwrap();
        if cut == 0 {
            assert!(loaded.records.is_empty());
            continue;
        }
        let Some(StoreFault::Broken { kept }) = loaded.fault else { panic!("cut at {cut}") };
        assert_eq!(fs::read(kept).unwrap(), &good[..cut]);
        assert_eq!(store.load().unwrap().fault, None, "told once");
    }
    fs::write(&file, b"\xFF\x00 not at all\n{}\n").unwrap();
    assert!(matches!(store.load().unwrap().fault, Some(StoreFault::Broken { .. })));
}

#[test]
fn a_file_of_a_newer_version_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("errors.jsonl");
    fs::write(&file, "{\"catamaran_errors\":2}\nwho knows\n").unwrap();
    let store = ErrorStore::at(&file);
    assert!(matches!(store.load().unwrap().fault, Some(StoreFault::Newer { .. })));
    assert_eq!(store.save(vec![plain(1, 1)], &[]).unwrap_err().kind, ErrorKind::Unsupported);
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\"catamaran_errors\":2}\nwho knows\n");
}

#[test]
fn two_windows_that_write_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("errors.jsonl");
    std::thread::scope(|scope| {
        for run in 0..4 {
            let store = ErrorStore::at(&file);
            scope.spawn(move || {
                for number in 0..50 {
                    store.save(vec![plain(run, number)], &[]).unwrap();
                }
            });
        }
    });
    let store = ErrorStore::at(&file);
    assert_eq!(store.load().unwrap().records.len(), 200);
    store.save(Vec::new(), &[(0, 0), (3, 49)]).unwrap();
    assert_eq!(store.load().unwrap().records.len(), 198);
}

#[test]
fn the_newest_are_kept_within_the_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("errors.jsonl");
    let store = ErrorStore::at(&file);
    store.save((0..3000).map(|number| plain(1, number)).collect(), &[]).unwrap();
    let records = store.load().unwrap().records;
    assert_eq!((records.len(), records[0].id), (ErrorStore::MOST, (1, 1000)));
    let long = ServerText { message: vec![b'x'; 1 << 20], language: None };
    let large: Vec<_> = (0..500)
        .map(|number| Record::new(&entry(2, 10_000 + number, Tried::List, Error::sftp(4, Some(long.clone())))))
        .collect();
    store.save(large, &[]).unwrap();
    assert!(fs::metadata(&file).unwrap().len() <= ErrorStore::MOST_BYTES as u64 + 100);
    assert!(store.load().unwrap().records.len() > 200, "a megabyte of text is cut");
}

#[test]
fn errors_of_an_earlier_run_are_groups_of_their_own() {
    let mut book = Book::new(9);
    let error = || Error::sftp(4, None).at(place(b"/srv/x")).on_host("h:22");
    let old = plain(1, 1).restored();
    book.restore(old.failure, Outcome::Again, 1, old.id);
    assert!(!book.has_changes(), "it is in the store already");
    let mut new = entry(9, 0, Tried::List, error()).failure.as_ref().clone();
    new.transfer = Some(TransferId::from(1));
    book.take_in(Note::Failed(Arc::new(new), false));
    assert_eq!(book.groups().map(|group| group.key.earlier).collect::<Vec<_>>(), [true, false]);
    assert_eq!((book.open(), book.len()), (1, 2));
}
