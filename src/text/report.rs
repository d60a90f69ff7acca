//! All words of one error, for the error card, the command line and logs alike.

use super::cause::{advice, explanation, place_words};
use super::code::{code_advice, code_line, code_meaning};
use super::code_words::ftp_reply_note;
use super::diagnosis::{
    cause_advice, cause_words, code_says_more, confidence_words, error_cause, evidence_words, explained,
};
use super::number::size;
use super::shown::{CARD_BYTES, ShownText, TAG_BYTES};
use crate::error::{Act, Error, ErrorKind, Place, StatusCode};
use crate::i18n::fl;
use crate::model::{ByteSize, escape_bytes};

/// The highest status code that any draft of SFTP names.
const LAST_SFTP: u32 = 31;
/// The most characters of a server's words in one line.
const LINE_CHARS: usize = 300;

/// One error in words. All of it is safe to show: undecodable bytes, control and direction characters are escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorWords {
    /// What we tried, or what the failure is about: `Could not upload report.pdf to /srv/data`. Without a full stop.
    pub headline: String,
    /// The cause in a few words, without a full stop: `The disk is full`; a likely one says so.
    pub cause: String,
    /// How sure the cause is; `None` when it was not looked into.
    pub confidence: Option<String>,
    /// A sentence or two that name host, path and what is known; lines divided by newlines.
    pub explanation: String,
    /// What to do; `None` where there is nothing to say.
    pub advice: Option<String>,
    /// Number and name of the code, `4 SSH_FX_FAILURE`; `None` when the fault has no code.
    pub code: Option<String>,
    /// What the code means; `None` when the fault has no code.
    pub meaning: Option<String>,
    /// The server's own words, not translated, at most [`CARD_BYTES`] of them; `None` when it sent none or an empty text.
    pub server_text: Option<String>,
    /// How many bytes of the server's words are left out.
    pub server_left_out: u64,
    /// The language tag that the server sent with them; `None` when missing or empty.
    pub language: Option<String>,
    /// The request that failed, in the protocol's words.
    pub request: Option<String>,
    /// The path it was about.
    pub place: Option<String>,
    /// The server.
    pub host: Option<String>,
    /// Words of the operating system or a library.
    pub detail: Option<String>,
    /// What was asked after the error, and the answers.
    pub evidence: Vec<String>,
    /// What else the cause could be, the likeliest first; they also stand in the explanation.
    pub alternatives: Vec<String>,
    /// What is wrong with the answer itself, or what stands in it; `None` for ordinary answers.
    pub note: Option<String>,
}

/// Puts an error into words.
#[must_use]
pub fn error_report(error: &Error) -> ErrorWords {
    let safe = |text: &String| clipped(text.as_bytes());
    let said = error.server_text.as_ref().map(|text| ShownText::of_server(text, CARD_BYTES)).unwrap_or_default();
    let language = error.server_text.as_ref().and_then(|text| text.language.as_deref());
    let diagnosis = error.diagnosis.as_deref();
    // A server that gives no reason: the usual reasons of its code say more than those of the kind.
    let advice = match (code_says_more(error), diagnosis) {
        _ if used_up(error) => Some(fl!("fix-too-many-keys")),
        (Some(code), _) => code_advice(code).or_else(|| advice(&error.kind)),
        (None, Some(diagnosis)) => cause_advice(&diagnosis.cause),
        (None, None) => advice(&error.kind),
    };
    ErrorWords {
        headline: headline(error),
        cause: error_cause(error),
        confidence: diagnosis.map(|diagnosis| confidence_words(diagnosis.confidence)),
        explanation: diagnosis.map_or_else(|| explanation(error), |diagnosis| explained(error, diagnosis)),
        advice,
        code: error.code.map(code_line),
        meaning: error.code.map(code_meaning),
        server_text: Some(said.text).filter(|text| !text.is_empty()),
        server_left_out: said.left_out,
        language: language.map(|tag| ShownText::of(tag, TAG_BYTES).text).filter(|tag| !tag.is_empty()),
        request: error.request.as_ref().map(safe),
        place: error.place.as_ref().map(Place::display),
        host: error.host.as_ref().map(safe),
        detail: error.detail.as_ref().map(safe),
        alternatives: diagnosis.map(|found| found.alternatives.iter().map(cause_words).collect()).unwrap_or_default(),
        note: note(error),
        evidence: diagnosis.map(|found| found.evidence.iter().map(evidence_words).collect()).unwrap_or_default(),
    }
}

/// Whether the server hung up because too many keys were tried: OpenSSH with reason 2 at `MaxAuthTries`, others with 14.
fn used_up(error: &Error) -> bool {
    let by_keys = matches!(&error.kind, ErrorKind::LoginRefused { tried, .. } if tried == &["publickey"]);
    by_keys && matches!(error.code, Some(StatusCode::SshDisconnect(2 | 14)))
}

/// Long text is cut, with dots at the end.
fn clipped(bytes: &[u8]) -> String {
    let shown = ShownText::of(bytes, CARD_BYTES);
    if shown.left_out > 0 { format!("{}…", shown.text) } else { shown.text }
}

/// Codes 6 and 7 are for use inside a client (draft-ietf-secsh-filexfer-02, section 7): a server that sends them is at
/// fault. Some FTP replies hold facts in their text.
fn note(error: &Error) -> Option<String> {
    match error.code? {
        StatusCode::Sftp(6 | 7) => Some(fl!("note-client-code")),
        StatusCode::Sftp(code) if code > LAST_SFTP => Some(fl!("note-unlisted-code")),
        StatusCode::Ftp(code) => {
            let text = error.server_text.as_ref().map(|text| text.message.as_slice()).unwrap_or_default();
            ftp_reply_note(code, text)
        }
        _ => None,
    }
}

fn headline(error: &Error) -> String {
    let place = place_words(error);
    match &error.kind {
        ErrorKind::BadAddress(_)
        | ErrorKind::HostNotFound
        | ErrorKind::ConnectionRefused
        | ErrorKind::Unreachable
        | ErrorKind::TimedOut(_)
        | ErrorKind::WrongProtocol(_)
        | ErrorKind::NoCommonAlgorithm(_)
        | ErrorKind::SshProtocol(_)
        | ErrorKind::EncryptionRefused
        | ErrorKind::PlainTextRefused
        | ErrorKind::TlsFailed(_)
        | ErrorKind::CertificateRejected(_)
        | ErrorKind::CertificateChanged(_)
        | ErrorKind::CertificateFileUnusable
        | ErrorKind::UserCertificateMissing
        | ErrorKind::UserCertificateRefused
        | ErrorKind::ServiceRefused
        | ErrorKind::ServerLimit
        | ErrorKind::SshConfig(_)
        | ErrorKind::Proxy(_)
        | ErrorKind::HostKeyUnknown
        | ErrorKind::HostKeyRejected
        | ErrorKind::KnownHostsUnusable
        | ErrorKind::HostKeyChanged(_)
        | ErrorKind::HostKeyRevoked(_) => match &error.host {
            Some(host) => fl!("headline-connect", host = escape_bytes(host.as_bytes())),
            None => fl!("headline-connect-nowhere"),
        },
        ErrorKind::LoginRefused { .. } | ErrorKind::KeyUnusable(_) => match &error.host {
            Some(host) => fl!("headline-login", host = escape_bytes(host.as_bytes())),
            None => fl!("headline-login-nowhere"),
        },
        ErrorKind::ConnectionLost | ErrorKind::MalformedPacket(_) => match &error.host {
            Some(host) => fl!("headline-lost", host = escape_bytes(host.as_bytes())),
            None => fl!("headline-lost-nowhere"),
        },
        _ => match (error.act, &error.place) {
            (Some(Act::List), Some(folder)) => fl!("tried-list", folder = folder.display()),
            (Some(Act::Stat), Some(path)) => fl!("tried-look", path = path.display()),
            (Some(Act::CreateFolder), Some(path)) => fl!("tried-make-folder", path = path.display()),
            (Some(Act::RemoveFile | Act::RemoveFolder), Some(path)) => fl!("tried-delete", path = path.display()),
            (Some(Act::SetAttributes), Some(path)) => fl!("tried-permissions", path = path.display()),
            _ => fl!("headline-failed", place = place),
        },
    }
}

impl ErrorWords {
    /// The same words under a headline that says what we tried.
    #[must_use]
    pub fn under(mut self, headline: String) -> Self {
        self.headline = headline;
        self
    }

    /// The details in the order in which they are shown, each with its label, its value, and perhaps a note on it; empty
    /// ones are left out.
    #[must_use]
    pub fn details(&self) -> Vec<(String, String, Option<String>)> {
        // A tag without words is told for itself.
        let tag = self.language.clone().filter(|_| self.server_text.is_none());
        [
            (fl!("detail-code"), self.code.clone(), self.meaning.clone()),
            (fl!("detail-note"), self.note.clone(), None),
            (fl!("detail-server"), self.server_line(), self.cut_note()),
            (fl!("detail-language"), tag, None),
            (fl!("detail-request"), self.request.clone(), None),
            (fl!("detail-path"), self.place.clone(), None),
            (fl!("detail-host"), self.host.clone(), None),
            (fl!("detail-system"), self.detail.clone(), None),
            (fl!("detail-confidence"), self.confidence.clone(), None),
        ]
        .into_iter()
        .chain(self.evidence.iter().map(|line| (fl!("detail-evidence"), Some(line.clone()), None)))
        .filter_map(|(label, value, note)| Some((label, value?, note)))
        .collect()
    }

    /// The server's words in quotation marks, with the language tag where it sent one; `None` when it sent no words.
    #[must_use]
    pub fn server_line(&self) -> Option<String> {
        let text = self.server_text.as_ref()?;
        Some(match &self.language {
            Some(language) => fl!("server-said-in", text = text.as_str(), language = language.as_str()),
            None => fl!("server-said", text = text.as_str()),
        })
    }

    /// How much of the server's words is left out; `None` when they are all there.
    fn cut_note(&self) -> Option<String> {
        (self.server_left_out > 0).then(|| fl!("server-said-cut", left = size(ByteSize(self.server_left_out))))
    }

    /// Everything in one line, for the message log and narrow places.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = format!("{}: {}", self.headline, self.cause);
        if let Some(code) = &self.code {
            line.push_str(" · ");
            line.push_str(code);
        }
        if let Some(text) = self.server_line() {
            line.push_str(" · ");
            line.extend(text.chars().take(LINE_CHARS));
            if text.chars().count() > LINE_CHARS {
                line.push('…');
            }
        } else if let Some(detail) = &self.detail {
            line.push_str(" · ");
            line.push_str(detail);
        }
        line
    }

    /// Everything as plain text, for the clipboard and the terminal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}. {}\n", self.headline, self.cause, self.explanation);
        if let Some(advice) = &self.advice {
            text.push_str(advice);
            text.push('\n');
        }
        let details = self.details();
        let width = details.iter().map(|(label, ..)| label.chars().count()).max().unwrap_or(0);
        for (label, value, note) in details {
            let gap = " ".repeat(width.saturating_sub(label.chars().count()) + 2);
            let note = note.map(|note| format!("  {note}")).unwrap_or_default();
            text.extend(["  ", &label, &gap, &value, &note, "\n"]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServerText;
    use crate::model::RemotePath;

    fn disk_full() -> Box<Error> {
        let text = ServerText { message: b"No space\x1b[1m".to_vec(), language: Some(b"en".to_vec()) };
        Error::sftp(14, Some(text))
            .during("SSH_FXP_WRITE offset 1310720 length 32768")
            .at_remote(&RemotePath::parse(b"/srv/data/a").unwrap())
            .on_host("web-01")
    }

    #[test]
    fn a_server_error_keeps_code_words_language_request_and_path() {
        let words = error_report(&disk_full());
        assert_eq!(words.code.as_deref(), Some("14 SSH_FX_NO_SPACE_ON_FILESYSTEM"));
        assert_eq!(words.server_text.as_deref(), Some("No space\\x1B[1m"));
        assert_eq!(words.language.as_deref(), Some("en"));
        let text = words.under("Could not upload a to /srv/data".into()).to_text();
        for part in ["Could not upload a", "14 SSH_FX", "No space\\x1B[1m", "SSH_FXP_WRITE", "/srv/data/a", "web-01"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains('\x1b'));
    }

    fn said(code: u32, message: &[u8], language: Option<&[u8]>) -> ErrorWords {
        let text = ServerText { message: message.to_vec(), language: language.map(<[u8]>::to_vec) };
        error_report(&Error::sftp(code, Some(text)))
    }

    #[test]
    fn a_megabyte_of_text_is_cut_and_the_note_says_how_much_is_missing() {
        let words = said(4, &vec![b'x'; 1 << 20], None);
        assert_eq!(words.server_text.as_ref().map(String::len), Some(CARD_BYTES));
        let text = words.to_text();
        assert!(text.contains("1.05 MB more") && text.len() < 4_000, "{text}");
        assert!(words.line().chars().count() < 500);
        assert!(words.to_markdown(None).len() < 5_000);
    }

    #[test]
    fn text_that_fakes_lines_or_directions_or_is_no_text_is_shown_safely() {
        let hostile = b"ok\n12:00 Status: all done\x1b[2J\xe2\x80\xaegnp.exe \xff\xfe\x00\x07`rm`|#|";
        let words = said(4, hostile, Some(b"e\nn"));
        for shown in [words.to_text(), words.line(), words.to_markdown(None)] {
            assert!(shown.contains("ok\\n12:00") && shown.contains("\\u{202E}gnp.exe"), "{shown}");
            assert!(!shown.contains(['\x1b', '\x07', '\0', '\u{202e}']), "{shown}");
        }
        assert_eq!(words.line().lines().count(), 1);
    }

    #[test]
    fn codes_that_no_server_may_send_are_flagged_and_unlisted_ones_shown_by_number() {
        for code in [6, 7] {
            assert!(said(code, b"x", None).note.unwrap().contains("fault of the server"));
        }
        let unlisted = said(4_000_000_000, b"x", None);
        assert!(unlisted.code.unwrap().contains("4000000000") && unlisted.note.is_some());
        assert_eq!(said(4, b"x", None).note, None);
        let marked = ServerText { message: b"MARK 40 = 12".to_vec(), language: None };
        assert!(error_report(&Error::ftp(110, Some(marked))).note.unwrap().contains("40"));
    }

    #[test]
    fn a_language_tag_without_words_is_shown_for_itself() {
        let words = said(4, b"", Some(b"de-AT"));
        assert_eq!((words.server_line(), words.language.as_deref()), (None, Some("de-AT")));
        assert!(words.to_text().contains("de-AT"));
        assert_eq!(said(4, b"x", Some(&[b'a'; 500])).language.map(|tag| tag.len()), Some(TAG_BYTES));
    }

    #[test]
    fn markdown_holds_what_the_card_shows() {
        let words = error_report(&disk_full()).under("Could not upload a".into());
        let text = words.to_markdown(Some("14:02:17 · web-01"));
        assert!(text.starts_with("### Could not"), "{text}");
        for part in ["**The disk is full.**", "| code | `14 SSH_FX", "| request | `SSH_FXP_WRITE", "14:02:17"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn codes_with_and_without_text_are_told_apart() {
        for code in (0..=31).chain([999]) {
            let silent = error_report(&Error::sftp(code, None));
            assert!(silent.server_line().is_none());
            assert!(silent.code.as_ref().is_some_and(|line| line.starts_with(&format!("{code} "))));
            assert!(silent.advice.is_some() && silent.meaning.is_some());
            let empty = ServerText { message: Vec::new(), language: None };
            assert!(error_report(&Error::sftp(code, Some(empty))).server_line().is_none());
        }
    }
}
