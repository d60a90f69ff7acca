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
    let questions = existence(held, path, false);
    let replies = held.control()?.exchange_all(questions).await?;
    is_there(held, path, &replies, false).await
}

/// What is to be asked to learn whether something is at `path`, together or one by one; [`is_there`] takes the answers.
/// `entered`: its folder can be entered, as is known.
pub(super) fn existence(held: &Held, path: &RemotePath, entered: bool) -> Vec<Command> {
    let (site, bytes) = (held.site(), held.site().bytes(path));
    if !site.facts().features.has("MLST") {
        return vec![Command::on("CWD", &bytes), Command::on("SIZE", &bytes)];
    }
    let folder = path.parent().filter(|_| !entered && site.mlst_is_vague.load(Ordering::Relaxed));
    // Servers that name no reason when they refuse it are asked whether its folder can be entered, too.
    let entering = folder.map(|folder| Command::on("CWD", &site.bytes(&folder)));
    [Command::on("MLST", &bytes)].into_iter().chain(entering).collect()
}

/// Whether something is at `path`, by the answers to [`existence`]; asks further where these leave it open.
///
/// # Errors
/// What the server says.
pub(super) async fn is_there(held: &mut Held, path: &RemotePath, replies: &[Reply], entered: bool) -> Result<bool> {
    let found = if held.site().facts().features.has("MLST") {
        facts_found(held, path, replies, entered).await
    } else if let [entering, asked] = replies {
        answer_found(held, path, entering, asked).await
    } else {
        Err(Error::new(ErrorKind::Failure))
    };
    match found {
        Ok(()) => Ok(true),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// By the answer to MLST and, where that is asked too, to the question whether its folder can be entered.
async fn facts_found(held: &mut Held, path: &RemotePath, replies: &[Reply], entered: bool) -> Result<()> {
    let Some(told) = replies.first() else { return Err(Error::new(ErrorKind::Failure)) };
    if told.is_done() {
        return match facts_in(told, name_of(path)?) {
            Some(_entry) => Ok(()),
            None => by_questions(held, path).await.map(drop),
        };
    }
    let mut error = told.error().during(Command::on("MLST", &held.site().bytes(path)).shown());
    let entered = entered || replies.get(1).is_some_and(Reply::is_done);
    match (error.kind.clone(), replies.get(1)) {
        (ErrorKind::Failure, _) if entered => {
            error.kind = ErrorKind::NotFound;
            Err(error)
        }
        (ErrorKind::Failure, None) => by_its_folder(held, path, error).await.map(drop),
        (ErrorKind::Failure | ErrorKind::Unsupported, _) => by_questions(held, path).await.map(drop),
        _ => Err(error),
    }
}

/// By the answers to the questions whether it can be entered, and how large it is.
async fn answer_found(held: &mut Held, path: &RemotePath, entering: &Reply, asked: &Reply) -> Result<()> {
    if entering.is_done() || asked.code == 213 {
        return Ok(());
    }
    if asked.is_unknown_command() && !path.is_root() {
        return entry_in_parent(held, path).await.map(drop);
    }
    Err(refused(entering, asked, &held.site().bytes(path)))
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
