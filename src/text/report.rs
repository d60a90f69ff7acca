//! All words of one error, for the error card, the command line and logs alike.

use super::cause::{advice, explanation, place_words};
use super::code::{code_advice, code_line, code_meaning};
use super::diagnosis::{cause_advice, code_says_more, confidence_words, error_cause, evidence_words, explained};
use crate::error::{Error, ErrorKind, Place, ServerText};
use crate::i18n::fl;
use crate::model::escape_bytes;

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
    /// The server's own words, not translated; `None` when it sent none or an empty text.
    pub server_text: Option<String>,
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
}

/// Puts an error into words.
#[must_use]
pub fn error_report(error: &Error) -> ErrorWords {
    let safe = |text: &String| escape_bytes(text.as_bytes());
    let language = error.server_text.as_ref().and_then(|text| text.language.as_deref());
    let diagnosis = error.diagnosis.as_deref();
    // A server that gives no reason: the usual reasons of its code say more than those of the kind.
    let advice = match (code_says_more(error), diagnosis) {
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
        server_text: error.server_text.as_ref().map(ServerText::display).filter(|text| !text.is_empty()),
        language: language.map(escape_bytes).filter(|tag| !tag.is_empty()),
        request: error.request.as_ref().map(safe),
        place: error.place.as_ref().map(Place::display),
        host: error.host.as_ref().map(safe),
        detail: error.detail.as_ref().map(safe),
        evidence: diagnosis.map(|found| found.evidence.iter().map(evidence_words).collect()).unwrap_or_default(),
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
        | ErrorKind::ServiceRefused
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
        _ => fl!("headline-failed", place = place),
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
        [
            (fl!("detail-code"), self.code.clone(), self.meaning.clone()),
            (fl!("detail-server"), self.server_line(), None),
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
            line.push_str(&text);
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
