//! An error as JSON: the same keys in the same order on the command line and on the clipboard, a stable interface that
//! README.md describes. New keys are added at the end.

use super::code::code_meaning;
use super::diagnosis::{cause_words, evidence_words};
use super::fix::fix_button;
use super::number::iso_time;
use super::report::error_report;
use super::shown::{JSON_BYTES, ShownText, TAG_BYTES};
use crate::error::{Cause, Error, Place, StatusCode};
use crate::model::{Timestamp, escape_bytes};
use serde::Serialize;

/// One error as the command line tells it. The order of the fields is the order of the keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ErrorJson {
    /// The family of the code: `sftp`, `os`, `ssh_disconnect` and so on.
    pub family: Option<&'static str>,
    /// The number.
    pub code: Option<i64>,
    /// The number's name in its documents.
    pub name: Option<&'static str>,
    /// What the code means, in words.
    pub meaning: Option<String>,
    /// The server's own words, with visible escapes, at most [`JSON_BYTES`] bytes of them.
    pub server_text: Option<String>,
    /// The request that failed.
    pub request: Option<String>,
    /// The path it was about.
    pub path: Option<String>,
    /// The cause as one word.
    pub cause: &'static str,
    /// How sure it is: `certain`, `likely`, `unknown`.
    pub confidence: &'static str,
    /// The server, as `host` or `host:port`.
    pub host: Option<String>,
}

impl ErrorJson {
    /// The facts of an error.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        Self {
            family: error.code.map(StatusCode::family),
            code: error.code.map(StatusCode::number),
            name: error.code.and_then(StatusCode::name),
            meaning: error.code.map(code_meaning),
            server_text: error.server_text.as_ref().map(|text| ShownText::of_server(text, JSON_BYTES).text),
            request: error.request.clone(),
            path: error.place.as_ref().map(Place::display),
            cause: error.cause_name(),
            confidence: error.confidence().name(),
            host: error.host.as_ref().map(|host| escape_bytes(host.as_bytes())),
        }
    }
}

/// The same with everything else that a card shows, for the clipboard.
#[derive(Debug, Serialize)]
struct CardJson {
    event: &'static str,
    #[serde(flatten)]
    facts: ErrorJson,
    tried: String,
    explanation: String,
    advice: Option<String>,
    server_text_left_out: u64,
    language: Option<String>,
    detail: Option<String>,
    alternatives: Vec<AlternativeJson>,
    checked: Vec<String>,
    fixes: Vec<String>,
    time: Option<String>,
    session: Option<String>,
}

#[derive(Debug, Serialize)]
struct AlternativeJson {
    cause: &'static str,
    words: String,
}

/// One error with all that its card shows as JSON over several lines. `tried` is the headline, `session` the address with
/// its user and without any secret.
#[must_use]
pub fn error_json(error: &Error, tried: &str, at: Option<Timestamp>, session: Option<&str>) -> String {
    let words = error_report(error);
    let diagnosis = error.diagnosis.as_deref();
    let alternative = |cause: &Cause| AlternativeJson { cause: cause.name(), words: cause_words(cause) };
    let text = error.server_text.as_ref();
    let json = CardJson {
        event: "error",
        facts: ErrorJson::of(error),
        tried: tried.to_owned(),
        explanation: words.explanation,
        advice: words.advice,
        server_text_left_out: text.map_or(0, |text| ShownText::of_server(text, JSON_BYTES).left_out),
        language: text.and_then(|text| text.language.as_deref()).map(|tag| ShownText::of(tag, TAG_BYTES).text),
        detail: words.detail,
        alternatives: diagnosis.map(|d| d.alternatives.iter().map(alternative).collect()).unwrap_or_default(),
        checked: diagnosis.map(|d| d.evidence.iter().map(evidence_words).collect()).unwrap_or_default(),
        fixes: diagnosis.map(|d| d.fixes.iter().map(fix_button).collect()).unwrap_or_default(),
        time: at.and_then(iso_time),
        session: session.map(str::to_owned),
    };
    // Only text and numbers: there is nothing that could not be written.
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServerText;

    #[test]
    fn copied_json_begins_as_the_line_of_the_command_line() {
        let message = vec![b'x'; 1 << 20];
        let text = ServerText { message, language: Some(b"en".to_vec()) };
        let error = Error::sftp(4, Some(text)).on_host("web-01");
        let json = error_json(&error, "Could not upload a", Some(Timestamp::from_secs(0)), Some("sftp://ada@web-01"));
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["event"], "error");
        assert_eq!(value["code"], 4);
        assert_eq!(value["server_text"].as_str().unwrap().len(), JSON_BYTES);
        assert_eq!(value["server_text_left_out"], (1 << 20) - JSON_BYTES);
        assert_eq!((&value["language"], &value["session"]), (&"en".into(), &"sftp://ada@web-01".into()));
        assert_eq!(value["time"], "1970-01-01T00:00:00Z");
        let line = serde_json::to_value(ErrorJson::of(&error)).unwrap();
        for (key, told) in line.as_object().unwrap() {
            assert_eq!(&value[key], told, "{key}");
        }
        let place = |key: &str| json.find(&format!("\n  \"{key}\"")).unwrap();
        assert!(place("family") < place("server_text") && place("host") < place("tried"), "{json}");
    }
}
