//! Groups of like failures in words: `Disk full on /srv/data`, `38 files`, and what all of them have in common.

use super::code::code_line;
use super::diagnosis::cause_words;
use super::number::{clock_time, size, when};
use super::report::error_report;
use crate::error::{Cause, Confidence, Error, ErrorKind, Need, Place};
use crate::i18n::fl;
use crate::journal::{Entry, Failure, Group, Outcome, Tried};
use crate::model::{ByteSize, Timestamp, escape_bytes};

/// What happened to all of a group, without a full stop: `Disk full on /srv/data`.
#[must_use]
pub fn group_title(group: &Group) -> String {
    let error = &*group.example.error;
    let title = title(group, error);
    match &error.diagnosis {
        Some(diagnosis) if diagnosis.confidence == Confidence::Likely => fl!("cause-is-likely", cause = title),
        _ => title,
    }
}

fn title(group: &Group, error: &Error) -> String {
    let cause = cause_of(error);
    let host = host_words(group.key.host.as_deref());
    match &cause {
        Cause::Told(ErrorKind::ConnectionLost) => return fl!("group-connection-lost", host = host),
        Cause::Told(ErrorKind::ConnectionRefused) => return fl!("group-connection-refused", host = host),
        Cause::Told(ErrorKind::TimedOut(_)) => return fl!("group-timed-out", host = host),
        Cause::Told(ErrorKind::HostNotFound) => return fl!("group-host-not-found", host = host),
        Cause::Told(ErrorKind::LoginRefused { .. }) => return fl!("group-login-refused", host = host),
        _ => {}
    }
    let words = cause_words(&cause);
    let Some(place) = group.place.as_ref().map(Place::display) else {
        return fl!("group-of-host", cause = words, host = host);
    };
    match &cause {
        Cause::DiskFull { .. } => fl!("group-disk-full", place = place),
        Cause::NoInodes { .. } => fl!("group-no-inodes", place = place),
        Cause::QuotaExceeded { .. } => fl!("group-quota-exceeded", place = place),
        Cause::ReadOnlyFileSystem { .. } => fl!("group-read-only", place = place),
        Cause::MissingFolder { .. } => fl!("group-missing-folder", place = place),
        Cause::PermissionDenied(denial) => match denial.as_ref().map(|denial| denial.need) {
            Some(Need::Write) => fl!("group-denied-write", place = place),
            Some(Need::Read) => fl!("group-denied-read", place = place),
            Some(Need::Enter) => fl!("group-denied-enter", place = place),
            _ => fl!("group-denied", place = place),
        },
        _ => fl!("group-at", cause = words, place = place),
    }
}

fn cause_of(error: &Error) -> Cause {
    error.diagnosis.as_ref().map_or_else(|| Cause::of(&error.kind, error.code), |found| found.cause.clone())
}

/// A server by name, this computer without one.
#[must_use]
pub fn host_words(host: Option<&str>) -> String {
    host.map_or_else(|| fl!("group-this-computer"), |host| escape_bytes(host.as_bytes()))
}

/// How many failed and what became of them: `38 files`, `retried, all 3 files done`.
#[must_use]
pub fn group_count(group: &Group) -> String {
    let all = group.len();
    let files = group.transfers > 0;
    if group.is_settled() && group.left == 0 {
        return match (files, group.key.cause) {
            (true, _) => fl!("group-all-done", count = group.transfers),
            (false, _) if group.example.tried == Tried::Connect => fl!("group-connected-again"),
            (false, _) => fl!("group-done"),
        };
    }
    let mut words = if files { fl!("group-files", count = group.transfers) } else { fl!("group-times", count = all) };
    let mut add = |count: usize, text: fn(usize) -> String| {
        if count > 0 {
            words.push_str(", ");
            words.push_str(&text(count));
        }
    };
    add(group.again, |count| fl!("group-some-again", count = count));
    add(group.done, |count| fl!("group-some-done", count = count));
    add(group.left, |count| fl!("group-some-left", count = count));
    words
}

/// What all failures of a group have in common: server, times, code, the server's words, figures.
#[must_use]
pub fn group_facts(group: &Group, now: Timestamp) -> String {
    let error = &*group.example.error;
    let mut parts = vec![host_words(group.key.host.as_deref()), span_words(group, now)];
    if let Some(code) = error.code {
        parts.push(fl!("group-code", code = code_line(code)));
    }
    if let Some(text) = error_report(error).server_line() {
        parts.push(fl!("group-server-said", text = text));
    }
    match cause_of(error) {
        Cause::DiskFull { free, needed, .. } => {
            let needed = Some(group.bytes).filter(|bytes| bytes.0 > 0).or(needed);
            match (free, needed) {
                (Some(free), Some(needed)) => {
                    parts.push(fl!("group-free-needed", free = size(free), needed = size(needed)));
                }
                (Some(free), None) => parts.push(fl!("group-free", free = size(free))),
                (None, Some(needed)) => parts.push(fl!("group-needed", needed = size(needed))),
                (None, None) => {}
            }
        }
        Cause::PermissionDenied(Some(denial)) => {
            if let Some(rights) = denial.permissions {
                let owner = denial.owner.name.clone().or_else(|| denial.owner.id.map(|id| id.to_string()));
                let owner = owner.map_or_else(|| fl!("owner-unknown"), |owner| escape_bytes(owner.as_bytes()));
                parts.push(match &denial.user {
                    Some(user) => fl!(
                        "group-rights-user",
                        rights = rights.to_string(),
                        owner = owner,
                        user = escape_bytes(user.as_bytes())
                    ),
                    None => fl!("group-rights", rights = rights.to_string(), owner = owner),
                });
            }
        }
        _ => {}
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn span_words(group: &Group, now: Timestamp) -> String {
    if group.key.earlier {
        return when(group.last, now);
    }
    let (first, last) = (time_of_day(group.first), time_of_day(group.last));
    if first == last { first } else { fl!("group-span", first = first, last = last) }
}

/// `14:02:17`.
#[must_use]
pub fn time_of_day(time: Timestamp) -> String {
    clock_time(time).split('.').next().unwrap_or_default().to_owned()
}

/// The path of one failure as it stands in the list of its group: below the group's folder, else whole.
#[must_use]
pub fn entry_name(failure: &Failure, group: Option<&Group>) -> String {
    let Some(item) = failure.item() else { return error_report(&failure.error).headline };
    let whole = item.display();
    let folder = group.and_then(|group| group.place.as_ref()).filter(|folder| item != *folder);
    let folder = folder.filter(|folder| item.is_within(folder)).map(Place::display);
    match folder.and_then(|folder| whole.strip_prefix(&folder).map(str::to_owned)) {
        Some(rest) => rest.trim_start_matches(['/', '\\']).to_owned(),
        None => whole,
    }
}

/// What became of one failure; empty while it is open.
#[must_use]
pub fn outcome_words(entry: &Entry) -> String {
    match entry.outcome {
        Outcome::Open if entry.tries > 1 => fl!("entry-tries", count = entry.tries),
        Outcome::Open => String::new(),
        Outcome::Again => fl!("entry-again"),
        Outcome::Done => fl!("entry-done"),
        Outcome::Left => fl!("entry-left"),
    }
}

/// All of a failure that a search looks through.
#[must_use]
pub fn entry_search_text(entry: &Entry, group: &Group) -> String {
    let failure = &*entry.failure;
    let mut text = group_title(group);
    let source = match &failure.tried {
        Tried::Upload { source, .. } => source.display(),
        Tried::Download { target, .. } => target.display(),
        _ => String::new(),
    };
    let item = failure.item().map(Place::display).unwrap_or_default();
    let server = failure.error.server_text.as_ref().map(crate::error::ServerText::display).unwrap_or_default();
    let code = failure.error.code.map(code_line).unwrap_or_default();
    let host = failure.error.host.clone().unwrap_or_default();
    for part in [&source, &item, &server, &code, &host, failure.error.cause_name()] {
        text.push('\n');
        text.push_str(part);
    }
    text
}

/// What was tried, as the headline of a failure that is read from the journal.
#[must_use]
pub fn tried_words(tried: &Tried, error: &Error) -> String {
    match tried {
        Tried::Upload { source, target } => {
            fl!("tried-upload", name = super::place_name(source), folder = super::parent_words(target))
        }
        Tried::Download { source, target } => {
            fl!("tried-download", name = super::place_name(source), folder = super::parent_words(target))
        }
        Tried::List => match &error.place {
            Some(place) => fl!("tried-list", folder = place.display()),
            None => error_report(error).headline,
        },
        Tried::Connect | Tried::Operate | Tried::Other => error_report(error).headline,
    }
}

/// A whole group as plain text, for the clipboard: title, facts, and each item on a line; at most `most` items.
#[must_use]
pub fn group_text<'a>(group: &Group, entries: impl Iterator<Item = &'a Entry>, now: Timestamp, most: usize) -> String {
    let mut text = format!("{} — {}\n{}\n", group_title(group), group_count(group), group_facts(group, now));
    for entry in entries.take(most) {
        let outcome = outcome_words(entry);
        let gap = if outcome.is_empty() { "" } else { " · " };
        let bytes = entry.failure.size.map_or_else(String::new, |bytes: ByteSize| format!(" ({})", size(bytes)));
        let item = entry.failure.item().map_or_else(|| entry_name(&entry.failure, None), Place::display);
        text.extend(["  ", &time_of_day(entry.failure.time), "  ", &item, &bytes, gap, &outcome, "\n"]);
    }
    text
}
