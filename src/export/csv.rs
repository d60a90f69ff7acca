//! One line a failure, for spreadsheets (RFC 4180), in which nothing is taken for a formula.

use super::chosen::Chosen;
use crate::archive::Record;
use crate::journal::Tried;
use crate::text::{error_report, iso_time};

/// The heads of the columns: a stable interface.
const HEAD: [&str; 15] = [
    "time",
    "outcome",
    "tries",
    "tried",
    "source",
    "target",
    "path",
    "bytes",
    "host",
    "cause",
    "confidence",
    "code",
    "server_text",
    "request",
    "explanation",
];

/// The failures as CSV with a head, UTF-8, lines ended by CR LF.
#[must_use]
pub fn to_csv(chosen: &[Chosen<'_>]) -> String {
    let mut text = String::new();
    row(&mut text, &HEAD.map(str::to_owned));
    for entry in chosen.iter().flat_map(|chosen| &chosen.entries) {
        let failure = &*entry.failure;
        let error = &*failure.error;
        let words = error_report(error);
        let record = Record::new(entry);
        let (source, target) = match &failure.tried {
            Tried::Upload { source, target } | Tried::Download { source, target } => {
                (source.display(), target.display())
            }
            _ => (String::new(), String::new()),
        };
        row(
            &mut text,
            &[
                iso_time(failure.time).unwrap_or_default(),
                record.outcome,
                record.tries.to_string(),
                record.tried,
                source,
                target,
                words.place.unwrap_or_default(),
                failure.size.map(|size| size.0.to_string()).unwrap_or_default(),
                words.host.unwrap_or_default(),
                error.cause_name().to_owned(),
                error.confidence().name().to_owned(),
                words.code.unwrap_or_default(),
                words.server_text.unwrap_or_default(),
                words.request.unwrap_or_default(),
                words.explanation.replace('\n', " "),
            ],
        );
    }
    text
}

fn row(text: &mut String, cells: &[String]) {
    for (at, value) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        cell(text, value);
    }
    text.push_str("\r\n");
}

/// A cell. What a spreadsheet would take for a formula stands behind an apostrophe, which makes it text.
fn cell(text: &mut String, value: &str) {
    let formula =
        value.trim_start().starts_with(['=', '+', '-', '@']) || value.starts_with(['\t', '\r', '\n', '|', '%']);
    let value = if formula { format!("'{value}") } else { value.to_owned() };
    if value.contains(['"', ',', '\n', '\r', ';', '\'']) {
        text.push('"');
        text.push_str(&value.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&value);
    }
}
