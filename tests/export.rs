//! What leaves the program: exports are read back, spreadsheets see no formula, and a secret that was typed anywhere is in
//! none of ring, log file, error log, exports and support bundle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod engine_lab;

use catamaran::archive::{ErrorStore, Record};
use catamaran::engine::{Answer, Command, ConnectWish};
use catamaran::error::{Error, ErrorKind, Place, ServerText};
use catamaran::export::{Surroundings, everything, parts, to_csv, to_json, to_markdown, zip};
use catamaran::journal::{Book, Failure, Journal, Note, Tried};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::log_file::{LogFiles, LogWriter};
use catamaran::model::{
    Address, Clock, ManualClock, PromptId, RemotePath, SecretString, SessionId, Timestamp, TransferId,
};
use catamaran::settings::Settings;
use catamaran::text::log_words;
use engine_lab::Lab;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

const NOW: Timestamp = Timestamp { secs: 1_795_096_937, nanos: 0, precision: catamaran::model::Precision::Millisecond };

fn failure(number: u64, name: &str, text: &str) -> Failure {
    let target = Place::Remote(RemotePath::parse(format!("/srv/{name}").as_bytes()).unwrap());
    let said = ServerText { message: text.as_bytes().to_vec(), language: None };
    Failure {
        time: NOW,
        session: Some(SessionId::from(1)),
        transfer: Some(TransferId::from(number)),
        tried: Tried::Upload { source: Place::Local(PathBuf::from("/home/ada/x")), target: target.clone() },
        size: None,
        error: Error::sftp(4, Some(said)).at(target).on_host("web-01:22").during("SSH_FXP_OPEN").into(),
    }
}

fn book() -> Book {
    let mut book = Book::default();
    let hostile = [
        ("plain.txt", "Failure"),
        ("a,b \"c\".txt", "=HYPERLINK(\"http://x\")"),
        ("line\nbreak.txt", "+1+1"),
        ("`tick` *star*.md", "@SUM(A1)"),
        ("tab", "\t=1"),
        ("dash", "-2+3"),
        ("space", "  =cmd|' /C calc'!A0"),
    ];
    for (number, (name, text)) in (0..).zip(hostile) {
        book.take_in(Note::Failed(Arc::new(failure(number, name, text)), false));
    }
    book
}

/// Reads CSV as RFC 4180 has it.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => row.last_mut().unwrap().extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => assert_eq!(chars.peek(), Some(&'\n')),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line is ended");
    rows
}

#[test]
fn csv_is_read_back_and_holds_no_formula() {
    let book = book();
    let text = to_csv(&everything(&book));
    let mut rows = read_csv(&text);
    let heads = rows.remove(0);
    assert_eq!(rows.len(), 7);
    let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
    assert_eq!(&rows[0][column("path")], "/srv/plain.txt");
    assert_eq!(&rows[0][column("code")], "4 SSH_FX_FAILURE");
    assert_eq!(&rows[1][column("path")], "/srv/a,b \"c\".txt");
    assert_eq!(&rows[1][column("server_text")], "'=HYPERLINK(\"http://x\")");
    assert_eq!(&rows[2][column("path")], "/srv/line\\nbreak.txt", "one line a record");
    for row in &rows {
        assert_eq!(row.len(), heads.len());
        for cell in row {
            let first = cell.trim_start().chars().next();
            assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell}");
        }
    }
}

#[test]
fn json_is_read_back_with_words_and_records() {
    let book = book();
    let value: serde_json::Value = serde_json::from_str(&to_json(&everything(&book), NOW)).unwrap();
    let group = &value["groups"][0];
    assert_eq!(group["host"], "web-01:22");
    let errors = group["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 7);
    assert_eq!(errors[0]["time"], "2026-11-19T14:02:17Z");
    assert_eq!(errors[0]["headline"], "Could not upload x to /srv");
    let record: Record = serde_json::from_value(errors[1]["record"].clone()).unwrap();
    let before = book.entry(catamaran::journal::EntryId(1)).unwrap();
    assert_eq!(record.restored().failure.error, before.failure.error);
}

#[test]
fn markdown_shows_names_as_they_are() {
    let text = to_markdown(&everything(&book()), NOW);
    assert!(text.starts_with("# Errors of Catamaran\n"));
    assert!(text.contains("- 14:02:17 `plain.txt`\n") || text.contains("`plain.txt`\n"), "{text}");
    assert!(text.contains("`` `tick` *star*.md ``"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("## ")).count(), 1);
}

const CANARIES: [&str; 5] = ["canary-url", "canary-login", "canary-interactive", "canary-passphrase", "canary-ftp"];

/// Names and contents of an archive, by its directory.
fn unzip(archive: &[u8]) -> Vec<(String, String)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let end = archive.len() - 22;
    assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
    let mut at = u32_at(end + 16);
    (0..u16_at(end + 10))
        .map(|_| {
            assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
            let name = String::from_utf8(archive[at + 46..at + 46 + u16_at(at + 28)].to_vec()).unwrap();
            let (packed, local) = (u32_at(at + 20), u32_at(at + 42));
            assert_eq!(&archive[local..local + 4], b"PK\x03\x04");
            let data = local + 30 + u16_at(local + 26) + u16_at(local + 28);
            let mut content = String::new();
            flate2::read::DeflateDecoder::new(&archive[data..data + packed]).read_to_string(&mut content).unwrap();
            assert_eq!(content.len(), u32_at(at + 24));
            at += 46 + u16_at(at + 28);
            (name, content)
        })
        .collect()
}

/// Everything that is kept of a run, as one text.
fn kept(log: &Arc<MessageLog>, book: &mut Book) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut all = String::new();
    for (_, entry) in log.read(log.range()) {
        all.extend([format!("{entry:?} "), log_words(&entry), "\n".to_owned()]);
    }
    drop(LogWriter::start(
        Arc::clone(log),
        LogFiles::new(folder.path().join("log"), LogFiles::FILES, LogFiles::BYTES),
        || (),
    ));
    let file = fs::read_to_string(folder.path().join("log/catamaran.log")).unwrap();
    assert_eq!(file.lines().count() as u64, log.range().end - log.range().start, "one line a record");
    all.push_str(&file);
    let settings = Settings::default();
    let surroundings = Surroundings { book, log, settings: &settings, session: None, now: NOW };
    let parts = parts(surroundings);
    let unpacked = unzip(&zip(&parts).unwrap());
    assert_eq!(unpacked.len(), 6);
    for (part, (name, content)) in parts.iter().zip(unpacked) {
        assert_eq!((&part.name, &part.content), (&name, &content));
        all.push_str(&content);
    }
    let store = ErrorStore::at(folder.path().join("errors.jsonl"));
    store.save(book.take_changes().0.iter().map(Record::new).collect(), &[]).unwrap();
    all.push_str(&fs::read_to_string(folder.path().join("errors.jsonl")).unwrap());
    all.push_str(&to_csv(&everything(book)));
    all
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_was_typed_anywhere_is_kept_nowhere() {
    let mut lab = Lab::connected().await;
    let log = &Arc::clone(lab.engine.log());
    // As a person types them: in an address, in the form, as answers.
    let wish = |address: &str, password: Option<&str>| {
        let address = Address::parse(address).unwrap();
        let password = password.map(|text| SecretString::new(text.into())).or(address.password);
        ConnectWish {
            endpoint: address.endpoint,
            password,
            identities: Vec::new(),
            port_said: true,
            start_folder: None,
            proxy: None,
            ftp: Box::default(),
            account: None,
            rules: Box::default(),
        }
    };
    let connect = |number, wish| lab.engine.send(Command::Connect { session: SessionId::from(number), wish });
    connect(90, wish("sftp://ada:canary-url@h/x", None));
    connect(91, wish("ada@h", Some("canary-login")));
    let secret = |text: &str| SecretString::new(text.into());
    let answer = |answer| lab.engine.send(Command::Answer { prompt: PromptId::from(999), answer });
    answer(Answer::Secrets(Some(vec![secret("canary-interactive")])));
    answer(Answer::Secret(Some(secret("canary-passphrase"))));
    lab.until(|lab| {
        let clean = lab.engine.log().redactor().clean("canary-passphrase").into_owned();
        clean != "canary-passphrase"
    })
    .await;

    // A server that says them back, wherever it can.
    let all = CANARIES.join(" and ");
    log.push(None, LogBody::Status(StatusMessage::Banner { text: all.clone() }));
    log.push(None, LogBody::Status(StatusMessage::Disconnected { reason: all.clone() }));
    log.push(None, LogBody::Status(StatusMessage::TryingLogin { method: "password".into(), what: all.clone() }));
    log.push(None, LogBody::Response(all.clone()));
    log.push(None, LogBody::Debug(format!("try sftp://ada:canary-url@h/ {all}").replace("canary-ftp", "")));
    log.push(None, LogBody::Command("PASS canary-ftp".into()));
    log.push(
        None,
        LogBody::Debug("-----BEGIN OPENSSH PRIVATE KEY-----\ncanary-key\n-----END OPENSSH PRIVATE KEY-----".into()),
    );
    let text = all.replace("canary-ftp", "");
    let error = Error::sftp(4, Some(ServerText { message: text.clone().into_bytes(), language: None }))
        .during(format!("SSH_FXP_OPEN {text}"))
        .with_detail(text)
        .at(Place::Local(PathBuf::from("/x")));
    log.push(None, LogBody::Error(Arc::from(error.clone())));
    let noted = Failure { error: error.into(), ..failure(1, "x", "x") };
    lab.engine.journal().failed(noted, false);

    let mut book = Book::default();
    for note in lab.engine.journal().read(0, usize::MAX).notes {
        book.take_in(note);
    }
    // The lines of the banner and the answer hold `canary-ftp` in the middle of a sentence, where nobody can know it.
    let kept = kept(log, &mut book).replace(" and canary-ftp", "");
    for canary in CANARIES.into_iter().chain(["canary-key"]) {
        assert!(
            !kept.contains(canary),
            "{canary} is kept: {}",
            &kept[kept.find(canary).unwrap().saturating_sub(200)..]
        );
    }
    assert!(kept.contains("•••"));
}

#[test]
fn a_server_cannot_forge_lines() {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(NOW));
    let log = Arc::new(MessageLog::new(Arc::clone(&clock), 100));
    let forged = "ok\n2026-11-19 14:02:17.000 Error: all is lost\r\x1b[2K\u{2028}\u{202e}x";
    log.push(None, LogBody::Response(forged.into()));
    log.push(None, LogBody::Status(StatusMessage::Banner { text: forged.into() }));
    let said = ServerText { message: forged.as_bytes().to_vec(), language: Some(b"e\nn".to_vec()) };
    let error = Error::sftp(4, Some(said)).during(forged).with_detail(forged).on_host(forged);
    log.push(None, LogBody::Error(error.clone().into()));
    let journal = Journal::new(clock);
    journal.failed(Failure { error: error.into(), ..failure(1, "x", "x") }, false);
    let mut book = Book::default();
    for note in journal.read(0, 10).notes {
        book.take_in(note);
    }
    // `kept` counts the lines of the file.
    let kept = kept(&log, &mut book);
    // Direction marks stand in JSON as the data that they are; lines for eyes have escapes (`text/log_line.rs`).
    assert!(!kept.contains('\x1b'));
    assert!(!kept.lines().any(|line| line.starts_with("2026-11-19 14:02:17.000 Error: all is lost")));
    assert_eq!(book.groups().next().unwrap().example.error.kind, ErrorKind::Failure);
}
