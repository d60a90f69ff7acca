//! A reply of an FTP server: the code in front, and every byte of it as it came. Pure.

use super::reason::reason;
use crate::error::{Error, ErrorKind, FtpFault, FtpSeries, Result, ServerText};
use crate::model::escape_bytes;

/// Codes whose text may name the reason as C libraries word it.
const WITH_REASON: [u16; 8] = [450, 451, 452, 501, 550, 551, 552, 553];
/// Words in a refusal that mean a limit of connections, in small letters; servers send them with 421 and 530.
const LIMITS: [&str; 12] = [
    "too many",
    "maximum number",
    "maximum connections",
    "maximum clients",
    "maximum users",
    "maximum session",
    "(the maximum)",
    "connection limit",
    "user limit",
    "session limit",
    "max clients",
    "limit reached",
];

/// One whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The code of its last line, 100 to 699.
    pub(super) code: u16,
    /// All lines as they came, without the end of the last one.
    pub(super) raw: Vec<u8>,
}

impl Reply {
    /// Takes a reply apart.
    ///
    /// # Errors
    /// `FtpProtocol(UnreadableReply)` with the bytes where no code is in front.
    pub(super) fn read(raw: &[u8]) -> Result<Self> {
        let raw = raw.trim_ascii_end();
        // Some servers end a reply of many lines with another code than they began it with: the last one counts.
        let last = raw.split(|b| *b == b'\n').next_back().unwrap_or_default();
        let code = code_of(last).or_else(|| code_of(raw)).filter(|code| FtpSeries::of(*code).is_some());
        let Some(code) = code else {
            let mut error = Error::new(ErrorKind::FtpProtocol(FtpFault::UnreadableReply));
            error.server_text = Some(ServerText { message: raw.to_vec(), language: None });
            return Err(error);
        };
        Ok(Self { code, raw: raw.to_vec() })
    }

    /// What the first digit says.
    pub(super) fn series(&self) -> Option<FtpSeries> {
        FtpSeries::of(self.code)
    }

    /// Whether it says that the command is done.
    pub(super) fn is_done(&self) -> bool {
        self.series() == Some(FtpSeries::Done)
    }

    /// Whether the server does not know the command or cannot do it.
    pub(super) fn is_unknown_command(&self) -> bool {
        matches!(self.code, 500 | 502 | 504)
    }

    /// The lines without their ends.
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.raw.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// The text of the first line, behind the code.
    pub(super) fn text(&self) -> &[u8] {
        self.lines().next().and_then(|line| line.get(4..)).unwrap_or_default()
    }

    /// For eyes, on one line.
    pub(super) fn display(&self) -> String {
        escape_bytes(&self.raw)
    }

    /// Whether it turns a connection down because there are too many.
    pub(super) fn is_limit(&self) -> bool {
        let text = escape_bytes(&self.raw).to_ascii_lowercase();
        matches!(self.code, 421 | 530) && LIMITS.iter().any(|words| text.contains(words))
    }

    /// What it means where something else was hoped for: the kind from the table, made precise by the text where that
    /// names a reason.
    pub(super) fn error(&self) -> Box<Error> {
        let mut error = Error::ftp(self.code, Some(ServerText { message: self.raw.clone(), language: None }));
        error.kind = match self.code {
            _ if self.is_limit() => ErrorKind::ServerLimit,
            425 => ErrorKind::NoDataConnection,
            code if WITH_REASON.contains(&code) => reason(self.text()).unwrap_or(error.kind),
            code if code < 400 => ErrorKind::FtpProtocol(FtpFault::UnexpectedReply),
            _ => error.kind,
        };
        error
    }

    /// The same reply where it says that the command is done, else its error.
    ///
    /// # Errors
    /// What [`Self::error`] says.
    pub(super) fn done(self) -> Result<Self> {
        if self.is_done() { Ok(self) } else { Err(self.error()) }
    }
}

fn code_of(line: &[u8]) -> Option<u16> {
    let digits = line.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    if !matches!(line.get(3), None | Some(b' ' | b'-' | b'\r' | b'\n')) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Where a whole reply ends in what has come so far; `None`: it goes on. A reply of many lines ends with a line that has
/// the same code and a space (RFC 959, section 4.2).
pub(super) fn reply_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut opening: Option<&[u8]> = None;
    while let Some(length) = bytes.get(at..)?.iter().position(|b| *b == b'\n') {
        let line = bytes.get(at..at + length)?;
        at += length + 1;
        match opening {
            None if line.get(3) == Some(&b'-') && code_of(line).is_some() => opening = line.get(..3),
            None => return Some(at),
            Some(code) if line.starts_with(code) && matches!(line.get(3), None | Some(b' ' | b'\r')) => {
                return Some(at);
            }
            Some(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_from_the_text() {
        for (raw, code) in [
            (&b"220 ready\r\n"[..], 220),
            (b"220\r\n", 220),
            (b"211-Features:\r\n MLST\r\n211 End\r\n", 211),
            (b"226-half\r\n426 gone\r\n", 426),
            (b"631 aGVsbG8=\r\n", 631),
        ] {
            assert_eq!(Reply::read(raw).map(|reply| reply.code), Ok(code));
        }
        for junk in [&b"hello\r\n"[..], b"", b"22 x\r\n", b"999 x\r\n", b"000 x\r\n", b"2200 x\r\n", b"\0\0\0 \r\n"] {
            let error = Reply::read(junk).unwrap_err();
            assert_eq!(error.kind, ErrorKind::FtpProtocol(FtpFault::UnreadableReply), "{junk:?}");
        }
    }

    #[test]
    fn a_reply_ends_with_its_own_code() {
        assert_eq!(reply_end(b"220 hi\r\n234 x\r\n"), Some(8));
        assert_eq!(reply_end(b"220-a\r\n500 users\r\n220 b\r\n"), Some(25));
        assert_eq!(reply_end(b"220-a\r\n220-b\r\n"), None);
        assert_eq!(reply_end(b"220 no end"), None);
        assert_eq!(reply_end(b"220-a\r\n220\r\n"), Some(12));
    }

    #[test]
    fn reasons_in_the_text_become_kinds() {
        for (raw, kind) in [
            (&b"550 x/y: No such file or directory"[..], ErrorKind::NotFound),
            (b"550 Can't create directory: File exists", ErrorKind::AlreadyExists),
            (b"553 Can't open that file: Permission denied", ErrorKind::PermissionDenied),
            (b"550 Failed to open file.", ErrorKind::Failure),
            (b"451 /x: No space left on device", ErrorKind::DiskFull),
            (b"552 Disk full", ErrorKind::DiskFull),
            (b"425 Can't open data connection.", ErrorKind::NoDataConnection),
            (b"421 Too many connections (8) from this IP", ErrorKind::ServerLimit),
            (b"421 There are too many connected users, please try later.", ErrorKind::ServerLimit),
            (b"421 50 users (the maximum) are already logged in, sorry", ErrorKind::ServerLimit),
            (b"530 Sorry, the maximum number of clients (3) are already connected.", ErrorKind::ServerLimit),
            (b"421 Timeout.", ErrorKind::ConnectionLost),
            (b"500 What?", ErrorKind::Unsupported),
            (b"599 Unheard of", ErrorKind::Failure),
            (b"350 Go on", ErrorKind::FtpProtocol(FtpFault::UnexpectedReply)),
        ] {
            let error = Reply::read(raw).unwrap().error();
            assert_eq!(error.kind, kind, "{error}");
            assert_eq!(error.server_text.unwrap().message, raw, "every byte is kept");
        }
    }
}
