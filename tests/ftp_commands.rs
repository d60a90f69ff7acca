//! How many commands and how many waits a file costs on real servers: with many small files that is all that counts.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cli_support;
mod support;

use catamaran::log::{LogBody, MessageLog};
use catamaran::model::{ByteSize, Permissions, RemotePath, SystemClock, Timestamp};
use catamaran::remote::ftp::connect;
use catamaran::remote::{FinishWrite, RemoteFs, RenameMode, WriteBuffer};
use std::sync::Arc;
use support::{FtpDaemon, FtpSecurity, FtpServer, Silent};
use tokio_util::sync::CancellationToken;

/// The words in front of the commands in a piece of a log, those that were sent without a wait in between in one group.
fn groups(log: &MessageLog, from: u64) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut waited = true;
    let range = from..log.range().end;
    for (_, entry) in log.read(range) {
        match &entry.body {
            LogBody::Command(words) => {
                let words: Vec<&str> = words.split(' ').collect();
                let verb = if words[0] == "SITE" { words[..2].join(" ") } else { words[0].to_owned() };
                if waited {
                    groups.push(Vec::new());
                }
                groups.last_mut().unwrap().push(verb);
                waited = false;
            }
            LogBody::Response(_) => waited = true,
            _ => {}
        }
    }
    groups
}

/// As the engine uploads a file into a folder that it has made.
async fn put(files: &dyn RemoteFs, folder: &RemotePath, name: &str) {
    let part = folder.join_bytes(format!("{name}.filepart").as_bytes()).unwrap();
    let mut writer = files.open_new(&part, Some(Permissions::from_mode(0o640))).await.unwrap();
    writer.write(WriteBuffer::from_content(writer.header_room(), b"content")).await.unwrap();
    let how = FinishWrite {
        permissions: Some(Permissions::from_mode(0o640)),
        modified: Some(Timestamp::from_secs(1_700_000_000)),
        ..FinishWrite::default()
    };
    let finished = writer.finish_as(how, &folder.join_bytes(name.as_bytes()).unwrap()).await.unwrap();
    finished.attributes.unwrap();
    finished.name.unwrap();
}

async fn get(files: &dyn RemoteFs, folder: &RemotePath, name: &str) {
    let mut reader = files.open_read(&folder.join_bytes(name.as_bytes()).unwrap(), 0, Some(ByteSize(7))).await.unwrap();
    let mut content = Vec::new();
    while let Some(chunk) = reader.next().await.unwrap() {
        content.extend_from_slice(&chunk.bytes);
    }
    assert_eq!(content, b"content");
}

#[tokio::test]
async fn a_small_file_costs_few_waits() {
    for (daemon, time, questions) in [
        (FtpDaemon::Vsftpd, "MDTM", &["CWD", "SIZE"][..]),
        (FtpDaemon::ProFtpd, "MFMT", &["MLST"][..]),
        (FtpDaemon::PureFtpd, "MFMT", &["MLST"][..]),
    ] {
        for security in [FtpSecurity::Plain, FtpSecurity::Explicit] {
            let Some(server) = FtpServer::start(daemon, security) else { continue };
            let log = Arc::new(MessageLog::new(Arc::new(SystemClock::new()), 10_000));
            let session =
                connect(server.request(), Arc::new(Silent), Arc::clone(&log), CancellationToken::new()).await.unwrap();
            let files = session.open_files().await.unwrap();
            let folder = RemotePath::parse(server.folder.as_bytes()).unwrap();
            // What is learned with the first files need not be asked again; ProFTPD gives two tickets of TLS 1.3, and none with
            // uploads, so that the third one goes over a new connection with TLS 1.2.
            for name in ["first", "warm", "warmer"] {
                put(&*files, &folder, name).await;
            }
            let before = log.range().end;
            put(&*files, &folder, "second").await;
            let sent = groups(&log, before);
            let named = |verbs: &[&str]| verbs.iter().map(|verb| (*verb).to_owned()).collect::<Vec<_>>();
            let dressed = [&["SITE CHMOD", time], questions].concat();
            let wanted = [named(&["EPSV", "STOR"]), named(&dressed), named(&["RNFR", "RNTO"])];
            assert_eq!(sent, wanted, "{daemon:?} {security:?}");
            let before = log.range().end;
            get(&*files, &folder, "second").await;
            assert_eq!(groups(&log, before), [named(&["EPSV", "RETR"])], "{daemon:?} {security:?}");
            let there = std::fs::metadata(server.files.join("second")).unwrap();
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&there.permissions()) & 0o777, 0o640);
            assert_eq!(
                there.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
                1_700_000_000
            );
            // A name that is taken is not replaced.
            let (one, other) = (folder.join_bytes(b"first").unwrap(), folder.join_bytes(b"second").unwrap());
            let error = files.rename(&one, &other, RenameMode::KeepExisting).await.unwrap_err();
            assert_eq!(error.kind, catamaran::error::ErrorKind::AlreadyExists, "{daemon:?}: {error}");
            assert!(server.files.join("first").exists());
            session.close().await;
        }
    }
}

/// Many files into one folder that is there: it is listed once, and not asked about file by file.
#[test]
fn many_files_into_one_folder_are_looked_at_by_one_listing() {
    for (daemon, list) in [(FtpDaemon::Vsftpd, "LIST"), (FtpDaemon::ProFtpd, "MLSD")] {
        let Some(server) = FtpServer::start(daemon, FtpSecurity::Plain) else { continue };
        let here = tempfile::tempdir().unwrap();
        let files: Vec<String> =
            (0..12).map(|n| here.path().join(format!("f{n}")).to_str().unwrap().to_owned()).collect();
        for file in &files {
            std::fs::write(file, format!("content of {file}")).unwrap();
        }
        std::fs::write(server.files.join("f3"), "older").unwrap();
        let to = server.url("/");
        let mut arguments = vec!["put", "--plain", "--password-stdin", "-v", "--overwrite", "skip"];
        arguments.extend(files.iter().map(String::as_str));
        arguments.push(&to);
        let ran = cli_support::catamaran(&arguments, format!("{}\n", server.password).as_bytes());
        assert_eq!(ran.code, 0, "{ran}");
        for (number, file) in files.iter().enumerate() {
            let there = std::fs::read_to_string(server.files.join(format!("f{number}"))).unwrap();
            assert_eq!(there, if number == 3 { "older".to_owned() } else { format!("content of {file}") });
        }
        let sent = |verb: &str| ran.err.lines().filter(|line| line.contains(&format!("Command  {verb}"))).count();
        assert_eq!(sent(list), 1, "{daemon:?}: {ran}");
        assert_eq!(sent("STOR"), 11, "{daemon:?}: {ran}");
        // No question but the one that goes along with each rename.
        let asked = if daemon == FtpDaemon::Vsftpd { sent("SIZE") } else { sent("MLST") };
        assert!(asked <= 13, "{daemon:?} {asked}: {ran}");
    }
}
