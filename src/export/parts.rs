//! What goes into the support bundle, as texts that can be looked at before.

use super::bundle::Part;
use super::chosen::everything;
use super::json::{settings_json, to_json};
use super::markdown::to_markdown;
use crate::i18n::fl;
use crate::journal::Book;
use crate::log::{LogBody, MessageLog};
use crate::model::{Redactor, Timestamp};
use crate::remote::{Capabilities, SessionInfo};
use crate::settings::Settings;
use crate::text::{clock_time, error_report, iso_time, level_name, log_words};
use std::fmt::Write;

/// How many lines of the message log are put in: the latest.
const LINES: u64 = 20_000;

/// What the bundle is made of.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The errors.
    pub book: &'a Book,
    /// The message log.
    pub log: &'a MessageLog,
    /// The settings.
    pub settings: &'a Settings,
    /// The server's address without password, what is known of the session, and what the server can do; `None`: not
    /// connected.
    pub session: Option<(&'a str, &'a SessionInfo, &'a Capabilities)>,
    /// Now.
    pub now: Timestamp,
}

/// The files of the bundle. Host names, users and paths are in them; passwords, passphrases and keys are not.
#[must_use]
pub fn parts(of: Surroundings<'_>) -> Vec<Part> {
    let chosen = everything(of.book);
    let redactor = of.log.redactor();
    let part = |name: &str, what: String, content: String| Part {
        name: name.to_owned(),
        what,
        content: clean(redactor, &content),
    };
    vec![
        part("about.txt", fl!("bundle-about"), about(of.now)),
        part("log.txt", fl!("bundle-log"), log_text(of.log)),
        part("errors.md", fl!("bundle-errors"), to_markdown(&chosen, of.now)),
        part("errors.json", fl!("bundle-errors-json"), to_json(&chosen, of.now)),
        part("session.txt", fl!("bundle-session"), session_text(of)),
        part("settings.json", fl!("bundle-settings"), settings_json(of.settings)),
    ]
}

/// Everything once more without secrets, line by line.
fn clean(redactor: &Redactor, text: &str) -> String {
    redactor.clean_bytes(text.as_bytes()).iter().copied().collect::<Vec<u8>>().try_into().unwrap_or_default()
}

fn about(now: Timestamp) -> String {
    format!(
        "Catamaran {}\n{} {}\n{}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        iso_time(now).unwrap_or_default()
    )
}

fn log_text(log: &MessageLog) -> String {
    let range = log.range();
    let mut text = String::new();
    for (_, entry) in log.read(range.end.saturating_sub(LINES)..range.end) {
        let words = match &entry.body {
            LogBody::Error(error) => error_report(error).to_text().trim_end().replace('\n', "\n    "),
            _ => log_words(&entry),
        };
        // Writing into a string does not fail.
        let _never = writeln!(text, "{} {}: {words}", clock_time(entry.time), level_name(entry.body.level()));
    }
    text
}

fn session_text(of: Surroundings<'_>) -> String {
    let Some((address, info, can)) = of.session else { return format!("{}\n", fl!("status-offline")) };
    let security = &info.security;
    format!(
        "{address}\nuser: {}\nserver: {}\n\n{security:#?}\n\n{can:#?}\n\nbanner:\n{}\n",
        info.user, info.server_version, info.banner
    )
}
