//! An error as Markdown, for tickets and mails.

use super::report::ErrorWords;
use crate::i18n::fl;

impl ErrorWords {
    /// Everything that the card shows, as Markdown: a headline, the cause, and a table of details. `time` is when and in
    /// which session it happened.
    #[must_use]
    pub fn to_markdown(&self, time: Option<&str>) -> String {
        let mut text = format!("### {}\n\n**{}.** ", escaped(&self.headline), escaped(&self.cause));
        for line in self.explanation.lines() {
            text.push_str(&escaped(line));
            text.push_str("  \n");
        }
        if let Some(advice) = &self.advice {
            text.push('\n');
            text.push_str(&escaped(advice));
            text.push('\n');
        }
        let mut rows = self.details();
        rows.extend(time.map(|time| (fl!("detail-time"), time.to_owned(), None)));
        text.push_str("\n| | |\n|---|---|\n");
        for (label, value, note) in rows {
            let note = note.map(|note| format!(" {}", escaped(&note))).unwrap_or_default();
            text.extend(["| ", &escaped(&label), " | ", &code_span(&value), &note, " |\n"]);
        }
        text
    }
}

/// Text that Markdown must not take for anything else.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// A value as it is, also with backticks in it. A bar would end the cell even inside of a span.
fn code_span(value: &str) -> String {
    let value = value.replace('|', "\\|");
    let longest = value.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("{fence}{value}{fence}") } else { format!("{fence} {value} {fence}") }
}
