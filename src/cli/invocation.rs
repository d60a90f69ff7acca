//! What a command line asks for, after parsing. Pure.

use super::mode::ModeChange;
use crate::engine::{ConnectWish, NewKeyKind};
use crate::error::CodeFamily;
use crate::model::{Address, ByteRate, Endpoint, FtpOptions, OverwriteRule, Proxy, SecretString};
use crate::site::SecretName;
use crate::ssh_config::{Hop, StartFile};
use std::path::PathBuf;
use std::time::Duration;

/// What the whole command line asks for.
#[derive(Clone, PartialEq, Eq)]
pub enum Invocation {
    /// Open the window.
    Window {
        /// The address that fills the connect form, as it was given; it was understood.
        address: Option<String>,
        /// Which SSH configuration holds.
        config: ConfigOptions,
    },
    /// Open the window on the demo server.
    Demo(DemoWish),
    /// Do something with files, without a window.
    Files(Box<FilesWish>),
    /// Explain codes and commands.
    Explain(ExplainWish),
    /// Make a key pair.
    Keygen(KeygenWish),
    /// Tell about the sites.
    Sites(SitesWish),
    /// Write sites for somebody else, or take them over.
    Share(ShareVerb),
    /// Something with kept secrets.
    Secrets(SecretsVerb),
}

/// How sites come and go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShareVerb {
    /// Write them to a file for somebody else.
    Export {
        /// The file.
        file: PathBuf,
        /// Seal it with a passphrase.
        seal: bool,
        /// Put kept passwords in; only sealed.
        passwords: bool,
        /// The first line of standard input is the passphrase.
        passphrase_stdin: bool,
    },
    /// Take over what is in files of this and other programs.
    Import {
        /// The files; empty: what is in the usual places.
        files: Vec<PathBuf>,
        /// Take passwords too.
        passwords: bool,
        /// Only tell what is there.
        look: bool,
        /// The next line of standard input is the passphrase of a sealed file.
        passphrase_stdin: bool,
    },
}

/// What to do with kept secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretsVerb {
    /// Tell which there are and where.
    List,
    /// Forget these.
    Forget(Vec<SecretName>),
    /// Forget all.
    ForgetAll,
    /// Give the vault another master password.
    ChangeMaster {
        /// The first two lines of standard input are the one that holds and the new one.
        stdin: bool,
    },
}

/// What to tell about the sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SitesWish {
    /// Print one JSON object a line.
    pub json: bool,
    /// Everything about this one, by its name; `None`: all of them, one a line.
    pub show: Option<String>,
}

/// Which key to make, and where its passphrase comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeygenWish {
    /// The kind of key.
    pub kind: NewKeyKind,
    /// The comment; `None`: user and computer.
    pub comment: Option<String>,
    /// The file of the private half.
    pub file: PathBuf,
    /// The first line of standard input is the passphrase.
    pub passphrase_stdin: bool,
    /// The key gets no passphrase, and nobody is asked for one.
    pub no_passphrase: bool,
}

/// How the demo runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoWish {
    /// Drive the window by itself, check what was transferred, and end.
    pub drive: bool,
    /// Where to save a picture of the driven window (PNG).
    pub picture: Option<PathBuf>,
}

/// Which codes to explain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExplainWish {
    /// Print one JSON object a line.
    pub json: bool,
    /// Only in these families; empty for all.
    pub families: Vec<CodeFamily>,
    /// Which codes; empty to list every code of the families.
    pub codes: Vec<AskedCode>,
}

/// A code as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedCode {
    /// By its number.
    Number(i64),
    /// By its name, which is in a table.
    Name(String),
    /// By a whole line of an FTP server.
    Reply {
        /// The code in front, 0 to 999.
        code: u16,
        /// What stands behind it.
        text: String,
    },
}

/// What to do with files, and how.
#[derive(Clone, PartialEq, Eq)]
pub struct FilesWish {
    /// How to connect and what to print.
    pub options: Options,
    /// What to do.
    pub verb: Verb,
}

/// Which SSH configuration holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigOptions {
    /// A file in place of the usual ones, or the word `none`.
    pub file: Option<PathBuf>,
    /// Hosts to go through, in place of those that the configuration names.
    pub jump: Option<Vec<Hop>>,
    /// Commands of the configuration (`ProxyCommand`) run without a question.
    pub allow_proxy_command: bool,
    /// The proxy to go through.
    pub proxy: Option<Proxy>,
}

impl ConfigOptions {
    /// Which files are read.
    #[must_use]
    pub fn start_file(&self) -> StartFile {
        match &self.file {
            None => StartFile::Usual,
            Some(file) if file.as_os_str().eq_ignore_ascii_case("none") => StartFile::None,
            Some(file) => StartFile::Only(file.clone()),
        }
    }
}

/// Options that every verb has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub struct Options {
    /// Key files to try first.
    pub identities: Vec<PathBuf>,
    /// A file of known hosts in place of the usual ones.
    pub known_hosts: Option<PathBuf>,
    /// Which SSH configuration holds.
    pub config: ConfigOptions,
    /// Trust a server that is seen for the first time, and remember its key.
    pub accept_new_host_key: bool,
    /// A file of certificates whose authorities vouch for FTP servers, besides the system's own.
    pub ca_file: Option<PathBuf>,
    /// Trust a certificate that nobody vouches for when its server is seen for the first time, and remember it.
    pub accept_new_certificate: bool,
    /// Our own certificate with its key.
    pub client_cert: Option<PathBuf>,
    /// How FTP is spoken.
    pub ftp: FtpOptions,
    /// The first line of standard input is the password.
    pub password_stdin: bool,
    /// The next line of standard input is the password of the proxy.
    pub proxy_password_stdin: bool,
    /// Print one JSON object a line.
    pub json: bool,
    /// Write the message log to standard error.
    pub verbose: bool,
}

/// A file or folder on a server.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteUrl {
    /// What was typed, for messages, without a password.
    pub typed: String,
    /// Its parts; for a site, those of its server, with the path that was asked for.
    pub address: Address,
    /// How to connect, where it named a site; without secrets.
    pub site: Option<Box<ConnectWish>>,
}

impl RemoteUrl {
    /// The server.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.address.endpoint
    }

    /// Whether the path ends in `/`, which says that a folder is meant.
    #[must_use]
    pub fn names_folder(&self) -> bool {
        self.address.path.as_ref().is_none_or(|path| path.ends_with(b"/"))
    }
}

/// How to transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferOptions {
    /// Folders too.
    pub recursive: bool,
    /// What to do with targets that exist; `None`: nothing was said, so that the rule of a site holds, else it is asked.
    pub overwrite: Option<OverwriteRule>,
    /// How many files at the same time, 1 to 256; `None`: the usual number.
    pub jobs: Option<usize>,
    /// The most bytes a second; `None`: as many as can be.
    pub limit: Option<ByteRate>,
}

/// What to do.
#[derive(Clone, PartialEq, Eq)]
pub enum Verb {
    /// List folders.
    Ls {
        /// Which.
        urls: Vec<RemoteUrl>,
    },
    /// Tell about single entries.
    Stat {
        /// Which.
        urls: Vec<RemoteUrl>,
    },
    /// Check a connection step by step.
    Doctor {
        /// Where.
        url: RemoteUrl,
        /// How long each step may take; `None`: the usual times.
        limit: Option<Duration>,
    },
    /// Send one command to an FTP server.
    FtpCommand {
        /// Where.
        url: RemoteUrl,
        /// The command as it was written.
        line: SecretString,
    },
    /// Download.
    Get {
        /// What.
        urls: Vec<RemoteUrl>,
        /// An existing folder, or a new name for a single source; `None`: the current folder.
        target: Option<PathBuf>,
        /// How.
        how: TransferOptions,
    },
    /// Upload.
    Put {
        /// What.
        files: Vec<PathBuf>,
        /// A folder, or a new name for a single source.
        target: RemoteUrl,
        /// How.
        how: TransferOptions,
    },
    /// Make folders.
    Mkdir {
        /// Which.
        urls: Vec<RemoteUrl>,
        /// Make missing folders above, too; an existing folder is no error.
        parents: bool,
    },
    /// Delete.
    Rm {
        /// What.
        urls: Vec<RemoteUrl>,
        /// Folders with all that is in them, too.
        recursive: bool,
    },
    /// Rename or move on one server.
    Mv {
        /// What.
        from: RemoteUrl,
        /// An existing folder, or the new path.
        to: RemoteUrl,
    },
    /// Add a public key to those that may log in.
    InstallKey {
        /// The server, as whom the key shall log in.
        url: RemoteUrl,
        /// The file of the public half.
        key: PathBuf,
        /// Set permissions right with which the server would ignore the key.
        mend: bool,
    },
    /// Set permissions.
    Chmod {
        /// Which bits.
        change: ModeChange,
        /// What.
        urls: Vec<RemoteUrl>,
        /// All that is in folders, too.
        recursive: bool,
    },
}

impl Verb {
    /// The files and folders on servers that it is about.
    #[must_use]
    pub fn urls(&self) -> Vec<&RemoteUrl> {
        match self {
            Self::Ls { urls }
            | Self::Stat { urls }
            | Self::Get { urls, .. }
            | Self::Mkdir { urls, .. }
            | Self::Rm { urls, .. }
            | Self::Chmod { urls, .. } => urls.iter().collect(),
            Self::Doctor { url, .. }
            | Self::FtpCommand { url, .. }
            | Self::InstallKey { url, .. }
            | Self::Put { target: url, .. } => vec![url],
            Self::Mv { from, to } => vec![from, to],
        }
    }

    /// The most bytes a second, where that was said.
    #[must_use]
    pub fn limit(&self) -> Option<ByteRate> {
        self.how()?.limit
    }

    /// How to transfer; `None`: it transfers nothing.
    #[must_use]
    pub fn how(&self) -> Option<TransferOptions> {
        match self {
            Self::Get { how, .. } | Self::Put { how, .. } => Some(*how),
            _ => None,
        }
    }
}
