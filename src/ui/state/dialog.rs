//! The dialogs and what is typed into them so far. Pure.

use super::codes::CodesView;
use super::export_sites::ExportDraft;
use super::key_dialog::{InstallKeyDraft, NewKeyDraft};
use super::secrets::MasterDraft;
use super::side::Side;
use super::tabs::TabId;
use super::trust::ReplaceDraft;
use crate::engine::{ConnectWish, Failed, Location, Operation, OverwriteAnswer, Question, Repair};
use crate::error::{Error, FtpEffect, Place, SecretFault};
use crate::export::Part;
use crate::journal::{GroupId, Tried};
use crate::model::{
    ByteRate, EntryName, NameFault, Permissions, PromptId, SecretString, SessionId, Timestamp, TransferId,
};
use crate::queue::RowView;
use crate::remote::HostKeyAnswer;
use crate::settings::Settings;
use crate::site::{NodeId, SecretName};
use crate::trust::TrustItem;
use std::sync::Arc;

/// What was being done when something failed: the headline of an error card.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempt {
    /// Connecting to a host.
    Connect {
        /// The host, for eyes.
        host: String,
    },
    /// A session that stood and broke.
    KeepConnection {
        /// The host, for eyes.
        host: String,
    },
    /// Reading a folder.
    List(Location),
    /// Reading the folder that was typed.
    ListTyped {
        /// What was typed, for eyes.
        typed: String,
    },
    /// A transfer; `None` when its row is gone already.
    Transfer(Option<Box<RowView>>),
    /// What the journal noted.
    Noted(Box<Tried>),
    /// An operation.
    Operate(Box<Operation>),
    /// Doing something about another failure.
    Repair(Box<Repair>),
    /// Writing a file of the program's own.
    Save {
        /// The file, for eyes.
        name: String,
    },
    /// Opening a file with its program.
    Open {
        /// The file, for eyes.
        name: String,
    },
}

/// What "Try again" on an error card does.
#[derive(Clone, PartialEq, Eq)]
pub enum Retry {
    /// Connect like this, to this site of the list; `None`: it was made from none.
    Connect(Box<ConnectWish>, Option<NodeId>),
    /// Read this folder in this pane.
    List(Side, Location),
    /// Start this transfer again.
    Transfer(TransferId),
    /// Do this operation again.
    Operate(Box<Operation>),
    /// Do this repair again, which failed itself.
    Repair(Box<Failed>, Box<Repair>),
}

/// An error on screen.
#[derive(Clone, PartialEq)]
pub struct ErrorReport {
    /// What was being done.
    pub attempt: Attempt,
    /// Why it failed.
    pub error: Arc<Error>,
    /// How many more failed in the same gesture.
    pub others: u64,
    /// What "Try again" does; `None` where trying again is no use.
    pub retry: Option<Retry>,
    /// When it happened; `None` where that was not noted.
    pub at: Option<Timestamp>,
}

/// What is typed as an answer to a question so far.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerDraft {
    /// For passwords, passphrases and the server's own prompts: one for each field.
    pub secrets: Vec<SecretString>,
    /// For overwriting: the choice so far.
    pub overwrite: OverwriteAnswer,
    /// For host keys: the choice so far.
    pub host_key: HostKeyAnswer,
    /// Whether secrets are shown while they are typed.
    pub reveal: bool,
    /// Whether the secret shall be kept.
    pub keep: bool,
}

/// Permissions being edited: for each bit on, off, or as it is (`None`: differs among the entries).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionsDraft {
    /// What to change.
    pub items: Vec<Location>,
    /// The names, for eyes.
    pub names: Vec<String>,
    /// Whether there are folders among them.
    pub any_folder: bool,
    /// Bits that are on in every entry, as found.
    pub all_on: Permissions,
    /// Bits that are on in some entry, as found.
    pub some_on: Permissions,
    /// Bits to switch on.
    pub set: Permissions,
    /// Bits to switch off.
    pub clear: Permissions,
    /// The octal field while it is edited; empty when bits differ.
    pub octal: String,
    /// Do the same inside of folders.
    pub recursive: bool,
    /// In folders, execute bits only where they mean "enter".
    pub folders_only_execute: bool,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathPurpose {
    /// A private key for the connect form.
    KeyFile,
    /// A private key for this site.
    SiteKeyFile(NodeId),
    /// The local start folder of this site.
    SiteLocalFolder(NodeId),
    /// A public key to be installed on the server.
    PublicKey,
    /// Files to upload.
    UploadFiles,
    /// A folder to upload.
    UploadFolder,
    /// The folder to download the selection into.
    DownloadTo,
    /// The folder to send something to that failed elsewhere.
    SendTo,
    /// The local folder for downloads of a group that failed.
    OtherFolder(GroupId),
    /// The folder of the server for uploads of a group that failed.
    OtherRemoteFolder(GroupId),
    /// The file to write all errors to.
    SaveErrors(ExportForm),
    /// The file of another program to read sites from.
    ImportSites,
    /// The file to write sites to.
    ExportSites,
    /// The file to write the support bundle to.
    SaveBundle,
}

/// The name that is offered for a support bundle.
pub const BUNDLE_NAME: &str = "catamaran-support.zip";

/// In which form errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportForm {
    /// For people.
    Markdown,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

impl ExportForm {
    /// The name that is offered for the file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Markdown => "catamaran-errors.md",
            Self::Json => "catamaran-errors.json",
            Self::Csv => "catamaran-errors.csv",
        }
    }
}

/// The support bundle before it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleDraft {
    /// What is in it.
    pub parts: Arc<Vec<Part>>,
    /// The part that is looked at.
    pub shown: usize,
}

/// What is asked before a fix is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixAsk {
    /// Whether to replace what is there.
    Overwrite,
    /// Whether to delete a folder with all that is in it.
    DeleteContent(Place),
    /// Another name.
    Name {
        /// The name so far.
        name: String,
        /// Why it cannot be taken; shown once it was tried.
        fault: Option<NameFault>,
    },
    /// Another folder on the server.
    Folder {
        /// The path so far.
        text: String,
        /// Whether it cannot be taken; shown once it was tried.
        fault: bool,
    },
}

/// A fix that waits for an answer.
#[derive(Clone, PartialEq)]
pub struct FixDraft {
    /// The failure.
    pub about: Box<ErrorReport>,
    /// Whether it is for everything that failed for the same cause.
    pub alike: bool,
    /// The question.
    pub ask: FixAsk,
}

/// How fast all transfers together may be, as typed; empty: as fast as can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitsDraft {
    /// To servers.
    pub upload: String,
    /// From servers.
    pub download: String,
}

impl LimitsDraft {
    /// The limits that hold now.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let typed = |limit: Option<u64>| limit.map(|limit| ByteRate(limit).typed()).unwrap_or_default();
        Self { upload: typed(settings.upload_limit), download: typed(settings.download_limit) }
    }

    /// What is typed, to servers and from them, in bytes a second; the outer `None`: that is no speed.
    #[must_use]
    pub fn limits(&self) -> [Option<Option<u64>>; 2] {
        [&self.upload, &self.download].map(|typed| match typed.trim() {
            "" => Some(None),
            typed => ByteRate::parse(typed).map(|rate| Some(rate.0)),
        })
    }

    /// Which of the two fields hold no speed.
    #[must_use]
    pub fn faults(&self) -> [bool; 2] {
        self.limits().map(|limit| limit.is_none())
    }
}

/// The lock of a site that may be lifted.
#[derive(Clone, PartialEq)]
pub struct UnlockDraft {
    /// The session.
    pub session: SessionId,
    /// The site, for eyes.
    pub site: String,
    /// What failed because of it, to be tried again; with `true` everything that failed for the same cause.
    pub about: Option<(Box<ErrorReport>, bool)>,
}

/// A dialog.
#[derive(Clone, PartialEq)]
pub enum Dialog {
    /// Asks where to connect; what is typed stands in `UiState::connect`.
    Connect,
    /// Asks for the name of a new folder.
    NewFolder {
        /// In which pane.
        side: Side,
        /// The folder it will be in.
        parent: Location,
        /// The name so far.
        name: String,
        /// Why the name cannot be taken; shown once it was tried.
        fault: Option<NameFault>,
    },
    /// Asks whether to delete.
    Delete {
        /// In which pane.
        side: Side,
        /// What.
        names: Vec<EntryName>,
        /// The folder they are in.
        folder: Location,
        /// How many of them are folders.
        folders: usize,
        /// Delete local entries for good instead of putting them into the trash.
        permanently: bool,
    },
    /// Edits permissions.
    Permissions(PermissionsDraft),
    /// Shows an error.
    Error(ErrorReport),
    /// Asks before a fix.
    Fix(FixDraft),
    /// A question of the engine.
    Question {
        /// Its id.
        prompt: PromptId,
        /// The question.
        question: Question,
        /// What is answered so far.
        draft: AnswerDraft,
    },
    /// Asks for a path where the system has no dialog for it.
    Path {
        /// What for.
        purpose: PathPurpose,
        /// The path so far.
        text: String,
    },
    /// Asks whether to send a command by hand that can derail the session.
    RawCommand {
        /// The command; a secret, for a password may stand in it.
        line: SecretString,
        /// What it does to the session.
        effect: FtpEffect,
    },
    /// The code book.
    Codes(CodesView),
    /// The connection doctor; what it shows stands in `UiState::doctor`.
    Doctor,
    /// How the session is secured.
    Security,
    /// Writes sites to a file for somebody else.
    Export(Box<ExportDraft>),
    /// Sites of other programs; what was found stands in `UiState::import`.
    Import,
    /// The site manager; what it shows stands in `UiState::sites`.
    Sites,
    /// Asks whether to store what was edited in it.
    UnsavedSites {
        /// Whether the program ends then.
        quit: bool,
    },
    /// What says which servers are trusted; it stands in `UiState::trust`.
    Trust,
    /// Kept secrets; they stand in `UiState::secrets`.
    Secrets,
    /// Asks whether to forget these.
    ForgetSecrets(Vec<SecretName>),
    /// Asks for the master password of the vault.
    Master(MasterDraft),
    /// Tells that a secret was not kept.
    NotKept {
        /// Its name.
        name: SecretName,
        /// Why.
        fault: SecretFault,
    },
    /// Asks whether to remove something of it.
    Forget(Box<TrustItem>),
    /// Asks whether to take another key or certificate in place of the known one.
    Replace(ReplaceDraft),
    /// Shows what is in the support bundle, to save it.
    Bundle(BundleDraft),
    /// Makes a key.
    NewKey(NewKeyDraft),
    /// Installs a public key on the server.
    InstallKey(InstallKeyDraft),
    /// What this program is.
    About,
    /// The keys.
    Shortcuts,
    /// Asks whether to lift the lock of a site.
    Unlock(UnlockDraft),
    /// Asks how fast all transfers together may be.
    Limits(LimitsDraft),
    /// Asks whether to close a tab whose transfers are not finished.
    CloseTab {
        /// Which.
        tab: TabId,
        /// What its session is called.
        title: String,
        /// How many transfers are not finished.
        active: usize,
    },
    /// Asks whether to end while transfers run.
    Quit {
        /// How many transfers are not finished.
        active: usize,
    },
}

impl Dialog {
    /// The id of the question; `None` when it is no question.
    #[must_use]
    pub fn prompt(&self) -> Option<PromptId> {
        match self {
            Self::Question { prompt, .. } => Some(*prompt),
            _ => None,
        }
    }
}
