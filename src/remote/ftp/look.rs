//! What is at a path: by MLST, else by the listing of its folder, else by asking for size, time and folder.

use super::channel::Held;
use super::clock::ask_clock;
use super::command::Command;
use super::list::{entry_in_parent, name_of};
use super::listing::{fact_time, mlst_entry};
use super::reply::Reply;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ByteSize, Entry, EntryKind, EntryName, RemotePath};
use crate::remote::FollowLinks;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What is at `path`.
///
/// # Errors
/// `NotFound` where nothing is, and what the server says.
pub(super) async fn stat(held: &mut Held, path: &RemotePath, follow: FollowLinks) -> Result<Entry> {
    let features = held.site().facts().features;
    let entry = if features.has("MLST") {
        match by_facts(held, path).await {
            Err(error) if error.kind == ErrorKind::Unsupported => by_questions(held, path).await,
            // Some servers name no reason here.
            Err(error) if error.kind == ErrorKind::Failure => by_its_folder(held, path, error).await,
            told => told,
        }
    } else if follow == FollowLinks::No && !path.is_root() {
        // Questions would be answered about what a link leads to.
        entry_in_parent(held, path).await
    } else {
        by_questions(held, path).await
    }?;
    if entry.kind != EntryKind::Link {
        return Ok(entry);
    }
    match by_questions(held, path).await {
        Ok(led_to) if follow == FollowLinks::Yes => Ok(led_to),
        Ok(led_to) => Ok(Entry { link_kind: Some(led_to.kind), ..entry }),
        Err(error) if follow == FollowLinks::Yes || error.ends_session() => Err(error),
        Err(_) => Ok(entry),
    }
}

/// Whether something is at `path`, as far as can be told without a listing.
///
/// # Errors
/// What the server says.
pub(super) async fn exists(held: &mut Held, path: &RemotePath) -> Result<bool> {
    let site = Arc::clone(held.site());
    let told = if !site.facts().features.has("MLST") {
        by_questions(held, path).await
    } else if site.mlst_is_vague.load(Ordering::Relaxed)
        && let Some(folder) = path.parent()
    {
        by_facts_and_folder(held, path, &folder).await
    } else {
        stat(held, path, FollowLinks::No).await
    };
    match told {
        Ok(_) => Ok(true),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// MLST and, for servers that name no reason when they refuse it, the question whether its folder can be entered, together.
async fn by_facts_and_folder(held: &mut Held, path: &RemotePath, folder: &RemotePath) -> Result<Entry> {
    let (bytes, folder) = (held.site().bytes(path), held.site().bytes(folder));
    let commands = vec![Command::on("MLST", &bytes), Command::on("CWD", &folder)];
    let replies = held.control()?.exchange_all(commands).await?;
    let [told, entered] = replies.as_slice() else { return Err(Error::new(ErrorKind::Failure)) };
    let mut error = told.error();
    match error.kind {
        _ if told.is_done() => match facts_in(told, name_of(path)?) {
            Some(entry) => Ok(entry),
            None => by_questions(held, path).await,
        },
        ErrorKind::Failure if entered.is_done() => {
            error.kind = ErrorKind::NotFound;
            Err(error)
        }
        ErrorKind::Failure | ErrorKind::Unsupported => by_questions(held, path).await,
        _ => Err(error.during(Command::on("MLST", &bytes).shown())),
    }
}

async fn by_facts(held: &mut Held, path: &RemotePath) -> Result<Entry> {
    let command = Command::on("MLST", &held.site().bytes(path));
    let reply = held.control()?.done(&command).await?;
    facts_in(&reply, name_of(path)?).ok_or_else(|| Error::new(ErrorKind::Unsupported).during(command.shown()))
}

/// What MLST tells: the facts stand on the second of three lines, behind one space. `None` where they cannot be read.
fn facts_in(reply: &Reply, name: EntryName) -> Option<Entry> {
    let lines: Vec<&[u8]> = reply.lines().collect();
    let facts = lines.iter().skip(1).find_map(|line| line.strip_prefix(b" ")).or(lines.get(1).copied());
    mlst_entry(facts?, name).filter(|entry| entry.kind != EntryKind::Unknown)
}

/// Nothing is at a path that MLST refuses, in a folder that can be entered. That folder is asked about and not the path
/// itself: pure-ftpd waits the longer the more folders it was asked for that are not there (measured on 1.0.50).
async fn by_its_folder(held: &mut Held, path: &RemotePath, mut error: Box<Error>) -> Result<Entry> {
    let Some(folder) = path.parent() else { return Err(error) };
    let command = Command::on("CWD", &held.site().bytes(&folder));
    if held.control()?.exchange(&command).await?.is_done() {
        held.site().mlst_is_vague.store(true, Ordering::Relaxed);
        error.kind = ErrorKind::NotFound;
        return Err(error);
    }
    by_questions(held, path).await
}

/// A file has a size and a folder can be entered. Some servers tell sizes of folders as well, so folders come first.
async fn by_questions(held: &mut Held, path: &RemotePath) -> Result<Entry> {
    let bytes = held.site().bytes(path);
    let name = name_of(path)?;
    let control = held.control()?;
    let (enter, ask) = (Command::on("CWD", &bytes), Command::on("SIZE", &bytes));
    // One by one where one answer is enough, for most that is asked about is there.
    let (entering, asked) = if control.may_send_ahead(&[enter.clone(), ask.clone()]).await {
        let mut replies = control.exchange_all(vec![enter, ask]).await?.into_iter();
        let (Some(entering), Some(asked)) = (replies.next(), replies.next()) else {
            return Err(Error::new(ErrorKind::Failure));
        };
        if entering.is_done() {
            return Ok(Entry::new(name, EntryKind::Folder));
        }
        (entering, asked)
    } else {
        let entering = control.exchange(&enter).await?;
        if entering.is_done() {
            return Ok(Entry::new(name, EntryKind::Folder));
        }
        (entering, control.exchange(&ask).await?)
    };
    if asked.code == 213 {
        let mut entry = Entry::new(name, EntryKind::File);
        entry.size = asked.size().map(ByteSize);
        ask_clock(held).await?;
        let when = held.control()?.exchange(&Command::on("MDTM", &bytes)).await?;
        if when.code == 213 {
            entry.modified = fact_time(when.text().trim_ascii()).map(|time| held.site().in_utc(time));
        }
        return Ok(entry);
    }
    if asked.is_unknown_command() && !path.is_root() {
        return entry_in_parent(held, path).await;
    }
    Err(refused(&entering, &asked, &bytes))
}

/// Why there is neither a folder nor a file. Without a reason in the words: both questions were refused, so as far as can be
/// told there is nothing.
fn refused(entering: &Reply, asked: &Reply, path: &[u8]) -> Box<Error> {
    let mut error = asked.error().during(Command::on("SIZE", path).shown());
    if error.kind == ErrorKind::Failure {
        let entered = entering.error();
        error = match entered.kind {
            ErrorKind::Failure => {
                error.kind = ErrorKind::NotFound;
                error
            }
            _ => entered.during(Command::on("CWD", path).shown()),
        };
    }
    error
}
