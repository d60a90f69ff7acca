//! `doctor`: a connection checked step by step, for people and as JSON.

use super::client::Client;
use super::exit::Exit;
use super::invocation::RemoteUrl;
use super::json::Line;
use crate::error::Error;
use crate::remote::{CheckNote, Checkup, FactValue, StepResult, Verdict};
use crate::text::{checkup_verdict, error_report, iso_time, step_text};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// A step as a line of `--json`; the order of the fields is the order of the keys: a stable interface, described in
/// README.md.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct StepLine {
    event: &'static str,
    step: &'static str,
    state: &'static str,
    seconds: f64,
    facts: Map<String, Value>,
    note: Option<&'static str>,
    error: Option<Line>,
}

/// The last line of `--json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct VerdictLine {
    event: &'static str,
    state: &'static str,
    step: Option<&'static str>,
    cause: Option<&'static str>,
    explanation: String,
    seconds: f64,
}

fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}

impl StepLine {
    fn of(result: &StepResult) -> Self {
        Self {
            event: "step",
            step: result.step.name(),
            state: result.state.name(),
            seconds: seconds(result.took),
            facts: result.facts.iter().map(|(fact, value)| (fact.name().to_owned(), json_value(value))).collect(),
            note: result.note.map(CheckNote::name),
            error: result.error.as_deref().map(Line::error),
        }
    }
}

impl VerdictLine {
    fn of(checkup: &Checkup, took: Duration) -> Self {
        let verdict = checkup.verdict();
        let reason = checkup.reason().filter(|_| verdict != Verdict::Cancelled);
        Self {
            event: "verdict",
            state: verdict.name(),
            step: reason.map(|result| result.step.name()),
            cause: reason.and_then(|result| result.error.as_deref()).map(Error::cause_name),
            explanation: checkup_verdict(checkup),
            seconds: seconds(took),
        }
    }
}

fn json_value(value: &FactValue) -> Value {
    match value {
        FactValue::Text(text) => text.as_str().into(),
        FactValue::List(list) => list.as_slice().into(),
        FactValue::Number(number) => (*number).into(),
        FactValue::Bytes(bytes) => bytes.0.into(),
        FactValue::Flag(flag) => (*flag).into(),
        FactValue::Time(time) => iso_time(*time).into(),
    }
}

/// How the program ends: by the first red step, or, where the key is not known, as a key that is not trusted.
fn exit(checkup: &Checkup) -> Exit {
    match checkup.verdict() {
        Verdict::Ok | Verdict::Warning => Exit::Ok,
        Verdict::Untrusted => Exit::Trust,
        Verdict::Cancelled => Exit::Cancelled,
        Verdict::Failed => checkup.reason().and_then(|result| result.error.as_deref()).map_or(Exit::Remote, Exit::of),
    }
}

impl Client {
    /// Checks a connection and prints each step as it comes, and the verdict.
    pub(super) async fn doctor(&mut self, url: &RemoteUrl, limit: Option<Duration>) {
        let began = self.elapsed();
        let checkup = self.check(url, limit, |client, result| {
            if client.output.is_json() {
                client.output.print_json(&StepLine::of(result));
            } else {
                let text = step_text(result);
                client.output.print(&text);
            }
        });
        let checkup = checkup.await;
        let took = self.elapsed().saturating_sub(began);
        if self.output.is_json() {
            self.output.print_json(&VerdictLine::of(&checkup, took));
        } else {
            self.output.print("");
            self.output.print(&checkup_verdict(&checkup));
            let reason = checkup.reason().and_then(|result| result.error.as_deref());
            if let Some(error) = reason.filter(|_| checkup.verdict() == Verdict::Failed) {
                self.output.print("");
                self.output.print(error_report(error).to_text().trim_end());
            }
        }
        self.output.tally.exit = self.output.tally.exit.and(exit(&checkup));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::remote::{CheckStep, Fact};

    #[test]
    fn lines_have_the_documented_keys_in_the_documented_order() {
        let facts = vec![
            (Fact::Ipv4, FactValue::List(vec!["192.0.2.1".into()])),
            (Fact::Version, FactValue::Number(3)),
            (Fact::StrictKeyExchange, FactValue::Flag(true)),
        ];
        let result = StepResult::ok(CheckStep::Dns, Duration::from_micros(1_234_567), facts);
        let line = serde_json::to_string(&StepLine::of(&result)).unwrap();
        assert_eq!(
            line,
            r#"{"event":"step","step":"dns","state":"ok","seconds":1.235,"facts":{"ipv4":["192.0.2.1"],"strict_key_exchange":true,"version":3},"note":null,"error":null}"#
        );
        let error = Error::new(ErrorKind::ConnectionRefused).on_host("h:22");
        let failed = StepResult::failed(CheckStep::Tcp, Duration::ZERO, Vec::new(), error);
        let line = serde_json::to_string(&StepLine::of(&failed)).unwrap();
        assert!(line.contains(r#""state":"failed","seconds":0.0,"facts":{},"note":null,"error":{"event":"error","#));
        let checkup = Checkup { results: vec![result, failed], ..Checkup::default() };
        let line = serde_json::to_string(&VerdictLine::of(&checkup, Duration::ZERO)).unwrap();
        let start = r#"{"event":"verdict","state":"failed","step":"tcp","cause":"connection_refused","explanation":""#;
        assert!(line.starts_with(start), "{line}");
        assert_eq!(exit(&checkup), Exit::Connection);
    }

    #[test]
    fn a_key_that_is_not_known_is_no_success() {
        let login = StepResult::skipped(CheckStep::Login, CheckNote::KeyNotTrusted);
        let checkup = Checkup { results: vec![login], ..Checkup::default() };
        assert_eq!(exit(&checkup), Exit::Trust);
        assert_eq!(exit(&Checkup { cancelled: true, ..Checkup::default() }), Exit::Cancelled);
        assert_eq!(exit(&Checkup::default()), Exit::Ok);
    }
}
