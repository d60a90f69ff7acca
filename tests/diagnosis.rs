//! The rules from an error and the answers after it to the cause, as a table: nothing is asked here, the answers are given.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use catamaran::error::{
    Act, Attempt, Cause, Class, Confidence, Diagnosis, Error, ErrorKind, Facts, Fix, KeyFault, LinkEnd, Need, Place,
    SpokenProtocol, Stage, StatusCode, Step, Told, User, Verdict, diagnose, diagnose_alone, questions,
};
use catamaran::model::{ByteSize, Entry, EntryKind, EntryName, Permissions, RemotePath, Space};

const ADA: u32 = 1000;

fn place(path: &str) -> Place {
    Place::Remote(RemotePath::parse(path.as_bytes()).unwrap())
}

fn entry(kind: EntryKind, mode: u32, owner: u32) -> Told<Entry> {
    let mut entry = Entry::new(EntryName::new(*b"x").unwrap(), kind);
    entry.permissions = Some(Permissions::from_mode(mode));
    entry.owner.id = Some(owner);
    entry.group.id = Some(owner);
    Told::Yes(entry)
}

fn folder(mode: u32, owner: u32) -> Told<Entry> {
    entry(EntryKind::Folder, mode, owner)
}

fn file(mode: u32, owner: u32) -> Told<Entry> {
    entry(EntryKind::File, mode, owner)
}

const MISSING: Told<Entry> = Told::No(ErrorKind::NotFound);

fn space(free: u64, id: u64) -> Told<Space> {
    Told::Yes(Space {
        total: ByteSize(1 << 40),
        available: ByteSize(free),
        available_files: Some(1000),
        read_only: false,
        name_max: Some(255),
        file_system_id: Some(id),
    })
}

fn changed(mut told: Told<Space>, change: impl FnOnce(&mut Space)) -> Told<Space> {
    if let Told::Yes(space) = &mut told {
        change(space);
    }
    told
}

fn ada() -> User {
    User { name: Some("ada".into()), id: Some(ADA), groups: vec![ADA], all_groups: true, sure: true }
}

/// A row: what came, what was tried, what was answered, and what it must mean.
struct Row {
    name: &'static str,
    error: Box<Error>,
    act: Act,
    change: fn(&mut Attempt, &mut Facts),
    cause: &'static str,
    confidence: Confidence,
}

fn row(
    name: &'static str,
    code: u32,
    act: Act,
    change: fn(&mut Attempt, &mut Facts),
    cause: &'static str,
    confidence: Confidence,
) -> Row {
    Row { name, error: Error::sftp(code, None), act, change, cause, confidence }
}

fn look(row: &Row) -> Diagnosis {
    let mut attempt = Attempt::new(row.act, place("/srv/www/x"));
    let mut facts = Facts { user: ada(), ..Facts::default() };
    facts.target.parent = folder(0o755, ADA);
    facts.target.space = space(1 << 30, 1);
    (row.change)(&mut attempt, &mut facts);
    diagnose(&row.error, &attempt, &facts)
}

const NEW: Act = Act::OpenWrite { exclusive: true };
const OVER: Act = Act::OpenWrite { exclusive: false };
const MOVE: Act = Act::Rename { replace: false };

fn table() -> Vec<Row> {
    use Confidence::{Certain, Likely, Unknown};
    vec![
        // Disks.
        row("a write with nothing free", 4, Act::Write, |_, f| f.target.space = space(0, 1), "disk_full", Certain),
        row(
            "a write with less free than needed",
            4,
            Act::Write,
            |a, f| {
                a.needed = Some(ByteSize(3_200_000));
                f.target.space = space(15_000, 1);
            },
            "disk_full",
            Certain,
        ),
        row(
            "much is free, but not enough: a quota may have been first",
            4,
            Act::Write,
            |a, f| {
                a.needed = Some(ByteSize(100 << 20));
                f.target.space = space(38 << 20, 1);
            },
            "disk_full",
            Likely,
        ),
        row("plenty is free", 4, Act::Write, |_, _| {}, "quota_exceeded", Likely),
        row("the server tells no space", 4, Act::Write, |_, f| f.target.space = Told::NotAsked, "unknown", Unknown),
        row("the server names a full disk", 14, Act::Write, |_, _| {}, "disk_full", Certain),
        row("the server names a quota", 15, Act::Write, |_, _| {}, "quota_exceeded", Certain),
        row("the server names write protection", 12, NEW, |_, _| {}, "read_only_file_system", Certain),
        row(
            "a disk became read-only in the middle",
            4,
            Act::Write,
            |_, f| f.target.space = changed(space(1 << 30, 1), |s| s.read_only = true),
            "read_only_file_system",
            Certain,
        ),
        row(
            "no room for files",
            4,
            NEW,
            |_, f| {
                f.target.itself = MISSING;
                f.target.space = changed(space(1 << 30, 1), |s| s.available_files = Some(0));
            },
            "no_inodes",
            Certain,
        ),
        row("a new file and nothing to see", 4, NEW, |_, f| f.target.itself = MISSING, "unknown", Unknown),
        // What is in the way.
        row(
            "a folder is there",
            4,
            Act::CreateFolder,
            |_, f| f.target.itself = folder(0o755, 0),
            "already_exists",
            Certain,
        ),
        row(
            "a folder is there to be overwritten",
            4,
            OVER,
            |_, f| f.target.itself = folder(0o755, 0),
            "is_a_folder",
            Certain,
        ),
        row(
            "a pipe is there",
            4,
            Act::OpenRead,
            |_, f| f.target.itself = entry(EntryKind::Special, 0o644, 0),
            "special_file",
            Certain,
        ),
        row("a program is there", 4, OVER, |_, f| f.target.itself = file(0o755, ADA), "file_busy", Likely),
        row("an ordinary file is there", 4, OVER, |_, f| f.target.itself = file(0o644, ADA), "unknown", Unknown),
        row(
            "the folder holds something",
            4,
            Act::RemoveFolder,
            |_, f| f.target.content = Told::Yes(3),
            "folder_not_empty",
            Certain,
        ),
        row(
            "the folder holds nothing",
            4,
            Act::RemoveFolder,
            |_, f| f.target.content = Told::Yes(0),
            "unknown",
            Unknown,
        ),
        row(
            "another disk begins there",
            4,
            Act::RemoveFolder,
            |_, f| f.target.own_space = space(9, 2),
            "mount_point",
            Certain,
        ),
        row(
            "between two disks",
            4,
            MOVE,
            |a, f| {
                a.second = Some(place("/mnt/x"));
                f.second.itself = MISSING;
                f.second.space = space(1 << 30, 2);
            },
            "other_file_system",
            Certain,
        ),
        row(
            "disks that tell no number",
            4,
            MOVE,
            |a, f| {
                a.second = Some(place("/mnt/x"));
                f.second.itself = MISSING;
                f.second.space = changed(space(1 << 30, 2), |s| s.file_system_id = None);
            },
            "unknown",
            Unknown,
        ),
        row("into itself", 5, MOVE, |a, _| a.second = Some(place("/srv/www/x/y")), "moved_into_itself", Certain),
        row("an argument of no special kind", 5, NEW, |_, _| {}, "invalid_argument", Likely),
        row("a name that Windows refuses", 5, NEW, |a, _| a.place = place("/srv/what?.txt"), "name_refused", Likely),
        row(
            "a long name, limit not told",
            5,
            NEW,
            |a, f| {
                a.place = place(&format!("/srv/{}", "x".repeat(300)));
                f.target.space = Told::NotAsked;
            },
            "name_too_long",
            Likely,
        ),
        // Rights.
        row(
            "the folder is closed to others",
            3,
            NEW,
            |_, f| f.target.parent = folder(0o755, 0),
            "permission_denied",
            Certain,
        ),
        row(
            "the same for a user that was only concluded",
            3,
            NEW,
            |_, f| {
                f.target.parent = folder(0o700, 4711);
                f.user.sure = false;
            },
            "permission_denied",
            Likely,
        ),
        row("the folder is open", 3, NEW, |_, _| {}, "protected_by_policy", Likely),
        row("the user is root", 3, NEW, |_, f| f.user = User { id: Some(0), ..ada() }, "protected_by_policy", Likely),
        row("nothing was answered", 3, NEW, |_, f| *f = Facts::default(), "permission_denied", Likely),
        row(
            "a folder on the way is closed",
            3,
            Act::OpenRead,
            |_, f| {
                let step =
                    |path: &str, told: Told<Entry>| Step { place: place(path), itself: told.clone(), led_to: told };
                f.target.steps = vec![
                    step("/", folder(0o755, 0)),
                    step("/srv", folder(0o700, 0)),
                    step("/srv/www", Told::No(ErrorKind::PermissionDenied)),
                ];
                f.target.itself = Told::No(ErrorKind::PermissionDenied);
            },
            "permission_denied",
            Certain,
        ),
        row(
            "somebody else's file in a sticky folder",
            3,
            Act::RemoveFile,
            |_, f| {
                f.target.parent = folder(0o1777, 0);
                f.target.itself = file(0o644, 0);
            },
            "sticky_folder",
            Certain,
        ),
        row(
            "permissions of somebody else's file",
            3,
            Act::SetAttributes,
            |_, f| f.target.itself = file(0o666, 0),
            "permission_denied",
            Certain,
        ),
        // Paths.
        row(
            "a missing folder",
            2,
            NEW,
            |_, f| f.target.steps = vec![Step { place: place("/srv"), itself: MISSING, led_to: MISSING }],
            "missing_folder",
            Certain,
        ),
        row("a missing file", 2, Act::OpenRead, |_, f| f.target.itself = MISSING, "not_found", Certain),
        row(
            "a missing file in a folder that nobody saw",
            2,
            Act::OpenRead,
            |_, f| {
                f.target.itself = MISSING;
                f.target.parent = Told::Silent;
            },
            "not_found",
            Likely,
        ),
        row(
            "links in a circle",
            2,
            Act::OpenRead,
            |_, f| {
                f.target.itself = entry(EntryKind::Link, 0o777, ADA);
                f.target.led_to = MISSING;
                f.target.link_end = Some(LinkEnd::Loop);
            },
            "link_loop",
            Certain,
        ),
        row(
            "a link that was not followed to its end",
            2,
            Act::OpenRead,
            |_, f| {
                f.target.itself = entry(EntryKind::Link, 0o777, ADA);
                f.target.led_to = MISSING;
            },
            "broken_link",
            Likely,
        ),
        row("a file to be listed", 2, Act::List, |_, f| f.target.itself = file(0o644, ADA), "not_a_folder", Certain),
        // Codes of later versions of the protocol need no answers.
        row("named: exists", 11, NEW, |_, _| {}, "already_exists", Certain),
        row("named: missing path", 10, NEW, |_, _| {}, "not_found", Likely),
        row("named: not empty", 18, Act::RemoveFolder, |_, _| {}, "folder_not_empty", Certain),
        row("named: name", 20, NEW, |_, _| {}, "name_refused", Certain),
        row("named: loop", 21, Act::OpenRead, |_, _| {}, "link_loop", Certain),
        row("named: lock", 17, OVER, |_, _| {}, "file_busy", Certain),
        row("not supported", 8, Act::CreateLink, |_, _| {}, "unsupported", Certain),
        row("a number that no draft has", 999, Act::List, |_, _| {}, "unknown", Unknown),
    ]
}

#[test]
fn every_row_of_the_table_holds() {
    let mut wrong = Vec::new();
    for row in table() {
        let diagnosis = look(&row);
        if (diagnosis.cause.name(), diagnosis.confidence) != (row.cause, row.confidence) {
            wrong.push(format!("{}: {} {:?}", row.name, diagnosis.cause.name(), diagnosis.confidence));
        }
        assert_eq!(diagnosis.confidence == Confidence::Unknown, diagnosis.cause == Cause::Unknown, "{}", row.name);
        if diagnosis.confidence == Confidence::Unknown {
            assert!(!diagnosis.alternatives.is_empty(), "{}: the usual reasons", row.name);
        }
        if diagnosis.confidence == Confidence::Certain {
            assert!(diagnosis.alternatives.is_empty(), "{}", row.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn usual_reasons_are_those_that_the_answers_leave() {
    let new_file = table().into_iter().find(|row| row.name == "a new file and nothing to see").unwrap();
    let names: Vec<&str> = look(&new_file).alternatives.iter().map(Cause::name).collect();
    // It does not exist, the disk can be written to and has plenty of space.
    assert_eq!(names, ["quota_exceeded", "server_limit"]);
}

#[test]
fn the_missing_right_is_named_with_its_place_and_for_whom() {
    let rows = table();
    let found = |name: &str| look(rows.iter().find(|row| row.name == name).unwrap());
    let Cause::PermissionDenied(Some(denial)) = found("a folder on the way is closed").cause else { panic!() };
    assert_eq!((denial.at, denial.need, denial.class), (place("/srv"), Need::Enter, Some(Class::Others)));
    let Cause::PermissionDenied(Some(denial)) = found("the folder is closed to others").cause else { panic!() };
    assert_eq!((denial.at, denial.need, denial.class), (place("/srv/www"), Need::Write, Some(Class::Others)));
}

#[test]
fn an_owner_can_open_his_folder() {
    let closed =
        row("closed", 3, NEW, |_, f| f.target.parent = folder(0o500, ADA), "permission_denied", Confidence::Certain);
    let diagnosis = look(&closed);
    let open = Fix::MakeWritable { at: place("/srv/www"), permissions: Permissions::from_mode(0o700) };
    assert_eq!(diagnosis.fixes.first(), Some(&open));
}

#[test]
fn bits_are_read_for_the_class_of_the_user() {
    let user = ada();
    let look = |mode, owner| user.access(folder(mode, owner).yes().unwrap(), Need::Write);
    assert_eq!(look(0o200, ADA), Verdict::Allowed);
    assert_eq!(look(0o077, ADA), Verdict::Denied(Some(Class::Owner)), "the owner's bits count, not those of others");
    assert_eq!(look(0o755, 0), Verdict::Denied(Some(Class::Others)));
    assert_eq!(look(0o002, 0), Verdict::Allowed);
    let unknown_groups = User { groups: Vec::new(), all_groups: false, ..ada() };
    assert_eq!(unknown_groups.access(folder(0o770, 0).yes().unwrap(), Need::Write), Verdict::Open);
    assert_eq!(unknown_groups.access(folder(0o700, 0).yes().unwrap(), Need::Write), Verdict::Denied(None));
    let nobody = User::default();
    assert_eq!(nobody.access(folder(0o755, 0).yes().unwrap(), Need::Write), Verdict::Open);
    assert_eq!(nobody.access(folder(0o555, 0).yes().unwrap(), Need::Write), Verdict::Denied(None));
}

#[test]
fn errors_of_connections_tell_their_cause_alone() {
    let refused = ErrorKind::LoginRefused { tried: vec!["publickey".into()], accepted: vec!["password".into()] };
    for (kind, name) in [
        (ErrorKind::HostNotFound, "host_not_found"),
        (ErrorKind::ConnectionRefused, "connection_refused"),
        (ErrorKind::Unreachable, "unreachable"),
        (ErrorKind::TimedOut(Stage::Connect), "timed_out"),
        (ErrorKind::WrongProtocol(SpokenProtocol::Http), "wrong_protocol"),
        (ErrorKind::WrongProtocol(SpokenProtocol::LoginText), "login_script_text"),
        (ErrorKind::ConnectionLost, "connection_lost"),
        (ErrorKind::KeyUnusable(KeyFault::PublicKey), "key_unusable"),
        (refused, "login_refused"),
    ] {
        let error = Error::new(kind);
        let diagnosis = diagnose_alone(&error);
        assert_eq!((diagnosis.cause.name(), diagnosis.confidence), (name, Confidence::Certain));
        assert_eq!(error.cause_name(), name);
        assert!(diagnosis.fixes.iter().any(|fix| matches!(fix, Fix::Reconnect)), "{name}");
        assert!(questions(&error, &Attempt::new(Act::List, place("/"))).is_empty(), "{name}: there is nobody to ask");
    }
    let mut full = Error::new(ErrorKind::SshProtocol("Too many".into()));
    full.code = Some(StatusCode::SshDisconnect(12));
    assert_eq!(diagnose_alone(&full).cause, Cause::ServerLimit);
    assert_eq!(full.cause_name(), "server_limit");
}

#[test]
fn causes_that_a_kind_names_have_its_word() {
    for kind in [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::AlreadyExists,
        ErrorKind::IsAFolder,
        ErrorKind::NotAFolder,
        ErrorKind::FolderNotEmpty,
        ErrorKind::DiskFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::ReadOnlyFileSystem,
        ErrorKind::OtherFileSystem,
        ErrorKind::LinkLoop,
        ErrorKind::NameTooLong,
        ErrorKind::NameRefused,
        ErrorKind::Busy,
        ErrorKind::SpecialFile,
        ErrorKind::TooManyOpenFiles,
        ErrorKind::Failure,
        ErrorKind::Unsupported,
    ] {
        assert_eq!(Cause::of(&kind, None).name(), kind.cause_name());
    }
}
