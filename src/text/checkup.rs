//! The connection doctor's findings in words: steps, facts, notes, the verdict, and the whole report.

use super::number::{day, duration, size};
use super::report::error_report;
use crate::i18n::{fl, lookup};
use crate::remote::{CheckNote, CheckState, CheckStep, Checkup, Fact, FactValue, StepResult, Verdict};
use std::fmt::Write as _;
use std::time::Duration;

fn by_key(prefix: &str, name: &str) -> String {
    lookup(&format!("{prefix}{}", name.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
}

/// A step for eyes: `Host key`.
#[must_use]
pub fn step_name(step: CheckStep) -> String {
    by_key("doctor-step-", step.name())
}

/// A state in a word.
#[must_use]
pub fn state_name(state: CheckState) -> String {
    by_key("doctor-state-", state.name())
}

/// Why a step is amber or grey, as a sentence.
#[must_use]
pub fn note_words(note: CheckNote) -> String {
    by_key("doctor-note-", note.name())
}

/// The label of a fact.
#[must_use]
pub fn fact_name(fact: Fact) -> String {
    by_key("doctor-fact-", fact.name())
}

/// A fact for eyes.
#[must_use]
pub fn fact_words(fact: Fact, value: &FactValue) -> String {
    match value {
        FactValue::Text(word) if fact == Fact::KnownHosts => by_key("doctor-known-", word),
        FactValue::Text(word) if fact == Fact::TrustedBy => by_key("doctor-trusted-", word),
        FactValue::List(faults) if fact == Fact::Faults => {
            faults.iter().map(|fault| by_key("certificate-", fault)).collect::<Vec<_>>().join(", ")
        }
        FactValue::Text(text) => text.clone(),
        FactValue::List(list) if list.is_empty() => fl!("doctor-none"),
        FactValue::List(list) => list.join(", "),
        FactValue::Number(number) => number.to_string(),
        FactValue::Bytes(bytes) => size(*bytes),
        FactValue::Flag(true) => fl!("doctor-yes"),
        FactValue::Flag(false) => fl!("doctor-no"),
        FactValue::Time(time) => day(*time),
    }
}

/// How long a step took: `12 ms`, `3.4 s`; empty for a step that was not done.
#[must_use]
pub fn took_words(result: &StepResult) -> String {
    match (result.state, result.took) {
        (CheckState::Skipped, _) => String::new(),
        (_, took) if took < Duration::from_secs(1) => {
            fl!("doctor-milliseconds", count = took.as_millis().to_string())
        }
        (_, took) if took < Duration::from_mins(1) => {
            fl!("doctor-seconds", count = format!("{:.1}", took.as_secs_f64()))
        }
        (_, took) => duration(took),
    }
}

/// The most telling thing about a result, in a line: why it failed, why it is amber, or what was found.
#[must_use]
pub fn result_line(result: &StepResult) -> String {
    let facts = || {
        let shown = result.facts.iter().filter(|(_, value)| !matches!(value, FactValue::List(list) if list.is_empty()));
        let telling = shown.filter(|(fact, _)| tells_much(*fact));
        telling.map(|(fact, value)| in_line(*fact, value)).collect::<Vec<_>>().join(" · ")
    };
    match (&result.error, result.note) {
        (Some(error), _) => {
            let cause = super::diagnosis::error_cause(error);
            match result.facts.iter().find(|(fact, _)| *fact == Fact::Address) {
                Some((fact, value)) => format!("{} · {cause}", fact_words(*fact, value)),
                None => cause,
            }
        }
        (None, Some(note)) => note_words(note),
        (None, None) => facts(),
    }
}

/// Whether a fact belongs into the one line of a step; the others stand in its details.
fn tells_much(fact: Fact) -> bool {
    !matches!(
        fact,
        Fact::Extensions
            | Fact::Greeting
            | Fact::StrictKeyExchange
            | Fact::Issuer
            | Fact::Names
            | Fact::ValidFrom
            | Fact::Fingerprint
            | Fact::Chain
            | Fact::Features
    )
}

/// A fact beside others: amounts need their label, names speak for themselves.
fn in_line(fact: Fact, value: &FactValue) -> String {
    let words = fact_words(fact, value);
    match value {
        FactValue::Number(_) | FactValue::Bytes(_) | FactValue::Time(_) | FactValue::Flag(_) => {
            fl!("doctor-labelled", label = fact_name(fact), value = words)
        }
        _ => words,
    }
}

/// All facts of a result with their labels; the note first where there are facts besides it.
#[must_use]
pub fn result_details(result: &StepResult) -> Vec<(String, String)> {
    result.facts.iter().map(|(fact, value)| (fact_name(*fact), fact_words(*fact, value))).collect()
}

/// A result as lines of text: state, step, time, then the facts.
#[must_use]
pub fn step_text(result: &StepResult) -> String {
    let state = state_name(result.state);
    let mut text = format!("{state:<8} {}", step_name(result.step));
    let took = took_words(result);
    if !took.is_empty() {
        let _infallible = write!(text, "  ({took})");
    }
    let mut lines = Vec::new();
    lines.extend(result.error.as_deref().map(super::diagnosis::error_cause));
    lines.extend(result.note.map(note_words));
    lines.extend(result_details(result).into_iter().map(|(label, value)| {
        let value = value.replace('\n', "\n           ");
        fl!("doctor-labelled", label = label, value = value)
    }));
    for line in lines {
        let _infallible = write!(text, "\n         {line}");
    }
    text
}

/// The verdict in a sentence or two.
#[must_use]
pub fn checkup_verdict(checkup: &Checkup) -> String {
    let step = checkup.reason().map(|result| step_name(result.step)).unwrap_or_default();
    match checkup.verdict() {
        Verdict::Ok => fl!("doctor-verdict-ok"),
        Verdict::Warning => {
            let note = checkup.reason().and_then(|result| result.note).map(note_words).unwrap_or_default();
            fl!("doctor-verdict-warning", step = step, note = note)
        }
        Verdict::Untrusted if checkup.reason().is_some_and(|result| result.step == CheckStep::Certificate) => {
            fl!("doctor-verdict-untrusted-certificate")
        }
        Verdict::Untrusted => fl!("doctor-verdict-untrusted"),
        Verdict::Cancelled => fl!("doctor-verdict-cancelled"),
        Verdict::Failed => {
            let words = checkup.reason().and_then(|result| result.error.as_deref()).map(error_report);
            let why = words.map(|words| format!("{}. {}", words.cause, words.explanation)).unwrap_or_default();
            fl!("doctor-verdict-failed", step = step, why = why)
        }
    }
}

/// Everything as plain text, for the clipboard.
#[must_use]
pub fn checkup_text(server: &str, checkup: &Checkup) -> String {
    let mut text = format!("{}\n{}\n", fl!("doctor-report", server = server), checkup_verdict(checkup));
    for result in &checkup.results {
        let _infallible = write!(text, "\n{}\n", step_text(result));
        if let Some(error) = &result.error {
            for line in error_report(error).to_text().lines() {
                let _infallible = writeln!(text, "         {line}");
            }
        }
    }
    text
}

/// Everything as Markdown, for a ticket or a chat.
#[must_use]
pub fn checkup_markdown(server: &str, checkup: &Checkup) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let mut text = format!("## {}\n\n**{}**\n\n", fl!("doctor-report", server = server), checkup_verdict(checkup));
    let _infallible = writeln!(
        text,
        "| {} | {} | {} | {} |\n|---|---|--:|---|",
        fl!("doctor-column-state"),
        fl!("doctor-column-step"),
        fl!("doctor-column-time"),
        fl!("doctor-column-found")
    );
    for result in &checkup.results {
        let mut found: Vec<String> = result.error.as_deref().map(super::diagnosis::error_cause).into_iter().collect();
        found.extend(result.note.map(note_words));
        found.extend(
            result_details(result)
                .into_iter()
                .map(|(label, value)| fl!("doctor-labelled", label = label, value = value)),
        );
        let (state, step) = (state_name(result.state), step_name(result.step));
        let found = cell(&found.join("; "));
        let _infallible = writeln!(text, "| {state} | {step} | {} | {found} |", took_words(result));
    }
    for error in checkup.results.iter().filter_map(|result| result.error.as_deref()) {
        let _infallible =
            write!(text, "\n```\n{}\n```\n", error_report(error).to_text().trim_end().replace("```", "'''"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn every_step_state_note_and_fact_has_its_words() {
        for step in CheckStep::ALL {
            assert_ne!(step_name(step), step.name());
        }
        for state in CheckState::ALL {
            assert!(lookup(&format!("doctor-state-{}", state.name())).is_some(), "{state:?}");
        }
        for note in CheckNote::ALL {
            assert!(note_words(note).ends_with('.'), "{note:?}");
        }
        for fact in Fact::ALL {
            assert_ne!(fact_name(fact), fact.name());
        }
        for word in ["known", "unknown", "changed", "revoked"] {
            assert!(lookup(&format!("doctor-known-{word}")).is_some(), "{word}");
        }
        for word in ["authority", "remembered", "this-checkup", "nobody"] {
            assert!(lookup(&format!("doctor-trusted-{word}")).is_some(), "{word}");
        }
    }

    #[test]
    fn a_report_holds_every_step_and_the_whole_error() {
        let facts =
            vec![(Fact::Ipv4, FactValue::List(vec!["192.0.2.1".into()])), (Fact::Ipv6, FactValue::List(vec![]))];
        let ok = StepResult::ok(CheckStep::Dns, Duration::from_millis(12), facts);
        assert_eq!((result_line(&ok), took_words(&ok)), ("192.0.2.1".into(), "12 ms".into()));
        let error = Error::new(ErrorKind::ConnectionRefused).with_detail("os | words").on_host("web-01:22");
        let facts = vec![(Fact::Address, FactValue::Text("192.0.2.1:22".into()))];
        let red = StepResult::failed(CheckStep::Tcp, Duration::from_millis(2_345), facts, error);
        let grey = StepResult::skipped(CheckStep::Login, CheckNote::NotReached);
        let checkup = Checkup { results: vec![ok, red, grey], ..Checkup::default() };
        for report in [checkup_text("web-01:22", &checkup), checkup_markdown("web-01:22", &checkup)] {
            for part in ["web-01:22", "192.0.2.1", "12 ms", "2.3 s", "os | words", "Login"] {
                assert!(report.contains(part), "{part} in {report}");
            }
        }
        assert!(checkup_verdict(&checkup).contains(&step_name(CheckStep::Tcp)));
    }
}
