//! The content of a folder, read as it arrives, with limits.

use super::channel::Held;
use super::clock::ask_clock;
use super::command::Command;
use super::data::{Begun, Data, begin};
use super::listing::{Asked, Family, ListingFault, ListingReader, ReadOn, fact_time, shift_times, time_offset};
use super::reply::Reply;
use super::site::Site;
use super::tls::io_error;
use crate::error::{Error, ErrorKind, FtpFault, Result, Stage};
use crate::model::{Entry, EntryKind, EntryName, Listing, Precision, RemotePath};
use crate::remote::ListProgress;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::io::AsyncReadExt;

/// The most files whose time is asked for to find the offset of a server.
const ASKED: usize = 3;
/// How much is read at once.
const PIECE: usize = 64 << 10;

/// Lists a folder: by MLSD where the server has it, else by LIST. A refusal is told as the server words it.
///
/// # Errors
/// What the server says; `FtpProtocol(EndlessLine)`.
pub(super) async fn list(held: &mut Held, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
    let bytes = held.site().bytes(folder);
    if held.site().facts().features.has("MLST") {
        match read_listing(held, Asked::Mlsd, &Command::on("MLSD", &bytes), progress).await {
            Err(error) if error.kind == ErrorKind::Unsupported => {}
            told => return told,
        }
    }
    list_by_list(held, folder, progress).await
}

/// Lists a folder by LIST, which on some servers shows what MLSD leaves out: `ProFTPD` 1.3.8 leaves out links that lead
/// nowhere.
///
/// # Errors
/// As [`list`].
async fn list_by_list(held: &mut Held, folder: &RemotePath, progress: ListProgress<'_>) -> Result<Listing> {
    enter(held, folder).await?;
    let mut listing = match read_listing(held, Asked::List, &Command::with("LIST", "-a"), progress).await {
        // A server that takes the option for a name finds nothing, or says so.
        Ok(listing) if !listing.entries.is_empty() || !listing.refused.is_empty() => listing,
        Err(error) if error.ends_session() => return Err(error),
        // Another way to data may come first now. Where none works, the first one tells what is wrong.
        Err(error) if error.kind == ErrorKind::NoDataConnection => {
            in_step_in(held, folder).await?;
            match read_listing(held, Asked::List, &Command::bare("LIST"), progress).await {
                Err(again) if again.kind == ErrorKind::NoDataConnection => return Err(error),
                again => again?,
            }
        }
        Ok(_) | Err(_) => {
            in_step_in(held, folder).await?;
            read_listing(held, Asked::List, &Command::bare("LIST"), progress).await?
        }
    };
    if !listing.entries.is_empty() {
        ask_clock(held).await?;
    }
    learn_offset(held, folder, &mut listing).await?;
    Ok(listing)
}

/// LIST takes options and patterns in place of paths, so the folder is entered and nothing is named.
async fn enter(held: &mut Held, folder: &RemotePath) -> Result<()> {
    let bytes = held.site().bytes(folder);
    held.control()?.done_as(&[Command::on("CWD", &bytes), Command::on("XCWD", &bytes)]).await.map(drop)
}

/// Makes a connection anew on which a reply is still due: it would be taken for that to the next command.
async fn in_step_in(held: &mut Held, folder: &RemotePath) -> Result<()> {
    if !held.control()?.is_in_step() {
        held.renew().await?;
        enter(held, folder).await?;
    }
    Ok(())
}

/// Asks once for the time of a file that is listed by the server's own clock, to know how far that is from UTC.
async fn learn_offset(held: &mut Held, folder: &RemotePath, listing: &mut Listing) -> Result<()> {
    let site = Arc::clone(held.site());
    let memory = *site.listing.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.offset.is_some() || !memory.family.is_some_and(Family::times_are_local) {
        return Ok(());
    }
    let minute = |entry: &&Entry| {
        entry.kind == EntryKind::File && entry.modified.is_some_and(|time| time.precision == Precision::Minute)
    };
    let files = listing.entries.iter().filter(minute).take(ASKED);
    let files = files.filter_map(|entry| Some((folder.join(&entry.name), entry.modified?)));
    let files: Vec<_> = files.collect();
    if files.is_empty() {
        return Ok(());
    }
    let mut offset = None;
    for (path, listed) in files {
        let reply = held.control()?.exchange(&Command::on("MDTM", &site.bytes(&path))).await?;
        if reply.is_unknown_command() {
            break;
        }
        let told = Some(reply.text().trim_ascii()).filter(|_| reply.code == 213).and_then(fact_time);
        // A file that was changed between the two answers tells nothing; the next one does.
        offset = told.and_then(|told| time_offset(listed, told)).map(|ahead| ahead + memory.clock.unwrap_or(0));
        if offset.is_some() {
            break;
        }
    }
    // Asked once: a server that does not tell is read as UTC from here on.
    site.listing.lock().unwrap_or_else(PoisonError::into_inner).offset = Some(offset.unwrap_or(0));
    if let Some(offset) = offset {
        shift_times(&mut listing.entries, offset);
    }
    Ok(())
}

/// Runs one command and reads what it lists.
async fn read_listing(held: &mut Held, asked: Asked, command: &Command, progress: ListProgress<'_>) -> Result<Listing> {
    let site = Arc::clone(held.site());
    let memory = *site.listing.lock().unwrap_or_else(PoisonError::into_inner);
    let mut reader = ListingReader::new(asked, memory, site.maker.request.clock.now());
    if let Begun::Data(mut data) = begin(held, command, 0).await? {
        let limits = site.maker.request.limits;
        let mut show = |entries: &[Entry]| {
            let shown: Vec<Entry> = entries.iter().filter_map(|entry| ours(&site, entry.clone()).ok()).collect();
            if !shown.is_empty() {
                progress(&shown);
            }
        };
        let read = read_all(&mut data, limits.answer, &mut reader, &mut show).await;
        drop(data);
        let told = match read {
            Ok(ReadOn::More) => {
                let reply = held.control()?.next_reply(limits.answer).await;
                reply.and_then(Reply::done).map(drop)
            }
            // More than anybody looks at: the rest is not waited for.
            Ok(ReadOn::Enough) => {
                let _last = held.control()?.last_words().await;
                Ok(())
            }
            Err(error) => {
                let _last = held.control()?.last_words().await;
                Err(error)
            }
        };
        told.map_err(|error| error.during(command.shown()))?;
    }
    let (mut listing, learned) = reader.finish();
    {
        let mut memory = site.listing.lock().unwrap_or_else(PoisonError::into_inner);
        memory.family = learned.family.or(memory.family);
    }
    let exact = learned.family.is_none_or(Family::sizes_are_exact);
    let entries = std::mem::take(&mut listing.entries);
    for mut entry in entries {
        // Blocks or records: nothing to hold a transfer against.
        entry.size = entry.size.filter(|_| exact);
        match ours(&site, entry) {
            Ok(entry) => listing.entries.push(entry),
            Err(name) => listing.refused.push(name),
        }
    }
    Ok(listing)
}

/// The entry under the name that the program works with; the server's name where it has none.
fn ours(site: &Site, entry: Entry) -> std::result::Result<Entry, Vec<u8>> {
    let named = site.charset.decode(entry.name.as_bytes()).and_then(|name| EntryName::new(name).ok());
    match named {
        Some(name) => Ok(Entry { name, ..entry }),
        None => Err(entry.name.as_bytes().to_vec()),
    }
}

async fn read_all(
    data: &mut Data,
    limit: Duration,
    reader: &mut ListingReader,
    show: &mut (dyn FnMut(&[Entry]) + Send),
) -> Result<ReadOn> {
    let mut piece = vec![0_u8; PIECE];
    loop {
        let length = match tokio::time::timeout(limit, data.read(&mut piece)).await {
            Err(_elapsed) => return Err(Error::new(ErrorKind::TimedOut(Stage::Session))),
            Ok(Ok(length)) => length,
            // Many servers end listings without the goodbye of TLS; the last reply tells whether it is whole.
            Ok(Err(fault)) if fault.kind() == io::ErrorKind::UnexpectedEof => 0,
            Ok(Err(fault)) => return Err(io_error(&fault)),
        };
        if length == 0 {
            return Ok(ReadOn::More);
        }
        let read_on = reader.push(piece.get(..length).unwrap_or_default()).map_err(|fault| match fault {
            ListingFault::LineTooLong => Error::new(ErrorKind::FtpProtocol(FtpFault::EndlessLine)),
        })?;
        show(reader.fresh());
        if read_on == ReadOn::Enough {
            return Ok(ReadOn::Enough);
        }
    }
}

/// The entry of a path as the listing of its folder has it.
///
/// # Errors
/// `NotFound` where it is not in there.
pub(super) async fn entry_in_parent(held: &mut Held, path: &RemotePath) -> Result<Entry> {
    let name = name_of(path)?;
    let Some(parent) = path.parent() else { return Ok(Entry::new(name, EntryKind::Folder)) };
    let listing = list(held, &parent, &mut |_| {}).await?;
    find_in(listing, path, &name)
}

/// The same by LIST, whatever else the server has.
///
/// # Errors
/// `NotFound` where it is not in there.
pub(super) async fn listed_in_parent(held: &mut Held, path: &RemotePath) -> Result<Entry> {
    let name = name_of(path)?;
    let Some(parent) = path.parent() else { return Ok(Entry::new(name, EntryKind::Folder)) };
    let listing = list_by_list(held, &parent, &mut |_| {}).await?;
    find_in(listing, path, &name)
}

fn find_in(listing: Listing, path: &RemotePath, name: &EntryName) -> Result<Entry> {
    let found = listing.entries.into_iter().find(|entry| entry.name == *name);
    found.ok_or_else(|| Error::new(ErrorKind::NotFound).at_remote(path))
}

/// The name that the entry of a path has.
pub(super) fn name_of(path: &RemotePath) -> Result<EntryName> {
    let name = path.name().map_or_else(|| EntryName::new(*b"root"), Ok);
    name.map_err(|_| Error::new(ErrorKind::NameRefused).at_remote(path))
}
