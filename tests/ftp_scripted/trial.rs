//! One operation against a scripted server, and in a line how it ended.

use crate::script::{Script, bytes};
use crate::server::ScriptedServer;
use crate::support::{Silent, certificate, log};
use crate::tls::Tls;
use catamaran::error::{Error, ErrorKind, RetryClass, StatusCode};
use catamaran::model::{ByteSize, Endpoint, Protocol, RemotePath, SecretString, SessionId, SystemClock};
use catamaran::remote::ftp::{CertificateTrust, DataDirection, DataWays, FtpLimits, FtpOptions, FtpRequest, connect};
use catamaran::remote::{FinishWrite, FollowLinks, OpenWrite, Prompter, RemoteFs, RenameMode, WriteBuffer};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub const USER: &str = "tester";
pub const PASSWORD: &str = "s3cret-pass";
/// Every trial ends long before.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is tried, and how.
#[derive(Clone, Debug)]
pub struct Trial {
    pub protocol: Protocol,
    pub active: bool,
    /// Limits of time are short, for servers that fall silent.
    pub hasty: bool,
    pub account: Option<String>,
    pub user: String,
    /// The name of the certificate that we show.
    pub own_certificate: Option<String>,
    /// The operation and its argument.
    pub operation: String,
    pub argument: String,
}

/// How a trial ended.
#[derive(Debug)]
pub struct Ended {
    /// `ok` and what came of it, or class, cause and code of the error.
    pub outcome: String,
    pub error: Option<Box<Error>>,
    /// What failed of the operations afterwards, which must all go well.
    pub afterwards: Vec<String>,
    pub told: Vec<String>,
    pub clear: String,
}

impl Trial {
    /// Reads `[ftp|ftpes|ftps] [active] [hasty] [account=X] [user=X] [cert=X] OPERATION [ARGUMENT]`.
    pub fn read(text: &str) -> Self {
        let mut trial = Self {
            protocol: Protocol::Ftp,
            active: false,
            hasty: false,
            account: None,
            user: USER.into(),
            own_certificate: None,
            operation: String::new(),
            argument: String::new(),
        };
        let mut rest = text;
        loop {
            let (word, behind) = rest.split_once(' ').unwrap_or((rest, ""));
            match word.split_once('=').unwrap_or((word, "")) {
                ("ftp", _) => trial.protocol = Protocol::Ftp,
                ("ftpes", _) => trial.protocol = Protocol::Ftpes,
                ("ftps", _) => trial.protocol = Protocol::Ftps,
                ("active", _) => trial.active = true,
                ("hasty", _) => trial.hasty = true,
                ("account", value) => trial.account = Some(value.into()),
                ("user", value) => trial.user = String::from_utf8(bytes(value)).unwrap(),
                ("cert", value) => trial.own_certificate = Some(value.into()),
                _ => {
                    (trial.operation, trial.argument) = (word.to_owned(), behind.to_owned());
                    return trial;
                }
            }
            rest = behind;
        }
    }

    pub fn request(&self, port: u16) -> FtpRequest {
        let limit = |hasty: u64, usual: u64| Duration::from_secs(if self.hasty { hasty } else { usual });
        let ways = DataDirection::Active { ports: None, external: None };
        FtpRequest {
            endpoint: Endpoint {
                protocol: self.protocol,
                host: "localhost".into(),
                port,
                user: Some(self.user.clone()),
            },
            password: Some(SecretString::new(PASSWORD.to_owned())),
            account: self.account.clone().map(SecretString::new),
            options: FtpOptions {
                plain: self.protocol == Protocol::Ftp,
                data: if self.active { ways } else { DataDirection::Passive },
                ..FtpOptions::default()
            },
            trust: CertificateTrust {
                authorities: Some(certificate("ca.pem")),
                own: self.own_certificate.as_ref().map(|name| certificate(&format!("{name}.pem"))),
                ..CertificateTrust::default()
            },
            ways: DataWays::default(),
            proxy: None,
            limits: FtpLimits {
                connect: limit(2, 20),
                handshake: limit(2, 20),
                login: limit(2, 20),
                answer: limit(1, 20),
                data: limit(1, 15),
                last_reply: limit(1, 60),
                last_words: limit(1, 3),
                ..FtpLimits::default()
            },
            session: SessionId::from(1),
            clock: Arc::new(SystemClock::new()),
        }
    }
}

/// Starts the server of a script.
pub fn serve(script: Script, protocol: Protocol) -> ScriptedServer {
    let with_tls = protocol != Protocol::Ftp && !script.no_tls;
    let tls = with_tls.then(|| Tls::of(&script));
    ScriptedServer::start(script, tls, with_tls && protocol == Protocol::Ftps)
}

/// Puts the script into action and tries.
pub async fn run(script: Script, trial: &Trial, then: &[String]) -> Ended {
    let server = serve(script, trial.protocol);
    let mut afterwards = Vec::new();
    let trying = tokio::time::timeout(PATIENCE, attempt(&server, trial, then, &mut afterwards)).await;
    let (outcome, error) = match trying {
        Ok(Ok(outcome)) => (outcome, None),
        Ok(Err(error)) => (shown(&error), Some(error)),
        Err(_elapsed) => ("hangs".to_owned(), None),
    };
    Ended { outcome, error, afterwards, told: server.told(), clear: server.clear() }
}

/// An error in a line: what is to be done about it, its cause as `--json` names it, and the server's code.
pub fn shown(error: &Error) -> String {
    let class = match error.retry_class() {
        RetryClass::Retry => "retry",
        RetryClass::Ask => "ask",
        RetryClass::Fail => "fail",
    };
    let more = match &error.kind {
        ErrorKind::FtpProtocol(fault) => format!("/{fault:?}"),
        ErrorKind::CertificateRejected(faults) => format!("/{faults:?}"),
        _ => String::new(),
    };
    let code = error.code.map(|code: StatusCode| format!(" {}", code.number())).unwrap_or_default();
    format!("{class} {}{more}{code}", error.kind.cause_name())
}

async fn attempt(
    server: &ScriptedServer,
    trial: &Trial,
    then: &[String],
    afterwards: &mut Vec<String>,
) -> Result<String, Box<Error>> {
    let nobody: Arc<dyn Prompter> = Arc::new(Silent);
    let session = connect(trial.request(server.port), nobody, log(), CancellationToken::new()).await?;
    let files = session.open_files().await?;
    let done = operate(files.as_ref(), server, &trial.operation, &trial.argument).await;
    for words in then {
        let (operation, argument) = words.split_once(' ').unwrap_or((words, ""));
        match operate(files.as_ref(), server, operation, argument).await {
            Ok(outcome) if outcome.starts_with("ok") => {}
            other => afterwards.push(format!("then {words}: {other:?}")),
        }
    }
    session.close().await;
    done
}

async fn get(files: &dyn RemoteFs, offset: u64, size: Option<u64>) -> Result<Vec<u8>, Box<Error>> {
    let mut reader = files.open_read(&path(""), offset, size.map(ByteSize)).await?;
    let mut content = Vec::new();
    while let Some(chunk) = reader.next().await? {
        assert_eq!(chunk.offset, offset + content.len() as u64, "a gap");
        content.extend_from_slice(&chunk.bytes);
    }
    reader.close().await?;
    Ok(content)
}

/// A path below the root; the usual file where nothing is named.
fn path(name: &str) -> RemotePath {
    let name = if name.is_empty() { b"file".to_vec() } else { bytes(name) };
    RemotePath::parse(&[&b"/"[..], &name].concat()).unwrap()
}

/// A file with other content that counts as done is the worst that can happen.
fn compared(content: &[u8], expected: &[u8]) -> String {
    if content == expected {
        return "ok".to_owned();
    }
    format!("WRONG CONTENT: {} bytes for {}", content.len(), expected.len())
}

async fn operate(
    files: &dyn RemoteFs,
    server: &ScriptedServer,
    operation: &str,
    argument: &str,
) -> Result<String, Box<Error>> {
    let held = server.content();
    Ok(match operation {
        "connect" => format!("ok {}", files.home().await?.display()),
        "list" => {
            let listing = files.list(&path(argument), &mut |_| {}).await?;
            let named = listing.entries.iter().all(|entry| !entry.name.as_bytes().contains(&b'/'));
            assert!(named, "a name with a slash");
            let mut told = format!("ok {} entries", listing.entries.len());
            for (count, word) in [(listing.unread.count, "unread"), (listing.refused.len(), "refused")] {
                if count > 0 {
                    told.push_str(&format!(", {count} {word}"));
                }
            }
            if listing.truncated {
                told.push_str(", truncated");
            }
            told
        }
        "get" => {
            let size: Option<usize> = argument.parse().ok();
            let content = get(files, 0, size.map(|size| size as u64)).await?;
            compared(&content, &held[..size.unwrap_or(held.len()).min(held.len())])
        }
        "resume" => {
            let offset: usize = argument.parse().unwrap();
            let content = get(files, offset as u64, None).await?;
            compared(&content, held.get(offset..).unwrap_or_default())
        }
        "put" => {
            let how = OpenWrite { exclusive: false, truncate: true, offset: 0, permissions: None };
            let mut writer = files.open_write(&path(""), how).await?;
            writer.write(WriteBuffer::from_content(writer.header_room(), argument.as_bytes())).await?;
            writer.finish(FinishWrite::default()).await?;
            compared(&server.stored(), argument.as_bytes())
        }
        "mkdir" => files.create_folder(&path(argument), None).await.map(|()| "ok".into())?,
        "remove" => files.remove_file(&path(argument)).await.map(|()| "ok".into())?,
        "rmdir" => files.remove_folder(&path(argument)).await.map(|()| "ok".into())?,
        "move" | "replace" => {
            let mode = if operation == "move" { RenameMode::KeepExisting } else { RenameMode::Replace };
            files.rename(&path("a"), &path("b"), mode).await.map(|()| "ok".into())?
        }
        "stat" => {
            let entry = files.stat(&path(argument), FollowLinks::Yes).await?;
            let size = entry.size.map_or(String::new(), |size| format!(" of {}", size.0));
            let time = entry.modified.map_or(String::new(), |time| format!(" at {}", time.secs));
            format!("ok {:?}{size}{time}", entry.kind)
        }
        other => panic!("unknown operation: {other}"),
    })
}
