//! The one error of the program: what kind, which code, whose words, on which path. Pure.

use super::attempt::{Act, Attempt};
use super::cause::Cause;
use super::code::StatusCode;
use super::data_try::DataTry;
use super::diagnosis::{Confidence, Diagnosis};
use super::errno::io_kind;
use super::ftp_fault::FtpFault;
use super::ftp_reply::ftp_reply;
use super::kind::{ErrorKind, RetryClass};
use super::place::Place;
use super::sftp_status::sftp_status;
use crate::model::{RemotePath, escape_bytes};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Results of everything that can fail; the error is boxed to keep results small.
pub type Result<T, E = Box<Error>> = std::result::Result<T, E>;

/// The server's own words, exactly as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerText {
    /// The message, in whatever encoding the server used.
    pub message: Vec<u8>,
    /// The language tag of RFC 3066; `None` when the field was missing, empty when the server sent it empty.
    pub language: Option<Vec<u8>>,
}

impl ServerText {
    /// The message for eyes, with visible escapes.
    #[must_use]
    pub fn display(&self) -> String {
        escape_bytes(&self.message)
    }
}

/// What failed. Decisions go by `kind`; everything else is shown. Shared as `Arc<Error>` once it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The code in its own family; `None` where the fault has none (a name that was refused before asking).
    pub code: Option<StatusCode>,
    /// What the server said; `None` when it said nothing.
    pub server_text: Option<ServerText>,
    /// The request that failed, in the protocol's words (`SSH_FXP_OPEN`...) with its parameters; never a secret.
    pub request: Option<String>,
    /// The operation that failed; `None` where it is not known.
    pub act: Option<Act>,
    /// The path it was about; for operations on two paths the old or the made one.
    pub place: Option<Place>,
    /// The other path of an operation on two.
    pub second: Option<Place>,
    /// The server, as `host` or `host:port`; `None` for local faults.
    pub host: Option<String>,
    /// The operating system's or a library's own words, where there are any beyond the server's.
    pub detail: Option<String>,
    /// The ways to a connection for data that were tried, in order, those of the wished mode first; empty for everything
    /// else.
    pub tries: Vec<DataTry>,
    /// What was found out about it afterwards; `None` until that was tried.
    pub diagnosis: Option<Arc<Diagnosis>>,
}

impl Error {
    /// An error of which only the kind is known yet.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Box<Self> {
        Box::new(Self {
            kind,
            code: None,
            server_text: None,
            request: None,
            act: None,
            place: None,
            second: None,
            host: None,
            detail: None,
            tries: Vec::new(),
            diagnosis: None,
        })
    }

    /// What an SFTP status means: the kind from the table, the number as it came, the server's words.
    #[must_use]
    pub fn sftp(code: u32, server_text: Option<ServerText>) -> Box<Self> {
        let mut error = Self::new(sftp_status(code).map_or(ErrorKind::Failure, |status| status.kind.clone()));
        error.code = Some(StatusCode::Sftp(code));
        error.server_text = server_text;
        error
    }

    /// What an FTP reply means: the kind from the table, the number as it came, the server's words.
    #[must_use]
    pub fn ftp(code: u16, server_text: Option<ServerText>) -> Box<Self> {
        let kind = ftp_reply(code).and_then(|reply| reply.kind.clone()).unwrap_or(ErrorKind::Failure);
        let mut error = Self::new(kind);
        error.code = Some(StatusCode::Ftp(code));
        error.server_text = server_text;
        error
    }

    /// A fault of this computer's files.
    #[must_use]
    pub fn local(source: &std::io::Error, path: impl Into<PathBuf>) -> Box<Self> {
        Self::io(source).at(Place::Local(path.into()))
    }

    /// A fault of an input/output call that is not about a file.
    #[must_use]
    pub fn io(source: &std::io::Error) -> Box<Self> {
        let mut error = Self::new(io_kind(source));
        error.code = source.raw_os_error().map(StatusCode::Os);
        error.detail = Some(source.to_string());
        error
    }

    /// The same error with the path it is about; an earlier path stays, for it is closer to the fault.
    #[must_use]
    pub fn at(mut self: Box<Self>, place: Place) -> Box<Self> {
        self.place.get_or_insert(place);
        self
    }

    /// The same error with the remote path it is about.
    #[must_use]
    pub fn at_remote(self: Box<Self>, path: &RemotePath) -> Box<Self> {
        self.at(Place::Remote(path.clone()))
    }

    /// The same error with the request that failed; an earlier one stays.
    #[must_use]
    pub fn during(mut self: Box<Self>, request: impl Into<String>) -> Box<Self> {
        self.request.get_or_insert_with(|| request.into());
        self
    }

    /// The same error with the server's name; an earlier one stays.
    #[must_use]
    pub fn on_host(mut self: Box<Self>, host: impl Into<String>) -> Box<Self> {
        self.host.get_or_insert_with(|| host.into());
        self
    }

    /// The same error with words of the system or a library.
    #[must_use]
    pub fn with_detail(mut self: Box<Self>, detail: impl Into<String>) -> Box<Self> {
        self.detail.get_or_insert_with(|| detail.into());
        self
    }

    /// The same error with the operation that failed; an earlier one stays, for it is closer to the fault.
    #[must_use]
    pub fn trying(mut self: Box<Self>, act: Act) -> Box<Self> {
        self.act.get_or_insert(act);
        self
    }

    /// The same error with the other path of an operation on two.
    #[must_use]
    pub fn and_place(mut self: Box<Self>, second: Place) -> Box<Self> {
        self.second.get_or_insert(second);
        self
    }

    /// The same error with what was found out about it.
    #[must_use]
    pub fn explained(mut self: Box<Self>, diagnosis: Arc<Diagnosis>) -> Box<Self> {
        self.diagnosis = Some(diagnosis);
        self
    }

    /// What was tried; `None` when the error is about no path.
    #[must_use]
    pub fn attempt(&self) -> Option<Attempt> {
        let place = self.place.clone()?;
        Some(Attempt { act: self.act.unwrap_or(Act::Other), place, second: self.second.clone(), needed: None })
    }

    /// The cause as a word in machine-readable output, found out or as the kind names it: a stable interface.
    #[must_use]
    pub fn cause_name(&self) -> &'static str {
        match &self.diagnosis {
            Some(diagnosis) => diagnosis.cause.name(),
            None => Cause::of(&self.kind, self.code).name(),
        }
    }

    /// Whether another failure has the same cause in the same place, so that one decision fits both.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.cause_name() == other.cause_name()
            && self.host == other.host
            && self.cause_folder() == other.cause_folder()
    }

    /// The folder that the cause lies in, where it is one of a folder or its disk; `None` where it is one of each item.
    #[must_use]
    pub fn cause_folder(&self) -> Option<&Place> {
        self.diagnosis.as_ref()?.cause.folder().filter(|folder| Some(*folder) != self.place.as_ref())
    }

    /// How sure the cause is. Without a diagnosis, a kind that the server or system named counts as certain.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        match &self.diagnosis {
            Some(diagnosis) => diagnosis.confidence,
            None if self.kind == ErrorKind::Failure => Confidence::Unknown,
            None => Confidence::Certain,
        }
    }

    /// What the retry policy does with it. FTP replies from 400 to 499 are refusals for now (RFC 959, section 4.2.1): they
    /// are worth another try even where they tell no reason.
    #[must_use]
    pub fn retry_class(&self) -> RetryClass {
        let for_now = matches!(self.code, Some(StatusCode::Ftp(400..=499)));
        match &self.kind {
            ErrorKind::Failure | ErrorKind::ServiceRefused if for_now => RetryClass::Retry,
            kind => kind.retry_class(),
        }
    }

    /// Whether the user stopped it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.kind == ErrorKind::Cancelled
    }

    /// Whether the session is of no use any more.
    #[must_use]
    pub fn ends_session(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::ConnectionLost
                | ErrorKind::TimedOut(_)
                | ErrorKind::MalformedPacket(_)
                | ErrorKind::SshProtocol(_)
                | ErrorKind::FtpProtocol(FtpFault::EndlessReply | FtpFault::UnaskedReply | FtpFault::UnreadableReply)
                | ErrorKind::Unreachable
        )
    }
}

impl fmt::Display for Error {
    /// One line for developers and test failures; people read the texts of `text::` instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.cause_name())?;
        if let Some(code) = self.code {
            write!(f, " [{} {} {}]", code.family(), code.number(), code.name().unwrap_or("?"))?;
        }
        if let Some(text) = &self.server_text {
            write!(f, " server: {}", text.display())?;
        }
        for (label, value) in [("detail", &self.detail), ("request", &self.request), ("host", &self.host)] {
            if let Some(value) = value {
                write!(f, " {label}: {value}")?;
            }
        }
        match &self.place {
            Some(place) => write!(f, " path: {}", place.display()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
