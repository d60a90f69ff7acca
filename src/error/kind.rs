//! What the program decides by: one closed list for every protocol and the local system. Pure.

use super::certificate::{CertificateConflict, CertificateFault};
use super::ftp_fault::FtpFault;
use super::host_key::HostKeyConflict;
use super::packet::PacketFault;
use super::proxy::ProxyTrouble;
use crate::model::AddressFault;

/// What went wrong, in the terms that retries, dialogs and exit codes are decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The file, or a folder on the way to it, does not exist.
    NotFound,
    /// This user may not do this.
    PermissionDenied,
    /// The name is taken.
    AlreadyExists,
    /// A file was needed, a folder is there.
    IsAFolder,
    /// A folder was needed, something else is there.
    NotAFolder,
    /// The folder holds entries.
    FolderNotEmpty,
    /// No space is left.
    DiskFull,
    /// The user's share of the disk, or the size limit of a file, is used up.
    QuotaExceeded,
    /// The file system or medium can only be read.
    ReadOnlyFileSystem,
    /// Source and target lie on different file systems, where a rename or hard link cannot reach.
    OtherFileSystem,
    /// Symbolic links lead in a circle.
    LinkLoop,
    /// The name is longer than the file system holds.
    NameTooLong,
    /// The name cannot be used there, or would name another place.
    NameRefused,
    /// In use or locked.
    Busy,
    /// A pipe, socket or device: not opened.
    SpecialFile,
    /// Folders within folders beyond the depth limit, or a loop of links.
    TooDeep,
    /// The server or system cannot do this.
    Unsupported,
    /// An argument was refused.
    InvalidArgument,
    /// Too many files are open.
    TooManyOpenFiles,
    /// There is no trash at that place, or it refused the file: it can only be deleted for good.
    NoTrash,
    /// It failed, and no reason was given.
    Failure,
    /// The site is locked against changes, by its own setting; the server was not asked.
    SiteLocked,

    /// The file or stream ended before its size was reached.
    EndedEarly,
    /// The source changed while it was transferred.
    ChangedDuringTransfer,
    /// What the target holds is not the beginning of the source, so going on behind it would spoil the file.
    ResumeMismatch,
    /// The checksums of a file that was transferred differ on the two sides.
    ContentDiffers,

    /// The address cannot be understood.
    BadAddress(AddressFault),
    /// The name of the host is not known.
    HostNotFound,
    /// The host answers, but nothing listens on that port.
    ConnectionRefused,
    /// There is no way to the host.
    Unreachable,
    /// Nothing came within the time limit of a stage.
    TimedOut(Stage),
    /// The connection ended.
    ConnectionLost,
    /// Something else than SSH answers on that port.
    WrongProtocol(SpokenProtocol),
    /// Server and client share no algorithm; the text names the kind and what the server offers.
    NoCommonAlgorithm(String),
    /// The server broke the SSH protocol or a check failed; the text is the library's own words.
    SshProtocol(String),
    /// The server refused a channel or its SFTP service.
    ServiceRefused,
    /// The server lets nobody else in for now: too many connections or users. It may do so later.
    ServerLimit,
    /// An SFTP packet cannot be what the protocol says.
    MalformedPacket(PacketFault),

    /// The server broke the FTP protocol.
    FtpProtocol(FtpFault),
    /// The connection on which data travels could not be made, while the one for commands stands.
    NoDataConnection,
    /// TLS was wished and the server refuses it; nothing was sent in clear.
    EncryptionRefused,
    /// A password would travel in clear, and nobody agreed to that.
    PlainTextRefused,
    /// TLS failed; the text is the library's own words.
    TlsFailed(String),
    /// The user did not accept the server's certificate; what is wrong with it.
    CertificateRejected(Vec<CertificateFault>),
    /// The certificate is not the one that is trusted for this server.
    CertificateChanged(Box<CertificateConflict>),
    /// A file of certificates or keys, or the file of trusted certificates, cannot be used.
    CertificateFileUnusable,

    /// The proxy on the way to the server did not lead to it.
    Proxy(ProxyTrouble),

    /// The user's SSH configuration cannot be followed.
    SshConfig(SshConfigFault),

    /// The server's key is not known, and the configuration lets nobody decide.
    HostKeyUnknown,
    /// The user did not accept the server's key.
    HostKeyRejected,
    /// The server's key is not the one that is known for it.
    HostKeyChanged(Box<HostKeyConflict>),
    /// The server's key was declared stolen or retired.
    HostKeyRevoked(Box<HostKeyConflict>),
    /// A file of known hosts could not be read or written.
    KnownHostsUnusable,

    /// Every way to log in was refused.
    LoginRefused {
        /// The methods that were tried, in order (`publickey`, `password`...).
        tried: Vec<String>,
        /// The methods that the server would still accept.
        accepted: Vec<String>,
    },
    /// A key file cannot be used.
    KeyUnusable(KeyFault),

    /// The user stopped it.
    Cancelled,
}

/// A stage of a connection that has its own time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// TCP connection.
    Connect,
    /// Banner and key exchange.
    Handshake,
    /// Login.
    Login,
    /// Start of the SFTP service.
    Service,
    /// No progress in a running session.
    Session,
}

/// What answered instead of SSH, told from its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpokenProtocol {
    /// A greeting such as `220 ...`: FTP (or SMTP).
    Ftp,
    /// A web server.
    Http,
    /// A TLS record.
    Tls,
    /// SSH, where something else was expected.
    Ssh,
    /// Text printed by a login script into the SFTP stream.
    LoginText,
    /// None of these.
    Unknown,
}

/// Why the user's SSH configuration cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SshConfigFault {
    /// The host is reached through a command, which was not run; the command.
    ProxyCommand(String),
    /// A host would be reached through itself, or through too many others; the host.
    JumpLoop(String),
    /// None of the algorithms that are asked for is there; keyword and value.
    NoAlgorithm(String),
}

/// Why a key file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFault {
    /// The file cannot be read.
    Unreadable,
    /// It is no private key in a form that is known.
    NotAKey,
    /// It is a public key; the private one is needed.
    PublicKey,
    /// The passphrase does not open it.
    WrongPassphrase,
    /// A form or cipher that cannot be opened; it can be converted with `ssh-keygen -p`.
    UnsupportedForm,
    /// A form of another program (ssh.com), which `ssh-keygen -i` or `PuTTYgen` converts.
    ForeignForm,
    /// A kind of key that servers and clients have given up: DSA, SSH-1. A new one must be made.
    RetiredKind,
    /// It is a private key; the public one is needed, and the private one goes nowhere.
    PrivateKey,
    /// It is no public key in the form of OpenSSH.
    NotAPublicKey,
    /// The key lies in a device (`sk-`); the file names it only, and the agent signs with it.
    HardwareKey,
}

/// What the retry policy does with an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryClass {
    /// Worth trying again by itself, after a pause.
    Retry,
    /// The user must decide.
    Ask,
    /// Trying again unchanged cannot help.
    Fail,
}

impl ErrorKind {
    /// What the retry policy does with it.
    #[must_use]
    pub fn retry_class(&self) -> RetryClass {
        match self {
            Self::Unreachable
            | Self::TimedOut(_)
            | Self::ConnectionLost
            | Self::NoDataConnection
            | Self::Busy
            | Self::TooManyOpenFiles
            | Self::ServerLimit
            | Self::ChangedDuringTransfer
            | Self::ContentDiffers
            | Self::EndedEarly => RetryClass::Retry,
            Self::AlreadyExists | Self::DiskFull | Self::QuotaExceeded | Self::ResumeMismatch => RetryClass::Ask,
            _ => RetryClass::Fail,
        }
    }

    /// The cause as a word in machine-readable output: a stable interface.
    #[must_use]
    pub fn cause_name(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::PermissionDenied => "permission_denied",
            Self::AlreadyExists => "already_exists",
            Self::IsAFolder => "is_a_folder",
            Self::NotAFolder => "not_a_folder",
            Self::FolderNotEmpty => "folder_not_empty",
            Self::DiskFull => "disk_full",
            Self::QuotaExceeded => "quota_exceeded",
            Self::ReadOnlyFileSystem => "read_only_file_system",
            Self::OtherFileSystem => "other_file_system",
            Self::LinkLoop => "link_loop",
            Self::NameTooLong => "name_too_long",
            Self::NameRefused => "name_refused",
            Self::Busy => "file_busy",
            Self::SpecialFile => "special_file",
            Self::TooDeep => "too_deep",
            Self::Unsupported => "unsupported",
            Self::InvalidArgument => "invalid_argument",
            Self::TooManyOpenFiles => "too_many_open_files",
            Self::NoTrash => "no_trash",
            Self::Failure => "unknown",
            Self::SiteLocked => "site_locked",
            Self::EndedEarly => "ended_early",
            Self::ChangedDuringTransfer => "changed_during_transfer",
            Self::ResumeMismatch => "resume_mismatch",
            Self::ContentDiffers => "content_differs",
            Self::BadAddress(_) => "bad_address",
            Self::HostNotFound => "host_not_found",
            Self::ConnectionRefused => "connection_refused",
            Self::Unreachable => "unreachable",
            Self::TimedOut(_) => "timed_out",
            Self::ConnectionLost => "connection_lost",
            Self::WrongProtocol(SpokenProtocol::LoginText) => "login_script_text",
            Self::WrongProtocol(_) => "wrong_protocol",
            Self::NoCommonAlgorithm(_) => "no_common_algorithm",
            Self::SshProtocol(_) => "ssh_protocol",
            Self::ServiceRefused => "service_refused",
            Self::ServerLimit => "server_limit",
            Self::MalformedPacket(_) => "malformed_packet",
            Self::FtpProtocol(_) => "ftp_protocol",
            Self::NoDataConnection => "no_data_connection",
            Self::EncryptionRefused => "encryption_refused",
            Self::PlainTextRefused => "plain_text_refused",
            Self::TlsFailed(_) => "tls_failed",
            Self::CertificateRejected(_) => "certificate_rejected",
            Self::CertificateChanged(_) => "certificate_changed",
            Self::CertificateFileUnusable => "certificate_file_unusable",
            Self::Proxy(trouble) => trouble.name(),
            Self::SshConfig(SshConfigFault::ProxyCommand(_)) => "ssh_config_proxy_command",
            Self::SshConfig(SshConfigFault::JumpLoop(_)) => "ssh_config_jump_loop",
            Self::SshConfig(SshConfigFault::NoAlgorithm(_)) => "ssh_config_no_algorithm",
            Self::HostKeyUnknown => "host_key_unknown",
            Self::HostKeyRejected => "host_key_rejected",
            Self::HostKeyChanged(_) => "host_key_changed",
            Self::HostKeyRevoked(_) => "host_key_revoked",
            Self::KnownHostsUnusable => "known_hosts_unusable",
            Self::LoginRefused { .. } => "login_refused",
            Self::KeyUnusable(_) => "key_unusable",
            Self::Cancelled => "cancelled",
        }
    }
}
