//! A state of the window with a session, a queue that holds every state, and a log, for tests of panels and dialogs.

#![allow(dead_code, reason = "each test uses its part")]

pub mod dialog;

use catamaran::engine::{FileFacts, Keeping, OverwriteAnswer, OverwriteQuestion, Question, SessionState};
use catamaran::error::{Error, ErrorKind, HostKeyConflict, Place, ServerText, StoredKey};
use catamaran::log::{LogBody, MessageLog, StatusMessage};
use catamaran::model::{
    Address, BatchId, ByteRate, ByteSize, EntryKind, ManualClock, OverwriteRule, PromptId, RemotePath, SessionId,
    Timestamp, TransferId,
};
use catamaran::queue::{Direction, QueueTotals, QueueView, RowView, TransferState};
use catamaran::remote::{
    Capabilities, HostKeyAnswer, HostKeyQuestion, HostKeyTrust, InteractivePrompt, InteractiveQuestion,
    PasswordQuestion, SecurityInfo, SessionInfo, SshSecurity, TrustedLine, Whose,
};
use catamaran::settings::Settings;
use catamaran::site::{Home, ProductionLock};
use catamaran::ui::state::{
    AnswerDraft, Attempt, Dialog, ErrorReport, FixAsk, FixDraft, Retry, SessionView, UiState, wish_of,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// 19 November 2026, 14:02:17.381 UTC.
pub const NOW: Timestamp =
    Timestamp { secs: 1_795_096_937, nanos: 381_000_000, precision: catamaran::model::Precision::Millisecond };

pub fn remote(path: &str) -> RemotePath {
    RemotePath::parse(path.as_bytes()).unwrap()
}

pub fn disk_full() -> Arc<Error> {
    let text = ServerText { message: b"Failure".to_vec(), language: Some(b"en".to_vec()) };
    let mut error = *Error::sftp(4, Some(text))
        .during("SSH_FXP_WRITE report.pdf.filepart, offset 1310720, 32768 bytes")
        .at_remote(&remote("/srv/data/report Q3 (final).pdf"))
        .on_host("web-01");
    error.kind = ErrorKind::DiskFull;
    Arc::new(error)
}

pub fn row(id: u64, name: &str, state: TransferState) -> RowView {
    let done = state == TransferState::Done;
    RowView {
        id: TransferId::from(id),
        batch: BatchId::from(1),
        session: SessionId::from(1),
        direction: Direction::Upload,
        kind: EntryKind::File,
        name: name.to_owned(),
        source: Place::Local(PathBuf::from(format!("/home/ada/Projects/{name}"))),
        target: Place::Remote(remote(&format!("/srv/www/releases/{name}"))),
        bytes_done: ByteSize(if done { 1_310_000_000 } else { 803_000_000 }),
        bytes_total: Some(ByteSize(1_310_000_000)),
        files_done: u64::from(done),
        files_total: 1,
        files_failed: u64::from(state == TransferState::Failed),
        files_skipped: 0,
        rate: (state == TransferState::Running).then_some(ByteRate(92_400_000)),
        left: (state == TransferState::Running).then_some(Duration::from_secs(6)),
        error: matches!(state, TransferState::Failed | TransferState::RetryIn(_)).then(disk_full),
        children: Vec::new(),
        state,
    }
}

/// One row of every state, and a folder with failed files.
pub fn queue() -> QueueView {
    let mut folder = row(2, "photos-2026", TransferState::Running);
    folder.kind = EntryKind::Folder;
    folder.files_done = 4112;
    folder.files_total = 12_640;
    folder.files_failed = 2;
    folder.left = Some(Duration::from_secs(88));
    folder.rate = Some(ByteRate(41_000_000));
    folder.children =
        vec![row(21, "IMG_0412.jpg", TransferState::Failed), row(22, "IMG_0413.jpg", TransferState::Asking)];
    let mut download = row(3, "backup-2026-11-19.sql.gz", TransferState::Done);
    download.direction = Direction::Download;
    download.target = Place::Local(PathBuf::from("/home/ada/Projects/backup-2026-11-19.sql.gz"));
    let mut waiting = row(5, "dist", TransferState::Waiting);
    waiting.kind = EntryKind::Folder;
    waiting.files_total = 312;
    waiting.bytes_done = ByteSize(0);
    waiting.bytes_total = Some(ByteSize(22_700_000));
    let rows = vec![
        row(1, "release-4.2.tar.zst", TransferState::Running),
        folder,
        download,
        row(4, "report Q3 (final).pdf", TransferState::Failed),
        waiting,
        row(6, "notes.md", TransferState::RetryIn(Duration::from_secs(8))),
        row(7, "main.css", TransferState::Asking),
        row(8, "index.html", TransferState::Paused),
        row(9, "robots.txt", TransferState::Skipped),
        row(10, "caf\\xE9.txt", TransferState::Cancelled),
    ];
    QueueView {
        version: 1,
        rows: rows.into_iter().map(Arc::new).collect(),
        totals: QueueTotals {
            active: 6,
            failed: 2,
            up: ByteRate(133_000_000),
            down: ByteRate(0),
            bytes_left: ByteSize(6_700_000_000),
            left: Some(Duration::from_secs(94)),
            paused: false,
        },
    }
}

pub fn log(lines: u64) -> Arc<MessageLog> {
    let log = MessageLog::new(Arc::new(ManualClock::new(NOW)), MessageLog::DEFAULT_CAP);
    let session = Some(SessionId::from(1));
    for n in 0..lines {
        log.push(
            session,
            match n % 6 {
                0 => LogBody::Status(StatusMessage::Connecting { address: "192.0.2.7:22".into() }),
                1 => LogBody::Command(format!("SSH_FXP_OPEN /srv/www/releases/file-{n} read")),
                2 => LogBody::Response(format!("SSH_FXP_HANDLE for request {n}")),
                3 => LogBody::Debug(format!("window {n} bytes, and a line that is so long that it cannot fit into any window of a usual size, for it goes on and on until nobody reads it any more, and a little further")),
                4 => LogBody::Status(StatusMessage::Transferred {
                    source: "/home/ada/a".into(),
                    target: "/srv/a".into(),
                    bytes: n * 1000,
                }),
                _ => LogBody::Error(disk_full()),
            },
        );
    }
    Arc::new(log)
}

pub fn connected() -> SessionView {
    let info = SessionInfo {
        user: "deploy".into(),
        server_version: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3".into(),
        security: SecurityInfo::Ssh(SshSecurity {
            key_exchange: "mlkem768x25519-sha256".into(),
            cipher: "aes128-gcm@openssh.com".into(),
            mac: String::new(),
            compression: "none".into(),
            host_key_bits: Some(256),
            trust: HostKeyTrust::Known(vec![TrustedLine { file: "/home/ada/.ssh/known_hosts".into(), line: 3 }]),
            host_key_algorithm: "ssh-ed25519".into(),
            host_key_fingerprint: "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM".into(),
            strict_key_exchange: true,
        }),
        banner: String::new(),
    };
    SessionView {
        id: SessionId::from(1),
        wish: wish_of(Address::parse("sftp://deploy@web-01:2222").unwrap()),
        site: None,
        state: SessionState::Connected {
            info: Arc::new(info),
            capabilities: Arc::new(Capabilities::default()),
            folder: remote("/srv/www"),
        },
        lock: ProductionLock::Off,
    }
}

pub fn window(log_lines: u64) -> UiState {
    let mut state = UiState::new(Settings::default(), PathBuf::from("/home/ada"), log(log_lines));
    state.queue = Arc::new(queue());
    state.here.session = Some(connected());
    state.now = NOW;
    state
}

pub fn question(question: Question) -> Dialog {
    let fields = if let Question::Interactive(_, asked) = &question { asked.prompts.len() } else { 1 };
    let draft = AnswerDraft {
        secrets: vec![catamaran::model::SecretString::new(String::new()); fields],
        overwrite: OverwriteAnswer { rule: OverwriteRule::Overwrite, for_all: false },
        host_key: HostKeyAnswer::Cancel,
        reveal: false,
        keep: false,
    };
    Dialog::Question { prompt: PromptId::from(7), question, draft }
}

pub fn host_key() -> Dialog {
    question(Question::HostKey(
        SessionId::from(1),
        HostKeyQuestion {
            host: "[web-01]:2222".into(),
            algorithm: "ssh-ed25519".into(),
            fingerprint: "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM".into(),
            randomart: "+--[ED25519 256]--+\n|    .o=o.        |\n|   . +.o .       |\n|    o O . .      |\n|   . X * o       |\n|    = % S .      |\n|   . @ B o       |\n|    o O = .      |\n|     . E o .     |\n|        o.o      |\n+----[SHA256]-----+".into(),
            known_as: vec!["192.0.2.7".into()],
            other_algorithms: Vec::new(),
        },
    ))
}

pub fn password() -> Dialog {
    let endpoint = Address::parse("sftp://web-01:2222").unwrap().endpoint;
    let whose = Whose::Server(endpoint);
    let asked = PasswordQuestion { whose, host: "web-01:2222".into(), user: "deploy".into(), refused_before: true };
    let keeping = Keeping { home: Home::Keyring, refused: None };
    question(Question::Password(SessionId::from(1), asked, keeping))
}

pub fn interactive() -> Dialog {
    question(Question::Interactive(
        SessionId::from(1),
        InteractiveQuestion {
            host: "web-01".into(),
            user: "deploy".into(),
            name: "Two-step login".into(),
            instruction: "Approve the request on your phone, or type the code from the app.".into(),
            prompts: vec![
                InteractivePrompt { text: "Verification code: ".into(), echo: true },
                InteractivePrompt { text: "Password: ".into(), echo: false },
            ],
        },
    ))
}

pub fn overwrite(can_resume: bool) -> Dialog {
    let facts = |place, size, secs| FileFacts {
        place,
        size: Some(ByteSize(size)),
        modified: Some(Timestamp::from_secs(NOW.secs - secs)),
    };
    question(Question::Overwrite(
        SessionId::from(1),
        OverwriteQuestion {
            transfer: TransferId::from(7),
            batch: BatchId::from(1),
            source: facts(Place::Local("/home/ada/Projects/main.css".into()), 88_000, 18_000),
            target: facts(Place::Remote(remote("/srv/www/main.css")), 87_400, 640_000),
            can_resume,
        },
    ))
}

pub fn failed_transfer() -> Dialog {
    Dialog::Error(ErrorReport {
        attempt: Attempt::Transfer(Some(Box::new(row(4, "report Q3 (final).pdf", TransferState::Failed)))),
        error: disk_full(),
        others: 37,
        retry: Some(Retry::Transfer(TransferId::from(4))),
        at: Some(NOW),
    })
}

pub fn fix(ask: FixAsk) -> Dialog {
    let Dialog::Error(report) = failed_transfer() else { panic!("no card") };
    Dialog::Fix(FixDraft { about: Box::new(report), alike: false, ask })
}

pub fn changed_key() -> Dialog {
    let conflict = HostKeyConflict {
        host: "[web-01]:2222".into(),
        algorithm: "ssh-ed25519".into(),
        fingerprint: "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM".into(),
        key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB".into(),
        stored: vec![StoredKey {
            algorithm: "ssh-ed25519".into(),
            fingerprint: "SHA256:9bVcQmXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfA".into(),
            file: "/home/ada/.ssh/known_hosts".into(),
            line: 12,
        }],
    };
    Dialog::Error(ErrorReport {
        attempt: Attempt::Connect { host: "web-01:2222".into() },
        error: Error::new(ErrorKind::HostKeyChanged(Box::new(conflict))).on_host("web-01:2222").into(),
        others: 0,
        retry: Some(Retry::Connect(Box::new(connected().wish), None)),
        at: Some(NOW),
    })
}
