//! The failures as Markdown, for tickets and letters.

use super::chosen::Chosen;
use crate::i18n::fl;
use crate::model::Timestamp;
use crate::text::{
    entry_name, error_report, group_count, group_facts, group_title, iso_time, outcome_words, time_of_day,
};
use std::fmt::Write;

/// How many files of a group are listed; the rest is counted.
const MOST: usize = 200;

/// The failures in their groups, each with its explanation, details and files.
#[must_use]
pub fn to_markdown(chosen: &[Chosen<'_>], now: Timestamp) -> String {
    let mut text = format!("# {}\n\n{}\n", fl!("export-title"), iso_time(now).unwrap_or_default());
    for Chosen { group, entries } in chosen {
        put(&mut text, format_args!("\n## {} — {}\n\n", inline(&group_title(group)), inline(&group_count(group))));
        put(&mut text, format_args!("{}\n\n", inline(&group_facts(group, now))));
        let words = error_report(&group.example.error);
        put(&mut text, format_args!("{}. {}\n", inline(&words.cause), inline(&words.explanation)));
        if let Some(advice) = &words.advice {
            put(&mut text, format_args!("\n{}\n", inline(advice)));
        }
        text.push('\n');
        for (label, value, note) in words.details() {
            let note = note.map(|note| format!(" ({})", inline(&note))).unwrap_or_default();
            put(&mut text, format_args!("- {}: {}{note}\n", inline(&label), code(&value)));
        }
        text.push('\n');
        for entry in entries.iter().take(MOST) {
            let outcome = outcome_words(entry);
            let gap = if outcome.is_empty() { "" } else { " · " };
            let name = entry_name(&entry.failure, Some(group));
            put(&mut text, format_args!("- {} {}{gap}{outcome}\n", time_of_day(entry.failure.time), code(&name)));
        }
        if entries.len() > MOST {
            put(&mut text, format_args!("- {}\n", fl!("export-more", count = (entries.len() - MOST))));
        }
    }
    text
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _never = text.write_fmt(words);
}

/// Words in which nothing is taken for a mark.
fn inline(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\n' => safe.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    safe
}

/// Words as code, between more backticks than stand in them.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    format!("{fence}{gap}{}{gap}{fence}", words.replace('\n', " "))
}
