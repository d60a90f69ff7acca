//! What is printed: results to standard output, errors, notes and the progress bar to standard error.

use super::exit::Exit;
use super::json::Line;
use super::listing;
use crate::error::{Confidence, Error, Fix};
use crate::i18n::fl;
use crate::log::LogEntry;
use crate::model::{ByteRate, ByteSize, Clock, Entry};
use crate::text::{clock_time, duration, error_report, fix_hint, level_name, log_words, rate, size};
use indicatif::ProgressBar;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

/// What options and commands of the command line could do about an error: only where that is known to be true, or where it
/// can be tried without harm.
fn hints(error: &Error) -> Vec<String> {
    let certain = error.confidence() == Confidence::Certain;
    let fixes = error.diagnosis.as_ref().map(|diagnosis| diagnosis.fixes.as_slice()).unwrap_or_default();
    fixes.iter().filter(|fix| certain || matches!(fix, Fix::SwitchDataMode(_))).filter_map(fix_hint).collect()
}

/// What became of everything so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Files or other entries that were dealt with.
    pub(super) files: u64,
    /// Bytes moved.
    pub(super) bytes: u64,
    /// What failed.
    pub(super) failed: u64,
    /// How the program ends, by what failed so far.
    pub(super) exit: Exit,
}

/// Prints, and keeps count of what failed. A reader that went away (`| head`) is no fault: printing just stops.
pub(super) struct Output {
    json: bool,
    reader_gone: bool,
    clock: Arc<dyn Clock>,
    started: Duration,
    /// What became of everything so far.
    pub(super) tally: Tally,
    /// The progress bar; hidden where standard error is no terminal.
    pub(super) bar: ProgressBar,
}

impl Output {
    pub(super) fn new(json: bool, clock: Arc<dyn Clock>) -> Self {
        let started = clock.elapsed();
        Self { json, reader_gone: false, clock, started, tally: Tally::default(), bar: ProgressBar::hidden() }
    }

    /// Whether each line is a JSON object.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether nobody reads standard output any more.
    pub(super) fn reader_gone(&self) -> bool {
        self.reader_gone
    }

    /// A line on standard output.
    pub(super) fn print(&mut self, line: &str) {
        if self.reader_gone {
            return;
        }
        let written = self.bar.suspend(|| {
            let mut out = io::stdout().lock();
            out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n"))
        });
        self.reader_gone = written.is_err();
    }

    /// A JSON object on standard output.
    pub(super) fn print_json(&mut self, line: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(line) {
            self.print(&text);
        }
    }

    /// A line for people, on standard error.
    pub(super) fn note(&self, text: &str) {
        // Nobody is left to be told when standard error is closed.
        let _closed = self.bar.suspend(|| writeln!(io::stderr(), "{text}"));
    }

    /// A heading between listings; for people only.
    pub(super) fn heading(&mut self, text: &str) {
        if !self.json {
            self.print(text);
        }
    }

    /// An entry of a listing.
    pub(super) fn entry(&mut self, entry: &Entry) {
        self.tally.files += 1;
        if self.json {
            self.print_json(&Line::entry(entry));
        } else {
            let line = listing::line(entry, self.clock.now());
            self.print(&line);
        }
    }

    /// All that is known of one entry.
    pub(super) fn facts(&mut self, entry: &Entry) {
        self.tally.files += 1;
        if self.json {
            self.print_json(&Line::entry(entry));
        } else {
            for line in listing::facts(entry) {
                self.print(&line);
            }
        }
    }

    /// Something that is done; people see it in the sum.
    pub(super) fn done(&mut self, source: Option<String>, target: Option<String>, bytes: u64) {
        if self.json {
            self.print_json(&Line::Done { source, target, bytes });
        }
    }

    /// Something that failed, under a headline that says what was tried; without one the error's own words stand.
    pub(super) fn error(&mut self, error: &Error, headline: Option<String>) {
        self.tally.failed += 1;
        self.error_uncounted(error, headline);
    }

    /// The same for a failure that is counted elsewhere.
    pub(super) fn error_uncounted(&mut self, error: &Error, headline: Option<String>) {
        self.tally.exit = self.tally.exit.and(Exit::of(error));
        if self.json {
            self.print_json(&Line::error(error));
            return;
        }
        let words = error_report(error);
        let words = match headline {
            Some(headline) => words.under(headline),
            None => words,
        };
        let mut text = words.to_text();
        for hint in hints(error) {
            text.push_str(&fl!("cli-hint", hint = hint));
            text.push('\n');
        }
        self.note(text.trim_end());
    }

    /// A line of the message log.
    pub(super) fn log_line(&self, entry: &LogEntry) {
        let level = level_name(entry.body.level());
        self.note(&format!("{} {level:<8} {}", clock_time(entry.time), log_words(entry)));
    }

    /// The last line. People see it after transfers.
    pub(super) fn summary(&mut self, transfers: bool) {
        self.bar.finish_and_clear();
        let took = self.clock.elapsed().saturating_sub(self.started);
        let Tally { files, bytes, failed, .. } = self.tally;
        if self.json {
            self.print_json(&Line::summary(files, bytes, failed, took));
        } else if transfers {
            let speed = ByteRate::over(ByteSize(bytes), took).unwrap_or_default();
            let mut line = fl!(
                "cli-summary",
                files = files,
                size = size(ByteSize(bytes)),
                time = duration(took),
                rate = rate(speed)
            );
            if failed > 0 {
                line.push_str(&fl!("cli-summary-failed", failed = failed));
            }
            self.note(&line);
        }
    }

    /// Whether a person can be asked: somebody types, and sees what is written.
    pub(super) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}
