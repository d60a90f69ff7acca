//! The library's errors in the program's own words.

use crate::error::{Error, ErrorKind, ServerText, SpokenProtocol, Stage, StatusCode};
use crate::model::escape_bytes;
use crate::remote::recognise;
use russh::client::RemoteDisconnectInfo;
use russh::{AlgorithmKind, ChannelOpenFailure};
use std::io;

/// What a session's task can fail with: russh's errors, or our own judgement on a server's key.
#[derive(Debug)]
pub(super) enum SessionFault {
    /// From the library.
    Library(russh::Error),
    /// From our own checks.
    Own(Box<Error>),
}

impl From<russh::Error> for SessionFault {
    fn from(error: russh::Error) -> Self {
        Self::Library(error)
    }
}

impl From<SessionFault> for Box<Error> {
    fn from(fault: SessionFault) -> Self {
        match fault {
            SessionFault::Library(error) => library_error(error),
            SessionFault::Own(error) => error,
        }
    }
}

/// An error of the library.
pub(super) fn library_error(error: russh::Error) -> Box<Error> {
    use russh::Error as Fault;
    match error {
        Fault::NoCommonAlgo { kind, theirs, .. } => {
            let kind = match kind {
                AlgorithmKind::Kex => "key exchange",
                AlgorithmKind::Key => "host key",
                AlgorithmKind::Cipher => "cipher",
                AlgorithmKind::Compression => "compression",
                AlgorithmKind::Mac => "mac",
            };
            Error::new(ErrorKind::NoCommonAlgorithm(format!("{kind}: {}", escape_bytes(theirs.join(", ").as_bytes()))))
        }
        Fault::IO(fault) => stream_error(&fault),
        Fault::Disconnect | Fault::HUP | Fault::SendError | Fault::RecvError => Error::new(ErrorKind::ConnectionLost),
        Fault::KeepaliveTimeout | Fault::InactivityTimeout | Fault::ConnectionTimeout | Fault::Elapsed(_) => {
            Error::new(ErrorKind::TimedOut(Stage::Session))
        }
        Fault::UnknownKey => Error::new(ErrorKind::HostKeyRejected),
        Fault::ChannelOpenFailure(reason) => channel_refused(&reason),
        other => Error::new(ErrorKind::SshProtocol(other.to_string())),
    }
}

/// The server opens no channel and says why.
fn channel_refused(reason: &ChannelOpenFailure) -> Box<Error> {
    let mut error = Error::new(ErrorKind::ServiceRefused)
        .with_detail(reason.description().to_owned())
        .during("SSH_MSG_CHANNEL_OPEN session");
    error.code = Some(StatusCode::SshChannelOpen(reason.code()));
    error
}

/// A fault of the TCP stream in a running session: whatever it is, the connection is gone.
fn stream_error(fault: &io::Error) -> Box<Error> {
    let mut error = Error::io(fault);
    if !matches!(error.kind, ErrorKind::TimedOut(_) | ErrorKind::Unreachable) {
        error.kind = ErrorKind::ConnectionLost;
    }
    if let ErrorKind::TimedOut(stage) = &mut error.kind {
        *stage = Stage::Session;
    }
    error
}

/// The server said goodbye and why.
pub(super) fn disconnected(info: RemoteDisconnectInfo) -> Box<Error> {
    let mut error = Error::new(ErrorKind::ConnectionLost);
    error.code = Some(StatusCode::SshDisconnect(info.reason_code as u32));
    error.server_text =
        Some(ServerText { message: info.message.into_bytes(), language: Some(info.lang_tag.into_bytes()) });
    error
}

/// What a failed handshake means in the light of the first bytes that came.
pub(super) fn handshake_error(error: Box<Error>, first: &[u8]) -> Box<Error> {
    let decided = matches!(
        error.kind,
        ErrorKind::HostKeyChanged(_)
            | ErrorKind::HostKeyRevoked(_)
            | ErrorKind::HostKeyUnknown
            | ErrorKind::HostKeyRejected
            | ErrorKind::KnownHostsUnusable
            | ErrorKind::NoCommonAlgorithm(_)
            | ErrorKind::Cancelled
    );
    let Some(spoken) = recognise(first).filter(|_| !decided) else { return error };
    let line = first.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    // OpenSSH turns connections down in plain words before its greeting (sshd.c, MaxStartups and PerSourcePenalties).
    let busy = line.starts_with(b"Exceeded MaxStartups") || line.starts_with(b"Not allowed at this time");
    let mut told = Error::new(if busy { ErrorKind::ServiceRefused } else { ErrorKind::WrongProtocol(spoken) });
    if spoken != SpokenProtocol::Tls {
        told.server_text = Some(ServerText { message: line.to_vec(), language: None });
    }
    told
}

/// Text of a server for eyes: visible escapes, but lines stay lines.
pub(super) fn escape_lines(text: &str) -> String {
    text.trim_end().lines().map(|line| escape_bytes(line.as_bytes())).collect::<Vec<_>>().join("\n")
}
