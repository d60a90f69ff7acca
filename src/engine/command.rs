//! What front ends ask of the engine: one command a gesture, whatever it moves.

use super::operation::{Location, Operation};
use super::repair::{Failed, Repair};
use super::rules::SiteRules;
use crate::error::{CertificateConflict, DataMode, HostKeyConflict};
use crate::model::{
    BatchId, Endpoint, EntryName, FtpOptions, OperationId, OverwriteRule, PromptId, ProxyAccess, RemotePath, RequestId,
    SecretString, SessionId, TransferId,
};
use crate::queue::Direction;
use crate::remote::sftp::NewKey;
use crate::remote::{CertificateAnswer, HostKeyAnswer, ProxyCommandAnswer};
use crate::site::{ProductionLock, SecretName, SiteBook};
use crate::trust::TrustItem;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How to connect.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectWish {
    /// Where.
    pub endpoint: Endpoint,
    /// A password that was given with the wish; used for this login only.
    pub password: Option<SecretString>,
    /// Key files to try before the default ones.
    pub identities: Vec<PathBuf>,
    /// Whether the port of the endpoint was said; else the user's SSH configuration may name another one.
    pub port_said: bool,
    /// The folder to open, as typed (may be relative or begin with `~`); `None`: the server's start folder.
    pub start_folder: Option<Vec<u8>>,
    /// The proxy to go through to the server, or to the first one on the way to it; `None`: straight.
    pub proxy: Option<Box<ProxyAccess>>,
    /// What is special about an FTP site; of no meaning for SFTP.
    pub ftp: Box<FtpOptions>,
    /// The account for FTP servers that ask for one (ACCT), before anybody is asked.
    pub account: Option<SecretString>,
    /// What is special about the site that the server is; the default for one that is no site.
    pub rules: Box<SiteRules>,
}

impl ConnectWish {
    /// The secrets in it, to be kept out of logs and errors.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let of_proxy = self.proxy.as_deref().and_then(|access| access.password.as_ref());
        self.password.iter().chain(&self.account).chain(of_proxy)
    }
}

/// What is to be checked.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckupWish {
    /// Where and as whom, as for a connection.
    pub connect: ConnectWish,
    /// How long each step may take at most; `None`: as the site says, else [`Self::STEP`]. Time in which a person is asked does
    /// not count.
    pub limit: Option<Duration>,
}

impl CheckupWish {
    /// How long a step may take where nothing is said.
    pub const STEP: Duration = Duration::from_secs(10);

    /// How long a step without a login may take.
    #[must_use]
    pub fn step(&self) -> Duration {
        let of_site = || self.connect.rules.timeout_secs.map(|secs| Duration::from_secs(secs.max(1).into()));
        self.limit.or_else(of_site).unwrap_or(Self::STEP)
    }
}

/// What to do with symbolic links inside of what is transferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LinkPolicy {
    /// Links to files are transferred as the files they lead to; links to folders are left out and reported as skipped,
    /// so that no loop and no foreign tree comes in. An item that the user named himself is always followed.
    #[default]
    FollowFiles,
    /// Links are made anew with the same content.
    Keep,
    /// Links are left out.
    Skip,
}

/// One thing to transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferSource {
    /// A file or folder on this computer, to be uploaded.
    Local(PathBuf),
    /// A file or folder on the server, to be downloaded.
    Remote(RemotePath),
}

/// Where transferred things go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A folder on this computer (download). It must exist.
    LocalFolder(PathBuf),
    /// A folder on the server (upload). It must exist.
    RemoteFolder(RemotePath),
}

/// What one gesture wants transferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferWish {
    /// The batch, named by the front end.
    pub batch: BatchId,
    /// The session.
    pub session: SessionId,
    /// Which way; sources and target must agree with it.
    pub direction: Direction,
    /// What.
    pub sources: Vec<TransferSource>,
    /// Where to.
    pub target: Target,
    /// Another name for a single source; `None`: names stay.
    pub rename: Option<EntryName>,
    /// What to do with targets that exist.
    pub rule: OverwriteRule,
    /// What to do with links.
    pub links: LinkPolicy,
    /// Remove each source after its target is complete: a move.
    pub remove_source: bool,
}

/// Changes to the transfer queue. Ids may be those of rows or of files inside a folder row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueCommand {
    /// Hold these.
    Pause(Vec<TransferId>),
    /// Let these go on.
    Resume(Vec<TransferId>),
    /// Hold the whole queue.
    PauseAll,
    /// Let the whole queue go on.
    ResumeAll,
    /// Stop these; part files of cancelled transfers are removed.
    Cancel(Vec<TransferId>),
    /// Try failed, cancelled or skipped ones again.
    Retry(Vec<TransferId>),
    /// Take these from the list; running ones are cancelled first.
    Remove(Vec<TransferId>),
    /// Take everything that is done, skipped or cancelled from the list.
    ClearFinished,
}

/// What to do with one target that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverwriteAnswer {
    /// The rule; `Ask` means to stop this transfer.
    pub rule: OverwriteRule,
    /// Do the same for every later question of this batch.
    pub for_all: bool,
}

/// Whether a server that asks to be asked may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeAnswer {
    /// No: the command is given up.
    No,
    /// Yes, by this command.
    Once,
    /// Yes, by this and every later command of the session.
    Session,
}

/// The answer to a question of the engine.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// To `Question::HostKey`.
    HostKey(HostKeyAnswer),
    /// To `Question::Certificate`.
    Certificate(CertificateAnswer),
    /// To `Question::ProxyCommand`.
    ProxyCommand(ProxyCommandAnswer),
    /// To `Question::Password`, `Question::Passphrase` and `Question::Vault`; `None`: given up.
    Secret(Option<SecretString>),
    /// To `Question::Password` and `Question::Passphrase`: this one, and keep it once the login has proved it right.
    Keep(SecretString),
    /// To `Question::Interactive`, one for each prompt; `None`: given up.
    Secrets(Option<Vec<SecretString>>),
    /// To `Question::Overwrite`.
    Overwrite(OverwriteAnswer),
    /// To `Question::Change`.
    Change(ChangeAnswer),
}

/// What is done about what says which servers are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustCommand {
    /// Nothing: only read it.
    Read,
    /// Take this out of its file.
    Remove(TrustItem),
    /// Put the key that a server showed into the lines that hold another one for it.
    ReplaceKey(Box<HostKeyConflict>),
    /// Put the certificate that a server showed in place of the one that was accepted for it.
    ReplaceCertificate(Box<CertificateConflict>),
}

/// What is done about kept secrets.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretsCommand {
    /// Tell which there are.
    Look,
    /// Open the vault with its master password, or make it where there is none.
    OpenVault(SecretString),
    /// Give the vault another master password.
    ChangeMaster {
        /// The one that holds.
        old: SecretString,
        /// The new one.
        new: SecretString,
    },
    /// Keep these, such as those of an import; the master password of the vault is asked for where that is needed.
    Keep(Vec<(SecretName, SecretString)>),
    /// Forget these.
    Forget(Vec<SecretName>),
}

impl SecretsCommand {
    /// The secrets in it, to be kept out of logs and errors.
    pub(super) fn secrets(&self) -> Vec<&SecretString> {
        match self {
            Self::Look | Self::Forget(_) => Vec::new(),
            Self::OpenVault(master) => vec![master],
            Self::ChangeMaster { old, new } => vec![old, new],
            Self::Keep(secrets) => secrets.iter().map(|(_, secret)| secret).collect(),
        }
    }
}

/// Sites to be written to a file for somebody else.
#[derive(Clone, PartialEq)]
pub struct SitesExport {
    /// The sites with their folders.
    pub book: Arc<SiteBook>,
    /// The file; one that is there is replaced.
    pub file: PathBuf,
    /// What it is sealed with; `None`: it is readable, and no secret is in it.
    pub passphrase: Option<SecretString>,
    /// The secrets to put in, where they are kept; of no meaning for readable files.
    pub secrets: Vec<SecretName>,
}

/// What a front end asks of the engine.
#[derive(Clone, PartialEq)]
pub enum Command {
    /// Connect under an id that the front end chose. Answered by `Event::Session`.
    Connect {
        /// The new session.
        session: SessionId,
        /// How.
        wish: ConnectWish,
    },
    /// End a session; also stops a connection that is being made.
    Disconnect(SessionId),
    /// Tell how a session is secured now. Answered by `Event::Security` where it stands.
    LookAtSecurity(SessionId),
    /// Read a folder. Answered by `Event::Listed`, once or more.
    List {
        /// Named by the front end; a new request of the same session replaces none by itself.
        request: RequestId,
        /// The folder.
        folder: Location,
    },
    /// Read the folder that a person typed, relative to `base`. Answered by `Event::Listed` with the absolute path.
    ListTyped {
        /// Named by the front end.
        request: RequestId,
        /// The folder that relative text starts from.
        base: Location,
        /// The text; `~` means the home folder.
        typed: String,
    },
    /// Stop reading a folder.
    CancelList(RequestId),
    /// Ask for the free space at a place. Answered by `Event::Space` where the server tells.
    Space {
        /// The folder.
        folder: Location,
    },
    /// Transfer files.
    Transfer(TransferWish),
    /// Change the queue.
    Queue(QueueCommand),
    /// Do something with files of one side. Answered by `Event::Operated`.
    Operate {
        /// Named by the front end.
        operation: OperationId,
        /// What.
        what: Operation,
    },
    /// Do something about what failed, then try it again. Answered by `Event::Operated`, which tells what failed of the
    /// repair itself, and for operations how the next try ended.
    Repair {
        /// Named by the front end.
        operation: OperationId,
        /// What failed.
        failed: Failed,
        /// What to do.
        repair: Repair,
    },
    /// Which side opens connections for data in a session from now on, also when it is connected again (FTP; of no meaning
    /// elsewhere). Not answered.
    SwitchDataMode {
        /// The session.
        session: SessionId,
        /// Which side.
        mode: DataMode,
    },
    /// Stop an operation between two of its steps.
    CancelOperation(OperationId),
    /// Answer a question.
    Answer {
        /// Which question.
        prompt: PromptId,
        /// The answer; one that does not fit the question counts as giving up.
        answer: Answer,
    },
    /// Send a line by hand: one command to an FTP server, or a command for the shell of the user over SSH; on the connection
    /// for browsing, beside transfers. Answered by `Event::Answered`, at once where there is no connection.
    ByHand {
        /// Named by the front end.
        request: RequestId,
        /// The session.
        session: SessionId,
        /// The line; a secret, for a password may stand in it.
        line: SecretString,
    },
    /// Wait for the answer no more; a command of the shell is stopped.
    CancelByHand(RequestId),
    /// Check a connection step by step under an id that the front end chose; no session comes of it. Answered by
    /// `Event::Checking` for each step and one `Event::Checked`.
    Diagnose {
        /// The checkup; questions carry this id.
        id: SessionId,
        /// What to check.
        wish: CheckupWish,
    },
    /// Forget the passwords and passphrases that this session found kept, or kept itself. The message log tells each.
    ForgetSecrets(SessionId),
    /// Do something about kept secrets. Answered by `Event::Secrets`.
    Secrets(SecretsCommand),
    /// Write sites to a file. Answered by `Event::SitesExported`.
    ExportSites(Box<SitesExport>),
    /// Make a key pair on this computer. Answered by `Event::KeyMade`.
    MakeKey {
        /// Named by the front end.
        operation: OperationId,
        /// Which key.
        wish: NewKey,
    },
    /// Add a public key to those that may log in as the user of a session. Answered by `Event::KeyInstalled`.
    InstallKey {
        /// Named by the front end.
        operation: OperationId,
        /// The session.
        session: SessionId,
        /// The file of the public half on this computer.
        key: PathBuf,
        /// Set permissions right with which the server would ignore the key.
        mend: bool,
    },
    /// Stop a checkup.
    CancelDiagnosis(SessionId),
    /// Read or change what says which servers are trusted. Answered by `Event::Trust`.
    Trust(TrustCommand),
    /// Whether the server of a session may be changed from now on, until the session ends; of the site nothing is changed.
    /// Answered by `Event::Lock`.
    SetLock {
        /// The session.
        session: SessionId,
        /// The lock from now on.
        lock: ProductionLock,
    },
    /// How many bytes a second may move from now on, also of transfers that are under way. Not answered.
    SetLimits {
        /// The session; `None`: all sessions together.
        session: Option<SessionId>,
        /// To servers, at least 1; `None`: as many as can be.
        upload: Option<u64>,
        /// From servers, at least 1; `None`: as many as can be.
        download: Option<u64>,
    },
    /// How many files are transferred at the same time, 1 to 256.
    SetParallel(usize),
    /// Stop everything in order and end the engine: part files are kept, handles closed.
    Shutdown,
}
