//! What the engine tells front ends: things that happen at the pace of a person. What moves fast is sampled instead.

use super::operation::{Location, Operation, OperationReport};
use crate::error::{Error, Place, SecretFault};
use crate::model::{
    BatchId, ByteSize, Listing, OperationId, PromptId, RemotePath, RequestId, SessionId, Timestamp, TransferId,
};
use crate::remote::sftp::MadeKey;
use crate::remote::{
    Capabilities, CertificateQuestion, CheckNews, HandAnswer, HostKeyQuestion, InstalledKey, InteractiveQuestion,
    PassphraseQuestion, PasswordQuestion, ProxyCommandQuestion, SecurityInfo, SessionInfo, Space,
};
use crate::site::{Home, Kept, KeyringFault, ProductionLock, SecretName, SecretPlace};
use crate::trust::TrustStore;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Being made.
    Connecting,
    /// Ready.
    Connected {
        /// What is known of it.
        info: Arc<SessionInfo>,
        /// What the server can do.
        capabilities: Arc<Capabilities>,
        /// The folder to show first.
        folder: RemotePath,
    },
    /// The connection broke and is being made again; transfers wait.
    Reconnecting {
        /// Why it broke.
        error: Arc<Error>,
    },
    /// Over. `None`: the user ended it.
    Ended(Option<Arc<Error>>),
}

/// One side of an overwrite question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Where it is.
    pub place: Place,
    /// Its size; `None` when not told.
    pub size: Option<ByteSize>,
    /// When it last changed; `None` when not told.
    pub modified: Option<Timestamp>,
}

/// A target exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverwriteQuestion {
    /// The transfer that waits.
    pub transfer: TransferId,
    /// Its batch.
    pub batch: BatchId,
    /// What would be written.
    pub source: FileFacts,
    /// What is there.
    pub target: FileFacts,
    /// Whether the target is shorter than the source, so that going on behind it may make sense.
    pub can_resume: bool,
}

/// The system has no store for secrets that can be used: the vault of the program may do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultQuestion {
    /// Whether the vault is to be made; else it is there and locked.
    pub create: bool,
    /// Why the system's store is not used.
    pub why: KeyringFault,
    /// Whether a master password did not open it just before.
    pub refused_before: bool,
}

/// What becomes of a secret that a person gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Where it would be kept.
    pub home: Home,
    /// Where one was kept that was refused just now, and is kept no longer; `None`: none was.
    pub refused: Option<SecretPlace>,
}

/// What a command would change on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Write files and folders.
    Upload {
        /// How many were named; what lies in folders is not counted.
        count: usize,
        /// The folder that they go to.
        folder: RemotePath,
    },
    /// Delete files and folders after they were downloaded.
    TakeAway {
        /// How many were named.
        count: usize,
    },
    /// An operation on files.
    Operation(Box<Operation>),
    /// Steps before something is tried again that failed.
    Repair,
    /// Write again what failed.
    Again {
        /// How many transfers were named.
        count: usize,
    },
    /// A line that was typed by hand; it is not told, for a password may stand in it.
    Line,
    /// Let a public key log in.
    InstallKey,
}

/// The site asks to be asked before it is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeQuestion {
    /// The name of the site; `None`: it has none.
    pub site: Option<String>,
    /// The server, as `host` or `host:port`.
    pub host: String,
    /// What would be changed.
    pub change: Change,
}

/// What the engine needs to know from a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Shall an unknown server be trusted? Answer with `Answer::HostKey`.
    HostKey(SessionId, HostKeyQuestion),
    /// Shall a server whose certificate nobody vouches for be trusted? Answer with `Answer::Certificate`.
    Certificate(SessionId, CertificateQuestion),
    /// Shall a command be run that leads to a server? Answer with `Answer::ProxyCommand`.
    ProxyCommand(SessionId, ProxyCommandQuestion),
    /// Answer with `Answer::Secret`, or with `Answer::Keep` where it can be kept.
    Password(SessionId, PasswordQuestion, Keeping),
    /// Answer as to a password.
    Passphrase(SessionId, PassphraseQuestion, Keeping),
    /// Answer with `Answer::Secrets`.
    Interactive(SessionId, InteractiveQuestion),
    /// The master password of the vault. Answer with `Answer::Secret`.
    Vault(SessionId, VaultQuestion),
    /// Answer with `Answer::Overwrite`.
    Overwrite(SessionId, OverwriteQuestion),
    /// Shall the server be changed? Once for each command, whatever it moves. Answer with `Answer::Change`.
    Change(SessionId, ChangeQuestion),
}

/// What became of one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchSummary {
    /// Files complete.
    pub files: u64,
    /// Bytes moved.
    pub bytes: ByteSize,
    /// Files that failed.
    pub failed: u64,
    /// Files left out by rule.
    pub skipped: u64,
    /// Files stopped by the user.
    pub cancelled: u64,
    /// From the command to the end.
    pub took: Duration,
}

/// What was done with kept secrets, and which there are then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsReport {
    /// Where a secret would be kept now.
    pub home: Home,
    /// What is kept; `None`: it was not asked for.
    pub kept: Option<Arc<Kept>>,
    /// How many were kept or forgotten by the command.
    pub done: usize,
    /// What could not be done: the secret where it is about one, and why.
    pub failed: Vec<(Option<SecretName>, SecretFault)>,
    /// Whether it was about the master password.
    pub about_master: bool,
}

/// What the engine tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A session changed its state.
    Session(SessionId, SessionState),
    /// Whether the server of a session may be changed from now on, where that is another answer than before.
    Lock(SessionId, ProductionLock),
    /// How a session is secured now.
    Security(SessionId, SecurityInfo),
    /// A folder was read, or is being read: pages come as growing listings with `complete` false.
    Listed {
        /// The request.
        request: RequestId,
        /// The folder; for a typed one where it led.
        folder: Location,
        /// The entries so far.
        listing: Arc<Listing>,
        /// Whether this is all.
        complete: bool,
    },
    /// A folder could not be read.
    ListFailed {
        /// The request.
        request: RequestId,
        /// Why.
        error: Arc<Error>,
    },
    /// The free space at a place.
    Space {
        /// The folder asked about.
        folder: Location,
        /// The answer.
        space: Space,
    },
    /// The content of a folder was changed by the engine: show it anew where it is on screen. Once per folder and batch.
    FolderChanged(Location),
    /// An operation ended.
    Operated {
        /// The operation.
        operation: OperationId,
        /// How.
        report: OperationReport,
    },
    /// A question that must be answered by `Command::Answer`.
    Asked {
        /// Its id.
        prompt: PromptId,
        /// The question.
        question: Question,
    },
    /// A question needs no answer any more, for its session or transfer was stopped.
    Withdrawn(PromptId),
    /// A key pair was made, or not.
    KeyMade {
        /// The command.
        operation: OperationId,
        /// The key.
        result: Result<MadeKey, Arc<Error>>,
    },
    /// A public key was installed, or not.
    KeyInstalled {
        /// The command.
        operation: OperationId,
        /// What came of it.
        result: Result<InstalledKey, Arc<Error>>,
    },
    /// A line that was sent by hand is answered.
    Answered {
        /// The request.
        request: RequestId,
        /// The answer; a refusal of an FTP server is one. `Cancelled`: nobody waits for it any more.
        result: Result<Arc<HandAnswer>, Arc<Error>>,
    },
    /// A checkup goes on.
    Checking(SessionId, CheckNews),
    /// A checkup is over.
    Checked {
        /// Which.
        id: SessionId,
        /// Whether it was stopped.
        cancelled: bool,
    },
    /// What says which servers are trusted, after a command about it.
    Trust {
        /// All of it, as it is now.
        store: Arc<TrustStore>,
        /// Why the command could not be done; `None`: it was.
        error: Option<Arc<Error>>,
    },
    /// Kept secrets, after a command about them.
    Secrets(SecretsReport),
    /// Sites were written to a file, or not.
    SitesExported {
        /// The file.
        file: PathBuf,
        /// How many sites and how many secrets are in it; or why it was not written.
        result: Result<(usize, usize), Arc<Error>>,
    },
    /// A secret that a person wanted kept is not.
    NotKept {
        /// Its name.
        name: SecretName,
        /// Why.
        fault: SecretFault,
    },
    /// A transfer failed: the first one of each cause in a batch; the others are in the queue.
    TransferFailed {
        /// The transfer.
        transfer: TransferId,
        /// Its batch.
        batch: BatchId,
        /// Why.
        error: Arc<Error>,
    },
    /// Everything of a batch has come to an end.
    BatchFinished {
        /// The batch.
        batch: BatchId,
        /// What became of it.
        summary: BatchSummary,
    },
    /// The engine has ended; nothing more comes.
    Stopped,
}
