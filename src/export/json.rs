//! The failures as JSON: the records as they are stored, each with the words that people read.

use super::chosen::Chosen;
use crate::archive::Record;
use crate::journal::Entry;
use crate::settings::Settings;
use crate::text::{error_report, group_count, group_facts, group_title, iso_time, tried_words};
use serde_json::{Value, json};

/// The form of the export: counts up when a field changes its meaning.
const VERSION: u32 = 1;

/// The failures in their groups.
#[must_use]
pub fn to_json(chosen: &[Chosen<'_>], now: crate::model::Timestamp) -> String {
    let groups: Vec<Value> = chosen
        .iter()
        .map(|chosen| {
            let group = chosen.group;
            json!({
                "title": group_title(group),
                "state": group_count(group),
                "facts": group_facts(group, now),
                "cause": group.key.cause,
                "host": group.key.host,
                "place": group.place.as_ref().map(crate::error::Place::display),
                "first": iso_time(group.first),
                "last": iso_time(group.last),
                "errors": chosen.entries.iter().map(|entry| error(entry)).collect::<Vec<_>>(),
            })
        })
        .collect();
    pretty(&json!({ "catamaran_errors_export": VERSION, "exported": iso_time(now), "groups": groups }))
}

fn error(entry: &Entry) -> Value {
    let error = &*entry.failure.error;
    let words = error_report(error);
    json!({
        "time": iso_time(entry.failure.time),
        "headline": tried_words(&entry.failure.tried, error),
        "cause": words.cause,
        "explanation": words.explanation,
        "advice": words.advice,
        "code": words.code,
        "server_text": words.server_text,
        "evidence": words.evidence,
        "record": serde_json::to_value(Record::new(entry)).unwrap_or_default(),
    })
}

/// The settings as they are stored; they hold no secret.
#[must_use]
pub fn settings_json(settings: &Settings) -> String {
    pretty(&serde_json::to_value(settings).unwrap_or_default())
}

fn pretty(value: &Value) -> String {
    // A value that was made of strings and numbers can be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
